"""Scored events as columns: what indices count, with the words, scorers and depths of the file."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.vocabulary.event_kinds import (
    AROUSALS,
    DISTURBED_BREATHING,
    FAMILIES,
    EventKind,
)
from explorer.vocabulary.event_words import event_kind

KINDS: tuple[EventKind, ...] = tuple(EventKind)
_CODE = {kind: code for code, kind in enumerate(KINDS)}
_OF_NO_CHANNEL = [_CODE[kind] for kind in (*AROUSALS, *DISTURBED_BREATHING, EventKind.DESATURATION)]
LOWEST, HIGHEST = 50.0, 100.0
"""% between which a saturation is believed."""
LONGEST_MOVEMENT = 15.0
"""s that a movement of two legs lasts at most (WASM): a longer "PLM" is a series of them."""
OTHER = -1
"""Code of a mark that is no kind of `EventKind`."""


@dataclass(frozen=True, eq=False)
class ScoredEvents:
    """Marks of scorers, in order of onset; an array a column, one entry a mark.

    Parameters
    ----------
    onset, duration : array of float64, shape (marks,)
        s; a mark without a duration lasts 0 s.
    kind : array of int8, shape (marks,)
        Places in `KINDS`, or `OTHER`.
    source : array of int64, shape (marks,)
        Places in `sources`.
    sources : tuple of str
        Who marked, in order of their first mark.
    depth, lowest : array of float64, shape (marks,)
        Of a desaturation: fall and lowest saturation in %, as the file says; NaN where it doesn't.
    word, words : array of int64, shape (marks,), and tuple of str
        The file's own words.
    channel, channels : array of int64, shape (marks,), and tuple of str
        Where it was marked; "" for no channel.
    unplaced : int
        Marks left out, as their onset is no number.
    repeated : int
        Marks left out, as the same scorer had marked the same at that moment: on the same channel,
        or on another where it is an arousal, a breath or a desaturation.
    disbelieved : int
        Marks whose lowest saturation or depth, as the file says it, none can be: NaN here.
    """

    onset: npt.NDArray[np.float64]
    duration: npt.NDArray[np.float64]
    kind: npt.NDArray[np.int8]
    source: npt.NDArray[np.int64]
    sources: tuple[str, ...]
    depth: npt.NDArray[np.float64]
    lowest: npt.NDArray[np.float64]
    word: npt.NDArray[np.int64]
    words: tuple[str, ...]
    channel: npt.NDArray[np.int64]
    channels: tuple[str, ...]
    unplaced: int = 0
    repeated: int = 0
    disbelieved: int = 0

    @property
    def size(self) -> int:
        """How many marks."""
        return int(self.onset.size)

    @cached_property
    def kinds(self) -> tuple[EventKind, ...]:
        """Kinds that occur, in the order of `KINDS`."""
        return tuple(KINDS[code] for code in np.unique(self.kind) if code >= 0)

    @cached_property
    def counts(self) -> dict[tuple[str, str, EventKind | None], int]:
        """Marks by scorer, the file's own word, and what that was taken for."""
        keys = np.stack((self.source, self.word, self.kind.astype(np.int64)))
        found, numbers = np.unique(keys, axis=1, return_counts=True)
        return {
            (self.sources[s], self.words[w], KINDS[k] if k >= 0 else None): int(number)
            for s, w, k, number in zip(*found.tolist(), numbers.tolist(), strict=True)
        }

    def among(self, kinds: Sequence[EventKind]) -> npt.NDArray[np.bool_]:
        """Whether each mark is of some of these kinds."""
        wanted = np.zeros(len(KINDS) + 1, bool)
        wanted[[_CODE[kind] for kind in kinds]] = True
        out: npt.NDArray[np.bool_] = wanted[self.kind]  # `OTHER` is the last, never wanted
        return out

    def where(self, kept: npt.NDArray[np.bool_]) -> "ScoredEvents":
        """Return some of the marks."""
        columns = ("onset", "duration", "kind", "source", "depth", "lowest", "word", "channel")
        taken = {name: getattr(self, name)[kept] for name in columns}
        return ScoredEvents(
            **taken,
            sources=self.sources,
            words=self.words,
            channels=self.channels,
            unplaced=self.unplaced,
            repeated=self.repeated,
            disbelieved=self.disbelieved,
        )

    def by(self, scorer: str, scorers: Sequence[str]) -> "ScoredEvents":
        """Choose the marks that belong to one scorer's stages.

        Parameters
        ----------
        scorer : str
            Who scored the stages; "" where that is not known.
        scorers : sequence of str
            Everybody who scored this night's stages.

        Returns
        -------
        ScoredEvents
            Of each family of kinds the marks of one source, as scorers are never mixed: the
            scorer's own where there are any; else, of sources that staged nothing, that with most
            (two may have marked the same twice); else those of the only source there is. None
            where several others marked.
        """
        if len(self.sources) < 2:
            return self
        named = scorer or (scorers[0] if scorers else "")
        kept = np.zeros(self.size, bool)
        for family in (*FAMILIES, None):
            ours = self.among(family) if family else self.kind < 0
            counts = np.bincount(self.source[ours], minlength=len(self.sources))
            marked = [name for name, count in zip(self.sources, counts, strict=True) if count]
            others = [name for name in marked if name not in scorers]
            if named in marked:
                chosen = named
            elif others:
                chosen = max(others, key=lambda name: counts[self.sources.index(name)])
            elif len(marked) == 1:
                chosen = marked[0]
            else:
                continue
            kept |= ours & (self.source == self.sources.index(chosen))
        return self.where(kept)


