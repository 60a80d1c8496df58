"""Figures of a comparison that can be picked: people's lines, a forest of effects, small lines."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from markupsafe import Markup

from explorer.metrics.aliases import find_symbol
from explorer.render.compare.metric_words import symbol_and_variant
from explorer.render.condition_names import fitted, two_lines
from explorer.render.environment import pieces
from explorer.render.number_format import number
from explorer.render.study.effect_figures import nice_ticks
from explorer.render.svg_marks import Attributes, Mark, drawing, left_edge, level_axis, mark, text
from explorer.statistics.change_words import digits_for, format_p
from explorer.statistics.paired import Comparison
from explorer.vocabulary.shown_numbers import shown_number
from explorer.vocabulary.shown_units import shown_units

_WIDTH, _HEIGHT = 204, 232
_LEFT, _TOP, _BOTTOM = 40, 24, 48
_COLUMNS = (63.0, 127.0, 183.0)  # reference, condition, difference
_ROOM = 58.0  # px, of a condition's name between its neighbours'
_ROW, _NAMES, _FOREST, _SAID = 19, 108, 276, 196
_LETTERS = 31  # that the top of a figure holds
_G_AV = (
    "Hedges' g: the mean difference over the average SD of both conditions, corrected for few pairs"
)
_ADJUSTED = "p of the sign-flip test, corrected for the number of metrics (Benjamini-Hochberg)"
_WIDEST = 2.5  # one wild interval must not hide the rest


def slopes(found: Comparison, metric: str, condition: str, person: str) -> Markup:
    """Draw individual changes from the reference to a condition; beside them the mean difference.

    Parameters
    ----------
    found : Comparison
    metric, condition : str
        Of its table.
    person : str
        Who is picked out.

    Returns
    -------
    str
        An ``<svg>``: each person can be picked as ``person:NAME``.
    """
    row = metric_records(found, condition)[metric]
    units = shown_units(row["units"])
    pairs = found.values[metric].sel(condition=[found.reference, condition])
    pairs = pairs.transpose("subject", "condition")
    values = pairs.values
    finite = values[np.isfinite(values)]
    if not finite.size:
        lacking = f"{find_symbol(metric)} is not available for any night."
        return pieces("tables.html.j2").quiet(lacking)
    mean, difference = row["reference_mean"], row["mean_difference"]
    ends = mean + np.array([row["ci_low"], row["ci_high"], difference])
    reach = np.r_[finite, ends[np.isfinite(ends)]]
    ticks = nice_ticks(float(reach.min()), float(reach.max()))
    low, span = ticks[0], ticks[-1] - ticks[0]

    def y(value: float) -> float:
        return round(_TOP + (_HEIGHT - _TOP - _BOTTOM) * (1 - (value - low) / span), 1)

    symbol, said = symbol_and_variant(metric, row["title"])
    name = f"{symbol}, {units}" if units not in ("", "1") else symbol
    # A symbol that names its definition is long, and needs no more words.
    beside = (
        [mark("tspan", words=said, class_="tick", dx=6, font_weight=400)]
        if len(name + said) <= _LETTERS
        else []
    )
    parts = [mark("text", *beside, words=name, x=4, y=13, class_="name")]
    parts += level_axis(((shown_number(tick), y(tick)) for tick in ticks), _LEFT, _WIDTH - 4)
    left = left_edge(map(shown_number, ticks), _LEFT - 5)
    for subject, pair in zip(map(str, pairs.subject.values), values, strict=True):
        parts += _person(subject, pair, (found.reference, condition), units, y, person)
    if np.isfinite(difference):
        after = mean + difference
        begin: Attributes = {"x1": _COLUMNS[0], "y1": y(mean)}
        parts.append(mark("line", **begin, x2=_COLUMNS[1], y2=y(after), class_="mean"))
        parts.append(mark("line", **begin, x2=_WIDTH - 6, y2=y(mean), class_="none"))
        if np.isfinite(ends[:2]).all():
            across: Attributes = {"x1": _COLUMNS[2], "x2": _COLUMNS[2]}
            parts.append(mark("line", **across, y1=y(ends[0]), y2=y(ends[1]), class_="interval"))
        parts.append(mark("circle", cx=_COLUMNS[2], cy=y(after), r=4, class_="effect"))
    labels = (found.reference, condition, "change")
    for x, label in zip(_COLUMNS, labels, strict=True):
        for place, line in enumerate(two_lines(label)):
            down = _HEIGHT - 33 + 12 * place
            parts.append(
                text(x, down, line, class_="tick middle", title=label, **fitted(line, _ROOM))
            )
    numbers = f"{format_difference(row)}, n {row['n']:.0f}"
    middle = _WIDTH / 2
    parts.append(text(middle, _HEIGHT - 4, numbers, class_="said middle"))
    called = f"{metric}, {said}" if said else metric
    spoken = f"{called}: {numbers}; one line a person from {found.reference} to {condition}"
    return _svg(_WIDTH, _HEIGHT, spoken, parts, "slopes", left)


def _person(
    subject: str,
    pair: np.ndarray,
    names: tuple[str, str],
    units: str,
    y: Callable[[float], float],
    person: str,
) -> list[Mark]:
    """One person's line, or the one dot of a person without a pair."""
    known = [
        (x, float(value), name)
        for x, value, name in zip(_COLUMNS[:2], pair, names, strict=True)
        if np.isfinite(value)
    ]
    if not known:
        return []
    said = ", ".join(f"{value:.1f} {units} under {name}" for _, value, name in known)
    said += "" if len(known) == 2 else "; no pair, not compared"
    drawn = []
    if len(known) == 2:
        ends: Attributes = {
            f"{axis}{i}": value
            for i, (x, v, _) in enumerate(known, start=1)
            for axis, value in (("x", x), ("y", y(v)))
        }
        drawn = [mark("line", **ends), mark("line", **ends, class_="reach")]
    kind = "person" + (" chosen" if subject == person else "") + ("" if drawn else " lone")
    drawn += [mark("circle", cx=x, cy=y(value), r=3) for x, value, _ in known]
    return [_picked(f"person:{subject}", kind, f"{subject}: {said}", drawn)]


