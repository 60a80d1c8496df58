"""The table of a folder of fetched nights: what comes is added, what people wrote in it stays."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.io.table_limits import NIGHTS, TooMuchError
from explorer.storage.changed_files import read_file
from explorer.storage.whole_writes import replacing
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.spreadsheet import read_rows, written_rows

if TYPE_CHECKING:
    from explorer.datasets.open_recordings import OpenNight

HEADER = (
    *("subject", "condition", "night", "order", "path", "hypnogram"),
    *("lights_off", "age", "sex"),
)


@dataclass(frozen=True)
class Fetched:
    """What was asked for, and the table of the folder that it is in."""

    table: Path
    sentence: str
    """What became of the table's rows."""
    recordings: tuple[Path, ...]
    """Those asked for, in their order; none where hypnograms alone were."""


def merge_table(
    nights: Sequence["OpenNight"],
    every: Sequence["OpenNight"],
    path: Path,
    *,
    hypnograms_only: bool,
) -> Fetched:
    """Add nights to the table of a folder.

    Parameters
    ----------
    nights : sequence of OpenNight
        What came; their files lie in the table's folder.
    every : sequence of OpenNight
        The whole collection: a row of the table that is exactly as one of these is nobody's edit.
    path : Path
        Of the table; made if it is not there.
    hypnograms_only : bool
        Whether the recordings were left out.

    Returns
    -------
    Fetched
        Its table is another file where `path` holds something else than a table of nights.

    Notes
    -----
    A row that somebody edited or added stays word for word, as do columns of theirs. A row that is
    as it was written stays if its files are there. A night gains its recording if that came, and
    never loses it. Rows stay in their order, new ones come last.
    """
    written, (columns, rows) = _table_beside(path)
    written_by_us = {_key(row): night for night in every for row in _both_rows(night)}
    fresh = {night.hypnogram: _row(night, hypnograms_only) for night in nights}
    kept: list[Mapping[str, str]] = []
    edited = gone = 0
    for row in rows:
        night = written_by_us.get(_key(row)) if not _added(row, columns) else None
        if night is None:
            edited += 1
            kept.append(row)
            fresh.pop(_edited_night(row, every), None)
        elif not _there(row, path.parent):
            gone += night.hypnogram not in fresh  # else its row is written below
        elif night.hypnogram in fresh and not row["path"]:
            kept.append(fresh.pop(night.hypnogram))
        else:
            fresh.pop(night.hypnogram, None)
            kept.append(row)
    earlier = len(kept)
    kept += fresh.values()
    _write(columns, kept, written)
    said = f"{written.name} has {pluralize(len(kept), 'night')}, {len(kept) - earlier} of them new"
    said += f"; {pluralize(edited, 'row')} edited or added by hand left as they were" * bool(edited)
    said += f"; {gone} whose files have gone were left out" * bool(gone)
    said += f"; {path.name} is no table of nights and was left alone" * (written != path)
    recordings = () if hypnograms_only else tuple(path.parent / one.recording for one in nights)
    return Fetched(written, f"{said}.", recordings)


def _row(night: "OpenNight", hypnograms_only: bool) -> dict[str, str]:
    """One night as `cohort` reads it. Telemetry starts at lights-off; a cassette ran all day."""
    cassette = night.collection == "sleep-edf-sc" and not hypnograms_only
    return {
        "subject": night.recording.rpartition("/")[2][:5],
        "condition": night.condition or "untreated",
        "night": str(night.night),
        "order": str(night.night),
        "path": "" if hypnograms_only else night.recording,
        "hypnogram": night.hypnogram,
        "lights_off": night.lights_off if cassette else "",
        "age": night.age,
        "sex": night.sex,
    }


def _both_rows(night: "OpenNight") -> list[dict[str, str]]:
    return [_row(night, hypnograms_only) for hypnograms_only in (False, True)]


def _key(row: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(row.get(name, "") for name in HEADER)


def _added(row: Mapping[str, str], columns: Sequence[str]) -> bool:
    """Whether somebody wrote into a column that is not ours."""
    return any(row[name] for name in columns if name not in HEADER)


def _edited_night(row: Mapping[str, str], every: Sequence["OpenNight"]) -> str:
    """Hypnogram of the night that an edited row is about; "" for one of their own."""
    files = {Path(row.get(name, "")).name for name in ("path", "hypnogram")} - {""}
    for night in every:
        if files & {Path(night.recording).name, Path(night.hypnogram).name}:
            return night.hypnogram
    return ""


def _there(row: Mapping[str, str], folder: Path) -> bool:
    names = [row[name] for name in ("path", "hypnogram") if row[name]]
    return all((folder / name).is_file() for name in names)


def _table_beside(path: Path) -> tuple[Path, tuple[list[str], list[dict[str, str]]]]:
    """Take this file, or the first of nights-2.csv, nights-3.csv that is free or a table."""
    file, number = path, 2
    while (table := _read(file)) is None:
        file = path.with_name(f"{path.stem}-{number}{path.suffix}")
        number += 1
    return file, table


def _read(path: Path) -> tuple[list[str], list[dict[str, str]]] | None:
    """Columns and rows of a table; None for a file that is no such table."""
    if not path.exists():
        return [*HEADER], []
    try:
        NIGHTS.check_file(path, ",")
        lines = read_rows(read_file(path).decode("utf-8-sig"))
    except (UnicodeDecodeError, csv.Error, TooMuchError):
        return None
    columns = lines[0] if lines else []
    if not {"subject", "hypnogram"} <= set(columns) or len(set(columns)) < len(columns):
        return None
    if any(len(line) > len(columns) for line in lines):
        return None
    missing = [name for name in HEADER if name not in columns]
    filled = [line + [""] * (len(columns) - len(line)) for line in lines[1:] if any(line)]
    rows = [dict(zip(columns, line, strict=True)) | dict.fromkeys(missing, "") for line in filled]
    return [*columns, *missing], rows


def _write(columns: Sequence[str], rows: Sequence[Mapping[str, str]], path: Path) -> None:
    """Write the table whole or not at all."""
    cells = [[row.get(name, "") for name in columns] for row in rows]
    with replacing(path) as unfinished:
        unfinished.write_text(written_rows([columns, *cells]), encoding="utf-8", newline="")
