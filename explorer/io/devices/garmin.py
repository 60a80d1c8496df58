"""Garmin Connect's sleeps, a day a record: ``dailySleepDTO`` with its ``sleepLevels``.

``activityLevel`` is 0 deep, 1 light, 2 REM and 3 awake, between moments of GMT.
"""

from datetime import UTC, datetime, timedelta, timezone
from types import MappingProxyType
from typing import Any

from explorer.io.devices.device_fields import Record, moment, number, records_of, totals
from explorer.io.devices.device_sleep import DeviceExport, DeviceSleep, refuse_totals
from explorer.night.account import FIELD, AccountEntry
from explorer.vocabulary.stages import Stage

GARMIN = "Garmin"
_STAGES = MappingProxyType({0: Stage.DEEP, 1: Stage.LIGHT, 2: Stage.REM, 3: Stage.W})
_TOTALS = MappingProxyType(
    {
        "deepSleepSeconds": Stage.DEEP,
        "lightSleepSeconds": Stage.LIGHT,
        "remSleepSeconds": Stage.REM,
        "awakeSleepSeconds": Stage.W,
    }
)


def is_garmin(values: Any) -> bool:
    """Whether JSON is Garmin's sleeps, with levels or without."""
    return any("dailySleepDTO" in one or "deepSleepSeconds" in one for one in records_of(values))


def read_garmin(path: object, values: Any) -> DeviceExport:
    """Read Garmin's sleeps.

    Raises
    ------
    ValueError
        If there are totals only, or a time or a level is none.
    """
    records = [one for one in records_of(values) if one.get("sleepLevels")]
    if not records:
        raise refuse_totals(path, GARMIN)
    return DeviceExport(GARMIN, tuple(_sleep(path, one) for one in records))


def _sleep(path: object, record: Record) -> DeviceSleep:
    summary = record.get("dailySleepDTO")
    summary = summary if isinstance(summary, dict) else {}
    levels = sorted(
        (
            (_gmt(path, one, "startGMT"), _gmt(path, one, "endGMT"), _stage(path, one))
            for one in record["sleepLevels"]
            if isinstance(one, dict)
        ),
        key=lambda level: level[0],
    )
    first = levels[0][0]
    zone = _zone(path, summary)
    return DeviceSleep(
        first.astimezone(zone) if zone else first,
        [(start - first).total_seconds() for start, _, _ in levels],
        [(end - start).total_seconds() for start, end, _ in levels],
        [stage for _, _, stage in levels],
        day=str(summary.get("calendarDate") or ""),
        end=levels[-1][1].astimezone(zone) if zone else None,
        totals=totals(path, summary, _TOTALS),
        notes=() if zone else ("no local time is in the record: clock times are those of GMT",),
        entries=(AccountEntry(FIELD, "sleepLevels", "stages", len(levels)),),
    )


def _gmt(path: object, level: Record, name: str) -> datetime:
    return moment(path, level, name).replace(tzinfo=UTC)


def _stage(path: object, level: Record) -> Stage:
    code = number(path, level, "activityLevel")
    if code not in _STAGES:
        raise ValueError(
            f"{path}: activityLevel is {level.get('activityLevel')!r}, expected 0 deep, 1 light, "
            "2 REM or 3 awake"
        )
    return _STAGES[int(code)]


def _zone(path: object, summary: Record) -> timezone | None:
    local, gmt = (
        number(path, summary, f"sleepStartTimestamp{which}") for which in ("Local", "GMT")
    )
    if not abs(local - gmt) <= 24 * 3600 * 1000:
        return None
    return timezone(timedelta(minutes=round((local - gmt) / 60_000)))
