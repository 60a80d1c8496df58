"""When an EDF recording began, by the fields of its header that may contradict each other."""

import re
from datetime import date, datetime, time

from explorer.io.clock import PIVOT_YEAR

_LAST_YEAR = 2084  # that two digits can say; then "yy" stands there (EDF+ specification, 2.1.3.2)
_WITHHELD = "01.01.85"  # what stands where the date is withheld, with "Startdate X" beside it
_NO_DAY = date(1985, 1, 1)
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


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
        None where the header does not say. Where the date alone is withheld, what stands in its
        place, with the time of day.

    Examples
    --------
    >>> recording_start("24.04.89", "16.13.00", "", [])
    datetime.datetime(1989, 4, 24, 16, 13)
    """
    at = _header_time(clock)
    withheld = re.match(r"Startdate\s+X(\s|$)", recording, re.IGNORECASE) is not None
    if withheld and day == _WITHHELD and at == time(0):
        return None  # Midnight stands there for a time that is withheld as the date is.
    of_header, of_field = _header_date(day), _field_date(recording)
    taken = "" if of_field is None else f"the recording field gives {of_field.isoformat()}"
    if of_header is None:
        late = of_field is not None and of_field.year > _LAST_YEAR
        if of_field is None and at is not None and day.strip():
            of_header = _NO_DAY  # the time of day is still one
            notes.append(
                f"the start date {day!r} is no date (day.month.year): {of_header.isoformat()} "
                "stands in its place, and the time of day alone was taken for true"
            )
        elif not (late and day.lower().endswith("yy")):
            notes.append(
                f"the start date {day!r} is no date" + (f"; {taken}, which was taken" * bool(taken))
            )
    elif of_field is not None:
        # Two digits say no century, and 01.01.85 no date.
        if day != _WITHHELD and f"{of_header:%d%m%y}" != f"{of_field:%d%m%y}":
            notes.append(
                f"the header's start date is {of_header.isoformat()}, but {taken}, which was taken"
            )
    elif withheld or day == _WITHHELD:
        notes.append(
            f"the date of the recording is withheld: {of_header.isoformat()} stands in its place, "
            "and the time of day alone was taken for true"
        )
    if at is None:
        notes.append(f"the start time {clock!r} is no time of day")
    found = of_field or of_header
    return None if found is None or at is None else datetime.combine(found, at)


def _header_time(clock: str) -> time | None:
    numbers = re.fullmatch(r"(\d{1,2})\D(\d{1,2})\D(\d{1,2})", clock)
    try:
        return time(int(numbers[1]), int(numbers[2]), int(numbers[3])) if numbers else None
    except ValueError:
        return None


def _header_date(day: str) -> date | None:
    """Day of the header's own field, with two digits of the year."""
    numbers = re.fullmatch(r"(\d{1,2})\D(\d{1,2})\D(\d{2})", day)
    if not numbers:
        return None
    d, m, y = map(int, numbers.groups())
    try:
        return date(y + (1900 if y >= PIVOT_YEAR else 2000), m, d)
    except ValueError:
        return None


def _field_date(recording: str) -> date | None:
    """Day of the recording field, with all digits of the year."""
    words = re.search(r"Startdate (\d{1,2})-([A-Za-z]{3})-(\d{4})", recording, re.IGNORECASE)
    if not words or words[2].upper() not in _MONTHS:
        return None
    try:
        return date(int(words[3]), 1 + _MONTHS.index(words[2].upper()), int(words[1]))
    except ValueError:
        return None
