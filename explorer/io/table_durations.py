"""Durations of a table's rows, in any unit and held against the onsets, or until their ends."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from explorer.io.clock import parse_elapsed, parse_moment
from explorer.io.headerless_table import is_number
from explorer.io.reading_choices import Reading
from explorer.io.stage_decoding import whole_number
from explorer.io.table_clocks import clock_spans
from explorer.io.table_columns import Column, Columns, is_clock, is_empty
from explorer.io.table_numbers import read_numbers
from explorer.io.times_of_day import is_stage
from explorer.night.clock_change import NO_CHANGE, ClockChange
from explorer.night.reading_account import AccountEntry
from explorer.vocabulary.column_names import Role
from explorer.vocabulary.event_words import event_kind
from explorer.vocabulary.stage_words import read_stage_word

_DAY = 86400.0
_CLOSE = 0.1  # share that a duration may differ from a step by
_EXACT = 0.01  # the same, where all durations are equal


@dataclass
class Times:
    """When each row of a table begins and how long it lasts."""

    onsets: np.ndarray
    """s"""
    durations: np.ndarray
    """s; NaN where the table gives none."""
    first: datetime | None = None
    """The clock time of s 0, in the year `NO_DATE` for a time of day."""
    is_clock: bool = False
    """Whether the onsets are clock times."""
    is_utc: bool = False
    """Whether they are in UTC by what the file says."""
    change: ClockChange = NO_CHANGE
    """Whether their zone changes, counted from s 0."""
    is_order: bool = False
    """Whether the table gives no times, and the rows are epochs one after another."""
    is_lasting: bool = False
    """Whether the rows of such a table say how long they last."""
    notes: list[str] = field(default_factory=list)
    entries: list[AccountEntry] = field(default_factory=list)


def read_cells(path: object, column: Column, rows: Sequence[int]) -> np.ndarray:
    """Return a column's cells of some rows as numbers.

    Raises
    ------
    ValueError
        If one is none.
    """
    for row in rows:
        if not is_number(text := column.cells[row]):
            found = f"is {text[:40]!r}" if text.strip() else "is empty"
            raise ValueError(
                f"{path}: {column.name} {found} in row {row + 1} below the names, expected a "
                "number of s; leave that row out, or fill it in"
            )
    return np.array([_number(path, column.cells[row], column.name) for row in rows], np.float64)


def _number(path: object, text: str, what: str) -> float:
    if not is_number(text):
        raise ValueError(f"{path}: {what} is {text[:40]!r}, expected a number of s")
    return float(text.replace(",", "."))


def read_durations(path: object, columns: Columns, rows: Sequence[int]) -> np.ndarray:
    """Return durations in s by a column of them; NaN where there is none."""
    nothing = np.full(len(rows), np.nan)
    of_events = columns.event_durations()
    named = [one for one in columns.of(Role.DURATION) if one.values and one is not of_events]
    usable = [column for column in named if not column.said.in_samples]
    found = nothing
    if usable:
        columns.use(usable[0], "duration")
        found = _spans(path, usable[0], rows)
    if of_events is not None:
        columns.use(of_events, "duration of events")
        alone = [all(is_empty(one.cells[row]) for one in columns.stages) for row in rows]
        found = np.where(alone, _spans(path, of_events, rows), found)
    return found


def event_spans(path: object, columns: Columns, rows: Sequence[int]) -> np.ndarray:
    """Return how long events in the rows of stages last, in s; NaN where the table says nothing."""
    of_events = columns.event_durations()
    return np.full(len(rows), np.nan) if of_events is None else _spans(path, of_events, rows)


def _spans(path: object, column: Column, rows: Sequence[int]) -> np.ndarray:
    found = np.full(len(rows), np.nan)
    for at, row in enumerate(rows):
        cell = column.cells[row]
        if is_empty(cell):
            continue
        span = parse_elapsed(cell) if not is_number(cell) else None
        found[at] = (
            span
            if span is not None
            else _number(path, cell, column.name) * (column.said.unit or 1.0)
        )
    return found


def scale_durations(columns: Columns, rows: Sequence[int], times: Times, notes: list[str]) -> None:
    """Hold durations without a unit against the steps from onset to onset.

    Epochs follow one another; scored events lie within them and over each other, so that their
    steps say nothing of their durations.
    """
    column = next((one for one in columns.of(Role.DURATION) if one.place in columns.used), None)
    if column is None:
        return
    epochs = np.flatnonzero(~are_events(columns, rows))
    order = epochs[np.argsort(times.onsets[epochs], kind="stable")]
    steps = np.diff(times.onsets[order])
    spans = times.durations[order][:-1]
    whole = (steps > 0) & (spans > 0)
    if whole.sum() < 3:
        return
    ratio = float(np.median(steps[whole] / spans[whole]))
    if float(np.mean(spans[whole] > steps[whole] * (1 + _CLOSE))) > 1 - _CLOSE:
        shown = float(np.median(steps[whole]))
        if not any(abs(ratio / factor - 1) < _CLOSE for factor in (1e-3, 60.0, 3600.0)):
            times.durations = np.full(times.durations.size, np.nan)
            notes.append(
                f"{column.name} contradicts the onsets, which are {shown:g} s apart; the onsets "
                "were taken"
            )
            return
    # Durations that are all the same are exact: one sample of 128 Hz is not 30 s in h.
    equal = np.ptp(spans[whole]) == 0
    close = _EXACT if equal else _CLOSE
    written = any(":" in cell for cell in column.values[:1])
    for factor, unit in ((1e-3, "ms"), (60.0, "h:mm" if written else "min"), (3600.0, "h")):
        if abs(ratio / factor - 1) < close:
            if column.said.unit is None and (not written or factor == 60.0):
                times.durations = times.durations * (ratio if equal else factor)
                notes.append(f"{column.name} was read in {unit}, as the onsets show")
            else:
                notes.append(f"{column.name} contradicts the onsets by a factor of {1 / ratio:.3g}")
            return


def are_events(columns: Columns, rows: Sequence[int]) -> np.ndarray:
    """Whether each row is a scored event by its word, rather than an epoch or what nobody knows."""
    if columns.events is None:
        return np.zeros(len(rows), bool)
    words = [columns.events.cells[row] for row in rows]
    known = {word: event_kind(word) is not None for word in set(words)}
    return np.array([known[word] for word in words], bool)


def stage_words_of(
    columns: Columns, rows: Sequence[int], reading: Reading
) -> tuple[list[str], list[bool]]:
    """Say what each row says, and whether it is a stage: no event, no lights, nothing unknown."""
    held = [*columns.stages, *([columns.events] if columns.events is not None else [])]
    said = [[cell for one in held if not is_empty(cell := one.cells[row])] for row in rows]
    known: dict[str, bool] = {}
    for word in dict.fromkeys(word for some in said for word in some):
        coded = bool(columns.stages) and whole_number(word) is not None
        known[word] = coded or is_stage(word, reading)
    # Beside "Sleep stage R", or a column of stages, a "rapid_eye_movement" is an event, as where
    # stages are decoded.
    if columns.stages:
        plain = {cell for one in columns.stages for cell in one.values}
    else:
        plain = {word for word in known if reading.meaning(word) is not None or _is_explicit(word)}
    if plain:
        known = {word: of_a_stage and word in plain for word, of_a_stage in known.items()}
    staged = [
        bool(some) and known[some[0]] and all(event_kind(one) is None for one in some)
        for some in said
    ]
    return [some[0] if some else "" for some in said], staged


def _is_explicit(word: str) -> bool:
    found = read_stage_word(word)
    return found is not None and found.explicit


def until_ends(
    path: object,
    columns: Columns,
    rows: Sequence[int],
    times: Times,
    onset: Column,
    kind: str,
    reading: Reading,
) -> None:
    """Durations from a column of ends."""
    ends = next((one for one in columns.of(Role.END) if one.values), None)
    if ends is None:
        return
    cells = [ends.cells[row] for row in rows]
    if kind == "number" and is_number(ends.values[0]):
        scale = onset.said.unit or 1.0 if ends.said.unit is None else ends.said.unit
        stops = np.array(
            [np.nan if is_empty(cell) else _number(path, cell, ends.name) for cell in cells]
        )
        read = read_numbers(onset.name, read_cells(path, onset, rows), onset.said.unit, [])
        if read.first is not None:  # both are moments
            both = np.concatenate([[read_cells(path, onset, rows)[0]], stops])
            times.durations = read_numbers(ends.name, both, None, []).times[1:] - times.onsets
        else:
            times.durations = stops * scale - times.onsets
        columns.use(ends, "end")
        return
    if not is_clock(ends.values):
        return
    starts = [onset.cells[row] for row in rows]
    held = [at for at, cell in enumerate(cells) if not is_empty(cell)]
    begins, lasts = [starts[at] for at in held], [cells[at] for at in held]
    spans = clock_spans(path, ends.name, begins, lasts, reading.day_first)
    began = parse_moment(starts[0])
    if times.change.by and began is not None and began.tzinfo is None:
        # An end behind the moment when the clock was set shows what it was set by, too.
        shown = times.onsets[held]
        across = (shown < times.change.at) & (shown + spans - times.change.by >= times.change.at)
        spans = np.where(across, (spans - times.change.by) % _DAY, spans)
    times.durations[held] = spans
    columns.use(ends, "end")
