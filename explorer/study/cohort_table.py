"""The list of a study's nights: read from a table or a BIDS folder, its faults told together."""

from dataclasses import dataclass, field, replace
from datetime import date
from itertools import repeat
from pathlib import Path

import numpy as np
import pandas as pd

from explorer.storage.suggest_path import suggest_path
from explorer.study.condition_column import CONDITION_NOTES
from explorer.study.device_table import of_a_device
from explorer.study.lights_faults import CLOCK, lights_faults, seconds
from explorer.study.night_date_column import with_dates
from explorer.study.night_dates import counts_days, either_order, read_dates
from explorer.study.number_columns import NumberColumn, read_number_columns
from explorer.study.order_of_nights import order_of_rows
from explorer.study.repeated_rows import mark_repeated, told_apart
from explorer.study.row_files import place_file
from explorer.study.table_file import HEADER_LINE, read_frame
from explorer.study.table_headings import COLUMNS, named
from explorer.study.table_notes import whole_table_notes
from explorer.vocabulary.counts import listed
from explorer.vocabulary.numbering import numbers_things
from explorer.vocabulary.spreadsheet import DATES_COUNTED
from explorer.vocabulary.yes_and_no import NO, YES

DAY = 24 * 3600
_MOST_NAMED = 3
ONE_PERSON = "one person"
"""Whose nights those of a table of numbers without subjects are."""


@dataclass(frozen=True)
class NightRow:
    """One night of the table."""

    line: int
    """Where it stands: the header is line 1, or below a line ``sep=;`` line 2."""
    subject: str = ""
    condition: str = ""
    night: str = ""
    path: str = ""
    hypnogram: str = ""
    order: float = float("nan")
    start: str = ""
    """Clock time at which the recording, or the hypnogram alone, begins; "" where not given."""
    lights_off: str = ""
    """s from the start of the recording, or a clock time; "" where not given."""
    lights_on: str = ""
    age: float = float("nan")
    sex: str = ""
    channel: str = ""
    """EEG to measure, by its name in the recording; "" for the most frontal one."""
    block: str = ""
    """Within which the order of conditions was drawn by lot in one person's trial, or the arms in
    a parallel one."""
    visit: str = ""
    """Of a parallel trial: baseline or follow-up, in the table's own words."""
    device: str = ""
    """What the numbers were measured with."""
    date: str = ""
    """ISO date of the night, where the table gives one that can be read."""
    completed: bool = True
    """Whether the person stayed in the trial to its end."""
    only_allowed_hosts: bool = False
    """Whether its addresses may only be of hosts that the server allows: where a page reads it."""
    simulated: bool = False
    """Whether the table says that its numbers were made, not measured."""
    free: str = ""
    """"yes" or "no": whether it ended on a day without work; "" where the table does not say."""
    numbers: tuple[float, ...] = ()
    """Cells of the table's columns of numbers."""
    status: str = "waiting"
    """"waiting"; "done" where the table itself has the numbers and names no file; or "excluded" or
    "failed" where nothing is to be computed."""
    sentence: str = ""
    """Why."""

    def failing(self, why: object) -> "NightRow":
        """Return this row marked as failed, with one sentence that names it."""
        return replace(self, status="failed", sentence=f"{self.title}: {why}")

    @property
    def title(self) -> str:
        """How a message calls it."""
        night = self.night if self.night != self.visit else ""
        parts = (self.subject, self.condition, self.visit, night)
        name = " ".join(part for part in parts if part)
        return f"line {self.line} ({name or 'nameless'})"


@dataclass(frozen=True)
class CohortTable:
    """The rows, and what is to be said of them."""

    rows: tuple[NightRow, ...]
    notes: tuple[str, ...] = field(default=())
    columns: tuple[NumberColumn, ...] = field(default=())
    """Its columns of numbers, in the order of `NightRow.numbers`."""
    order_told_by: str = ""
    """As `explorer.study.order_of_nights.NightOrder` has it, before a recording was opened."""
    order_notes: tuple[str, ...] = ()
    """What is to be said of the order, unless the recordings tell another."""


def read_table(table: str | Path | pd.DataFrame) -> CohortTable:
    """Read the list of a study's nights.

    Parameters
    ----------
    table : str, Path or DataFrame
        A CSV, TSV or Excel file with the `COLUMNS`, of which ``subject``, ``condition`` and one of
        ``path`` and ``hypnogram`` are needed, or columns of numbers in their place; or a BIDS
        folder. Files are looked for from the table's own folder, or lie at an address
        (``https://``, ``s3://``). A table of numbers without subjects is one person's.

    Returns
    -------
    CohortTable
        Every row, in order; those with a fault are marked "failed", with one sentence.

    Raises
    ------
    ValueError
        If nothing can be read at all, a needed column is missing, or one is in two units.
    """
    if isinstance(table, pd.DataFrame):
        return _check(named(table, "the table"), Path())
    path = Path(table)
    if path.is_dir():
        from explorer.study.bids import bids_table

        frame, notes = bids_table(path)
        found = _check(named(frame, str(path)), path)
        return replace(found, notes=(*notes, *found.notes))
    if not path.is_file():
        raise ValueError(suggest_path(path))
    return _check(named(of_a_device(read_frame(path), path), str(path)), path.parent)


