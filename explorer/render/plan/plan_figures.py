"""Figures and tables of a study plan: power by people, published spreads, a twin both ways."""

import numpy as np
from markupsafe import Markup

from explorer.metrics.aliases import find_symbol
from explorer.plan.planned_sample_size import power_curve
from explorer.plan.published_twins import PLACEBO, SUPPLEMENT, Twin
from explorer.plan.simulated_power import SimulatedPower
from explorer.plan.spreads import PUBLISHED
from explorer.plan.study_plan import CROSSOVER, N_OF_1, PARALLEL, StudyPlan
from explorer.render.environment import pieces
from explorer.render.evidence.citations import badge, cite_study
from explorer.render.number_format import number
from explorer.render.svg_chart import Chart
from explorer.statistics.change_words import digits_for, format_p
from explorer.vocabulary.shown_numbers import shown_number
from explorer.vocabulary.shown_units import shown_units

TEMPLATE = "plan/page.html.j2"
_COUNTED = {
    PARALLEL: "people analysed in each arm",
    CROSSOVER: "people analysed",
    N_OF_1: "blocks of nights analysed",
}
_CURVE = "stroke: var(--accent); stroke-width: 2"
_ASKED = "stroke: var(--muted); stroke-width: 1; stroke-dasharray: 4 3"
_PLANNED = "fill: var(--accent); stroke: var(--paper); stroke-width: 1.5"
_TRIED = "stroke: var(--text); stroke-width: 2"


def power_figure(plan: StudyPlan, tried: SimulatedPower | None = None) -> Markup:
    """Draw power by the number of people, the plan's own on it, and what simulation gave.

    Parameters
    ----------
    plan : StudyPlan
    tried : SimulatedPower, optional
        Drawn as a bar of two standard errors, at the people who are left of those recruited.

    Returns
    -------
    Markup
        An ``<svg>`` with its axes named, and a caption.
    """
    people, power = power_curve(plan)
    planned = plan.blocks or plan.people
    chart = Chart(
        (float(people[0]), float(people[-1])),
        (0.0, 100.0),
        _COUNTED[plan.design],
        "power, %",
        f"Power by the number of {_COUNTED[plan.design]}",
        width=460,
        height=250,
    )
    ends = np.array([people[0], people[-1]], float)
    chart.line(ends, np.full(2, 100 * plan.power), _ASKED, "power asked for")
    chart.line(people.astype(float), 100 * power, _CURVE, "by the noncentral t distribution")
    at = np.array([float(planned)])
    chart.points(at, np.array([100 * float(np.interp(planned, people, power))]), _PLANNED)
    said = f"Dashed: the {100 * plan.power:.0f} % asked for. Dot: the plan, {planned}."
    if tried is not None and tried.simulated:
        left = plan.recruited * (1 - plan.attrition) / (2 if plan.design == PARALLEL else 1)
        low, high = (100 * (tried.power + k * tried.standard_error) for k in (-2, 2))
        chart.line(np.full(2, left), np.array([max(low, 0), min(high, 100)]), _TRIED, "simulated")
        said += " Bar: simulated, two standard errors."
    return pieces(TEMPLATE).figure(chart.svg(), said)


def spreads_table() -> Markup:
    """List every published spread, its source a click away."""
    heads = ("metric", "SD of a night", "ICC", "people", "")
    rows = [
        (
            (
                find_symbol(one.metric),
                f"{one.sd:g} (log)" if one.relative else f"{one.sd:g}",
                f"{one.icc:.2f}",
                str(one.people),
            ),
            one.link,
            one.source,
        )
        for one in PUBLISHED
    ]
    return pieces(TEMPLATE).spreads(heads, rows)


def twin_board(twin: Twin) -> Markup:
    """Lay a twin's outcomes out, as analysed beside as they should be."""
    one = twin.published
    who = Markup(" ").join(
        [badge("simulated"), cite_study(f"{one.authors} {one.year}", one.key), "·", one.design]
    )
    heads = (
        *("outcome", _short(PLACEBO), _short(SUPPLEMENT), "p"),
        *("difference (95 % CI)", "p", "outcome"),
    )
    rows = []
    for row in twin.rows:
        digits = digits_for(row.low, row.high)
        cells = (
            f"{row.symbol}, {shown_units(row.units)}",
            shown_number(row.change_reference, f"+.{digits}f"),
            shown_number(row.change_condition, f"+.{digits}f"),
            format_p(row.p_change).removeprefix("= "),
            f"{shown_number(row.difference, f'+.{digits}f')} "
            f"({number(row.low, digits)} to {number(row.high, digits)})",
            format_p(row.p).removeprefix("= "),
            row.outcome,
        )
        rows.append((row.primary, cells))
    return pieces(TEMPLATE).twin(twin.sentences, who, heads, rows)


def _short(arm: str) -> str:
    return f"{arm.removesuffix(' (simulated)')}, change"
