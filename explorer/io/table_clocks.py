"""Columns of dates and clock times as s from the first of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np

from explorer.io.clock import NO_DATE, is_ambiguous_date, parse_elapsed, parse_instant
from explorer.night.account import TIME, AccountEntry

_DAY = 86400.0
_ONE_NIGHT = 24 * 3600.0  # s: what dates span, if one order of day and month makes one night
_APART = 8 * 3600.0  # s without a row: no night of one person has such a hole
# Numbers that are moments: s, ms, us since 1970, and days since 1900 of a spreadsheet.
_SINCE_1970 = ((1.0, 3e8, 5e9), (1e-3, 3e11, 5e12), (1e-6, 3e14, 5e15), (1e-9, 3e17, 5e18))
_SPREADSHEET = (25_000.0, 80_000.0)
# Steps of epochs, in s, that numbers in other units are known by, and steps that are not in s.
_USUAL = (30.0, 20.0, 15.0, 10.0, 60.0, 300.0, 5.0, 4.0)
_SHORTEST_STEP, _LONGEST_STEP = 0.9, 4000.0
_SPREADSHEET_ORIGIN = datetime(1899, 12, 30)


@dataclass
class Clock:
    """Clock times as s from the first of them."""

    times: np.ndarray
    """s"""
    first: datetime | None
    """The first, as the clock on the wall had it; in the year `NO_DATE` for a time of day, and None
    for s that are not counted from any moment."""
    notes: list[str] = field(default_factory=list)
    entries: list[AccountEntry] = field(default_factory=list)
    is_utc: bool = False
    """Whether the file says that they are in UTC."""


def read_elapsed(cells: Sequence[str], *, named_clock: bool) -> Clock | None:
    """Read cells as hours, minutes and seconds from the start; None where they are a clock's."""
    spans = [parse_elapsed(cell) for cell in cells]
    if any(span is None for span in spans):
        return None
    times = np.array(spans, np.float64)
    beyond = bool(times.max() >= _DAY) or any("day" in cell for cell in cells)
    begins = times[0] == 0 and not named_clock and bool((np.diff(times) >= 0).all())
    if not beyond and not begins:
        return None
    note = "onsets of hours, minutes and seconds were counted from the start, as they begin at 0"
    return Clock(times, None, [note])


def read_clock(
    path: object,
    name: str,
    cells: Sequence[str],
    day_first: bool | None = None,
    start: datetime | None = None,
) -> Clock:
    """Read cells as clock times.

    Parameters
    ----------
    path : object
        Where they come from, for errors.
    name : str
        The column's.
    cells : sequence of str
        Dates with times, or times of day, in the order of the rows.
    day_first : bool, optional
        Whether 3/5 is the third of May; otherwise the order that makes one night is taken.
    start : datetime, optional
        When the recording began.

    Returns
    -------
    Clock

    Raises
    ------
    ValueError
        If a cell is no clock time.
    """
    notes: list[str] = []
    moments = _in_one_order(path, name, cells, day_first, start, notes)
    entries: list[AccountEntry] = []
    zoned = [moment.tzinfo is not None for moment in moments]
    if any(zoned):
        zones = list(dict.fromkeys(str(one.tzinfo) for one in moments if one.tzinfo is not None))
        why = "times were counted as instants"
        if not all(zoned):
            why = "those without a zone were taken to be of the one before them"
            moments = _with_zones(moments)
        entries.append(AccountEntry(TIME, "time zone " + ", ".join(zones), "zone", why=why))
        if len(zones) > 1:
            notes.append(f"the clock changes from {' to '.join(zones)}: {why}")
        utc = [moment.astimezone(UTC) for moment in moments]
        times = np.array([(one - utc[0]).total_seconds() for one in utc])
        is_utc = all(moment.utcoffset() == timedelta(0) for moment in moments)
        return Clock(times, moments[0].replace(tzinfo=None), notes, entries, is_utc)
    times = np.array([(moment - moments[0]).total_seconds() for moment in moments])
    if all(moment.year == NO_DATE for moment in moments):
        times = _past_midnight(times, notes)
    return Clock(_past_a_set_clock(times, notes, entries), moments[0], notes, entries)


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
        if _SPREADSHEET[0] < held.min() and held.max() < _SPREADSHEET[1] and 0 < step < 0.05:
            first = _SPREADSHEET_ORIGIN + timedelta(days=round(float(numbers[0]) * _DAY) / _DAY)
            notes.append(f"{name} was read as days since 1900, as a spreadsheet counts dates")
            return Clock(np.round((numbers - numbers[0]) * _DAY, 1), first)
        if held.min() >= 0 and held.max() < 1 and 0 < step < 0.01 and held.size > 2:
            first = datetime(NO_DATE, 1, 1) + timedelta(seconds=round(float(numbers[0]) * _DAY))
            notes.append(f"{name} was read as parts of a day, as a spreadsheet counts times")
            times = _past_midnight(np.round(numbers * _DAY, 1), notes)
            return Clock(times - times[0], first)
    if unit is None and step:
        unit = _unit_by_step(name, numbers, step, duration, notes)
    return Clock(numbers * (1.0 if unit is None else unit), None)


