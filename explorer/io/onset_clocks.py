"""Clock times of a table's rows: joined with their dates, and placed in the recording's night."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from explorer.io.clock import NO_DATE, parse_moment
from explorer.io.half_day_clock import half_a_day_on
from explorer.io.reading_choices import Reading
from explorer.io.table_clocks import DATE_STAYS, Clock, read_clock, read_elapsed
from explorer.io.table_columns import Column, Columns
from explorer.io.table_durations import stage_words_of
from explorer.io.times_of_day import fit_onsets
from explorer.vocabulary.column_names import Role

_NOON = 12
_BY_NAME = ("clock", "uhr", "timeofday", "wall")


def read_onset_clock(
    path: object, columns: Columns, column: Column, rows: Sequence[int], reading: Reading
) -> Clock:
    """Read clock times of rows: of day, with the date beside them, or elapsed.

    Parameters
    ----------
    path : object
        Where the table comes from, for errors.
    columns : Columns
        Those that are used are said in it.
    column : Column
        Of clock times.
    rows : sequence of int
        The rows to read, in their order.
    reading : Reading
        What is said of the file.

    Raises
    ------
    ValueError
        If a cell is no time.
    """
    cells = [column.cells[row] for row in rows]
    name = column.name.lower()
    dated = [one for one in columns.of(Role.DATE) if one.place != column.place and one.values]
    columns.use(column, "onset")
    _, staged = stage_words_of(columns, rows, reading)
    if not dated:
        named_clock = any(word in name for word in _BY_NAME)
        elapsed = read_elapsed(cells, named_clock=named_clock, duration=reading.duration)
        if elapsed is not None:
            return elapsed
    elif not any(char in cells[0] for char in "-/T"):
        columns.use(dated[0], "date")
        day = ""
        joined = []
        for row, cell in zip(rows, cells, strict=True):
            day = dated[0].cells[row] or day
            joined.append(f"{day.split('T')[0].split(' 00:00')[0]} {cell}")
        cells = joined
        found = read_clock(path, column.name, cells, reading.day_first, reading.start, staged)
        if DATE_STAYS in found.notes:
            fit_clock_to_stages(path, columns, rows, found, reading)
        return found
    found = read_clock(path, column.name, cells, reading.day_first, reading.start, staged)
    if found.first is not None and (found.first.year == NO_DATE or DATE_STAYS in found.notes):
        fit_clock_to_stages(path, columns, rows, found, reading)
    return _in_the_recording(found, cells, reading)


def _in_the_recording(found: Clock, cells: Sequence[str], reading: Reading) -> Clock:
    """Take times of day without AM and PM for those half a day on, where only so they fit."""
    if reading.start is None or reading.duration is None or found.first is None or found.is_utc:
        return found
    hours = [parsed.hour for cell in cells if (parsed := parse_moment(cell)) is not None]
    if not hours or min(hours) < 1 or max(hours) > _NOON:
        return found
    reach = float(np.ptp(found.times))
    moved = half_a_day_on(cells, found.first, reach, reading.start, reading.duration)
    if moved is None:
        return found
    found.notes.append(
        f"the times from {found.first:%H:%M:%S} on lie outside the recording, and in it half a day "
        f"on: a clock of 12 hours without AM and PM; its first row was taken for {moved:%H:%M:%S}"
    )
    found.first = moved
    return found


def fit_clock_to_stages(
    path: object, columns: Columns, rows: Sequence[int], clock: Clock, reading: Reading
) -> None:
    """Put events and lights by their time of day into the night of the stages."""
    if clock.first is None:
        return
    words, staged = stage_words_of(columns, rows, reading)
    before = clock.first
    clock.times, clock.first = fit_onsets(
        path, clock.times, clock.first, words, staged, clock.notes
    )
    if clock.change.by:
        later = (before - clock.first).total_seconds()
        clock.change = replace(clock.change, at=clock.change.at + later)
