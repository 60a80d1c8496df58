"""Clocks without a time zone that are put forward or back by 1 h in the night: summer time."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import numpy as np

from explorer.io.clock import NO_DATE
from explorer.night.clock_change import NO_CHANGE, ClockChange
from explorer.night.reading_account import TIME, AccountEntry

_DAY = 86400.0
_HOUR = 3600.0
_EARLIEST, _LATEST = 1, 4  # o'clock, when clocks are put forward: 1 in Lisbon, 3 in Helsinki
_USUAL = 2
_STEADY = 0.9  # share of steps like the usual one, from which rows are epochs one after another
_SUNDAY = 6
_WEEK = 7


def past_a_set_clock(
    times: np.ndarray,
    first: datetime,
    start: datetime | None,
    notes: list[str],
    entries: list[AccountEntry],
    staged: Sequence[bool] = (),
) -> tuple[np.ndarray, ClockChange]:
    """Return times as they passed, of a clock without a zone that may be set by an hour.

    Parameters
    ----------
    times : array of float, shape (rows,)
        s from the first row, as the clock has them.
    first : datetime
        What the clock shows at the first row; in the year `NO_DATE` for a time of day.
    start : datetime or None
        When the recording began: the date, where the rows have none.
    notes, entries : list
        What was assumed is added to them.
    staged : sequence of bool, optional
        Which rows are stages, as events between them are in no steady step.

    Returns
    -------
    times : array of float, shape (rows,)
        s that have passed since the first row.
    change : ClockChange
        When the clock was set, and by how much.

    Examples
    --------
    >>> bed, said = datetime(2026, 3, 29, 1, 59), []
    >>> shown = np.array([0.0, 30.0, *np.arange(3660.0, 3960.0, 30.0)])
    >>> past_a_set_clock(shown, bed, None, said, [])[0][:4]
    array([ 0., 30., 60., 90.])
    """
    steps = np.diff(times)
    forward = steps[steps > 0]
    if not forward.size:
        return times, NO_CHANGE
    step = float(np.median(forward))
    back = np.flatnonzero(steps < 0)
    if back.size == 1 and abs(steps[back[0]] + _HOUR - step) <= 0.5 * step:
        notes.append(
            "the clock goes back by 1 h in the night, as summer time ends; it was counted on"
        )
        entries.append(AccountEntry(TIME, "a clock set back by 1 h", "counted on", 1))
        moved = times.copy()
        moved[back[0] + 1 :] += _HOUR
        return moved, ClockChange(float(moved[back[0] + 1]), -_HOUR)
    begin = dated_near(first, start) if first.year == NO_DATE and start is not None else first
    found = _lost_hour(times[np.asarray(staged)] if any(staged) else times, begin, notes)
    if found is None:
        return times, NO_CHANGE
    entries.append(AccountEntry(TIME, "a clock set forward by 1 h", "counted on", 1))
    return np.where(times >= found + _HOUR, times - _HOUR, times), ClockChange(found, _HOUR)


def _lost_hour(times: np.ndarray, begin: datetime, notes: list[str]) -> float | None:
    """When the hour begins that a clock leaves out, where rows go on across exactly it; in s."""
    steps = np.diff(times)
    if not (steps > 0).any():
        return None
    step = float(np.median(steps[steps > 0]))
    is_steady = (np.abs(steps - step) <= 0.5 * step).mean() >= _STEADY
    for place in np.flatnonzero(steps >= _HOUR).tolist():
        before = begin + timedelta(seconds=float(times[place]))
        after = begin + timedelta(seconds=float(times[place + 1]))
        goes_on = is_steady and abs(steps[place] - _HOUR - step) <= 0.5 * step
        lost = after - timedelta(hours=1) if goes_on else after.replace(hour=_USUAL)
        lost = lost.replace(minute=0, second=0, microsecond=0)
        end = lost + timedelta(hours=1)
        if not (before < lost and end <= after and _EARLIEST <= lost.hour < _LATEST):
            continue
        what = f"no row lies from {lost:%H:%M} to {end:%H:%M}"
        if begin.year == NO_DATE:
            if goes_on:
                notes.append(
                    f"{what}, as in a night when clocks are put forward; without a date the hour "
                    "was kept as a gap: times with a date would tell"
                )
        elif is_put_forward(lost.date()):
            if goes_on:
                notes.append(
                    f"the clock goes forward by 1 h at {lost:%H:%M}, as summer time begins in many "
                    f"countries on {lost:%Y-%m-%d}; rows in a steady step across it were taken for "
                    "consecutive: times with a zone would tell, if it is a gap"
                )
                return (lost - begin).total_seconds()
            notes.append(
                f"{what} on {lost:%Y-%m-%d}, when clocks are put forward in many countries; as "
                "the rows are not in a steady step, the hour was counted: times with a zone, or s "
                "from the start, would tell"
            )
    return None


def is_put_forward(day: date) -> bool:
    """Whether clocks are put forward on a day: in Europe, North America, Australia, New Zealand.

    Examples
    --------
    >>> [is_put_forward(date(2026, 3, day)) for day in (8, 15, 29)]
    [True, False, True]
    """
    if day.weekday() != _SUNDAY:
        return False
    count = (day.day - 1) // _WEEK + 1
    is_last = (day + timedelta(days=_WEEK)).month != day.month
    return (
        (day.month == 3 and (is_last or (count == 2 and day.year >= 2007)))
        or (day.month == 4 and count == 1 and 1987 <= day.year < 2007)
        or (day.month == 9 and is_last and day.year >= 2007)
        or (day.month == 10 and (count == 1 if day.year >= 2008 else is_last))
    )


def dated_near(first: datetime, start: datetime) -> datetime:
    """Give a time of day the date that brings it within half a day of a moment.

    Examples
    --------
    >>> dated_near(datetime(NO_DATE, 1, 1, 0, 10), datetime(2026, 3, 28, 23, 50))
    datetime.datetime(2026, 3, 29, 0, 10)
    """
    found = datetime.combine(start.date(), first.time())
    half = timedelta(seconds=_DAY / 2)
    if found < start - half:  # the night began before midnight, the scoring after it
        return found + 2 * half
    return found - 2 * half if found > start + half else found
