"""What departs from a study's plan: its analysis, exclusions, list, dates and numbers, in words."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from explorer.metrics.aliases import find_symbol
from explorer.plan.departures_of_nights import (
    analysed_design,
    short_numbers,
    unruled_exclusions,
    wrong_dates,
)
from explorer.plan.off_the_list import off_the_list, unknown_sequences
from explorer.plan.study_plan import PARALLEL, StudyPlan
from explorer.study.cohort import cohort
from explorer.study.compare_design import Study, compare_design
from explorer.study.comparison import StudyComparison
from explorer.study.design import PARALLEL as ARMS
from explorer.study.design import WITHIN
from explorer.study.likely_reference import same_condition
from explorer.study.metric_choice import named_in
from explorer.study.night_task import hypnogram_metrics
from explorer.study.parallel_trial import ParallelStudy
from explorer.study.person_covariates import named_covariate
from explorer.vocabulary.counts import listed

if TYPE_CHECKING:
    import pandas as pd


def check(
    plan: StudyPlan, table: "Study | xr.Dataset | str | Path | pd.DataFrame", sealed: str = ""
) -> tuple[str, ...]:
    """Name what departs from a plan.

    Parameters
    ----------
    plan : StudyPlan
    table : Study, Dataset, path or DataFrame
        A comparison that was made; or its nights, which are then compared as planned.
    sealed : str
        Text of the sealed file, once it may be opened; without it who took what is not checked.

    Returns
    -------
    tuple of str
        A sentence each; empty where nothing departs.

    Raises
    ------
    ValueError
        If a table is given that cannot be compared as planned.

    Examples
    --------
    >>> from explorer.plan.make_plan import study
    >>> plan = study(primary="TST", smallest_effect=20)
    >>> import pandas as pd
    >>> rows = [(f"P{k}", arm, visit, 400.0 + k + n) for n, visit in
    ...         enumerate(("baseline", "follow-up")) for k, arm in
    ...         enumerate(("placebo", "treatment") * 4)]
    >>> found = check(plan, pd.DataFrame(rows, columns=["subject", "arm", "visit", "TST"]))
    >>> found[-1]
    'Fewer than planned: 4 people analysed under placebo, 74 were planned.'
    """
    if isinstance(table, StudyComparison | ParallelStudy):
        study: Study = table
    else:
        nights = (
            table if isinstance(table, xr.Dataset) else cohort(table, measure=hypnogram_metrics)
        )
        study = compare_as_planned(plan, nights, rng=np.random.default_rng(plan.seed))
    said = [
        *_analysis(plan, study),
        *unruled_exclusions(plan, study.nights),
        *off_the_list(plan, study, sealed),
        *wrong_dates(plan, study),
        *short_numbers(plan, study),
    ]
    return tuple(said)


def compare_as_planned(
    plan: StudyPlan, nights: xr.Dataset, *, rng: np.random.Generator, quick: bool = False
) -> Study:
    """Compare a study's nights with the design, primary metric and effect of its plan."""
    return compare_design(
        nights,
        design=ARMS if plan.design == PARALLEL else WITHIN,
        reference=plan.reference,
        primary=plan.primary,
        covariates=plan.covariates,
        smallest_effects={plan.primary: plan.smallest},
        rng=rng,
        quick=quick,
    )


def _analysis(plan: StudyPlan, study: Study) -> list[str]:
    found = study.comparison
    planned = named_in(study.nights, plan.primary)
    said = []
    analysed = analysed_design(study)
    if analysed != plan.design:
        said.append(f"Analysed as {analysed}, and planned as {plan.design}.")
    if found.primary != planned:
        was = find_symbol(found.primary) or "none"
        said.append(f"The primary metric is {was}, and {plan.symbol} was planned.")
    if found.reference != same_condition(plan.reference, [found.reference]):
        said.append(f"The reference is {found.reference}, and {plan.reference} was planned.")
    conditions = [str(name) for name in found.table.condition.values]
    condition = same_condition(plan.condition, conditions)  # in the table's capitals
    others = [name for name in conditions if name != condition]
    if condition in conditions:
        if others:
            said.append(f"Compared beside {plan.condition}, unplanned: {', '.join(others)}.")
    else:
        said.append(_not_compared(plan, study, others))
    if set(study.covariates) != {named_covariate(study.nights, one) for one in plan.covariates}:
        said.append(
            f"Taken out are {_listed(study.covariates)}; planned were {_listed(plan.covariates)}."
        )
    said += _definitions(plan, study)
    if planned in found.table.metric.values:
        said += _effect(plan, found.table.sel(metric=planned).isel(condition=0))
    return said


def _not_compared(plan: StudyPlan, study: Study, others: Sequence[str]) -> str:
    """Say that the planned condition is not compared, and what is."""
    recorded = [str(one) for one in np.unique(study.nights.condition.values)]
    there = same_condition(plan.condition, recorded) in recorded
    lacks = "is not compared" if there else "is not in the table"
    if not others:
        return f"{plan.condition}, which was planned, {lacks}."
    was, verb = ("was", "is") if len(others) == 1 else ("were", "are")
    return (
        f"{plan.condition}, which was planned, {lacks}; {listed(others)}, which {was} not planned, "
        f"{verb} compared."
    )


def _definitions(plan: StudyPlan, study: Study) -> list[str]:
    """Other definitions of what was planned: the text of the file says what was measured."""
    said = []
    for symbol, words in plan.definitions:
        name = named_in(study.nights, symbol)
        if name not in study.nights:
            continue
        attrs = study.nights[name].attrs
        formula = str(attrs.get("formula", ""))
        if formula and not words.endswith(formula):
            said.append(f"{symbol} is defined as {formula!r}, and {words!r} was planned.")
    if study.exploratory or study.changed:
        said.append("Choices were changed after results had been seen; see the first sentence.")
    return said


def _effect(plan: StudyPlan, row: xr.Dataset) -> list[str]:
    used, relative = float(row.smallest_effect), str(row["scale"].item()) == "log ratio"
    if np.isclose(used, plan.smallest_effect) and relative == plan.relative:
        return []
    units = "percentage points" if row.units.item() == "%" else str(row.units.item())
    was = f"{used:g} {'%' if relative else units}" if np.isfinite(used) else "not stated"
    return [f"The smallest effect that matters is {was}, and {plan.effect_words} was planned."]


def unchecked(plan: StudyPlan, study: Study, sealed: str = "") -> tuple[str, ...]:
    """Say what of a plan cannot be held against these nights; that is no departure.

    Parameters
    ----------
    plan, study, sealed
        As in `check`.

    Returns
    -------
    tuple of str
        A sentence each.
    """
    said = []
    name = named_in(study.nights, plan.primary)
    if name in study.nights and study.nights[name].attrs.get("table_column"):
        said.append(
            f"{plan.symbol} is the table's own column, so how it was defined cannot be checked."
        )
    if plan.sealed_sha256 and not sealed:
        said.append("The sealed list was not opened, so who took what is not checked.")
    said += unknown_sequences(plan, study.nights, sealed)
    if "date" not in study.nights.coords:
        said.append(
            "The table has no dates that can be read, so start, schedule and washout "
            "are not checked."
        )
    return tuple(said)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "no covariates"
