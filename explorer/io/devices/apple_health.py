"""Apple Health's ``export.zip``, or the ``export.xml`` in it: records of sleep, read as they pass.

An export holds years of everything: it is parsed a block at a time and only records of sleep are
kept, so that a gigabyte takes no more memory than its nights do.
"""

import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import IO
from xml.parsers import expat

from explorer.io.devices.damaged_rows import DamagedRows
from explorer.io.devices.device_sleep import DeviceExport, DeviceSleep
from explorer.night.reading_account import FIELD, ROWS, AccountEntry
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.stages import Stage

APPLE = "Apple Health"
EXPORT = "export.xml"
_BEGINNING = 4096  # bytes
_MOST_NAMES = 50  # files in an archive that are looked into
_ENCRYPTED = 1  # of a zip's flags
_ROOT = b"<HealthData"
_TYPE = "HKCategoryTypeIdentifierSleepAnalysis"
_PREFIX = "HKCategoryValueSleepAnalysis"
_IN_BED = "InBed"
_STAGES = MappingProxyType(
    {
        "Awake": Stage.W,
        "AsleepCore": Stage.LIGHT,
        "AsleepDeep": Stage.DEEP,
        "AsleepREM": Stage.REM,
        "AsleepUnspecified": Stage.SLEEP,
        "Asleep": Stage.SLEEP,
    }
)
_CODES = ("InBed", "AsleepUnspecified", "Awake", "AsleepCore", "AsleepDeep", "AsleepREM")
"""What older programs wrote as a number."""
_READ = frozenset(("type", "value", "startDate", "endDate", "sourceName"))
_Counted = tuple[tuple[str, int], ...]
_APART = 3600.0
"""s without a record between two sleeps of one source."""
_BLOCK = 2**20
_MOST = 2_000_000
"""Records of sleep that are kept: of a century, at fifty a night."""


@dataclass(frozen=True)
class _Record:
    source: str
    start: datetime
    end: datetime
    value: str


def is_apple_health(beginning: bytes) -> bool:
    """Whether a file begins as Apple Health's export does.

    Examples
    --------
    >>> is_apple_health(b'<?xml version="1.0"?><HealthData locale="en_GB">')
    True
    """
    return _ROOT in beginning or b"<!DOCTYPE HealthData" in beginning


def export_within(path: Path) -> str:
    """Name of Apple's export in an archive; "" where there is none.

    A telephone names it in its own language: ``Exportieren.xml``, ``exportación.xml``.
    """
    with zipfile.ZipFile(path) as archive:
        parts = [one for one in archive.infolist() if one.filename.lower().endswith(".xml")]
        parts.sort(key=lambda one: one.filename.rsplit("/", 1)[-1].lower() != EXPORT)
        for part in parts[:_MOST_NAMES]:
            if part.filename.rsplit("/", 1)[-1] == EXPORT:
                return part.filename
            if part.flag_bits & _ENCRYPTED:
                continue
            with archive.open(part) as file:
                if is_apple_health(file.read(_BEGINNING)):
                    return part.filename
    return ""


def read_apple_health(path: Path) -> DeviceExport:
    """Read the sleeps of an export.

    Parameters
    ----------
    path : Path
        ``export.zip`` or ``export.xml``.

    Raises
    ------
    ValueError
        If it is damaged, or holds no sleep with stages.
    """
    about = path.stat()
    records, unknown, damaged, unread = _kept(path, about.st_mtime_ns, about.st_size)
    damaged.check(records)
    entries = [
        AccountEntry(FIELD, word, "", count, why="no value of sleep that we know")
        for word, count in unknown
    ]
    entries += [AccountEntry(FIELD, name, "", count) for name, count in unread]
    sleeps, in_bed = _sleeps(records)
    notes = ["stages Awake, Core (light), Deep and REM; unspecified sleep is sleep of any stage"]
    if in_bed:
        notes.append(
            f"{pluralize(in_bed, 'time')} in bed without any record of sleep left out: nobody says "
            "that it was slept"
        )
    if unknown:
        listed = ", ".join(f"{word!r} {count}" for word, count in unknown)
        notes.append(f"records of no value of sleep that we know left out: {listed}")
    entries.append(AccountEntry(ROWS, _TYPE, "stages", len(records)))
    entries += damaged.entries
    notes += [f"{one}; what it covered is unscored" for one in damaged.notes]
    return DeviceExport(APPLE, tuple(sleeps), tuple(notes), tuple(entries), tells_naps=False)


