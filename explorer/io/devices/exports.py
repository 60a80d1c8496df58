"""Which device a file is from, and its reader: JSON, tables, Apple's XML, and archives of them."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from explorer.io.devices.apple_health import (
    export_within,
    is_apple_health,
    read_apple_health,
)
from explorer.io.devices.damaged_rows import TableRow
from explorer.io.devices.device_fields import Record
from explorer.io.devices.device_sleep import DeviceExport
from explorer.io.devices.device_sleeps import read_sleeps
from explorer.io.devices.fitbit import is_fitbit, read_fitbit
from explorer.io.devices.garmin import is_garmin, read_garmin
from explorer.io.devices.headbands import ZEO_GRAPHS, read_dreem, read_zeo
from explorer.io.devices.night_totals import TotalsFields, TotalsOnlyError, read_totals
from explorer.io.devices.oura import is_oura, read_oura
from explorer.io.devices.polar import is_polar, read_polar
from explorer.io.devices.read_fields import read_watched
from explorer.io.devices.samsung import TABLE, read_samsung
from explorer.io.devices.totals_tables import totals_fields
from explorer.io.devices.whoop import is_whoop, read_whoop
from explorer.io.devices.withings import (
    is_withings,
    read_withings,
    read_withings_table,
)
from explorer.io.reading_choices import Reading
from explorer.io.scorer_file import ScorerFile
from explorer.io.scoring_content import Scoring
from explorer.io.table_limits import SCORING
from explorer.night.reading_account import COLUMN, FIELD
from explorer.vocabulary.column_names import check_headings
from explorer.vocabulary.spreadsheet import stated_separator

JsonReader = Callable[[object, Any], DeviceExport]
TableReader = Callable[[object, list[Record]], DeviceExport]

_JSON: tuple[tuple[Callable[[Any], bool], JsonReader], ...] = (
    (is_oura, read_oura),
    (is_fitbit, read_fitbit),
    (is_garmin, read_garmin),
    (is_polar, read_polar),
    (is_withings, read_withings),
    (is_whoop, read_whoop),
)
# By the columns that each has, the surest first.
_TABLES: tuple[tuple[tuple[str, ...], TableReader], ...] = (
    (("sleep_id", "stage", "time_offset"), read_samsung),
    (("bedtime_start", "sleep_phase_30_sec"), read_oura),
    (("bedtime_start", "sleep_phase_5_min"), read_oura),
    (("bedtime_start", "hypnogram_5min"), read_oura),
    (("Start of Night", ZEO_GRAPHS[0][0]), read_zeo),
    (("Start of Night", ZEO_GRAPHS[1][0]), read_zeo),
    (("Start Time", "Stop Time", "Hypnogram"), read_dreem),
    (("start", "duration", "value"), read_withings_table),
)
DEVICES = (
    *("Apple Health", "Dreem", "Fitbit", "Garmin", "Oura", "Polar", "Samsung Health", "Whoop"),
    *("Withings", "Zeo", "ZMax"),
)
"""What their readers call them."""
_DELIMITERS = ",;\t"
# Names, within an archive, of files that devices fill with sleeps.
_MEMBERS = re.compile(
    r"(sleep-\d{4}-\d{2}-\d{2}\.json|.*sleep.*\.json|oura.*\.json|sleep_?model.*\.csv|"
    rf"{re.escape(TABLE)}.*\.csv|raw_tracker_sleep-state\.csv|sleeps?\.csv|"
    r"physiological_cycles\.csv)",
    re.IGNORECASE,
)
_ZIP = b"PK\x03\x04"


def json_reader(values: Any) -> JsonReader | None:
    """Return the reader of a device's JSON; None where it is of no device."""
    return next((_watching(read, FIELD) for recognises, read in _JSON if recognises(values)), None)


def _watching(read: JsonReader, kind: str) -> JsonReader:
    """Have a reader account for the fields that it does not use."""
    return lambda path, values: read_watched(path, values, read, kind)


def known_device(words: str) -> str:
    """Return the device that some words name, as its reader calls it; "" for none of them.

    Examples
    --------
    >>> known_device("oura ring"), known_device("Samsung"), known_device("PSG")
    ('Oura', 'Samsung Health', '')
    """
    said = words.casefold().split()
    return next((one for one in DEVICES if one.casefold().split()[0] in said), "")


def is_device_table(file: ScorerFile) -> bool:
    """Whether a text is a table that a device's export has."""
    return bool(device_columns(file))


def device_columns(file: ScorerFile) -> list[str]:
    """Return the columns of a table that a device's export has; none where it is no such table."""
    names = _columns(file.head)[0]
    known = any(set(needed) <= set(names) for needed, _ in _TABLES)
    return names if known or totals_fields(names) is not None else []


def read_device_table(file: ScorerFile, reading: Reading) -> Scoring:
    """Read a device's table.

    Raises
    ------
    TotalsOnlyError
        If it has totals a night only; with those.
    ValueError
        If a cell is not what its column should have.
    ChoiceNeededError
        If there are several nights, and nothing says which.
    """
    return read_sleeps(file.path, _read_table(file.path, file.text), reading)


def _columns(text: str) -> tuple[list[str], str, int]:
    """Names of the columns, what parts them, and in which line they stand."""
    stated, below = stated_separator(text.lstrip("\ufeff"))
    lines = below.splitlines()[:2]
    # Samsung's names its table above the columns, and Fitbit's its section.
    titled = len(lines) > 1 and (lines[0].startswith("com.samsung.") or lines[0].strip() == "Sleep")
    line = lines[titled] if lines else ""
    delimiter = stated if stated in line and stated else max(_DELIMITERS, key=line.count)
    names = [name.strip().strip('"') for name in line.split(delimiter)]
    return names, delimiter, titled + bool(stated)


