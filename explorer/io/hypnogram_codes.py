"""One stage a line: text, CSV of one column, JSON lists, and the DREAMS database's own codes."""

import json
import re
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from explorer.io.clock import parse_moment
from explorer.io.scoring_file import (
    MOVEMENT_NOTE,
    N3_NOTE,
    SCORER,
    Scoring,
    believed_epoch_length,
    believed_epochs,
)
from explorer.io.table_limits import SCORING
from explorer.night.hypnogram import DEFAULT_EPOCH_LENGTH, make_hypnogram
from explorer.vocabulary.stages import Stage

# YASA's codes and names; names as the AASM manual and Rechtschaffen and Kales spell them.
NAMES: MappingProxyType[str, Stage] = MappingProxyType(
    {
        "w": Stage.W,
        "wake": Stage.W,
        "n1": Stage.N1,
        "s1": Stage.N1,
        "n2": Stage.N2,
        "s2": Stage.N2,
        "n3": Stage.N3,
        "s3": Stage.N3,
        "s4": Stage.N3,
        "r": Stage.REM,
        "rem": Stage.REM,
        "art": Stage.ARTEFACT,
        "artefact": Stage.ARTEFACT,
        "artifact": Stage.ARTEFACT,
        "mt": Stage.ARTEFACT,
        "movement time": Stage.ARTEFACT,
        "?": Stage.UNSCORED,
        "uns": Stage.UNSCORED,
        "unscored": Stage.UNSCORED,
        "unknown": Stage.UNSCORED,
        "n/a": Stage.UNSCORED,
    }
)
# 8 is "disconnected" in BOAS (OpenNeuro ds005555), 9 is "unscored" in many exports. Stage by stage:
# our own codes of the coarse stages mean other things in files.
AASM_CODES: MappingProxyType[int, Stage] = MappingProxyType(
    {0: Stage.W, 1: Stage.N1, 2: Stage.N2, 3: Stage.N3, 4: Stage.REM}
    | {-1: Stage.ARTEFACT, -2: Stage.UNSCORED, 8: Stage.UNSCORED, 9: Stage.UNSCORED}
)
# Rechtschaffen and Kales as Compumedics and many text files count: 4 is stage 4, 5 is REM.
RK_CODES: MappingProxyType[int, Stage] = MappingProxyType(
    {0: Stage.W, 1: Stage.N1, 2: Stage.N2, 3: Stage.N3, 4: Stage.N3, 5: Stage.REM}
    | {6: Stage.ARTEFACT, 9: Stage.UNSCORED, -1: Stage.ARTEFACT, -2: Stage.UNSCORED}
)
# Dreem open datasets: -1 is "not scored", where YASA means an artefact.
DREEM_CODES: MappingProxyType[int, Stage] = MappingProxyType(
    {**AASM_CODES, Stage.ARTEFACT.value: Stage.UNSCORED}
)
# DREAMS databases: the deeper, the smaller.
DREAMS_CODES: MappingProxyType[int, Stage] = MappingProxyType(
    {5: Stage.W, 4: Stage.REM, 3: Stage.N1, 2: Stage.N2, 1: Stage.N3, 0: Stage.N3}
    | {-1: Stage.ARTEFACT, -2: Stage.UNSCORED, -3: Stage.UNSCORED}
)
_DREAMS_EPOCH_LENGTH = 5.0
_DREAMS_HEADER = "[hypnogram"
_EPOCH_LENGTH = re.compile(r"1 value per (\d+(?:\.\d+)?) ?s", re.IGNORECASE)
_SECONDS = re.compile(r"(\d+(?:\.\d+)?) ?s")


def read_codes(path: str | Path, text: str) -> Scoring:
    """Read one stage a line, as a number or a name.

    Parameters
    ----------
    path : str or Path
        Where the text comes from, for errors.
    text : str
        Its lines. Those that begin with ``#`` are passed over, but for "1 value per 30 seconds".
        A first line that begins with ``[hypnogram`` says that the codes are those of DREAMS.

    Returns
    -------
    Scoring
        Epochs of 30 s unless the text says else, 5 s for DREAMS.

    Raises
    ------
    ValueError
        If a line is no stage.
    """
    lines = [line.strip().strip("\"',;") for line in text.splitlines()]
    length = DEFAULT_EPOCH_LENGTH
    for line in lines:
        if line.startswith("#") and (found := _EPOCH_LENGTH.search(line)):
            length = believed_epoch_length(path, float(found[1]))
    words = [line for line in lines if line and not line.startswith("#")]
    if words and words[0].lower().startswith(_DREAMS_HEADER):
        stages, _ = decode_stages(path, words[1:], DREAMS_CODES)
        notes = [
            "the heading [Hypnogram] is that of the DREAMS databases: epochs of 5 s, and codes "
            "5 wake, 4 REM, 3 stage 1, 2 stage 2, 1 stage 3, 0 stage 4",
            *[N3_NOTE] * ("0" in words),
        ]
        return _scoring(path, stages, _DREAMS_EPOCH_LENGTH, notes)
    if words and words[0].lower() in ("stage", "stages", "hypnogram", "sleep_stage", "hypno"):
        words = words[1:]
    stages, notes = decode_stages(path, words)
    return _scoring(path, stages, length, notes)


