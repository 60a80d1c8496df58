"""Dates of a table of nights, and the order of nights that follows from them."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from explorer.vocabulary.spreadsheet import DATE_NUMBERS, DATE_ORIGIN

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DAY_OR_MONTH = re.compile(r"(\d{1,2})([./-])(\d{1,2})[./-](\d{4}|\d{2})(?:[T ].*)?")
_SERIAL = re.compile(r"\d{5}([.,]\d+)?", re.ASCII)
_NAMED = ("%d %b %Y", "%d %B %Y", "%b %d %Y", "%B %d %Y")
_EARLIEST = 1950
_MONTHS = 12
_CENTURY = 2000  # of years that are written with two digits
_WOULD_DO = "a date like 2026-03-15 would do"


def read_dates(cells: Sequence[str]) -> tuple[list[date | None], list[str]]:
    """Read a column of dates.

    Parameters
    ----------
    cells : sequence of str
        2026-03-15 and the like, 15.3.2026, or 15/3/2026 and 3/15/2026, with two digits of the year
        too, where the column as a whole tells the day from the month; 46082 where all are numbers
        as a spreadsheet keeps dates.

    Returns
    -------
    list of date or None
        None where there is none that can be read.
    list of str
        Why, by cell; "" where it was read or is empty.

    Examples
    --------
    >>> read_dates(["15/03/2026", "01/04/2026"])[0]
    [datetime.date(2026, 3, 15), datetime.date(2026, 4, 1)]
    >>> read_dates(["2026-02-30", ""])[1]
    ["'2026-02-30' is no day of the calendar; a date like 2026-03-15 would do", '']
    """
    texts = [str(cell).strip() for cell in cells]
    if _begin_with_the_year(texts):
        texts = [f"{_CENTURY // 100}{text}" if text else "" for text in texts]
    slashes = _slashed(texts)
    day_first = any(first > _MONTHS for first, _ in slashes)
    month_first = any(second > _MONTHS for _, second in slashes)
    if counts_days(texts):
        texts = [_counted(text) for text in texts]
    days = [_read(text, day_first, month_first) for text in texts]
    faults = [one if isinstance(one, str) else "" for one in days]
    return [one if isinstance(one, date) else None for one in days], faults


def either_order(cells: Sequence[str]) -> str:
    """Say what a column of dates would be by either order of day and month; "" where it tells.

    Examples
    --------
    >>> either_order(["03/01/2026", "03/02/2026"])
    'With the month first the dates run from 2026-03-01 to 2026-03-02, with the day first from \
2026-01-03 to 2026-02-03: write them as one of these'
    >>> either_order(["03/01/2026", "03/13/2026"])
    ''
    """
    texts = [text for cell in cells if (text := str(cell).strip())]
    slashes = _slashed(texts)
    if not any(one != two for one, two in slashes) or max(map(max, slashes)) > _MONTHS:
        return ""
    spans = []
    for day_first in (False, True):
        read = [_read(text, day_first, not day_first) for text in texts]
        days = [one for one in read if isinstance(one, date)]
        if not days:
            return ""
        spans.append(f"from {min(days)} to {max(days)}")
    return (
        f"With the month first the dates run {spans[0]}, with the day first {spans[1]}: write "
        "them as one of these"
    )


def _slashed(texts: Sequence[str]) -> list[tuple[int, int]]:
    """First and second numbers of the dates whose order of day and month nothing says."""
    return [
        (int(found[1]), int(found[3]))
        for text in texts
        if (found := _DAY_OR_MONTH.fullmatch(text)) and found[2] != "."
    ]


def _begin_with_the_year(texts: Sequence[str]) -> bool:
    """Whether dates of two digits each are a year, a month and a day: 26-03-01, 26-03-02."""
    found = [_DAY_OR_MONTH.fullmatch(text) for text in texts if text]
    parts = [(one[1], one[3], one[4]) for one in found if one is not None]
    if len(parts) < max(len(found), 2) or any(len(year) > 2 for _, _, year in parts):
        return False
    first, _, last = (len(set(one)) for one in zip(*parts, strict=True))
    return first == 1 and last > 1 and int(parts[0][0]) > _MONTHS


def counts_days(cells: Sequence[str]) -> bool:
    """Whether a column has the numbers by which a spreadsheet keeps dates, and no other dates.

    Examples
    --------
    >>> counts_days(["46082", "", "46083.0"]), counts_days(["46082", "2026-03-02"])
    (True, False)
    """
    held = [text for cell in cells if (text := str(cell).strip())]
    return bool(held) and all(
        _SERIAL.fullmatch(text) and DATE_NUMBERS[0] < _number_of(text) < DATE_NUMBERS[1]
        for text in held
    )


def _number_of(text: str) -> float:
    return float(text.replace(",", "."))


def _counted(text: str) -> str:
    return f"{DATE_ORIGIN + timedelta(days=int(_number_of(text))):%Y-%m-%d}" if text else ""


def _read(text: str, day_first: bool, month_first: bool) -> date | str | None:
    if not text:
        return None
    parts = _ISO.fullmatch(text) or _COMPACT.fullmatch(text)
    if parts:
        return _day(text, int(parts[1]), int(parts[2]), int(parts[3]))
    either = _DAY_OR_MONTH.fullmatch(text)
    if either:
        first, second, year = int(either[1]), int(either[3]), int(either[4])
        year += 0 if len(either[4]) == 4 else _CENTURY
        if either[2] == "." or (day_first and not month_first):
            return _day(text, year, second, first)
        if month_first and not day_first:
            return _day(text, year, first, second)
        if first == second:
            return _day(text, year, first, second)
        return (
            f"{text!r} may be day and month or month and day, and the column does not tell; "
            f"{_WOULD_DO}"
        )
    for form in _NAMED:
        try:
            return datetime.strptime(text.replace(",", ""), form).date()
        except ValueError:
            continue
    return f"{text!r} is no date; {_WOULD_DO}"


def _day(text: str, year: int, month: int, day: int) -> date | str:
    try:
        found = date(year, month, day)
    except ValueError:
        return f"{text!r} is no day of the calendar; {_WOULD_DO}"
    if found.year < _EARLIEST:
        return f"{text!r} lies before {_EARLIEST}; {_WOULD_DO}"
    if found > date.today():
        return f"{text!r} lies in the future; {_WOULD_DO}"
    return found


def night_order(
    subjects: Sequence[str],
    days: Sequence[date | None],
    nights: Sequence[str],
    counted: Sequence[bool] | None = None,
) -> list[float]:
    """Place of each night among its person's, by date, else by the numbers of nights.

    Parameters
    ----------
    subjects : sequence of str
    days : sequence of date or None
    nights : sequence of str
        Their names; numbers count where no person has one twice.
    counted : sequence of bool, optional
        Which nights are: a line that repeats another, and is not counted, makes no number doubtful.

    Returns
    -------
    list of float
        1 for a person's first; NaN where it is not known.

    Examples
    --------
    >>> night_order(["A", "A"], [date(2026, 3, 2), date(2026, 3, 1)], ["", ""])
    [2.0, 1.0]
    >>> night_order(["A", "A", "B"], [None] * 3, ["7", "3", "x"])
    [2.0, 1.0, nan]
    """
    keys: list[Any] = list(days)
    if not any(days):
        twice = numbered_twice(subjects, nights, counted)
        keys = [None] * len(nights) if twice else [_number(night) for night in nights]
    by_person: dict[str, set[Any]] = {}
    for subject, key in zip(subjects, keys, strict=True):
        if key is not None:
            by_person.setdefault(subject, set()).add(key)
    places = {
        (subject, key): float(place)
        for subject, own in by_person.items()
        for place, key in enumerate(sorted(own), start=1)
    }
    return [places.get(pair, float("nan")) for pair in zip(subjects, keys, strict=True)]


def numbered_twice(
    subjects: Sequence[str], nights: Sequence[str], counted: Sequence[bool] | None = None
) -> tuple[int, int] | None:
    """Places of the first two nights of a person that have one number, as for `night_order`.

    Examples
    --------
    >>> numbered_twice(["A", "B", "A"], ["1", "1", "1"])
    (0, 2)
    """
    seen: dict[tuple[str, float], int] = {}
    for place, (subject, night) in enumerate(zip(subjects, nights, strict=True)):
        number = _number(night)
        if number is None or not (counted is None or counted[place]):
            continue
        if (subject, number) in seen:
            return seen[subject, number], place
        seen[subject, number] = place
    return None


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"\d+(\.0+)?", text) else None