def _of_day(name: str, numbers: np.ndarray, notes: list[str]) -> Clock | None:
    """Read s since midnight, which begin again in the night."""
    back = np.diff(numbers) < -_DAY / 2
    if back.sum() != 1 or not (numbers.min() >= 0 and numbers.max() < _DAY):
        return None
    notes.append(f"{name} was read as s since midnight, as it begins again after it")
    first = datetime(NO_DATE, 1, 1) + timedelta(seconds=float(numbers[0]))
    times = numbers + np.concatenate([[0], np.cumsum(back)]) * _DAY
    return Clock(times - times[0], first)


def _unit_by_step(
    name: str, numbers: np.ndarray, step: float, duration: float | None, notes: list[str]
) -> float:
    """Say which unit numbers are in, by the steps between them and the recording's length."""
    reach = float(numbers.max() - numbers.min()) + step
    for unit, called in ((1e-3, "ms"), (60.0, "min"), (3600.0, "h")):
        usual = any(abs(step * unit - one) < 0.02 * one for one in _USUAL)
        fits = duration is not None and abs(reach * unit - duration) < 0.05 * duration
        odd = step < _SHORTEST_STEP or step >= _LONGEST_STEP
        if usual and (odd or fits):
            notes.append(f"{name} has no unit and was read in {called}, by its steps of {step:g}")
            return unit
    return 1.0


def _in_one_order(
    path: object,
    name: str,
    cells: Sequence[str],
    day_first: bool | None,
    start: datetime | None,
    notes: list[str],
) -> list[datetime]:
    """Moments with the day or the month first, whichever makes one night."""
    if day_first is not None or not any(map(is_ambiguous_date, cells)):
        found = _parsed(cells, day_first is not False)
        if isinstance(found, list):
            return found
        if day_first is None:
            other = _parsed(cells, False)
            if isinstance(other, list):
                return other
        raise ValueError(f"{path}: {name} is {found[:40]!r}, expected s or a clock time")
    orders: dict[bool, list[datetime]] = {}
    bad = ""
    for order in (True, False):
        found = _parsed(cells, order)
        if isinstance(found, list):
            orders[order] = found
        else:
            bad = found
    if not orders:
        raise ValueError(f"{path}: {name} is {bad[:40]!r}, expected s or a clock time")
    spans = {order: _span(moments) for order, moments in orders.items()}
    why = "as only so they make one night"
    order = min(spans, key=lambda one: (spans[one], not one))
    if len(spans) > 1 and spans[True] == spans[False]:
        order, why = True, "which makes no difference but to the date"
        if start is not None:
            far = {one: abs(_naive(orders[one][0]) - start) for one in orders}
            order = min(far, key=lambda one: (far[one], not one))
            why = "as the recording's date is nearer so"
    elif spans[order] > _ONE_NIGHT:
        why = "as they span the least time so"
    first = "day" if order else "month"
    notes.append(f"dates such as {cells[0].split()[0]} were read with the {first} first, {why}")
    return orders[order]


def _parsed(cells: Sequence[str], day_first: bool) -> list[datetime] | str:
    """Moments, or the first cell that is none."""
    found: list[datetime] = []
    for cell in cells:
        moment = parse_instant(cell, day_first=day_first)
        if moment is None:
            return cell
        found.append(moment)
    return found


def _naive(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)


def _span(moments: Sequence[datetime]) -> float:
    naive = [_naive(moment) for moment in moments]
    return (max(naive) - min(naive)).total_seconds()


def _with_zones(moments: Sequence[datetime]) -> list[datetime]:
    zone = next(moment.tzinfo for moment in moments if moment.tzinfo is not None)
    found = []
    for moment in moments:
        zone = moment.tzinfo or zone
        found.append(moment.replace(tzinfo=zone))
    return found


def _past_midnight(times: np.ndarray, notes: list[str]) -> np.ndarray:
    """Return times of day that go on after midnight."""
    steps = np.diff(times)
    days = np.concatenate([[0.0], np.cumsum(steps < -_DAY / 2)])
    if times.size > 2 and not days.any():
        order = np.sort(times)
        gaps = np.diff(order)
        # Sorted by the time of day, the evening comes last; round the clock the night is whole.
        if gaps.max() > _APART and order[0] + _DAY - order[-1] < gaps.max() / 2:
            evening = times > order[gaps.argmax()]
            notes.append(
                "rows before midnight stand behind those after it; they were put before them"
            )
            return np.where(evening, times - _DAY, times)
    shifted: np.ndarray = times + days * _DAY
    return shifted


def _past_a_set_clock(
    times: np.ndarray, notes: list[str], entries: list[AccountEntry]
) -> np.ndarray:
    """Return times of a clock that has no zone and is set back by an hour in the night."""
    steps = np.diff(times)
    back = np.flatnonzero(steps < 0)
    forward = steps[steps > 0]
    if back.size != 1 or not forward.size:
        return times
    step = float(np.median(forward))
    if abs(steps[back[0]] + 3600.0 - step) > 0.5 * step:
        return times
    notes.append("the clock goes back by 1 h in the night, as summer time ends; it was counted on")
    entries.append(AccountEntry(TIME, "a clock set back by 1 h", "counted on", 1))
    shifted = times.copy()
    shifted[back[0] + 1 :] += 3600.0
    return shifted
