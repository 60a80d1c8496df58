"""A study from its table to its answer: what the command and the report both need."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

import numpy as np
import xarray as xr

from explorer.statistics.change_words import digits_for, format_p
from explorer.statistics.effect_sizes import as_percent
from explorer.statistics.equivalence import SMALLEST_EFFECTS, SmallestEffect
from explorer.statistics.metric_names import title_in_words
from explorer.statistics.n_of_1 import NOf1Result, n_of_1, why_no_trial
from explorer.statistics.paired import (
    Comparison,
    KnownRows,
    compare_conditions,
    conclude,
)
from explorer.statistics.paired_numbers import LOG_RATIO
from explorer.statistics.values_per_person import RECORDING, by_condition
from explorer.study.adjustment import (
    Adjusted,
    adjust_nights,
    adjust_pairs,
    adjustment_note,
    same_note,
    same_within_people,
)
from explorer.study.cohort_remarks import problems
from explorer.study.design import WITHIN
from explorer.study.lights_known import lights_note
from explorer.study.metric_choice import (
    DEFAULT_PRIMARY,
    chosen_metrics,
    exploratory_sentence,
    named_in,
    unused_covariates,
)
from explorer.study.mixed_models import LOGARITHM, MixedModels
from explorer.study.order_of_nights import order_note
from explorer.study.person_covariates import named_covariate

NO_SIGNALS = (
    "No EEG was measured, so slow-wave activity, the default primary metric, is not estimable: "
    "this comparison rests on hypnograms alone."
)


@dataclass(frozen=True, eq=False)
class StudyComparison:
    """A comparison together with the nights it rests on."""

    nights: xr.Dataset
    """dims (recording), as `cohort` gives it."""
    comparison: Comparison
    mixed: Mapping[tuple[str, str], xr.Dataset]
    """Mixed models by condition and metric; empty where the order of nights is not known."""
    notes: tuple[str, ...]
    """What was left out, then what to know before believing the numbers."""
    single: NOf1Result | None = None
    """Where all nights are one person's."""
    first_primary: str | None = None
    """The primary metric with which results were first seen ("" for none), where the one of now is
    another; None where it is the same."""
    changed: tuple[str, ...] = ()
    """What else was chosen after results had been seen, in words."""
    covariates: tuple[str, ...] = ()
    """Taken out in `adjusted`."""
    adjusted: Mapping[tuple[str, str], Adjusted] = field(default_factory=dict)
    """Differences with the covariates taken out, by condition and metric."""
    design = WITHIN

    @property
    def exploratory(self) -> bool:
        """Whether the primary metric was chosen after results had been seen."""
        return self.first_primary is not None

    @property
    def sentence(self) -> str:
        """The result in plain words: of people, or of the one person."""
        said = self.single.sentence if self.single else self.comparison.sentence
        primary = self.comparison.primary
        return exploratory_sentence(said, primary, self.first_primary, self.changed)


