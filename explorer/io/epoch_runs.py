"""Rows that are runs of one stage, from one epoch to another or over a number of epochs."""

from collections.abc import Sequence

import numpy as np

from explorer.io.headerless_table import is_number
from explorer.io.reading_choices import Reading
from explorer.io.table_columns import Column, Columns
from explorer.io.table_durations import Times
from explorer.io.value_length import length_of_values
from explorer.night.reading_account import TIME, AccountEntry
from explorer.vocabulary.column_names import Role, is_plural_of_epochs
from explorer.vocabulary.counts import pluralize

_MOSTLY = 0.5  # of the runs: where more begin with the epoch that ended the last, ends are open
_TOTALS = 4  # rows of stages of which none comes twice: totals of a night, and not its course
_EVEN = 0.01  # share that durations may differ from the numbers of epochs


def read_epoch_runs(
    path: object, columns: Columns, rows: Sequence[int], durations: np.ndarray, reading: Reading
) -> Times | None:
    """Read rows that are runs of epochs by their first and last, or by how many they are.

    Parameters
    ----------
    path : object
        Where the table comes from, for errors.
    columns : Columns
        Those that are used are said in it.
    rows : sequence of int
        The rows to read, in their order.
    durations : array of float
        s, by a column of them; NaN where there is none.
    reading : Reading
        What is said of the file.

    Returns
    -------
    Times or None
        None where no column says so.

    Raises
    ------
    ValueError
        If a cell is no number of an epoch, a run ends before it begins, or the rows are totals.
    """
    first = _column(columns, Role.FIRST_EPOCH)
    last, count = _column(columns, Role.LAST_EPOCH), _column(columns, Role.EPOCH_COUNT)
    numbered = next((one for one in columns.of(Role.EPOCH) if columns.is_free(one)), None)
    if first is last is count is None and (numbered is None or not _counts(columns, numbered)):
        return None
    if first is last is count is None:
        count = numbered
    elif first is None and (last or count) is not None and numbered is not None:
        first = numbered
    begins = _numbers(path, first, rows) if first is not None else None
    if last is not None:
        ends = _numbers(path, last, rows)
        begins = np.concatenate([[min(ends[0], 1)], ends[:-1] + 1]) if begins is None else begins
        is_open = len(rows) > 1 and float((begins[1:] == ends[:-1]).mean()) > _MOSTLY
        lasting = ends - begins + (0 if is_open else 1)
    elif count is not None:
        lasting = _numbers(path, count, rows)
        if begins is None:
            _refuse_totals(path, columns, count, rows)
    elif begins is not None:
        lasting = np.append(np.diff(begins), 1.0)
    for row, epochs in zip(rows, lasting, strict=True):
        if epochs < 0 or (epochs == 0 and count is None):
            raise ValueError(
                f"{path}: row {row + 1} below the names ends before it begins; the numbers of "
                "epochs must rise from row to row: correct that row, or leave it out"
            )
    if begins is None:
        begins = np.concatenate([[0.0], np.cumsum(lasting[:-1])])
    used = [
        (first, "first epoch"),
        (last, "last epoch"),
        (count, "number of epochs"),
    ]
    for column, what in used:
        if column is not None:
            columns.use(column, what)
    origin = 0.0 if begins.min() == 0 else 1.0
    total = int((begins + lasting).max() - origin)
    notes: list[str] = []
    length = _length(durations, lasting, total, reading, notes)
    named = " and ".join(column.name for column, _ in used if column is not None)
    notes.append(
        f"rows were read as runs of epochs by {named}: {pluralize(total, 'epoch')} of {length:g} s"
    )
    entry = AccountEntry(TIME, named, f"runs of epochs of {length:g} s", len(rows))
    onsets = (begins - origin) * length
    return Times(onsets, lasting * length, notes=notes, entries=[entry])


def _column(columns: Columns, role: Role) -> Column | None:
    return next((one for one in columns.of(role) if one.values), None)


def _counts(columns: Columns, column: Column) -> bool:
    """Whether numbers under "epochs" say how many, and not which: they repeat and do not rise."""
    held = [cell for cell in column.cells if is_number(cell)]
    if not is_plural_of_epochs(column.name) or len(held) < len(column.cells):
        return False
    numbers = np.array([float(cell.replace(",", ".")) for cell in held])
    in_turn = len(columns.stages) == 1 and all(
        before != after
        for before, after in zip(columns.stages[0].cells, columns.stages[0].cells[1:], strict=False)
    )
    unlike = numbers.min() >= 1 and np.unique(numbers).size < np.ptp(numbers) + 1
    return bool(in_turn and unlike and (np.diff(numbers) < 0).any())


def _numbers(path: object, column: Column, rows: Sequence[int]) -> np.ndarray:
    """Cells as whole numbers."""
    found = []
    for row in rows:
        cell = column.cells[row].replace(",", ".")
        value = float(cell) if is_number(cell) else float("nan")
        if not (value >= 0 and value == round(value)):
            raise ValueError(
                f"{path}: {column.name} is {column.cells[row][:40]!r} in row {row + 1} below the "
                "names, expected a whole number of epochs; correct that row, or leave it out"
            )
        found.append(value)
    return np.array(found, np.float64)


def _refuse_totals(path: object, columns: Columns, count: Column, rows: Sequence[int]) -> None:
    """Refuse how many epochs each stage has in all: that is no course of a night."""
    words = [columns.stages[0].cells[row] for row in rows] if columns.stages else []
    if len(words) >= _TOTALS and len(set(words)) == len(words):
        raise ValueError(
            f"{path}: each of {len(words)} stages comes once with {count.name}, which is how long "
            "a night's stages are in all and not when they come; a row for each epoch or each run "
            "would do, or such a row a night in the table of a study"
        )


def _length(
    durations: np.ndarray, lasting: np.ndarray, total: int, reading: Reading, notes: list[str]
) -> float:
    """S of an epoch: by durations beside the numbers, else what is said, else by the recording."""
    held = (durations > 0) & (lasting > 0)
    if held.any():
        each = durations[held] / lasting[held]
        if np.ptp(each) <= _EVEN * np.median(each):
            return float(np.median(each))
        notes.append("the durations do not go with the numbers of epochs, which were taken")
    if reading.epoch_length:
        return reading.epoch_length
    return length_of_values(total, reading.duration, notes)
