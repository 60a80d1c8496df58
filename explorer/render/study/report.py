"""A study as one self-contained page: what was found, on whom, how, and how to do it again."""

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
import xarray as xr

from explorer.plan.audit import Audit
from explorer.render.environment import page
from explorer.render.evidence.device_badge import device_badge
from explorer.render.number_format import NOTHING, number
from explorer.render.study.arms_figure import arms_plot
from explorer.render.study.arms_tables import METHODS as ARMS_METHODS
from explorer.render.study.arms_tables import adjusted_table, change_table, people_table
from explorer.render.study.effect_figures import forest_plot, slope_plot
from explorer.render.study.flow_figure import flow_figure
from explorer.render.study.hypnodensity_figure import stages_plot
from explorer.render.study.n_of_1_figure import nights_plot
from explorer.render.study.swa_course_figure import course_plot
from explorer.render.study.topography_difference import topography_difference
from explorer.statistics.equivalence import ALPHA
from explorer.statistics.n_of_1 import NOf1Result, n_of_1_rows
from explorer.statistics.parallel_language import CHANGE_SCORES
from explorer.statistics.permutation_and_bootstrap import EXACT_UP_TO, RESAMPLES
from explorer.statistics.plain_language import (
    PERCENT_EXPLAINED,
    digits_for,
    format_p,
    percent_beside,
)
from explorer.study.cohort_remarks import devices_of
from explorer.study.compare_design import Study
from explorer.study.comparison import StudyComparison
from explorer.study.comparison_power import pairs_for_change
from explorer.study.group_swa_course import COURSES, course_clusters, group_course
from explorer.study.group_topography import (
    SIGMA_SITES,
    SPINDLE_SITES,
    SWA_SITES,
    group_topography,
    site_quantities,
    topography_clusters,
)
from explorer.study.hypnodensity import group_probability, stage_clusters
from explorer.study.metric_choice import DEFAULT_PRIMARY
from explorer.study.mixed_models import LOGARITHM
from explorer.study.parallel_trial import ParallelStudy
from explorer.study.versions import versions
from explorer.vocabulary.shown_units import shown_units
from explorer.vocabulary.stages import STAGE_COLOURS

Table = tuple[tuple[str, ...], list[list[str]]]
"""Headings, and rows of cells."""
MOST_SLOPES = 6
HEADINGS = (
    *("metric", "unit", "pairs", "reference", "condition", "difference", "95 % CI (t)"),
    *("95 % CI (BCa)", "change, %", "95 % CI, %", "g_av", "p", "adjusted p", "p (t)"),
    *("p (Wilcoxon)", "p (equivalent)", "outcome"),
)
_THEME = ("SWA", "N3_min", "N3_pct", "WASO_SPT", "SE", "TST", "SOL", "REM_min", "N2_min")
METHODS = (
    "Differences are condition minus reference within a person; nights of one person and condition "
    "were averaged first.",
    PERCENT_EXPLAINED,
    "p is from flipping the signs of people's differences: all 2^n assignments are counted up to "
    f"{EXACT_UP_TO} pairs. Adjusted p: Benjamini-Hochberg over all metrics but the primary.",
    "95 % CI (t) is Student's; it held the truth most often in simulated trials of 5 to 22 people. "
    f"95 % CI (BCa) is from {RESAMPLES} resamples of people and is too narrow below some 20 pairs.",
    "g_av is the mean difference over the average of both conditions' SDs with Hedges' correction "
    "for pairs (Lakens 2013).",
    "Equivalence is two one-sided t-tests against the smallest difference that would matter, where "
    "one was stated. A metric is called inconclusive if neither a difference nor equivalence is "
    f"shown at {ALPHA:g}.",
)


def render_study_report(
    study: Study, *, command: str, seed: int, audit: Audit | None = None
) -> str:
    """Write a study as one HTML page that needs nothing else.

    Parameters
    ----------
    study : Study
        As `compare_study` gives it.
    command : str
        What makes the same page again.
    seed : int
        That made the comparison's `rng`.
    audit : Audit, optional
        Of the study's plan: what departs from it, and its flow diagram.

    Returns
    -------
    str
    """
    found = study.comparison
    return page(
        "study/report.html.j2",
        title=f"{', '.join(map(str, found.table.condition.values))} against {found.reference}",
        colours={stage.name: colour for stage, colour in STAGE_COLOURS.items()},
        sentence=study.sentence,
        simulated=bool(study.nights.simulated.any()),
        device=device_badge(devices_of(study.nights)),
        primary=found.primary,
        reference=found.reference,
        single=None if isinstance(study, ParallelStudy) else _one_person(study.single),
        conditions=[
            _arm(study, condition)
            if isinstance(study, ParallelStudy)
            else _condition(study, condition, seed)
            for condition in map(str, found.table.condition.values)
        ],
        planned=_planned(audit),
        nights=_nights(study),
        notes=study.notes,
        methods=ARMS_METHODS if isinstance(study, ParallelStudy) else METHODS,
        definitions=_definitions(study),
        command=command,
        seed=seed,
        versions=versions(),
        made=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
    )


