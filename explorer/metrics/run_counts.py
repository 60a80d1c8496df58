"""What is counted on a hypnogram: its runs of one stage, and one pass over them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

import numpy as np

from explorer.vocabulary.stages import Stage

CODES = 7
"""Stages, artefact and unscored; column of a code is ``code - LOWEST_CODE``."""
LOWEST_CODE = int(min(Stage))
SCORED_STAGES = 5
"""W, N1, N2, N3, REM: codes 0 to 4."""

# Thresholds in s, in the order in which the kernel takes them.
THRESHOLDS = MappingProxyType(
    {
        "n1_onset": 90.0,  # "three epochs of N1", of 30 s
        "persistent_5": 300.0,
        "persistent_10": 600.0,
        "awakening_1": 60.0,
        "awakening_2": 120.0,
        "awakening_5": 300.0,
    }
)

# Columns of the kernel's table. All are in epochs; -1 where there is none.
COLUMNS = (
    *("n_unscored", "n_artefact", "n_w", "n_n1", "n_n2", "n_n3", "n_rem"),
    *("first_unscored", "first_artefact"),
    *("first_w", "first_n1", "first_n2", "first_n3", "first_rem"),
    *("first_sleep", "after_sleep", "onset_consolidated", "onset_5", "onset_10"),
    *("wake_within", "awakenings", "longest_awakening"),
    *("awakenings_1", "awakenings_2", "awakenings_5", "nrem_before_rem", "persistent_sleep"),
    *("first_scored", "after_scored", "leading_wake", "trailing_wake"),
)

_COMPILED_FROM_EPOCHS = 100_000
"""Fewer (some hundred nights) are counted before the compiler would have been loaded."""
_COMPILED_FROM_RUNS = 20_000
_WORD = 8  # epochs
_NREM_FROM, _NREM_TO, _REM = int(Stage.N1), int(Stage.N3), int(Stage.REM)
# Numba takes tuples of names badly: the columns that the kernel writes, as numbers.
_FIRST = COLUMNS.index("first_unscored")
_FIRST_SLEEP = COLUMNS.index("first_sleep")
_AFTER_SLEEP = COLUMNS.index("after_sleep")
_CONSOLIDATED = COLUMNS.index("onset_consolidated")
_ONSET_5 = COLUMNS.index("onset_5")
_ONSET_10 = COLUMNS.index("onset_10")
_WITHIN = COLUMNS.index("wake_within")
_AWAKENINGS = COLUMNS.index("awakenings")
_LONGEST = COLUMNS.index("longest_awakening")
_AWAKENINGS_1 = COLUMNS.index("awakenings_1")
_NREM_BEFORE = COLUMNS.index("nrem_before_rem")
_PERSISTENT = COLUMNS.index("persistent_sleep")
_FIRST_SCORED = COLUMNS.index("first_scored")
_AFTER_SCORED = COLUMNS.index("after_scored")
_LEADING_WAKE = COLUMNS.index("leading_wake")
_TRAILING_WAKE = COLUMNS.index("trailing_wake")


@dataclass(frozen=True, eq=False)
class Runs:
    """Unbroken stretches of one code, of many nights one after the other.

    Parameters
    ----------
    bounds : array of int, shape (nights + 1,)
        Runs ``bounds[k]:bounds[k + 1]`` are those of night k.
    stage, start, length : array of int, shape (runs,)
        Code, first epoch within its night, and number of epochs.
    """

    bounds: np.ndarray
    stage: np.ndarray
    start: np.ndarray
    length: np.ndarray

    def of(self, night: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Stage, start and length of one night's runs."""
        part = slice(int(self.bounds[night]), int(self.bounds[night + 1]))
        return self.stage[part], self.start[part], self.length[part]


