"""Text of one change of stage a line: Visbrain's ends, Zurich's ``.vis``, logs of clock times."""

import itertools
import re
from dataclasses import replace
from itertools import pairwise

from explorer.io.formats.row_times import clock_onsets
from explorer.io.formats.staged_rows import (
    Row,
    rows_of,
    scoring_of_events,
    scoring_of_stages,
    seconds,
    started_by_clock,
)
from explorer.io.reading_choices import Reading
from explorer.io.scorer_file import ScorerFile
from explorer.io.scoring_content import Scoring, believed_epochs
from explorer.night.reading_account import ROWS, AccountEntry
from explorer.vocabulary.stage_words import is_stage_anywhere, read_stage_word

_ENDS = "stages and when each ends (Visbrain)"
_VIS = "Zurich sleep stages (.vis)"
_LOG = "a log of clock times"
_END_ROW = re.compile(
    r"\s*(?P<word>\*?[^\t;,]*?[^\s\t;,])(?:[ \t]+|\s*[;,]\s*)(?P<end>\d+(?:[.,]\d+)?)\s*"
)
_VIS_ROW = re.compile(r"\s*(?P<epoch>\d+)\s+(?P<stage>[0-4rRmMe])(?P<rest>\s.*)?")
_VIS_END = re.compile(r"^[ \t]*\d+[ \t]+e[ \t\r]*$", re.MULTILINE)
_VIS_EPOCH = 20.0  # s
_VIS_WORDS = {"0": "W", "1": "S1", "2": "S2", "3": "S3", "4": "S4", "r": "REM", "m": "MT"}
_LOG_ROW = re.compile(
    r"\s*(?P<time>(?:[\d./-]{8,10}[ T]+)?\d{1,2}:\d{2}:\d{2}(?:[.,]\d+)?(?:\s*[AaPp]\.?[Mm]\.?)?)"
    r"[ \t;,]+(?P<text>\S.*)"
)


def _lines(file: ScorerFile, head: bool = True) -> list[str]:
    lines = file.head.splitlines()[:40] if head else rows_of(file)
    return [line for line in lines if line.strip() and not line.lstrip().startswith("#")]


def is_ends(file: ScorerFile) -> bool:
    """Whether each line is a stage's word and a number that grows."""
    lines = _lines(file)
    found = [_END_ROW.fullmatch(line) for line in (lines[:-1] if len(lines) > 2 else lines)]
    rows = [row for row in found if row is not None and not row["word"].startswith("*")]
    if not rows or len(found) != sum(row is not None for row in found):
        return False
    ends = [float(row["end"].replace(",", ".")) for row in rows]
    steps = [after - before for before, after in pairwise(ends)]
    if any(step <= 0 for step in steps) or (steps and set(steps) == {1.0}):
        return False  # what grows by 1 are numbers of epochs
    return ends[0] > 0 and all(is_stage_anywhere(row["word"]) for row in rows[:3])


def read_ends(file: ScorerFile, reading: Reading) -> Scoring:
    """Read stages with the s at which each ends, the first from 0; lines of ``*`` are headers.

    Raises
    ------
    ValueError
        If a line is no stage with its end, or an end lies before the one before it.
    """
    rows: list[Row] = []
    headers, last = 0, 0.0
    for number, line in enumerate(_lines(file, head=False), 1):
        if line.lstrip().startswith("*"):
            headers += 1
            continue
        found = _END_ROW.fullmatch(line)
        end = seconds(file.path, found["end"], "an end") if found else float("nan")
        if found is None or not end > last:
            raise ValueError(
                f"{file.path}: line {number} is {line.strip()[:40]!r}, expected a stage and the s "
                f"at which it ends, after {last:g}"
            )
        rows.append(Row(last, end - last, found["word"]))
        last = end
    scoring = scoring_of_stages(file.path, _ENDS, rows, reading)
    entry = [AccountEntry(ROWS, "headers", count=headers)] * bool(headers)
    notes = [*scoring.notes, "the number beside each stage is the s at which it ends (Visbrain)"]
    return replace(scoring, notes=notes, account=[*scoring.account, *entry])


