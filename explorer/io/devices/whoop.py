"""Whoop's totals a night: ``sleeps.csv``, ``physiological_cycles.csv``, and the API's answer.

Whoop gives no stages by epoch, so that its nights are numbers. Times are those of the clock where
it was slept, with the offset in ``Cycle timezone``.
https://developer.whoop.com/api (sleep, ``stage_summary``)
"""

from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, NoReturn

from explorer.io.devices.damaged_rows import DamagedRows
from explorer.io.devices.device_fields import Record, moment, records_of
from explorer.io.devices.night_totals import (
    NightTotals,
    TotalsExport,
    TotalsFields,
    TotalsOnlyError,
    row_totals,
)
from explorer.vocabulary.counts import pluralize

WHOOP = "Whoop"
WHOOP_FIELDS = TotalsFields(
    WHOOP,
    needed=("Cycle start time", "Wake onset", "Light sleep duration (min)"),
    columns=MappingProxyType(
        {
            "In bed duration (min)": ("TIB", 1.0),
            "Asleep duration (min)": ("TST", 1.0),
            "Awake duration (min)": ("W_min", 1.0),
            "Light sleep duration (min)": ("light_min", 1.0),
            "Deep (SWS) duration (min)": ("deep_min", 1.0),
            "REM duration (min)": ("REM_min", 1.0),
            "Sleep efficiency %": ("SE", 1.0),
        }
    ),
    start="Sleep onset",
    end="Wake onset",
    nap="Nap",
    beside=("Cycle start time", "Cycle end time", "Cycle timezone"),
)
_A_MINUTE = 1 / 60_000
_SUMMARY = MappingProxyType(
    {
        "total_in_bed_time_milli": ("TIB", _A_MINUTE),
        "total_awake_time_milli": ("W_min", _A_MINUTE),
        "total_light_sleep_time_milli": ("light_min", _A_MINUTE),
        "total_slow_wave_sleep_time_milli": ("deep_min", _A_MINUTE),
        "total_rem_sleep_time_milli": ("REM_min", _A_MINUTE),
    }
)


def is_whoop(values: Any) -> bool:
    """Whether JSON is Whoop's sleeps."""
    return any("stage_summary" in _score(one) for one in records_of(values, "records"))


def read_whoop(path: object, values: Any) -> NoReturn:
    """Read the answer of Whoop's API, and hand its totals over as what it has no stages for.

    Raises
    ------
    TotalsOnlyError
        With every scored sleep that can be read.
    ValueError
        If none can: a time or a number is none.
    """
    damaged, unscored = DamagedRows(path, "sleep"), 0

    def read(record: Record) -> NightTotals | None:
        nonlocal unscored
        summary = _score(record).get("stage_summary")
        if not isinstance(summary, dict):
            unscored += 1
            return None
        bed, rise = (_local(path, record, name) for name in ("start", "end"))
        totals = row_totals(path, summary, _SUMMARY)
        return NightTotals(rise.date(), totals, bed, rise, record.get("nap") is True)

    nights = tuple(damaged.each(records_of(values, "records"), read))
    damaged.check(nights)
    notes = [f"{pluralize(unscored, 'sleep')} left out: Whoop has no score of it"] * bool(unscored)
    raise TotalsOnlyError(path, TotalsExport(WHOOP, nights, (*notes, *damaged.notes)))


def _score(record: Record) -> Record:
    score = record.get("score")
    return score if isinstance(score, dict) else {}


def _local(path: object, record: Record, name: str) -> datetime:
    """By the clock where it was slept: the record has UTC, and the offset beside it."""
    at = moment(path, record, name).replace(tzinfo=None)
    said = str(record.get("timezone_offset") or "Z")
    if said == "Z":
        return at
    try:
        sign, hours, minutes = said[0], int(said[1:3]), int(said[-2:])
    except ValueError:
        raise ValueError(f"{path}: timezone_offset is {said[:20]!r}, expected -05:00") from None
    passed = timedelta(hours=hours, minutes=minutes)
    return at - passed if sign == "-" else at + passed
