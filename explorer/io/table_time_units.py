"""Units of a table's times where nothing says them: minutes, ms, a column "minutes" of lengths."""

from dataclasses import replace
from itertools import pairwise

import numpy as np

from explorer.io.duration_units import are_runs_in_minutes
from explorer.io.headerless_table import is_number
from explorer.io.reading_choices import Reading
from explorer.io.scoring_content import LONGEST
from explorer.io.table_columns import Column, Columns
from explorer.io.table_durations import Times
from explorer.vocabulary.column_names import Role, read_unit

_DAY = 86400.0
_IN_MS = 1000.0
_SHORTEST_EPOCH = 10.0  # s, of which stages in ms last whole numbers: 5 ms are a sample of 200 Hz
_LONGEST_NIGHT = 3 * _DAY  # that onsets in s span, if they are s


def read_milliseconds(
    path: object,
    columns: Columns,
    times: Times,
    stages: np.ndarray,
    reading: Reading,
    notes: list[str],
) -> None:
    """Take onsets and durations without a unit for ms, where in s they are no night.

    Raises
    ------
    ValueError
        If they are no night in ms either, as those in samples.
    """
    lasting = [one for one in columns.of(Role.DURATION) if one.place in columns.used]
    held = times.durations[stages]
    held = held[held > 0]
    span = float(np.ptp(times.onsets)) if times.onsets.size else 0.0
    if not held.size or any(one.said.unit for one in lasting) or span < _LONGEST_NIGHT:
        return
    if not np.isfinite(span):  # a row that is no number is named where rows are laid out
        return
    fits = span / _IN_MS <= (reading.duration or _LONGEST_NIGHT)
    if not fits or np.any(held % (_IN_MS * _SHORTEST_EPOCH)):
        if span < LONGEST:
            return
        raise ValueError(
            f"{path}: onsets without a unit span {span / _DAY:.3g} days if they are s, and the "
            "lengths of stages are no epochs in ms: in samples, perhaps; a column in s would do"
        )
    notes.append(
        f"onsets and durations without a unit were read in ms, as in s they span "
        f"{span / _DAY:.3g} days"
    )
    times.onsets = times.onsets / _IN_MS
    times.durations = times.durations / _IN_MS


def read_minutes(
    columns: Columns, times: Times, stages: np.ndarray, reading: Reading, notes: list[str]
) -> None:
    """Take onsets and durations without a unit for min, where in s they are no night."""
    held = times.durations[stages]
    held = held[held > 0]
    lasting = [one for one in columns.of(Role.DURATION) if one.place in columns.used]
    if not held.size or any(one.said.unit is not None for one in lasting):
        return
    if are_runs_in_minutes(held, reading.duration):
        notes.append(
            f"onsets and durations without a unit were read in min, as in s all of the stages are "
            f"{held.sum() / 60:.3g} min"
        )
        times.onsets = times.onsets * 60.0
        times.durations = times.durations * 60.0


def take_as_lengths(columns: Columns, column: Column) -> bool:
    """Take a column headed by a unit alone, "minutes", for durations where its numbers go back."""
    if read_unit(column.name) is None or not all(map(is_number, column.values)):
        return False
    held = [float(cell.replace(",", ".")) for cell in column.cells if is_number(cell)]
    if all(after >= before for before, after in pairwise(held)) or min(held) <= 0:
        return False
    said = replace(column.said, role=Role.DURATION)
    columns.all[column.place] = replace(column, said=said)
    columns.notes.append(f"{column.name} was read as durations, as its numbers go back")
    return True
