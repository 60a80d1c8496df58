"""Onsets and durations of a scorer's table, from whichever of its columns give them."""

from collections.abc import Sequence
from datetime import timedelta

import numpy as np

from explorer.io.clock import NO_DATE, is_compact_moment
from explorer.io.epoch_numbers import (
    check_numbers,
    epoch_numbers,
    length_without_onsets,
    say_numbers,
)
from explorer.io.epoch_runs import read_epoch_runs
from explorer.io.headerless_table import is_number
from explorer.io.onset_clocks import fit_clock_to_stages, read_onset_clock
from explorer.io.reading_choices import Reading
from explorer.io.stage_markers import without_marks
from explorer.io.table_columns import Column, Columns
from explorer.io.table_durations import (
    Times,
    are_events,
    read_cells,
    read_durations,
    scale_durations,
    stage_words_of,
    until_ends,
)
from explorer.io.table_numbers import read_numbers
from explorer.io.table_spacing import space_rows
from explorer.io.table_time_units import read_milliseconds, read_minutes, take_as_lengths
from explorer.io.unread_clocks import refuse_unread_clocks
from explorer.night.reading_account import TIME, AccountEntry
from explorer.vocabulary.column_names import Role
from explorer.vocabulary.counts import pluralize

_DAY = 86400.0
_AGREE = 1.0  # s that two columns of times may differ by
_MOST_BEFORE = 0.5  # of the rows: where more end before they begin, these are no ends


def read_times(path: object, columns: Columns, rows: Sequence[int], reading: Reading) -> Times:
    """Read when rows begin and how long they last.

    Parameters
    ----------
    path : object
        Where the table comes from, for errors.
    columns : Columns
        Those that are used are said in it.
    rows : sequence of int
        The rows to read, in their order.
    reading : Reading
        What is said of the file.

    Returns
    -------
    Times
        Of these rows, in their order.

    Raises
    ------
    ValueError
        If a cell is no time, or the times are in samples.
    """
    notes: list[str] = []
    entries: list[AccountEntry] = []
    chosen, clock, kind = _onset_column(columns)
    durations = read_durations(path, columns, rows)
    numbers = epoch_numbers(columns, rows)
    runs = read_epoch_runs(path, columns, rows, durations, reading) if chosen is None else None
    if chosen is not None and kind == "number":
        read = read_numbers(
            chosen.name, read_cells(path, chosen, rows), chosen.said.unit, notes, reading.duration
        )
        if read.first is not None and read.first.year == NO_DATE:
            fit_clock_to_stages(path, columns, rows, read, reading)
        times = Times(read.times, durations, read.first, read.first is not None)
        columns.use(chosen, "onset")
        if clock is not None and read.first is None:
            _check_clock(path, columns, clock, rows, times, reading, notes, entries)
    elif chosen is not None:
        read = read_onset_clock(path, columns, chosen, rows, reading)
        times = Times(
            read.times, durations, read.first, read.first is not None, read.is_utc, read.change
        )
        notes += read.notes
        entries += read.entries
    elif runs is not None:
        times = runs
    elif numbers is None and (found := _by_ends(path, columns, rows, reading)) is not None:
        times = found
    elif numbers is not None:
        column, values = numbers
        count = int(values.max()) + 1 - min(values.min(), 1)
        length, durations = length_without_onsets(columns, durations, count, reading, notes, values)
        first = 0.0 if values.min() == 0 else 1.0
        times = Times((values - first) * length, np.where(durations > 0, durations, length))
        columns.use(column, "epoch number")
        say_numbers(column.name, values, first, notes)
    else:
        # What one column of stages shows of it is said where it is folded.
        folded = len(columns.stages) == 1 and not (durations > 0).any()
        length, durations = length_without_onsets(
            columns, durations, len(rows), reading, [] if folded else notes
        )
        spans = np.where(durations > 0, durations, length)
        begins = np.concatenate([[0.0], np.cumsum(spans[:-1])])
        lasting = bool((durations > 0).any())
        times = Times(begins, spans, is_order=True, is_lasting=lasting)
        notes.append("the table gives no times; its rows were taken for epochs one after another")
        entries.append(AccountEntry(TIME, "no times", f"rows of {length:g} s one after another"))
    if chosen is None:
        refuse_unread_clocks(path, columns)
    is_spaced = chosen is not None and space_rows(
        path, columns, chosen, rows, times, numbers, reading, notes
    )
    if chosen is not None:
        scale_durations(columns, rows, times, notes)
        stages = ~are_events(columns, rows)
        if kind == "number" and not times.is_clock and chosen.said.unit is None:
            _, staged = stage_words_of(columns, rows, reading)
            at = np.array(staged, bool)
            read_minutes(columns, times, at, reading, notes)
            read_milliseconds(path, columns, times, at, reading, notes)
        times.durations[stages] = without_marks(
            times.onsets[stages], times.durations[stages], notes
        )
        if is_spaced:
            pass  # ends are in the same steps
        elif not np.isfinite(times.durations).any():
            until_ends(path, columns, rows, times, chosen, kind, reading)
        else:
            _check_ends(path, columns, rows, times, chosen, kind, reading, notes)
        if numbers is not None:
            check_numbers(columns, numbers, times, notes)
    times.notes += notes
    times.entries += entries
    return times


