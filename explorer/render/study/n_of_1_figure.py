"""One person's nights in the order they were slept, drawn as SVG for page and report."""

from collections.abc import Callable
from html import escape

import numpy as np

from explorer.render.study.effect_figures import nice_ticks
from explorer.statistics.n_of_1 import NOf1Result
from explorer.statistics.plain_language import format_p, shown_units
from explorer.vocabulary.counts import pluralize

_WIDTH, _LEFT, _RIGHT = 560, 44, 446
_HEIGHT, _TOP, _BOTTOM = 204, 42, 170
_MOST_TICKS = 12
_DOT = 4.5


def nights_plot(single: NOf1Result, metric: str) -> str:
    """Draw a metric night by night, with the mean of either condition and what chance would do.

    Parameters
    ----------
    single : OnePerson
    metric : str
        One of its metrics.

    Returns
    -------
    str
        An ``<svg>`` and a sentence. The reference's nights are hollow circles and its mean is
        dashed, the other condition's are filled and solid; blocks are shaded in turn.
    """
    found, values = single.metrics[metric], single.nights[metric].values
    conditions = single.nights.condition.values.astype(str)
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
    parts = [*_blocks(single, x, step), f"<text x='4' y='13' class='name'>{escape(title)}</text>"]
    for tick in ticks:
        parts.append(
            f"<line x1='{_LEFT}' x2='{_RIGHT}' y1='{y(tick)}' y2='{y(tick)}' class='grid'/>"
            f"<text x='{_LEFT - 5}' y='{y(tick) + 4}' class='tick end'>{tick:g}</text>"
        )
    every = -(-values.size // _MOST_TICKS)
    parts += [
        f"<text x='{x(night)}' y='{_BOTTOM + 14}' class='tick middle'>{night + 1}</text>"
        for night in range(0, values.size, every)
    ]
    # Both means may lie close together: their names are kept a line apart.
    names = {name: y(mean) + 4 for name, mean in means.items()}
    upper, lower = sorted(names, key=names.__getitem__)
    names[lower] = max(names[lower], names[upper] + 13)
    for name, mean in means.items():
        kind = _kind(single, name)
        parts.append(
            f"<line x1='{_LEFT}' x2='{_RIGHT}' y1='{y(mean)}' y2='{y(mean)}' class='level {kind}'/>"
            f"<text x='{_RIGHT + 5}' y='{names[name]}' class='tick'><title>{escape(name)}</title>"
            f"{escape(_short(name))} {mean:.4g}</text>"
        )
    nights = zip(values.tolist(), conditions, strict=True)
    for night, (value, name) in enumerate(nights):
        if np.isfinite(value):
            said = f"night {night + 1}, {name}: {value:.4g} {units}".rstrip()
            parts.append(
                f"<circle cx='{x(night)}' cy='{y(value)}' r='{_DOT}' class='night "
                f"{_kind(single, name)}'><title>{escape(said)}</title></circle>"
            )
    spoken = (
        f"{metric} of {single.subject}, {pluralize(int(found.nights), 'night')} in order, mean "
        f"{means[single.reference]:.4g} under {single.reference} and "
        f"{means[single.condition]:.4g} under {single.condition}"
    )
    return (
        f"<figure class='nights'><svg viewBox='0 0 {_WIDTH} {_HEIGHT}' width='{_WIDTH}' "
        f"height='{_HEIGHT}' role='img' aria-label='{escape(spoken, quote=True)}'>"
        f"{''.join(parts)}<text x='{_LEFT}' y='{_BOTTOM + 29}' class='tick'>night of the study · "
        f"○ {escape(single.reference)} · ● {escape(single.condition)} · lines: means</text></svg>"
        f"<figcaption class='quiet'>{escape(_caption(single, metric))}</figcaption></figure>"
    )


def _caption(single: NOf1Result, metric: str) -> str:
    """Say the difference, its p, and the lowest p that the schedule allows."""
    found = single.metrics[metric]
    units = {"%": "percentage points", "1": ""}.get(str(found.attrs["units"]))
    units = shown_units(str(found.attrs["units"])) if units is None else units
    size = f"{float(found.mean_difference):+.3g} {units}".rstrip()
    return (
        f"{single.condition} against {single.reference}: {size} in "
        f"{pluralize(int(found.nights), 'night')}, permutation p {format_p(float(found.p))}; of "
        "the "
        f"{int(found.schedules):,} schedules that could have been drawn none gives less "
        f"than {float(found.p_floor):.2g}."
    )


def _blocks(single: NOf1Result, x: Callable[[float], float], step: float) -> list[str]:
    """Shade every second block, and name each."""
    if "block" not in single.nights.coords:
        return []
    blocks = single.nights.block.values.astype(str)
    first = np.flatnonzero(np.r_[True, blocks[1:] != blocks[:-1]]).tolist()
    parts = []
    for place, (begin, end) in enumerate(zip(first, [*first[1:], blocks.size], strict=True)):
        left, width = x(begin) - step / 2, step * (end - begin)
        if place % 2:
            parts.append(
                f"<rect x='{left:.1f}' y='{_TOP - 6}' width='{width:.1f}' "
                f"height='{_BOTTOM - _TOP + 6}' class='block'/>"
            )
        name = f"block {blocks[begin]}" if place == 0 else blocks[begin]
        if len(first) <= _MOST_TICKS:
            parts.append(
                f"<text x='{left + width / 2:.1f}' y='{_TOP - 10}' class='tick middle'>"
                f"{escape(name[:12])}</text>"
            )
    return parts


def _kind(single: NOf1Result, condition: str) -> str:
    return "reference" if condition == single.reference else "compared"


def _short(name: str, letters: int = 10) -> str:
    return name if len(name) <= letters else f"{name[: letters - 1]}…"
