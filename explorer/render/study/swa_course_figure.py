"""A group's slow-wave activity or heart over the night, drawn as SVG for page and report."""

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup

from explorer.render.environment import pieces
from explorer.render.study.effect_figures import nice_ticks
from explorer.render.svg_marks import Attributes, drawing, left_edge, level_axis, mark, text
from explorer.study.group_swa_course import COURSES, GroupCourse, Stretch
from explorer.study.night_courses import COURSE
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.shown_numbers import shown_number

_WIDTH, _LEFT, _RIGHT, _TOP, _BOTTOM = 1180, 52, 1172, 10, 150
_HOUR = 3600


def course_plot(course: GroupCourse, clusters: Sequence[Stretch] | None) -> Markup:
    """Draw one quantity under both conditions, and where they differ.

    Parameters
    ----------
    course : GroupCourse
    clusters : sequence of (float, float, float), or None
        As `explorer.study.group_swa_course.course_clusters` gives them; None while it computes.

    Returns
    -------
    str
        An ``<svg>`` and a sentence.
    """
    mean = course.mean
    reference, condition = map(str, course.relative.condition.values)
    people = course.relative.sizes["subject"]
    if mean.sizes["time"] < 2:
        sentence = "No time of the night is shared by half of the people."
        return pieces("tables.html.j2").quiet(sentence)
    hours = mean.time.values / _HOUR
    last = float(np.ceil(hours[-1] * 2) / 2)
    # What hardly leaves its mean is drawn around it; slow-wave activity falls to a tenth.
    lowest = 0.0 if course.name == COURSE else float(mean.min())
    ticks = nice_ticks(lowest, float(mean.max()))
    low, top = ticks[0], ticks[-1]

    def x(hour: float) -> float:
        return round(_LEFT + (_RIGHT - _LEFT) * hour / last, 1)

    def y(value: float) -> float:
        return round(_BOTTOM - (_BOTTOM - _TOP) * (value - low) / ((top - low) or 1.0), 1)

    levels = [(f"{shown_number(tick)} %", y(tick)) for tick in ticks]
    parts = level_axis(levels, _LEFT, _RIGHT)
    left = left_edge((words for words, _ in levels), _LEFT - 5)
    parts += [
        text(x(hour), _BOTTOM + 14, f"{hour} h", class_="tick middle")
        for hour in range(int(last) + 1)
    ]
    lines = [
        [f"{x(hour)},{y(value)}" for hour, value in zip(hours, row, strict=True)]
        for row in mean.sel(condition=[reference, condition]).values
    ]
    around = " ".join([*lines[0], *reversed(lines[1])])
    parts.append(mark("polygon", points=around, class_="stage-N3 between"))
    parts.append(mark("polyline", points=" ".join(lines[0]), class_="line-N3 before"))
    parts.append(mark("polyline", points=" ".join(lines[1]), class_="line-N3"))
    for start, stop, p in clusters or ():
        ends: Attributes = {"x1": x(start / _HOUR), "x2": x(stop / _HOUR)}
        level: Attributes = {"y1": _BOTTOM + 1, "y2": _BOTTOM + 1}
        title = f"cluster p {p:.3f}"
        parts.append(mark("line", **ends, **level, class_="cluster", title=title))
    whose = pluralize(people, "person", "people")
    spoken = f"{COURSES[course.name]} over the night, {reference} and {condition}"
    figure = drawing(
        parts,
        viewBox=f"{left:g} 0 {_WIDTH - left:g} {_BOTTOM + 18}",
        class_="density",
        role="img",
        aria_label=spoken,
    )
    caption = (
        f"{COURSES[course.name]} of {whose} in bins of 10 min from "
        f"{course.zero}, in % of each person's mean under {reference}: dashed {reference}, solid "
        f"{condition}. {_said(clusters)}"
    )
    return pieces("study/figures.html.j2").captioned(figure, caption)


def _said(clusters: Sequence[Stretch] | None) -> str:
    if clusters is None:
        return "Which stretches differ is being computed…"
    if not clusters:
        return "No stretch differs by a cluster permutation test of the log ratio."
    listed = "; ".join(
        f"between {start / _HOUR:.1f} and {stop / _HOUR:.1f} h (p {p:.3f})"
        for start, stop, p in clusters
    )
    return (
        f"Clusters of the log ratio by permutation: {listed}. The test is of the stretch as a "
        "whole; it does not date its ends."
    )
