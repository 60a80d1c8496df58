"""Indices of scored events: how many an hour of sleep, by stage, position, third and cycle.

Events are counted where they begin: in the epoch that holds their onset. An index is a number of
epochs' events over the hours of those epochs, so every part of a night is the same sum.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from explorer.metrics.cycle_rules import FEINBERG_FLOYD
from explorer.metrics.cycles import cycles_of_nights
from explorer.metrics.hypnogram_rows import Hypnograms
from explorer.metrics.scored_events import KINDS, ScoredEvents
from explorer.vocabulary.event_kinds import POSITIONS, EventKind
from explorer.vocabulary.stages import Stage

HOUR = 3600.0
_SLACK = 1e-6  # s: sums of decimals in files
EpochCounts = npt.NDArray[np.float64]
"""Events that begin in each epoch, shape (nights, epochs)."""
Counter = Callable[..., EpochCounts]


@dataclass(frozen=True)
class Part:
    """A part of the night's sleep.

    Parameters
    ----------
    way : str
        "sleep", "stage", "third", "cycle" or "position".
    which : tuple
        Stages, positions, or the place of the third or cycle, from 0.
    """

    way: str = "sleep"
    which: tuple[int, ...] = ()


ASLEEP = Part()


def marks_by_row(hypnograms: Hypnograms) -> list[ScoredEvents | None]:
    """Find the marks that belong to each row's scorer; None where the night has none of theirs."""
    observed = hypnograms.observed
    if observed is None or observed.events is None:
        return [None] * hypnograms.nights
    names = hypnograms.scorers or ("",) * hypnograms.nights
    found = [observed.events.by(name, observed.scorers) for name in names]
    return [marks if marks.size else None for marks in found]


