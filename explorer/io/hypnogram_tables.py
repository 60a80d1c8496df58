"""Tables of stages: BIDS events, CSV with onset, duration and stage, Noxturnal event lists."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import xarray as xr

from explorer.io.alignment import clock_shift
from explorer.io.clock import NO_DATE
from explorer.io.common_grid import on_common_grid
from explorer.io.reading_choices import Reading
from explorer.io.scoring_content import SCORER, Scoring
from explorer.io.separated_cells import split_table
from explorer.io.stage_probabilities import read_probabilities
from explorer.io.table_choice import choose_night, choose_rows
from explorer.io.table_columns import Column, Columns, is_empty, read_columns
from explorer.io.table_rows import Table, is_table, read_rows
from explorer.io.table_scoring import ScorerRows, read_scorer
from explorer.io.table_times import read_times
from explorer.night.clock_change import NO_CHANGE
from explorer.night.hypnogram import DEFAULT_EPOCH_LENGTH
from explorer.night.reading_account import ROWS, TIME, AccountEntry
from explorer.night.reading_account import SCORER as SCORER_ENTRY
from explorer.vocabulary.column_names import Role
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.event_words import event_kind
from explorer.vocabulary.stage_words import is_stage_anywhere

__all__ = ("is_table", "read_split_table", "read_table", "split_table")


def read_table(path: str | Path, text: str, reading: Reading) -> Scoring:
    """Read a table of stages.

    Parameters
    ----------
    path : str or Path
        Where the text comes from, for errors.
    text : str
        The table, with tabs, semicolons, commas, bars or spaces between its columns.
    reading : Reading
        What was said of it.

    Returns
    -------
    Scoring
        See `read_split_table`.

    Raises
    ------
    ValueError
        If no column has stages, or a cell is not what its column should have.
    """
    return read_split_table(path, split_table(text), reading, text)


def read_split_table(
    path: str | Path, cells: list[list[str]], reading: Reading, text: str = ""
) -> Scoring:
    """Read a table of stages whose rows are split into cells.

    Parameters
    ----------
    path : str or Path
        Where it comes from, for errors.
    cells : list of list of str
        The line of names among the first of them, if there is one.
    reading : Reading
        What was said of it: clock times count from the recording's start, or else from the first
        row.
    text : str
        What the cells were split from, for the account of comments.

    Returns
    -------
    Scoring
        One scorer for each column of stages (``stage_hum``, ``stage_ai``) or each name in a column
        of scorers; or a stager's five columns of probabilities (W, N1, N2, N3, R), with or without
        its stages; otherwise the stages among a column of events (``trial_type``, ``Event``), whose
        other rows become events.

    Raises
    ------
    ValueError
        If no column has stages, or a cell is not what its column should have.
    ChoiceNeededError
        If it has several people or nights, and nothing says which.
    """
    table = read_rows(path, cells, text)
    reading = replace(
        reading,
        epoch_length=reading.epoch_length or table.epoch_length,
        legend=table.legend or reading.legend,
    )
    columns = read_columns(table)
    belief = None
    if columns.events is None and len(columns.stages) < 2:
        belief = _belief(path, table, columns)
    if not columns.stages and columns.events is None and belief is None:
        raise ValueError(
            f"{path}: no column of stages among {table.names[:8]}; expected one named stage, "
            "trial_type, annotation or the like, or one with words of stages"
        )
    choice = choose_rows(path, columns, _rows_with_data(table, columns), reading)
    groups = _by_name(columns.scorer, choice.rows)
    parts = {name: _read_group(path, columns, rows, reading) for name, rows in groups.items()}
    origin, notes = _origin(parts, reading)
    scorings = []
    for name, part in parts.items():
        scoring = read_scorer(path, columns, part, belief, reading)
        hypnograms = {
            (name if one == SCORER else f"{name}, {one}") if name else one: hypnogram
            for one, hypnogram in scoring.hypnograms.items()
        }
        scorings.append(replace(scoring, hypnograms=hypnograms))
    hypnograms = {name: one for part in scorings for name, one in part.hypnograms.items()}
    hypnograms, more = on_common_grid(path, hypnograms)
    lengths = {float(one.epoch_length) for one in hypnograms.values()}
    if reading.epoch_length and (others := lengths - {reading.epoch_length}):
        more = [
            *more,
            f"epochs are said to last {reading.epoch_length:g} s, and their times show "
            f"{min(others):g} s, which was taken",
        ]
    named, left = columns.account()
    said = [note for part in parts.values() for note in part.times.notes]
    said += [note for part in scorings for note in part.notes]
    if len(groups) > 1:
        said.append(f"{pluralize(len(groups), 'scorer')}: {', '.join(groups)}")
    entries = [entry for part in parts.values() for entry in part.times.entries]
    if reading.epoch_length in lengths:
        said_length = f"{reading.epoch_length:g} s"
        entries.append(AccountEntry(TIME, "epoch length", said_length, why="as it is said"))
    scorers = [AccountEntry(SCORER_ENTRY, name, name, len(groups[name])) for name in groups if name]
    whole = scorings[0]
    return replace(
        whole,
        hypnograms=hypnograms,
        events=[event for part in scorings for event in part.events],
        lights_off=_first_number([part.lights_off for part in scorings]),
        lights_on=_first_number([part.lights_on for part in scorings]),
        start=origin.isoformat() if origin is not None and origin.year != NO_DATE else "",
        clock_change=next(
            (part.times.change for part in parts.values() if part.times.change.by), NO_CHANGE
        ),
        notes=list(
            dict.fromkeys(
                [*table.notes, *columns.notes, *choice.notes, *said, *more, *notes, *left]
            )
        ),
        account=[
            *named,
            *table.entries,
            *choice.entries,
            *scorers,
            *entries,
            *(entry for part in scorings for entry in part.account),
        ],
    )


def _belief(path: str | Path, table: Table, columns: Columns) -> xr.DataArray | None:
    names = [name.lower() for name in table.names]
    cells = {name: table.column(place) for place, name in enumerate(names)}
    belief = read_probabilities(path, cells)
    if belief is not None:
        for column in columns.all:
            if column.place not in columns.used and column.said.role is None:
                columns.use(column, "probability")
    return belief


def _rows_with_data(table: Table, columns: Columns) -> list[int]:
    """Rows that are not empty; all, where the table has no times and a row is an epoch."""
    held = [row for row, cells in enumerate(table.rows) if any(cells)]
    empty = len(table.rows) - len(held)
    if not empty:
        return held
    if not any(column.said.role in _TIMED for column in columns.all if column.said.exact):
        return list(range(len(table.rows)))
    table.entries.append(AccountEntry(ROWS, "empty rows", count=empty))
    return held


_TIMED = ("onset", "epoch number", "date")


def _by_name(column: Column | None, rows: Sequence[int]) -> dict[str, list[int]]:
    """Rows by the scorer that a column names; rows without a name are everybody's."""
    if column is None:
        return {"": list(rows)}
    names = list(dict.fromkeys(column.cells[row] for row in rows))
    named = [name for name in names if not is_empty(name)]
    if len(named) < 2:
        return {"": list(rows)}
    return {
        name: [row for row in rows if column.cells[row] == name or is_empty(column.cells[row])]
        for name in named
    }


