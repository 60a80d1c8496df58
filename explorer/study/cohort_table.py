"""The list of a study's nights: read from a table or a BIDS folder, its faults told together."""

import re
import zipfile
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from explorer.extras import EXTRAS, missing
from explorer.io.table_limits import NIGHTS, TooMuchError, check_spreadsheet
from explorer.storage.suggest_path import suggest_path
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.spreadsheet import unescape_table

# The columns of a cohort's table, and other words that people head them with.
COLUMNS: MappingProxyType[str, tuple[str, ...]] = MappingProxyType(
    {
        "subject": ("participant", "participant_id", "person", "id"),
        "condition": ("treatment", "arm", "drug"),
        "night": ("session", "visit"),
        "path": ("recording", "file", "psg", "edf"),
        "hypnogram": ("hypnogram_path", "scoring", "annotations"),
        "order": ("period",),
        "lights_off": ("lightsoff", "lights off"),
        "lights_on": ("lightson", "lights on"),
        "age": (),
        "sex": ("gender",),
        "channel": ("derivation", "electrode"),
        "block": (),
        "exclude": ("excluded",),
        "reason": ("exclusion_reason",),
    }
)
YES = frozenset(["1", "1.0", "true", "yes", "y", "x"])
NO = frozenset(["", "0", "0.0", "false", "no", "n"])
CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
DAY = 24 * 3600
_LONGEST_HEADER = 2**20  # characters
LARGEST = NIGHTS.size
"""Bytes of a table, unpacked."""


@dataclass(frozen=True)
class NightRow:
    """One night of the table."""

    line: int
    """Where it stands: the header is line 1."""
    subject: str = ""
    condition: str = ""
    night: str = ""
    path: str = ""
    hypnogram: str = ""
    order: float = float("nan")
    lights_off: str = ""
    """s from the start of the recording, or a clock time; "" where not given."""
    lights_on: str = ""
    age: float = float("nan")
    sex: str = ""
    channel: str = ""
    """EEG to measure, by its name in the recording; "" for the most frontal one."""
    block: str = ""
    """Within which the order of conditions was drawn by lot, in one person's trial."""
    status: str = "waiting"
    """"waiting", or "excluded" or "failed" where nothing is to be computed."""
    sentence: str = ""
    """Why."""

    @property
    def title(self) -> str:
        """How a message calls it."""
        name = " ".join(part for part in (self.subject, self.condition, self.night) if part)
        return f"line {self.line} ({name or 'nameless'})"


@dataclass(frozen=True)
class CohortTable:
    """The rows, and what is to be said of them."""

    rows: tuple[NightRow, ...]
    notes: tuple[str, ...] = field(default=())


def read_table(table: str | Path | pd.DataFrame) -> CohortTable:
    """Read the list of a study's nights.

    Parameters
    ----------
    table : str, Path or DataFrame
        A CSV, TSV or Excel file with the `COLUMNS`, of which ``subject``, ``condition`` and one of
        ``path`` and ``hypnogram`` are needed; or a BIDS folder. Files are looked for from the
        table's own folder.

    Returns
    -------
    CohortTable
        Every row, in order; those with a fault are marked "failed", with one sentence.

    Raises
    ------
    ValueError
        If nothing can be read at all, or a needed column is missing.
    """
    if isinstance(table, pd.DataFrame):
        return _check(_named(table, "the table"), Path())
    path = Path(table)
    if path.is_dir():
        from explorer.study.bids import bids_table

        frame, notes = bids_table(path)
        found = _check(_named(frame, str(path)), path)
        return CohortTable(found.rows, (*notes, *found.notes))
    if not path.is_file():
        raise ValueError(suggest_path(path))
    return _check(_named(_read(path), str(path)), path.parent)


def _read(path: Path) -> pd.DataFrame:
    options: dict[str, Any] = {"dtype": str, "keep_default_na": False}
    if path.suffix.lower() in (".xlsx", ".xls", ".ods"):
        return _read_spreadsheet(path, options)
    return read_values(path, _separator(path))