def _planned(audit: Audit | None) -> dict[str, object] | None:
    """Give the plan's text, what departs from it, and the flow of people."""
    if audit is None:
        return None
    return {
        "sentence": audit.sentence,
        "departures": audit.departures,
        "unchecked": audit.unchecked,
        "figure": flow_figure(audit.flow),
        "table": audit.flow.rows(),
        "note": audit.flow.note,
        "text": audit.text,
    }


def drawn_first(metrics: Sequence[str], primary: str) -> list[str]:
    """Order metrics as they are drawn: the primary, then deep sleep and what people ask of first.

    Examples
    --------
    >>> drawn_first(["TIB", "SPT", "TST", "N3_min", "SWA"], "TST")
    ['TST', 'SWA', 'N3_min', 'TIB', 'SPT']
    """

    def place(name: str) -> tuple[bool, int]:
        return name != primary, _THEME.index(name) if name in _THEME else len(_THEME)

    return sorted(map(str, metrics), key=place)


def _condition(study: StudyComparison, condition: str, seed: int) -> dict[str, object]:
    """Figures and tables of one condition."""
    found = study.comparison
    here = found.table.sel(condition=condition)
    names = [found.reference, condition]
    first = drawn_first(here.metric.values, found.primary)[:MOST_SLOPES]
    slopes = [
        slope_plot(
            found.values[name].sel(condition=names).transpose("subject", "condition").values,
            names,
            str(name),
            shown_units(str(here.units.sel(metric=name).item())),
        )
        for name in first
    ]
    try:
        power = pairs_for_change(found, found.primary or str(here.metric.values[0]), condition)
        planned = power.sentence
    except ValueError:  # nothing to plan by: fewer than two pairs that differ
        planned = ""
    mixed = {name: one for (where, name), one in study.mixed.items() if where == condition}
    return {
        "name": condition,
        "slopes": slopes,
        "effect": "g_av",
        "power": planned,
        "forest": forest_plot(here),
        **_over_the_night(study, condition, seed),
        "numbers": (HEADINGS, [_cells(here.sel(metric=name)) for name in here.metric.values]),
        "mixed": _mixed(mixed) if mixed else None,
        "influence": _influence(study, condition),
        "people": None,
    }


def _arm(study: ParallelStudy, arm: str) -> dict[str, object]:
    """Figures and tables of one arm against the reference."""
    found = study.comparison
    here = found.table.sel(condition=arm)
    first = drawn_first(here.metric.values, found.primary)[:MOST_SLOPES]
    return {
        "name": arm,
        "slopes": [arms_plot(found, arm, str(name)) for name in first],
        "effect": "g",
        "power": "",
        "forest": forest_plot(here, "g"),
        "courses": [],
        "maps": [],
        "stages": None,
        "mixed": None,
        "influence": None,
        "numbers": adjusted_table(here),
        "people": people_table(here),
        "changes": change_table(here),
        "warning": CHANGE_SCORES,
    }


def _cells(row: xr.Dataset) -> list[str]:
    digits = digits_for(float(row.ci_low), float(row.ci_high))
    names = ("scale", "percent", "n_ratio", "mean_difference", "reference_mean")
    change, of = percent_beside({name: row[name].item() for name in names})
    on_ratios = str(row["scale"].item()) == "log ratio"

    def say(*keys: str, places: int = digits) -> str:
        return " to ".join(number(float(row[key]), places) for key in keys)

    p_values = ("p_permutation", "p_adjusted", "p_t", "p_wilcoxon", "p_equivalence")
    return [
        str(row.metric.item()),
        shown_units(str(row.units.item())),
        str(int(row.n)),
        say("reference_mean"),
        say("condition_mean"),
        say("mean_difference"),
        say("ci_low", "ci_high"),
        say("bca_low", "bca_high"),
        f"{number(change, 1)} ({of})" if np.isfinite(change) else NOTHING,
        say("percent_low", "percent_high", places=1) if on_ratios else NOTHING,
        say("g_av", places=2),
        *(_p(float(row[key])) for key in p_values),
        str(row.outcome.item()) + (f" ({row.reason.item()})" if row.reason.item() else ""),
    ]


