"""Rows of a table whose times are coarser than its epochs: what they are spaced evenly by."""

import re
from collections.abc import Sequence

import numpy as np

from explorer.io.headerless_table import is_number
from explorer.io.reading_choices import Reading
from explorer.io.table_columns import Column, Columns
from explorer.io.table_durations import Times, are_events
from explorer.io.truncated_times import clock_step, spaced_evenly, written_step

_DAY = 86400.0
_WITH_SECONDS = re.compile(r"\d:\d\d[:.]\d\d")
_FEW = 4  # rows, of which fewer are spaced by how long they last


def space_rows(
    path: object,
    columns: Columns,
    column: Column,
    rows: Sequence[int],
    times: Times,
    numbers: tuple[Column, np.ndarray] | None,
    reading: Reading,
    notes: list[str],
) -> bool:
    """Space epochs of a table evenly whose onsets are in steps longer than an epoch.

    Parameters
    ----------
    path : object
        Where the table comes from, for errors.
    columns : Columns
    column : Column
        The onsets'.
    rows : sequence of int
    times : Times
        Of these rows; changed in place.
    numbers : (Column, array of float), or None
        Numbers of the epochs, where a column has them.
    reading : Reading
        What is said of the file.
    notes : list of str
        What was done is added to it.

    Returns
    -------
    bool
        Whether they were spaced.

    Raises
    ------
    ValueError
        If there are too few of them to show how long an epoch is, and nothing says it.
    """
    stages = np.flatnonzero(~are_events(columns, rows))
    onsets = times.onsets[stages]
    if onsets.size < 2 or not np.isfinite(onsets).all():
        return False
    cells = [column.cells[rows[int(place)]] for place in stages]
    numeric = all(map(is_number, cells))
    if onsets.size < _FEW and any(map(_WITH_SECONDS.search, cells)):
        return False  # so few show no steps, but these are written to the second
    if not any(map(is_number, cells)):
        step = clock_step(onsets)
    elif numeric:
        values = np.array([float(cell.replace(",", ".")) for cell in cells])
        step = written_step(cells, float(np.ptp(onsets) / (np.ptp(values) or 1.0)))
    else:
        return False
    counted = numbers[1][stages] if numbers is not None else None
    held = times.durations[stages]
    each = float(held[0]) if held[0] > 0 and (held == held[0]).all() else None
    try:
        found = spaced_evenly(
            column.name,
            onsets,
            step,
            numbers=counted,
            said=reading.epoch_length or (each if onsets.size < _FEW else None),
            cut=not numeric,
            begin=_recording_begins(times, reading),
        )
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None
    if found is None:
        return False
    times.onsets[stages] = found.onsets
    times.durations[stages] = np.where(np.isfinite(held), held, found.length)
    notes.append(found.note)
    return True


def _recording_begins(times: Times, reading: Reading) -> float | None:
    """When the recording began by the clock of the rows, in s; within half a day."""
    if not times.is_clock or times.first is None or reading.start is None:
        return None
    apart = (reading.start - times.first).total_seconds()
    return (apart + _DAY / 2) % _DAY - _DAY / 2
