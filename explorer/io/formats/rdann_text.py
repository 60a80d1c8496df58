"""Annotations of PhysioNet's WFDB as ``rdann`` prints them."""

import re
from dataclasses import replace

from explorer.io.formats.row_times import clock_onsets
from explorer.io.formats.staged_rows import (
    Row,
    rows_of,
    scoring_of_events,
    seconds,
    started_by_clock,
)
from explorer.io.reading_choices import Reading
from explorer.io.scorer_file import ScorerFile
from explorer.io.scoring_content import Scoring
from explorer.night.reading_account import ROWS, AccountEntry

_NAME = "annotations that rdann printed"
# A time, elapsed or of the clock; a sample's number; a type, subtype, channel, number; and a text.
_ROW = re.compile(
    r"\s*(?:\[(?P<clock>[\d:.]+)(?: (?P<date>[\d/]+))?\]|(?P<elapsed>\d+:[\d:.]+))"
    r"\s+(?P<sample>\d+)\s+(?P<type>[^\s\d]\S*)\s+-?\d+\s+-?\d+\s+-?\d+(?:\s+(?P<text>.*))?"
)
_DURATION = re.compile(r"\s*\bduration:\s*(\d+(?:[.,]\d+)?)\s*$", re.IGNORECASE)
# The MIT-BIH Polysomnographic Database: the stage, then codes of apnoea, arousal and movement.
_STAGE_FIRST = re.compile(r"(W|R|MT|M|[1-4])((?:\s+[A-Z]{1,3})*)")


def is_rdann(file: ScorerFile) -> bool:
    """Whether the first rows are such as rdann prints."""
    lines = [line for line in file.head.splitlines() if line.strip()]
    begin = 1 if lines and lines[0].lstrip().lower().startswith("elapsed") else 0
    return bool(lines[begin:]) and all(map(_ROW.fullmatch, lines[begin : begin + 3]))


def read_rdann(file: ScorerFile, reading: Reading) -> Scoring:
    """Read the annotations that rdann printed.

    Parameters
    ----------
    file : ScorerFile
        Rows such as ``[23:50:00.000 22/05/2018]  0  "  0  0  0  Sleep_stage_W duration: 180``, with
        times of the clock, which may pass midnight under one date, or elapsed ones.
    reading : Reading
        What was said of it.

    Raises
    ------
    ValueError
        If no annotation is a stage.
    """
    lines = rows_of(file)
    found = [match for line in lines if (match := _ROW.fullmatch(line.rstrip()))]
    passed = sum(bool(line.strip()) for line in lines) - len(found)
    start = None
    assumed: list[str] = []
    if found[0]["clock"]:
        # The date of a row may stay that of the start: an hour before the last is the next day's.
        onsets, start = clock_onsets(
            file.path,
            [_clock(one) for one in found],
            reading,
            words=[(one["text"] or one["type"]).strip() for one in found],
            notes=assumed,
        )
    else:
        onsets = [_elapsed(file, one["elapsed"] or "0") for one in found]
    rows = []
    for onset, one in zip(onsets, found, strict=True):
        text = (one["text"] or one["type"]).strip()
        lasts = float("nan")
        if told := _DURATION.search(text):
            lasts, text = seconds(file.path, told[1], "a duration"), text[: told.start()]
        if first := _STAGE_FIRST.fullmatch(text):
            rows.append(Row(onset, lasts, f"Sleep stage {first[1]}"))
            rows += [Row(onset, lasts, code) for code in first[2].split()]
        else:
            rows.append(Row(onset, lasts, text))
    scoring = scoring_of_events(file.path, _NAME, rows, reading)
    scoring = started_by_clock(scoring, start, reading)
    entry = [AccountEntry(ROWS, "lines that are no annotation", count=passed)] * bool(passed)
    notes = [*assumed, *scoring.notes]
    return replace(scoring, notes=notes, account=[*scoring.account, *entry])


def _clock(one: re.Match[str]) -> str:
    return f"{one['date']} {one['clock']}" if one["date"] else str(one["clock"])


def _elapsed(file: ScorerFile, text: str) -> float:
    total = 0.0
    for part in text.split(":"):
        total = total * 60 + seconds(file.path, part, "a time")
    return total
