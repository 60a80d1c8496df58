"""Oxygen saturation in sleep: falls of 3 and 4 %, minutes below 90 and 88 %, mean and nadir.

Files hold an oximeter's whole per cents a little off, as their own steps fall: those are restored
first. Artefacts: a second outside 50 to 100 %, or that differs by more than 4 % from the second
before, is left out (Levy et al. 2021, NPJ Digit Med 4:1: range and delta filter of the POBM
toolbox), with all up to the step back within 60 s, and so is what a scorer marked as an artefact of
the oximeter. A fall is counted where it leaves its peak: by 3 or 4 % or more, the first 3 % within
120 s; it ends when half of it is regained or it has not deepened for 120 s, and lasts 10 s or more.
"""

from collections.abc import Hashable

import numpy as np
import numpy.typing as npt

from explorer.metrics.event_indices import EpochCounts, Part, epoch_of, part_epochs
from explorer.metrics.hypnogram_rows import MINUTE, Hypnograms
from explorer.metrics.observed import Saturation
from explorer.metrics.scored_events import HIGHEST, LOWEST

FASTEST = 4.0
"""% a second: what changes faster is an artefact."""
LEAST_FALL = 3.0
"""% that a fall needs to be kept."""
_LONGEST_FALL, _SHORTEST = 120.0, 10.0  # s
_LONGEST_SPIKE = 60  # s from a step to that back
_REGAINED = 0.5
_SLACK = 1e-9  # %
_OXIMETER_STEPS = ((1.0, 0.22), (0.5, 0.11), (0.1, 0.02))
"""% between two values of an oximeter, and how far off the steps of a file may put them."""
_ON_STEPS = 0.99  # of the values: a resampled file has some between
_ROUNDING = 0.5  # % above 100 that are the file's rounding


