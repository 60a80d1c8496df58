"""Lanes of scored events: a lane a kind and scorer, by kind, scorer and stage, and bounded."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from explorer.metrics.event_indices import epoch_of
from explorer.metrics.hypnogram_rows import Hypnograms
from explorer.metrics.scored_events import KINDS, ScoredEvents
from explorer.vocabulary.event_kinds import EVENT_COLOURS
from explorer.vocabulary.stages import Stage

OTHER_COLOUR = "#6C757D"
"""Of marks that are no kind of `explorer.vocabulary.event_kinds.EventKind`."""
_SIGNALS = ("eeg", "eog", "emg", "ecg", "ekg", "resp", "sao2")
_MOST_WORDS = 6  # of a file, or channels, that a lane's title lists


@dataclass(frozen=True)
class EventFilter:
    """Which scored events are drawn and listed; "" for all."""

    kind: str = ""
    scorer: str = ""
    stage: str = ""


ALL_EVENTS = EventFilter()


@dataclass(frozen=True, eq=False)
class LabelledEvents:
    """Scored events with the lane and the stage of each.

    Parameters
    ----------
    events : ScoredEvents
    label : array of int64, shape (marks,)
        Places in `labels`.
    labels : tuple of str
        Kinds that occur, in the order of the vocabulary, then the file's words that are of none.
    stage : array of object, shape (marks,)
        Name of the stage in which each begins, "" outside what is scored.
    """

    events: ScoredEvents
    label: npt.NDArray[np.int64]
    labels: tuple[str, ...]
    stage: npt.NDArray[np.object_]

    def where(self, kept: npt.NDArray[np.bool_]) -> "LabelledEvents":
        """Return some of the marks."""
        return LabelledEvents(
            self.events.where(kept), self.label[kept], self.labels, self.stage[kept]
        )

    def chosen(self, choice: EventFilter) -> "LabelledEvents":
        """Return the marks that a filter keeps; a scorer who marked nothing keeps none out."""
        events, kept = self.events, np.ones(self.events.size, bool)
        if choice.kind:
            kind = self.labels.index(choice.kind) if choice.kind in self.labels else -1
            kept &= self.label == kind
        if choice.scorer in events.sources:
            kept &= events.source == events.sources.index(choice.scorer)
        if choice.stage:
            kept &= self.stage == choice.stage
        return self.where(kept)


@dataclass(frozen=True, eq=False)
class EventLane:
    """One lane: marks of a kind by one scorer.

    Parameters
    ----------
    label, scorer : str
    colour : str
        Of Okabe and Ito's palette for a kind that is known.
    title : str
        The file's own words, where, and by whom.
    rows : array of int64, shape (marks,)
        Places of its marks among those that were laid out.
    onset, duration : array of float64, shape (marks,)
        s.
    """

    label: str
    scorer: str
    colour: str
    title: str
    rows: npt.NDArray[np.int64]
    onset: npt.NDArray[np.float64]
    duration: npt.NDArray[np.float64]


def label_events(events: ScoredEvents, hypnograms: Hypnograms) -> LabelledEvents:
    """Name the lane of each mark, and the stage in which it begins.

    Parameters
    ----------
    events : ScoredEvents
    hypnograms : Hypnograms
        Whose first row's stages count.

    Returns
    -------
    LabelledEvents
    """
    key = np.where(events.kind >= 0, events.kind.astype(np.int64), len(KINDS) + events.word)
    found, label = np.unique(key, return_inverse=True)
    names = [
        str(KINDS[code]) if code < len(KINDS) else events.words[code - len(KINDS)]
        for code in found.tolist()
    ]
    # A file's own word may be that of a kind, as "RERA" is: one label, one lane.
    labels = tuple(dict.fromkeys(names))
    place = np.array([labels.index(name) for name in names], np.int64)
    return LabelledEvents(events, place[label], labels, _stages(events, hypnograms))


def _stages(events: ScoredEvents, hypnograms: Hypnograms) -> npt.NDArray[np.object_]:
    if not hypnograms.epochs:
        return np.full(events.size, "", object)
    epoch = epoch_of(hypnograms, events.onset)
    codes = hypnograms.scored_codes[0][epoch].astype(np.int64)
    codes[epoch < 0] = Stage.UNSCORED
    lowest = min(Stage)
    names = np.full(max(Stage) - lowest + 1, "", object)
    for stage in Stage:
        names[stage - lowest] = "" if stage == Stage.UNSCORED else stage.name
    return np.asarray(names[codes - lowest], object)


def lanes_of(shown: LabelledEvents) -> list[EventLane]:
    """Lay marks out in lanes, kinds in the order of the vocabulary, then the file's other words.

    Parameters
    ----------
    shown : LabelledEvents

    Returns
    -------
    list of EventLane
        One for each kind and scorer that occurs.
    """
    events = shown.events
    if not events.size:
        return []
    key = shown.label * len(events.sources) + events.source
    order = np.argsort(key, kind="stable")
    found, first = np.unique(key[order], return_index=True)
    lanes = []
    for one, rows in zip(found.tolist(), np.split(order, first[1:]), strict=True):
        label, source = divmod(one, len(events.sources))
        code = int(events.kind[rows[0]])
        words = [events.words[at] for at in np.unique(events.word[rows]).tolist()]
        places = [events.channels[at] for at in np.unique(events.channel[rows]).tolist()]
        own = ", ".join(f"“{word}”" for word in sorted(words)[:_MOST_WORDS])
        channels = ", ".join(sorted(place for place in places if place)[:_MOST_WORDS])
        lanes.append(
            EventLane(
                label=shown.labels[label],
                scorer=events.sources[source],
                colour=EVENT_COLOURS[KINDS[code]] if code >= 0 else OTHER_COLOUR,
                title=f"{own}{f' on {channels}' if channels else ''}, by {events.sources[source]}",
                rows=rows,
                onset=events.onset[rows],
                duration=events.duration[rows],
            )
        )
    return lanes


def bounded_lanes(lanes: list[EventLane], most: int) -> list[EventLane]:
    """Keep a number of lanes: what is left shares the last one, so that no mark is hidden.

    Parameters
    ----------
    lanes : list of EventLane
    most : int
        2 or more.

    Returns
    -------
    list of EventLane
        `lanes` themselves where they are not more.
    """
    if len(lanes) <= most:
        return lanes
    kept, rest = lanes[: most - 1], lanes[most - 1 :]
    rows, onset, duration = (
        np.concatenate([getattr(lane, name) for lane in rest])
        for name in ("rows", "onset", "duration")
    )
    order = np.argsort(onset, kind="stable")
    titles = "; ".join(lane.label for lane in rest)
    shared = EventLane(
        f"{len(rest)} more", "", OTHER_COLOUR, titles, rows[order], onset[order], duration[order]
    )
    return [*kept, shared]


def touched_columns(
    onset: npt.NDArray[np.float64],
    duration: npt.NDArray[np.float64],
    total: float,
    columns: int,
) -> npt.NDArray[np.int64]:
    """Stretches of columns of the night that marks touch: bounded, however many marks there are.

    Parameters
    ----------
    onset, duration : array of float64, shape (marks,)
        s; what lies outside [0, total] touches nothing, what crosses it as far as it is inside.
    total : float
        Length of the night, s.
    columns : int
        Into which the night is divided.

    Returns
    -------
    array of int64, shape (stretches, 2)
        First column and the one after the last, in order.

    Examples
    --------
    >>> touched_columns(np.array([-5.0, 0.0, 1.0, 9.5, 30.0]), np.array([2, 1, 1, 9, 1.0]), 10, 10)
    array([[ 0,  2],
           [ 9, 10]])
    """
    scale = columns / total
    inside = (onset + duration >= 0) & (onset <= total)
    first = np.clip(np.floor(onset[inside] * scale), 0, columns - 1).astype(np.int64)
    ends = np.ceil((onset + duration)[inside] * scale)
    last = np.maximum(np.clip(ends, 1, columns).astype(np.int64), first + 1)
    steps = np.bincount(first, minlength=columns + 1) - np.bincount(last, minlength=columns + 1)
    touched = np.cumsum(steps)[:columns] > 0
    return np.flatnonzero(np.diff(np.concatenate(([False], touched, [False])))).reshape(-1, 2)


def marked_channel(place: str, channels: Sequence[str]) -> str:
    """Find the channel that a scorer's file means, which may write it otherwise than the recording.

    Parameters
    ----------
    place : str
        As the file has it.
    channels : sequence of str
        Of the recording.

    Returns
    -------
    str
        One of `channels`; "" for all of them, where none or several may be meant.

    Examples
    --------
    >>> marked_channel("c3", ["EEG C3-A2", "EOG L"]), marked_channel("SaO2", ["EEG C3-A2"])
    ('EEG C3-A2', '')
    """
    if place in channels:
        return place
    for plain in (_plain, _electrode):
        alike = [name for name in channels if plain(name) == plain(place)]
        if len(alike) == 1 and plain(place):
            return alike[0]
    return ""


def _plain(name: str) -> str:
    """Name without case, blanks and the kind of signal that EDF+ puts before it."""
    words = name.casefold().replace("_", " ").split()
    return "".join(words[1:] if len(words) > 1 and words[0] in _SIGNALS else words)


def _electrode(name: str) -> str:
    return _plain(name).partition("-")[0]
