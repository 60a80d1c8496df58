"""NREM-REM cycles in the numbers: how many by the chosen rule, and what each holds."""

from collections.abc import Collection
from functools import partial
from html import escape

import numpy as np

from explorer import metrics
from explorer.analysis.metrics_query import MetricsQuery
from explorer.metrics.cycles import complete_cycle_count, cycle_count, stage_minutes_in_first
from explorer.metrics.definitions import CYCLES
from explorer.render.architecture.metric_rows import number, term, value_cells
from explorer.vocabulary.stages import Stage

_KEY = f"metric:{CYCLES}"
_GROWTH_HORMONE = metrics.metric("N3_cycle1")


def cycle_row(asked: MetricsQuery, unfolded: Collection[str]) -> str:
    """HTML row: cycles of each part by the chosen rule, and of them the complete ones."""
    rule = asked.rule
    written = []
    for _, hypnograms in asked.parts:
        every = float(cycle_count(hypnograms, rule)[0])
        complete = float(complete_cycle_count(hypnograms, rule)[0])
        whole = f' <span class="quiet">({complete:.0f})</span>' if np.isfinite(complete) else ""
        written.append(f"{number(every, 0)}{whole}")
    extremes = asked.extremes_by(partial(cycle_count, rule=rule)) if asked.several_scorers else None
    cells = value_cells(written, extremes, 0)
    is_open = _KEY in unfolded
    title = f"NREM-REM cycles by {rule.name}, complete ones in brackets: {rule.title}"
    row = (
        f'<tr><th scope="row">{term(_KEY, "cycles", title, is_open)}'
        f'<span class="said">{escape(rule.name)} (complete)</span></th>{cells}'
        "<td></td><td></td></tr>"
    )
    if not is_open:
        return row
    others = "".join(
        f"<dt>{escape(other.name)}</dt><dd><span class='value'>"
        f"{number(float(cycle_count(asked.in_bed.hypnograms, other)[0]), 0)}</span> "
        f"{escape(other.title)} <span class='quiet'>({escape(other.source)})</span></dd>"
        for other in metrics.CYCLE_RULES.values()
        if other is not rule
    )
    return (
        f'{row}<tr class="definition"><td colspan="9"><dl><dt>rule</dt><dd>{escape(rule.title)}'
        f"</dd><dt>source</dt><dd>{escape(rule.source)}</dd>{others}</dl></td></tr>"
    )


def cycle_table(asked: MetricsQuery) -> str:
    """HTML: each cycle with its minutes, and the N3 of the first with what it does not say."""
    in_bed, rule = asked.in_bed, asked.rule
    found = metrics.cycles(in_bed.hypnogram, rule=rule)
    said = f'<p class="quiet">{escape(rule.name)}: {escape(rule.title)}.</p>'
    if not found.sizes["cycle"]:
        return f"{said}<p>No cycle by this rule.</p>"
    columns = zip(
        found.cycle.values,
        found.duration.values / 60,
        *found.minutes.transpose("stage_name", "cycle").values,
        found.complete.values,
        strict=True,
    )
    rows = "".join(
        f'<tr><th scope="row">{cycle if complete else f"({cycle})"}</th>'
        + "".join(f"<td>{number(value)}</td>" for value in values)
        + "</tr>"
        for cycle, *values, complete in columns
    )
    skipped = np.flatnonzero(np.isfinite(found.skipped_rem_at.values)) + 1
    note = "".join(
        f'<p class="quiet">Cycle {cycle} may hold a skipped REM period, which SleepCycles would '
        "split: not applied.</p>"
        for cycle in skipped
    )
    first = float(stage_minutes_in_first(in_bed.hypnograms, rule, Stage.N3)[0])
    return (
        f'{said}<table class="numbers"><thead><tr><th scope="col">min</th>'
        '<th scope="col">length</th><th scope="col">W</th><th scope="col">N1</th>'
        '<th scope="col">N2</th><th scope="col">N3</th>'
        f'<th scope="col">REM</th></tr></thead><tbody>{rows}</tbody></table>{note}'
        f"<p>{number(first)} min of N3 in the first NREM period. "
        f'<span class="quiet">{escape(_GROWTH_HORMONE.source)}. '
        f"{escape(_GROWTH_HORMONE.caveat)}</span></p>"
    )
