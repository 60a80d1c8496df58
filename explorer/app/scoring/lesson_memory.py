"""What a browser holds of a lesson: its answers, and the view before it; read with suspicion."""

from dataclasses import replace
from math import isfinite
from typing import Any

from explorer.app.state import WINDOW_LENGTHS
from explorer.school.lesson import Lesson
from explorer.school.sitting import Sitting, Step
from explorer.vocabulary.bands import HIGHEST, LOWEST, NARROWEST, named_band
from explorer.vocabulary.stages import SCORED, Stage

_NUMBERS = ("window_length", "window_start", "cursor_epoch", "n3_amplitude")
_SPANS = ("lights", "overview_span")


def view_for_memory(before: dict[str, Any]) -> dict[str, Any]:
    """Give what a browser holds of the view before a lesson: where it was, and the band."""
    held: dict[str, Any] = {name: before[name] for name in _NUMBERS if name in before}
    held |= {name: list(before[name]) for name in _SPANS if name in before}
    if "band" in before:
        held["band"] = [before["band"].low, before["band"].high]
    return held


def view_from_memory(held: object) -> dict[str, Any]:
    """Read what `view_for_memory` wrote; what is no such number is left."""
    value = held if isinstance(held, dict) else {}
    found: dict[str, Any] = {
        name: float(value[name])
        for name in _NUMBERS
        if type(value.get(name)) in (int, float) and isfinite(value[name])
    }
    if found.get("window_length") not in WINDOW_LENGTHS:
        found.pop("window_length", None)
    for name in _SPANS:
        span = value.get(name)
        if isinstance(span, list) and len(span) in (0, 2) and _are_finite(span):
            found[name] = tuple(map(float, span))
    edges = value.get("band")
    if (
        isinstance(edges, list)
        and len(edges) == 2
        and all(type(edge) in (int, float) for edge in edges)
        and LOWEST <= edges[0] <= edges[1] - NARROWEST
        and edges[1] <= HIGHEST
    ):
        found["band"] = named_band(*map(float, edges))
    return found


def _are_finite(values: list[Any]) -> bool:
    return all(type(value) in (int, float) and isfinite(value) for value in values)


def sitting_for_memory(sitting: Sitting) -> dict[str, Any]:
    """Give what a browser holds of the answers: what they are, and in which order they came."""
    return {
        "answers": [int(answer) for answer in sitting.answers],
        "place": sitting.place,
        "finished": sitting.finished,
        **{
            name: [[step.place, int(step.before), int(step.after)] for step in steps]
            for name, steps in (("given", sitting.given), ("undone", sitting.undone))
        },
    }


def sitting_from_memory(lesson: Lesson, held: object) -> Sitting:
    """Read what a browser held of a lesson; ValueError for what fits it not."""
    value = held if isinstance(held, dict) else {}
    answers, place = value.get("answers"), value.get("place")
    known = {int(stage) for stage in (*SCORED, Stage.UNSCORED)}
    if (
        not isinstance(answers, list)
        or len(answers) != len(lesson.epochs)
        or not all(type(one) is int and one in known for one in answers)
    ):
        raise ValueError("these are no answers of this lesson")
    sitting = replace(
        Sitting.begin(lesson),
        answers=tuple(map(Stage, answers)),
        finished=value.get("finished") is True,
        given=_steps(lesson, value.get("given")),
        undone=_steps(lesson, value.get("undone")),
    )
    return sitting.go(place if type(place) is int else 0)


def _steps(lesson: Lesson, held: object) -> tuple[Step, ...]:
    """Read the order of answers; none, which undoes nothing, where it is no such list."""
    known = {int(stage) for stage in (*SCORED, Stage.UNSCORED)}
    if not isinstance(held, list) or not all(
        isinstance(one, list)
        and len(one) == 3
        and all(type(part) is int for part in one)
        and 0 <= one[0] < len(lesson.epochs)
        and {one[1], one[2]} <= known
        for one in held
    ):
        return ()
    return tuple(Step(place, Stage(before), Stage(after)) for place, before, after in held)
