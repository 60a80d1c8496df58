"""One stage a line: text, CSV of one column, JSON lists, and the DREAMS database's own codes."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from explorer.io.clock import parse_moment
from explorer.io.codings import AASM, DREAMS, RK, Coding
from explorer.io.devices.device_sleeps import read_sleeps
from explorer.io.devices.exports import json_reader
from explorer.io.end_marks import ends_with_mark
from explorer.io.formats.json_object import read_stage_object
from explorer.io.formats.own_results import refuse_own_result
from explorer.io.formats.scoring_json import (
    is_scoringhero,
    is_sleeplab,
    read_scorers,
    read_scoringhero,
    read_sleeplab,
)
from explorer.io.reading_choices import Reading
from explorer.io.scoring_content import SCORER, Scoring, believed_epoch_length, believed_epochs
from explorer.io.stage_decoding import Decoded, decode_stages, whole_number
from explorer.io.stated_codes import (
    account_of_several,
    codes_in_line,
    is_of_several,
    split_legend,
    stated_codes,
)
from explorer.io.stated_epoch_length import account_of_lines, stated_epoch_length
from explorer.io.value_length import fold_values
from explorer.night.hypnogram import DEFAULT_EPOCH_LENGTH, make_hypnogram
from explorer.night.reading_account import FILE, ROWS, TIME, AccountEntry
from explorer.vocabulary.column_names import Role, read_column_name
from explorer.vocabulary.counts import is_what, pluralize
from explorer.vocabulary.stage_words import is_stage_anywhere, read_stage_word

_DREAMS_EPOCH_LENGTH = 5.0
_DREAMS_HEADER = "[hypnogram"
_COMMENTS = ("#", "%")
_REM_CODE = re.compile(r"\b([45])\s*[:=]?\s*(?:rem|r)\b", re.IGNORECASE)
"""A comment that says what is written for REM, as in "# 0 wake, 4 REM"."""
_SECONDS = re.compile(r"(\d+(?:\.\d+)?) ?s")


def read_codes(path: str | Path, text: str, reading: Reading) -> Scoring:
    """Read one stage a line, as a number or a name.

    Parameters
    ----------
    path : str or Path
        Where the text comes from, for errors.
    text : str
        Its lines. Those that begin with ``#`` are passed over, but for "epoch length: 20 s" and
        "1 value per 30 seconds".
        A first line that begins with ``[hypnogram`` says that the codes are those of DREAMS.
    reading : Reading
        What was said of it.

    Returns
    -------
    Scoring
        Epochs of 30 s unless the text says else, 5 s for DREAMS. An empty line between others is
        an epoch without a stage, unless every other line is empty.

    Raises
    ------
    ValueError
        If a line is no stage.
    """
    lines = [line.strip().strip("\"',;") for line in text.strip().splitlines()]
    comments = [line for line in lines if line.startswith(_COMMENTS)]
    told, words = split_legend([line for line in lines if not line.startswith(_COMMENTS)])
    several = [line for line in (*told, *words) if is_of_several(line)]
    comments += [line for line in told if line not in several]
    words = [line for line in words if line not in several]
    heading = words[:1] if words and codes_in_line(words[0]) else []
    reading = replace(reading, legend=stated_codes([*comments, *heading]))
    coding: Coding | None = None
    for comment in comments if reading.legend is None else []:
        if coding is None and (found := _REM_CODE.search(comment)):
            coding = AASM if found[1] == "4" else RK
    while words and (not words[0] or stated_epoch_length(path, words[:1])):
        comments += words[:1] * bool(words[0])
        words = words[1:]
    stated = reading.epoch_length or stated_epoch_length(path, comments)
    length = stated or DEFAULT_EPOCH_LENGTH
    of_coding = [line for line in comments if _REM_CODE.search(line)][:1]
    entries = [AccountEntry(ROWS, line, "the coding of its stages", 1) for line in of_coding]
    left = [line for line in comments if line not in of_coding]
    entries += account_of_lines(path, "comments", left)
    more, notes = account_of_several(several)
    entries += more
    if stated:
        entries.append(AccountEntry(TIME, "epoch length", f"{stated:g} s", why="as it is said"))
    if words and words[0].lower().startswith(_DREAMS_HEADER):
        coding, length, words = DREAMS, _DREAMS_EPOCH_LENGTH, words[1:]
        notes.append(
            f"the heading [Hypnogram] is that of the DREAMS databases: epochs of 5 s, and codes of "
            f"{DREAMS.name}"
        )
    elif words and _is_heading(words[0]):
        entries.append(AccountEntry(ROWS, words[0], "a heading", 1))
        words = words[1:]
    words = _without_spacing(words)
    if ends_with_mark(words) and reading.meaning(words[-1]) is None:
        entries.append(AccountEntry(ROWS, words[-1], "the end of the scoring", 1))
        words = words[:-1]
    if coding is not DREAMS and stated is None:
        words, length = fold_values(words, reading.duration, notes, entries)
    empty = words.count("")
    if empty:
        notes.append(f"{pluralize(empty, 'empty line')} between the stages: epochs left unscored")
    decoded = decode_stages(path, words, length, reading, coding=coding)
    return _scoring(path, decoded, length, notes, entries)


def _is_heading(word: str) -> bool:
    """Whether a line names a column of stages, and is none itself."""
    named = read_column_name(word)
    return named.exact and named.role is Role.STAGE and read_stage_word(word) is None


def _without_spacing(words: list[str]) -> list[str]:
    """Lines without the empty ones, where they are but the way in which lines are written."""
    while words and not words[-1]:
        words = words[:-1]
    if len(words) > 2 and not any(words[1::2]) and all(words[::2]):
        return words[::2]
    return words


def is_stage_a_line(head: str) -> bool:
    r"""Whether the first lines of a text are a stage or a code each.

    Examples
    --------
    >>> is_stage_a_line("W\nN1\nN2\n"), is_stage_a_line("Dear all,\nplease find\n")
    (True, False)
    """
    lines = [line.strip() for line in head.splitlines()[:20]]
    lines = [line for line in lines if line and not line.startswith("#")][:10]
    return bool(lines) and all(
        whole_number(line) is not None or is_stage_anywhere(line) for line in lines
    )


def read_json(path: str | Path, text: str, reading: Reading) -> Scoring:
    """Read JSON: a list of one code an epoch of 30 s, as Dreem's, or what a program saved.

    Parameters
    ----------
    path : str or Path
        Where the text comes from, for errors.
    text : str
        The list; an object with it as "stages" or "hypnogram" and, if need be, "epoch_length";
        YASA's object with "values", "freq" and "start"; ScoringHero's epochs and events;
        sleeplab-format's annotations; or a device's sleeps (`explorer.io.devices`).
    reading : Reading
        What was said of it.

    Returns
    -------
    Scoring

    Raises
    ------
    ValueError
        If it is no list of stages, or another file of this tool.
    """
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError(f"{path}: no JSON that can be read") from None
    refuse_own_result(path, values)
    if read_device := json_reader(values):
        return read_sleeps(path, read_device(path, values), reading)
    if isinstance(values, dict) and "values" in values:
        return _read_yasa(path, values, reading)
    if is_scoringhero(values):
        return read_scoringhero(path, values, reading)
    if is_sleeplab(values):
        return read_sleeplab(path, values, reading)
    if isinstance(values, list) and values and all(map(is_sleeplab, values)):
        return read_scorers(path, values, reading)
    if isinstance(values, dict):
        return _read_object(path, values, reading)
    return _read_list(path, values, reading)


def _read_object(path: str | Path, values: dict[str, Any], reading: Reading) -> Scoring:
    """Read an object that has a list of stages, and may have how long an epoch is."""
    found = read_stage_object(path, values)
    length = reading.epoch_length or found.epoch_length
    said = replace(reading, epoch_length=length)
    if is_scoringhero(found.stages):
        scoring = read_scoringhero(path, found.stages, said)
    else:
        scoring = _read_list(path, found.stages, said)
    return replace(
        scoring,
        start=found.start,
        notes=[*found.notes, *scoring.notes],
        account=[*scoring.account, *found.entries],
    )


def _read_list(path: str | Path, values: Any, reading: Reading) -> Scoring:
    """Read one stage an epoch."""
    if not isinstance(values, list) or not all(
        isinstance(value, int | float | str | None) for value in values
    ):
        raise ValueError(
            f"{path}: expected a JSON list of one stage an epoch, an object with such a list as "
            "'stages', or what YASA, ScoringHero or sleeplab-format saved"
        )
    words = ["" if value is None else str(value) for value in values]
    notes: list[str] = []
    entries: list[AccountEntry] = []
    if reading.epoch_length:
        length = reading.epoch_length
    else:
        words, length = fold_values(words, reading.duration, notes, entries)
    decoded = decode_stages(path, words, length, reading)
    return _scoring(path, decoded, length, notes, entries)


def _read_yasa(path: str | Path, found: dict[str, object], reading: Reading) -> Scoring:
    """Read what YASA's ``Hypnogram.to_json`` wrote, from its version 0.7 on."""
    words = found["values"]
    length = _SECONDS.fullmatch(str(found.get("freq", "")))
    if not isinstance(words, list) or length is None or not float(length[1]) > 0:
        raise ValueError(
            f"{path}: expected a list of 'values' and a 'freq' in s such as '30s', as YASA saves "
            f"them; freq {is_what(found.get('freq'))}"
        )
    believed_epoch_length(path, float(length[1]))
    decoded = decode_stages(path, [str(word) for word in words], float(length[1]), reading)
    scoring = _scoring(path, decoded, float(length[1]))
    start = str(found.get("start") or "")
    if start and parse_moment(start) is None:
        raise ValueError(f"{path}: start is {start[:40]!r}, expected a date and time")
    moment = parse_moment(start) if start else None
    return replace(scoring, start=moment.replace(tzinfo=None).isoformat() if moment else "")


def _scoring(
    path: str | Path,
    decoded: Decoded,
    length: float,
    notes: Sequence[str] = (),
    entries: Sequence[AccountEntry] = (),
) -> Scoring:
    if not decoded.stages:
        raise ValueError(f"{path}: no stage was found in it")
    believed_epochs(path, len(decoded.stages), length)
    return Scoring(
        {SCORER: make_hypnogram(decoded.stages, length)},
        notes=[*notes, *decoded.notes],
        account=[AccountEntry(FILE, "one stage an epoch", "stages"), *entries, *decoded.entries],
    )
