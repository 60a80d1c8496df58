"""Covariates taken out within people: of a crossover's pairs, of one person's nights."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from explorer.statistics.ancova import (
    adjusted_difference,
    arm_assignments,
    randomisation_test,
    sign_assignments,
)
from explorer.statistics.change_words import format_p
from explorer.statistics.effect_sizes import log_ratios
from explorer.statistics.paired_numbers import LOG_RATIO
from explorer.statistics.values_per_person import RECORDING, by_condition
from explorer.study.person_covariates import covariate_values
from explorer.vocabulary.shown_numbers import shown_number


@dataclass(frozen=True)
class Adjusted:
    """A difference with covariates taken out."""

    estimate: float
    """Metric's unit, or a log ratio where that is tested; NaN where it is not estimable."""
    interval: tuple[float, float]
    """95 %, Student's."""
    p: float
    """From the signs of pairs, or from schedules within blocks."""
    n: int
    """Pairs, or nights of the one person."""


def adjust_pairs(
    nights: xr.Dataset, table: xr.Dataset, reference: str, covariates: Sequence[str]
) -> dict[tuple[str, str], Adjusted]:
    """Take covariates out of the differences of pairs.

    Parameters
    ----------
    nights : xr.Dataset, dims (recording)
        As `cohort` gives it.
    table : xr.Dataset, dims (condition, metric)
        Of a `Comparison`.
    reference : str
        The condition compared with.
    covariates : sequence of str

    Returns
    -------
    dict
        By condition and metric.

    Notes
    -----
    ``difference ~ 1 + difference of each covariate``: the constant is the difference of a pair
    alike in the covariates. p flips each pair's conditions, which keep their covariates. What does
    not vary within a person, such as age, cancels.
    """
    names = [str(name) for name in table.metric.values]
    known = nights[names].assign(
        {f"covariate {name}": (RECORDING, covariate_values(nights, name)) for name in covariates}
    )
    values = by_condition(known)
    found = {}
    for condition in map(str, table.condition.values):
        both = values.sel(condition=[reference, condition])
        apart = [
            both[f"covariate {name}"].transpose("condition", "subject").values
            for name in covariates
        ]
        beside = np.column_stack([after - before for before, after in apart])
        for name in names:
            before, after = both[name].transpose("condition", "subject").values
            on_logs = str(table["scale"].sel(condition=condition, metric=name).item()) == LOG_RATIO
            change = log_ratios(after, before) if on_logs else after - before
            usable = np.isfinite(change) & np.isfinite(beside).all(1)
            ones = np.ones(int(usable.sum()))
            fitted = adjusted_difference(change[usable], ones, beside[usable])
            drawn = sign_assignments(int(usable.sum()), np.random.default_rng(0))
            chance = randomisation_test(change[usable], ones, beside[usable], drawn)
            found[condition, name] = Adjusted(
                fitted.estimate, fitted.interval(), chance.p, int(usable.sum())
            )
    return found


def adjust_nights(
    single: xr.Dataset, nights: xr.Dataset, reference: str, covariates: Sequence[str]
) -> dict[str, Adjusted]:
    """Take covariates out of one person's nights.

    Parameters
    ----------
    single : xr.Dataset, dims (recording)
        The nights of a `NOf1Result`.
    nights : xr.Dataset, dims (recording)
        As `cohort` gives it, with the covariates.
    reference : str
    covariates : sequence of str

    Returns
    -------
    dict
        By metric; p from the schedules that could have been drawn within blocks.
    """
    done = nights.isel({RECORDING: nights.status.values == "done"})
    if "order" in done.coords:
        done = done.isel({RECORDING: np.argsort(done.order.values, kind="stable")})
    beside = np.column_stack([covariate_values(done, name) for name in covariates])
    treated = (done.condition.values != reference).astype(np.float64)
    blocks = done.block.values.astype(str) if "block" in done.coords else [""] * treated.size
    found = {}
    for name in map(str, single.data_vars):
        values = done[name].values.astype(np.float64)
        usable = np.isfinite(values) & np.isfinite(beside).all(1)
        model = np.column_stack([np.ones(int(usable.sum())), beside[usable]])
        drawn = arm_assignments(
            treated[usable], np.asarray(blocks)[usable].tolist(), np.random.default_rng(0)
        )
        fitted = adjusted_difference(values[usable], treated[usable], model)
        chance = randomisation_test(values[usable], treated[usable], model, drawn)
        found[name] = Adjusted(fitted.estimate, fitted.interval(), chance.p, int(usable.sum()))
    return found


def same_within_people(nights: xr.Dataset, covariates: Sequence[str]) -> list[str]:
    """Name the covariates that are the same in all nights of each person: nothing to take out.

    Parameters
    ----------
    nights : xr.Dataset, dims (recording)
        As `cohort` gives it.
    covariates : sequence of str

    Returns
    -------
    list of str

    Examples
    --------
    >>> nights = xr.Dataset(coords={"subject": ("recording", ["A", "A", "B", "B"]),
    ...     "status": ("recording", ["done"] * 4), "age": ("recording", [40.0, 40, 50, 50]),
    ...     "coffee": ("recording", [1.0, 2, 0, 0])})
    >>> same_within_people(nights, ["age", "coffee"])
    ['age']
    """
    done = nights.status.values == "done"
    people = np.unique(nights.subject.values[done].astype(str), return_inverse=True)[1]
    same = []
    for name in covariates:
        values = covariate_values(nights, name)[done]
        known = np.isfinite(values)
        spans = [np.ptp(own) for k in set(people) if (own := values[known & (people == k)]).size]
        if spans and not max(spans):
            same.append(name)
    return same


def same_note(names: Sequence[str]) -> list[str]:
    """Say of which covariates there is nothing to take out within people.

    Examples
    --------
    >>> same_note(["age", "sex"])
    ['age and sex are the same in all nights of each person: within people there is nothing to \
take out.']
    """
    if not names:
        return []
    every = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    return [
        f"{every} {'is' if len(names) == 1 else 'are'} the same in all nights of each person: "
        "within people there is nothing to take out."
    ]


def adjustment_note(
    condition: str, title: str, units: str, found: Adjusted, covariates: Sequence[str]
) -> str:
    """Say one adjusted difference."""
    taken = ", ".join(covariates)
    if not np.isfinite(found.estimate):
        return f"{condition}: {taken} cannot be taken out of {title}: too few nights know it."
    low, high = found.interval
    return (
        f"{condition}: with {taken} taken out, {title} differs by "
        f"{shown_number(found.estimate, '.3g')} {units} "
        f"(95 % CI {shown_number(low, '.3g')} to {shown_number(high, '.3g')}, p "
        f"{format_p(found.p)}, n {found.n})."
    )
