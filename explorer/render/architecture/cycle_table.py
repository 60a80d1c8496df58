"""NREM-REM cycles in the numbers: how many by the chosen rule, and what each holds."""

from collections.abc import Collection
from functools import partial

import numpy as np
from markupsafe import Markup

from explorer import metrics
from explorer.analysis.metrics_query import MetricsQuery
from explorer.metrics.cycles import complete_cycle_count, cycle_count, stage_minutes_in_first
from explorer.metrics.definitions import CYCLES
from explorer.metrics.stage_detail import EVERY_STAGE
from explorer.render.architecture.metric_rows import range_over_scorers
from explorer.render.environment import pieces
from explorer.render.number_format import number
from explorer.vocabulary.stages import Stage

_TEMPLATE = "architecture/cycles.html.j2"
_KEY = f"metric:{CYCLES}"
_GROWTH_HORMONE = metrics.metric("N3_cycle1")


def cycle_row(asked: MetricsQuery, unfolded: Collection[str]) -> Markup:
    """HTML row: cycles of each part by the chosen rule, and of them the complete ones."""
    rule = asked.rule
    written = []
    for _, hypnograms in asked.parts:
        every = float(cycle_count(hypnograms, rule)[0])
        complete = float(complete_cycle_count(hypnograms, rule)[0])
        whole = f"{complete:.0f}" if np.isfinite(complete) else ""
        written.append((number(every, 0), whole))
    extremes = asked.extremes_by(partial(cycle_count, rule=rule)) if asked.several_scorers else None
    is_open = _KEY in unfolded
    others = [
        (other.name, number(float(cycle_count(asked.in_bed.hypnograms, other)[0]), 0), other)
        for other in (metrics.CYCLE_RULES.values() if is_open else ())
        if other is not rule
    ]
    title = f"NREM-REM cycles by {rule.name}, complete ones in brackets: {rule.title}"
    if why := asked.why_not(rule.detail):
        title += f"; {why}"
    ranged = range_over_scorers(extremes, 0)
    return pieces(_TEMPLATE).row(_KEY, title, rule, is_open, written, ranged, others)


def cycle_table(asked: MetricsQuery) -> Markup:
    """HTML: each cycle with its minutes, and the N3 of the first with what it does not say."""
    in_bed, rule = asked.in_bed, asked.rule
    found = metrics.cycles(in_bed.hypnogram, rule=rule)
    minutes = {str(name): found.minutes.sel(stage_name=name) for name in found.stage_name.values}
    every_stage = not in_bed.hypnograms.why_not(EVERY_STAGE)
    if not every_stage:
        minutes = {"W": minutes["W"], "NREM": found.nrem_minutes, "REM": found.rem_minutes}
    columns = zip(
        found.cycle.values,
        found.duration.values / 60,
        *(of_cycles.values for of_cycles in minutes.values()),
        found.complete.values,
        strict=True,
    )
    first = float(stage_minutes_in_first(in_bed.hypnograms, rule, Stage.N3)[0])
    rows = [
        [f"{cycle}" if complete else f"({cycle})", *map(number, values)]
        for cycle, *values, complete in columns
    ]
    return pieces(_TEMPLATE).cycles(
        rule=rule,
        heads=["min", "length", *minutes],
        rows=rows,
        skipped=(np.flatnonzero(np.isfinite(found.skipped_rem_at.values)) + 1).tolist(),
        undefined=str(found.attrs.get("undefined", "")),
        first=number(first) if every_stage else "",
        about=_GROWTH_HORMONE,
    )
