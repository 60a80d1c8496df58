"""The report's two figures, drawn as SVG by hand: people's lines, and a forest of effects."""

from collections.abc import Sequence

import numpy as np
import xarray as xr
from markupsafe import Markup

from explorer.render.condition_names import fitted, two_lines
from explorer.render.svg_marks import Mark, drawing, left_edge, mark, text
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.shown_numbers import shown_number

WIDTH, HEIGHT = 250, 240
LEFT, TOP, BOTTOM = 52, 28, 34
_ROOM = 78.0  # px, of a condition's name
INK, FAINT, ACCENT = "#1b2733", "#9aa7b3", "#1B3A6B"
ROW, LABELS, FOREST = 22, 96, 560
# Effects beyond this are drawn at the edge with an arrow: one wild interval must not hide the rest.
WIDEST = 2.5


def slope_plot(pairs: np.ndarray, conditions: Sequence[str], title: str, units: str) -> Markup:
    """Draw one line a person from one condition to the other, the means on top.

    Parameters
    ----------
    pairs : array, shape (people, 2)
        Reference first; rows with NaN are left out.
    conditions : sequence of str
        The two names.
    title, units : str
        Of the metric.

    Returns
    -------
    str
        An ``<svg>`` element, with a title for those who hear the page.

    Examples
    --------
    >>> slope_plot(np.array([[1.0, 2.0]]), ["p", "d"], "WASO", "min").count("<line")
    3
    """
    kept = pairs[np.isfinite(pairs).all(1)]
    ends = nice_ticks(float(kept.min()), float(kept.max())) if len(kept) else [0.0, 1.0]
    low, high = ends[0], ends[-1]
    span = (high - low) or 1.0
    xs = (LEFT + 30, WIDTH - 40)

    def y(value: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - (value - low) / span)

    parts = [_text(LEFT, 16, f"{title}, {units}" if units else title, weight="600")]
    for tick in ends:
        parts.append(_text(LEFT - 6, y(tick) + 4, shown_number(tick), anchor="end", colour=FAINT))
    parts.append(_line(LEFT, y(low), LEFT, y(high), FAINT))
    for name, x in zip(conditions, xs, strict=True):
        for place, line in enumerate(two_lines(name)):
            down = HEIGHT - 18 + 13 * place
            parts.append(_text(x, down, line, anchor="middle", title=name, **fitted(line, _ROOM)))
    parts += [_line(xs[0], y(a), xs[1], y(b), FAINT, opacity=0.7) for a, b in kept]
    if len(kept):
        means = kept.mean(0)
        parts.append(_line(xs[0], y(means[0]), xs[1], y(means[1]), ACCENT, width=3))
        parts += [
            mark("circle", cx=x, cy=f"{y(mean):.1f}", r=4.5, fill=ACCENT)
            for x, mean in zip(xs, means, strict=True)
        ]
    people = pluralize(len(kept), "person", "people")
    spoken = f"{title} of {people} under {conditions[0]} and {conditions[1]}"
    return _svg(WIDTH, HEIGHT, spoken, parts, left_edge(map(shown_number, ends), LEFT - 6))


def forest_plot(table: xr.Dataset, effect: str = "g_av") -> Markup:
    """Draw each metric's standardised effect with its interval, about a line of no effect.

    Parameters
    ----------
    table : xr.Dataset, dims (metric)
        One condition of a `Comparison`'s table, or an arm of a `ParallelComparison`'s.
    effect : str
        Its variable: "g_av" within people, "g" between arms.

    Returns
    -------
    str
        An ``<svg>`` element.
    """
    height = ROW * (table.sizes["metric"] + 2)
    limits = np.abs(np.concatenate([table[f"{effect}_low"].values, table[f"{effect}_high"].values]))
    reach = min(float(np.nanmax(limits, initial=0.5)) * 1.05, WIDEST)
    middle = LABELS + (FOREST - LABELS) / 2

    def x(value: float) -> float:
        return middle + (FOREST - LABELS) / 2 * 0.95 * float(np.clip(value / reach, -1, 1))

    parts = [_line(x(0), ROW / 2, x(0), height - ROW, FAINT)]
    for row, name in enumerate(table.metric.values):
        here = table.sel(metric=name)
        level = ROW * (row + 1)
        primary = str(here.role.item()) == "primary"
        colour = ACCENT if primary else INK
        parts.append(_text(LABELS - 8, level + 4, str(name), anchor="end", weight="600" * primary))
        if np.isfinite(float(here[f"{effect}_low"])):
            low, high = x(float(here[f"{effect}_low"])), x(float(here[f"{effect}_high"]))
            parts.append(_line(low, level, high, level, colour, width=2))
        if np.isfinite(float(here[effect])):
            across = f"{x(float(here[effect])):.1f}"
            parts.append(mark("circle", cx=across, cy=level, r=4, fill=colour))
    for tick in nice_ticks(-reach, reach):
        if abs(tick) <= reach:
            label = _text(x(tick), height - 6, shown_number(tick), anchor="middle", colour=FAINT)
            parts.append(label)
    left = left_edge(map(str, table.metric.values), LABELS - 12)  # a long name is not cut off
    spoken = f"Standardised effects ({effect}) with 95 % intervals"
    return _svg(FOREST, height, spoken, parts, left)


def nice_ticks(low: float, high: float) -> list[float]:
    """Round numbers that enclose a range, some three to six of them.

    Examples
    --------
    >>> nice_ticks(3.0, 96.0)
    [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]
    """
    span = (high - low) or abs(high) or 1.0
    power = 10.0 ** np.floor(np.log10(span / 4))
    step = power * next(one for one in (1, 2, 5, 10) if span / (power * one) <= 5)
    first, last = np.floor(low / step), np.ceil(high / step)
    last = max(last, first + 1)
    return [float(np.round(step * tick, 10)) for tick in np.arange(first, last + 1)]


def _svg(width: float, height: float, spoken: str, parts: list[Mark], left: float = 0.0) -> Markup:
    return drawing(
        parts,
        title=spoken,
        viewBox=f"{left:g} 0 {width - left:g} {height:g}",
        width=f"{width - left:g}",
        height=height,
        role="img",
        xmlns="http://www.w3.org/2000/svg",
    )


def _line(
    x1: float, y1: float, x2: float, y2: float, colour: str, width: float = 1, opacity: float = 1
) -> Mark:
    ends = {"x1": f"{x1:.1f}", "y1": f"{y1:.1f}", "x2": f"{x2:.1f}", "y2": f"{y2:.1f}"}
    return mark("line", **ends, stroke=colour, stroke_width=width, stroke_opacity=opacity)


def _text(
    x: float,
    y: float,
    words: str,
    *,
    anchor: str = "start",
    colour: str = INK,
    weight: str = "",
    title: str = "",
    **squeezed: str,
) -> Mark:
    return text(
        f"{x:.1f}",
        f"{y:.1f}",
        words,
        font_size=12,
        text_anchor=anchor,
        fill=colour,
        font_weight=weight or None,
        title=title,
        **squeezed,
    )
