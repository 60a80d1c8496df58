"""Clock times of rows as s from one moment, through midnight."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import numpy as np

from explorer.io.clock import NO_DATE, parse_moment
from explorer.io.reading_choices import Reading
from explorer.io.set_clocks import dated_near, past_a_set_clock
from explorer.io.times_of_day import fit_onsets, is_stage

_DAY = timedelta(days=1)
_TIME = re.compile(r"(\d{1,2})[:.h](\d{2})[:.m](\d{2})(?:[.,](\d+))?s?(?:\s*([AaPp])\.?[Mm]\.?)?")
_DATE = re.compile(r"(\d{1,4})[-./](\d{1,2})[-./](\d{1,4})[T ,;-]+")
_NOON = 12
_OF_THIS_CENTURY = 85  # yy below it, as in EDF


def read_clock(text: str, *, day_first: bool | None = None) -> datetime | None:
    """Read a time of day, with or without a date before it.

    Parameters
    ----------
    text : str
        Such as "23:50:00", "23.50.00", "23:50:00,000", "11:50:00 PM", "22.05.2018 23:50:00" or
        "22-05-18-23:50:00".
    day_first : bool, optional
        Whether 3/5 is the third of May. Without it, the month is first beside AM and PM, the year
        where it has four digits, and else the day, where both are possible.

    Returns
    -------
    datetime or None
        In the year `explorer.io.clock.NO_DATE` without a date; None if it is no clock time.

    Examples
    --------
    >>> read_clock("23.50.00"), read_clock("11:50:00 PM"), read_clock("soon")
    (datetime.datetime(1900, 1, 1, 23, 50), datetime.datetime(1900, 1, 1, 23, 50), None)
    >>> read_clock("22-05-18-23:50:00")
    datetime.datetime(2018, 5, 22, 23, 50)
    """
    text = text.strip()
    day: date | None = date(NO_DATE, 1, 1)
    found = _DATE.match(text)
    clock = _TIME.fullmatch(text[found.end() :].strip() if found else text)
    if found:
        american = bool(clock and clock[5]) if day_first is None else not day_first
        day = _date(*map(int, found.groups()), month_first=american)
    if day is None or clock is None:
        return parse_moment(text)
    hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3])
    if clock[5]:
        hour = hour % _NOON + (_NOON if clock[5] in "pP" else 0)
    try:
        at = datetime(day.year, day.month, day.day, hour, minute, second)
    except ValueError:
        return None
    return at + timedelta(seconds=float(f"0.{clock[4]}") if clock[4] else 0.0)


def read_date(text: str) -> date | None:
    """Read a date, the day or the year first.

    Examples
    --------
    >>> read_date("22/05/2018"), read_date("2018-05-22")
    (datetime.date(2018, 5, 22), datetime.date(2018, 5, 22))
    """
    found = _DATE.match(text.strip() + " ")
    return _date(*map(int, found.groups())) if found else None


def _date(first: int, second: int, third: int, *, month_first: bool = False) -> date | None:
    day, month, year = (third, second, first) if first > 31 else (first, second, third)
    if month > 12 >= day or (month_first and first <= 31 and day <= 12):
        day, month = month, day
    if year < 100:
        year += 2000 if year < _OF_THIS_CENTURY else 1900
    try:
        return date(year, month, day)
    except ValueError:
        return None


def clock_onsets(
    path: object,
    cells: Sequence[str],
    reading: Reading,
    *,
    day: date | None = None,
    near: datetime | None = None,
    words: Sequence[str] = (),
    notes: list[str] | None = None,
) -> tuple[list[float], datetime | None]:
    """Count clock times from the first of them.

    Parameters
    ----------
    path : object
        Where they come from, for errors.
    cells : sequence of str
        In the order of time, but for a few seconds: a jump back over half a day is midnight.
    reading : Reading
        When the recording began: it says the day, where nothing else does.
    day : date, optional
        Of the first of them, where they are times of day.
    near : datetime, optional
        A moment within half a day of the first, in place of `day`.
    words : sequence of str
        What each row says, where some are stages and others events or lights, that may be listed
        apart: see `explorer.io.times_of_day.fit_onsets`.
    notes : list of str, optional
        What was assumed is added to it.

    Returns
    -------
    onsets : list of float
        s from the first.
    start : datetime or None
        The first; None if nothing says its day.

    Raises
    ------
    ValueError
        If one is no clock time.

    Examples
    --------
    >>> clock_onsets("", ["23:59:30", "00:00:00"], Reading(), day=date(2018, 5, 22))
    ([0.0, 30.0], datetime.datetime(2018, 5, 22, 23, 59, 30))
    """
    moments: list[datetime] = []
    shift = timedelta()
    for cell in cells:
        moment = read_clock(cell, day_first=reading.day_first)
        if moment is None:
            raise ValueError(f"{path}: {cell[:40]!r} is no clock time, such as 23:50:00")
        if moments and moments[-1] - (moment + shift) > _DAY / 2:
            shift += _DAY
        moments.append(moment + shift)
    if not moments:
        return [], None
    first = moments[0]
    said = [] if notes is None else notes
    staged = [is_stage(word, reading) for word in words]
    onsets = np.array([(moment - first).total_seconds() for moment in moments])
    if words and (shift or first.year == NO_DATE):
        onsets, first = fit_onsets(path, onsets, first, words, staged, said)
    start: datetime | None = first
    if first.year == NO_DATE:
        near = near or (reading.start if day is None else None)
        start = datetime.combine(day, first.time()) if day else None
        if near is not None:
            start = dated_near(first, near)
    onsets, _ = past_a_set_clock(onsets, start or first, None, said, [], staged)
    return onsets.tolist(), start
