"""Small figures as SVG: transitions as a matrix, bouts as survival curves."""

from collections.abc import Sequence
from html import escape

import numpy as np
import xarray as xr

from explorer import metrics
from explorer.render.theme import choose_theme, stage_colour
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.stages import SCORED, Stage

_CELL, _LEFT, _TOP = 38, 34, 30  # px
_WIDTH, _HEIGHT, _AXIS = 232, 120, 18  # px
_LONGEST = 60.0  # min shown of a bout
_CURVES = (
    (Stage.W, "WAKE", ""),
    (Stage.N2, "N2", ""),
    (Stage.N3, "N3", "5 2"),
    (Stage.REM, "REM", "2 2"),
)


def transition_matrix(hypnogram: xr.DataArray, *, dark: bool) -> str:
    """Draw how likely each stage is followed by each, at the next epoch."""
    found = metrics.transitions(hypnogram)
    chance, count = found.probability.values, found["count"].values
    theme = choose_theme(dark)
    cells = []
    for down, stage in enumerate(SCORED):
        for across, after in enumerate(SCORED):
            value = chance[down, across]
            x, y = _LEFT + across * _CELL, _TOP + down * _CELL * 0.62
            shade = 0.0 if np.isnan(value) else 0.65 * float(np.sqrt(value))
            words = (
                f"{stage.name} to {after.name}: {pluralize(count[down, across], 'time')}"
                f"{'' if np.isnan(value) else f', {value:.1%} of epochs of {stage.name}'}"
            )
            cells.append(
                f'<g><title>{words}</title><rect x="{x}" y="{y:.1f}" width="{_CELL - 1}" '
                f'height="{_CELL * 0.62 - 1:.1f}" fill="{theme.trace("EEG")}" '
                f'fill-opacity="{shade:.2f}" stroke="{theme.grid}"/>'
                f'<text x="{x + _CELL / 2}" y="{y + 15:.1f}" text-anchor="middle">'
                f"{_percent(value)}</text></g>"
            )
    names = "".join(
        f'<text x="{_LEFT + i * _CELL + _CELL / 2}" y="{_TOP - 4}" text-anchor="middle">'
        f'{stage.name}</text><text x="{_LEFT - 4}" y="{_TOP + i * _CELL * 0.62 + 15:.1f}" '
        f'text-anchor="end">{stage.name}</text>'
        for i, stage in enumerate(SCORED)
    )
    height = _TOP + 5 * _CELL * 0.62
    return (
        f'<svg class="figure" viewBox="0 0 {_LEFT + 5 * _CELL} {height:.0f}" role="img" '
        f'aria-label="transitions, in percent of the epochs of the stage at the left">'
        f'<text x="{_LEFT}" y="11">to, % at the next epoch of '
        f"{float(hypnogram.epoch_length):g} s</text>{names}{''.join(cells)}</svg>"
    )


def bout_curves(hypnogram: xr.DataArray, *, dark: bool) -> str:
    """Draw the share of bouts of each state that outlast a duration (Kaplan & Meier)."""
    theme = choose_theme(dark)
    lines, words = [], []
    for stage, state, dash in _CURVES:
        found = metrics.bout_survival(hypnogram, state=state)
        bouts = int(found.at_risk.values[0])
        if not bouts:
            continue
        lines.append(_curve(found, stage_colour(stage, theme), dash))
        median = float(found["median"])
        words.append(
            f'<span class="key"><span class="swatch" style="background:'
            f'{stage_colour(stage, theme)}"></span>{stage.name} {pluralize(bouts, "bout")}, median '
            f"{'–' if np.isnan(median) else f'{median:g} min'}</span>"
        )
    if not lines:
        return "<p>No bouts.</p>"
    ticks = "".join(
        f'<text x="{_across(minutes):.0f}" y="{_HEIGHT + 13}" text-anchor="middle">'
        f"{minutes:g}</text>"
        for minutes in (0, 15, 30, 45)
    )
    return (
        f'<svg class="figure" viewBox="0 0 {_WIDTH} {_HEIGHT + _AXIS}" role="img" '
        f'aria-label="{escape("survival of bouts", quote=True)}">'
        f'<line x1="{_across(0)}" x2="{_across(_LONGEST)}" y1="{_HEIGHT}" y2="{_HEIGHT}" '
        f'stroke="{theme.muted}"/><text x="0" y="10">1</text><text x="0" y="{_HEIGHT}">0</text>'
        f'{ticks}<text x="{_WIDTH}" y="{_HEIGHT + 13}" text-anchor="end">60 min</text>'
        f"{''.join(lines)}</svg><p>{' '.join(words)}</p>"
        '<p class="quiet">Share of bouts that last longer than so many minutes (Kaplan &amp; Meier '
        "1958; a bout cut short by lights-on or an unscored epoch is censored, a tick). One "
        "night’s bouts are too few to tell an exponential law from a power law.</p>"
    )


def _curve(found: xr.Dataset, colour: str, dash: str) -> str:
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
    ticks = "".join(
        f'<line x1="{_across(time):.1f}" x2="{_across(time):.1f}" y1="{_down(share) - 4:.1f}" '
        f'y2="{_down(share) + 4:.1f}" stroke="{colour}" stroke-width="1.5"/>'
        for time, share in cut
    )
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<polyline points="{_points(points)}" fill="none" stroke="{colour}" '
        f'stroke-width="1.8"{dashes}/>{ticks}'
    )


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{_across(time):.1f},{_down(share):.1f}" for time, share in points)


def _across(minutes: float) -> float:
    return 14 + (_WIDTH - 18) * min(minutes, _LONGEST) / _LONGEST


def _down(share: float) -> float:
    return 4 + (_HEIGHT - 4) * (1 - share)


def _percent(value: float) -> str:
    if np.isnan(value):
        return "–"
    return f"{100 * value:.0f}" if value == 0 or value >= 0.1 else f"{100 * value:.1f}"
