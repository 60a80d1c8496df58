"""Dates and times of day as files write them."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta, timezone
from types import MappingProxyType

NO_DATE = 1900
"""Year of a time of day that came without a date."""

PIVOT_YEAR = 85  # yy from here on is 19yy, before it 20yy (EDF+ specification, 2.1.3.2)
# Beginnings of months' names, in English, German, French, Spanish, Italian, Dutch and Portuguese.
_MONTH_NAMES: Mapping[int, str] = MappingProxyType(
    {
        1: "jan ene gen",
        2: "feb fév fev",
        3: "mar mär maa mrt mrz",
        4: "apr avr abr",
        5: "may mai mag mei maj",
        6: "jun juin giu",
        7: "jul juil lug",
        8: "aug aoû aou ago",
        9: "sep set",
        10: "oct okt out ott",
        11: "nov",
        12: "dec dez déc dic",
    }
)
# Hours east of Greenwich of the zones that exports name by letters.
_ZONES: Mapping[str, int] = MappingProxyType(
    {"z": 0, "utc": 0, "gmt": 0, "cet": 1, "mez": 1, "cest": 2, "mesz": 2, "bst": 1, "jst": 9}
    | {"est": -5, "edt": -4, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7}
)

_TIME = (
    r"(?P<hour>\d{1,2})[:.hH](?P<minute>\d{2})"
    r"(?:[:.m'](?P<second>\d{2})s?(?:[.,:](?P<fraction>\d{1,9}))?)?"
    r"\s*(?P<half>[apAP]\.?\s?[mM]\.?)?"
    r"\s*(?P<zone>[+-]\d{2}:?(?:\d{2})?|[A-Za-z]{1,4})?(?:\[[\w/+-]+\])?"
)
_DATES = (
    r"(?P<y>\d{4})[-/._年]\s?(?P<m>\d{1,2})[-/._月]\s?(?P<d>\d{1,2})日?",
    r"(?P<a>\d{1,2})(?P<separator>[-/.])\s?(?P<b>\d{1,2})[-/.]\s?(?P<y>\d{4}|\d{2})",
    r"(?P<d>\d{1,2})\.?[-/. ]*(?P<month>[^\W\d_]{3,})\.?[-/., ]*(?P<y>\d{4}|\d{2})",
    r"(?P<month>[^\W\d_]{3,})\.?[-/ ]*(?P<d>\d{1,2})(?:st|nd|rd|th)?,?[-/ ]+(?P<y>\d{4})",
    r"(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})",
)
_COMPACT = (
    r"(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})[T _-]?"
    r"(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?"
)
_WEEKDAY = r"(?:[^\W\d_]{2,10}\.?,?\s+)?"
_PATTERNS = (
    re.compile(_TIME),
    *(re.compile(rf"{_WEEKDAY}{day}(?:[T\s,;_-]+{_TIME})?") for day in _DATES),
    *(re.compile(rf"{_TIME}[\s,;]+{day}") for day in _DATES),
    re.compile(_COMPACT),
)
_ELAPSED = (
    re.compile(r"(?:(?P<days>\d+) days? )?(?P<h>\d+):(?P<m>\d{2}):(?P<s>\d{2}(?:[.,]\d+)?)"),
    re.compile(r"(?P<m>\d+):(?P<s>\d{2}(?:[.,]\d+)?)"),
    re.compile(
        r"(?:PT)?(?=\d)(?:(?P<h>\d+)\s?h(?:ours?|rs?)?)?\s?"
        r"(?:(?P<m>\d+(?:[.,]\d+)?)\s?m(?:in(?:utes?|s)?)?)?\s?"
        r"(?:(?P<s>\d+(?:[.,]\d+)?)\s?s(?:ec(?:onds?|s)?)?)?",
        re.IGNORECASE,
    ),
)
_AMBIGUOUS = re.compile(r"(?<!\d)(\d{1,2})[-/](\d{1,2})[-/](\d{4}|\d{2})(?!\d)")


def parse_moment(text: str, *, day_first: bool = True) -> datetime | None:
    """Read a date with its time, or a time of day, as the clock on the wall had it.

    Parameters
    ----------
    text : str
        ISO 8601; year, month and day, or day, month and year, with slashes, dots or dashes or the
        month's name; hours from 0 to 23 or with AM and PM; with or without a zone.
    day_first : bool
        Whether the day comes first where both are possible and the year is last.

    Returns
    -------
    datetime or None
        In the year `NO_DATE` for a time of day; None if it is neither.

    Examples
    --------
    >>> parse_moment("15/01/2016 22:30:00"), parse_moment("10:30 p.m.").year, parse_moment("soon")
    (datetime.datetime(2016, 1, 15, 22, 30), 1900, None)
    """
    moment = parse_instant(text, day_first=day_first)
    return None if moment is None else moment.replace(tzinfo=None)


def parse_instant(text: str, *, day_first: bool = True) -> datetime | None:
    """Read a date with its time, or a time of day, with its zone where one is written.

    Parameters
    ----------
    text, day_first
        As for `parse_moment`.

    Returns
    -------
    datetime or None
        Aware where the text has a zone.

    Examples
    --------
    >>> parse_instant("2020-10-25 00:30:00 +0200").utcoffset()
    datetime.timedelta(seconds=7200)
    >>> parse_instant("03/05/2018 11:50:00 PM", day_first=False)
    datetime.datetime(2018, 3, 5, 23, 50)
    """
    found = parse_instants([text], day_first=day_first)
    return None if isinstance(found, str) else found[0]


def parse_instants(texts: Sequence[str], *, day_first: bool = True) -> list[datetime] | str:
    """Read many as `parse_instant` does, or return the first that is none.

    Examples
    --------
    >>> parse_instants(["23:59", "soon"])
    'soon'
    """
    moments: list[datetime] = []
    patterns = list(_PATTERNS)
    for text in texts:
        moment = _parsed(text.strip(), day_first, patterns)
        if moment is None:
            return text
        moments.append(moment)
    return moments


def _parsed(text: str, day_first: bool, patterns: list[re.Pattern[str]]) -> datetime | None:
    """Read one; the pattern that it follows comes first from then on."""
    if text[:4].isdigit() and (text[4:5] == "-" or text[8:9] == "T"):
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            pass
    for place, pattern in enumerate(patterns):
        if found := pattern.fullmatch(text):
            try:
                moment = _moment(found.groupdict(), day_first)
            except ValueError:
                continue
            if place:
                patterns.insert(0, patterns.pop(place))
            return moment
    return None


def parse_elapsed(text: str) -> float | None:
    """Read how long something lasts, in s, as hours, minutes and seconds are written.

    Examples
    --------
    >>> [parse_elapsed(text) for text in ("1:00:30", "05:30", "0 days 00:00:30", "5 min", "30")]
    [3630.0, 330.0, 30.0, 300.0, None]
    """
    text = text.strip()
    if text.isdigit():
        return None
    for pattern in _ELAPSED:
        if found := pattern.fullmatch(text):
            parts = {
                key: float((part or "0").replace(",", "."))
                for key, part in found.groupdict().items()
            }
            days, hours = parts.get("days", 0.0), parts.get("h", 0.0)
            return days * 86400 + hours * 3600 + parts["m"] * 60 + parts["s"]
    return None


def is_compact_moment(text: str) -> bool:
    """Whether the digits of a number are a date and a time, as 20260314231230.

    Examples
    --------
    >>> is_compact_moment("20260314231230"), is_compact_moment("1773529950000")
    (True, False)
    """
    return re.fullmatch(_COMPACT, text) is not None and parse_moment(text) is not None


def is_ambiguous_date(text: str) -> bool:
    """Whether the day or the month may come first in a date; with dots the day does.

    Examples
    --------
    >>> [is_ambiguous_date(day) for day in ("03/05/2018", "22/05/2018", "03.05.2018")]
    [True, False, False]
    """
    found = _AMBIGUOUS.search(text)
    return found is not None and max(int(found[1]), int(found[2])) <= 12 and found[1] != found[2]


def _moment(parts: Mapping[str, str | None], day_first: bool) -> datetime:
    day = date(NO_DATE, 1, 1)
    if year := parts.get("y"):
        day = date(_year(year), *_month_and_day(parts, day_first))
    if parts.get("hour") is None:
        return datetime.combine(day, time())
    hour = int(str(parts["hour"]))
    if half := parts.get("half"):
        if not 1 <= hour <= 12:
            raise ValueError("no hour of a half day")
        hour = hour % 12 + (12 if half[0] in "pP" else 0)
    micros = int((parts.get("fraction") or "0")[:6].ljust(6, "0"))
    late = hour == 24  # the end of a day, as ISO 8601 has it
    at = time(0 if late else hour, int(str(parts["minute"])), int(parts.get("second") or 0), micros)
    moment = datetime.combine(day, at) + timedelta(days=int(late))
    zone = parts.get("zone")
    return moment.replace(tzinfo=_zone(zone)) if zone else moment


def _year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else year + (1900 if year >= PIVOT_YEAR else 2000)


def _month_and_day(parts: Mapping[str, str | None], day_first: bool) -> tuple[int, int]:
    if name := parts.get("month"):
        for month, beginnings in _MONTH_NAMES.items():
            if name.lower().startswith(tuple(beginnings.split())):
                return month, int(str(parts["d"]))
        raise ValueError(f"no month {name!r}")
    if parts.get("a") is None:
        return int(str(parts["m"])), int(str(parts["d"]))
    first, second = int(str(parts["a"])), int(str(parts["b"]))
    if first > 12 or (second <= 12 and (day_first or parts.get("separator") == ".")):
        return second, first
    return first, second


def _zone(text: str) -> timezone:
    if text[0] in "+-":
        digits = text[1:].replace(":", "").ljust(4, "0")
        offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        return timezone(-offset if text[0] == "-" else offset)
    if text.lower() not in _ZONES:
        raise ValueError(f"no zone {text!r}")
    return timezone(timedelta(hours=_ZONES[text.lower()]))