def compare_study(
    nights: xr.Dataset,
    *,
    reference: str,
    primary: str = "",
    metrics: Sequence[str] = (),
    covariates: Sequence[str] = (),
    smallest_effects: Mapping[str, SmallestEffect] = SMALLEST_EFFECTS,
    rng: np.random.Generator,
    quick: bool = False,
    known: KnownRows | None = None,
) -> StudyComparison:
    """Compare the conditions of a cohort, with a mixed model where the order of nights is known.

    Parameters
    ----------
    nights : xr.Dataset, dims (recording)
        As `cohort` gives it.
    reference, primary
        As in `compare_conditions`.
    metrics : sequence of str, optional
        Those to compare, by name or symbol; those of `explorer.study.metric_choice.HEADLINE` that
        there are and the table's own columns, if not given.
    covariates : sequence of str
        Known of nights, to be taken out of the differences too; see `explorer.study.adjustment`.
    smallest_effects, rng
        As in `compare_conditions`.
    quick : bool
        As in `compare_conditions`; mixed models are left out too.
    known
        As in `compare_conditions`.

    Returns
    -------
    Study

    Raises
    ------
    ValueError
        If no night was measured, or a metric, the reference or a second condition is missing.
    """
    primary = named_in(nights, primary)
    smallest_effects = {named_in(nights, name): one for name, one in smallest_effects.items()}
    covariates = tuple(named_covariate(nights, name) for name in covariates)
    chosen = [name for name in chosen_metrics(nights, metrics, primary) if name not in covariates]
    values, alone = _with_pairs(by_condition(nights[chosen]), reference)
    lost = nights.sentence.values[nights.status.isin(["failed", "excluded"]).values]
    if values.sizes["condition"] < 2 and lost.size:
        raise ValueError(
            f"a comparison needs a second condition beside {reference!r}, and of these nights "
            f"{lost.size} could not be used: {'; '.join(map(str, lost[:3]))}"
        )
    found = compare_conditions(
        values,
        reference=reference,
        primary=primary,
        smallest_effects=smallest_effects,
        rng=rng,
        quick=quick,
        known=known,
    )
    done = nights[chosen].isel({RECORDING: nights.status.values == "done"})
    modelled = "order" in nights.coords and not quick
    mixed = MixedModels(done, _scales(found.table) if modelled else {}, reference)
    order = [
        _order_note(mixed[condition, primary], condition)
        for condition in map(str, found.table.condition.values)
        if (condition, primary) in mixed
    ]
    single = n_of_1(nights, chosen, reference=reference, primary=primary, rng=rng)
    if single:
        found = replace(found, table=_of_schedules(found.table, single))
    adjusted: dict[tuple[str, str], Adjusted] = {}
    same = same_within_people(nights, covariates)
    varying = [name for name in covariates if name not in same]
    if varying and single:
        own = adjust_nights(single.nights, nights, reference, varying)
        adjusted = {(single.condition, name): one for name, one in own.items()}
    elif varying:
        adjusted = adjust_pairs(nights, found.table, reference, varying)
    taken = same_note(same) + [
        adjustment_note(
            condition,
            title_in_words(found.titles[name]),
            _units(found.table, condition, name, single),
            one,
            varying,
        )
        for (condition, name), one in adjusted.items()
        if name == primary or not primary
    ]
    measured = any("table_column" not in nights[name].attrs for name in chosen)
    about = [NO_SIGNALS] if measured and DEFAULT_PRIMARY not in nights else []
    told = single.notes if single else (*why_no_trial(nights), *found.notes)
    unused = unused_covariates(nights, covariates, chosen)
    notes = (
        *problems(nights),
        *lights_note(nights),
        *about,
        *alone,
        *told,
        *order_note(nights),
        *order,
        *taken,
        *unused,
    )
    return StudyComparison(
        nights, found, mixed, notes, single, covariates=covariates, adjusted=adjusted
    )


def _of_schedules(table: xr.Dataset, single: NOf1Result) -> xr.Dataset:
    """Put the schedule's p in place of the sign flips' of one pair, which say nothing."""
    said = {"p_permutation": "p", "p_floor": "p_floor", "p_exact": "exact"}
    names = [str(name) for name in table.metric.values]
    given = {
        key: [float(single.metrics[name][of]) if name in single.metrics else np.nan
              for name in names]
        for key, of in said.items()
    }  # fmt: skip
    given["p_exact"] = [float(exact == 1) for exact in given["p_exact"]]
    dims = ("condition", "metric")
    return conclude(table.assign({key: (dims, [row]) for key, row in given.items()}))


def _units(table: xr.Dataset, condition: str, name: str, single: NOf1Result | None) -> str:
    row = table.sel(condition=condition, metric=name)
    on_logs = str(row["scale"].item()) == LOG_RATIO and single is None
    return "in the logarithm" if on_logs else str(row.units.item())


def _with_pairs(values: xr.Dataset, reference: str) -> tuple[xr.Dataset, list[str]]:
    """Leave out conditions that nobody shares with the reference, and say so."""
    has = values["nights"] > 0
    if reference not in values.condition:
        return values, []
    shared = (has & has.sel(condition=reference, drop=True)).any("subject").values
    if shared.sum() < 2:  # the reference alone: let the comparison say that there is no pair
        return values, []
    lone = map(str, values.condition.values[~shared])
    notes = [f"{name}: nobody has {reference} too, so it was not compared." for name in lone]
    return values.isel(condition=shared), notes


def _scales(table: xr.Dataset) -> dict[tuple[str, str], str]:
    """Say what each metric is tested on, by condition and metric."""
    names = product(map(str, table.condition.values), map(str, table.metric.values))
    scales = table["scale"].transpose("condition", "metric").values.ravel()
    return dict(zip(names, map(str, scales), strict=True))


def _order_note(mixed: xr.Dataset, condition: str) -> str:
    row = mixed.sel(term="condition")
    value, low, high = (float(row[key]) for key in ("estimate", "low", "high"))
    units = str(row.estimate.attrs["units"])
    if units == LOGARITHM:
        value, low, high = map(as_percent, (value, low, high))
        units = "%"
    elif units == "%":  # a difference of two percentages is in points
        units = "percentage points"
    digits = digits_for(low, high)
    return (
        f"{condition}: with the order of nights taken out by a mixed model, "
        f"{mixed.attrs['metric']} differs by {value:.{digits}f} {units} "
        f"(95 % CI {low:.{digits}f} to {high:.{digits}f}, p {format_p(float(row.p))})."
    )
