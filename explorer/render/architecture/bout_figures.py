"""Small figures as SVG: transitions as a matrix, bouts as survival curves."""

import numpy as np
import xarray as xr
from markupsafe import Markup

from explorer import metrics
from explorer.metrics.stage_detail import EVERY_STAGE, detail_of, is_told
from explorer.render.environment import pieces
from explorer.render.number_format import NOTHING
from explorer.render.svg_marks import Mark, drawing, mark, polyline, text
from explorer.render.theme import choose_theme, stage_colour
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.stages import Stage

_CELL, _LEFT, _TOP = 38, 34, 30  # px
_WIDTH, _HEIGHT, _AXIS = 232, 120, 18  # px
_LONGEST = 60.0  # min shown of a bout
_CURVES: tuple[tuple[Stage, str | tuple[Stage, ...], str], ...] = (
    (Stage.W, "WAKE", ""),
    (Stage.N2, "N2", ""),
    (Stage.N3, "N3", "5 2"),
    (Stage.REM, "REM", "2 2"),
)
# Of coarse stages: by what they tell apart.
_COARSE_CURVES: tuple[tuple[Stage, str | tuple[Stage, ...], str], ...] = (
    (Stage.W, "WAKE", ""),
    (Stage.LIGHT, (Stage.LIGHT,), ""),
    (Stage.DEEP, (Stage.DEEP,), "5 2"),
    (Stage.NREM, "NREM", "4 1"),
    (Stage.REM, "REM", "2 2"),
    (Stage.SLEEP, "SLEEP", "6 3"),
)


def transition_matrix(hypnogram: xr.DataArray, *, dark: bool) -> Markup:
    """Draw how likely each stage is followed by each, at the next epoch."""
    found = metrics.transitions(hypnogram)
    chance, count = found.probability.values, found["count"].values
    theme = choose_theme(dark)
    cells = []
    stages = [Stage[name] for name in found.from_stage.values.tolist()]
    for down, stage in enumerate(stages):
        for across, after in enumerate(stages):
            value = chance[down, across]
            x, y = _LEFT + across * _CELL, _TOP + down * _CELL * 0.62
            shade = 0.0 if np.isnan(value) else 0.65 * float(np.sqrt(value))
            words = (
                f"{stage.name} to {after.name}: {pluralize(count[down, across], 'time')}"
                f"{'' if np.isnan(value) else f', {value:.1%} of epochs of {stage.name}'}"
            )
            box = mark(
                "rect",
                x=x,
                y=f"{y:.1f}",
                width=_CELL - 1,
                height=f"{_CELL * 0.62 - 1:.1f}",
                fill=theme.trace("EEG"),
                fill_opacity=f"{shade:.2f}",
                stroke=theme.grid,
            )
            share = text(x + _CELL / 2, f"{y + 15:.1f}", _percent(value), text_anchor="middle")
            cells.append(mark("g", box, share, title=words))
    names = []
    for place, stage in enumerate(stages):
        centre, lower = _LEFT + place * _CELL + _CELL / 2, _TOP + place * _CELL * 0.62 + 15
        names.append(text(centre, _TOP - 4, stage.name, text_anchor="middle"))
        names.append(text(_LEFT - 4, f"{lower:.1f}", stage.name, text_anchor="end"))
    height = _TOP + len(stages) * _CELL * 0.62
    length = float(hypnogram.epoch_length)
    return drawing(
        [text(_LEFT, 11, f"to, % at the next epoch of {length:g} s"), *names, *cells],
        class_="figure",
        viewBox=f"0 0 {_LEFT + len(stages) * _CELL} {height:.0f}",
        role="img",
        aria_label="transitions, in percent of the epochs of the stage at the left",
    )


def bout_curves(hypnogram: xr.DataArray, *, dark: bool) -> Markup:
    """Draw the share of bouts of each state that outlast a duration (Kaplan & Meier)."""
    theme = choose_theme(dark)
    lines: list[Mark] = []
    curves = []
    there = set(np.unique(hypnogram.values).tolist())
    for stage, state, dash in _CURVES if is_told(EVERY_STAGE, there) else _COARSE_CURVES:
        stages = metrics.BOUT_STATES[state] if isinstance(state, str) else state
        if not is_told(detail_of(stages), there):
            continue  # REM, say, on sleep of any stage
        found = metrics.bout_survival(hypnogram, state=state)
        bouts = int(found.at_risk.values[0])
        if not bouts:
            continue
        colour, median = stage_colour(stage, theme), float(found["median"])
        lines += _curve(found, colour, dash)
        curves.append(
            (colour, stage.name, bouts, NOTHING if np.isnan(median) else f"{median:g} min")
        )
    if not lines:
        return pieces("tables.html.j2").plain("No bouts.")
    ticks = [
        text(f"{_across(minutes):.0f}", _HEIGHT + 13, f"{minutes:g}", text_anchor="middle")
        for minutes in (0, 15, 30, 45)
    ]
    ground = mark(
        "line", x1=_across(0), x2=_across(_LONGEST), y1=_HEIGHT, y2=_HEIGHT, stroke=theme.muted
    )
    end = text(_WIDTH, _HEIGHT + 13, "60 min", text_anchor="end")
    figure = drawing(
        [ground, text(0, 10, "1"), text(0, _HEIGHT, "0"), *ticks, end, *lines],
        class_="figure",
        viewBox=f"0 0 {_WIDTH} {_HEIGHT + _AXIS}",
        role="img",
        aria_label="survival of bouts",
    )
    return pieces("architecture/sections.html.j2").bout_curves(figure, curves)


def _curve(found: xr.Dataset, colour: str, dash: str) -> list[Mark]:
    minutes, survival = found.duration.values, found.survival.values
    points: list[tuple[float, float]] = [(0.0, 1.0)]
    for time, share in zip(minutes, survival, strict=True):
        points += [(time, points[-1][1]), (time, share)]
        if time >= _LONGEST:
            break
    cut = [
        (time, share)
        for time, share, censored in zip(minutes, survival, found.censored.values, strict=True)
        if censored and time <= _LONGEST
    ]
    curve = polyline(
        ((_across(time), _down(share)) for time, share in points),
        fill="none",
        stroke=colour,
        stroke_width=1.8,
        stroke_dasharray=dash or None,
    )
    ticks = [
        mark(
            "line",
            x1=f"{_across(time):.1f}",
            x2=f"{_across(time):.1f}",
            y1=f"{_down(share) - 4:.1f}",
            y2=f"{_down(share) + 4:.1f}",
            stroke=colour,
            stroke_width=1.5,
        )
        for time, share in cut
    ]
    return [curve, *ticks]


def _across(minutes: float) -> float:
    return 14 + (_WIDTH - 18) * min(minutes, _LONGEST) / _LONGEST


def _down(share: float) -> float:
    return 4 + (_HEIGHT - 4) * (1 - share)


def _percent(value: float) -> str:
    if np.isnan(value):
        return NOTHING
    return f"{100 * value:.0f}" if value == 0 or value >= 0.1 else f"{100 * value:.1f}"