def _picked(pick: str, kind: str, spoken: str, drawn: list[Mark], **attributes: str) -> Mark:
    """Let marks be picked together, by hand or by keyboard."""
    role: Attributes = {"data_pick": pick, "tabindex": 0, "role": "button"}
    return mark("g", *drawn, class_=kind, **role, **attributes, aria_label=spoken, title=spoken)


def metric_records(found: Comparison, condition: str) -> dict[str, dict[str, Any]]:
    """Numbers and words of each metric under a condition, as plain Python.

    Taking them from the Dataset one at a time would cost most of what drawing does.
    """
    here = found.table.sel(condition=condition)
    columns = {str(name): here.variables[name].values.tolist() for name in here.data_vars}
    return {
        str(metric): {name: column[place] for name, column in columns.items()}
        for place, metric in enumerate(here.metric.values)
    }


def format_difference(row: Mapping[str, Any]) -> str:
    """Write a difference with its interval in the metric's unit, or of power in %."""
    value, low, high = row["mean_difference"], row["ci_low"], row["ci_high"]
    units = {"%": " pp", "1": ""}.get(row["units"], f" {row['units']}".rstrip())
    if row.get("scale") == "log ratio":
        value, low, high = row["percent"], row["percent_low"], row["percent_high"]
        units = " %"
    if not np.isfinite(value):
        return "no pairs"
    digits = digits_for(low, high)
    ends = f" ({number(low, digits)} to {number(high, digits)})" if np.isfinite(low) else ""
    return f"{shown_number(value, f'+.{digits}f')}{units}{ends}"


