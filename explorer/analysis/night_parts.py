"""The parts of a night that numbers are of, by name, so that all tables of a page count the same.

Every number beside a night is of one of these: in bed (or the whole night where nobody knows the
lights), and the selection. What is of the whole recording says so.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer import metrics
from explorer.analysis.power_by_stage import epochs_within

SELECTION = "selection"


@dataclass(frozen=True, eq=False)
class NightPart:
    """One part: its name, whose stages count in it, and which epochs are of it."""

    name: str
    hypnogram: xr.DataArray
    """Of the whole recording, dims (epoch); within the part as the chosen conventions see it."""
    inside: npt.NDArray[np.bool_]
    """Epochs of the part, shape (epoch,)."""


def name_of_night(lights: tuple[float, float]) -> str:
    """Name what lies between the lights: the night itself where neither is known.

    Examples
    --------
    >>> name_of_night((0.0, float("nan"))), name_of_night((float("nan"), float("nan")))
    ('in bed', 'night')
    """
    return "in bed" if np.isfinite(lights).any() else "night"


def night_parts(
    hypnogram: xr.DataArray,
    lights: tuple[float, float],
    selection: tuple[float, ...] = (),
    conventions: tuple[tuple[str, str], ...] = (),
) -> tuple[NightPart, ...]:
    """Part a night as the metrics of its hypnogram do.

    Parameters
    ----------
    hypnogram : xr.DataArray of Stage, dims (epoch)
        Of the whole recording, by one scorer.
    lights : (float, float)
        Off and on, s; NaN for one that is not known.
    selection : tuple of float
        Start and stop of the selection, s; empty for none.
    conventions : tuple of (str, str)
        As `explorer.metrics.select_conventions` gives them: what is wake by them is wake here.

    Returns
    -------
    tuple of NightPart
        In bed first, then the selection if there is one.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> parts = night_parts(make_hypnogram(["W", "N2", "N3"]), (30.0, 90.0), (0.0, 60.0))
    >>> [(part.name, part.inside.tolist()) for part in parts]
    [('in bed', [False, True, True]), ('selection', [True, True, False])]
    """
    in_bed = metrics.by_conventions(metrics.between_lights(hypnogram, lights), conventions)
    inside = np.isin(hypnogram.onset.values, in_bed.onset.values)
    stages = hypnogram
    if conventions:
        stages = hypnogram.copy(data=hypnogram.values.copy())
        stages.values[inside] = in_bed.values
    parts = [NightPart(name_of_night(lights), stages, inside)]
    if selection:
        parts.append(NightPart(SELECTION, hypnogram, epochs_within(hypnogram, *selection)))
    return tuple(parts)
