"""Changes of stage as arcs: how often each stage gave way to each other."""

import numpy as np
import xarray as xr

from explorer import metrics
from explorer.render.theme import choose_theme, stage_colour
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.stages import HYPNOGRAM_ORDER, SCORED

_WIDTH, _MIDDLE, _EDGE = 232, 54, 22  # px
_ARC = 0.5  # of the distance that an arc rises
_WIDEST, _THINNEST = 7.0, 0.6  # px


def transition_arcs(hypnogram: xr.DataArray, *, dark: bool) -> str:
    """Draw an arc for each kind of change, as wide as it is frequent.

    Above the line stages get lighter or REM turns to wake, from right to left; below they go on
    from left to right, in the order W, REM, N1, N2, N3 of the hypnogram.
    """
    count = metrics.transitions(hypnogram)["count"].values
    theme = choose_theme(dark)
    order = list(HYPNOGRAM_ORDER)
    step = (_WIDTH - 2 * _EDGE) / (len(order) - 1)
    places = {stage: _EDGE + step * place for place, stage in enumerate(order)}
    changes = np.where(np.eye(len(SCORED), dtype=bool), 0, count)
    most = max(int(changes.max()), 1)
    arcs = []
    for begin in order:
        for end in order:
            times = int(changes[begin, end])
            if not times:
                continue
            left, right = places[begin], places[end]
            rise = _ARC * abs(right - left) * (1 if right > left else -1)
            width = max(_WIDEST * times / most, _THINNEST)
            arcs.append(
                f'<path d="M{left:.1f},{_MIDDLE} Q{(left + right) / 2:.1f},{_MIDDLE + rise:.1f} '
                f'{right:.1f},{_MIDDLE}" fill="none" stroke="{stage_colour(begin, theme)}" '
                f'stroke-width="{width:.1f}" stroke-opacity="0.75"><title>{begin.name} to '
                f"{end.name}: {pluralize(times, 'time')}</title></path>"
            )
    dots = "".join(
        f'<circle cx="{places[stage]:.1f}" cy="{_MIDDLE}" r="9" '
        f'fill="{theme.paper}" stroke="{stage_colour(stage, theme)}" stroke-width="2"/>'
        f'<text x="{places[stage]:.1f}" y="{_MIDDLE + 3.5}" text-anchor="middle">'
        f"{'R' if stage.name == 'REM' else stage.name}</text>"
        for stage in order
    )
    said = "; ".join(
        f"{begin.name} to {end.name} {int(changes[begin, end])}"
        for begin in order
        for end in order
        if changes[begin, end]
    )
    return (
        f'<svg class="figure" viewBox="0 0 {_WIDTH} {2 * _MIDDLE}" role="img" '
        f'aria-label="changes of stage: {said or "none"}">{"".join(arcs)}{dots}</svg>'
        '<p class="quiet">Changes of stage: an arc has the colour of the stage that ends and is as '
        "wide as it is frequent; below the line from left to right, above it from right to left."
        "</p>"
    )