def read_values(path: Path, separator: str) -> pd.DataFrame:
    """Read a file of separated values as text, its size and counts looked at before.

    Parameters
    ----------
    path : Path
        UTF-8.
    separator : str
        Between the cells.

    Returns
    -------
    pd.DataFrame
        Of str.

    Raises
    ------
    ValueError
        If it is no such table, or a larger one than is read of a list of nights.
    """
    NIGHTS.check_file(path, separator)
    options: dict[str, Any] = {"dtype": str, "keep_default_na": False}
    try:
        return unescape_table(pd.read_csv(path, sep=separator, encoding="utf-8-sig", **options))
    except (ValueError, OSError) as error:  # pandas' own errors are ValueErrors
        raise ValueError(
            f"{path}: is no table of comma-separated values: {_one_line(error)}"
        ) from None


def _read_spreadsheet(path: Path, options: dict[str, Any]) -> pd.DataFrame:
    """Read a spreadsheet, whose zipped parts may be anything once somebody has spoilt them."""
    try:
        if not zipfile.is_zipfile(path):
            raise ValueError("it is no Excel file of the kind .xlsx")
        with zipfile.ZipFile(path) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
        if unpacked > LARGEST:
            raise ValueError(f"it unpacks to {unpacked / 2**20:.0f} MB")
        check_spreadsheet(path, NIGHTS)
        return unescape_table(pd.read_excel(path, engine="openpyxl", **options))
    except TooMuchError:
        raise
    except ImportError as error:
        package = error.name or "openpyxl"
        remedy = missing(package) if package in EXTRAS else f"it needs {package}; pip install it"
        raise ValueError(f"{path}: {remedy}; or save it as CSV") from None
    except Exception as error:  # openpyxl raises whatever its parsing meets
        raise ValueError(
            f"{path}: is no spreadsheet that can be read ({_one_line(error)}); save it as CSV"
        ) from None


def _one_line(error: Exception) -> str:
    return " ".join(f"{error}".split())[:200] or type(error).__name__


def _separator(path: Path) -> str:
    """Find the commonest of the usual separators in the header line."""
    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        header = lines.readline(_LONGEST_HEADER)
    return max(",;\t", key=header.count)


def _named(frame: pd.DataFrame, source: str) -> pd.DataFrame:
    """Rename the columns to ours, and refuse a table that lacks what is needed."""
    names = {alias: name for name, aliases in COLUMNS.items() for alias in (name, *aliases)}
    found: dict[str, str] = {}
    for column in frame.columns:
        name = names.get(str(column).strip().lower())
        if name in found.values():
            raise ValueError(
                f"{source}: two columns mean {name!r}: {list(map(str, frame.columns))}"
            )
        if name:
            found[str(column)] = name
    named = frame.rename(columns={column: found.get(str(column), str(column)) for column in frame})
    missing = [name for name in ("subject", "condition") if name not in named]
    if missing or not {"path", "hypnogram"} & set(named):
        raise ValueError(
            f"{source}: needs the columns subject, condition, and path or hypnogram; "
            f"has {list(map(str, frame.columns))}"
        )
    if named.empty:
        raise ValueError(f"{source}: has no rows")
    return named


def _check(frame: pd.DataFrame, folder: Path) -> CohortTable:
    rows: list[NightRow] = []
    seen: dict[tuple[str, str, str], int] = {}
    files: dict[tuple[str, str], int] = {}
    texts = frame.astype(object).where(frame.notna(), "")
    for line, values in enumerate(texts.to_dict("records"), start=2):
        row = _row(line, {str(k): str(v).strip() for k, v in values.items()}, folder)
        key = (row.subject, row.condition, row.night)
        if row.status == "waiting" and key in seen:
            row = _failed(
                row,
                f"the same night is already on line {seen[key]}; it was not counted twice (two "
                "nights need names in a column night)",
            )
        elif row.status == "waiting" and (row.path, row.hypnogram) in files:
            line_before = files[row.path, row.hypnogram]
            row = _failed(row, f"its files are those of line {line_before}; no night is two nights")
        elif row.status == "waiting":
            seen[key] = line
            files[row.path, row.hypnogram] = line
        rows.append(row)
    return CohortTable(tuple(rows), tuple(_notes(rows)))


