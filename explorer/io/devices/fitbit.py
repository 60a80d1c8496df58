"""Fitbit's sleeps: the Web API's version 1.2, and Google Takeout's ``sleep-*.json``.

``levels.data`` follows one another from ``startTime`` on, by a clock without an offset;
``levels.shortData`` holds wakes of up to 3 min that lie over it.
https://dev.fitbit.com/build/reference/web-api/sleep
"""

from datetime import datetime
from types import MappingProxyType
from typing import Any

from explorer.io.devices.damaged_rows import DamagedRows
from explorer.io.devices.device_fields import (
    Record,
    have,
    moment,
    number,
    records_of,
    seconds_between,
)
from explorer.io.devices.device_sleep import DeviceExport, DeviceSleep
from explorer.night.clock_change import NO_CHANGE, ClockChange
from explorer.night.reading_account import FIELD, AccountEntry
from explorer.vocabulary.counts import listed, pluralize
from explorer.vocabulary.stages import Stage

FITBIT = "Fitbit"
_STAGES = MappingProxyType(
    {
        "wake": Stage.W,
        "light": Stage.LIGHT,
        "deep": Stage.DEEP,
        "rem": Stage.REM,
        "awake": Stage.W,
        "restless": Stage.W,
        "asleep": Stage.SLEEP,
        "unknown": Stage.UNSCORED,
    }
)
_CLASSIC = "restless"
_QUARTER, _MOST, _NEAR = 900.0, 10800.0, 60.0
"""s: clocks are put forward or back by quarters of an hour (Lord Howe Island's by two), by no more
than three hours, and how near to that a step must be."""


def is_fitbit(values: Any) -> bool:
    """Whether JSON is Fitbit's sleeps."""
    return have(records_of(values, "sleep"), "dateOfSleep", "startTime")


def read_fitbit(path: object, values: Any) -> DeviceExport:
    """Read Fitbit's sleeps.

    Parameters
    ----------
    path : object
        Where they come from, for errors.
    values : list or dict
        Records, or an answer of the Web API, ``{"sleep": [...]}``, or several.

    Raises
    ------
    ValueError
        If no sleep can be read: a time or a level is none.
    """
    damaged, left = DamagedRows(path, "sleep"), 0

    def read(record: Record) -> DeviceSleep | None:
        nonlocal left
        staged = bool(_levels(record, "data"))
        left += "startTime" in record and not staged
        return _sleep(path, record) if "startTime" in record and staged else None

    sleeps = tuple(damaged.each(records_of(values, "sleep"), read))
    damaged.check(sleeps)
    notes = [f"{pluralize(left, 'sleep')} without levels left out"] * bool(left)
    return DeviceExport(FITBIT, sleeps, (*notes, *damaged.notes), tuple(damaged.entries))


def _levels(record: Record, name: str) -> list[Record]:
    levels = record.get("levels")
    held = levels.get(name) if isinstance(levels, dict) else None
    return [one for one in held if isinstance(one, dict)] if isinstance(held, list) else []


def _sleep(path: object, record: Record) -> DeviceSleep:
    start = moment(path, record, "startTime")
    onsets: list[float] = []
    durations: list[float] = []
    stages: list[Stage] = []
    steps: list[tuple[float, float]] = [(float("-inf"), 0.0)]
    end = moved = 0.0
    for level in _levels(record, "data"):
        stage, raw, lasting = _level(path, level, start)
        if _is_change(raw - moved - end):
            # The clock was put forward or back: what follows goes on where the last ended.
            moved = raw - end
            steps.append((raw, moved))
        onsets.append(raw - moved)
        durations.append(lasting)
        stages.append(stage)
        end = raw - moved + lasting
    short = _levels(record, "shortData")
    for level in short:
        stage, raw, lasting = _level(path, level, start)
        onsets.append(raw - next(shift for at, shift in reversed(steps) if at <= raw))
        durations.append(lasting)
        stages.append(stage)
    notes = []
    change = ClockChange(steps[-1][0] - moved, moved) if moved else NO_CHANGE
    if any(one.get("level") == _CLASSIC for one in _levels(record, "data")):
        notes.append("restless minutes are wake, as minutesAwake counts them")
    main = record.get("mainSleep", record.get("isMainSleep", True))
    return DeviceSleep(
        start,
        onsets,
        durations,
        stages,
        day=str(record.get("dateOfSleep") or ""),
        is_nap=main is False,
        clock_change=change,
        totals=_totals(path, record),
        notes=tuple(notes),
        entries=(
            AccountEntry(FIELD, "levels.data", "stages", len(onsets) - len(short)),
            *([AccountEntry(FIELD, "levels.shortData", "stages", len(short))] * bool(short)),
        ),
    )


def _is_change(step: float) -> bool:
    """Whether a piece begins so far from where the last one ended as a clock is moved."""
    quarters = round(abs(step) / _QUARTER)
    near = abs(abs(step) - quarters * _QUARTER) < _NEAR
    return near and 1 <= quarters <= _MOST / _QUARTER


def _level(path: object, level: Record, start: datetime) -> tuple[Stage, float, float]:
    word = str(level.get("level"))
    if word not in _STAGES:
        raise ValueError(
            f"{path}: level {word[:40]!r} is none of Fitbit's, expected one of {listed(_STAGES)}"
        )
    lasting = number(path, level, "seconds")
    if not lasting >= 0:
        raise ValueError(f"{path}: a level lasts {level.get('seconds')!r} s, expected 0 or more")
    return _STAGES[word], seconds_between(start, moment(path, level, "dateTime")), lasting


def _totals(path: object, record: Record) -> dict[Stage, float]:
    levels = record.get("levels")
    summary = levels.get("summary") if isinstance(levels, dict) else None
    found: dict[Stage, float] = {}
    for word, stage in _STAGES.items():
        one = summary.get(word) if isinstance(summary, dict) else None
        if isinstance(one, dict) and (minutes := number(path, one, "minutes")) >= 0:
            found[stage] = found.get(stage, 0.0) + 60 * minutes
    return found
