"""Luna's ``.annot``: a class, an instance, a channel, a start and a stop a row."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from explorer.io.clock import NO_DATE
from explorer.io.formats.row_times import clock_onsets, read_clock
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
from explorer.night.reading_account import COLUMN, ROWS, AccountEntry
from explorer.vocabulary.stage_words import read_stage_word

_NAME = "Luna annotations"
_UNTIL_NEXT = "..."
_NOTHING = frozenset((".", ""))
_STAGING = frozenset(("stage", "stages", "sleepstage", "sleep_stage", "hypnogram", "staging"))
_EPOCH = re.compile(r"e:(?:(\d+(?:\.\d+)?):)?(\d+)")
_ELAPSED = re.compile(r"0\+(\d{1,3}):(\d{2}):(\d{2}(?:\.\d+)?)")
_HEADER = re.compile(r"^class[\t ]+(instance|channel|start)\b", re.IGNORECASE | re.MULTILINE)
_LAYOUTS = {
    3: ("class", "start", "stop"),
    4: ("class", "instance", "start", "stop"),
    5: ("class", "instance", "channel", "start", "stop"),
    6: ("class", "instance", "channel", "start", "stop", "meta"),
}
_DAY = timedelta(days=1).total_seconds()


def is_luna(file: ScorerFile) -> bool:
    """Whether a file is of Luna's, by its name or its line of column names."""
    return file.path.suffix.lower() == ".annot" or _HEADER.search(file.head) is not None


@dataclass
class _Annotation:
    text: str
    start: str
    stop: str
    channel: str


def read_luna(file: ScorerFile, reading: Reading) -> Scoring:
    """Read Luna's annotations.

    Parameters
    ----------
    file : ScorerFile
        With or without a line of column names; lines that begin with ``#`` are headers. A start or
        stop is s from the recording's start, ``hh:mm:ss``, ``dd-mm-yy-hh:mm:ss``, ``0+hh:mm:ss``
        or an epoch, ``e:1``; a stop may also be ``+30`` (s from the start), or ``...`` (until the
        next begins).
    reading : Reading
        What was said of it: clock times count from the recording's start.

    Returns
    -------
    Scoring
        Classes that are stages ("N2", "wake") and instances of the class "SleepStage"; all others
        are events.

    Raises
    ------
    ValueError
        If a row lacks a column, or a time is none.
    """
    found, account = _annotations(file)
    notes: list[str] = []
    onsets, start = _onsets(file, found, reading, notes)
    rows = []
    order = sorted(range(len(found)), key=lambda number: onsets[number])
    nexts = dict(itertools.pairwise(order))
    for number, one in enumerate(found):
        lasts = float("nan")
        if one.stop != _UNTIL_NEXT:
            lasts = _duration(file, one, onsets[number])
        elif not _is_stage(one.text, reading):
            lasts = onsets[nexts[number]] - onsets[number] if number in nexts else 0.0
        rows.append(Row(onsets[number], lasts, one.text, one.channel))
    rows.sort(key=lambda row: row.onset)
    last = rows[-1]
    if not last.duration >= 0 and reading.duration and start in (None, reading.start):
        rows[-1] = replace(last, duration=max(reading.duration - last.onset, 0.0))
    scoring = scoring_of_events(file.path, _NAME, rows, reading)
    scoring = started_by_clock(scoring, start, reading)
    return replace(scoring, notes=[*notes, *scoring.notes], account=[*scoring.account, *account])


