"""One person's nights in the order they were slept, drawn as SVG for page and report."""

from collections.abc import Callable

import numpy as np
from markupsafe import Markup

from explorer.render.environment import pieces
from explorer.render.study.effect_figures import nice_ticks
from explorer.render.svg_marks import Attributes, Mark, drawing, left_edge, level_axis, mark, text
from explorer.statistics.change_words import format_p
from explorer.statistics.n_of_1 import NOf1Result
from explorer.statistics.n_of_1_test import RANDOM_SCHEDULES, schedules_in_words
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.shown_numbers import form_alike, shown_number
from explorer.vocabulary.shown_units import shown_units
from explorer.vocabulary.telling_apart import cut_in_the_middle

_WIDTH, _LEFT, _RIGHT = 560, 44, 446
_HEIGHT, _TOP, _BOTTOM = 204, 42, 170
_MOST_TICKS = 12
_DOT = 4.5


def nights_plot(single: NOf1Result, metric: str) -> Markup:
    """Draw a metric night by night, with the mean of either condition and what chance would do.

    Parameters
    ----------
    single : NOf1Result
    metric : str
        One of its metrics.

    Returns
    -------
    str
        An ``<svg>`` and a sentence. The reference's nights are hollow circles and its mean is
        dashed, the other condition's are filled and solid; blocks are shaded in turn. Where the
        order of nights is not known they stand by condition, without numbers.
    """
    found, values = single.metrics[metric], single.nights[metric].values
    conditions = single.nights.condition.values.astype(str)
    if not single.is_ordered:
        apart = np.argsort(conditions != single.reference, kind="stable")
        values, conditions = values[apart], conditions[apart]
    means = {
        single.reference: float(found.reference_mean),
        single.condition: float(found.condition_mean),
    }
    finite = values[np.isfinite(values)]
    ticks = nice_ticks(float(finite.min()), float(finite.max()))
    low, span = ticks[0], ticks[-1] - ticks[0]
    step = (_RIGHT - _LEFT) / values.size

    def x(night: float) -> float:
        return round(_LEFT + step * (night + 0.5), 1)

    def y(value: float) -> float:
        return round(_BOTTOM - (_BOTTOM - _TOP) * (value - low) / span, 1)

    units = shown_units(str(found.attrs["units"]))
    title = f"{metric}, {units}" if units not in ("", "1") else metric
    blocks = _blocks(single, x, step) if single.is_ordered else []
    parts = [*blocks, text(4, 13, title, class_="name")]
    parts += level_axis(((shown_number(tick), y(tick)) for tick in ticks), _LEFT, _RIGHT)
    left = left_edge(map(shown_number, ticks), _LEFT - 5)
    every = -(-values.size // _MOST_TICKS)
    parts += [
        text(x(night), _BOTTOM + 14, f"{night + 1}", class_="tick middle")
        for night in range(0, values.size, every)
        if single.is_ordered
    ]
    # Both means may lie close together: their names are kept a line apart.
    names = {name: y(mean) + 4 for name, mean in means.items()}
    upper, lower = sorted(names, key=names.__getitem__)
    names[lower] = max(names[lower], names[upper] + 13)
    form = form_alike(means.values())
    for name, mean in means.items():
        level: Attributes = {"x1": _LEFT, "x2": _RIGHT, "y1": y(mean), "y2": y(mean)}
        parts.append(mark("line", **level, class_=f"level {_kind(single, name)}"))
        said = f"{cut_in_the_middle(name, 10)} {shown_number(mean, form)}"
        parts.append(text(_RIGHT + 5, names[name], said, class_="tick", title=name))
    nights = zip(values.tolist(), conditions, strict=True)
    for night, (value, name) in enumerate(nights):
        if np.isfinite(value):
            which = f"night {night + 1}" if single.is_ordered else "a night"
            said = f"{which}, {name}: {shown_number(value, '.4g')} {units}".rstrip()
            dot: Attributes = {"cx": x(night), "cy": y(value), "r": _DOT}
            kind = f"night {_kind(single, name)}"
            parts.append(mark("circle", **dot, class_=kind, title=said))
    order = "in order" if single.is_ordered else "by condition, their order not known"
    spoken = (
        f"{metric} of {single.subject}, {pluralize(int(found.nights), 'night')} {order}, mean "
        f"{shown_number(means[single.reference], form)} under {single.reference} and "
        f"{shown_number(means[single.condition], form)} under {single.condition}"
    )
    axis = "night of the study" if single.is_ordered else "nights, their order not known"
    below = f"{axis} · ○ {single.reference} · ● {single.condition} · lines: means"
    parts.append(text(_LEFT, _BOTTOM + 29, below, class_="tick"))
    figure = drawing(
        parts,
        viewBox=f"{left:g} 0 {_WIDTH - left:g} {_HEIGHT}",
        width=f"{_WIDTH - left:g}",
        height=_HEIGHT,
        role="img",
        aria_label=spoken,
    )
    return pieces("study/figures.html.j2").nights(figure, _caption(single, metric))


def _caption(single: NOf1Result, metric: str) -> str:
    """Say the difference, its p, and the lowest p that there could be."""
    found = single.metrics[metric]
    units = {"%": "percentage points", "1": ""}.get(str(found.attrs["units"]))
    units = shown_units(str(found.attrs["units"])) if units is None else units
    size = f"{shown_number(float(found.mean_difference), '+.3g')} {units}".rstrip()
    floor, possible = f"{float(found.p_floor):.2g}", schedules_in_words(int(found.schedules))
    # Of schedules that were drawn by lot the lowest p is the drawing's, not the schedule's.
    lowest = (
        f"of the {possible} schedules that could have been drawn none gives less than {floor}"
        if bool(found.exact)
        else f"it is from {RANDOM_SCHEDULES:,} schedules drawn by lot, which cannot give less than "
        f"{floor}, for {possible} were possible, too many to count"
    )
    return (
        f"{single.condition} against {single.reference}: {size} in "
        f"{pluralize(int(found.nights), 'night')}, permutation p {format_p(float(found.p))}; "
        f"{lowest}."
    )


def _blocks(single: NOf1Result, x: Callable[[float], float], step: float) -> list[Mark]:
    """Shade every second block, and name each."""
    if "block" not in single.nights.coords:
        return []
    blocks = single.nights.block.values.astype(str)
    first = np.flatnonzero(np.r_[True, blocks[1:] != blocks[:-1]]).tolist()
    parts = []
    for place, (begin, end) in enumerate(zip(first, [*first[1:], blocks.size], strict=True)):
        left, width = x(begin) - step / 2, step * (end - begin)
        if place % 2:
            box: Attributes = {"x": f"{left:.1f}", "y": _TOP - 6, "width": f"{width:.1f}"}
            parts.append(mark("rect", **box, height=_BOTTOM - _TOP + 6, class_="block"))
        name = f"block {blocks[begin]}" if place == 0 else blocks[begin]
        if len(first) <= _MOST_TICKS:
            middle = f"{left + width / 2:.1f}"
            parts.append(
                text(
                    middle, _TOP - 10, cut_in_the_middle(name, 12), class_="tick middle", title=name
                )
            )
    return parts


def _kind(single: NOf1Result, condition: str) -> str:
    return "reference" if condition == single.reference else "compared"
