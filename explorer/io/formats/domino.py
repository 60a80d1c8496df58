"""SOMNOmedics' DOMINO: the sleep profile as text, in the language of its user."""

import re
from dataclasses import replace

from explorer.io.formats.row_times import clock_onsets, read_clock
from explorer.io.formats.staged_rows import Row, rows_of, scoring_of_stages, started_by_clock
from explorer.io.reading_choices import Reading
from explorer.io.scorer_file import ScorerFile
from explorer.io.scoring_content import Scoring, believed_epoch_length
from explorer.night.reading_account import ROWS, AccountEntry
from explorer.vocabulary.stage_words import read_stage_word

_NAME = "DOMINO sleep profile"
_ROW = re.compile(
    r"\s*(?P<time>(?:[\d./-]{6,10}[ T]+)?\d{1,2}:\d{2}:\d{2}(?:[.,]\d+)?)"
    r"(?P<until>\s*-\s*\d{1,2}:\d{2}:\d{2}(?:[.,]\d+)?)?\s*[;\t](?P<word>[^;\t]*)"
)
_RATE = re.compile(r"^\s*(?:rate|rat\w*|takt\w*|fr[eé]quence)\s*:\s*(\d+(?:[.,]\d+)?)\s*s", re.I)
_START = re.compile(r"^[^:\n]*(?:start|d[eé]but|inicio|inizio)[^:\n]*:\s*(.+)$", re.IGNORECASE)
_HEADER = re.compile(r"^(Signal ID|Signal Type|Signal-?ID|Signaltyp\w*)\s*:", re.I | re.MULTILINE)


def is_domino(file: ScorerFile) -> bool:
    """Whether the beginning is DOMINO's: lines of names and values, then times and words."""
    return _HEADER.search(file.head) is not None


def read_domino(file: ScorerFile, reading: Reading) -> Scoring:
    """Read DOMINO's sleep profile (``Schlafprofil.txt``, ``Sleep profile.txt``).

    Parameters
    ----------
    file : ScorerFile
        Lines such as "Rate: 30 s", then an epoch a line: its time, a semicolon and its stage.
    reading : Reading
        What was said of it.

    Raises
    ------
    ValueError
        If it is another of DOMINO's lists, without stages.
    """
    rate = float("nan")
    near = None
    title = ""
    cells: list[str] = []
    words: list[str] = []
    lasting = passed = 0
    for line in rows_of(file):
        row = _ROW.match(line)
        if row is not None:
            cells.append(row["time"])
            words.append(row["word"].strip())
            lasting += row["until"] is not None
        elif cells:
            passed += bool(line.strip())
        elif found := _RATE.match(line):
            rate = believed_epoch_length(file.path, float(found[1].replace(",", ".")))
        elif near is None and (found := _START.match(line)):
            near = read_clock(found[1])
        elif not title and ":" in line:
            title = line.partition(":")[2].strip()
    stages = [word for word in words if _is_stage(word, reading)]
    if lasting or not stages:
        raise ValueError(
            f"{file.path}: a list of DOMINO's ({title[:40] or 'without a name'}) with "
            f"{len(words):,} events and no sleep stages; the sleep profile has them (Schlafprofil "
            "or Sleep profile)"
        )
    if near is not None and near.year <= 1900:
        near = None
    assumed: list[str] = []
    onsets, start = clock_onsets(file.path, cells, reading, near=near, notes=assumed)
    rows = [Row(onset, rate, word) for onset, word in zip(onsets, words, strict=True)]
    scoring = scoring_of_stages(file.path, _NAME, rows, reading)
    scoring = started_by_clock(scoring, start, reading)
    scoring = replace(scoring, notes=[*assumed, *scoring.notes])
    if not passed:
        return scoring
    return Scoring(
        scoring.hypnograms,
        start=scoring.start,
        notes=[*scoring.notes, f"{passed} lines without a time were not read"],
        account=[*scoring.account, AccountEntry(ROWS, "without a time", count=passed)],
    )


def _is_stage(word: str, reading: Reading) -> bool:
    found = read_stage_word(word)
    return reading.meaning(word) is not None or (found is not None and found.stage is not None)