def _row(line: int, values: dict[str, str], folder: Path) -> NightRow:
    """One row, with the first fault it has."""
    given = {name: values.get(name, "") for name in COLUMNS}
    faults = []
    numbers = {}
    for name in ("order", "age"):
        try:
            numbers[name] = float(given[name] or "nan")
        except ValueError:
            numbers[name] = float("nan")
            faults.append(f"{name} is no number: {given[name]!r}")
    files = {}
    for name in ("path", "hypnogram"):
        file = folder / given[name] if given[name] else None
        files[name] = str(file) if file else ""
        if file and not _is_file(file):
            faults.append(f"there is no file {file}")
    for name in ("subject", "condition"):
        if not given[name]:
            faults.append(f"the {name} is missing")
    if not (given["path"] or given["hypnogram"]):
        faults.append("neither path nor hypnogram is given")
    faults += _lights_faults(given["lights_off"], given["lights_on"])
    row = NightRow(
        line=line,
        subject=given["subject"],
        condition=given["condition"],
        night=given["night"],
        lights_off=given["lights_off"],
        lights_on=given["lights_on"],
        sex=given["sex"],
        channel=given["channel"],
        block=given["block"],
        path=files["path"],
        hypnogram=files["hypnogram"],
        order=numbers["order"],
        age=numbers["age"],
    )
    if given["exclude"].lower() in YES:
        reason = given["reason"] or "no reason given"
        return _changed(row, status="excluded", sentence=f"{row.title}: excluded: {reason}")
    if given["exclude"].lower() not in NO:
        faults.append(f"exclude should be yes or no, is {given['exclude']!r}")
    return _failed(row, "; ".join(faults)) if faults else row


def _is_file(file: Path) -> bool:
    try:
        return file.is_file()
    except (OSError, ValueError):  # a name too long, or one that no file can have
        return False


def _lights_faults(off: str, on: str) -> list[str]:
    faults = [
        f"lights-{name} is neither seconds nor a clock time like 23:05:00: {text!r}"
        for name, text in (("off", off), ("on", on))
        if text and seconds(text) is None
    ]
    if faults or not (off and on):
        return faults
    if bool(CLOCK.fullmatch(off)) != bool(CLOCK.fullmatch(on)):
        return [
            f"lights are in mixed units: off is {off!r}, on is {on!r}; use seconds or clock times"
        ]
    if CLOCK.fullmatch(off):
        return []
    lasts = (seconds(on) or 0) - (seconds(off) or 0)
    if lasts < 3600:
        return [
            f"lights-on is {lasts:g} s after lights-off, less than an hour; they are read as "
            "seconds from the start of the recording"
        ]
    return []


def seconds(text: str) -> float | None:
    """Seconds from a number or a clock time; None if it is neither.

    Examples
    --------
    >>> seconds("90"), seconds("23:05"), seconds("late")
    (90.0, 83100.0, None)
    """
    clock = CLOCK.fullmatch(text)
    if clock:
        hours, minutes, rest = (int(part or 0) for part in clock.groups())
        return float(hours * 3600 + minutes * 60 + rest) if hours < 24 and minutes < 60 else None
    try:
        return float(text)
    except ValueError:
        return None


def _notes(rows: list[NightRow]) -> list[str]:
    """Faults that only the whole table shows."""
    notes = []
    usable = [row for row in rows if row.status == "waiting"]
    by_subject: dict[str, set[str]] = {}
    for row in usable:
        by_subject.setdefault(row.subject, set()).add(row.condition)
    conditions = {row.condition for row in usable}
    if len(conditions) > 1:
        alone = {s: next(iter(c)) for s, c in by_subject.items() if len(c) == 1}
        if alone:
            listed = ", ".join(f"{subject} ({condition})" for subject, condition in alone.items())
            notes.append(f"{len(alone)} with one condition only, shown but not compared: {listed}.")
    for name in ("lights_off", "lights_on"):
        given = [(row, text) for row in usable if (text := getattr(row, name))]
        clocks = [row.line for row, text in given if CLOCK.fullmatch(text)]
        if 0 < len(clocks) < len(given):
            notes.append(
                f"{name} is a clock time on {pluralize(len(clocks), 'line')} and seconds on "
                f"{len(given) - len(clocks)}: mixed units, each read as what it looks like."
            )
    return notes


def _failed(row: NightRow, sentence: str) -> NightRow:
    return _changed(row, status="failed", sentence=f"{row.title}: {sentence}")


def _changed(row: NightRow, **changes: str) -> NightRow:
    return NightRow(**{**{one.name: getattr(row, one.name) for one in fields(row)}, **changes})