def _check_ends(
    path: object,
    columns: Columns,
    rows: Sequence[int],
    times: Times,
    onset: Column,
    kind: str,
    reading: Reading,
    notes: list[str],
) -> None:
    """Hold durations against a column of ends."""
    by_ends = Times(times.onsets, np.full(len(rows), np.nan))
    try:
        until_ends(path, columns, rows, by_ends, onset, kind, reading)
    except ValueError:
        return
    both = np.isfinite(by_ends.durations) & np.isfinite(times.durations)
    if not both.any():
        return
    ends = next(one for one in columns.of(Role.END) if one.values)
    # An end lies behind its onset: "offset" is to some a correction, or the reader's own zero.
    if (by_ends.durations[both] < 0).mean() > _MOST_BEFORE:
        columns.used.pop(ends.place, None)
        return
    columns.use(ends, "end, again")
    off = int((np.abs(by_ends.durations - times.durations)[both] > _AGREE).sum())
    if off:
        notes.append(
            f"{ends.name} contradicts the durations in {pluralize(off, 'row')}; the durations were "
            "taken"
        )


def _onset_column(columns: Columns) -> tuple[Column | None, Column | None, str]:
    """Choose the column of onsets, one of clock times beside it, and whether it has numbers."""
    numbered = clocked = sampled = None
    named = columns.of(Role.ONSET)
    if not columns.of(Role.DURATION):
        named = [one for one in named if not (one.values and take_as_lengths(columns, one))]
    filled = [column for column in named if column.values]
    for column in filled or ([] if columns.of(Role.EPOCH) else named[:1]):
        held = column.values or column.cells[:1]
        if not held or not columns.is_free(column):
            continue
        if is_number(held[0]) and not all(map(is_compact_moment, held)):
            if column.said.in_samples:
                sampled = sampled or column
            else:
                numbered = numbered or column
        else:
            clocked = clocked or column
    dated = [column for column in columns.of(Role.DATE) if column.values]
    if clocked is None and dated and any(":" in cell for cell in dated[0].values[:1]):
        clocked = dated[0]
    if numbered is not None:
        return numbered, clocked, "number"
    if clocked is not None:
        return clocked, None, "clock"
    if sampled is not None and not columns.of(Role.EPOCH):
        raise ValueError(
            f"column {sampled.name!r} has onsets in samples, and the table does not say how many "
            "are in a second; a column of onsets in s would do"
        )
    return None, None, ""


def _check_clock(
    path: object,
    columns: Columns,
    column: Column,
    rows: Sequence[int],
    times: Times,
    reading: Reading,
    notes: list[str],
    entries: list[AccountEntry],
) -> None:
    """Take the clock time of s 0 from a column beside that of onsets in s."""
    try:
        read = read_onset_clock(path, columns, column, rows, reading)
    except ValueError:
        columns.used.pop(column.place, None)
        return
    if read.first is None:
        columns.use(column, "onset, again")
        return
    notes += read.notes
    entries += read.entries
    columns.use(column, "clock time of the start")
    times.first = read.first + timedelta(seconds=float(read.times[0] - times.onsets[0]))
    apart = np.abs((read.times - read.times[0]) - (times.onsets - times.onsets[0]))
    if (off := int((apart > _AGREE).sum())) and np.isfinite(apart).all():
        notes.append(
            f"{column.name} differs from the onsets in s in {pluralize(off, 'row')}, by up to "
            f"{apart.max():g} s; the onsets in s were taken"
        )


def _by_ends(path: object, columns: Columns, rows: Sequence[int], reading: Reading) -> Times | None:
    """Read rows that say only when they end: each begins where the one before it ends."""
    ends = next((one for one in columns.of(Role.END) if one.values), None)
    if ends is None:
        return None
    notes: list[str] = []
    if is_number(ends.values[0]):
        numbers = read_cells(path, ends, rows)
        read = read_numbers(ends.name, numbers, ends.said.unit, notes, reading.duration)
    else:
        read = read_onset_clock(path, columns, ends, rows, reading)
    columns.use(ends, "end")
    steps = np.diff(read.times)
    if (steps < 0).any():
        raise ValueError(f"{path}: {ends.name} goes back, and no column says when rows begin")
    moment = read.first is not None
    first = float(np.median(steps)) if moment and steps.size else float(read.times[0])
    spans = np.concatenate([[first], steps])
    notes.append(f"rows begin where the one before ends, as only {ends.name} gives times")
    begin = read.first - timedelta(seconds=first) if read.first is not None else None
    onsets = np.concatenate([[0.0], np.cumsum(spans[:-1])])
    return Times(onsets, spans, begin, moment, notes=[*notes, *read.notes], entries=read.entries)