def is_vis(file: ScorerFile) -> bool:
    """Whether a file counts changes of stage by epochs, up to one "e"."""
    if _VIS_END.search(file.text) is None:
        return False
    rows = _lines(file)[1:10]
    last = next((place for place, row in enumerate(rows) if _VIS_END.fullmatch(row)), len(rows) - 1)
    return bool(rows) and all(map(_VIS_ROW.fullmatch, rows[:last]))


def read_vis(file: ScorerFile, reading: Reading) -> Scoring:
    """Read Zurich's ``.vis``: the number of an epoch of 20 s and its stage, until the next line.

    Notes
    -----
    A letter behind the stage marks an artefact in that epoch and is not read; "e" is the last
    epoch.

    Raises
    ------
    ValueError
        If epochs do not follow each other.
    """
    rows: list[Row] = []
    marks = 0
    told: list[tuple[int, str]] = []
    for line in _lines(file, head=False):
        found = _VIS_ROW.fullmatch(line)
        if found is None:
            continue  # the offset above, and the table of sums below
        told.append((int(found["epoch"]), found["stage"].lower()))
        marks += bool((found["rest"] or "").strip())
        if told[-1][1] == "e":
            break
    believed_epochs(file.path, told[-1][0], _VIS_EPOCH)
    for (epoch, stage), (after, next_stage) in itertools.pairwise(told):
        until = after + (next_stage == "e")
        if stage == "e" or until <= epoch or epoch < 1:
            raise ValueError(f"{file.path}: epoch {after} of {_VIS} follows epoch {epoch}")
        onset, lasts = (epoch - 1) * _VIS_EPOCH, (until - epoch) * _VIS_EPOCH
        rows.append(Row(onset, lasts, _VIS_WORDS[stage]))
    scoring = scoring_of_stages(file.path, _VIS, rows, reading, epoch_length=_VIS_EPOCH)
    entry = [AccountEntry(ROWS, "marks of artefacts in epochs", count=marks)] * bool(marks)
    notes = [*scoring.notes, "epochs of a .vis file were taken to last 20 s"]
    return replace(scoring, notes=notes, account=[*scoring.account, *entry])


def is_log(file: ScorerFile) -> bool:
    """Whether the first lines are clock times, each with a text."""
    lines = _lines(file)[:4]
    found = [_LOG_ROW.fullmatch(line) for line in lines]
    texts = [one["text"] for one in found if one is not None]
    if any(map(_has_scorers, texts)):  # a table without names
        return False
    return len(lines) > 1 and len(texts) == len(lines)


def _has_scorers(text: str) -> bool:
    """Whether a text is several stages, each a scorer's."""
    words = [read_stage_word(word.strip()) for word in re.split("[,;\t]", text)]
    return len(words) > 1 and all(word is not None and word.stage is not None for word in words)


def read_log(file: ScorerFile, reading: Reading) -> Scoring:
    """Read clock times with what was scored from then on: stages, lights and events.

    Raises
    ------
    ValueError
        If none of them is a stage.
    """
    found = [match for line in _lines(file, head=False) if (match := _LOG_ROW.fullmatch(line))]
    passed = len(_lines(file, head=False)) - len(found)
    assumed: list[str] = []
    onsets, start = clock_onsets(
        file.path,
        [one["time"] for one in found],
        reading,
        words=[one["text"].strip() for one in found],
        notes=assumed,
    )
    rows = [
        Row(onset, float("nan"), one["text"].strip())
        for onset, one in zip(onsets, found, strict=True)
    ]
    scoring = scoring_of_events(file.path, _LOG, rows, reading)
    scoring = started_by_clock(scoring, start, reading)
    entry = [AccountEntry(ROWS, "lines without a clock time", count=passed)] * bool(passed)
    counted = "onsets are clock times and were counted from the first row"
    notes = [*assumed, *scoring.notes, counted]
    return replace(scoring, notes=notes, account=[*scoring.account, *entry])
