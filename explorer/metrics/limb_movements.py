"""Periodic limb movements: series of scored limb movements by the AASM's and the WASM's rules.

Nothing is detected here: both rules are applied to movements that a scorer marked.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from explorer.metrics.event_indices import (
    ASLEEP,
    EpochCounts,
    epoch_of,
    marks_by_row,
    part_epochs,
)
from explorer.metrics.hypnogram_rows import Hypnograms
from explorer.metrics.scored_events import LONGEST_MOVEMENT, ScoredEvents
from explorer.vocabulary.event_kinds import DISTURBED_BREATHING, LIMB_MOVEMENTS

FEWEST = 4
"""Movements in a row that make a series, by both rules."""
_SHORTEST, _LONGEST = 0.5, 10.0  # s: a movement (AASM), a candidate of one leg (WASM)
_LONGEST_OF_TWO, _MOST_OF_TWO = LONGEST_MOVEMENT, 4  # a candidate of two legs (WASM)
_AASM_PERIOD, _WASM_PERIOD = (5.0, 90.0), (10.0, 90.0)  # s from onset to onset
_NEAR_A_BREATH = 0.5  # s before and after a respiratory event, in which no movement counts (AASM)
_AFTER_A_BREATH = (-2.0, 10.25)  # s from the end of a respiratory event (WASM)
_TOUCHING = 0.5  # s from the end of one leg's movement to the other's onset (WASM)
_SLACK = 1e-6  # s: sums of decimals in files
_Times = npt.NDArray[np.float64]
_Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class LimbMovements:
    """Movements that a rule lets into series.

    Parameters
    ----------
    onset, end : array of float64, shape (movements,)
        s, in order of onset.
    is_candidate : array of bool, shape (movements,)
        Whether it may belong to a series; one that may not ends it.
    """

    onset: _Times
    end: _Times
    is_candidate: _Flags


def aasm_movements(onset: _Times, end: _Times) -> LimbMovements:
    """Scored movements as the AASM counts them.

    Parameters
    ----------
    onset, end : array of float64, shape (marks,)
        s, in order of onset, of either leg.

    Returns
    -------
    LimbMovements
        Of 0.5 to 10 s; one that begins less than 5 s after another is the same movement. Marks of
        no duration are believed, as their scorer called them movements.

    Examples
    --------
    >>> aasm_movements(np.array([0.0, 4.9, 20.0]), np.array([1.0, 6.0, 31.0])).onset.tolist()
    [0.0]
    """
    lasts = end - onset
    valid = (lasts == 0) | ((lasts >= _SHORTEST - _SLACK) & (lasts <= _LONGEST + _SLACK))
    begins, ends = onset[valid], end[valid]
    kept, last = [], -np.inf
    for place, begin in enumerate(begins.tolist()):
        if begin - last >= _AASM_PERIOD[0] - _SLACK:
            kept.append(place)
            last = begin
    chosen = np.array(kept, np.int64)
    return LimbMovements(begins[chosen], ends[chosen], np.ones(chosen.size, bool))


def wasm_movements(onset: _Times, end: _Times, leg: npt.NDArray[np.int64]) -> LimbMovements:
    """Scored movements as the WASM of 2016 counts them.

    Parameters
    ----------
    onset, end : array of float64, shape (marks,)
        s, in order of onset.
    leg : array of int, shape (marks,)
        Which leg, 0 or 1; -1 where the file does not say.

    Returns
    -------
    LimbMovements
        Movements of both legs that overlap or lie less than 0.5 s apart are one. Candidates are
        those of one leg of 0.5 to 10 s, and of two legs of up to 15 s, of up to four parts each of
        which is a candidate itself. What is shorter than 0.5 s is no movement.

    Examples
    --------
    >>> both = wasm_movements(np.array([0.0, 1.4]), np.array([1.0, 3.0]), np.array([0, 1]))
    >>> both.onset.tolist(), both.end.tolist(), both.is_candidate.tolist()
    ([0.0], [3.0], [True])
    """
    lasts = end - onset
    valid = (lasts == 0) | (lasts >= _SHORTEST - _SLACK)
    groups: list[list[float]] = []  # onset, end, parts, longest part
    legs: list[set[int]] = []
    for begin, stop, side in zip(
        onset[valid].tolist(), end[valid].tolist(), leg[valid].tolist(), strict=True
    ):
        near = bool(groups) and begin - groups[-1][1] < _TOUCHING - _SLACK
        if near and (side < 0 or legs[-1] - {side} or begin < groups[-1][1]):
            group = groups[-1]
            group[1], group[2] = max(group[1], stop), group[2] + 1
            group[3] = max(group[3], stop - begin)
            legs[-1].add(side)
        else:
            groups.append([begin, stop, 1, stop - begin])
            legs.append({side})
    table = np.array(groups, np.float64).reshape(-1, 4)
    total = table[:, 1] - table[:, 0]
    single = table[:, 2] == 1
    candidate = (table[:, 3] <= _LONGEST + _SLACK) & (
        single | ((total <= _LONGEST_OF_TWO + _SLACK) & (table[:, 2] <= _MOST_OF_TWO))
    )
    return LimbMovements(table[:, 0], table[:, 1], candidate)


def in_series(movements: LimbMovements, period: tuple[float, float]) -> _Flags:
    """Whether each movement belongs to a periodic series.

    Parameters
    ----------
    movements : LimbMovements
    period : (float, float)
        Shortest and longest time from onset to onset, s, both within.

    Returns
    -------
    array of bool, shape (movements,)
        Four or more candidates in a row; whatever is no candidate, and an interval outside the
        period, ends a series.

    Examples
    --------
    >>> onset = np.array([0.0, 20, 40, 60, 151, 171])
    >>> four = LimbMovements(onset, onset + 1, np.ones(6, bool))
    >>> in_series(four, (5, 90)).tolist()
    [True, True, True, True, False, False]
    """
    size = movements.onset.size
    if not size:
        return np.zeros(0, bool)
    gap = np.diff(movements.onset)
    follows = (gap >= period[0] - _SLACK) & (gap <= period[1] + _SLACK)
    follows &= movements.is_candidate[1:] & movements.is_candidate[:-1]
    run = np.concatenate(([0], np.cumsum(~follows)))
    length = np.bincount(run)[run]
    return np.asarray((length >= FEWEST) & movements.is_candidate)


def count_plm_aasm(hypnograms: Hypnograms) -> EpochCounts:
    """Periodic limb movements in sleep by the AASM's rule, in the epochs where they begin.

    Movements in sleep alone are looked at, so wake of less than 90 s between them does not end a
    series; those within 0.5 s of a scored apnoea, hypopnoea or RERA are left out.
    """
    counts = np.zeros((hypnograms.nights, hypnograms.epochs))
    asleep = hypnograms.once(part_epochs, ASLEEP)
    for row, marks in enumerate(hypnograms.once(marks_by_row)):
        if marks is None or not hypnograms.epochs:
            continue
        limbs = marks.where(marks.among(LIMB_MOVEMENTS))
        end = limbs.onset + limbs.duration
        begun = epoch_of(hypnograms, limbs.onset)
        kept = (begun >= 0) & asleep[row, begun]
        kept &= ~_touches_breathing(limbs.onset, end, marks)
        movements = aasm_movements(limbs.onset[kept], end[kept])
        periodic = in_series(movements, _AASM_PERIOD)
        _add(counts[row], epoch_of(hypnograms, movements.onset[periodic]))
    return counts


def count_plm_wasm(hypnograms: Hypnograms, without_respiratory: bool) -> EpochCounts:
    """Periodic limb movements by the WASM's rule, in the epochs where they begin.

    Series go on through wake; with `without_respiratory`, movements that overlap the time from 2 s
    before to 10.25 s after the end of a scored respiratory event are not counted.
    """
    counts = np.zeros((hypnograms.nights, hypnograms.epochs))
    for row, marks in enumerate(hypnograms.once(marks_by_row)):
        if marks is None:
            continue
        limbs = marks.where(marks.among(LIMB_MOVEMENTS))
        movements = wasm_movements(limbs.onset, limbs.onset + limbs.duration, _leg(limbs))
        periodic = in_series(movements, _WASM_PERIOD)
        if without_respiratory:
            breath = marks.where(marks.among(DISTURBED_BREATHING))
            stop = breath.onset + breath.duration
            before, after = _AFTER_A_BREATH
            periodic &= ~_overlaps(movements.onset, movements.end, stop + before, stop + after)
        _add(counts[row], epoch_of(hypnograms, movements.onset[periodic]))
    return counts


def _touches_breathing(onset: _Times, end: _Times, marks: ScoredEvents) -> _Flags:
    breath = marks.where(marks.among(DISTURBED_BREATHING))
    begin, stop = breath.onset - _NEAR_A_BREATH, breath.onset + breath.duration + _NEAR_A_BREATH
    return _overlaps(onset, end, begin, stop)


def _overlaps(onset: _Times, end: _Times, begin: _Times, stop: _Times) -> _Flags:
    """Whether each of some spans overlaps any of others."""
    # As many of the others have begun by its end as have ended before its onset: none is there.
    begun = np.searchsorted(np.sort(begin), end, side="right")
    over = np.searchsorted(np.sort(stop), onset, side="left")
    return np.asarray(begun > over)


def _leg(limbs: ScoredEvents) -> npt.NDArray[np.int64]:
    """Which leg each mark is of, by its word or its channel."""
    by_word = np.array([_side(word) for word in limbs.words], np.int64)
    by_channel = np.array([_side(channel) for channel in limbs.channels], np.int64)
    word = by_word[limbs.word] if limbs.words else np.zeros(0, np.int64)
    channel = by_channel[limbs.channel] if limbs.channels else np.zeros(0, np.int64)
    return np.where(word >= 0, word, channel)


_SIDES = (
    ("left", "links", "gauche", "izquierd", "sinistr", "esquerd", "lat", "lleg", "lleft", "llm"),
    ("right", "rechts", "droit", "derech", "destr", "direit", "rat", "rleg", "rright", "rlm"),
)


def _side(text: str) -> int:
    letters = "".join(letter for letter in text.casefold() if letter.isalnum() or letter == " ")
    for side, words in enumerate(_SIDES):
        if any(word in letters for word in words):
            return side
    last = letters.split()[-1:] or [""]
    return {"l": 0, "r": 1}.get(last[0], -1)


def _add(counts: npt.NDArray[np.float64], epochs: npt.NDArray[np.int64]) -> None:
    counts += np.bincount(epochs[epochs >= 0], minlength=counts.size)
