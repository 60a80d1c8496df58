"""Headbands' nights in a table, a night a row with its stages in one cell: Zeo's and Dreem's.

Zeo's digits are 1 wake, 2 REM, 3 light, 4 deep and 0 unknown, every 30 s in ``Detailed Sleep
Graph``, every 5 min in ``Sleep Graph``. Dreem's words are WAKE, Light, Deep, REM and NA, every
30 s.
"""

import re
from collections.abc import Callable
from datetime import datetime
from types import MappingProxyType

from explorer.io.devices.damaged_rows import DamagedRows
from explorer.io.devices.device_fields import Record, moment, runs, without_stages
from explorer.io.devices.device_fields import totals as summed
from explorer.io.devices.device_sleep import DeviceExport, DeviceSleep
from explorer.io.devices.night_totals import row_totals
from explorer.night.reading_account import FIELD, AccountEntry
from explorer.vocabulary.counts import listed
from explorer.vocabulary.stages import Stage

ZEO, DREEM = "Zeo", "Dreem"
ZEO_GRAPHS = (("Detailed Sleep Graph", 30.0), ("Sleep Graph", 300.0))
_ZEO = MappingProxyType(
    {"0": Stage.UNSCORED, "1": Stage.W, "2": Stage.REM, "3": Stage.LIGHT, "4": Stage.DEEP}
)
_ZEO_TOTALS = MappingProxyType(
    {
        "Time in Wake": Stage.W,
        "Time in REM": Stage.REM,
        "Time in Light": Stage.LIGHT,
        "Time in Deep": Stage.DEEP,
    }
)
_AMERICAN = ("%m/%d/%Y %H:%M", "%m/%d/%Y %H:%M:%S")
_DREEM = MappingProxyType(
    {
        "NA": Stage.UNSCORED,
        "WAKE": Stage.W,
        "LIGHT": Stage.LIGHT,
        "DEEP": Stage.DEEP,
        "REM": Stage.REM,
    }
)
_DREEM_FIELDS = MappingProxyType(
    {
        "Light Sleep Duration": ("light_min", 1.0),
        "Deep Sleep Duration": ("deep_min", 1.0),
        "REM Duration": ("REM_min", 1.0),
    }
)
_DREEM_TOTALS = MappingProxyType(
    {"light_min": Stage.LIGHT, "deep_min": Stage.DEEP, "REM_min": Stage.REM}
)
_DREEM_EPOCH = 30.0
_WORDS = re.compile(r"[^\s,;\[\]'\"]+")


def read_zeo(path: object, rows: list[Record]) -> DeviceExport:
    """Read Zeo's nights.

    Raises
    ------
    ValueError
        If no night can be read: a time or a stage is none.
    """
    return _read(path, ZEO, rows, lambda row: _zeo_sleep(path, row))


def _zeo_sleep(path: object, row: Record) -> DeviceSleep | None:
    graph, length = next(
        ((name, length) for name, length in ZEO_GRAPHS if row.get(name)), ("", 0.0)
    )
    if not graph:
        return None
    stages = [_known(path, word, _ZEO, ZEO) for word in str(row[graph]).split()]
    start = _american(path, row, "Start of Night")
    return DeviceSleep(
        start,
        *runs(stages, length),
        totals=summed(path, row, _ZEO_TOTALS, scale=60.0),
        epoch_length=length,
        notes=(f"its stages are those of {graph!r}, one every {length:g} s",),
        entries=(AccountEntry(FIELD, graph, "stages", len(stages)),),
    )


def read_dreem(path: object, rows: list[Record]) -> DeviceExport:
    """Read Dreem's nights.

    Raises
    ------
    ValueError
        If no night can be read: a time or a stage is none.
    """
    return _read(path, DREEM, rows, lambda row: _dreem_sleep(path, row))


def _dreem_sleep(path: object, row: Record) -> DeviceSleep | None:
    words = _WORDS.findall(str(row.get("Hypnogram") or ""))
    if not words:
        return None
    stages = [_known(path, word.upper(), _DREEM, DREEM) for word in words]
    return DeviceSleep(
        moment(path, row, "Start Time"),
        *runs(stages, _DREEM_EPOCH),
        is_nap=str(row.get("Type") or "").casefold() == "nap",
        end=moment(path, row, "Stop Time") if row.get("Stop Time") else None,
        totals={
            _DREEM_TOTALS[name]: minutes * 60
            for name, minutes in row_totals(path, row, _DREEM_FIELDS).items()
            if name in _DREEM_TOTALS
        },
        entries=(AccountEntry(FIELD, "Hypnogram", "stages", len(stages)),),
    )


def _read(
    path: object, device: str, rows: list[Record], read: Callable[[Record], DeviceSleep | None]
) -> DeviceExport:
    damaged = DamagedRows(path, "sleep")
    sleeps = tuple(damaged.each(rows, read))
    damaged.check(sleeps)
    notes = (*damaged.notes, *without_stages(damaged.nothing, "night"))
    return DeviceExport(device, sleeps, notes, tuple(damaged.entries), tells_naps=device == DREEM)


def _known(path: object, word: str, stages: MappingProxyType[str, Stage], device: str) -> Stage:
    if word not in stages:
        raise ValueError(
            f"{path}: {word[:20]!r} is no stage of {device}, expected one of {listed(stages)}"
        )
    return stages[word]


def _american(path: object, row: Record, name: str) -> datetime:
    said = str(row.get(name)).strip()
    for pattern in _AMERICAN:
        try:
            return datetime.strptime(said, pattern)
        except ValueError:
            continue
    return moment(path, row, name)
