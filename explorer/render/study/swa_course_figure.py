"""The group's slow-wave activity over the night, drawn as SVG for page and report."""

from collections.abc import Sequence
from html import escape

import numpy as np

from explorer.render.study.effect_figures import nice_ticks
from explorer.study.group_swa_course import GroupCourse, Stretch
from explorer.vocabulary.counts import pluralize

_WIDTH, _LEFT, _RIGHT, _TOP, _BOTTOM = 1180, 52, 1172, 10, 150
_HOUR = 3600


def course_plot(course: GroupCourse, clusters: Sequence[Stretch] | None) -> str:
    """Draw both conditions' slow-wave activity, and where they differ.

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
        return "<p class='quiet'>No time of the night is shared by half of the people.</p>"
    hours = mean.time.values / _HOUR
    last = float(np.ceil(hours[-1] * 2) / 2)
    ticks = nice_ticks(0.0, float(mean.max()))
    top = ticks[-1]

    def x(hour: float) -> float:
        return round(_LEFT + (_RIGHT - _LEFT) * hour / last, 1)

    def y(value: float) -> float:
        return round(_BOTTOM - (_BOTTOM - _TOP) * value / top, 1)

    parts = [
        f"<line x1='{_LEFT}' x2='{_RIGHT}' y1='{y(tick)}' y2='{y(tick)}' class='grid'/>"
        f"<text x='{_LEFT - 5}' y='{y(tick) + 4}' class='tick end'>{tick:g} %</text>"
        for tick in ticks
    ]
    parts += [
        f"<text x='{x(hour)}' y='{_BOTTOM + 14}' class='tick middle'>{hour} h</text>"
        for hour in range(int(last) + 1)
    ]
    lines = [
        [f"{x(hour)},{y(value)}" for hour, value in zip(hours, row, strict=True)]
        for row in mean.sel(condition=[reference, condition]).values
    ]
    around = " ".join([*lines[0], *reversed(lines[1])])
    parts.append(f"<polygon points='{around}' class='stage-N3 between'/>")
    parts.append(f"<polyline points='{' '.join(lines[0])}' class='line-N3 before'/>")
    parts.append(f"<polyline points='{' '.join(lines[1])}' class='line-N3'/>")
    for start, stop, p in clusters or ():
        parts.append(
            f"<line x1='{x(start / _HOUR)}' x2='{x(stop / _HOUR)}' y1='{_BOTTOM + 1}' "
            f"y2='{_BOTTOM + 1}' class='cluster'><title>cluster p {p:.3f}</title></line>"
        )
    whose = pluralize(people, "person", "people")
    spoken = f"Slow-wave activity over the night, {reference} and {condition}"
    return (
        f"<svg viewBox='0 0 {_WIDTH} {_BOTTOM + 18}' class='density' role='img' "
        f"aria-label='{escape(spoken, quote=True)}'>{''.join(parts)}</svg>"
        f"<p class='quiet'>Slow-wave activity (0.75-4.5 Hz, N2 and N3) of {whose} in bins "
        f"of 10 min from lights-off, in % of each person's mean under {escape(reference)}: dashed "
        f"{escape(reference)}, solid {escape(condition)}. {_said(clusters)}</p>"
    )


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
