"""Polar's sleeps: Flow's export (``sleep_result``) and AccessLink's nights.

Polar says NONREM1 to NONREM3 of what a watch sees: the first two are light sleep here, the third is
deep sleep and not N3. AccessLink's codes are 0 wake, 1 REM, 2 and 3 light, 4 deep, 5 unknown.
"""

import re
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from explorer.io.devices.damaged_rows import DamagedRows
from explorer.io.devices.device_fields import (
    Record,
    moment,
    records_of,
    seconds_between,
    totals,
    without_stages,
)
from explorer.io.devices.device_sleep import DeviceExport, DeviceSleep
from explorer.night.reading_account import FIELD, AccountEntry
from explorer.vocabulary.counts import listed
from explorer.vocabulary.stages import Stage

POLAR = "Polar"
_STATES = MappingProxyType(
    {
        "WAKE": Stage.W,
        "REM": Stage.REM,
        "NONREM1": Stage.LIGHT,
        "NONREM2": Stage.LIGHT,
        "NONREM3": Stage.DEEP,
        "UNKNOWN": Stage.UNSCORED,
    }
)
_CODES = MappingProxyType(
    {
        0: Stage.W,
        1: Stage.REM,
        2: Stage.LIGHT,
        3: Stage.LIGHT,
        4: Stage.DEEP,
        5: Stage.UNSCORED,
    }
)
_TOTALS = MappingProxyType(
    {"wake": Stage.W, "rem": Stage.REM, "light": Stage.LIGHT, "deep": Stage.DEEP}
)
_ANSWERED_TOTALS = MappingProxyType(
    {
        "light_sleep": Stage.LIGHT,
        "deep_sleep": Stage.DEEP,
        "rem_sleep": Stage.REM,
        "total_interruption_duration": Stage.W,
    }
)
_DURATION = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
_DAY = 24 * 3600.0


def is_polar(values: Any) -> bool:
    """Whether JSON is Polar's sleeps."""
    return any(
        "sleepResult" in one or ("sleep_start_time" in one and "hypnogram" in one)
        for one in records_of(values, "nights")
    )


def read_polar(path: object, values: Any) -> DeviceExport:
    """Read Polar's sleeps.

    Raises
    ------
    ValueError
        If no sleep can be read: a time, a duration or a state is none.
    """

    def read(record: Record) -> DeviceSleep | None:
        result = record.get("sleepResult")
        hypnogram = result.get("hypnogram") if isinstance(result, dict) else record.get("hypnogram")
        if not isinstance(hypnogram, dict) or not hypnogram:
            return None
        if "sleepStateChanges" in hypnogram:
            return _exported(path, record, hypnogram)
        return _answered(path, record, hypnogram) if "sleep_start_time" in record else None

    damaged = DamagedRows(path, "sleep")
    sleeps = tuple(damaged.each(records_of(values, "nights"), read))
    damaged.check(sleeps)
    notes = (*damaged.notes, *without_stages(damaged.nothing, "night"))
    return DeviceExport(POLAR, sleeps, notes, tuple(damaged.entries), tells_naps=False)


def seconds_of(path: object, text: object) -> float:
    """Return the seconds of a duration of ISO 8601.

    Examples
    --------
    >>> seconds_of("", "PT1H2M30S")
    3750.0
    """
    found = _DURATION.fullmatch(str(text))
    if found is None or not any(found.groups()):
        raise ValueError(f"{path}: {str(text)[:40]!r} is no duration, expected such as PT1H2M30S")
    hours, minutes, seconds = (float(part or 0) for part in found.groups())
    return 3600 * hours + 60 * minutes + seconds


def _exported(path: object, record: Record, hypnogram: Record) -> DeviceSleep:
    start, end = moment(path, hypnogram, "sleepStart"), moment(path, hypnogram, "sleepEnd")
    lasting = seconds_between(start, end)
    changes = sorted(
        (seconds_of(path, one.get("offsetFromStart")), _state(path, one.get("state")))
        for one in hypnogram["sleepStateChanges"]
        if isinstance(one, dict)
    )
    # The last change may be the waking that ends it.
    changes = [(at, stage) for at, stage in changes if at < lasting]
    evaluation = record.get("evaluation")
    phases = evaluation.get("phaseDurations") if isinstance(evaluation, dict) else None
    found = {
        stage: seconds_of(path, phases[name])
        for name, stage in _TOTALS.items()
        if isinstance(phases, dict) and phases.get(name)
    }
    read = _changed(str(record.get("night") or ""), start, end, lasting, changes, found)
    asleep = evaluation.get("asleepDuration") if isinstance(evaluation, dict) else None
    return replace(read, asleep=seconds_of(path, asleep)) if asleep else read


def _state(path: object, word: object) -> Stage:
    name = str(word).removeprefix("SLEEP_STATE_")
    if name not in _STATES:
        raise ValueError(
            f"{path}: state {name[:40]!r} is none of Polar's, expected one of {listed(_STATES)}"
        )
    return _STATES[name]


def _answered(path: object, record: Record, hypnogram: Record) -> DeviceSleep:
    start, end = moment(path, record, "sleep_start_time"), moment(path, record, "sleep_end_time")
    began = start.hour * 3600 + start.minute * 60
    lasting = seconds_between(start, end)
    changes = []
    for clock, code in hypnogram.items():
        found = _CLOCK.fullmatch(str(clock))
        if found is None or code not in _CODES:
            raise ValueError(
                f"{path}: hypnogram has {str(clock)[:20]!r}: {str(code)[:20]!r}, expected a time "
                f"of day and one of {listed(_CODES)}"
            )
        at = (3600 * int(found[1]) + 60 * int(found[2]) - began) % _DAY
        # A minute before the start, as the watch rounds it, is no day after it.
        before = at - lasting > _DAY - at
        changes.append((0.0 if before else at, _CODES[code]))
    own = totals(path, record, _ANSWERED_TOTALS)
    return _changed(str(record.get("date") or ""), start, end, lasting, sorted(changes), own)


def _changed(
    day: str,
    start: Any,
    end: Any,
    lasting: float,
    changes: list[tuple[float, Stage]],
    own_totals: dict[Stage, float],
) -> DeviceSleep:
    onsets = [at for at, _ in changes]
    ends = [*onsets[1:], max(lasting, onsets[-1] if onsets else 0.0)]
    first = onsets[0] if onsets else 0.0
    return DeviceSleep(
        start + timedelta(seconds=first),
        [at - first for at in onsets],
        [stop - at for at, stop in zip(onsets, ends, strict=True)],
        [stage for _, stage in changes],
        day=day,
        end=end,
        totals=own_totals,
        entries=(AccountEntry(FIELD, "hypnogram", "stages", len(changes)),),
    )
