"""A parallel trial as a figure: people and arms from the baseline to the follow-up, as adjusted."""

from collections.abc import Callable
from typing import Any

import numpy as np
from markupsafe import Markup

from explorer.render.environment import pieces
from explorer.render.study.effect_figures import nice_ticks
from explorer.render.svg_marks import Mark, drawing, left_edge, level_axis, mark, text
from explorer.statistics.change_words import format_p
from explorer.statistics.parallel import ParallelComparison
from explorer.statistics.parallel_language import adjusted_change
from explorer.vocabulary.shown_numbers import form_alike, shown_number
from explorer.vocabulary.shown_units import shown_units
from explorer.vocabulary.telling_apart import cut_in_the_middle

_WIDTH, _LEFT, _RIGHT = 460, 48, 340
_HEIGHT, _TOP, _BOTTOM = 236, 30, 186
_AT = (96.0, 250.0)  # baseline, follow-up
_DIFFERENCE = 318.0
_FAINT = 0.25  # of people, beside the arms


def arms_plot(found: ParallelComparison, arm: str, metric: str) -> Markup:
    """Draw everybody of two arms and, from one baseline, what the model makes of the arms.

    Parameters
    ----------
    found : ParallelComparison
    arm, metric : str
        Of its table.

    Returns
    -------
    str
        An ``<svg>`` and a sentence. The reference is dashed and hollow, the other arm solid and
        filled; the bar at the right is the adjusted difference with its interval.
    """
    row = found.table.sel(condition=arm, metric=metric)
    drawn = found.arms.values.arm.values.astype(str)
    values = found.arms.values[metric].transpose("subject", "visit").values
    here = (drawn == found.reference) | (drawn == arm)
    values, drawn = values[here], drawn[here]
    finite = values[np.isfinite(values)]
    if not finite.size or not np.isfinite(float(row.adjusted_difference)):
        return pieces("tables.html.j2").quiet(
            f"{metric} of {arm} cannot be compared: {row.reason.item()}."
        )
    ends = _levels(found, arm, metric)
    ticks = nice_ticks(*(float(one) for one in (np.nanmin(ends), np.nanmax(ends))))
    spread = nice_ticks(float(finite.min()), float(finite.max()))
    ticks = spread if spread[-1] - spread[0] > ticks[-1] - ticks[0] else ticks
    low, span = ticks[0], ticks[-1] - ticks[0]

    def y(value: float) -> float:
        return round(_BOTTOM - (_BOTTOM - _TOP) * float((value - low) / span), 1)

    units = shown_units(str(row.units.item()))
    title = f"{metric}, {units}" if units not in ("", "1") else metric
    parts = [text(4, 13, title, class_="name")]
    parts += level_axis(((shown_number(tick), y(tick)) for tick in ticks), _LEFT, _RIGHT)
    left = left_edge(map(shown_number, ticks), _LEFT - 5)
    for name, pair in zip(drawn, values, strict=True):
        kind = "reference" if name == found.reference else "compared"
        parts += _person(pair, kind, y)
    begin = _begin(found, arm, metric)
    means = {name: float(row[f"{side}_adjusted_mean"]) for side, name in _sides(found, arm)}
    form = form_alike(means.values())
    for side, name in _sides(found, arm):
        kind = "compared" if side == "condition" else "reference"
        line: dict[str, Any] = {"x1": _AT[0], "x2": _AT[1], "y1": y(begin), "y2": y(means[name])}
        parts.append(mark("line", **line, class_=f"level {kind}", style="stroke-width: 3"))
        dot: dict[str, Any] = {"cx": _AT[1], "cy": y(means[name]), "r": 5}
        said = f"{name}, adjusted: {shown_number(means[name], form)} {units}".rstrip()
        parts.append(mark("circle", **dot, class_=f"night {kind}", title=said))
    parts += _difference(ends, y)
    names = {name: y(mean) + 4 for name, mean in means.items()}
    upper, lower = sorted(names, key=names.__getitem__)
    names[lower] = max(names[lower], names[upper] + 13)
    for name, level in names.items():
        parts.append(
            text(
                _RIGHT + 6,
                level,
                f"{cut_in_the_middle(name, 11)} {shown_number(means[name], form)}",
                class_="tick",
            )
        )
    for x, words in zip((*_AT, _DIFFERENCE), ("baseline", "follow-up", "difference"), strict=True):
        parts.append(text(x, _BOTTOM + 16, words, class_="tick middle"))
    below = f"○ {found.reference} · ● {arm} · thin: people · thick: arms, as adjusted"
    parts.append(text(4, _BOTTOM + 36, below, class_="tick"))
    caption = (
        f"{arm} against {found.reference} at follow-up: {adjusted_change(row)}, permutation p "
        f"{format_p(float(row.p_permutation))}."
    )
    figure = drawing(
        parts,
        viewBox=f"{left:g} 0 {_WIDTH - left:g} {_HEIGHT}",
        width=f"{_WIDTH - left:g}",
        height=_HEIGHT,
        role="img",
        aria_label=f"{metric} from baseline to follow-up by arm. {caption}",
    )
    return pieces("study/figures.html.j2").nights(figure, caption)


def _sides(found: ParallelComparison, arm: str) -> tuple[tuple[str, str], ...]:
    return (("reference", found.reference), ("condition", arm))


def _begin(found: ParallelComparison, arm: str, metric: str) -> float:
    """Everybody's mean at baseline, from which the model lets both arms begin."""
    row = found.table.sel(condition=arm, metric=metric)
    begin = float(row.shared_baseline_mean)
    both = float(row.reference_adjusted_mean + row.condition_adjusted_mean) / 2
    return begin if np.isfinite(begin) else both


def _levels(found: ParallelComparison, arm: str, metric: str) -> np.ndarray:
    """Give reference, arm, the interval's ends and the baseline, in the metric's unit."""
    row = found.table.sel(condition=arm, metric=metric)
    level = float(row.reference_adjusted_mean)
    apart = np.array([float(row[key]) for key in ("adjusted_difference", "ci_low", "ci_high")])
    ends = level * np.exp(apart) if str(row["scale"].item()) == "log ratio" else level + apart
    return np.array([level, *ends, _begin(found, arm, metric)])


def _difference(ends: np.ndarray, y: Callable[[float], float]) -> list[Mark]:
    """Carry the reference's level over, and draw the arm's interval beside it."""
    level, middle, low, high = ends[:4]
    carried: dict[str, Any] = {"x1": _AT[1], "x2": _DIFFERENCE + 12, "y1": y(level), "y2": y(level)}
    parts = [mark("line", **carried, class_="level reference")]
    if np.isfinite([low, high]).all():
        bar: dict[str, Any] = {"x1": _DIFFERENCE, "x2": _DIFFERENCE, "y1": y(low), "y2": y(high)}
        parts.append(mark("line", **bar, class_="level compared", style="stroke-width: 2.5"))
    parts.append(mark("circle", cx=_DIFFERENCE, cy=y(middle), r=4, class_="night compared"))
    return parts


def _person(pair: np.ndarray, kind: str, y: Callable[[float], float]) -> list[Mark]:
    if np.isfinite(pair).all():
        ends: dict[str, Any] = {"x1": _AT[0], "x2": _AT[1], "y1": y(pair[0]), "y2": y(pair[1])}
        return [mark("line", **ends, class_=f"level {kind}", opacity=_FAINT)]
    return [
        mark("circle", cx=x, cy=y(value), r=2.5, class_=f"night {kind}", opacity=_FAINT)
        for x, value in zip(_AT, pair, strict=True)
        if np.isfinite(value)
    ]
