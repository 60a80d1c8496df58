"""Samsung Health's ``com.samsung.health.sleep_stage`` table: a stretch a row, grouped by sleep.

The first line names the table, the second its columns; lines end in a comma. Times are of UTC with
the offset beside them; stages are 40001 awake, 40002 light, 40003 deep and 40004 REM.
"""

import re
from datetime import UTC, datetime, timedelta, timezone
from types import MappingProxyType

from explorer.io.devices.device_fields import Record, moment
from explorer.io.devices.device_sleep import DeviceExport, DeviceSleep
from explorer.night.account import FIELD, AccountEntry
from explorer.vocabulary.stages import Stage

SAMSUNG = "Samsung Health"
TABLE = "com.samsung.health.sleep_stage"
_STAGES = MappingProxyType(
    {"40001": Stage.W, "40002": Stage.LIGHT, "40003": Stage.DEEP, "40004": Stage.REM}
)
_OFFSET = re.compile(r"UTC([+-])(\d{2}):?(\d{2})")


def read_samsung(path: object, rows: list[Record]) -> DeviceExport:
    """Read Samsung Health's sleeps.

    Parameters
    ----------
    path : object
        Where they come from, for errors.
    rows : list of mapping of str to str
        Cells by the column's name.

    Raises
    ------
    ValueError
        If a time or a stage is none.
    """
    groups: dict[str, list[Record]] = {}
    for row in rows:
        plain = {name.removeprefix(f"{TABLE}."): cell for name, cell in row.items()}
        groups.setdefault(str(plain.get("sleep_id") or ""), []).append(plain)
    return DeviceExport(SAMSUNG, tuple(_sleep(path, one) for one in groups.values()))


def _sleep(path: object, rows: list[Record]) -> DeviceSleep:
    parts = sorted(
        (_utc(path, row, "start_time"), _utc(path, row, "end_time"), _stage(path, row))
        for row in rows
    )
    first = parts[0][0]
    zone = _zone(path, rows[0])
    return DeviceSleep(
        first.astimezone(zone),
        [(start - first).total_seconds() for start, _, _ in parts],
        [(end - start).total_seconds() for start, end, _ in parts],
        [stage for _, _, stage in parts],
        source=str(rows[0].get("pkg_name") or ""),
        end=max(end for _, end, _ in parts).astimezone(_zone(path, rows[-1])),
        entries=(AccountEntry(FIELD, "stage", "stages", len(parts)),),
    )


def _utc(path: object, row: Record, name: str) -> datetime:
    return moment(path, row, name).replace(tzinfo=UTC)


def _stage(path: object, row: Record) -> Stage:
    code = str(row.get("stage")).strip()
    if code not in _STAGES:
        raise ValueError(
            f"{path}: stage {code[:20]!r} is none of Samsung's, expected 40001 awake, 40002 light, "
            "40003 deep or 40004 REM"
        )
    return _STAGES[code]


def _zone(path: object, row: Record) -> timezone:
    said = str(row.get("time_offset") or "UTC+0000").strip()
    found = _OFFSET.fullmatch(said)
    if found is None:
        raise ValueError(f"{path}: time_offset is {said[:20]!r}, expected such as UTC+0100")
    passed = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return timezone(-passed if found[1] == "-" else passed)
