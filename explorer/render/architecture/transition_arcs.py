"""Changes of stage as arcs: how often each stage gave way to each other."""

import numpy as np
import xarray as xr
from markupsafe import Markup

from explorer import metrics
from explorer.render.environment import pieces
from explorer.render.svg_marks import drawing, mark, text
from explorer.render.theme import choose_theme, stage_colour
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.stages import Stage, stages_of

_WIDTH, _MIDDLE, _EDGE = 232, 54, 22  # px
_ARC = 0.5  # of the distance that an arc rises
_WIDEST, _THINNEST = 7.0, 0.6  # px
_SHORT = {
    **{Stage.REM: "R", Stage.LIGHT: "Li", Stage.DEEP: "De"},
    **{Stage.NREM: "NR", Stage.SLEEP: "Sl"},
}


def transition_arcs(hypnogram: xr.DataArray, *, dark: bool) -> Markup:
    """Draw an arc for each kind of change, as wide as it is frequent.

    Above the line stages get lighter or REM turns to wake, from right to left; below they go on
    from left to right, in the order of the hypnogram: W, REM, N1, N2, N3, or the coarse stages
    that stand for them.
    """
    found = metrics.transitions(hypnogram)["count"]
    theme = choose_theme(dark)
    order = list(stages_of(hypnogram.values))
    names = [stage.name for stage in order]
    count = found.sel(from_stage=names, to_stage=names).values
    place = {stage: number for number, stage in enumerate(order)}
    step = (_WIDTH - 2 * _EDGE) / (len(order) - 1)
    places = {stage: _EDGE + step * place for place, stage in enumerate(order)}
    changes = np.where(np.eye(len(order), dtype=bool), 0, count)
    most = max(int(changes.max()), 1)
    arcs = []
    for begin in order:
        for end in order:
            times = int(changes[place[begin], place[end]])
            if not times:
                continue
            left, right = places[begin], places[end]
            rise = _ARC * abs(right - left) * (1 if right > left else -1)
            width = max(_WIDEST * times / most, _THINNEST)
            middle = f"{(left + right) / 2:.1f},{_MIDDLE + rise:.1f}"
            arcs.append(
                mark(
                    "path",
                    d=f"M{left:.1f},{_MIDDLE} Q{middle} {right:.1f},{_MIDDLE}",
                    fill="none",
                    stroke=stage_colour(begin, theme),
                    stroke_width=f"{width:.1f}",
                    stroke_opacity=0.75,
                    title=f"{begin.name} to {end.name}: {pluralize(times, 'time')}",
                )
            )
    dots = []
    for stage in order:
        x, name = f"{places[stage]:.1f}", _SHORT.get(stage, stage.name)
        colours = {"fill": theme.paper, "stroke": stage_colour(stage, theme)}
        dots.append(mark("circle", cx=x, cy=_MIDDLE, r=9, **colours, stroke_width=2))
        dots.append(text(x, _MIDDLE + 3.5, name, text_anchor="middle"))
    said = "; ".join(
        f"{begin.name} to {end.name} {int(changes[place[begin], place[end]])}"
        for begin in order
        for end in order
        if changes[place[begin], place[end]]
    )
    figure = drawing(
        [*arcs, *dots],
        class_="figure",
        viewBox=f"0 0 {_WIDTH} {2 * _MIDDLE}",
        role="img",
        aria_label=f"changes of stage: {said or 'none'}",
    )
    return pieces("architecture/sections.html.j2").arcs(figure)
