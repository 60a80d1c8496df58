"""What is typical at this age and sex: published figures, each with its source, and a small bar."""

from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from markupsafe import Markup

from explorer import metrics
from explorer.metrics.norms import NOT_VERIFIED, Norm
from explorer.night.night import Night
from explorer.render.environment import pieces
from explorer.render.svg_marks import drawing, mark
from explorer.vocabulary.shown_numbers import shown_number

_WIDTH, _HEIGHT = 40, 11  # px
_ROOM = 1.25  # of the larger of value and figure, to the end of the bar
_BROKEN = "2 2"
_SEXES = ("female", "male")
_DOT = "dot: this night"


def matching_norms(symbol: str, night: Night) -> tuple[Norm, ...]:
    """Find published figures for the person of this night; none where the age is not known."""
    age = float(night.attrs["age"])
    if not np.isfinite(age):
        return ()
    sex = str(night.attrs["sex"]).lower()
    known = sex if sex in _SEXES else {"f": "female", "m": "male"}.get(sex, "")
    return metrics.find_norms(symbol, age=age, sex=known, unverified=True)


def norm_bar(value: float, symbol: str, night: Night) -> Markup:
    """Draw a value among published means: the value a dot, each mean a tick.

    A mean read in its paper is a solid tick, any other a broken one. No source at hand gives the
    spread between people, so none is drawn.
    """
    means = tuple(norm for norm in matching_norms(symbol, night) if norm.kind == "mean")
    return _bar(value, means) if means and np.isfinite(value) else Markup()


@lru_cache(256)  # while a part of the night is dragged, the night's own bars stay
def _bar(value: float, means: tuple[Norm, ...]) -> Markup:
    end = _ROOM * max(value, *(norm.value for norm in means)) or 1.0
    across = _WIDTH / end
    middle = _HEIGHT / 2
    ticks = [
        mark(
            "line",
            x1=f"{norm.value * across:.1f}",
            x2=f"{norm.value * across:.1f}",
            y1=0.5,
            y2=_HEIGHT - 0.5,
            stroke="currentColor",
            stroke_width=1.5,
            stroke_dasharray=None if norm.verified else _BROKEN,
        )
        for norm in means
    ]
    lines = (f"{'line' if one.verified else 'dotted line'}: {_says(one)}" for one in means)
    words = "; ".join((_DOT, *lines))
    ground = mark(
        "line", x1=0, x2=_WIDTH, y1=middle, y2=middle, stroke="currentColor", stroke_opacity=0.35
    )
    dot = mark("circle", class_="dot", cx=f"{value * across:.1f}", cy=middle, r=2.6)
    return drawing(
        [ground, *ticks, dot],
        title=words,
        class_="typical",
        width=_WIDTH,
        height=_HEIGHT,
        role="img",
    )


def key_to_bars(symbols: Iterable[str], night: Night) -> str:
    """Say what the marks of the bars beside these metrics are; "" where there is none."""
    kinds = {norm.kind for symbol in symbols for norm in matching_norms(symbol, night)}
    return f"{_DOT}; line: published mean, dotted where not verified" if "mean" in kinds else ""


def why_no_norms(symbol: str, night: Night) -> str:
    """Say why no published figure stands beside a number of which there are some; "" otherwise."""
    if matching_norms(symbol, night) or not metrics.find_norms(symbol, unverified=True):
        return ""
    if np.isfinite(float(night.attrs["age"])):
        return "no figure at hand is of this age and sex"
    return "published figures go by age, and this night does not say how old its sleeper is"


def norms_in_words(symbol: str, night: Night) -> list[Markup]:
    """Every published figure about a metric, as HTML with its mark where it was not checked."""
    return [
        pieces("architecture/metric_rows.html.j2").norm(
            _says(norm, marked=False), "" if norm.verified else NOT_VERIFIED
        )
        for norm in matching_norms(symbol, night)
    ]


def _says(norm: Norm, *, marked: bool = True) -> str:
    kind = "mean " if norm.kind == "mean" else ""
    per = " a decade of age" if norm.kind != "mean" else ""
    change = shown_number(norm.value, "+g") if norm.kind != "mean" else shown_number(norm.value)
    spread = f" (standard error {norm.spread:g})" if np.isfinite(norm.spread) else ""
    low, high = norm.ages
    ages = f"{low:g} years and older" if high >= 100 else f"{low:g}–{high:g} years"
    who = f"{norm.sex or 'both sexes'}, {ages}, n = {norm.n}"
    note = f" {norm.note}" if norm.note and norm.note != NOT_VERIFIED else ""
    doubt = f"; {NOT_VERIFIED}" if marked and not norm.verified else ""
    return f"{kind}{change} {norm.units}{per}{spread}: {who}; {norm.source}{doubt}.{note}"
