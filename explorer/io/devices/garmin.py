"""Garmin Connect's sleeps, a day a record: ``dailySleepDTO`` with its ``sleepLevels``.

``activityLevel`` is 0 deep, 1 light, 2 REM and 3 awake, between moments of GMT. The export of an
account (``*_sleepData.json``) has the seconds of each a night and no levels: those are numbers.
"""

from datetime import UTC, datetime, timedelta, timezone
from types import MappingProxyType
from typing import Any

from explorer.io.devices.damaged_rows import DamagedRows
from explorer.io.devices.device_fields import (
    Record,
    moment,
    number,
    records_of,
    totals,
    without_stages,
)
from explorer.io.devices.device_sleep import DeviceExport, DeviceSleep
from explorer.io.devices.night_totals import (
    NightTotals,
    TotalsExport,
    TotalsOnlyError,
    row_totals,
)
from explorer.night.reading_account import FIELD, AccountEntry
from explorer.vocabulary.counts import is_what, pluralize
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

_NAPS, _NAP_SECONDS = "dailyNapDTOS", "napTimeSeconds"
_A_MINUTE = 1 / 60
_SUMMARY = MappingProxyType(
    {
        "sleepTimeSeconds": ("TST", _A_MINUTE),
        "awakeSleepSeconds": ("W_min", _A_MINUTE),
        "lightSleepSeconds": ("light_min", _A_MINUTE),
        "deepSleepSeconds": ("deep_min", _A_MINUTE),
        "remSleepSeconds": ("REM_min", _A_MINUTE),
    }
)


def is_garmin(values: Any) -> bool:
    """Whether JSON is Garmin's sleeps, with levels or without."""
    return any("dailySleepDTO" in one or "deepSleepSeconds" in one for one in records_of(values))


def read_garmin(path: object, values: Any) -> DeviceExport:
    """Read Garmin's sleeps.

    Raises
    ------
    TotalsOnlyError
        If there are totals only; with those.
    ValueError
        If no sleep can be read: a time or a level is none.
    """
    records = records_of(values)
    if not any(one.get("sleepLevels") or _naps_of(one) for one in records):
        raise TotalsOnlyError(path, _totals(path, records))
    damaged = DamagedRows(path, "sleep")
    sleeps = tuple(
        damaged.each(records, lambda one: _sleep(path, one) if one.get("sleepLevels") else None)
    )
    nothing = damaged.nothing
    found = [nap for record in records for nap in _naps_of(record)]
    naps = tuple(damaged.each(found, lambda one: _nap(path, one)))
    damaged.check((*sleeps, *naps))
    counted = [_seconds_of_naps(path, one) for one in records if not _naps_of(one)]
    untimed = [seconds for seconds in counted if seconds > 0]
    entries, said = list(damaged.entries), []
    if naps:
        entries.append(AccountEntry(FIELD, _NAPS, "naps", len(naps)))
    if untimed:
        why = f"{sum(untimed) / 60:g} min of naps without their times"
        entries.append(AccountEntry(FIELD, _NAP_SECONDS, "", len(untimed), why=why))
        said.append(f"{_NAP_SECONDS} of {pluralize(len(untimed), 'day')} not used: {why}")
    notes = (*damaged.notes, *without_stages(nothing, "day"), *said)
    return DeviceExport(GARMIN, (*sleeps, *naps), notes, tuple(entries))


def _naps_of(record: Record) -> list[Record]:
    summary = record.get("dailySleepDTO")
    for held in (record.get(_NAPS), summary.get(_NAPS) if isinstance(summary, dict) else None):
        if isinstance(held, list):
            return [one for one in held if isinstance(one, dict)]
    return []


def _seconds_of_naps(path: object, record: Record) -> float:
    summary = record.get("dailySleepDTO", record)
    return number(path, summary, _NAP_SECONDS) if isinstance(summary, dict) else 0.0


def _nap(path: object, record: Record) -> DeviceSleep:
    """Read a nap, of which the record says when it was and no stages."""
    begin, end = (_gmt(path, record, f"nap{side}TimestampGMT") for side in ("Start", "End"))
    offset = number(path, record, "napTimezoneOffset")  # ms, where there is one
    zone = timezone(timedelta(minutes=round(offset / 60_000))) if offset == offset else UTC
    return DeviceSleep(
        begin.astimezone(zone),
        [0.0],
        [(end - begin).total_seconds()],
        [Stage.SLEEP],
        day=str(record.get("calendarDate") or ""),
        is_nap=True,
        end=end.astimezone(zone),
        notes=() if zone is not UTC else ("clock times of its naps are those of GMT",),
    )


def _totals(path: object, records: list[Record]) -> TotalsExport:
    """Read what the summaries have; a day without any number is left out and counted."""
    damaged, empty = DamagedRows(path, "day"), 0

    def read(one: Record) -> NightTotals | None:
        nonlocal empty
        summary = one.get("dailySleepDTO", one)
        values = row_totals(path, summary, _SUMMARY) if isinstance(summary, dict) else {}
        if not values:
            empty += 1
            return None
        return NightTotals(moment(path, summary, "calendarDate").date(), values)

    nights = tuple(damaged.each(records, read))
    damaged.check(nights)
    if not nights:
        raise ValueError(
            f"{path}: no night of {GARMIN} with numbers; deepSleepSeconds and calendarDate would do"
        )
    notes = [f"{pluralize(empty, 'day')} without a number left out"] * bool(empty)
    return TotalsExport(GARMIN, nights, (*notes, *damaged.notes))


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
    zone = _zone(path, summary, "Start")
    woke = _zone(path, summary, "End") or zone
    return DeviceSleep(
        first.astimezone(zone) if zone else first,
        [(start - first).total_seconds() for start, _, _ in levels],
        [(end - start).total_seconds() for start, end, _ in levels],
        [stage for _, _, stage in levels],
        day=str(summary.get("calendarDate") or ""),
        end=levels[-1][1].astimezone(woke) if zone else None,
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
            f"{path}: activityLevel {is_what(level.get('activityLevel'))}, expected 0 deep, "
            "1 light, 2 REM or 3 awake"
        )
    return _STAGES[int(code)]


def _zone(path: object, summary: Record, side: str) -> timezone | None:
    local, gmt = (
        number(path, summary, f"sleep{side}Timestamp{which}") for which in ("Local", "GMT")
    )
    if not abs(local - gmt) <= 24 * 3600 * 1000:
        return None
    return timezone(timedelta(minutes=round((local - gmt) / 60_000)))