def forest(found: Comparison, condition: str, shown: tuple[str, ...], *, waiting: bool) -> Markup:
    """Draw every metric's standardised effect, from the most negative to the most positive.

    Parameters
    ----------
    found : Comparison
    condition : str
    shown : tuple of str
        Metrics drawn person by person.
    waiting : bool
        Whether the intervals are still computed.

    Returns
    -------
    str
        An ``<svg>``: each metric can be picked as ``metric:SYMBOL``.
    """
    rows = sorted(
        metric_records(found, condition).items(),
        key=lambda row: row[1]["g_av"] if np.isfinite(row[1]["g_av"]) else np.inf,
    )
    ends = np.abs([row[key] for _, row in rows for key in ("g_av", "g_av_low", "g_av_high")])
    reach = min(float(ends[np.isfinite(ends)].max(initial=0.5)) * 1.05, _WIDEST)
    middle, half = _NAMES + _FOREST / 2, _FOREST / 2 * 0.96
    height = _ROW * (len(rows) + 2)

    def x(value: float) -> float:
        return round(middle + half * float(np.clip(value / reach, -1, 1)), 1)

    parts = [mark("line", x1=x(0), x2=x(0), y1=_ROW, y2=height - _ROW, class_="none")]
    heading = "g_av, computing…" if waiting else "g_av (95 % CI)"
    parts += [
        text(_NAMES + _FOREST + 8, 12, heading, class_="tick", title=_G_AV),
        text(_NAMES + _FOREST + _SAID - 4, 12, "adjusted p", class_="tick end", title=_ADJUSTED),
        text(x(0) - 8, 12, "lower ←", class_="tick end"),
        text(x(0) + 8, 12, "→ higher", class_="tick"),
    ]
    for place, (name, row) in enumerate(rows):
        parts.append(_effect(row, name, _ROW * (place + 1.6), x, name in shown))
    for tick in nice_ticks(-reach, reach):
        if abs(tick) <= reach:
            parts.append(text(x(tick), height - 2, shown_number(tick), class_="tick middle"))
    spoken = f"Standardised effects of {condition} against {found.reference}, sorted"
    return _svg(_NAMES + _FOREST + _SAID, height, spoken, parts, "forest")


def _effect(
    row: Mapping[str, Any], name: str, level: float, x: Callable[[float], float], shown: bool
) -> Mark:
    """One row of the forest."""
    effect, low, high = row["g_av"], row["g_av_low"], row["g_av_high"]
    primary = row["role"] == "primary"
    p = format_p(row["p_adjusted"]).removeprefix("= ") if np.isfinite(effect) else "–"
    parts, said = [], "not estimable"
    if np.isfinite(low):
        parts.append(mark("line", x1=x(low), x2=x(high), y1=level, y2=level, class_="ci"))
    if np.isfinite(effect):
        parts.append(mark("circle", cx=x(effect), cy=level, r=4))
        ends = (
            f" ({shown_number(low, '.2f')} to {shown_number(high, '.2f')})"
            if np.isfinite(low)
            else ""
        )
        said = f"{shown_number(effect, '.2f')}{ends}"
    symbol = symbol_and_variant(name, row["title"])[0]
    mark_of_primary = "◆ " if primary else ""
    spoken = f"{row['title']}: g_av {said}, adjusted p {p}"
    kind = "metric" + " primary" * primary + " shown" * shown
    width = _NAMES + _FOREST + _SAID
    drawn = [
        mark("rect", x=0, y=level - _ROW / 2, width=width, height=_ROW),
        text(_NAMES - 6, level + 4, f"{mark_of_primary}{symbol}", class_="end"),
        *parts,
        text(_NAMES + _FOREST + 8, level + 4, said),
        text(width - 4, level + 4, p, class_="end"),
    ]
    pressed = str(shown).lower()
    return _picked(f"metric:{name}", kind, spoken, drawn, aria_pressed=pressed)


def _svg(
    width: float, height: float, spoken: str, parts: list[Mark], kind: str, left: float = 0.0
) -> Markup:
    return drawing(
        parts,
        class_=kind,
        viewBox=f"{left:g} 0 {width - left:g} {height:g}",
        width=f"{width - left:g}",
        height=height,
        role="group",
        aria_label=spoken,
    )
