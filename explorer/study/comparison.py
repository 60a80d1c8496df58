"""A study from its table to its answer: what the command and the report both need."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import xarray as xr

from explorer.extras import MissingExtraError
from explorer.statistics.effect_sizes import as_percent
from explorer.statistics.equivalence import SMALLEST_EFFECTS, SmallestEffect
from explorer.statistics.mixed_model import mixed_model
from explorer.statistics.n_of_1 import NOf1Result, n_of_1, why_no_trial
from explorer.statistics.paired import LOG_RATIO, Comparison, compare_conditions
from explorer.statistics.plain_language import digits_for, format_p
from explorer.statistics.within_subject import RECORDING, by_condition
from explorer.study.adjustment import Adjusted, adjust_nights, adjust_pairs, adjustment_note
from explorer.study.cohort import problems
from explorer.study.design import WITHIN
from explorer.study.metric_choice import (
    DEFAULT_PRIMARY,
    chosen_metrics,
    exploratory_sentence,
    named_in,
    unused_covariates,
)

LOGARITHM = "log ratio"
"""Unit of a mixed model's terms where the metric's logarithm was fitted."""
NO_SIGNALS = (
    "There are no recordings, so slow-wave activity, the default primary metric, is not estimable: "
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
    covariates = tuple(named_in(nights, name) for name in covariates)
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
    )
    mixed, lacking = {}, []
    done = nights[chosen].isel({RECORDING: nights.status.values == "done"})
    modelled = found.table.condition.values if "order" in nights.coords and not quick else ()
    for condition in map(str, modelled):
        for name in chosen:
            try:
                scale = str(found.table["scale"].sel(condition=condition, metric=name).item())
                on = _logarithm(done, name) if scale == "log ratio" else done
                fitted = mixed_model(on, name, condition=condition, reference=reference)
            except MissingExtraError as error:
                lacking = [f"No mixed model: {error}."]
                continue
            except (ValueError, np.linalg.LinAlgError):  # too few nights, or all alike: not shown
                continue
            mixed[condition, name] = fitted
    order = [
        _order_note(mixed[condition, primary], condition)
        for condition in map(str, found.table.condition.values)
        if (condition, primary) in mixed
    ]
    single = n_of_1(nights, chosen, reference=reference, primary=primary, rng=rng)
    adjusted: dict[tuple[str, str], Adjusted] = {}
    if covariates and single:
        own = adjust_nights(single.nights, nights, reference, covariates)
        adjusted = {(single.condition, name): one for name, one in own.items()}
    elif covariates:
        adjusted = adjust_pairs(nights, found.table, reference, covariates)
    taken = [
        adjustment_note(
            condition, name, _units(found.table, condition, name, single), one, covariates
        )
        for (condition, name), one in adjusted.items()
        if name == primary or not primary
    ]
    measured = any("table_column" not in nights[name].attrs for name in chosen)
    about = [NO_SIGNALS] if measured and DEFAULT_PRIMARY not in nights else []
    told = single.notes if single else (*why_no_trial(nights), *found.notes)
    unused = unused_covariates(nights, covariates, chosen)
    notes = (*problems(nights), *about, *alone, *told, *order, *taken, *lacking, *unused)
    return StudyComparison(
        nights, found, mixed, notes, single, covariates=covariates, adjusted=adjusted
    )


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


def _logarithm(nights: xr.Dataset, name: str) -> xr.Dataset:
    """Put one metric's logarithm in its place."""
    values = nights[name].values
    logs = np.log(values, out=np.full(values.shape, np.nan), where=values > 0)
    return nights.assign({name: (RECORDING, logs, {"units": LOGARITHM})})


def _order_note(mixed: xr.Dataset, condition: str) -> str:
    row = mixed.sel(term="condition")
    value, low, high = (float(row[key]) for key in ("estimate", "low", "high"))
    units = str(row.estimate.attrs["units"])
    if units == LOGARITHM:
        value, low, high = map(as_percent, (value, low, high))
        units = "%"
    digits = digits_for(low, high)
    return (
        f"{condition}: with the order of nights taken out by a mixed model, "
        f"{mixed.attrs['metric']} differs by {value:.{digits}f} {units} "
        f"(95 % CI {low:.{digits}f} to {high:.{digits}f}, p {format_p(float(row.p))})."
    )