def restore_steps(percent: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Give back the whole per cents, halves or tenths of an oximeter that a file holds a bit off.

    Parameters
    ----------
    percent : array of float
        %, as a file's scaling gives them.

    Returns
    -------
    array of float64
        As they were where they lie on no such steps.

    Examples
    --------
    >>> restore_steps([97.0003, 93.9998, 100.0007]).tolist(), restore_steps([95.37]).tolist()
    ([97.0, 94.0, 100.0], [95.37])
    """
    values = np.array(percent, np.float64)
    known = values[(values >= LOWEST - _ROUNDING) & (values <= HIGHEST + _ROUNDING)]
    for step, off in _OXIMETER_STEPS if known.size else ():
        if (np.abs(known - np.round(known / step) * step) <= off).mean() >= _ON_STEPS:
            return np.asarray(np.round(np.round(values / step) * step, 1))
    return values


def measure_saturation(
    percent: npt.ArrayLike, *, channel: str = "", marked: npt.ArrayLike = ()
) -> Saturation:
    """Clean a saturation of one value a second, and find its falls.

    Parameters
    ----------
    percent : array of float, shape (seconds,)
        %; NaN where nothing was measured.
    channel : str
        Where it was measured.
    marked : array of float, shape (marks, 2), optional
        Begin and end in s of what a scorer marked as the oximeter's artefacts.

    Returns
    -------
    Saturation

    Examples
    --------
    >>> flat = np.full(300, 96.0)
    >>> flat[100:130] = [*np.linspace(96, 92, 15), *np.linspace(92, 96, 15)]
    >>> found = measure_saturation(flat)
    >>> found.onset.tolist(), found.depth.tolist(), found.rejected
    ([100.0], [4.0], 0)
    """
    values = restore_steps(percent)
    measured = np.isfinite(values)
    with np.errstate(invalid="ignore"):
        values[(values < LOWEST) | (values > HIGHEST + _ROUNDING)] = np.nan
        values = np.minimum(values, HIGHEST)
        steps = np.diff(values)
        jumps = np.flatnonzero(np.abs(steps) > FASTEST + _SLACK)
    for place, jump in enumerate(jumps.tolist()):
        back = int(jumps[place + 1]) if place + 1 < jumps.size else jump
        returns = 0 < back - jump <= _LONGEST_SPIKE and steps[jump] * steps[back] < 0
        values[jump + 1 : back + 1 if returns else jump + 2] = np.nan
    for begin, end in np.asarray(marked, np.float64).reshape(-1, 2).tolist():
        values[max(int(begin), 0) : max(int(np.ceil(end)), 0)] = np.nan
    falls = np.array(_falls(values), np.float64).reshape(-1, 3)
    return Saturation(
        values.astype(np.float32),
        falls[:, 0],
        falls[:, 1],
        falls[:, 2],
        channel=channel,
        rejected=int((measured & ~np.isfinite(values)).sum()),
    )


def _falls(values: npt.NDArray[np.float64]) -> list[tuple[float, float, float]]:
    """Onset, time of the nadir, and depth of each fall of `LEAST_FALL` or more."""
    at = np.flatnonzero(np.isfinite(values))
    found: list[tuple[float, float, float]] = []
    peak_time = low_time = before = -np.inf
    peak = low = 0.0

    def keep(until: float) -> None:
        if peak - low >= LEAST_FALL - _SLACK and until - peak_time >= _SHORTEST:
            found.append((peak_time, low_time, peak - low))

    for time, level in zip(at.astype(float).tolist(), values[at].tolist(), strict=True):
        if time - before > _LONGEST_FALL:  # nothing was measured for so long
            keep(before)
            peak_time, peak, low_time, low = time, level, time, level
        before = time
        if level < low:
            low_time, low = time, level
        if peak - low >= LEAST_FALL - _SLACK:
            ended = level - low >= _REGAINED * (peak - low) or time - low_time > _LONGEST_FALL
            if ended:
                keep(time)
        else:  # no fall yet: a higher or a later peak is what the next is measured from
            ended = level >= peak or time - peak_time > _LONGEST_FALL
        if ended:
            peak_time, peak, low_time, low = time, level, time, level
    keep(before)
    return found


def has_saturation(hypnograms: Hypnograms) -> npt.NDArray[np.bool_]:
    """Whether a saturation was measured, the same for every row."""
    observed = hypnograms.observed
    there = observed is not None and observed.saturation is not None
    return np.full(hypnograms.nights, there)


def count_falls(hypnograms: Hypnograms, least: float) -> EpochCounts:
    """Falls of so many % or more, in the epochs where they leave their peaks."""
    counts = np.zeros((hypnograms.nights, hypnograms.epochs))
    saturation = _saturation(hypnograms)
    if saturation is not None and hypnograms.epochs:
        deep = saturation.onset[saturation.depth >= least - _SLACK]
        epochs = epoch_of(hypnograms, deep)
        counts += np.bincount(epochs[epochs >= 0], minlength=hypnograms.epochs)
    return counts


def minutes_below(hypnograms: Hypnograms, limit: float, part: Part) -> npt.NDArray[np.float64]:
    """Minutes of a part of sleep in which the saturation is below a limit, in %."""
    return _seconds(hypnograms, part, limit) / MINUTE


def minutes_measured(hypnograms: Hypnograms, part: Part) -> npt.NDArray[np.float64]:
    """Minutes of a part of sleep in which the saturation was measured without an artefact."""
    return _seconds(hypnograms, part, np.inf) / MINUTE


def mean_saturation(hypnograms: Hypnograms, part: Part) -> npt.NDArray[np.float64]:
    """Mean saturation in % in a part of sleep; NaN where none was measured."""
    asleep = hypnograms.once(part_epochs, part)
    total, _, number = hypnograms.once(_by_epoch, ())
    seconds = (asleep * number).sum(axis=1)
    sums = (asleep * total).sum(axis=1)
    mean = np.divide(sums, seconds, out=np.full(seconds.shape, np.nan), where=seconds > 0)
    return np.asarray(mean)


def nadir_saturation(hypnograms: Hypnograms, part: Part) -> npt.NDArray[np.float64]:
    """Lowest saturation in % in a part of sleep; NaN where none was measured."""
    asleep = hypnograms.once(part_epochs, part)
    _, lowest, _ = hypnograms.once(_by_epoch, ())
    least = np.where(asleep, lowest, np.inf).min(axis=1, initial=np.inf)
    return np.where(np.isfinite(least), least, np.nan)


def _saturation(hypnograms: Hypnograms) -> Saturation | None:
    return None if hypnograms.observed is None else hypnograms.observed.saturation


def _seconds(hypnograms: Hypnograms, part: Part, limit: float) -> npt.NDArray[np.float64]:
    asleep = hypnograms.once(part_epochs, part)
    return np.asarray((asleep * hypnograms.once(_below, (limit,))).sum(axis=1), np.float64)


def _valid(hypnograms: Hypnograms) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Give valid values and the epochs that they lie in."""
    saturation = _saturation(hypnograms)
    if saturation is None:
        return np.zeros(0), np.zeros(0, np.int64)
    at = np.flatnonzero(np.isfinite(saturation.percent))
    epoch = epoch_of(hypnograms, at.astype(np.float64))
    inside = epoch >= 0
    return saturation.percent[at[inside]].astype(np.float64), epoch[inside]


def _below(hypnograms: Hypnograms, limit: tuple[Hashable, ...]) -> npt.NDArray[np.float64]:
    """Seconds of each epoch below a limit, shape (epochs,)."""
    values, epoch = hypnograms.once(_valid)
    return np.bincount(epoch[values < float(str(limit[0]))], minlength=hypnograms.epochs).astype(
        np.float64
    )


def _by_epoch(
    hypnograms: Hypnograms, _nothing: tuple[Hashable, ...]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Sum, lowest and number of valid seconds of each epoch."""
    values, epoch = hypnograms.once(_valid)
    size = hypnograms.epochs
    lowest = np.full(size, np.inf)
    np.minimum.at(lowest, epoch, values)
    total = np.bincount(epoch, values, minlength=size).astype(np.float64)
    return total, lowest, np.bincount(epoch, minlength=size).astype(np.float64)
