"""A scorer's rows of a table as a scoring: stages alone, with probabilities, or among events."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import xarray as xr

from explorer.io.annotation_sorting import sort_annotations
from explorer.io.edf_annotations import Annotation
from explorer.io.end_marks import ends_with_mark, until_the_end
from explorer.io.reading_choices import Reading
from explorer.io.saturation_columns import read_saturations
from explorer.io.scoring_content import SCORER, Scoring, on_grid
from explorer.io.stage_decoding import decode_stages
from explorer.io.stage_probabilities import likeliest
from explorer.io.table_columns import Columns, is_empty
from explorer.io.table_durations import Times, event_spans
from explorer.io.value_length import fold_values
from explorer.night.reading_account import STAGE_WORD, AccountEntry
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.event_words import event_kind
from explorer.vocabulary.stage_words import lights_word, read_stage_word
from explorer.vocabulary.stages import Stage

_REMARKS = re.compile(
    r"comm?ent|note|notiz|remar|bemerk|kommentar|osserv|observ|opmerk|anmerk", re.IGNORECASE
)
_MOSTLY_BLANK = 0.5  # of the rows
_ON_THE_GRID = 0.01  # of an epoch: rounding of onsets in files


@dataclass
class ScorerRows:
    """The rows of one scorer and their times."""

    rows: list[int]
    times: Times


def read_scorer(
    path: str | Path,
    columns: Columns,
    group: ScorerRows,
    belief: xr.DataArray | None,
    reading: Reading,
) -> Scoring:
    """Read one scorer's stages, and the events in the same rows."""
    times = group.times
    if belief is not None:
        return _with_belief(path, columns, group, belief.isel(epoch=group.rows), reading)
    if not columns.stages:
        return _among_events(path, columns, group, range(len(group.rows)), reading)
    alone = []
    if columns.events is not None and not times.is_order:
        alone = [
            at
            for at, row in enumerate(group.rows)
            if all(is_empty(column.cells[row]) for column in columns.stages)
            and not is_empty(columns.events.cells[row])
        ]
    within = _events_within_epochs(path, columns, group)
    among = [] if times.is_order else _events_among_stages(columns, group)
    if among and len(columns.stages) == 1:
        words = [columns.stages[0].cells[row] for row in group.rows]
        staged = [at for at in range(len(words)) if at not in {*alone, *among}]
        durations = until_the_end(words, times.onsets, times.durations, staged)
        group = replace(group, times=replace(times, durations=durations))
    scoring = _by_scorer(path, columns, group, {*alone, *among}, reading)
    for places, named in ((alone, columns), (among, replace(columns, events=columns.stages[0]))):
        if not places:
            continue
        more = _among_events(path, named, group, places, reading, events_alone=True)
        scoring = replace(
            scoring,
            events=[*scoring.events, *more.events],
            lights_off=more.lights_off,
            lights_on=more.lights_on,
            notes=[*scoring.notes, *more.notes],
            account=[*scoring.account, *more.account],
        )
    if within:
        scoring = replace(
            scoring,
            events=[*scoring.events, *within],
            notes=[
                *scoring.notes,
                f"{pluralize(len(within), 'event')} in the rows of stages: taken to begin with "
                "their epoch, as the table says no time of their own",
            ],
        )
    if among:
        count, name = pluralize(len(among), "row"), columns.stages[0].name
        said = f"{count} of the column {name!r} read as events or lights: they say no stage"
        scoring = replace(scoring, notes=[*scoring.notes, said])
    return scoring


