"""Annotations sorted into stages, lights and events, with an account of every text."""

import math
from collections.abc import Iterable

import numpy as np

from explorer.io.edf_annotations import Annotation
from explorer.io.end_marks import until_the_end
from explorer.io.reading_choices import Reading, UnknownStagesError
from explorer.io.scoring_content import LONGEST, SCORER, Scoring, on_grid
from explorer.io.stage_decoding import (
    N3_NOTE,
    account_of_words,
    check_unknown,
    movement_note,
    whole_number,
)
from explorer.io.stage_markers import without_marks
from explorer.io.stage_texts import StageTexts, stage_texts
from explorer.night.reading_account import EVENT_WORD, LIGHTS_WORD, AccountEntry
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.stage_words import lights_word, read_stage_word
from explorer.vocabulary.stages import Stage

_MOST_WORDS = 200  # event words that an account lists one by one


def sort_annotations(
    path: object,
    annotations: Iterable[Annotation],
    first: float = 0.0,
    reading: Reading | None = None,
    *,
    refusing: bool = True,
) -> Scoring:
    """Sort annotations into stages, lights and events.

    Parameters
    ----------
    path : object
        Where they come from, for errors.
    annotations : iterable of Annotation
        As `read_annotations` gives them.
    first : float
        When the first sample was taken, in s from the header's start.
    reading : Reading, optional
        What a person said that the words mean.
    refusing : bool
        Whether texts that stand where stages do and are none that we know are an error. Otherwise
        the notes say so, and there is no hypnogram.

    Returns
    -------
    Scoring
        Without a hypnogram if no annotation is a stage.

    Raises
    ------
    UnknownStagesError
        If texts stand where stages do, are none that we know, and `refusing`.
    """
    kept, unbelieved = [], 0
    for annotation in annotations:
        # No number, infinite, beyond any night, or a stage that was over before it began.
        if (
            not abs(annotation.onset) <= LONGEST
            or annotation.duration > LONGEST
            or (annotation.duration < 0 and _names_stage(annotation.text))
        ):
            unbelieved += 1
        else:
            kept.append(annotation)
    parts = [annotation.text.partition("@@") for annotation in kept]
    texts = [text.strip() for text, _, _ in parts]
    onsets = np.array([annotation.onset - first for annotation in kept], np.float64)
    durations = np.array([annotation.duration for annotation in kept], np.float64)
    marked: list[str] = []
    durations = _without_stage_marks(texts, onsets, durations, marked)
    try:
        found = stage_texts(path, texts, onsets, durations, reading or Reading())
    except UnknownStagesError as error:
        if refusing:
            raise
        found = StageTexts(notes=[str(error)], asked=list(error.entries))
    rows = [row for row, text in enumerate(texts) if text in found.stages]
    known = {text: stage for text, stage in found.stages.items() if stage is not None}
    entries = account_of_words(
        [texts[row] for row in rows],
        np.maximum(np.nan_to_num(durations[rows]), 0.0).tolist(),
        known,
        found.said,
    )
    notes = [*found.notes, *(marked if rows else [])]
    if unbelieved:
        notes.append(f"{pluralize(unbelieved, 'annotation')} at impossible times left out")
    entries += found.asked
    if found.asked:
        rows = []  # what must be said of them is said
    else:
        try:
            notes += check_unknown(path, entries)
        except UnknownStagesError as error:
            if refusing:
                raise
            notes.append(str(error))
            rows = []
    lights: dict[str, list[float]] = {"off": [], "on": []}
    events: list[dict[str, object]] = []
    words: dict[str, int] = {}
    for row, text in enumerate(texts):
        if text in found.stages and text not in found.doubtful:
            continue
        if way := lights_word(text):
            lights[way].append(float(onsets[row]))
            continue
        words[text] = words.get(text, 0) + 1
        events.append(
            {
                "onset": float(onsets[row]),
                "duration": 0.0 if math.isnan(durations[row]) else float(durations[row]),
                "kind": text,
                "channel": parts[row][2],
                "source": SCORER,
            }
        )
    for way, moments in lights.items():
        if moments:
            entries.append(
                AccountEntry(LIGHTS_WORD, f"lights {way}", f"lights {way}", len(moments))
            )
        if len(moments) > 1:
            taken = "first" if way == "off" else "last"
            notes.append(f"lights {way} is marked {len(moments)} times; the {taken} was taken")
    entries += [
        AccountEntry(EVENT_WORD, word, "events", count, why=found.why.get(word, ""))
        for word, count in list(words.items())[:_MOST_WORDS]
    ]
    hypnograms = {}
    if rows:
        stages = [known.get(texts[row], Stage.UNSCORED) for row in rows]
        durations = until_the_end(texts, onsets, durations, rows)
        notes += movement_note(text for text in known if known[text] is Stage.ARTEFACT)
        notes += [N3_NOTE] * any(_is_fourth(text) for text in known)
        hypnograms[SCORER], more = on_grid(
            path, onsets[rows], durations[rows], stages, account=entries
        )
        notes += more
    return Scoring(
        hypnograms,
        events,
        lights_off=min(lights["off"], default=float("nan")),
        lights_on=max(lights["on"], default=float("nan")),
        notes=notes,
        account=entries,
    )


def _without_stage_marks(
    texts: list[str], onsets: np.ndarray, durations: np.ndarray, notes: list[str]
) -> np.ndarray:
    """Return durations, NaN of stages that are marked as points; of words, else of numbers."""
    words = {text: read_stage_word(text) for text in set(texts)}
    explicit = {text for text, word in words.items() if word is not None and word.explicit}
    bare = {text for text, word in words.items() if word is not None and word.stage is not None}
    numbers = {text for text in words if whole_number(text) is not None}
    for named in (explicit, bare, numbers):
        at = np.array([text in named for text in texts], bool)
        if not at.any():
            continue
        kept = durations.copy()
        kept[at] = without_marks(onsets[at], durations[at], notes)
        return kept
    return durations


def _names_stage(text: str) -> bool:
    return read_stage_word(text.partition("@@")[0]) is not None


def _is_fourth(text: str) -> bool:
    word = read_stage_word(text)
    return word is not None and word.fourth
