"""Results of a lesson as a file: written by a student's page, read into a class's table."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from explorer.io.formats.own_results import LESSON_FORMAT
from explorer.school.lesson import Lesson
from explorer.school.marking import Marked
from explorer.vocabulary.stages import SCORED, Stage

_VERSION = 1
_LARGEST = 1_000_000  # bytes: a lesson of 200 epochs has some 10,000
_LONGEST_NAME = 80
_MOST_FILES = 1000
_MOST_VOTES = 1000


@dataclass(frozen=True, eq=False)
class Result:
    """One student's lesson, marked."""

    student: str
    """As the student wrote it; "" for nobody's name."""
    night: str
    """What the page calls the night."""
    simulated: bool
    """Whether the night is simulated."""
    marked: Marked
    simulated_key: bool = False
    """Whether it is marked by what the simulation made, and by no scorer."""


def write_result(result: Result) -> str:
    """Write a result as JSON: the lesson, the answers, and the experts' votes, with no samples.

    Examples
    --------
    >>> marked = Marked(Lesson((4,)), (Stage.N2,), np.array([[0, 0, 1, 0, 0]]))
    >>> text = write_result(Result("Ana", "night 1", True, marked))
    >>> read_result(text).marked.percent
    100.0
    """
    marked = result.marked
    value = {
        "format": LESSON_FORMAT,
        "version": _VERSION,
        "student": result.student,
        "night": result.night,
        "simulated": result.simulated,
        "simulated_key": result.simulated_key,
        "lesson": marked.lesson.as_json(),
        "answers": [None if one == Stage.UNSCORED else one.name for one in marked.answers],
        "stages": [stage.name for stage in SCORED],
        "votes": marked.votes.tolist(),
    }
    return json.dumps(value, ensure_ascii=False, indent=1)


def is_result(content: bytes) -> bool:
    """Tell a lesson's result, or what was meant as one, from a scoring in JSON or another format.

    Examples
    --------
    >>> is_result(b'{"format": "sleep-explorer lesson"}'), is_result(b"epoch,stage")
    (True, False)
    """
    return LESSON_FORMAT.encode() in content[:_LARGEST]


def read_result(text: str | bytes, name: str = "the file") -> Result:
    """Read a result as `write_result` writes it.

    Parameters
    ----------
    text : str or bytes
        JSON.
    name : str
        What a refusal calls the file.

    Returns
    -------
    Result

    Raises
    ------
    ValueError
        If it is none, in one sentence.
    """
    if len(text) > _LARGEST:
        raise ValueError(f"{name} has {len(text)} bytes, and a lesson's result {_LARGEST} at most")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError(f"{name} is no JSON: a lesson's result ends in .json") from None
    if not isinstance(value, dict) or value.get("format") != LESSON_FORMAT:
        raise ValueError(
            f"{name} is no result of a lesson: one has the format {LESSON_FORMAT!r}, as the page "
            "saves it"
        )
    if value.get("version") != _VERSION:
        raise ValueError(
            f"{name} is of version {value.get('version')!r}, and version {_VERSION} is read"
        )
    try:
        lesson = Lesson.from_json(value.get("lesson"))
        marked = Marked(lesson, _answers(value.get("answers")), _votes(value))
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None
    student, night = (_named(value.get(key)) for key in ("student", "night"))
    simulated = value.get("simulated") is True
    # A file that does not say it is from before the two were told apart.
    simulated_key = value.get("simulated_key", simulated and marked.experts == 1) is True
    return Result(student, night, simulated, marked, simulated_key)


def read_folder(
    folder: str | Path, *, permitted: Callable[[Path], bool] = Path.is_file
) -> tuple[list[Result], list[str]]:
    """Read every result in a folder.

    Parameters
    ----------
    folder : str or Path
        Its files that end in ``.json`` are read; folders in it are not.
    permitted : callable of Path -> bool
        Whether a file may be read.

    Returns
    -------
    results : list of Result
        In the order of the files' names.
    problems : list of str
        What was not read and why, a sentence each.

    Raises
    ------
    ValueError
        If it is no folder, or holds no result.
    """
    place = Path(folder)
    if not place.is_dir():
        raise ValueError(f"{folder} is no folder: give the one that holds the class's .json files")
    files = sorted(file for file in place.iterdir() if file.suffix.lower() == ".json")
    files = [file for file in files if file.is_file() and permitted(file)]
    if len(files) > _MOST_FILES:
        raise ValueError(f"{folder} has {len(files)} files, and {_MOST_FILES} are read at most")
    results, problems = read_files((file.name, _content(file)) for file in files)
    if not results:
        more = f" {problems[0]}" if problems else ""
        raise ValueError(f"{folder} holds no result of a lesson (.json).{more}")
    return results, problems


def read_files(files: Iterable[tuple[str, bytes]]) -> tuple[list[Result], list[str]]:
    """Read results from files' names and contents; as `read_folder`, and none is refused alone."""
    results, problems = [], []
    for name, content in files:
        try:
            results.append(read_result(content, name))
        except ValueError as error:
            problems.append(str(error))
    return results, problems


def _content(file: Path) -> bytes:
    """Read a file, and not a byte more of it than is refused for its length."""
    with file.open("rb") as opened:
        return opened.read(_LARGEST + 1)


def _named(value: object) -> str:
    """Name in one line: control characters are no part of it."""
    text = value if isinstance(value, str) else ""
    return "".join(one for one in " ".join(text.split()) if one.isprintable())[:_LONGEST_NAME]


def _answers(value: object) -> tuple[Stage, ...]:
    names: dict[str | None, Stage] = {stage.name: stage for stage in SCORED}
    names[None] = Stage.UNSCORED
    if not isinstance(value, list) or not all(
        (one is None or isinstance(one, str)) and one in names for one in value
    ):
        raise ValueError("the answers are a list of W, N1, N2, N3, REM or null")
    return tuple(names[one] for one in value)


def _votes(value: dict[str, Any]) -> np.ndarray:
    if value.get("stages") != [stage.name for stage in SCORED]:
        raise ValueError("the votes are of the stages W, N1, N2, N3 and REM, in this order")
    rows = value.get("votes")
    if not isinstance(rows, list) or not all(
        isinstance(row, list)
        and len(row) == len(SCORED)
        and all(type(one) is int and 0 <= one <= _MOST_VOTES for one in row)
        for row in rows
    ):
        raise ValueError(f"the votes are rows of {len(SCORED)} counts from 0 to {_MOST_VOTES}")
    return np.array(rows, int).reshape(-1, len(SCORED))
