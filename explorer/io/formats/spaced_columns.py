"""Columns with spaces between them: Stanford's and Wisconsin's cohorts, MATLAB, ``savetxt``."""

import re

from explorer.io.formats.staged_rows import Row, scoring_of_stages
from explorer.io.reading import Reading
from explorer.io.scorer_file import ScorerFile
from explorer.io.scoring_file import Scoring
from explorer.io.stage_codes import RK, Coding
from explorer.io.stage_decoding import whole_number
from explorer.night.account import COLUMN, AccountEntry
from explorer.night.hypnogram import DEFAULT_EPOCH_LENGTH
from explorer.vocabulary.stage_words import read_stage_word
from explorer.vocabulary.stages import Stage

_NAME = "columns with spaces between them"
_COHORT = re.compile(r"(^SSC_|[_.]STA\b|\.STG\b)", re.IGNORECASE)
_COHORT_CODES = Coding(
    "the Stanford and Wisconsin cohorts (0 W, 1-3, 4 stage 4, 5 REM, 7 unscored)",
    {**RK.stages, 7: Stage.UNSCORED},
    fourth=RK.fourth,
    movement=RK.movement,
)
_USERS = "user-defined stage"
_SEPARATORS = re.compile(r"[ \t]*[\t,;][ \t]*| +")


def is_spaced(file: ScorerFile) -> bool:
    """Whether every line at the file's beginning has as many columns, with spaces between them."""
    lines = [line.strip() for line in file.head.splitlines()[:40] if line.strip()]
    if lines and _USERS in lines[0].lower():
        return True
    if len(lines) > 2:
        lines = lines[:-1]  # the beginning of a file ends within a line
    lines = [line for line in lines if not line.startswith(("#", "%"))]
    if not lines or any(separator in line for line in lines for separator in ",;"):
        return False
    if _is_word(lines[-1]):
        return False
    body = lines[1:] if len(lines) > 1 and not _begins_with_number(lines[0]) else lines
    widths = {len(line.split()) for line in body}
    return len(widths) == 1 and widths != {1} and all(map(_begins_with_number, body))


def _begins_with_number(line: str) -> bool:
    return whole_number(line.split()[0]) is not None


def _is_word(line: str) -> bool:
    """Whether a line is one stage, whose words have spaces between them: "1 stage"."""
    found = read_stage_word(line)
    return found is not None and found.stage is not None


def read_spaced(file: ScorerFile, reading: Reading) -> Scoring:
    """Read columns with spaces between them: the number of the epoch, its stage, and what follows.

    Parameters
    ----------
    file : ScorerFile
        Two or more columns, of which the first counts epochs or begins them in s; or "Epoch",
        "User-Defined Stage" and "CAST-Defined Stage", as the Wisconsin cohort has them.
    reading : Reading
        What was said of it.

    Raises
    ------
    ValueError
        If the first column neither counts epochs nor begins them.
    """
    lines = [line.strip() for line in file.lines]
    lines = [line for line in lines if line and not line.startswith(("#", "%"))]
    rows = [_SEPARATORS.split(line) for line in lines]
    names = ["epoch", "stage"]
    if not _begins_with_number(lines[0]):
        names = [name.strip().lower() for name in rows[0]]
        rows = rows[1:]
    if not rows or min(map(len, rows)) < 2:
        raise ValueError(f"{file.path}: {_NAME}, of which some lines have one alone")
    first = [whole_number(row[0]) for row in rows]
    length, onsets = _times(file, first)
    taken = names.index(_USERS) if _USERS in names and names.index(_USERS) < 2 else 1
    words = [row[taken] for row in rows]
    cohort = _USERS in names or (_COHORT.search(file.path.name) and len(rows[0]) > 2)
    scoring = scoring_of_stages(
        file.path,
        _NAME,
        [Row(onset, length, word) for onset, word in zip(onsets, words, strict=True)],
        reading,
        coding=_COHORT_CODES if cohort else None,
        epoch_length=length,
    )
    account = [AccountEntry(COLUMN, "1", "the epoch"), AccountEntry(COLUMN, "2", "its stage")]
    account += [AccountEntry(COLUMN, f"{place}") for place in range(3, 1 + len(rows[0]))]
    note = f"of {len(rows[0])} {_NAME}, the first was taken for the epoch, the second for its stage"
    epochs = f"epochs of {length:g} s"
    notes = [f"{note}; {epochs}", *scoring.notes]
    return Scoring(scoring.hypnograms, notes=notes, account=[*scoring.account, *account])


def _times(file: ScorerFile, first: list[int | None]) -> tuple[float, list[float]]:
    """Length of an epoch in s, and when each begins, by the first column."""
    counted = [number for number in first if number is not None]
    steps = [after - before for before, after in zip(counted, counted[1:], strict=False)]
    if len(counted) != len(first) or any(step <= 0 for step in steps):
        raise ValueError(
            f"{file.path}: {_NAME}, of which the first neither counts the epochs nor says when "
            "they begin; leave one stage a line, or give the columns names"
        )
    step = min(steps, default=1)
    if step == 1:
        begin = counted[0] if counted[0] not in (0, 1) else counted[0]
        origin = begin if begin in (0, 1) else 1
        return DEFAULT_EPOCH_LENGTH, [DEFAULT_EPOCH_LENGTH * (one - origin) for one in counted]
    return float(step), [float(one) for one in counted]
