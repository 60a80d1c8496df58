"""Dates and times of day as files write them."""

import re
from datetime import date, datetime, time

NO_DATE = 1900
"""Year of a time of day that came without a date."""

_PIVOT_YEAR = 85  # yy from here on is 19yy, before it 20yy (EDF+ specification, 2.1.3.2)
_WITHHELD = "01.01.85"  # what stands where the date is withheld, with "Startdate X" beside it
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_CLOCKS = (
    "%d/%m/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %I:%M:%S %p",
    "%d.%m.%Y %H:%M:%S",
    "%H:%M:%S",
    "%H:%M:%S.%f",
    "%H:%M",
)


def parse_moment(text: str) -> datetime | None:
    """Read a date with its time, or a time of day.

    Parameters
    ----------
    text : str
        ISO 8601, or day, month and year with slashes or dots, the day first where both are
        possible.

    Returns
    -------
    datetime or None
        In the year `NO_DATE` for a time of day; None if it is neither.

    Examples
    --------
    >>> parse_moment("15/01/2016 22:30:00"), parse_moment("22:30:00").year, parse_moment("soon")
    (datetime.datetime(2016, 1, 15, 22, 30), 1900, None)
    """
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        pass
    for clock in _CLOCKS:
        try:
            return datetime.strptime(text, clock)
        except ValueError:
            continue
    return None


def recording_start(day: str, clock: str, recording: str, notes: list[str]) -> datetime | None:
    """Say when a recording began, from the fields of an EDF header.

    Parameters
    ----------
    day, clock : str
        "24.04.89" and "16.13.00".
    recording : str
        The recording field, whose own date, "Startdate 24-APR-1989", has all digits of the year.
    notes : list of str
        What was wrong is added to it.

    Returns
    -------
    datetime or None
        None where the header does not say.

    Examples
    --------
    >>> recording_start("24.04.89", "16.13.00", "", [])
    datetime.datetime(1989, 4, 24, 16, 13)
    """
    if day == _WITHHELD and recording.upper().startswith("STARTDATE X"):
        return None
    hours = re.fullmatch(r"(\d{1,2})\D(\d{1,2})\D(\d{1,2})", clock)
    numbers = re.fullmatch(r"(\d{1,2})\D(\d{1,2})\D(\d{2})", day)
    words = re.search(r"Startdate (\d{1,2})-([A-Za-z]{3})-(\d{4})", recording, re.IGNORECASE)
    found: date | None = None
    try:
        at = time(int(hours[1]), int(hours[2]), int(hours[3])) if hours else None
        if words and words[2].upper() in _MONTHS:
            found = date(int(words[3]), 1 + _MONTHS.index(words[2].upper()), int(words[1]))
    except ValueError:
        at = None
    if numbers:
        d, m, y = map(int, numbers.groups())
        try:
            from_field = date(y + (1900 if y >= _PIVOT_YEAR else 2000), m, d)
        except ValueError:
            notes.append(f"the start date {day!r} is no date")
        else:
            found = found or from_field
    else:
        notes.append(f"the start date {day!r} is no date")
    if at is None:
        notes.append(f"the start time {clock!r} is no time of day")
    if found is None or at is None:
        return None
    if notes and notes[-1].startswith("the start date"):
        notes[-1] += f"; the recording field gives {found.isoformat()}, which was taken"
    return datetime.combine(found, at)
