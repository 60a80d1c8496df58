"""Stages inside epochs: a scored epoch is what most of it is, and sleep changes when it likes."""

from types import MappingProxyType

import numpy as np
import xarray as xr

from explorer.night.hypnogram import make_hypnogram
from explorer.vocabulary.stages import Stage

STEP = 1.0
"""s, about, between which stages can change."""
_MOST_MOVED = 0.48
"""Share of an epoch that another stage may take: less than half, so the epoch keeps its score."""
# Chance of an epoch, and of which stage, to hold a brief stretch of another; people disagree about
# such epochs, most often in N1 and between N2 and N3.
_BRIEF = MappingProxyType(
    {
        Stage.W: (0.18, ((Stage.N1, 1.0),)),
        Stage.N1: (0.45, ((Stage.W, 0.65), (Stage.N2, 0.35))),
        Stage.N2: (0.24, ((Stage.W, 0.4), (Stage.N1, 0.5), (Stage.N3, 0.1))),
        Stage.N3: (0.5, ((Stage.N2, 1.0),)),
        Stage.REM: (0.12, ((Stage.N1, 0.9), (Stage.W, 0.1))),
    }
)
_BRIEF_LENGTH = (0.15, 0.47)
"""Of an epoch."""


def draw_stage_course(
    hypnogram: xr.DataArray, rng: np.random.Generator
) -> tuple[xr.DataArray, np.ndarray]:
    """Draw when stages really change, so that each epoch is still mostly of its scored stage.

    Parameters
    ----------
    hypnogram : xr.DataArray of Stage, dims (epoch)
        As scored.
    rng : np.random.Generator
        Where chance comes from.

    Returns
    -------
    course : xr.DataArray of Stage, dims (epoch)
        The same night in steps of about `STEP`.
    elsewhere : array, shape (stretches, 2)
        Onset and duration in s of what is of another stage than its epoch is scored.

    Examples
    --------
    >>> scored = make_hypnogram(["N2", "N2", "REM"])
    >>> course, elsewhere = draw_stage_course(scored, np.random.default_rng(1))
    >>> course.size, bool((course.values.reshape(3, 30) == scored.values[:, None]).mean() > 0.5)
    (90, True)
    """
    stages = hypnogram.values
    length = float(hypnogram.epoch_length)
    steps = max(round(length / STEP), 1)
    moved = _moved_borders(stages, rng)
    middle = (np.arange(stages.size * steps) + 0.5) / steps
    bouts = np.concatenate([[0], np.flatnonzero(np.diff(stages)) + 1])
    fine = stages[bouts][np.searchsorted(moved, middle, side="right")]
    chance, kind, size, place = rng.random((4, stages.size))
    for stage, (share, others) in _BRIEF.items():
        held = np.flatnonzero((stages == stage) & (chance < share))
        bounds = np.cumsum([weight for _, weight in others])
        for epoch in held:
            part = fine[epoch * steps : (epoch + 1) * steps]
            left = _MOST_MOVED - (part != stage).mean()
            low, high = _BRIEF_LENGTH
            brief = round(min(low + (high - low) * size[epoch], left) * steps)
            first = round(place[epoch] * (steps - brief))
            if brief > 0:
                which = min(int(np.searchsorted(bounds, kind[epoch])), len(others) - 1)
                part[first : first + brief] = others[which][0]
    course = make_hypnogram(fine, length / steps)
    return course, _stretches(fine != np.repeat(stages, steps), length / steps)


def _moved_borders(stages: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Where stages change, in epochs, moved so that no epoch loses half of itself."""
    borders = np.flatnonzero(np.diff(stages)) + 1
    shift = rng.uniform(-_MOST_MOVED, _MOST_MOVED, borders.size)
    taken = np.zeros(stages.size)
    np.add.at(taken, borders, np.maximum(shift, 0))
    np.add.at(taken, borders - 1, np.maximum(-shift, 0))
    room = np.minimum(1, _MOST_MOVED / np.maximum(taken, _MOST_MOVED))
    out: np.ndarray = borders + shift * np.where(shift > 0, room[borders], room[borders - 1])
    return out


def _stretches(marked: np.ndarray, step: float) -> np.ndarray:
    """Onset and duration in s of each run of marked steps."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], marked, [False]]).astype(np.int8)))
    out: np.ndarray = np.column_stack([edges[::2], edges[1::2] - edges[::2]]) * step
    return out