def read_json(path: str | Path, text: str) -> Scoring:
    """Read JSON: a list of one code an epoch of 30 s, as Dreem's, or a hypnogram that YASA saved.

    Parameters
    ----------
    path : str or Path
        Where the text comes from, for errors.
    text : str
        The list, or the object with "values", "freq" and "start".

    Returns
    -------
    Scoring

    Raises
    ------
    ValueError
        If it is no list of stages.
    """
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError(f"{path}: no JSON that can be read") from None
    if isinstance(values, dict) and "values" in values:
        return _read_yasa(path, values)
    if not isinstance(values, list) or not all(isinstance(v, int | str) for v in values):
        raise ValueError(
            f"{path}: expected a JSON list of one stage an epoch, or a hypnogram that YASA saved"
        )
    stages, notes = decode_stages(path, [str(value) for value in values], DREEM_CODES)
    if "-1" in map(str, values):
        notes.append("code -1 means unscored in JSON lists, as in the Dreem open datasets")
    return _scoring(path, stages, DEFAULT_EPOCH_LENGTH, notes)


def _read_yasa(path: str | Path, found: dict[str, object]) -> Scoring:
    """Read what YASA's ``Hypnogram.to_json`` wrote, from its version 0.7 on."""
    words = found["values"]
    length = _SECONDS.fullmatch(str(found.get("freq", "")))
    if not isinstance(words, list) or length is None or not float(length[1]) > 0:
        raise ValueError(
            f"{path}: expected a list of 'values' and a 'freq' in s such as '30s', as YASA saves "
            f"them; freq is {str(found.get('freq'))[:40]!r}"
        )
    stages, notes = decode_stages(path, [str(word) for word in words])
    scoring = _scoring(path, stages, float(length[1]), notes)
    start = str(found.get("start") or "")
    if start and parse_moment(start) is None:
        raise ValueError(f"{path}: start is {start[:40]!r}, expected a date and time")
    moment = parse_moment(start) if start else None
    return replace(scoring, start=moment.replace(tzinfo=None).isoformat() if moment else "")


def decode_stages(
    path: str | Path, words: list[str], codes: MappingProxyType[int, Stage] | None = None
) -> tuple[list[Stage], list[str]]:
    """Stages of these words, and what was assumed about them.

    Parameters
    ----------
    path : str or Path
        Where the words come from, for errors.
    words : list of str
        Numbers or names.
    codes : mapping of int to Stage, optional
        What the numbers mean. Without it, a 5 or 6 anywhere says Rechtschaffen and Kales (4 is
        stage 4, 5 REM); otherwise 4 is REM.

    Returns
    -------
    stages : list of Stage
    notes : list of str

    Raises
    ------
    ValueError
        If a word is no stage.
    """
    SCORING.check(path, rows=len(words))
    notes = []
    numbers = {word: int(float(word)) for word in set(words) if _is_whole(word)}
    if codes is None:
        codes = RK_CODES if {5, 6} & set(numbers.values()) else AASM_CODES
        if codes is RK_CODES:
            notes.append(
                "codes are those of Rechtschaffen and Kales (4 stage 4, 5 REM), as a 5 or 6 occurs"
            )
        elif 4 in numbers.values():
            notes.append("code 4 was read as REM, as no 5 occurs")
    if 8 in numbers.values():
        notes.append("code 8 (disconnected) was left unscored")
    known: dict[str, Stage] = {}
    for word in dict.fromkeys(words):
        if word in numbers and numbers[word] in codes:
            known[word] = codes[numbers[word]]
        elif word not in numbers and word.lower() in NAMES:
            known[word] = NAMES[word.lower()]
        else:
            raise ValueError(
                f"{path}: {word[:40]!r} is no sleep stage; expected one of the codes "
                f"{sorted(codes)} or a name such as {list(NAMES)[:6]}"
            )
    lower = {word.lower() for word in known}
    if lower & {"mt", "movement time"} or (codes is RK_CODES and 6 in numbers.values()):
        notes.append(MOVEMENT_NOTE)
    if "s4" in lower:
        notes.append(N3_NOTE)
    return [known[word] for word in words], notes


def _is_whole(word: str) -> bool:
    return re.fullmatch(r"[+-]?\d{1,3}(\.0*)?", word) is not None


def _scoring(path: str | Path, stages: list[Stage], length: float, notes: list[str]) -> Scoring:
    if not stages:
        raise ValueError(f"{path}: no stage was found in it")
    believed_epochs(path, len(stages), length)
    return Scoring({SCORER: make_hypnogram(stages, length)}, notes=notes)