def find_runs(codes: np.ndarray) -> Runs:
    """Find the runs of each row.

    Parameters
    ----------
    codes : array of int8, shape (nights, epochs)
        Stage codes.

    Returns
    -------
    Runs

    Examples
    --------
    >>> runs = find_runs(np.array([[0, 0, 2], [2, 2, 2]], np.int8))
    >>> runs.bounds.tolist(), runs.stage.tolist(), runs.start.tolist(), runs.length.tolist()
    ([0, 2, 3], [0, 2, 2], [0, 2, 0], [2, 1, 3])
    """
    nights, epochs = codes.shape
    if not epochs:
        empty = np.zeros(0, np.int64)
        return Runs(np.zeros(nights + 1, np.int64), empty, empty, empty)
    flat = np.ascontiguousarray(codes).reshape(-1)
    begins = np.zeros(-(-flat.size // _WORD) * _WORD, bool)  # whole words, for the compiled way
    np.not_equal(flat[1:], flat[:-1], out=begins[1 : flat.size])
    begins[: flat.size : epochs] = True
    night_begins = np.arange(nights + 1) * epochs
    if flat.size >= _COMPILED_FROM_EPOCHS:
        found = np.empty((3, np.count_nonzero(begins)), np.int64)
        bounds = np.zeros(nights + 1, np.int64)
        _compiled(_fill_runs)(begins, begins.view(np.uint64), flat, epochs, bounds, found)
        return Runs(bounds, *found)
    place = np.flatnonzero(begins)
    bounds = np.searchsorted(place, night_begins)
    start = place - np.repeat(night_begins[:-1], np.diff(bounds))
    length = np.diff(place, append=flat.size)
    return Runs(bounds, flat[place].astype(np.int64), start, length)


def _fill_runs(
    begins: np.ndarray,
    words: np.ndarray,
    flat: np.ndarray,
    epochs: int,
    bounds: np.ndarray,
    found: np.ndarray,
) -> None:
    """Write the runs that begin where `begins` says; eight epochs without any are one step."""
    run = -1
    place_before = 0
    night = -1
    night_begin = -epochs
    for word in range(words.size):
        if words[word] == 0:
            continue
        for place in range(word * _WORD, word * _WORD + _WORD):
            if begins[place]:
                if run >= 0:
                    found[2, run] = place - place_before
                run += 1
                if place >= night_begin + epochs:  # every night begins a run
                    night += 1
                    night_begin += epochs
                    bounds[night] = run
                found[0, run] = flat[place]
                found[1, run] = place - night_begin
                place_before = place
    found[2, run] = flat.size - place_before
    bounds[night + 1] = run + 1


@dataclass(frozen=True, eq=False)
class Tally:
    """Counts of each night, in epochs.

    Parameters
    ----------
    columns : array of int64, shape (nights, len(COLUMNS))
        -1 where there is no such epoch.
    moves : array of int64, shape (nights, 5, 5)
        Pairs of neighbouring scored epochs, from row to column, W N1 N2 N3 REM.
    """

    columns: np.ndarray
    moves: np.ndarray

    def __getitem__(self, column: str) -> np.ndarray:
        return self.columns[:, COLUMNS.index(column)]

    def count(self, stage: Stage) -> np.ndarray:
        """Epochs of one code."""
        return self.columns[:, stage - LOWEST_CODE]

    def first(self, stage: Stage) -> np.ndarray:
        """Index of the first epoch of one code, or -1."""
        return self.columns[:, _FIRST + stage - LOWEST_CODE]


def tally(runs: Runs, epoch_length: float) -> Tally:
    """Count what the metrics rest on, in one pass over the runs.

    Parameters
    ----------
    runs : Runs
        See `find_runs`.
    epoch_length : float
        s. A threshold that is no whole number of epochs is rounded up.

    Returns
    -------
    Tally
    """
    nights = runs.bounds.size - 1
    columns = np.zeros((nights, len(COLUMNS)), np.int64)
    moves = np.zeros((nights, SCORED_STAGES, SCORED_STAGES), np.int64)
    needed = [epochs_in(seconds, epoch_length) for seconds in THRESHOLDS.values()]
    if runs.stage.size < _COMPILED_FROM_RUNS:
        # The same source in plain Python, on lists: a third of a millisecond a night.
        bounds, stages = runs.bounds.tolist(), runs.stage.tolist()
        starts, lengths = runs.start.tolist(), runs.length.tolist()
        _count(bounds, stages, starts, lengths, needed, columns, moves)
    else:
        arrays = (runs.bounds, runs.stage, runs.start, runs.length)
        _compiled(_count)(*arrays, np.array(needed), columns, moves)
    return Tally(columns, moves)


def epochs_in(seconds: float, epoch_length: float) -> int:
    """Whole epochs that hold at least this long.

    Examples
    --------
    >>> epochs_in(300, 30), epochs_in(300, 40), epochs_in(90, 120)
    (10, 8, 1)
    """
    rounding = 1e-9  # 300 / 0.1 is a little over 3000
    return int(np.ceil(seconds / epoch_length - rounding))


@cache
def _compiled(function: Callable[..., None]) -> Any:
    """Compile a loop for many nights; the compiler is loaded for nothing less."""
    import numba

    return numba.njit(cache=True, nogil=True)(function)


def _count(
    bounds: Sequence[int] | np.ndarray,
    stages: Sequence[int] | np.ndarray,
    starts: Sequence[int] | np.ndarray,
    lengths: Sequence[int] | np.ndarray,
    needed: Sequence[int] | np.ndarray,
    columns: np.ndarray,
    moves: np.ndarray,
) -> None:
    """Fill `columns` and `moves`; plain loops, so that Python and Numba both take it."""
    for night in range(len(bounds) - 1):
        row = columns[night]
        move = moves[night]
        row[_FIRST : _ONSET_10 + 1] = -1
        row[_FIRST_SCORED] = -1
        asleep = 0  # epochs of unbroken sleep up to here
        before = -1  # the stage of the run before
        first_sleep = -1
        nrem = 0
        pending = 0  # awakenings that count once sleep returns
        pending_wake = 0
        pending_longest = 0
        pending_1 = 0
        pending_2 = 0
        pending_5 = 0
        for run in range(bounds[night], bounds[night + 1]):
            stage = stages[run]
            start = starts[run]
            length = lengths[run]
            column = stage - LOWEST_CODE
            row[column] += length
            if row[_FIRST + column] < 0:
                row[_FIRST + column] = start
            if stage >= 0:
                if row[_FIRST_SCORED] < 0:
                    row[_FIRST_SCORED] = start
                row[_AFTER_SCORED] = start + length
                move[stage, stage] += length - 1
                if before >= 0:
                    move[before, stage] += 1
            if stage > 0:
                if first_sleep < 0:
                    first_sleep = start
                row[_AFTER_SLEEP] = start + length
                if row[_CONSOLIDATED] < 0 and (stage > _NREM_FROM or length >= needed[0]):
                    row[_CONSOLIDATED] = start
                if asleep < needed[1] <= asleep + length and row[_ONSET_5] < 0:
                    row[_ONSET_5] = start - asleep
                if asleep + length >= needed[2]:
                    row[_PERSISTENT] += length if asleep >= needed[2] else asleep + length
                    if row[_ONSET_10] < 0:
                        row[_ONSET_10] = start - asleep
                asleep += length
                if stage == _REM and row[_FIRST + column] == start:
                    row[_NREM_BEFORE] = nrem
                if stage <= _NREM_TO:
                    nrem += length
                row[_AWAKENINGS] += pending
                row[_WITHIN] += pending_wake
                row[_LONGEST] = max(row[_LONGEST], pending_longest)
                row[_AWAKENINGS_1] += pending_1
                row[_AWAKENINGS_1 + 1] += pending_2
                row[_AWAKENINGS_1 + 2] += pending_5
                pending = 0
                pending_wake = 0
                pending_longest = 0
                pending_1 = 0
                pending_2 = 0
                pending_5 = 0
            else:
                asleep = 0
                if stage == 0 and first_sleep >= 0:
                    pending += 1
                    pending_wake += length
                    pending_longest = max(pending_longest, length)
                    pending_1 += length >= needed[3]
                    pending_2 += length >= needed[4]
                    pending_5 += length >= needed[5]
                if stage == 0 and first_sleep < 0:
                    row[_LEADING_WAKE] += length
            before = stage
        row[_FIRST_SLEEP] = first_sleep
        row[_TRAILING_WAKE] = pending_wake