def _mixed(mixed: dict[str, xr.Dataset]) -> Table:
    rows = []
    for name, model in mixed.items():
        for term in model.term.values[1:]:
            row = model.sel(term=term)
            digits = digits_for(float(row.low), float(row.high))
            interval = " to ".join(number(float(row[key]), digits) for key in ("low", "high"))
            numbers = [number(float(row.estimate), digits), interval, _p(float(row.p))]
            said = "; ".join(model.attrs["notes"])
            named = f"log {name}" if row.estimate.attrs["units"] == LOGARITHM else name
            rows.append([named, str(term), *numbers, str(model.attrs["degrees_of_freedom"]), said])
    headings = ("metric", "term", "estimate", "95 % CI", "p", "degrees of freedom", "notes")
    return headings, rows


def _influence(study: StudyComparison, condition: str) -> Table:
    """Show what leaving out one person makes of each metric, from least to most."""
    rows = []
    for name in study.comparison.table.metric.values:
        one = study.comparison.influence.sel(condition=condition, metric=name)
        one = one.isel(subject=np.isfinite(one.mean_difference.values))
        if not one.sizes["subject"]:
            continue
        mean, p = one.mean_difference, one.p_permutation
        digits = digits_for(float(mean.min()), float(mean.max()))
        most = str(one.subject.values[int(np.argmax(np.abs((mean - mean.mean()).values)))])
        ends = " to ".join(number(float(end), digits) for end in (mean.min(), mean.max()))
        p_ends = " to ".join(_p(float(end)) for end in (p.min(), p.max()))
        rows.append([str(name), ends, p_ends, most])
    headings = ("metric", "difference without one person", "p", "who moves it most")
    return headings, rows


def _nights(study: Study) -> dict[str, object]:
    """Every night of the table, with what became of it."""
    nights = study.nights
    columns = [
        name
        for name in ("subject", "condition", "visit", "night", "status")
        if name in nights.coords
    ]
    rows = [
        [*(str(nights[name].values[place]) for name in columns), str(nights.sentence.values[place])]
        for place in range(nights.sizes["recording"])
    ]
    counts = {
        status: sum(row[len(columns) - 1] == status for row in rows)
        for status in ("done", "failed")
    }
    return {
        **counts,
        "excluded": len(rows) - sum(counts.values()),
        "table": ((*columns, "why, or what the reader noted"), rows),
    }


def _one_person(single: NOf1Result | None) -> dict[str, object] | None:
    """Nights in order of the first metrics of one person's trial, and every metric's numbers."""
    if single is None:
        return None
    first = sorted(single.metrics, key=lambda name: name != single.primary)[:MOST_SLOPES]
    return {
        "plots": [nights_plot(single, name) for name in first],
        "table": n_of_1_rows(single),
        "primary": single.primary,
    }


def _definitions(study: Study) -> dict[str, object]:
    table = study.comparison.table.isel(condition=0)
    rows = []
    for name in map(str, table.metric.values):
        row, about = table.sel(metric=name), study.nights[name].attrs
        bound = float(row.smallest_effect)
        unit = "%" if str(row["scale"].item()) == "log ratio" else str(row.units.item())
        rows.append(
            [
                name,
                str(row.title.item()),
                shown_units(str(row.units.item())),
                f"{bound:g} {unit}" if np.isfinite(bound) else "none stated",
                str(about.get("formula", "")),
                str(about.get("source", "")),
            ]
        )
    headings = ("symbol", "what it is", "unit", "smallest effect that matters", "how", "after")
    used = sorted({str(name) for name in study.nights.channel.values if name})
    measured = used if DEFAULT_PRIMARY in study.nights else []
    return {"channels": measured, "table": (headings, rows)}


def _over_the_night(study: StudyComparison, condition: str, seed: int) -> dict[str, object]:
    """Draw slow-wave activity and heart over the night, maps over the scalp, and the stages."""
    pair = {"reference": study.comparison.reference, "condition": condition}
    courses, maps, drawn_stages = [], [], None
    for name, title in COURSES.items():
        course = group_course(study.nights, **pair, name=name)
        if course is not None:
            stretches = course_clusters(course, rng=np.random.default_rng(seed))
            courses.append((title.partition(" (")[0], course_plot(course, stretches)))
    probability = group_probability(study.nights)
    if probability is not None:
        clusters = stage_clusters(probability, **pair, rng=np.random.default_rng(seed))
        drawn_stages = stages_plot(probability, **pair, clusters=clusters)
    for name in (SWA_SITES, SIGMA_SITES, SPINDLE_SITES):
        sites = group_topography(study.nights, **pair, name=name)
        if sites is not None:
            found = topography_clusters(sites, rng=np.random.default_rng(seed))
            words = site_quantities(study.nights)[name].partition(",")[0]
            title = f"{words[:1].upper()}{words[1:]}"
            maps.append((title, topography_difference(sites, found)))
    return {"courses": courses, "maps": maps, "stages": drawn_stages}


def _p(value: float) -> str:
    return format_p(value).removeprefix("= ") if np.isfinite(value) else NOTHING
