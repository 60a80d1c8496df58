"""A study as one self-contained page: what was found, on whom, how, and how to do it again."""

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np

from explorer.plan.audit import Audit
from explorer.render.environment import page
from explorer.render.evidence.device_badge import device_badge
from explorer.render.study.arms_figure import arms_plot
from explorer.render.study.arms_tables import METHODS as ARMS_METHODS
from explorer.render.study.arms_tables import adjusted_table, change_table, people_table
from explorer.render.study.effect_figures import forest_plot, slope_plot
from explorer.render.study.flow_figure import flow_figure
from explorer.render.study.hypnodensity_figure import stages_plot
from explorer.render.study.n_of_1_figure import nights_plot
from explorer.render.study.paired_tables import METHODS as PAIRED_METHODS
from explorer.render.study.paired_tables import (
    difference_table,
    influence_table,
    mixed_model_table,
)
from explorer.render.study.swa_course_figure import course_plot
from explorer.render.study.topography_difference import topography_difference
from explorer.statistics.n_of_1 import NOf1Result, n_of_1_rows
from explorer.statistics.parallel_language import CHANGE_SCORES
from explorer.statistics.plain_language import effects_apart
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
from explorer.study.parallel_trial import ParallelStudy
from explorer.study.versions import versions
from explorer.vocabulary.counts import lost_words
from explorer.vocabulary.shown_units import shown_units
from explorer.vocabulary.stages import STAGE_COLOURS

MOST_SLOPES = 6
_THEME = ("SWA", "N3_min", "N3_pct", "WASO_SPT", "SE", "TST", "SOL", "REM_min", "N2_min")


def render_study_report(
    study: Study,
    *,
    command: str,
    seed: int,
    audit: Audit | None = None,
    files_first: str = "",
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
    files_first : str
        Sentence that says which files must be saved before the command can run, "" where none.

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
        methods=ARMS_METHODS if isinstance(study, ParallelStudy) else PAIRED_METHODS,
        definitions=_definitions(study),
        command=command,
        files_first=files_first,
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
        "apart": effects_apart(found.table, condition, found.primary),
        **_over_the_night(study, condition, seed),
        "numbers": difference_table(here),
        "mixed": mixed_model_table(mixed) if mixed else None,
        "influence": influence_table(study.comparison.influence.sel(condition=condition), here),
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
        "apart": "",
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
    done, failed = (
        sum(row[len(columns) - 1] == status for row in rows) for status in ("done", "failed")
    )
    return {
        "done": done,
        "lost": lost_words(failed, len(rows) - done - failed),
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