def _read_table(path: object, text: str) -> DeviceExport:
    SCORING.check(path, rows=text.count("\n"))
    names, delimiter, at = _columns(text)
    names = [name.removeprefix(f"{TABLE}.") for name in names]
    check_headings(path, names)
    lines = text.lstrip("\ufeff").splitlines()[at + 1 :]
    # Lines of Samsung's end in a comma: a cell more than there are columns.
    try:
        split = csv.reader(io.StringIO("\n".join(lines)), delimiter=delimiter)
        rows: list[Record] = []
        for cells in split:
            if any(cells):
                row = TableRow(zip(names, cells, strict=False))
                row.line = at + 1 + split.line_num
                rows.append(row)
    except csv.Error as error:
        raise ValueError(f"{path}: no table that can be split into cells: {error}") from None
    for needed, read in _TABLES:
        if set(needed) <= set(names):
            return read_watched(path, rows, read, COLUMN)
    if (fields := totals_fields(names)) is not None:
        return read_watched(path, rows, lambda path, rows: _refuse(path, rows, fields), COLUMN)
    raise ValueError(f"{path}: no table of a device that we know; its columns are {names[:12]}")


def _refuse(path: object, rows: list[Record], fields: TotalsFields) -> NoReturn:
    raise TotalsOnlyError(path, read_totals(path, rows, fields))


def is_apple_export(file: ScorerFile) -> bool:
    """Whether a file is Apple Health's ``export.xml``."""
    return is_apple_health(file.beginning)


def is_device_archive(file: ScorerFile) -> bool:
    """Whether an archive is a device's export: Apple's, or one with files of sleeps."""
    if not file.beginning.startswith(_ZIP) or b"[Content_Types].xml" in file.beginning[:100]:
        return False
    try:
        return bool(export_within(file.path) or _members(file.path))
    except (zipfile.BadZipFile, OSError):
        return False


def read_apple_export(file: ScorerFile, reading: Reading) -> Scoring:
    """Read ``export.xml``."""
    return read_sleeps(file.path, read_apple_health(file.path), reading)


def read_device_archive(file: ScorerFile, reading: Reading) -> Scoring:
    """Read a device's archive as it was downloaded.

    Raises
    ------
    ValueError
        If it unpacks to more than is read, or holds no sleep with stages.
    ChoiceNeededError
        If there are several nights, and nothing says which.
    """
    return read_sleeps(file.path, _read_archive(file.path), reading)


def _read_archive(path: Path) -> DeviceExport:
    if export_within(path):
        return read_apple_health(path)
    parts = _members(path)
    with zipfile.ZipFile(path) as archive:
        SCORING.check_size(path, sum(part.file_size for part in parts))
        texts = [(part.filename, archive.read(part).decode("utf-8-sig")) for part in parts]
    held = [_json(path, name, text) for name, text in texts if name.lower().endswith(".json")]
    for recognises, read in _JSON:
        if own := [values for values in held if recognises(values)]:
            flat = [one for held in own for one in (held if isinstance(held, list) else [held])]
            return read_watched(path, flat, read, FIELD)
    totals: list[TotalsOnlyError] = []
    for name, text in texts:
        if name.lower().endswith(".csv"):
            try:
                return _read_table(path, text)
            except TotalsOnlyError as error:
                totals.append(error)
    if totals:  # Whoop has its nights in two tables, and naps in one of them alone
        raise max(totals, key=lambda one: len(one.export.nights))
    raise ValueError(
        f"{path}: no file in this archive has sleeps with stages; unpack it and open the one that "
        "has"
    )


def read_export(path: Path) -> DeviceExport:
    """Read all sleeps of a device's file, of whatever kind it is.

    Parameters
    ----------
    path : Path
        JSON, a table, Apple's XML, or an archive as it was downloaded.

    Raises
    ------
    TotalsOnlyError
        If it has totals a night and no stages; with those.
    ValueError
        If it is no export of a device that is known, or what is in it is damaged.
    OSError
        If it cannot be read.
    """
    file = ScorerFile(path)
    if is_device_archive(file):
        return _read_archive(path)
    if is_apple_export(file):
        return read_apple_health(path)
    SCORING.check_size(path, path.stat().st_size)
    if is_device_table(file):
        return _read_table(path, file.text)
    if file.head.lstrip("\ufeff \r\n\t")[:1] in ("[", "{"):
        values = _json(path, path.name, file.text)
        if (read := json_reader(values)) is not None:
            return read(path, values)
    begins = file.head.strip()[:40] if file.beginning.strip() else ""
    found = f"it begins {begins!r}" if begins else "the file is empty"
    raise ValueError(
        f"{path}: no export of a device that is known, as {found}; one of Apple Health, Dreem, "
        "Fitbit, Garmin, Oura, Polar, Samsung, Whoop, Withings or Zeo would do"
    )


def _json(path: Path, name: str, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError(f"{path}: {name} in it is no JSON that can be read") from None


def _members(path: Path) -> list[zipfile.ZipInfo]:
    with zipfile.ZipFile(path) as archive:
        return [
            part
            for part in archive.infolist()
            if _MEMBERS.fullmatch(part.filename.rsplit("/", 1)[-1])
        ]