def as_scored_events(events: xr.Dataset) -> ScoredEvents | None:
    """Lay out a night's events for counting.

    Parameters
    ----------
    events : xr.Dataset along ``event``
        As `explorer.night.schema.make_events` gives them; ``depth`` and ``lowest`` (%) may stand
        beside.

    Returns
    -------
    ScoredEvents or None
        None where there is no event.

    Examples
    --------
    >>> from explorer.night.schema import make_events
    >>> marks = make_events([{"onset": 40, "duration": 3, "kind": "Arousal ()", "channel": "EEG",
    ...                       "source": "me"}])
    >>> as_scored_events(marks).counts
    {('me', 'Arousal ()', <EventKind.AROUSAL: 'arousal'>): 1}
    """
    onset = np.asarray(events["onset"].values, np.float64)
    if not onset.size:
        return None
    duration = np.asarray(events["duration"].values, np.float64)
    duration = np.where(np.isfinite(duration) & (duration > 0), duration, 0.0)
    word, words = _coded(events["kind"].values)
    read = [event_kind(text) for text in words]
    kind = np.array([OTHER if one is None else _CODE[one] for one in read], np.int8)[word]
    kind[(kind == _CODE[EventKind.PLM]) & (duration > LONGEST_MOVEMENT)] = OTHER
    source, sources = _coded(events["source"].values)
    channel, channels = _coded(events["channel"].values)
    nothing = np.full(onset.size, np.nan)
    depth, lowest = (
        np.asarray(events[name].values, np.float64) if name in events else nothing
        for name in ("depth", "lowest")
    )
    wrong = (lowest < LOWEST) | (lowest > HIGHEST) | (depth < 0) | (depth > HIGHEST - LOWEST)
    depth, lowest = np.where(wrong, np.nan, depth), np.where(wrong, np.nan, lowest)
    placed = np.isfinite(onset)
    order = np.flatnonzero(placed)[np.argsort(onset[placed], kind="stable")]
    # A breath, an arousal or a fall of the saturation is one on however many channels it is marked.
    of_a_channel = np.where(np.isin(kind, _OF_NO_CHANNEL), -1, channel)
    taken = np.sort(_first_of_each(order, of_a_channel, source, word, duration, onset))
    taken = taken[np.argsort(onset[taken], kind="stable")]
    return ScoredEvents(
        onset=onset[taken],
        duration=duration[taken],
        kind=kind[taken],
        source=source[taken],
        sources=sources,
        depth=depth[taken],
        lowest=lowest[taken],
        word=word[taken],
        words=words,
        channel=channel[taken],
        channels=channels,
        unplaced=int((~placed).sum()),
        repeated=int(order.size - taken.size),
        disbelieved=int(wrong[taken].sum()),
    )


def _first_of_each(rows: npt.NDArray[np.int64], *keys: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Rows without those that are alike in every key to one before them."""
    if not rows.size:
        return rows
    sort = np.lexsort([key[rows] for key in keys])
    alike = np.ones(rows.size - 1, bool)
    for key in keys:
        sorted_key = key[rows[sort]]
        alike &= sorted_key[1:] == sorted_key[:-1]
    return rows[sort][np.concatenate(([True], ~alike))]


def _coded(values: npt.NDArray[np.generic]) -> tuple[npt.NDArray[np.int64], tuple[str, ...]]:
    """Each value's place among those that differ, in order of their first."""
    places: dict[str, int] = {}
    codes = np.array(
        [places.setdefault(str(one), len(places)) for one in values.tolist()], np.int64
    )
    return codes, tuple(places)