@lru_cache(maxsize=2)
def _kept(
    path: Path, _changed: int, _size: int
) -> tuple[tuple[_Record, ...], _Counted, DamagedRows, _Counted]:
    """Keep the records of sleep of a file that is as it was: sixty nights are read in one pass."""
    records: list[_Record] = []
    unknown: dict[str, int] = {}
    unread = Counter[str]()
    damaged = DamagedRows(path, "record")

    def started(name: str, attributes: dict[str, str], line: int) -> None:
        if name != "Record" or attributes.get("type") != _TYPE:
            return
        unread.update(attributes.keys() - _READ)
        said = attributes.get("value", "")
        value = said.removeprefix(_PREFIX)
        value = _CODES[int(value)] if value.isdigit() and int(value) < len(_CODES) else value
        if value != _IN_BED and value not in _STAGES:
            unknown[said[:60]] = unknown.get(said[:60], 0) + 1
            return
        try:
            start, end = (_moment(path, attributes, name) for name in ("startDate", "endDate"))
        except ValueError as error:
            damaged.note(f"line {line}", error)
            return
        if end > start:
            records.append(_Record(attributes.get("sourceName", ""), start, end, value))
        if len(records) > _MOST:
            raise ValueError(f"{path}: more than {_MOST:,} records of sleep are not believed")

    _parse(path, started)
    return tuple(records), tuple(unknown.items()), damaged, tuple(sorted(unread.items()))


def _parse(path: Path, started: Callable[[str, dict[str, str], int], None]) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: started(
        name, attributes, parser.CurrentLineNumber
    )
    parser.EntityDeclHandler = _refuse_entity
    with _opened(path) as file:
        try:
            for block in _blocks(file):
                parser.Parse(block)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise ValueError(
                f"{path}: the export breaks off or is damaged in line {error.lineno}; export it "
                "again from the Health app"
            ) from None
        except (zipfile.BadZipFile, EOFError, OSError) as error:
            raise ValueError(f"{path}: the archive is damaged ({error}); export it again") from None


def _refuse_entity(*_said: object) -> None:
    raise ValueError("an export that declares entities is not read: Apple's declares none")


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    if not zipfile.is_zipfile(path):
        with path.open("rb") as file:
            yield file
        return
    with zipfile.ZipFile(path) as archive, archive.open(export_within(path)) as file:
        yield file


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    while block := file.read(_BLOCK):
        yield block


def _moment(path: Path, attributes: dict[str, str], name: str) -> datetime:
    said = attributes.get(name, "")
    try:
        return datetime.strptime(said, "%Y-%m-%d %H:%M:%S %z")
    except ValueError:
        raise ValueError(
            f"{path}: {name} of a record of sleep is {said[:40]!r}, expected such as "
            "2026-01-01 23:10:00 +0100"
        ) from None


def _sleeps(records: tuple[_Record, ...]) -> tuple[list[DeviceSleep], int]:
    """Sleeps of each source; and how many times in bed have none."""
    by_source: dict[str, list[_Record]] = {}
    in_bed: list[_Record] = []
    for record in records:
        if record.value == _IN_BED:
            in_bed.append(record)
        else:
            by_source.setdefault(record.source, []).append(record)
    sleeps, used = [], set()
    for source, held in by_source.items():
        for group in _groups(held):
            around = [
                place
                for place, one in enumerate(in_bed)
                if one.start < group[-1].end and one.end > group[0].start
            ]
            used.update(around)
            sleep = _sleep(source, group, [in_bed[place] for place in around])
            sleeps.append(sleep)
    return sleeps, len(in_bed) - len(used)


def _groups(records: list[_Record]) -> Iterator[list[_Record]]:
    records.sort(key=lambda record: record.start)
    group, end = [records[0]], records[0].end
    for record in records[1:]:
        if (record.start - end).total_seconds() > _APART:
            yield group
            group = []
        group.append(record)
        end = max(end, record.end)
    yield group


def _outside(records: list[_Record], others: list[_Record]) -> list[_Record]:
    """Keep of some records what no other lies over."""
    left = list(records)
    for other in others:
        left = [
            part
            for one in left
            for part in (
                replace(one, end=min(one.end, other.start)),
                replace(one, start=max(one.start, other.end)),
            )
            if part.end > part.start
        ]
    return left


def _sleep(source: str, group: list[_Record], in_bed: list[_Record]) -> DeviceSleep:
    first = min([group[0].start, *(one.start for one in in_bed)])
    last = max([*(one.end for one in group), *(one.end for one in in_bed)])
    staged = [one for one in group if _STAGES[one.value] is not Stage.SLEEP]
    unspecified = [one for one in group if _STAGES[one.value] is Stage.SLEEP]
    # What is surer is taken: stages before unspecified sleep, and that before time in bed.
    laid = [*_outside(in_bed, group), *_outside(unspecified, staged), *staged]
    notes = []
    if in_bed:
        notes.append("time in bed by a record of it; what is no sleep within it is wake")
    if unspecified and staged:
        notes.append("unspecified sleep beside stages counts where no stage is")
    return DeviceSleep(
        first.astimezone(group[0].start.tzinfo),
        [(one.start - first).total_seconds() for one in laid],
        [(one.end - one.start).total_seconds() for one in laid],
        [_STAGES.get(one.value, Stage.W) for one in laid],
        source=source,
        end=last.astimezone(group[-1].end.tzinfo),
        notes=tuple(notes),
    )
