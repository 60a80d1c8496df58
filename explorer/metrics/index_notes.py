"""What to know of scored events before believing an index: words, places, scorers, exclusions."""

from collections.abc import Iterable

import numpy as np

from explorer.metrics.event_indices import epoch_of, marks_by_row
from explorer.metrics.hypnogram_rows import Hypnograms
from explorer.metrics.hypopnoea_rules import rule_in_marks
from explorer.metrics.scored_events import HIGHEST, LOWEST, ScoredEvents
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.event_kinds import BREATHING, DISTURBED_BREATHING, EventKind

_MOST_WORDS = 12


def index_notes(hypnograms: Hypnograms) -> list[str]:
    """Say what indices of the first of some hypnograms rest on, a sentence each.

    Parameters
    ----------
    hypnograms : Hypnograms
        With what was observed.

    Returns
    -------
    list of str
        Empty where nothing was.
    """
    observed = hypnograms.observed
    if observed is None or not hypnograms.nights:
        return []
    notes = []
    marks = hypnograms.once(marks_by_row)[0]
    if observed.events is not None:
        if marks is None:
            number = pluralize(observed.events.size, "scored event")
            notes.append(f"Of {number} of this night none is this scorer's: not counted here.")
        else:
            notes += [*_of_words(marks), *_of_scorers(observed.events, marks)]
            notes += [*_of_places(hypnograms, marks), *_of_breathing(marks)]
    saturation = observed.saturation
    if saturation is not None:
        notes.append(
            f"Saturation from {saturation.channel}: {pluralize(saturation.rejected, 'second')} "
            f"left out as artefacts (outside {LOWEST:g} to {HIGHEST:g} %, changing by more than "
            "4 % a second, or marked)."
        )
    return notes


def _of_words(marks: ScoredEvents) -> list[str]:
    known: dict[str, list[str]] = {}
    unknown = []
    by_number = sorted(marks.counts.items(), key=lambda item: -item[1])
    for (_, word, kind), count in by_number:
        said = f"{word!r} {count:,}"
        known.setdefault(str(kind), []).append(said) if kind else unknown.append(said)
    notes = []
    if known:
        listed = "; ".join(f"{kind}: {_list(words)}" for kind, words in known.items())
        notes.append(f"Scored events by the file's own words: {listed}. No diagnosis.")
    if unknown:
        notes.append(f"Marks that no index counts: {_list(unknown)}.")
    return notes


def _list(words: list[str]) -> str:
    more = len(words) - _MOST_WORDS
    return ", ".join(words[:_MOST_WORDS]) + (f" and {more} more words" if more > 0 else "")


def _of_scorers(every: ScoredEvents, marks: ScoredEvents) -> list[str]:
    notes = []
    counted = {every.sources[at] for at in np.unique(marks.source).tolist()}
    others = [name for name in every.sources if name not in counted]
    if others:
        notes.append(
            f"Events by {_names(counted)} are counted; those by {_names(others)} are kept apart."
        )
    if every.repeated:
        notes.append(f"{pluralize(every.repeated, 'event')} marked twice alike, counted once.")
    if every.disbelieved:
        notes.append(
            f"{pluralize(every.disbelieved, 'desaturation')} of a depth or to a saturation "
            f"(outside {LOWEST:g} to {HIGHEST:g} %) that cannot be: left out of ODI and nadir."
        )
    if every.unplaced:
        notes.append(f"{pluralize(every.unplaced, 'event')} without a time, not counted.")
    return notes


def _names(names: Iterable[str]) -> str:
    return ", ".join(names)


def _of_places(hypnograms: Hypnograms, marks: ScoredEvents) -> list[str]:
    known = marks.where(marks.kind >= 0)
    if not known.size or not hypnograms.epochs:
        return []
    notes = []
    first = float(hypnograms.onset[0])
    end = float(hypnograms.onset[-1]) + hypnograms.epoch_length
    before, after = int((known.onset < first).sum()), int((known.onset >= end).sum())
    for count, side in ((before, "before the first"), (after, "after the last")):
        if count:
            verb = "begins" if count == 1 else "begin"
            notes.append(f"{pluralize(count, 'event')} {verb} {side} epoch in bed: not counted.")
    across = int(((known.onset < end) & (known.onset + known.duration > end)).sum())
    if across:
        verb, begin = ("reaches", "it begins") if across == 1 else ("reach", "they begin")
        number = pluralize(across, "event")
        notes.append(f"{number} {verb} past the last epoch: counted where {begin}.")
    points = int((known.duration == 0).sum())
    if points:
        notes.append(f"{pluralize(points, 'event')} without a duration: counted as moments.")
    codes = hypnograms.codes[0]
    outside = codes < 0
    if outside.any():
        at = epoch_of(hypnograms, known.onset)
        within = int(outside[at[at >= 0]].sum())
        minutes = outside.sum() * hypnograms.epoch_length / 60
        notes.append(
            f"{pluralize(int(outside.sum()), 'epoch')} ({minutes:g} min) unscored or artefact: "
            f"neither their time nor the {pluralize(within, 'event')} beginning in them count."
        )
    return notes


def _of_breathing(marks: ScoredEvents) -> list[str]:
    breath = marks.where(marks.among(DISTURBED_BREATHING))
    if not breath.size:
        return []
    rule = rule_in_marks(marks)
    notes = [f"Hypopnoeas: {rule}."] if rule else []
    if not breath.among((EventKind.RERA,)).any():
        notes.append("No RERA is marked in it: RDI_as_scored is AHI_as_scored.")
    stops = breath.onset + breath.duration
    overlapping = int((breath.onset[1:] < np.maximum.accumulate(stops)[:-1]).sum())
    if overlapping:
        verb = "begins" if overlapping == 1 else "begin"
        notes.append(
            f"{pluralize(overlapping, 'respiratory event')} {verb} before another has ended: each "
            "is counted."
        )
    if not breath.among(BREATHING).any():
        notes.append("Only RERAs are marked: AHI_as_scored is 0 of what was marked.")
    return notes