def _events_within_epochs(
    path: str | Path, columns: Columns, group: ScorerRows
) -> list[dict[str, object]]:
    """Events that a column names in the very rows of stages, each at its epoch."""
    if columns.events is None or columns.events in columns.stages:
        return []
    if _REMARKS.search(columns.events.name):  # what a person wrote beside an epoch marks nothing
        return []
    words = [columns.events.cells[row] for row in group.rows]
    staged = [any(not is_empty(one.cells[row]) for one in columns.stages) for row in group.rows]
    at = [
        place
        for place, word in enumerate(words)
        if staged[place] and not is_empty(word) and event_kind(word) is not None
    ]
    rows = [group.rows[place] for place in at]
    spans = np.nan_to_num(event_spans(path, columns, rows))
    measured = read_saturations(columns)
    return [
        {
            "onset": float(group.times.onsets[place]),
            "duration": float(span),
            "kind": words[place],
            "channel": "" if columns.channel is None else columns.channel.cells[row],
            "source": SCORER,
            **measured.get(row, {}),
        }
        for place, row, span in zip(at, rows, spans, strict=True)
    ]


def _events_among_stages(columns: Columns, group: ScorerRows) -> list[int]:
    """Places of the rows whose columns of stages hold words of events, or of lights, alone."""
    words = {cell for column in columns.stages for cell in column.values}
    events = {word for word in words if lights_word(word)}
    events |= {word for word in words if event_kind(word) and not _is_stage(word)}
    if not events or len(events) == len(words):
        return []
    found = []
    for at, row in enumerate(group.rows):
        said = [cell for one in columns.stages if not is_empty(cell := one.cells[row])]
        if said and events.issuperset(said):
            found.append(at)
    return found


def _is_stage(word: str) -> bool:
    found = read_stage_word(word)
    return found is not None and found.stage is not None


def _by_scorer(
    path: str | Path, columns: Columns, group: ScorerRows, events: set[int], reading: Reading
) -> Scoring:
    at = [place for place in range(len(group.rows)) if place not in events]
    times = group.times
    onsets, durations = times.onsets[at], times.durations[at]
    hypnograms: dict[str, xr.DataArray] = {}
    notes: list[str] = []
    account: list[AccountEntry] = []
    length = _stated_length(onsets, durations, reading)
    for column in columns.stages:
        words = [column.cells[group.rows[place]] for place in at]
        ordered = times.is_order and not times.is_lasting and len(columns.stages) == 1
        if ordered and not reading.epoch_length:
            folded: list[str] = []
            words, each = fold_values(words, reading.duration, folded, account)
            if folded:
                onsets, durations = np.arange(len(words)) * each, np.full(len(words), each)
                notes += folded
        named = f"{path}, column {column.name!r}" if len(columns.stages) > 1 else path
        notes += _of_blank_cells(words, column.name)
        ends = _ends(words, onsets, reading)
        held = len(words) - ends
        decoded = decode_stages(named, words[:held], durations[:held].tolist(), reading)
        stages = decoded.stages + [Stage.UNSCORED] * ends
        if times.is_order:
            stages = stages[:held]
        count = len(stages)
        hypnogram, grid_notes = on_grid(
            path, onsets[:count], durations[:count], stages, epoch_length=length, account=account
        )
        if count > held:
            hypnogram = _until(hypnogram, float(onsets[held]))
        if ends:
            account.append(AccountEntry(STAGE_WORD, words[-1], "the end of the scoring", 1))
        same = next((one for one, other in hypnograms.items() if other.equals(hypnogram)), None)
        length = float(hypnogram.epoch_length)
        notes += decoded.notes + grid_notes
        account += decoded.entries
        coded = [one.codes > 0.5 for one in columns.stages if one.name in (same, column.name)]
        if same is not None and any(coded) and not all(coded):
            columns.use(column, "stages, again", f"the same as {same}")
            continue
        hypnograms[column.name] = hypnogram
    if len(hypnograms) == 1:
        hypnograms = {SCORER: next(iter(hypnograms.values()))}
    return Scoring(hypnograms, notes=list(dict.fromkeys(notes)), account=account)


def _of_blank_cells(words: Sequence[str], name: str) -> list[str]:
    """Say how many rows say no stage, and where blank cells may mean the one above."""
    blank = sum(map(is_empty, words))
    if not blank:
        return []
    said = f"{pluralize(blank, 'row')} of {len(words)} without a stage in {name}, unscored"
    given = [word for word in words if not is_empty(word)]
    changes = all(one != two for one, two in pairwise(given))
    if blank > _MOSTLY_BLANK * len(words) and len(given) > 2 and changes:
        said += (
            ": every cell that is filled changes the stage, as where cells were merged; if a blank "
            "cell means the stage above it, fill the cells"
        )
    return [said]


