"""Bouts: unbroken stretches of one stage, how many, how long, and how long they survive."""

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import xarray as xr

from explorer.metrics.hypnogram_rows import MINUTE, Hypnograms, as_hypnograms
from explorer.metrics.run_counts import Runs, epochs_in, find_runs
from explorer.metrics.stage_detail import detail_of
from explorer.vocabulary.stages import NREM, SCORED, SLEEP, Stage, is_coarse

BOUT_STATES: MappingProxyType[str, tuple[Stage, ...]] = MappingProxyType(
    {
        **{("WAKE" if stage == Stage.W else stage.name): (stage,) for stage in SCORED},
        "NREM": NREM,
        "SLEEP": SLEEP,
    }
)
"""What a bout can be of, by the name it has in symbols."""


class BoutTable(NamedTuple):
    """Bouts of each night, in epochs; NaN where there is no bout."""

    number: np.ndarray
    mean: np.ndarray
    median: np.ndarray
    longest: np.ndarray
    at_least_5: np.ndarray
    """Epochs in bouts of 5 min and more."""
    at_least_10: np.ndarray


def bout_count(hypnograms: Hypnograms, state: str) -> np.ndarray:
    """Count the bouts; NaN on a night nobody scored."""
    number = hypnograms.once(bout_table, state).number
    return np.where(hypnograms.scored, number, np.nan)


def bout_minutes(hypnograms: Hypnograms, state: str, statistic: str) -> np.ndarray:
    """Minutes: "mean", "median", "longest", or in bouts of "at_least_5" or "at_least_10" min."""
    return hypnograms.minutes(getattr(hypnograms.once(bout_table, state), statistic))


def bout_table(hypnograms: Hypnograms, state: str) -> BoutTable:
    """Statistics of the bouts of one state, each of shape (nights,)."""
    night, length, _ = find_bouts(hypnograms, state)
    nights = hypnograms.nights
    number = np.bincount(night, minlength=nights)
    none = number == 0
    total = np.bincount(night, length, minlength=nights)
    order = np.lexsort((length, night))
    ordered = np.append(length[order], 0)
    begin = np.cumsum(number) - number
    low = ordered[np.where(none, -1, begin + (number - 1) // 2)]
    high = ordered[np.where(none, -1, begin + number // 2)]
    longest = ordered[np.where(none, -1, begin + number - 1)]
    long_5, long_10 = (
        np.bincount(
            night, length * (length >= epochs_in(s, hypnograms.epoch_length)), minlength=nights
        )
        for s in (300.0, 600.0)
    )
    return BoutTable(
        number,
        np.where(none, np.nan, total / np.maximum(number, 1)),
        np.where(none, np.nan, (low + high) / 2),
        np.where(none, np.nan, longest),
        long_5,
        long_10,
    )


def bout_survival(hypnogram: xr.DataArray, *, state: str | Sequence[Stage] = "SLEEP") -> xr.Dataset:
    """Kaplan-Meier survival of bouts.

    Parameters
    ----------
    hypnogram : xr.DataArray of Stage, dims (..., epoch)
        From lights-off to lights-on. Bouts of all other dims are pooled.
    state : str or sequence of Stage
        One of `BOUT_STATES`, or the stages that make up the state.

    Returns
    -------
    xr.Dataset, dims (duration)
        ``survival`` (share of bouts that outlast a duration), ``at_risk``, ``ended``, ``censored``
        and ``error`` (Greenwood's standard error), along ``duration`` in min, from 0. The scalar
        ``median`` in min is NaN where survival stays above one half. A bout that lights-on, an
        artefact or an unscored epoch cuts short is censored.

    Raises
    ------
    ValueError
        If the state is unknown or not told apart by the hypnogram (N2 by a scorer of light sleep),
        or the hypnogram is none.

    Notes
    -----
    Bouts of one sleeper are not independent: between groups, resample sleepers rather than bouts.

    References
    ----------
    .. [1] Kaplan & Meier 1958, J Am Stat Assoc 53:457.
    .. [2] Klerman et al. 2013, Sleep: survival of sleep bouts in the young and the old.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> night = make_hypnogram(["N2", "W", "N2", "N2", "W", "N2"])
    >>> bout_survival(night).survival.values.tolist()
    [1.0, 0.6666666666666667, 0.0]
    """
    hypnograms = as_hypnograms(hypnogram)
    check_told(hypnograms, state)
    _, length, censored = find_bouts(hypnograms, state)
    durations = np.unique(np.append(length, 0))
    at_risk = (length[:, None] >= durations).sum(axis=0)
    ended = ((length[:, None] == durations) & ~censored[:, None]).sum(axis=0)
    cut = ((length[:, None] == durations) & censored[:, None]).sum(axis=0)
    survival = np.cumprod(1 - ended / np.maximum(at_risk, 1)) if length.size else [np.nan]
    left = at_risk - ended
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = np.cumsum(np.where(ended > 0, ended / (at_risk * left), 0.0))
        error = np.where(left > 0, np.asarray(survival) * np.sqrt(variance), np.nan)
    minutes = durations * (hypnograms.epoch_length / MINUTE)
    below = np.flatnonzero(np.asarray(survival) <= 0.5)  # the median
    return xr.Dataset(
        {
            "survival": ("duration", survival, {"units": "1", "long_name": "bouts that outlast"}),
            "at_risk": ("duration", at_risk),
            "ended": ("duration", ended),
            "censored": ("duration", cut),
            "error": ("duration", error, {"units": "1", "long_name": "Greenwood's error"}),
            "median": ((), minutes[below[0]] if below.size else np.nan, {"units": "min"}),
        },
        coords={"duration": ("duration", minutes, {"units": "min"})},
        attrs={"source": "Kaplan & Meier 1958", "state": str(state)},
    )


def find_bouts(
    hypnograms: Hypnograms, state: str | Sequence[Stage]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Night, length in epochs, and whether it was cut short, of every bout of a state.

    Raises
    ------
    ValueError
        If the state is unknown.
    """
    stages = _stages_of_state(state)
    if any(is_coarse(stages)) and hypnograms.as_scored is not None:
        hypnograms = replace(hypnograms, codes=hypnograms.as_scored)
    runs = hypnograms.runs if len(stages) == 1 else _joined(hypnograms, stages)
    night = np.repeat(np.arange(hypnograms.nights), np.diff(runs.bounds))
    of_state = runs.stage == stages[0]
    after = np.append(runs.stage[1:], Stage.UNSCORED)
    last = runs.start + runs.length == hypnograms.epochs
    cut = last | (after < 0)
    return night[of_state], runs.length[of_state], cut[of_state]


def check_told(hypnograms: Hypnograms, state: str | Sequence[Stage]) -> None:
    """Refuse a state that the hypnograms do not tell apart.

    Raises
    ------
    ValueError
        If it is so on any night, or the state is unknown.
    """
    if why := hypnograms.why_not(detail_of(_stages_of_state(state))):
        raise ValueError(f"bouts of {state} are {why}")


def _stages_of_state(state: str | Sequence[Stage]) -> Sequence[Stage]:
    if not isinstance(state, str):
        return state
    if state not in BOUT_STATES:
        raise ValueError(f"no state {state!r}, expected one of {list(BOUT_STATES)}")
    return BOUT_STATES[state]


def _joined(hypnograms: Hypnograms, stages: Sequence[Stage]) -> Runs:
    """Find the runs of hypnograms in which all these stages are the first of them."""
    return find_runs(np.where(np.isin(hypnograms.codes, stages), stages[0], hypnograms.codes))