def _annotations(file: ScorerFile) -> tuple[list[_Annotation], list[AccountEntry]]:
    lines = [line.rstrip() for line in rows_of(file)]
    headers = [line for line in lines if line.startswith("#")]
    lines = [line for line in lines if line.strip() and not line.startswith("#")]
    tabs = any("\t" in line for line in lines[:2])
    table = [
        [cell.strip() for cell in (line.split("\t") if tabs else line.split())] for line in lines
    ]
    names: Sequence[str] = ()
    if table and table[0][0].lower() == "class":
        names, table = [name.lower() for name in table[0]], table[1:]
    if not table:
        raise ValueError(f"{file.path}: {_NAME} without a row")
    found = []
    for number, cells in enumerate(table, 1):
        layout = names or _LAYOUTS.get(min(len(cells), 6), ())
        row = dict(zip(layout, cells, strict=False))
        missing = [name for name in ("class", "start", "stop") if not row.get(name)]
        if missing and row.get("start", "").startswith("e:"):
            row["stop"], missing = row["start"], []
        if missing:
            raise ValueError(
                f"{file.path}: row {number} of {_NAME} has no {missing[0]}; expected class, "
                "instance, channel, start and stop, with tabs between them"
            )
        instance = row.get("instance", ".")
        staging = row["class"].lower() in _STAGING and instance not in _NOTHING
        channel = row.get("channel", ".")
        found.append(
            _Annotation(
                _explicit(instance) if staging else row["class"],
                row["start"],
                row["stop"],
                "" if channel in _NOTHING else channel,
            )
        )
    used = {"class": "event", "start": "onset", "stop": "end", "channel": "channel"}
    account = [AccountEntry(COLUMN, name, used.get(name, "")) for name in names or layout]
    account += [AccountEntry(ROWS, "headers", count=len(headers))] * bool(headers)
    return found, account


def _explicit(instance: str) -> str:
    """Say of an instance of the class "SleepStage" that it is a stage, however short it is."""
    found = read_stage_word(instance)
    if found is None or found.stage is None or found.explicit:
        return instance
    return f"Sleep stage {instance}"


def _onsets(
    file: ScorerFile, found: Sequence[_Annotation], reading: Reading, notes: list[str]
) -> tuple[list[float], datetime | None]:
    """Onsets in s, and the moment that they count from where they are clock times."""
    cells = [one.start for one in found]
    elapsed = [_elapsed(file, cell) for cell in cells]
    numbers = [one for one in elapsed if one is not None]
    if len(numbers) == len(cells):
        return numbers, None
    clocks = [cell for cell, one in zip(cells, elapsed, strict=True) if one is None]
    if numbers:
        raise ValueError(
            f"{file.path}: some starts are s from the recording's start and others clock times "
            f"({clocks[0][:40]!r}); give all of them in one way"
        )
    words = [one.text for one in found]
    return clock_onsets(file.path, clocks, reading, words=words, notes=notes)


def _elapsed(file: ScorerFile, cell: str) -> float | None:
    """S from the recording's start; None for a clock time."""
    if found := _EPOCH.fullmatch(cell):
        return (int(found[2]) - 1) * float(found[1] or 30)
    if found := _ELAPSED.fullmatch(cell):
        return int(found[1]) * 3600 + int(found[2]) * 60 + float(found[3])
    if ":" in cell and read_clock(cell) is not None:
        return None
    return seconds(file.path, cell, "a start")


def _duration(file: ScorerFile, one: _Annotation, onset: float) -> float:
    if one.stop.startswith("+"):
        return max(seconds(file.path, one.stop[1:], "a stop"), 0.0)
    if found := _EPOCH.fullmatch(one.stop):
        return max(int(found[2]) * float(found[1] or 30) - onset, 0.0)
    stop, start = _elapsed(file, one.stop), _elapsed(file, one.start)
    if stop is not None and start is not None:
        return max(stop - start, 0.0)
    ends, begins = read_clock(one.stop), read_clock(one.start)
    if ends is None or begins is None:
        raise ValueError(
            f"{file.path}: a stop is {one.stop[:40]!r} where its start is {one.start[:40]!r}; give "
            "both in one way"
        )
    lasts = (ends - begins).total_seconds()
    if NO_DATE in (ends.year, begins.year):
        lasts %= _DAY
    return max(lasts, 0.0)


def _is_stage(text: str, reading: Reading) -> bool:
    return reading.meaning(text) is not None or read_stage_word(text) is not None
