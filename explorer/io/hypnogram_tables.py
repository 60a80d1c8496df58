"""Tables of stages: BIDS events, CSV with onset, duration and stage, Noxturnal event lists."""

import csv
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import accumulate
from pathlib import Path

import xarray as xr

from explorer.io.annotation_sorting import sort_annotations
from explorer.io.clock import NO_DATE, parse_moment
from explorer.io.edf_annotations import Annotation
from explorer.io.reading import Reading
from explorer.io.scoring_file import SCORER, Scoring, on_grid
from explorer.io.stage_decoding import decode_stages
from explorer.io.stage_probabilities import likeliest, read_probabilities
from explorer.night.account import AccountEntry
from explorer.night.hypnogram import DEFAULT_EPOCH_LENGTH
from explorer.vocabulary.spreadsheet import unescape_cell

# Names of columns, in lower case. Noxturnal exports in the language of its user.
ONSETS = ("onset", "start", "start time", "start_time", "begin", "time", "heure de début")
ENDS = ("end", "end time", "end_time", "stop", "heure de fin")
DURATIONS = ("duration", "durée", "duration_s", "length")
STAGES = ("stage", "stages", "sleep stage", "sleep_stage", "hypnogram", "staging")
EVENTS = (
    "trial_type",
    "event",
    "événement",
    "event type",
    "event_type",
    "description",
    "label",
    "annotation",
)
CHANNELS = ("channel", "location", "signal")
_DAY = timedelta(days=1)
_HEADERLESS = 3  # onset, duration, stage


def split_table(text: str) -> list[list[str]]:
    r"""Split a table at the commonest of tab, semicolon and comma in its first line.

    Examples
    --------
    >>> split_table("onset;stage\n0;W\n")
    [['onset', 'stage'], ['0', 'W']]
    """
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if not lines:
        return []
    delimiter = max("\t;,", key=lines[0].count)
    try:
        cells = csv.reader(lines, delimiter=delimiter)
        return [[unescape_cell(cell.strip()) for cell in row] for row in cells]
    except csv.Error:  # a quote that never closes
        return []


def is_table(rows: Sequence[Sequence[str]]) -> bool:
    """Say whether these rows have more than one column, or a column's name we know.

    Examples
    --------
    >>> is_table([["onset", "stage"], ["0", "W"]]), is_table([["W"], ["N1"]])
    (True, False)
    """
    return bool(rows) and len([cell for cell in rows[0] if cell]) > 1


def read_table(path: str | Path, text: str, reading: Reading) -> Scoring:
    """Read a table of stages with a line of column names.

    Parameters
    ----------
    path : str or Path
        Where the text comes from, for errors.
    text : str
        The table, with tabs, semicolons or commas between its columns.
    reading : Reading
        What was said of it: clock times count from the recording's start, or else from the first
        row.

    Returns
    -------
    Scoring
        One scorer for each column of stages (``stage_hum``, ``stage_ai``); or a stager's five
        columns of probabilities (W, N1, N2, N3, R), with or without its stages; otherwise the
        stages among a column of events (``trial_type``, ``Event``), whose other rows become events.

    Raises
    ------
    ValueError
        If no column has stages, or a cell is not what its column should have.
    """
    table = _columns(path, text)
    names = list(table)
    scorers = [name for name in names if name in STAGES or name.startswith("stage_")]
    mixed = next((name for name in names if name in EVENTS), None)
    belief = read_probabilities(path, table) if mixed is None else None
    if not scorers and mixed is None and belief is None:
        raise ValueError(
            f"{path}: no column of stages among {names[:8]}; expected one of "
            f"{[*STAGES[:2], *EVENTS[:2]]}"
        )
    durations = _durations(path, table)
    onsets, began = _onsets(path, table, durations, reading.start)
    if durations is None:
        durations = _until_ends(path, table, onsets, began)
    if belief is not None and len(scorers) < 2:
        stages = table[scorers[0]] if scorers else None
        scoring = _with_belief(path, onsets, durations, stages, belief, reading)
    elif scorers:
        scoring = _by_scorer(
            path, onsets, durations, {name: table[name] for name in scorers}, reading
        )
    else:
        channels = next((table[name] for name in names if name in CHANNELS), [""] * len(onsets))
        scoring = _among_events(path, onsets, durations, table[str(mixed)], channels, reading)
    notes = list(scoring.notes)
    if began:
        origin = "the recording's start" if reading.start is not None else "the first row"
        notes.append(f"onsets are clock times and were counted from {origin}")
    return replace(scoring, start=began if not began.startswith(f"{NO_DATE}-") else "", notes=notes)


def _columns(path: str | Path, text: str) -> dict[str, list[str]]:
    """Cells of a table by the names of their columns, in lower case."""
    rows = split_table(text)
    if rows and len(rows[0]) == _HEADERLESS and all(_is_number(cell) for cell in rows[0][:2]):
        rows = [["onset", "duration", "stage"], *rows]
    names = [name.lower().lstrip("\ufeff") for name in rows[0]] if rows else []
    # Noxturnal has the units, in brackets, in a row of their own.
    body = [row for row in rows[1:] if not row[0].startswith("[")]
    if not body:
        raise ValueError(f"{path}: the table has no rows")
    short = [number for number, row in enumerate(body, 2) if len(row) < len(names) - 1]
    if short:
        raise ValueError(f"{path}: line {short[0]} has fewer columns than the first line")
    return {
        name: [row[place] if place < len(row) else "" for row in body]
        for place, name in enumerate(names)
    }


