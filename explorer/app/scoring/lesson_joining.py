"""Join what two tabs of one browser hold of lessons: by epoch, and the newest answer stands."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from explorer.app.scoring.lesson_memory import sitting_for_memory, sitting_from_memory
from explorer.school.lesson import Lesson
from explorer.school.sitting import Sitting, Step
from explorer.vocabulary.stages import Stage

_AT, _TIMES, _TURNED = "at", "times", "turned"
_LATEST = 8_640_000_000_000_000  # ms since 1970, the last moment that a browser has


def lesson_of(key: str) -> Lesson:
    """Read the lesson that a browser's entry is of, from its key: the night's title, and it.

    Raises
    ------
    ValueError
        If it is none.
    """
    return Lesson.from_text(key.rpartition("|")[2])


def left_at(held: object) -> int:
    """Tell when an entry was last changed, in ms since 1970; 0 where it does not say."""
    return _moment(held.get(_AT)) if isinstance(held, dict) else 0


def stamped(sitting: Sitting, before: dict[str, Any], held: object, now: int) -> dict[str, Any]:
    """Give what a browser is to hold of a sitting, with when each of its answers was given.

    Parameters
    ----------
    sitting : Sitting
    before : dict
        The view before the lesson, as `view_for_memory` gives it.
    held : object
        What the browser held of the lesson until now.
    now : int
        ms since 1970.

    Returns
    -------
    dict
        What is as it was keeps its time.
    """
    was = held if isinstance(held, dict) else {}
    entry = sitting_for_memory(sitting) | {"before": before}
    if all(was.get(name) == value for name, value in entry.items()):
        return was
    times = _times(was, len(sitting.answers))
    answers = was.get("answers")
    if not isinstance(answers, list) or len(answers) != len(times):
        answers = [int(Stage.UNSCORED)] * len(times)
    pairs = zip(entry["answers"], answers, times, strict=True)
    entry[_TIMES] = [time if one == other else max(now, time + 1) for one, other, time in pairs]
    turned = _moment(was.get(_TURNED))
    same = entry["finished"] == (was.get("finished") is True)
    entry[_TURNED] = turned if same else max(now, turned + 1)
    return entry | {_AT: max(now, left_at(was) + 1)}


def join_lessons(ours: dict[str, Any], theirs: dict[str, Any]) -> dict[str, Any]:
    """Join the lessons that two tabs hold; in whichever order, both come to the same.

    Parameters
    ----------
    ours, theirs : dict
        Entries as `stamped` gives them, by key.

    Returns
    -------
    dict
        The last changed at the end. Of a lesson in both, each epoch has the answer given last.
    """
    joined = {}
    for key in {**ours, **theirs}:
        both = [held[key] for held in (ours, theirs) if key in held]
        joined[key] = both[0] if len(both) == 1 else _joined(key, *both)
    return dict(sorted(joined.items(), key=lambda item: (left_at(item[1]), item[0])))


def _joined(key: str, one: Any, other: Any) -> Any:
    read = []
    for held in (one, other):
        try:
            read.append((sitting_from_memory(lesson_of(key), held), held))
        except ValueError:
            continue  # whatever a browser holds may be anybody's
    if len(read) < 2:
        return read[0][1] if read else max(one, other, key=_text)
    size = len(read[0][0].answers)
    stamps = [
        [
            # Of two answers of one moment any is given, rather than none.
            (time, answer != Stage.UNSCORED, int(answer))
            for answer, time in zip(sitting.answers, _times(held, size), strict=True)
        ]
        for sitting, held in read
    ]
    newest = [max(pair) for pair in zip(*stamps, strict=True)]
    answers = tuple(Stage(answer) for _, _, answer in newest)
    turned, finished = max((_moment(held.get(_TURNED)), sitting.finished) for sitting, held in read)
    made = [
        sitting_for_memory(_fitted(replace(sitting, finished=finished), answers))
        | {
            "before": held.get("before"),
            _TIMES: [time for time, _, _ in newest],
            _TURNED: turned,
            _AT: left_at(held),
        }
        for sitting, held in read
    ]
    return max(made, key=lambda entry: (entry[_AT], _text(entry)))


def with_answers_of(sitting: Sitting, other: Sitting) -> Sitting:
    """Take over another tab's answers, and whether they were handed in; look where one looks."""
    return _fitted(replace(sitting, finished=other.finished), other.answers)


def _fitted(sitting: Sitting, answers: tuple[Stage, ...]) -> Sitting:
    """Put in answers, and keep of what can be undone what still leads to them."""
    return replace(
        sitting,
        answers=answers,
        given=_standing(sitting.given, answers, "after"),
        undone=_standing(sitting.undone, answers, "before"),
    )


def _standing(steps: Sequence[Step], answers: Sequence[Stage], end: str) -> tuple[Step, ...]:
    last = {step.place: getattr(step, end) for step in steps}
    return tuple(step for step in steps if last[step.place] == answers[step.place])


def _times(held: dict[str, Any], size: int) -> list[int]:
    times = held.get(_TIMES)
    if not isinstance(times, list) or len(times) != size:
        return [0] * size
    return [_moment(time) for time in times]


def _moment(value: object) -> int:
    return value if type(value) is int and 0 <= value <= _LATEST else 0


def _text(value: object) -> str:
    return json.dumps(value, sort_keys=True)
