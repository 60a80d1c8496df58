"""Clocks of 12 hours whose rows do not say AM or PM: known by going from 12:59 to 1:00."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np

from explorer.io.clock import NO_DATE

_DAY, _HALF_A_DAY = 86400.0, 43200.0
_NOON = 12
_BEFORE_ONE, _FROM_ONE = (11, 12), (1, 2)  # hours between which such a clock begins again
_LONGEST_STEP = 2 * 3600.0  # s from row to row over it
_EVENING = 5  # o'clock, from which on a night's first row is of the evening
_SAYS_HALF = re.compile(r"\d\s*[ap]\.?\s?m\b", re.IGNORECASE)


def is_half_day(cells: Sequence[str], moments: Sequence[datetime]) -> bool:
    """Whether clock times could be of 12 hours: none is 0 or past 12, and none says AM or PM."""
    if not moments or any(not 1 <= moment.hour <= _NOON for moment in moments):
        return False
    return not any(map(_SAYS_HALF.search, cells))


def unwrapped_half_days(
    cells: Sequence[str], moments: Sequence[datetime], start: datetime | None, notes: list[str]
) -> tuple[np.ndarray, datetime] | None:
    """Count clock times of 12 hours from the first, where they go from 12:59 to 1:00.

    Parameters
    ----------
    cells : sequence of str
        As the file has them.
    moments : sequence of datetime
        What they are on a clock of 24 hours.
    start : datetime or None
        When the recording began.
    notes : list of str
        What was taken is added to it.

    Returns
    -------
    (array of float, datetime) or None
        s from the first, and the first; None where the clock is of 24 hours.

    Examples
    --------
    >>> from explorer.io.clock import parse_moment
    >>> cells = ["11:59:30", "12:00:00", "12:59:30", "01:00:00"]
    >>> times, first = unwrapped_half_days(cells, [parse_moment(one) for one in cells], None, [])
    >>> times.tolist(), first.hour
    ([0.0, 30.0, 3600.0, 3630.0], 23)
    """
    if not is_half_day(cells, moments):
        return None
    of_day = np.array([_of_day(moment) for moment in moments])
    begins_again = np.flatnonzero(np.diff(of_day) < 0).tolist()
    if not begins_again:
        return None
    for at in begins_again:
        before, after = moments[at], moments[at + 1]
        over_one = before.hour in _BEFORE_ONE and after.hour in _FROM_ONE
        step = of_day[at + 1] - of_day[at] + _HALF_A_DAY
        # Rows of a later date are a day on, by a clock of 24 hours.
        if not over_one or not 0 <= step <= _LONGEST_STEP or after > before:
            return None
    of_half = of_day % _HALF_A_DAY
    over_twelve = np.diff(of_half) < -_HALF_A_DAY / 2
    times = of_half - of_half[0] + _HALF_A_DAY * np.concatenate([[0.0], np.cumsum(over_twelve)])
    late, why = _is_late(moments, np.flatnonzero(over_twelve), start)
    first = moments[0].replace(hour=moments[0].hour % _NOON + (_NOON if late else 0))
    at = begins_again[0]
    notes.append(
        f"the clock goes from {moments[at]:%H:%M:%S} to {moments[at + 1]:%H:%M:%S} without AM or "
        f"PM, so it is one of 12 hours; its first row was taken for {first:%H:%M:%S}, {why}: "
        "hours from 0 to 23, or AM and PM, would say it"
    )
    return times, first


def spans_of_half_days(
    starts: Sequence[datetime],
    stops: Sequence[datetime],
    spans: np.ndarray,
    cells: Sequence[str],
) -> np.ndarray:
    """Return spans between clock times of 12 hours, where some go over 12:59; else the same."""
    if not is_half_day(cells, (*starts, *stops)):
        return spans
    over = [
        begin.hour in _BEFORE_ONE and end.hour in _FROM_ONE and span >= _HALF_A_DAY - _LONGEST_STEP
        for begin, end, span in zip(starts, stops, spans % _DAY, strict=True)
    ]
    return spans % _HALF_A_DAY if any(over) else spans


def half_a_day_on(
    cells: Sequence[str], first: datetime, reach: float, start: datetime, duration: float
) -> datetime | None:
    """Return the first clock time half a day on, where only so the rows lie in the recording.

    Parameters
    ----------
    cells : sequence of str
        As the file has them.
    first : datetime
        The first of them, a time of day.
    reach : float
        s from the first to the last.
    start, duration
        Of the recording; s.
    """
    if first.year != NO_DATE or any(map(_SAYS_HALF.search, cells)):
        return None
    begin = (first - start).total_seconds() % _DAY
    inside = [
        one < duration and one + reach > 0
        for moved in (0.0, _HALF_A_DAY)
        for one in ((begin + moved) % _DAY,)
    ]
    before = begin - _DAY + reach > 0  # begun before the recording
    if inside != [False, True] or before:
        return None
    moved = first + timedelta(seconds=_HALF_A_DAY)
    return datetime.combine(first.date(), moved.time())


def _of_day(moment: datetime) -> float:
    return (moment - moment.replace(hour=0, minute=0, second=0, microsecond=0)).total_seconds()


def _is_late(
    moments: Sequence[datetime], over_twelve: np.ndarray, start: datetime | None
) -> tuple[bool, str]:
    """Whether the first is after noon, and by what."""
    days = [moment.date() for moment in moments]
    if len(set(days)) > 1 and over_twelve.size:
        at = int(over_twelve[0])
        return days[at + 1] > days[at], "as the dates show"
    hour = moments[0].hour % _NOON
    if start is not None:
        early = (_of_day(moments[0]) % _HALF_A_DAY - _of_day(start)) % _DAY
        late = (early + _HALF_A_DAY) % _DAY
        return min(late, _DAY - late) < min(early, _DAY - early), "which is nearest the recording"
    return hour >= _EVENING, "in the evening" if hour >= _EVENING else "after midnight"
