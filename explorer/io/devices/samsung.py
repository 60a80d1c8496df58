"""Samsung Health's ``com.samsung.health.sleep_stage`` table: a stretch a row, grouped by sleep.

The first line names the table, the second its columns; lines end in a comma. Times are of UTC with
the offset beside them; stages are 40001 awake, 40002 light, 40003 deep and 40004 REM.
"""

import re
from datetime import UTC, datetime, timedelta, timezone
from types import MappingProxyType

from explorer.io.devices.damaged_rows import DamagedRows
from explorer.io.devices.device_fields import Record, moment
from explorer.io.devices.device_sleep import DeviceExport, DeviceSleep
from explorer.night.reading_account import FIELD, AccountEntry
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
        Cells by the column's name, without the table's before it.

    Raises
    ------
    ValueError
        If no sleep can be read whole: a time or a stage is none.
    """
    groups: dict[str, list[Record]] = {}
    for row in rows:
        groups.setdefault(str(row.get("sleep_id") or ""), []).append(row)
    damaged = DamagedRows(path, "stretch", "stretches")
    found = (_sleep(path, one, damaged) for one in groups.values())
    sleeps = tuple(sleep for sleep in found if sleep is not None)
    damaged.check(sleeps)
    notes = tuple(f"{one}; with it all of its sleep" for one in damaged.notes)
    return DeviceExport(SAMSUNG, sleeps, notes, tuple(damaged.entries), tells_naps=False)


def _sleep(path: object, rows: list[Record], damaged: DamagedRows) -> DeviceSleep | None:
    def read(row: Record) -> tuple[datetime, datetime, Stage]:
        _zone(path, row)
        return _utc(path, row, "start_time"), _utc(path, row, "end_time"), _stage(path, row)

    parts = sorted(damaged.each(rows, read))
    if len(parts) < len(rows):
        return None  # its minutes would be short of those that cannot be read
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
