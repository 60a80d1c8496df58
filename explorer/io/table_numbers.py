"""Columns of numbers as s: by their unit, by their steps, or as moments that they count to."""

from datetime import datetime, timedelta

import numpy as np

from explorer.io.clock import NO_DATE
from explorer.io.table_clocks import Clock, past_midnight
from explorer.vocabulary.spreadsheet import DATE_NUMBERS, DATE_ORIGIN, DATES_COUNTED

_DAY = 86400.0
# Numbers that are moments: s, ms, us since 1970, and days since 1900 of a spreadsheet.
_SINCE_1970 = ((1.0, 3e8, 5e9), (1e-3, 3e11, 5e12), (1e-6, 3e14, 5e15), (1e-9, 3e17, 5e18))
# Steps of epochs, in s, that numbers in other units are known by, and steps that are not in s.
_USUAL = (30.0, 20.0, 15.0, 10.0, 60.0, 300.0, 5.0, 4.0)
_FEW = 3  # numbers, of which fewer show no step
_ROUNDED = 1e-6
_SHORTEST_STEP, _LONGEST_STEP = 0.9, 4000.0


def read_numbers(
    name: str,
    numbers: np.ndarray,
    unit: float | None,
    notes: list[str],
    duration: float | None = None,
) -> Clock:
    """Read numbers as s, or as moments where they can be nothing else.

    Parameters
    ----------
    name : str
        The column's.
    numbers : array of float
    unit : float or None
        s; None where the table gives none.
    notes : list of str
        What was assumed is added to it.
    duration : float, optional
        Of the recording, in s.
    """
    if unit is None and (found := _of_day(name, numbers, notes)) is not None:
        return found
    held = numbers[np.isfinite(numbers)]
    steps = np.abs(np.diff(held))
    step = float(np.median(steps[steps > 0])) if (steps > 0).any() else 0.0
    if held.size and (unit is None or held.min() > _SINCE_1970[0][1]):
        for seconds, least, most in _SINCE_1970:
            if least < held.min() and held.max() < most:
                first = datetime(1970, 1, 1) + timedelta(seconds=float(numbers[0]) * seconds)
                notes.append(f"{name} was read as a time since 1970, in UTC")
                return Clock((numbers - numbers[0]) * seconds, first)
        if DATE_NUMBERS[0] < held.min() and held.max() < DATE_NUMBERS[1] and 0 < step < 0.05:
            first = DATE_ORIGIN + timedelta(days=round(float(numbers[0]) * _DAY) / _DAY)
            notes.append(f"{name} was read as {DATES_COUNTED}")
            return Clock(np.round((numbers - numbers[0]) * _DAY, 1), first)
        if held.min() >= 0 and held.max() < 1 and _is_usual(step * _DAY) and held.size > 2:
            first = datetime(NO_DATE, 1, 1) + timedelta(seconds=round(float(numbers[0]) * _DAY))
            notes.append(f"{name} was read as parts of a day, as a spreadsheet counts times")
            times = past_midnight(np.round(numbers * _DAY, 1), notes)
            return Clock(times - times[0], first)
    if unit is None and step:
        even = _even_step(held, step)
        slack = step / (held.size - 1) if even else 0.0
        unit = _unit_by_step(name, numbers, even or step, duration, notes, slack)
    return Clock(numbers * (1.0 if unit is None else unit), None)


def _is_usual(step: float, slack: float = 0.0) -> bool:
    return any(abs(step - one) < 0.02 * one + slack for one in _USUAL)


def _of_day(name: str, numbers: np.ndarray, notes: list[str]) -> Clock | None:
    """Read s since midnight, which begin again in the night."""
    back = np.diff(numbers) < -_DAY / 2
    if back.sum() != 1 or not (numbers.min() >= 0 and numbers.max() < _DAY):
        return None
    notes.append(f"{name} was read as s since midnight, as it begins again after it")
    first = datetime(NO_DATE, 1, 1) + timedelta(seconds=float(numbers[0]))
    times = numbers + np.concatenate([[0], np.cumsum(back)]) * _DAY
    return Clock(times - times[0], first)


def _even_step(numbers: np.ndarray, step: float) -> float:
    """Step of numbers that are even but for their rounding to a coarser one; 0 for others."""
    if numbers.size <= _FEW or not (np.diff(numbers) == 0).any():
        return 0.0
    even = np.linspace(numbers[0], numbers[-1], numbers.size)
    off = np.abs(numbers - even).max()
    return float(even[1] - even[0]) if off <= step * (1 + _ROUNDED) else 0.0


def _unit_by_step(
    name: str,
    numbers: np.ndarray,
    step: float,
    duration: float | None,
    notes: list[str],
    slack: float,
) -> float:
    """Say which unit numbers are in, by the steps between them and the recording's length."""
    reach = float(numbers.max() - numbers.min()) + step
    for unit, called in ((1e-3, "ms"), (60.0, "min"), (3600.0, "h")):
        usual = _is_usual(step * unit, slack * unit)
        fits = duration is not None and abs(reach * unit - duration) < 0.05 * duration
        odd = step < _SHORTEST_STEP or step >= _LONGEST_STEP
        if usual and (odd or fits):
            notes.append(f"{name} has no unit and was read in {called}, by its steps of {step:.3g}")
            return unit
    return 1.0
