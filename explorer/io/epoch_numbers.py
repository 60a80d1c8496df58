"""Numbers of epochs in a table, and how long an epoch is where it gives no onsets."""

from collections.abc import Sequence

import numpy as np

from explorer.io.duration_units import unit_of_durations
from explorer.io.headerless_table import is_number
from explorer.io.reading_choices import Reading
from explorer.io.table_columns import Column, Columns
from explorer.io.table_durations import Times
from explorer.io.value_length import length_of_values
from explorer.vocabulary.column_names import Role
from explorer.vocabulary.counts import pluralize

_AGREE = 1.0  # s that two columns of times may differ by
_LARGEST_PAGE = 60  # epochs
_EXACT = 0.01  # share that durations of runs may differ from their numbers of epochs


def epoch_numbers(columns: Columns, rows: Sequence[int]) -> tuple[Column, np.ndarray] | None:
    """Numbers of epochs, if a column has them."""
    for column in columns.of(Role.EPOCH):
        cells = [column.cells[row] for row in rows]
        if not columns.is_free(column) or not all(map(is_number, cells)):
            continue
        values = np.array([float(cell.replace(",", ".")) for cell in cells])
        if _begin_anew(values):
            across = pluralize(np.ptp(values) + 1, "row")
            columns.notes.append(
                f"the numbers in {column.name} begin anew every {across}, as on pages: the rows "
                "were taken one after another"
            )
            continue
        if (values == np.round(values)).all() and (values >= 0).all() and np.ptp(values):
            return column, values
        if len(rows) == 1:
            return column, values
    return None


def _begin_anew(values: np.ndarray) -> bool:
    """Whether numbers count the rows of a page, from the same one on each."""
    across = int(np.ptp(values)) + 1
    if across > _LARGEST_PAGE or values.size < 3 * across:
        return False
    counted = np.arange(values.size) % across + values.min()
    return bool(across > 1 and (values == counted).all())


def length_without_onsets(
    columns: Columns,
    durations: np.ndarray,
    count: float,
    reading: Reading,
    notes: list[str],
    values: np.ndarray | None = None,
) -> tuple[float, np.ndarray]:
    """How long an epoch is, and the durations, in s, where the table gives no onsets.

    Parameters
    ----------
    columns : Columns
    durations : array of float, shape (rows,)
        As the table has them; it stays as it is.
    count : float
        Epochs that the table covers.
    reading : Reading
    notes : list of str
        What was assumed is added to it.
    values : array of float, shape (rows,), optional
        Numbers of epochs.

    Returns
    -------
    length : float
    durations : array of float, shape (rows,)
    """
    held = durations > 0
    if not held.any():
        if reading.epoch_length:
            return reading.epoch_length, durations
        return length_of_values(int(count), reading.duration, notes), durations
    column = next((one for one in columns.of(Role.DURATION) if one.place in columns.used), None)
    bare = column is not None and column.said.unit is None and is_number(column.values[0])
    steps = np.diff(values) if values is not None else np.empty(0)
    runs = steps.size > 1 and (steps > 0).all() and (steps > 1).any() and held.all()
    each = durations[:-1] / steps if runs else np.empty(0)
    if runs and np.ptp(each) <= _EXACT * np.median(each):
        # Durations that go with the numbers of epochs are of runs, in epochs where they are equal.
        if bare and np.median(each) == 1:
            length = reading.epoch_length or length_of_values(int(count), reading.duration, notes)
            notes.append(f"{column.name if column else 'durations'} were read in epochs")
            return length, durations * length
        if bare:
            durations = durations * unit_of_durations(each, reading.duration, notes)
        return float(np.median(durations[:-1] / steps)), durations
    if bare:
        scale = unit_of_durations(durations[held], reading.duration, notes)
        durations = np.where(held, durations * scale, durations)
    lengths, counts = np.unique(durations[held], return_counts=True)
    return float(lengths[counts.argmax()]), durations


def say_numbers(name: str, values: np.ndarray, first: float, notes: list[str]) -> None:
    """Say what the numbers of epochs show; what is missing is counted where they are laid out."""
    held = np.unique(values)
    missing = int(values.max() - values.min()) + 1 - held.size
    if missing:
        notes.append(
            f"{pluralize(missing, 'epoch')} missing by the numbers in {name}, left unscored"
        )
    if values.min() > first:
        notes.append(
            f"{name} begins at {values.min():g}; the epochs before it have no row, and were counted"
        )
    if held.size < values.size:
        count = pluralize(values.size - held.size, "row")
        notes.append(f"{count} with a number in {name} that another row has too")
    if (np.diff(values) < 0).any():
        notes.append(f"rows are not in the order of {name}; they were put in it")


def check_numbers(
    columns: Columns, numbers: tuple[Column, np.ndarray], times: Times, notes: list[str]
) -> None:
    """Hold numbers of epochs against their onsets."""
    column, values = numbers
    columns.use(column, "epoch number", "checked against the onsets")
    steps, times_on = np.diff(values), np.diff(times.onsets)
    forward = (steps > 0) & (times_on > 0)
    if not forward.any():
        return
    length = float(np.median(times_on[forward] / steps[forward]))
    off = int((np.abs(times_on[forward] - length * steps[forward]) > _AGREE + 0.1 * length).sum())
    if off:
        notes.append(
            f"{column.name} and the onsets do not go together in {pluralize(off, 'place')}; the "
            "onsets were taken"
        )
