"""What a browser holds of a lesson: its answers, and the view before it; read with suspicion."""

from dataclasses import replace
from math import isfinite
from typing import Any

from explorer.app.state import WINDOW_LENGTHS
from explorer.school.lesson import Lesson
from explorer.school.sitting import Sitting
from explorer.vocabulary.bands import HIGHEST, LOWEST, NARROWEST, named_band
from explorer.vocabulary.stages import SCORED, Stage

_NUMBERS = ("window_length", "window_start", "cursor_epoch")


def view_for_memory(before: dict[str, Any]) -> dict[str, Any]:
    """Give what a browser holds of the view before a lesson: where it was, and the band."""
    held: dict[str, Any] = {name: before[name] for name in _NUMBERS if name in before}
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
    )
    return sitting.go(place if type(place) is int else 0)
