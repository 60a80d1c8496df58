"""Columns with spaces between them: Stanford's and Wisconsin's cohorts, MATLAB, ``savetxt``."""

import itertools
import re
from dataclasses import replace
from math import isfinite, isnan

from explorer.io.clock import parse_moment
from explorer.io.codings import RK, Coding
from explorer.io.formats.staged_rows import Row, scoring_of_stages
from explorer.io.headerless_table import are_scorers_codes, has_decimal_commas
from explorer.io.hypnogram_tables import read_table
from explorer.io.reading_choices import Reading
from explorer.io.scorer_file import BEGINNING, ScorerFile
from explorer.io.scoring_content import Scoring
from explorer.io.stage_decoding import whole_number
from explorer.io.stated_codes import stated_codes
from explorer.io.stated_epoch_length import stated_epoch_length
from explorer.io.value_length import length_of_values
from explorer.night.hypnogram import DEFAULT_EPOCH_LENGTH
from explorer.night.reading_account import COLUMN, AccountEntry
from explorer.vocabulary.stage_words import is_stage_anywhere, read_stage_word
from explorer.vocabulary.stages import Stage

_NAME = "columns with {} between them"
_FLOW = "several stages a line"
_FEWEST_IN_A_LINE = 6  # stages; fewer may be columns of something else
_FEWEST_IN_A_STRING = 20  # characters of a line that are a stage each
_FEWEST_KINDS = 2
_LARGEST_CODE = 9
_COHORT = re.compile(r"(^SSC_|[_.]STA\b|\.STG\b)", re.IGNORECASE)
_COHORT_CODES = Coding(
    "the Stanford and Wisconsin cohorts (0 W, 1-3, 4 stage 4, 5 REM, 7 unscored)",
    {**RK.stages, 7: Stage.UNSCORED},
    fourth=RK.fourth,
    movement=RK.movement,
)
_USERS = "user-defined stage"
_SEPARATORS = re.compile(r"[ \t]*[\t,;][ \t]*| +")


_ONSETS = frozenset(("onset", "start", "time", "begin", "duration"))
_COMMENTS = ("#", "%")
_ODD = re.compile("[\t;,]")


def is_spaced(file: ScorerFile) -> bool:
    """Whether every line at the file's beginning has as many columns, with spaces between them."""
    lines = _first_lines(file)
    if not lines:
        return False
    if _USERS in lines[0].lower():
        return True
    if _is_word(lines[-1]) or has_decimal_commas(lines):
        return False
    headed = not _begins_with_number(lines[0])
    body = lines[headed:] or lines
    separator = None
    if any(map(_ODD.search, lines)):
        if headed:  # a table
            return False
        separator = _ODD
    cells = [re.split(separator, line) if separator else line.split() for line in body]
    widths = {len(row) for row in cells}
    if len(widths) != 1 or widths == {1} or (separator and widths != {2}):
        return False
    return all(map(_begins_with_number, body))


def _first_lines(file: ScorerFile) -> list[str]:
    """Lines at the beginning, without comments, and without one that may be cut."""
    lines = [line.strip() for line in file.head.splitlines()[:41] if line.strip()]
    if len(lines) > 2:
        lines = lines[:-1]
    return [line for line in lines if not line.startswith(_COMMENTS)]


def _begins_with_number(line: str) -> bool:
    return whole_number(_SEPARATORS.split(line)[0]) is not None


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
    comments = [line for line in lines if line.startswith(_COMMENTS)]
    lines = [line for line in lines if line and not line.startswith(_COMMENTS)]
    stated = reading.epoch_length or stated_epoch_length(file.path, [*comments, lines[0]])
    reading = replace(reading, epoch_length=stated, legend=stated_codes([*comments, lines[0]]))
    rows = [_SEPARATORS.split(line) for line in lines]
    columns = list(zip(*rows, strict=False))
    if are_scorers_codes(columns) and len({len(row) for row in rows}) == 1:
        return _as_table(file, rows, reading)
    named = _NAME.format(_between(lines[-1]))
    names = ["epoch", "stage"]
    if not _begins_with_number(lines[0]):
        names = [name.strip().lower() for name in rows[0]]
        rows = rows[1:]
    if _ONSETS & set(names):
        return _as_table(file, [names, *rows], reading)
    if rows and any(map(_is_clock, rows[0])):
        headed = [] if _begins_with_number(lines[0]) else [names]
        return _as_table(file, [*headed, *rows], reading)
    if not rows or min(map(len, rows)) < 2:
        raise ValueError(f"{file.path}: {named}, of which some lines have one alone")
    if min(map(len, rows)) > 2 and _are_durations([row[1] for row in rows]):
        return _as_table(
            file, [["onset", "duration", "stage"], *(row[:3] for row in rows)], reading
        )
    if all(len(row) > 2 and _is_clock(row[1]) for row in rows):
        return _as_table(file, rows, reading)  # the stage stands behind its time
    first = [_whole(row[0]) for row in rows]
    length, onsets, assumed = _times(file, named, first, stated)
    taken = names.index(_USERS) if _USERS in names and names.index(_USERS) < 2 else 1
    words = [row[taken] for row in rows]
    cohort = _USERS in names or (_COHORT.search(file.path.name) and len(rows[0]) > 2)
    scoring = scoring_of_stages(
        file.path,
        named,
        [Row(onset, length, word) for onset, word in zip(onsets, words, strict=True)],
        reading,
        coding=_COHORT_CODES if cohort else None,
        epoch_length=None if isnan(length) else length,
    )
    account = [AccountEntry(COLUMN, "1", "the epoch"), AccountEntry(COLUMN, "2", "its stage")]
    account += [AccountEntry(COLUMN, f"{place}") for place in range(3, 1 + len(rows[0]))]
    note = f"of {len(rows[0])} {named}, the first was taken for the epoch, the second for its stage"
    epochs = f"epochs of {length:g} s{assumed}"
    if isnan(length):
        epochs = "its steps differ, and each stage lasts until the next"
    notes = [f"{note}; {epochs}", *scoring.notes]
    return Scoring(scoring.hypnograms, notes=notes, account=[*scoring.account, *account])


