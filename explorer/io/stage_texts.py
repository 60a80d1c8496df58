"""Which texts among a file's annotations are its stages, by what they say and where they stand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from explorer.io.coding_choice import choose_coding
from explorer.io.minus_one import settle_minus_one
from explorer.io.reading_choices import Reading
from explorer.io.stage_decoding import whole_number
from explorer.night.reading_account import AccountEntry
from explorer.vocabulary.stage_words import (
    is_stage_anywhere,
    lights_word,
    looks_like_stage,
    read_stage_word,
)
from explorer.vocabulary.stages import Stage

_LENGTHS = (30.0, 20.0, 15.0, 10.0, 5.0, 4.0, 2.5, 2.0)  # of epochs, in s
_SHORTEST = 2.0  # s; what is shorter is an event and no epoch
_MOSTLY = 0.9  # share of a text's annotations that must lie as epochs do
_ON_THE_GRID = 0.02  # of an epoch
_FEW = 10  # annotations; of fewer, one word alone is no staging
_EVENTS_WHY = "an event, as the file says its stages in other words"


@dataclass
class StageTexts:
    """The texts that are stages."""

    stages: dict[str, Stage | None] = field(default_factory=dict)
    """By text; None for one that stands for a stage which we do not know."""
    said: set[str] = field(default_factory=set)
    """Those whose meaning a person said."""
    doubtful: set[str] = field(default_factory=set)
    """Those that only lie as epochs do, and are kept as events too."""
    why: dict[str, str] = field(default_factory=dict)
    """Of texts that are no stages, why not."""
    notes: list[str] = field(default_factory=list)
    asked: list[AccountEntry] = field(default_factory=list)
    """What a person must be asked before anything is a stage."""


@dataclass(frozen=True)
class _Place:
    """Where one text stands, each time that it occurs: onsets and durations in s."""

    onsets: np.ndarray
    durations: np.ndarray


def stage_texts(
    path: object,
    texts: Sequence[str],
    onsets: np.ndarray,
    durations: np.ndarray,
    reading: Reading,
) -> StageTexts:
    """Say which texts are stages, and which.

    Parameters
    ----------
    path : object
        Where they come from, for errors.
    texts : sequence of str, shape (annotations,)
    onsets, durations : array of float, shape (annotations,)
        s; a duration that is not given is NaN or 0.
    reading : Reading
        What a person said that they mean.

    Returns
    -------
    StageTexts

    Raises
    ------
    UnknownStagesError
        If stages are numbers that may be in more than one coding.

    Notes
    -----
    "Sleep stage N2" is a stage wherever it stands. A bare "N2" is one where a file has no such
    texts, or where it fills epochs that they leave open: eye movements marked "REM" beside "Sleep
    stage R" are events. A text that is not known and fills such epochs, as a stage would, is taken
    for one that we do not know.
    """
    rows: dict[str, list[int]] = {}
    for row, text in enumerate(texts):
        rows.setdefault(text, []).append(row)
    places = {text: _Place(onsets[at], durations[at]) for text, at in rows.items()}
    found = StageTexts()
    bare: dict[str, Stage] = {}
    others: list[str] = []
    for text in places:
        meant, word = reading.meaning(text), read_stage_word(text)
        if meant is not None:
            found.stages[text] = meant
            found.said.add(text)
        elif lights_word(text):
            continue
        elif word is not None and word.explicit:
            found.stages[text] = word.stage
        elif word is not None and word.stage is not None:
            bare[text] = word.stage
        else:
            others.append(text)
    told = [places[text] for text in found.stages]
    length = _epoch_length([places[text] for text in (*found.stages, *bare)])
    # A point among words that last, as of an artefact at 100 s, is a stage where none of them is.
    lasting = [places[text] for text in bare if _lasts(places[text])]
    fitting = {
        text: stage
        for text, stage in bare.items()
        if _fills(places[text], told or ([] if _lasts(places[text]) else lasting), length)
    }
    if told or _is_staging({text: places[text] for text in fitting}):
        found.stages |= fitting
        found.why |= dict.fromkeys((text for text in bare if text not in fitting), _EVENTS_WHY)
    else:
        others += bare
    _as_codes(path, places, [*others, *found.said], found, texts)
    _as_unknown(places, others, length, found)
    return found


def _is_staging(places: dict[str, _Place]) -> bool:
    """Whether bare words that lie as epochs do are a staging."""
    count = sum(place.onsets.size for place in places.values())
    return any(map(is_stage_anywhere, places)) and (len(places) > 1 or count >= _FEW)


def _as_codes(
    path: object,
    places: dict[str, _Place],
    others: Sequence[str],
    found: StageTexts,
    texts: Sequence[str],
) -> None:
    """Take bare numbers for stages, where they lie one after another as epochs do."""
    numbers = {text: code for text in others if (code := whole_number(text)) is not None}
    worded = {
        text: stage
        for text, stage in found.stages.items()
        if whole_number(text) is None and stage is not None
    }
    numbered = [places[text] for text in numbers]
    told = [places[text] for text in worded]
    length = _epoch_length([*numbered, *told])
    count = sum(place.onsets.size for place in (*numbered, *told))
    if len(numbers) + len(worded) < 2 or not numbers or count < _FEW:
        return
    if not all(_fills(one, told, length) for one in numbered):
        return
    if not _is_gapless([*numbered, *told], length):
        return
    codes = [numbers[text] for text in texts if text in numbers]
    said = {
        numbers[text]: stage for text in found.said if (stage := found.stages[text]) is not None
    }
    coding, why = choose_coding(path, codes, [length] * len(codes), said, set(worded.values()))
    coding, of_minus_one, _ = settle_minus_one(path, coding, numbers.values(), [*codes, *said])
    found.stages |= {
        text: coding.stages.get(code) for text, code in numbers.items() if text not in found.said
    }
    because = f", {why}" if why else ""
    found.notes.append(f"numbers among the annotations were read as stages: {coding.name}{because}")
    found.notes += [of_minus_one] * bool(of_minus_one)


def _as_unknown(
    places: dict[str, _Place], others: Sequence[str], length: float, found: StageTexts
) -> None:
    """Take texts for stages that are not known, where they lie as stages do."""
    told = [places[text] for text, stage in found.stages.items() if stage is not None]
    left = [text for text in others if text not in found.stages]
    if not told:
        length = _epoch_length([places[text] for text in left])
        left = [text for text in left if _fills(places[text], [], length)]
        timed = [places[text] for text in left if (places[text].durations > 0).all()]
        if sum(place.onsets.size for place in timed) < _FEW or not _is_gapless(timed, length):
            return
    for text in left:
        place = places[text]
        lasting = bool((place.durations > 0).all())
        if (lasting or looks_like_stage(text)) and _fills(place, told, length):
            found.stages[text] = None
            if not looks_like_stage(text):
                found.doubtful.add(text)


def _epoch_length(places: Iterable[_Place]) -> float:
    """Length in s that most durations are multiples of, or else most steps from onset to onset."""
    every = list(places)
    # A thousand eye movements called as a stage is say nothing of how long its epochs are.
    held = [place for place in every if not _is_brief(place)] or every
    durations = np.concatenate([place.durations for place in held]) if held else np.empty(0)
    spans = durations[durations >= _SHORTEST]
    if spans.size * 2 < durations.size or not spans.size:
        onsets = np.unique(np.concatenate([place.onsets for place in held])) if held else spans
        spans = np.diff(onsets)
    # Of most of them; or of most of their time, where some are short events of a stage's name.
    for weights in (None, spans):
        for length in _LENGTHS:
            if spans.size and np.average(_is_multiple(spans, length), weights=weights) >= _MOSTLY:
                return length
    return float(np.median(spans)) if spans.size else 0.0


def _lasts(place: _Place) -> bool:
    return bool((place.durations > 0).any())


def _is_brief(place: _Place) -> bool:
    """Whether a text lasts, mostly, for less than any epoch."""
    lasting = place.durations[place.durations > 0]
    return lasting.size * 2 > place.durations.size and float(np.median(lasting)) < _SHORTEST


def _is_multiple(spans: np.ndarray, length: float) -> np.ndarray:
    parts = spans / length
    near: np.ndarray = (np.abs(parts - np.round(parts)) < _ON_THE_GRID) & (np.round(parts) > 0)
    return near


def _fills(place: _Place, told: Sequence[_Place], length: float) -> bool:
    """Whether a text lies as epochs do, and in epochs of which nothing else is told."""
    if not length >= _SHORTEST:
        return False
    timed = place.durations > 0
    lies = np.where(timed, _is_multiple(np.where(timed, place.durations, length), length), True)
    if told:
        origin = told[0].onsets[0]
        steps = (place.onsets - origin) / length
        lies &= np.abs(steps - np.round(steps)) < _ON_THE_GRID
        begins = np.concatenate([one.onsets for one in told])
        lasts = np.concatenate([one.durations for one in told])
        order = np.argsort(begins, kind="stable")
        begins, lasts = begins[order], lasts[order]
        ends = np.where(lasts > 0, begins + lasts, begins + length)
        middles = place.onsets + length / 2
        before = np.searchsorted(begins, middles, side="right") - 1
        lies &= (before < 0) | (ends[before] <= middles)
    return bool(np.mean(lies) >= _MOSTLY)


def _is_gapless(places: Sequence[_Place], length: float) -> bool:
    """Whether texts cover most of the time from the first to the last of them."""
    onsets = np.concatenate([place.onsets for place in places])
    durations = np.concatenate([place.durations for place in places])
    covered = np.where(durations > 0, durations, length).sum()
    return bool(covered >= _MOSTLY * (onsets.max() - onsets.min() + length))
