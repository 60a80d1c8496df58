"""Where many nights come from: devices' exports, a folder of them, a table of nights, a model."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np

from explorer.io.devices.device_sleep import DeviceExport
from explorer.io.devices.device_sleeps import ESTIMATED
from explorer.io.devices.exports import DEVICES, device_columns, read_export
from explorer.io.devices.night_totals import (
    TotalsExport,
    TotalsOnlyError,
)
from explorer.io.scorer_file import ScorerFile
from explorer.night.clock_change import ClockChange
from explorer.night.hypnogram import make_hypnogram
from explorer.storage.allowed_folders import allowed_file
from explorer.study.cohort_remarks import problems
from explorer.study.cohort_table import NightRow
from explorer.study.comparison_nights import ComparisonNights, Progress, read_comparison_nights
from explorer.study.many_nights import (
    ClockNight,
    ManyNights,
    sort_out_days,
)
from explorer.study.many_nights_exports import nights_of_exports, no_stages
from explorer.study.many_nights_simulated import simulated_nights as simulated_nights
from explorer.study.table_headings import ColumnsLackingError
from explorer.vocabulary.counts import pluralize

MOST_FILES = 4000
"""Files of one folder that are looked at."""
_SUFFIXES = frozenset([".json", ".csv", ".xml", ".zip", ".txt"])
_TABLES = frozenset([".csv", ".tsv", ".xlsx", ".xls", ".ods"])
_NAMED = 3
_WITH_EXPORTS = [name for name in DEVICES if name != "ZMax"]


def read_many_nights(path: Path, progress: Progress, *, fenced: bool = True) -> ManyNights:
    """Read the nights of an export, of a folder of exports, or of a table of nights.

    Parameters
    ----------
    path : Path
        A device's file; a folder, with such files or laid out as BIDS; or a table as for
        `explorer.study.cohort.cohort`.
    progress : callable of (int, int) -> bool
        Told how many nights or files of how many are read; False stops the reading.
    fenced : bool
        Whether files that a table names must lie in the folders that a page may open.

    Returns
    -------
    ManyNights

    Raises
    ------
    ValueError
        If nothing in it can be read, or the reading was stopped; in one sentence.
    OSError
        If the file cannot be read.
    """
    if path.is_dir():
        if any(path.glob("sub-*/**/*_events.tsv")):
            return nights_of_comparison(read_comparison_nights(path, progress, fenced=fenced))
        return _of_folder(path, progress, fenced=fenced)
    if path.suffix.lower() in _TABLES and not _is_export_table(path):
        try:
            comparison = read_comparison_nights(path, progress, fenced=fenced)
        except ColumnsLackingError as error:
            raise ValueError(
                f"{path}: no export of a device that is known, and no table of a study: its "
                f"columns are {error.found}. Read are exports of {', '.join(_WITH_EXPORTS)}, and "
                "tables with a condition beside paths or numbers"
            ) from None
        return nights_of_comparison(comparison)
    return nights_of_exports([(path, _read(path))], path.name)


def _is_export_table(path: Path) -> bool:
    """Whether a table is a device's own; with a condition that somebody added it is a study's."""
    try:
        names = device_columns(ScorerFile(path))
    except ValueError:  # a spreadsheet is no text
        return False
    return bool(names) and not {"condition", "treatment", "arm"} & {one.lower() for one in names}


def _read(path: Path) -> DeviceExport | TotalsExport:
    try:
        return read_export(path)
    except TotalsOnlyError as error:
        return error.export


def _of_folder(folder: Path, progress: Progress, *, fenced: bool) -> ManyNights:
    """Read every export in a folder; what is none is named."""
    files = sorted(
        file for file in folder.iterdir() if file.is_file() and file.suffix.lower() in _SUFFIXES
    )
    exports: list[tuple[Path, DeviceExport | TotalsExport]] = []
    refused: list[str] = []
    for done, file in enumerate(files[:MOST_FILES], 1):
        try:
            if fenced:
                allowed_file(str(file))  # a link may lead out of the folder
            exports.append((file, _read(file)))
        except (ValueError, OSError) as error:
            refused.append(str(error))
        if not progress(done, min(len(files), MOST_FILES)):
            raise ValueError(f"Stopped after {done} of {pluralize(len(files), 'file')}.")
    if not exports:
        why = f" {refused[0]}" if refused else ""
        raise ValueError(
            f"{folder}: none of its {pluralize(len(files), 'file')} of JSON, CSV, XML or ZIP is an "
            f"export of a device.{why}"
        )
    found = nights_of_exports(exports, folder.name)
    said = list(found.notes)
    if refused:
        more = f"; and {len(refused) - _NAMED} more" if len(refused) > _NAMED else ""
        said.append(
            f"{pluralize(len(refused), 'file')} of the folder not read: "
            f"{'; '.join(refused[:_NAMED])}{more}."
        )
    if len(files) > MOST_FILES:
        said.append(f"{len(files) - MOST_FILES} files beyond the first {MOST_FILES} not read.")
    return replace(found, notes=tuple(said))


# ---- a comparison's nights ---------------------------------------------------------------------


def nights_of_comparison(material: ComparisonNights) -> ManyNights:
    """Lay the nights of a comparison out by the clock, as far as their files tell it.

    Examples
    --------
    >>> from explorer.study.simulated_trial import simulated_trial
    >>> found = nights_of_comparison(simulated_trial(people=3, hours=2))
    >>> len(found.nights), found.conditions, found.nights[0].start
    (6, ('placebo (simulated)', 'MgT 2 g (simulated)'), None)
    """
    nights, moved = [], 0
    coords = material.nights
    for place, row in enumerate(material.rows):
        hypnogram = material.hypnograms.get(place)
        if str(coords.status.values[place]) != "done":
            continue
        start, called, device = None, date.fromisoformat(row.date) if row.date else None, ""
        if hypnogram is None:
            hypnogram = make_hypnogram(np.zeros(0, np.int8))
        elif text := str(hypnogram.attrs.get("start", "")):
            start, was_moved = _dated(datetime.fromisoformat(text).replace(tzinfo=None), called)
            moved += was_moved
        scorer = str(hypnogram.attrs.get("scored_by", ""))
        if scorer.endswith(ESTIMATED):
            device = scorer.removesuffix(ESTIMATED).rstrip(", ")
        names = (row.subject, row.condition, row.night or row.date)
        nights.append(
            ClockNight(
                " ".join(filter(None, names)),
                hypnogram.values,
                float(hypnogram.epoch_length),
                start,
                material.openers.get(place, no_stages),
                change=ClockChange(*hypnogram.attrs.get("clock_change", (0.0, 0.0))),
                first_onset=float(hypnogram.onset[0]) if hypnogram.size else 0.0,
                subject=row.subject,
                condition=row.condition,
                device=device or row.device,
                called=called,
                simulated=bool(coords.simulated.values[place]),
                notes=_noted(row, str(coords.sentence.values[place])),
                free={"yes": True, "no": False}.get(row.free),
                place=place,
            )
        )
    said = [_sentence(one) for one in problems(material.nights)]
    if moved:
        said.append(
            f"{pluralize(moved, 'night')} dated otherwise in the table than in the file: the "
            "table's day is taken as that on which the night began."
        )
    if not nights:
        first = said[0] if said else "it has no rows that can be used"
        raise ValueError(f"{material.title}: no night could be read. {first}")
    return ManyNights(material.title, sort_out_days(nights), tuple(said), material.nights)


def _noted(row: NightRow, sentence: str) -> tuple[str, ...]:
    """Return what the reader of a row's files noted; a person's own note in the table is none."""
    return (sentence,) if sentence and (row.path or row.hypnogram) else ()


def _sentence(said: str) -> str:
    return said if said.endswith((".", "…")) else f"{said}."


def _dated(start: datetime, day: date | None) -> tuple[datetime, bool]:
    """Put a recording on the day of its table, where the file's is more than a day off."""
    if day is None or abs((start.date() - day).days) <= 1:
        return start, False
    on = day if start.hour >= 12 else day + timedelta(days=1)
    return datetime.combine(on, start.time()), True
