"""Fields of devices' exports: moments, numbers and runs of stages, checked as they are read."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from explorer.io.clock import parse_moment
from explorer.vocabulary.counts import is_what, pluralize
from explorer.vocabulary.stages import Stage

Record = Mapping[str, Any]


def moment(path: object, record: Record, name: str) -> datetime:
    """Return a moment that a field holds, with its offset from UTC where it has one.

    Raises
    ------
    ValueError
        If it is missing or no date and time.

    Examples
    --------
    >>> moment("oura.json", {"bedtime_start": "2026-01-01T23:10:00+01:00"}, "bedtime_start").hour
    23
    """
    said = record.get(name)
    found = None
    if isinstance(said, str):
        try:
            found = datetime.fromisoformat(said.strip())
        except ValueError:
            found = parse_moment(said)
    if found is None or found.year < 1970:
        raise ValueError(
            f"{path}: {name} {is_what(said)}, expected a date and time such as "
            "2026-01-01T23:10:00+01:00"
        )
    return found


def seconds_between(start: datetime, end: datetime) -> float:
    """Return the seconds from one moment to another; where one has no offset, by the other's.

    Examples
    --------
    >>> start = datetime.fromisoformat("2026-01-01T23:10:00+01:00")
    >>> seconds_between(start, datetime(2026, 1, 2, 0, 10))
    3600.0
    """
    if (start.tzinfo is None) != (end.tzinfo is None):
        zone = start.tzinfo or end.tzinfo
        start, end = (one if one.tzinfo else one.replace(tzinfo=zone) for one in (start, end))
    return (end - start).total_seconds()


def number(path: object, record: Record, name: str) -> float:
    """Return the number that a field holds; NaN where it is missing or empty.

    Raises
    ------
    ValueError
        If it holds something else.

    Examples
    --------
    >>> number("oura.json", {"deep": "5400"}, "deep"), number("oura.json", {}, "deep")
    (5400.0, nan)
    """
    said = record.get(name)
    if said is None or said == "":
        return float("nan")
    try:
        return float(said)
    except (TypeError, ValueError):
        raise ValueError(f"{path}: {name} is {str(said)[:40]!r}, expected a number") from None


def totals(
    path: object, record: Record, names: Mapping[str, Stage], *, scale: float = 1.0
) -> dict[Stage, float]:
    """Return the seconds of each stage that a summary holds, by the names of its fields."""
    found = {stage: number(path, record, name) * scale for name, stage in names.items()}
    return {stage: value for stage, value in found.items() if value >= 0}


def runs(stages: Sequence[Stage], length: float) -> tuple[list[float], list[float], list[Stage]]:
    """Return onsets, durations and stages of the runs in a list of one stage an epoch.

    Examples
    --------
    >>> runs([Stage.W, Stage.LIGHT, Stage.LIGHT], 30.0)[:2]
    ([0.0, 30.0], [30.0, 60.0])
    """
    onsets: list[float] = []
    durations: list[float] = []
    kept: list[Stage] = []
    for place, stage in enumerate(stages):
        if kept and kept[-1] is stage:
            durations[-1] += length
        else:
            onsets.append(place * length)
            durations.append(length)
            kept.append(stage)
    return onsets, durations, kept


def records_of(values: Any, *names: str) -> list[Record]:
    """Return the records in a list, in pages of lists, or under one of some names.

    Examples
    --------
    >>> records_of([{"data": [{"id": 1}]}, {"data": [{"id": 2}]}], "data")
    [{'id': 1}, {'id': 2}]
    """
    if isinstance(values, dict):
        for name in names:
            if isinstance(held := values.get(name), list):
                return [one for one in held if isinstance(one, dict)]
        return [values]
    if not isinstance(values, list):
        return []
    found: list[Record] = []
    for one in values:
        found += records_of(one, *names) if isinstance(one, dict) else []
    return found


def have(records: Iterable[Record], *names: str) -> bool:
    """Whether any of some records has all of these fields.

    Examples
    --------
    >>> have([{"a": 1}, {"a": 1, "b": 2}], "a", "b")
    True
    """
    return any(all(name in record for name in names) for record in records)


def without_stages(count: int, what: str) -> tuple[str, ...]:
    """Say how many records of an export have no stages, and are no nights of it.

    Examples
    --------
    >>> without_stages(2, "night"), without_stages(0, "night")
    (('2 nights without stages left out',), ())
    """
    return (f"{pluralize(count, what)} without stages left out",) * bool(count)
