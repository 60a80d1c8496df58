"""Oura's sleeps: the API's version 2 as JSON, and the web export as JSON or CSV.

A string has one digit an epoch from ``bedtime_start`` on: 1 deep, 2 light, 3 REM, 4 awake.
https://cloud.ouraring.com/v2/docs (SleepModel); the older export has other names for the same.
"""

import re
from types import MappingProxyType
from typing import Any

from explorer.io.devices.damaged_rows import DamagedRows
from explorer.io.devices.device_fields import (
    Record,
    have,
    moment,
    records_of,
    runs,
    totals,
)
from explorer.io.devices.device_sleep import DeviceExport, DeviceSleep
from explorer.night.reading_account import FIELD, AccountEntry
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.stages import Stage

OURA = "Oura"
_STAGES = MappingProxyType({"1": Stage.DEEP, "2": Stage.LIGHT, "3": Stage.REM, "4": Stage.W})
# By their rank: the finest that a record has is read.
_STRINGS = (("sleep_phase_30_sec", 30.0), ("sleep_phase_5_min", 300.0), ("hypnogram_5min", 300.0))
_TOTALS = MappingProxyType(
    {
        "deep_sleep_duration": Stage.DEEP,
        "light_sleep_duration": Stage.LIGHT,
        "rem_sleep_duration": Stage.REM,
        "awake_time": Stage.W,
    }
)
_OLDER_TOTALS = MappingProxyType(
    {"deep": Stage.DEEP, "light": Stage.LIGHT, "rem": Stage.REM, "awake": Stage.W}
)
LEFT_OUT = MappingProxyType(
    {"deleted": "deleted by its wearer", "rest": "a rest, not confirmed as sleep"}
)
LONG, SHORT, LATE_NAP = "long_sleep", "sleep", "late_nap"
_DIGITS = re.compile(r"[0-9]*")


def is_oura(values: Any) -> bool:
    """Whether JSON, or the rows of a CSV, are Oura's sleeps."""
    records = records_of(values, "data", "sleep")
    return any(have(records, "bedtime_start", name) for name, _ in _STRINGS)


def read_oura(path: object, values: Any) -> DeviceExport:
    """Read Oura's sleeps.

    Parameters
    ----------
    path : object
        Where they come from, for errors.
    values : list or dict
        A page ``{"data": [...]}``, several, an export's ``{"sleep": [...]}``, or records.

    Raises
    ------
    ValueError
        If no sleep can be read: a time or a string of phases is none.
    """
    records = records_of(values, "data", "sleep")
    left: dict[str, int] = {}
    damaged = DamagedRows(path, "sleep")
    staged = [one for one in records if "bedtime_start" in one]
    long_days = {_day(one) for one in staged if one.get("type") == LONG}

    def read(record: Record) -> DeviceSleep | None:
        if "bedtime_start" not in record:
            return None
        kind = str(record.get("type") or "")
        name, length, digits = _phases(path, record)
        if kind in LEFT_OUT or not digits:
            why = LEFT_OUT.get(kind, "without a string of phases")
            left[why] = left.get(why, 0) + 1
            return None
        return _sleep(path, record, name, length, digits, long_days)

    sleeps = tuple(damaged.each(records, read))
    damaged.check(sleeps)
    entries = [
        AccountEntry(FIELD, "type" if why in LEFT_OUT.values() else _STRINGS[0][0], "", n, why=why)
        for why, n in left.items()
    ]
    notes = [f"{pluralize(count, 'sleep')} left out: {why}" for why, count in left.items()]
    return DeviceExport(OURA, sleeps, (*notes, *damaged.notes), (*entries, *damaged.entries))


def _day(record: Record) -> str:
    return str(record.get("day") or record.get("summary_date") or "")


def _phases(path: object, record: Record) -> tuple[str, float, str]:
    """Return the finest string of phases, by its field's name and the length of an epoch."""
    for name, length in _STRINGS:
        said = record.get(name)
        if said is None or said == "":
            continue
        digits = str(said).strip()
        if not _DIGITS.fullmatch(digits):
            raise ValueError(
                f"{path}: {name} of {_day(record) or 'a sleep'} is {digits[:20]!r}, expected a "
                "digit an epoch: 1 deep, 2 light, 3 REM, 4 awake"
            )
        return name, length, digits
    return "", 0.0, ""


def _sleep(
    path: object, record: Record, name: str, length: float, digits: str, long_days: set[str]
) -> DeviceSleep:
    kind, day = str(record.get("type") or ""), _day(record)
    start = moment(path, record, "bedtime_start")
    end = moment(path, record, "bedtime_end") if record.get("bedtime_end") else None
    onsets, durations, stages = runs([_STAGES.get(one, Stage.UNSCORED) for one in digits], length)
    notes = [f"its stages are those of {name}, one every {length:g} s"]
    if unknown := sum(one not in _STAGES for one in digits):
        notes.append(f"{pluralize(unknown, 'digit')} of {name} other than 1 to 4: unscored")
    if length > 30 and record.get("movement_30_sec") is not None:
        notes.append("no string of 30 s is in the record: a bout shorter than 5 min is not seen")
    named = _TOTALS if have([record], *_TOTALS) else _OLDER_TOTALS
    others = [(other, other_length) for other, other_length in _STRINGS if record.get(other)]
    return DeviceSleep(
        start,
        onsets,
        durations,
        stages,
        # The older export calls a night by the evening that it began on.
        day=str(record.get("day") or ""),
        is_nap=kind == LATE_NAP
        or (kind == SHORT and day in long_days)
        or str(record.get("is_longest", 1)) in ("0", "False"),
        end=end,
        totals=totals(path, record, named),
        epoch_length=length,
        notes=tuple(notes),
        entries=tuple(
            AccountEntry(FIELD, other, "stages" if other == name else "", len(str(record[other])))
            for other, _ in others
        ),
    )