def _is_clock(cell: str) -> bool:
    return ":" in cell and parse_moment(cell) is not None


def _are_durations(cells: list[str]) -> bool:
    """Whether numbers are too large for codes of stages, and so s."""
    numbers = [whole_number(cell) for cell in cells]
    return all(number is not None and number > _LARGEST_CODE for number in numbers)


def _as_table(file: ScorerFile, rows: list[list[str]], reading: Reading) -> Scoring:
    return read_table(file.path, "\n".join("\t".join(row) for row in rows), reading)


def is_flow(file: ScorerFile) -> bool:
    """Whether the lines hold several stages each, as a printed array does."""
    lines = _first_lines(file)
    if _are_strings(lines):
        return True
    words = [row for row in map(_words, lines) if row]
    if len(words) == 1 and len(file.head) == BEGINNING:
        words[0].pop()  # cut in the midst of it
    if not words or len(words[0]) < _FEWEST_IN_A_LINE or len({len(row) for row in words[:-1]}) > 1:
        return False
    first = [whole_number(row[0]) for row in words]
    if len(first) > 1 and first == list(range(first[0] or 0, (first[0] or 0) + len(first))):
        return False
    return all(_is_code(word) for row in words for word in row)


def _are_strings(lines: list[str]) -> bool:
    """Whether lines have a stage a character, with nothing between them: "WWW1122R"."""
    if not lines or len(lines[0]) < _FEWEST_IN_A_STRING:
        return False
    kinds = set("".join(lines))
    if not all(one.isdigit() or _is_word(one) for one in kinds) or len(kinds) < _FEWEST_KINDS:
        return False
    whole = "".join(lines)
    changes = sum(before != after for before, after in itertools.pairwise(whole))
    return changes < len(whole) / 2  # digits of a number change more often than stages do


def _words(line: str) -> list[str]:
    return [word.strip("\"'") for word in re.split(r"[\s,;\[\]]+", line) if word]


def _is_code(word: str) -> bool:
    code = whole_number(word)
    return abs(code) <= _LARGEST_CODE if code is not None else is_stage_anywhere(word)


def read_flow(file: ScorerFile, reading: Reading) -> Scoring:
    """Read several stages a line, line by line, each an epoch: of 30 s if nothing is said.

    Raises
    ------
    ValueError
        If a word is no stage.
    """
    comments = [line for line in file.lines if line.lstrip().startswith(_COMMENTS)]
    lines = [line for line in file.lines if not line.lstrip().startswith(_COMMENTS)]
    strings = _are_strings([line.strip() for line in lines if line.strip()])
    words = [word for line in lines for word in (line.strip() if strings else _words(line))]
    said: list[str] = []
    length = reading.epoch_length or stated_epoch_length(file.path, comments)
    if length is None:
        length = length_of_values(len(words), reading.duration, said)
    reading = replace(reading, legend=stated_codes(comments))
    rows = [Row(number * length, length, word) for number, word in enumerate(words)]
    scoring = scoring_of_stages(file.path, _FLOW, rows, reading, epoch_length=length)
    how = "a character an epoch" if strings else "one after the other, line by line"
    notes = [f"{_FLOW} were read {how}", *said, *scoring.notes]
    return Scoring(scoring.hypnograms, notes=notes, account=scoring.account)


def _between(line: str) -> str:
    """Say what stands between the columns of a line."""
    found = _ODD.search(line)
    return {"\t": "tabs", ";": "semicolons", ",": "commas"}[found[0]] if found else "spaces"


def _whole(cell: str) -> int | None:
    """Read a count of epochs or of s, however large, with or without a part of zeros."""
    try:
        value = float(cell)
    except ValueError:
        return None
    return int(value) if isfinite(value) and value == int(value) else None


def _times(
    file: ScorerFile, named: str, first: list[int | None], stated: float | None
) -> tuple[float, list[float], str]:
    """Length of an epoch in s, when each begins, and what was assumed, by the first column."""
    counted = [number for number in first if number is not None]
    steps = [after - before for before, after in itertools.pairwise(counted)]
    if len(counted) != len(first) or counted[0] < 0 or any(step <= 0 for step in steps):
        raise ValueError(
            f"{file.path}: {named}, of which the first neither counts the epochs nor says when "
            "they begin; leave one stage a line, or give the columns names"
        )
    step = min(steps, default=1)
    if step == 1:
        origin = 0 if counted[0] == 0 else 1
        length = stated or DEFAULT_EPOCH_LENGTH
        assumed = "" if stated else ", assumed, as nothing says it"
        return length, [length * (one - origin) for one in counted], assumed
    if steps.count(step) * 2 < len(steps):  # in s, of changes of stage
        return float("nan"), [float(one) for one in counted], ""
    return float(step), [float(one) for one in counted], ""
