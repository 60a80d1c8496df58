"""Onsets written in steps longer than an epoch, as of a clock without seconds, spaced evenly."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

# Epochs that scorers use, in s; of few rows that several lengths fit, the first that does is it.
_LENGTHS = (30.0, 20.0, 15.0, 10.0, 60.0, 16.0, 12.0, 8.0, 6.0, 5.0, 4.0, 3.0, 2.5, 2.0, 1.0, 0.5)
_MINUTE = 60.0
_NAMED = 3  # lengths in a sentence
_EXACT = 1e-6  # s, that sums of decimals miss
_FEW = 4  # rows, of which fewer show a length only where two of them have one time
_USUAL = 30.0  # s an epoch, where few rows fit it and others
_MOSTLY = 0.8  # share of minutes that hold the same number of rows
_JITTER = 0.1  # of an epoch: what times are off the grid by though nobody cut them


@dataclass(frozen=True)
class Spaced:
    """Onsets of rows that follow one another, as they were before they were rounded."""

    onsets: np.ndarray
    """s"""
    length: float
    """From one to the next, in s."""
    note: str


def spaced_evenly(
    name: str,
    onsets: np.ndarray,
    step: float,
    *,
    numbers: np.ndarray | None = None,
    said: float | None = None,
    cut: bool = True,
    begin: float | None = None,
) -> Spaced | None:
    """Space rows evenly whose onsets are in coarser steps than they follow one another.

    Parameters
    ----------
    name : str
        Of the column, for the note.
    onsets : array of float, shape (rows,)
        s, in the order of the file.
    step : float
        What the onsets are whole multiples of, in s.
    numbers : array of float, shape (rows,), optional
        Numbers of the epochs, where a column has them; otherwise rows follow one another.
    said : float, optional
        How long an epoch is, in s, where that is known.
    cut : bool
        Whether times were cut off, as a clock's are, and not rounded.
    begin : float, optional
        When the recording began, in s: the first row begins then, where that may be.

    Returns
    -------
    Spaced or None
        None where the onsets are even as they stand, or do not lie within one step of even ones.

    Raises
    ------
    ValueError
        If fewer than four rows have one time, and it is not said which of several lengths that fit
        an epoch has.

    Examples
    --------
    >>> found = spaced_evenly("time", np.array([0, 0, 60, 60, 120.0]), 60.0)
    >>> found.onsets.tolist()
    [0.0, 30.0, 60.0, 90.0, 120.0]
    >>> found.note
    'time is in steps of 60 s: rows were spaced evenly, 30 s apart'
    """
    steps = np.diff(onsets)
    if onsets.size < 2 or step <= _EXACT or not np.isfinite(onsets).all() or (steps < 0).any():
        return None
    at = np.arange(onsets.size, dtype=float) if numbers is None else numbers
    if (np.diff(at) <= 0).any():
        return None
    if onsets.size < _FEW:
        return _space_few(name, onsets, step, at=at, said=said, cut=cut)
    by = "" if numbers is None else " by the numbers of the epochs"
    for length in _LENGTHS if said is None else (said,):
        rest = onsets - length * at
        low, high = float(rest.min()), float(rest.max())
        if high - low <= _JITTER * min(length, step):
            return None
        if high - low <= step + _EXACT and _is_coarse(steps, length):
            first = float(length * at[0])
            if not cut:
                origin = _rounded_begin(low, high, step, first)
            elif begin is not None and high <= begin - first < low + step:
                origin = begin - first
            else:
                origin = high
            note = f"rows were spaced evenly, {length:g} s apart{by}"
            return Spaced(origin + length * at, length, f"{name} is in steps of {step:g} s: {note}")
    return _by_minute(name, onsets, step) if cut and said is None else None


def _space_few(
    name: str, onsets: np.ndarray, step: float, *, at: np.ndarray, said: float | None, cut: bool
) -> Spaced | None:
    """Space two or three rows of which two have one time: by what is said, else by 30 s."""
    if np.diff(onsets).all():
        return None
    fitting = [
        length
        for length in (_LENGTHS if said is None else (said,))
        # Of times that are cut off, none lies as far from the first as a whole step.
        if float(np.ptp(onsets - length * at)) < step + (-_EXACT if cut else _EXACT)
    ]
    if fitting and said is None and _USUAL not in fitting and cut:
        others = ", ".join(f"{length:g}" for length in fitting[:_NAMED])
        others += " s and shorter" if len(fitting) > _NAMED else " s"
        raise ValueError(
            f"{name} is in steps of {step:g} s and {onsets.size} rows have one time: epochs of "
            f"{others} fit; say how long one is (--epoch-length 20), or write the seconds"
        )
    length = said if said is not None else _USUAL
    if length not in fitting:
        return None
    rest = onsets - length * at
    origin = float(rest.max()) if cut else max(0.0, float(rest.mean()))
    note = f"{name} is in steps of {step:g} s: rows were spaced evenly, {length:g} s apart"
    if said is None:
        note += f", {length:g} s assumed, as {onsets.size} rows fit other lengths too"
    return Spaced(origin + length * at, length, note)


def written_step(cells: Sequence[str], scale: float) -> float:
    """Return the step of numbers as they are written, by their decimals, in s.

    Examples
    --------
    >>> written_step(["0.00", "0.01"], 3600.0)
    36.0
    """
    decimals = max(
        (len(cell.strip().replace(",", ".").partition(".")[2]) for cell in cells), default=0
    )
    return float(scale * 10.0**-decimals)


def clock_step(onsets: np.ndarray) -> float:
    """Return the step of clock times, in s: a minute where none of them has seconds."""
    parts = np.diff(onsets) / _MINUTE
    return _MINUTE if bool(np.all(np.abs(parts - np.round(parts)) < _EXACT)) else 1.0


def _is_coarse(steps: np.ndarray, length: float) -> bool:
    """Whether steps from onset to onset are not those of epochs, but of how they are written."""
    return bool(np.ptp(steps) > _JITTER * length)


def _rounded_begin(low: float, high: float, step: float, moved: float) -> float:
    """When the first of some rounded onsets is: at 0 where that may be, or amid what may be."""
    least, most = high - step / 2, low + step / 2
    if least - _EXACT <= -moved <= most + _EXACT:
        return -moved
    return (least + most) / 2


def _by_minute(name: str, onsets: np.ndarray, step: float) -> Spaced | None:
    """Space the rows of each minute, where most minutes hold equally many and some are missing."""
    times, first, counts = np.unique(onsets, return_index=True, return_counts=True)
    most = int(counts.max())
    length = step / most
    full = counts == most
    if most < 2 or full.mean() < _MOSTLY or not any(abs(length - one) < _EXACT for one in _LENGTHS):
        return None
    place = np.arange(onsets.size) - np.repeat(first, counts)
    if counts[0] < most and times.size > 1 and times[1] - times[0] <= step + _EXACT:
        place[: counts[0]] += most - counts[0]
    note = f"{name} is in steps of {step:g} s: rows were spaced evenly, {length:g} s apart"
    if short := int((~full).sum()):
        note += f", though {short} of {times.size} steps hold fewer than {most}"
    return Spaced(onsets + place * length, length, note)