def _timeless_events(columns: Columns, rows: Sequence[int]) -> list[int]:
    """Rows of scored events, by their word, whose onset is empty; an epoch's is refused."""
    onsets = columns.of(Role.ONSET)
    if columns.events is None or not onsets:
        return []
    words = columns.events.cells
    empty = [row for row in rows if all(is_empty(one.cells[row]) for one in onsets)]
    return [row for row in empty if event_kind(words[row]) is not None]


def _read_group(
    path: str | Path, columns: Columns, rows: list[int], reading: Reading
) -> ScorerRows:
    timeless = set(_timeless_events(columns, rows))
    rows = [row for row in rows if row not in timeless]
    times = read_times(path, columns, rows, reading)
    if timeless:
        times.notes.append(f"{pluralize(len(timeless), 'event')} without an onset left out")
    staged = np.array(_are_staged(columns, rows))
    if not staged.any():
        return ScorerRows(rows, times)
    at = np.flatnonzero(staged)
    lengths = np.where(times.durations > 0, times.durations, DEFAULT_EPOCH_LENGTH)
    dated = next((one for one in columns.of(Role.DATE) if columns.is_free(one)), None)
    dates = [dated.cells[rows[place]] for place in at] if dated is not None else []
    chosen, notes, entries = choose_night(
        path, times.onsets[at], lengths[at], times.first, reading, dates
    )
    times.notes += notes
    times.entries += entries
    if chosen.size < at.size:
        begin, end = times.onsets[at[chosen]].min(), (times.onsets + lengths)[at[chosen]].max()
        inside = ~staged & (times.onsets >= begin) & (times.onsets < end)
        kept = np.sort(np.concatenate([at[chosen], np.flatnonzero(inside)]))
        rows = [rows[place] for place in kept]
        moved = float(begin) if times.is_clock else 0.0
        times.onsets = times.onsets[kept] - moved
        times.durations = times.durations[kept]
        if times.first is not None:
            times.first += timedelta(seconds=moved)
    return ScorerRows(rows, times)


def _are_staged(columns: Columns, rows: Sequence[int]) -> list[bool]:
    """Whether each row is of a stage."""
    if columns.stages:
        return [any(not is_empty(one.cells[row]) for one in columns.stages) for row in rows]
    if columns.events is None:
        return [False] * len(rows)
    words = [columns.events.cells[row] for row in rows]
    known = {word: is_stage_anywhere(word) for word in set(words)}
    return [known[word] for word in words]


def _origin(parts: dict[str, ScorerRows], reading: Reading) -> tuple[datetime | None, list[str]]:
    """Count the onsets of all from one moment, and say which."""
    notes: list[str] = []
    timed = {name: part for name, part in parts.items() if part.times.first is not None}
    if not timed:
        return None, notes
    first = next(iter(timed.values())).times.first
    origin = reading.start or min(
        (part.times.first for part in timed.values() if part.times.first is not None),
        default=first,
    )
    counted = False
    for part in timed.values():
        if not part.times.is_clock and reading.start is None and len(timed) == 1:
            origin = part.times.first
            continue
        if origin is None or part.times.first is None:
            continue
        if not part.times.is_clock:
            continue  # counted in s already; the start that the clock gives is that of the file
        part.times.onsets = part.times.onsets + clock_shift(
            part.times.first,
            origin,
            reading.duration,
            notes,
            is_utc=part.times.is_utc and reading.start is not None,
        )
        counted = True
    zoned = [
        entry.name.removeprefix("time zone ")
        for part in timed.values()
        for entry in part.times.entries
        if entry.kind == TIME and entry.name.startswith("time zone")
    ]
    if zoned and reading.start is not None and not any("UTC" in note for note in notes):
        notes.append(
            f"the scoring's clock is of the zone {zoned[0]}; the recording's, which has none, was "
            "taken to be of it too"
        )
    if counted:
        where = "the recording's start" if reading.start is not None else "the first row"
        notes.append(f"onsets are clock times and were counted from {where}")
    elif reading.start is not None:
        origin = first
    return origin, list(dict.fromkeys(notes))


def _first_number(values: Sequence[float]) -> float:
    return next((value for value in values if value == value), float("nan"))