def _check(frame: pd.DataFrame, folder: Path) -> CohortTable:
    about_condition = frame.attrs.get(CONDITION_NOTES, [])
    frame, notes = with_dates(frame)
    notes[:0] = about_condition
    texts = frame.astype(object).where(frame.notna(), "").map(lambda cell: str(cell).strip())
    files = bool({"path", "hypnogram"} & set(frame))
    others = [str(column) for column in frame if column not in COLUMNS]
    top = int(frame.attrs.get(HEADER_LINE, 1)) + 1
    excluded = [cell.casefold() in YES for cell in texts["exclude"]] if "exclude" in texts else []
    columns, said = read_number_columns(
        {name: texts[name].tolist() for name in others}, top=top, excluded=excluded
    )
    if not files and not columns:
        raise ValueError(
            "the table needs the columns subject, condition (or arm), and path or hypnogram or "
            f"columns of numbers; has {listed(frame)}. "
            f"{' '.join(said)}".rstrip()
        )
    if "subject" not in texts:
        texts["subject"] = ONE_PERSON
        notes.append("The table has no column subject, so all its nights are one person's.")
    dates = texts["date"].tolist() if "date" in texts else [""] * len(texts)
    if counts_days(dates):
        notes.append(f"The column date was read as {DATES_COUNTED}.")
    days, faults = read_dates(dates)
    records = texts.to_dict("records")
    cells = zip(*(column.values for column in columns), strict=True) if columns else repeat(())
    rows = [
        _row(line, {str(key): value for key, value in record.items()}, folder, numbers)
        for line, (record, numbers) in enumerate(zip(records, cells, strict=False), start=top)
    ]
    rows = [_dated(row, day, text) for row, day, text in zip(rows, days, dates, strict=True)]
    wrong = [
        f"{row.title}: the date {fault}"
        for row, fault in zip(rows, faults, strict=True)
        if fault and row.status == "done"
    ]
    if wrong:
        more = f"; and so {len(wrong) - _MOST_NAMED} more" if len(wrong) > _MOST_NAMED else ""
        notes.append(
            f"{'; '.join(wrong[:_MOST_NAMED])}{more}: these nights count, without a place in the "
            "order."
        )
    if either := either_order(dates):
        notes.append(f"{either}, and the order of nights is known.")
    numbers = {column.name for column in columns}
    numbering = [name for name in others if name not in numbers and numbers_things(name)]
    apart = list(texts[numbering].itertuples(index=False, name=None))
    before, rows = rows, mark_repeated(rows, days, apart)
    if ONE_PERSON in texts["subject"].values:
        words = {name: texts[name].tolist() for name in others if name not in numbers}
        told_apart(rows, words, "subject")
    if not files:
        repeated = [
            row.status == "excluded" or row.status != was.status
            for row, was in zip(rows, before, strict=True)
        ]
        notes[:0] = read_number_columns(
            {name: texts[name].mask(np.array(repeated), "").tolist() for name in others}, top=top
        )[1]
    # 03/03 is one day by either order, and its place among the others is not known.
    days = [None] * len(days) if either else days
    order = order_of_rows(rows, days)
    rows = [replace(row, order=place) for row, place in zip(rows, order.places, strict=True)]
    return CohortTable(
        tuple(rows), (*notes, *whole_table_notes(rows)), columns, order.told_by, order.notes
    )


def _dated(row: NightRow, day: date | None, text: str) -> NightRow:
    """Name a night by its date: one that cannot be read still tells it from others."""
    written = day.isoformat() if day else ""
    return replace(row, night=row.night or written or text or row.visit, date=written)


def _row(line: int, values: dict[str, str], folder: Path, cells: tuple[float, ...]) -> NightRow:
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
        files[name], fault = place_file(given[name], folder)
        if fault:
            faults.append(fault)
    for name in ("subject", "condition"):
        if not given[name]:
            faults.append(f"the {name} is missing")
    of_numbers = not (given["path"] or given["hypnogram"])
    if of_numbers and not np.isfinite(cells).any():
        faults.append(
            "no cell of it is a number that can be"
            if cells
            else "neither path nor hypnogram is given"
        )
    for name in ("completed", "simulated", "free"):
        if given[name].casefold() not in {*YES, *NO, ""}:
            faults.append(f"{name} should be yes or no, is {given[name]!r}")
    if given["start"] and not _is_clock(given["start"]):
        faults.append(f"start is no clock time like 22:58:00: {given['start']!r}")
    faults += lights_faults(given["lights_off"], given["lights_on"])
    row = NightRow(
        line=line,
        subject=given["subject"],
        condition=given["condition"],
        night=given["night"],
        start=given["start"],
        lights_off=given["lights_off"],
        lights_on=given["lights_on"],
        sex=given["sex"],
        channel=given["channel"],
        block=given["block"],
        path=files["path"],
        hypnogram=files["hypnogram"],
        order=numbers["order"],
        age=numbers["age"],
        visit=given["visit"],
        device=given["device"],
        completed=given["completed"] == "" or given["completed"].casefold() in YES,
        simulated=given["simulated"].casefold() in YES,
        free=_yes_or_no(given["free"]),
        numbers=cells,
        status="done" if of_numbers else "waiting",
        sentence=given["note"] if of_numbers else "",
    )
    if given["exclude"].casefold() in YES:
        reason = given["reason"] or "no reason given"
        return replace(row, status="excluded", sentence=f"{row.title}: excluded: {reason}")
    if given["exclude"].casefold() not in {*NO, ""}:
        faults.append(f"exclude should be yes or no, is {given['exclude']!r}")
    return row.failing("; ".join(faults)) if faults else row


def _yes_or_no(text: str) -> str:
    if not text:
        return ""
    return "yes" if text.casefold() in YES else "no"


def _is_clock(text: str) -> bool:
    return bool(CLOCK.fullmatch(text)) and seconds(text) is not None
