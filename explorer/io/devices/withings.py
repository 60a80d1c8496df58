"""Withings' sleeps: the export's ``raw_tracker_sleep-state.csv``, and the API's series.

States are 0 awake, 1 light, 2 deep and 3 REM.
https://developer.withings.com/api-reference (Sleep v2, get)
"""

import json
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from explorer.io.devices.damaged_rows import DamagedRows
from explorer.io.devices.device_fields import Record, have, moment, number, seconds_between
from explorer.io.devices.device_sleep import DeviceExport, DeviceSleep
from explorer.night.reading_account import FIELD, AccountEntry
from explorer.vocabulary.counts import is_what, pluralize
from explorer.vocabulary.stages import Stage

WITHINGS = "Withings"
_STAGES = MappingProxyType({0: Stage.W, 1: Stage.LIGHT, 2: Stage.DEEP, 3: Stage.REM})
_APART = 3600.0
"""s without a state between two sleeps."""

_Part = tuple[datetime, float, Stage]
"""When a state begins, how many s it lasts, and which."""


def is_withings(values: Any) -> bool:
    """Whether JSON is an answer of Withings' API."""
    return bool(_series(values)) and have(_series(values), "startdate", "enddate", "state")


def _series(values: Any) -> list[Record]:
    body = values.get("body", values) if isinstance(values, dict) else None
    series = body.get("series") if isinstance(body, dict) else None
    return [one for one in series if isinstance(one, dict)] if isinstance(series, list) else []


def read_withings(path: object, values: Any) -> DeviceExport:
    """Read the series of Withings' API.

    Raises
    ------
    ValueError
        If nothing can be read: a time or a state is none.
    """

    def read(one: Record) -> _Part:
        begins, ends = number(path, one, "startdate"), number(path, one, "enddate")
        if not 0 <= begins <= ends < 2**33:
            raise ValueError(
                f"{path}: a state from {one.get('startdate')!r} to {one.get('enddate')!r}, "
                "expected seconds since 1970"
            )
        start = datetime.fromtimestamp(begins, UTC)
        return start, ends - begins, _stage(path, one.get("state"))

    damaged = DamagedRows(path, "stretch", "stretches")
    parts = list(damaged.each(_series(values), read))
    notes = ["clock times are those of UTC: the file says no other"]
    return _read_parts(parts, notes, damaged)


def read_withings_table(path: object, rows: list[Record]) -> DeviceExport:
    """Read the export's table: a row a stretch, with lists of durations and of states.

    Raises
    ------
    ValueError
        If nothing can be read: a time, a duration or a state is none.
    """

    def read(row: Record) -> list[_Part]:
        start = moment(path, row, "start")
        lengths, states = (_listed(path, row, name) for name in ("duration", "value"))
        if len(lengths) != len(states):
            raise ValueError(
                f"{path}: {pluralize(len(lengths), 'duration')} and "
                f"{pluralize(len(states), 'value')} from {start}, expected as many"
            )
        parts, passed = [], 0.0
        for length, state in zip(lengths, states, strict=True):
            begins = datetime.fromtimestamp(start.timestamp() + passed, start.tzinfo)
            parts.append((begins, float(length), _stage(path, state)))
            passed += float(length)
        return parts

    damaged = DamagedRows(path, "stretch", "stretches")
    parts = [part for row in damaged.each(rows, read) for part in row]
    return _read_parts(parts, [], damaged)


def _listed(path: object, row: Record, name: str) -> list[float]:
    try:
        found = json.loads(str(row.get(name)))
    except (ValueError, RecursionError):
        found = None
    found = found if isinstance(found, list) else [found]
    if not all(isinstance(one, int | float) and one >= 0 for one in found):
        raise ValueError(f"{path}: {name} {is_what(row.get(name))}, expected [60,60]")
    return found


def _stage(path: object, state: object) -> Stage:
    if state not in _STAGES:
        raise ValueError(
            f"{path}: state {str(state)[:20]!r} is none of Withings', expected 0 awake, 1 light, "
            "2 deep or 3 REM"
        )
    return _STAGES[state]  # type: ignore[index]  # one of them, as just checked


def _read_parts(parts: list[_Part], notes: list[str], damaged: DamagedRows) -> DeviceExport:
    damaged.check(parts)
    parts.sort(key=lambda part: part[0].timestamp())
    groups: list[list[_Part]] = []
    end = float("-inf")
    for part in parts:
        if part[0].timestamp() - end > _APART:
            groups.append([])
        groups[-1].append(part)
        end = max(end, part[0].timestamp() + part[1])
    sleeps = [
        DeviceSleep(
            group[0][0],
            [seconds_between(group[0][0], start) for start, _, _ in group],
            [length for _, length, _ in group],
            [stage for _, _, stage in group],
            end=_end(group),
            entries=(AccountEntry(FIELD, "state", "stages", len(group)),),
        )
        for group in groups
    ]
    said = [f"{one}; what it covered is unscored" for one in damaged.notes]
    return DeviceExport(
        WITHINGS, tuple(sleeps), (*notes, *said), tuple(damaged.entries), tells_naps=False
    )


def _end(group: list[_Part]) -> datetime:
    """When the last state ends, by the clock of its own row."""
    start, length, _ = max(group, key=lambda part: part[0].timestamp() + part[1])
    return datetime.fromtimestamp(start.timestamp() + length, start.tzinfo)