def _until_ends(
    path: str | Path, table: dict[str, list[str]], onsets: Sequence[float], began: str
) -> list[float]:
    """Durations from a column of ends; NaN where there is none."""
    ends = next((name for name in ENDS if name in table), None)
    if ends is None:
        return [float("nan")] * len(onsets)
    stops, _ = _onsets(path, {ONSETS[0]: table[ends]}, None, parse_moment(began))
    # Times of day pass midnight between an onset and its end.
    wrap = _DAY.total_seconds() if began.startswith(f"{NO_DATE}-") else float("inf")
    return [
        (stop - onset) % wrap if stop < onset else stop - onset
        for stop, onset in zip(stops, onsets, strict=True)
    ]


def _by_scorer(
    path: str | Path,
    onsets: Sequence[float],
    durations: Sequence[float],
    columns: dict[str, list[str]],
    reading: Reading,
) -> Scoring:
    hypnograms: dict[str, xr.DataArray] = {}
    notes: list[str] = []
    account: list[AccountEntry] = []
    length: float | None = None
    for name, words in columns.items():
        decoded = decode_stages(f"{path}, column {name!r}", words, durations, reading)
        hypnogram, grid_notes = on_grid(
            path, onsets, durations, decoded.stages, epoch_length=length
        )
        length = float(hypnogram.epoch_length)
        hypnograms[name if len(columns) > 1 else SCORER] = hypnogram
        notes += decoded.notes + grid_notes
        account += decoded.entries
    return Scoring(hypnograms, notes=list(dict.fromkeys(notes)), account=account)


def _with_belief(
    path: str | Path,
    onsets: Sequence[float],
    durations: Sequence[float],
    words: Sequence[str] | None,
    belief: xr.DataArray,
    reading: Reading,
) -> Scoring:
    """Stages and their probabilities, of a stager; without stages those it held likeliest."""
    if words is None:
        stages = likeliest(belief)
        notes = ["the stage of an epoch is the likeliest of the probabilities in the table"]
        account = []
    else:
        decoded = decode_stages(path, words, durations, reading)
        stages, notes, account = decoded.stages, decoded.notes, decoded.entries
    hypnogram, more = on_grid(path, onsets, durations, stages)
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
    onsets: Sequence[float],
    durations: Sequence[float],
    words: Sequence[str],
    channels: Sequence[str],
    reading: Reading,
) -> Scoring:
    annotations = [
        Annotation(onset, duration, f"{word}@@{channel}" if channel else word)
        for onset, duration, word, channel in zip(onsets, durations, words, channels, strict=True)
    ]
    scoring = sort_annotations(path, annotations, reading=reading)
    if not scoring.hypnograms:
        raise ValueError(
            f"{path}: none of its {len(words)} events is a sleep stage (they begin "
            f"{list(dict.fromkeys(words))[:3]})"
        )
    return scoring


def _durations(path: str | Path, table: dict[str, list[str]]) -> list[float] | None:
    name = next((name for name in DURATIONS if name in table), None)
    if name is None:
        return None
    return [
        float("nan") if cell.lower() in ("", "n/a") else _number(path, cell, name)
        for cell in table[name]
    ]


def _onsets(
    path: str | Path,
    table: dict[str, list[str]],
    durations: list[float] | None,
    start: datetime | None,
) -> tuple[list[float], str]:
    """Onsets in s, and the clock time that they count from where they were clock times."""
    name = next((name for name in ONSETS if name in table), None)
    if name is None:
        count = len(next(iter(table.values())))
        lengths = durations or [DEFAULT_EPOCH_LENGTH] * count
        return [0.0, *accumulate(lengths[: count - 1])], ""
    cells = table[name]
    if _is_number(cells[0]):
        return [_number(path, cell, name) for cell in cells], ""
    moments: list[datetime] = []
    shift = timedelta()
    for cell in cells:
        moment = parse_moment(cell)
        if moment is None:
            raise ValueError(f"{path}: {name} is {cell[:40]!r}, expected s or a clock time")
        if moment.year == NO_DATE:  # a time of day: it may pass midnight
            if moments and moments[-1] - (moment + shift) > _DAY / 2:
                shift += _DAY
            moment += shift
        moments.append(moment)
    origin = start or moments[0]
    if origin.year != NO_DATE and moments[0].year == NO_DATE:
        moved = datetime.combine(origin.date(), moments[0].time())
        if moved < origin - _DAY / 2:  # the night began before midnight, the scoring after it
            moved += _DAY
        by = moved - moments[0]
        moments = [moment + by for moment in moments]
    return [(moment - origin).total_seconds() for moment in moments], origin.isoformat()


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True


def _number(path: str | Path, text: str, what: str) -> float:
    if not _is_number(text):
        raise ValueError(f"{path}: {what} is {text[:40]!r}, expected a number of s")
    return float(text.replace(",", "."))