def _ends(words: Sequence[str], onsets: np.ndarray, reading: Reading) -> int:
    """1 where the last row marks the end of the scoring, else 0."""
    last = bool(words) and onsets[len(words) - 1] >= onsets[: len(words)].max()
    return int(last and ends_with_mark(words) and reading.meaning(words[-1]) is None)


def _until(hypnogram: xr.DataArray, end: float) -> xr.DataArray:
    """Keep the epochs that begin before a moment, in s, by more than their rounding."""
    slack = _ON_THE_GRID * float(hypnogram.epoch_length)
    return hypnogram.isel(epoch=hypnogram.onset.values < end - slack)


def _stated_length(onsets: np.ndarray, durations: np.ndarray, reading: Reading) -> float | None:
    """Length of an epoch in s that was said, where it divides what the rows show of it."""
    said = reading.epoch_length
    if said is None:
        return None
    spans = np.concatenate([durations[durations > 0], np.diff(np.unique(onsets))])
    parts = spans / said
    divides = (np.abs(parts - np.round(parts)) < _ON_THE_GRID) & (np.round(parts) > 0)
    return said if divides.all() else None


def _with_belief(
    path: str | Path, columns: Columns, group: ScorerRows, belief: xr.DataArray, reading: Reading
) -> Scoring:
    """Stages and their probabilities, of a stager; without stages those it held likeliest."""
    times = group.times
    if not columns.stages:
        stages = likeliest(belief)
        notes = ["the stage of an epoch is the likeliest of the probabilities in the table"]
        account: list[AccountEntry] = []
    else:
        words = [columns.stages[0].cells[row] for row in group.rows]
        decoded = decode_stages(path, words, times.durations.tolist(), reading)
        stages, notes, account = decoded.stages, decoded.notes, [*decoded.entries]
    hypnogram, more = on_grid(path, times.onsets, times.durations, stages, account=account)
    probabilities = {}
    if hypnogram.sizes["epoch"] == belief.sizes["epoch"]:
        probabilities[SCORER] = belief
    else:
        more.append("the rows of probabilities are not the epochs of the stages: left out")
    return Scoring(
        {SCORER: hypnogram},
        notes=[*notes, *more],
        probabilities=probabilities,
        account=account,
    )


def _among_events(
    path: str | Path,
    columns: Columns,
    group: ScorerRows,
    places: Sequence[int],
    reading: Reading,
    *,
    events_alone: bool = False,
) -> Scoring:
    if columns.events is None:
        return Scoring({})
    words = [columns.events.cells[group.rows[place]] for place in places]
    channel = columns.channel
    annotations = []
    for place, word in zip(places, words, strict=True):
        where = channel.cells[group.rows[place]] if channel is not None else ""
        onset, duration = float(group.times.onsets[place]), float(group.times.durations[place])
        text = f"{word}@@{where}" if where and not is_empty(where) else word
        annotations.append(Annotation(onset, duration, text))
    scoring = sort_annotations(path, annotations, reading=reading, refusing=not events_alone)
    measured = read_saturations(columns)
    beside: dict[tuple[object, object], Mapping[str, float]] = {
        (one.onset, one.text.partition("@@")[0].strip()): measured[group.rows[place]]
        for place, one in zip(places, annotations, strict=True)
        if group.rows[place] in measured
    }
    if beside:
        events = [{**e, **beside.get((e["onset"], e["kind"]), {})} for e in scoring.events]
        scoring = replace(scoring, events=events)
    if events_alone:
        return replace(scoring, hypnograms={})
    if not scoring.hypnograms:
        raise ValueError(
            f"{path}: none of its {len(words)} events is a sleep stage (they begin "
            f"{list(dict.fromkeys(words))[:3]})"
        )
    return scoring