def epoch_of(hypnograms: Hypnograms, times: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Epoch that holds each moment; -1 for one that lies in none.

    Parameters
    ----------
    hypnograms : Hypnograms
    times : array of float, shape (moments,)
        s from the start of the recording.

    Returns
    -------
    array of int64, shape (moments,)
    """
    moments = np.asarray(times, np.float64) + _SLACK
    place = np.searchsorted(hypnograms.onset, moments, side="right") - 1
    if not hypnograms.epochs:
        return np.full(moments.shape, -1, np.int64)
    inside = (place >= 0) & (moments < hypnograms.onset[place] + hypnograms.epoch_length + _SLACK)
    return np.where(inside, place, -1)


def kinds_marked(hypnograms: Hypnograms, kinds: tuple[EventKind, ...]) -> npt.NDArray[np.bool_]:
    """Whether each row's scorer marked any of these kinds anywhere in the night."""
    return np.array(
        [
            marks is not None and bool(marks.among(kinds).any())
            for marks in hypnograms.once(marks_by_row)
        ],
        bool,
    )


def count_marks(hypnograms: Hypnograms, kinds: tuple[EventKind, ...], least: float) -> EpochCounts:
    """Count marks of some kinds in the epochs where they begin.

    Parameters
    ----------
    hypnograms : Hypnograms
    kinds : tuple of EventKind
    least : float
        Depth in % that a desaturation needs, as the file says it; 0 to count all.
    """
    counts = np.zeros((hypnograms.nights, hypnograms.epochs))
    for row, marks in enumerate(hypnograms.once(marks_by_row)):
        if marks is not None:
            wanted = marks.among(kinds)
            if least:
                wanted &= marks.depth >= least
            _add(counts[row], epoch_of(hypnograms, marks.onset[wanted]))
    return counts


def count_begun_or_ended_asleep(
    hypnograms: Hypnograms, kinds: tuple[EventKind, ...], _least: float
) -> EpochCounts:
    """Count marks where they begin, or, where that is no sleep, where they end."""
    counts = np.zeros((hypnograms.nights, hypnograms.epochs))
    asleep = hypnograms.once(part_epochs, ASLEEP)
    for row, marks in enumerate(hypnograms.once(marks_by_row)):
        if marks is not None and hypnograms.epochs:
            chosen = marks.where(marks.among(kinds))
            begins = epoch_of(hypnograms, chosen.onset)
            last = np.maximum(chosen.onset + chosen.duration - 2 * _SLACK, chosen.onset)
            ends = epoch_of(hypnograms, last)
            begun = (begins >= 0) & asleep[row, begins]
            _add(counts[row], np.where(begun, begins, ends))
    return counts


def _add(counts: npt.NDArray[np.float64], epochs: npt.NDArray[np.int64]) -> None:
    counts += np.bincount(epochs[epochs >= 0], minlength=counts.size)


def part_epochs(hypnograms: Hypnograms, part: Part) -> npt.NDArray[np.bool_]:
    """Whether each epoch is sleep of a part of the night, shape (nights, epochs)."""
    asleep = hypnograms.codes > Stage.W
    if part.way == "stage":
        return np.asarray(asleep & np.isin(hypnograms.scored_codes, list(part.which)))
    if part.way == "third":
        return asleep & _third(hypnograms, part.which[0])
    if part.way == "cycle":
        return asleep & _cycle(hypnograms, part.which[0])
    if part.way == "position":
        return asleep & np.isin(hypnograms.once(position_by_epoch), list(part.which))
    return asleep


def _third(hypnograms: Hypnograms, third: int) -> npt.NDArray[np.bool_]:
    """Epochs whose middle lies in a third of the sleep period."""
    first = hypnograms.tally["first_sleep"][:, None]
    middle = np.arange(hypnograms.epochs) + 0.5 - first
    share = middle / np.maximum(hypnograms.period_epochs[:, None], 1)
    return np.asarray((share >= third / 3) & (share < (third + 1) / 3))


def _cycle(hypnograms: Hypnograms, place: int) -> npt.NDArray[np.bool_]:
    inside = np.zeros(hypnograms.codes.shape, bool)
    for row, found in enumerate(hypnograms.once(cycles_of_nights, FEINBERG_FLOYD)):
        if place < len(found):
            inside[row, found[place].begin : found[place].end] = True
    return inside


def position_by_epoch(hypnograms: Hypnograms) -> npt.NDArray[np.int64]:
    """How the body lay in the middle of each epoch: place in `KINDS`; -1 where not said.

    A position lasts as long as its mark; marks without a duration last until the next.
    """
    lies = np.full(hypnograms.codes.shape, -1, np.int64)
    middle = hypnograms.onset + hypnograms.epoch_length / 2
    for row, marks in enumerate(hypnograms.once(marks_by_row)):
        if marks is None:
            continue
        chosen = marks.where(marks.among(POSITIONS))
        until_next = np.append(chosen.onset[1:], np.inf)
        ends = np.where(chosen.duration > 0, chosen.onset + chosen.duration, until_next)
        # The latest that still lasts: a mark within another is over before it.
        begin, end = np.searchsorted(middle, chosen.onset), np.searchsorted(middle, ends)
        for first, last, code in zip(
            begin.tolist(), end.tolist(), chosen.kind.tolist(), strict=True
        ):
            lies[row, first:last] = code
    return lies


def positions(*kinds: EventKind) -> Part:
    """Sleep in some positions."""
    return Part("position", tuple(KINDS.index(kind) for kind in kinds))


def hours_of(hypnograms: Hypnograms, part: Part) -> npt.NDArray[np.float64]:
    """Hours of sleep in a part of the night, shape (nights,)."""
    epochs = hypnograms.once(part_epochs, part).sum(axis=1)
    return np.asarray(epochs * (hypnograms.epoch_length / HOUR))


def number(
    hypnograms: Hypnograms, counter: Counter, arguments: tuple[Hashable, ...], part: Part
) -> npt.NDArray[np.float64]:
    """Events that begin in a part of the night, shape (nights,)."""
    counts = hypnograms.once(counter, *arguments)
    return np.asarray((counts * hypnograms.once(part_epochs, part)).sum(axis=1))


def rate(
    hypnograms: Hypnograms, counter: Counter, arguments: tuple[Hashable, ...], part: Part
) -> npt.NDArray[np.float64]:
    """Events an hour of sleep in a part of the night; NaN where there is no such sleep."""
    hours = hypnograms.once(hours_of, part)
    count = number(hypnograms, counter, arguments, part)
    return np.asarray(np.divide(count, hours, out=np.full(hours.shape, np.nan), where=hours > 0))
