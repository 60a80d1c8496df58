"""What to know before believing a comparison: who is missing, what came first, what lingers."""

import re

import numpy as np
import xarray as xr

from explorer.metrics.aliases import script_name
from explorer.statistics.equivalence import ALPHA
from explorer.statistics.metric_names import metric_in_words, symbol_in_notes
from explorer.statistics.values_per_person import unpaired
from explorer.vocabulary.counts import pluralize

FEW_PEOPLE = 10
# What a first night in a laboratory does, from 53 studies with 1,422 people (Ding L. et al.,
# Front Psychiatry 2022): these move, deep sleep and N2 do not.
FIRST_NIGHT_METRICS = frozenset(
    [
        *("SOL", "SOL_5min", "REM_latency_lights_off", "REM_latency_sleep_onset"),
        *("WASO_SPT", "WASO_AASM", "TST", "SE", "SME"),
        *("REM_min", "REM_pct", "N1_min", "N1_pct"),
    ]
)
# Fewer time constants than this leave more than 0.7 % behind.
WASHOUT_TIME_CONSTANTS = 5
BRAIN_MAGNESIUM_DAYS = 12
"""Time constant with which brain magnesium is modelled to fade."""
_MAGNESIUM = re.compile(r"(?i:magn[eé]si|threonate|magtein|l-tams)|(?<![A-Za-z])Mg(?![a-z])")


def notes_on(
    values: xr.Dataset, table: xr.Dataset, influence: xr.Dataset, reference: str
) -> tuple[str, ...]:
    """Everything that a reader of a comparison must know besides its numbers.

    Parameters
    ----------
    values : xr.Dataset, dims (subject, condition)
        As `by_condition` gives it.
    table : xr.Dataset, dims (condition, metric)
        Of a `Comparison`.
    influence : xr.Dataset, dims (condition, metric, subject)
        Likewise.
    reference : str
        The condition compared with.

    Returns
    -------
    tuple of str
        Plain sentences.
    """
    notes: list[str] = []
    for condition in map(str, table.condition.values):
        here = table.sel(condition=condition)
        if "nights" in values.coords:
            notes += _on_people(values, reference, condition)
        n = int(here.n.max())
        floor = float(here.p_floor.min()) if n else np.nan
        if floor > ALPHA:
            notes.append(
                f"{condition}: with {pluralize(n, 'pair')} the sign-flip test cannot give a p "
                "below "
                f"{floor:.4f}, so no difference can be called significant, however large."
            )
        if 0 < n < FEW_PEOPLE:
            notes.append(
                f"{condition}: with {pluralize(n, 'pair')} the bootstrap interval is too narrow; "
                "trust "
                "the t-interval and the sign-flip test."
            )
        if not bool((here.p_exact == 1).all()):
            notes.append(
                f"{condition}: with {pluralize(n, 'pair')} the sign flips were sampled, not all "
                "counted."
            )
        if "order" in values.coords:
            notes += _on_order(values, table, reference, condition)
        for name in here.metric.values[here.role.values == "primary"]:
            one = {"condition": condition, "metric": name}
            notes += _on_influence(table.sel(one), influence.sel(one), condition)
    if not (table.role == "primary").any():
        notes.append("No primary metric was chosen beforehand: every result is exploratory.")
    return tuple(notes)


def _on_people(values: xr.Dataset, reference: str, condition: str) -> list[str]:
    alone = unpaired(values, reference, condition)
    notes = []
    if alone:
        notes.append(
            f"{condition}: {len(alone)} without a pair, shown but not compared: {', '.join(alone)}."
        )
    counts = values["nights"].sel(condition=[reference, condition]).values
    if (counts > 1).any():
        notes.append(
            f"{condition}: up to {int(counts.max())} nights a person and condition were averaged; "
            "people, not nights, are counted."
        )
    return notes


def _on_influence(row: xr.Dataset, without: xr.Dataset, condition: str) -> list[str]:
    """Name the person on whom the primary result hangs, if there is one."""
    p = without.p_permutation.values
    seen = float(row.p_permutation) <= ALPHA
    turned = np.flatnonzero(np.isfinite(p) & ((p <= ALPHA) != seen))
    if not turned.size:
        return []
    names = ", ".join(str(name) for name in without.subject.values[turned])
    worst = p[turned].max() if seen else p[turned].min()
    return [
        f"{condition}: whether {metric_in_words(row)} differs hangs on single people: without "
        f"one of {names} p would be {'up to' if seen else 'down to'} {worst:.3f}."
    ]


def _on_order(values: xr.Dataset, table: xr.Dataset, reference: str, condition: str) -> list[str]:
    order = values["order"].sel(condition=[reference, condition]).values
    order = order[np.isfinite(order).all(1)]
    if not len(order):
        return []
    first = int((order[:, 0] < order[:, 1]).sum())
    second = int((order[:, 0] > order[:, 1]).sum())
    people = pluralize(len(order), "person", "people")
    halves = f"{reference} came first in {first} and {condition} in {second} of {people}"
    if len(order) in (first, second):
        everybody = f"all {people}" if len(order) > 1 else "the one person"
        halves = f"{reference if first else condition} came first in {everybody}"
    notes = [f"{condition}: {halves}."]
    moved = [
        symbol_in_notes(table.sel(condition=condition, metric=name))
        for name in table.metric.values
        if script_name(str(name)) in FIRST_NIGHT_METRICS
    ]
    if order.min() <= 1 and moved:
        confounded = "" if first == second else " and is partly mistaken for the condition's"
        model = " The report's mixed models with period take it out." if first and second else ""
        notes.append(
            f"{condition}: first nights in the study are among them. A first night lengthens sleep "
            "onset and wake and shortens REM sleep, not N3; its effect adds noise"
            f"{confounded} in {', '.join(moved)}.{model}"
        )
    if first and second:
        modelled = (
            f" (of what fades with a time constant of {BRAIN_MAGNESIUM_DAYS} days, as brain "
            f"magnesium is modelled to, {share_left(14, BRAIN_MAGNESIUM_DAYS):.0%} is left after "
            "two weeks)"
        )
        given = any(map(names_magnesium, (condition, reference)))
        notes.append(
            f"{condition}: carry-over cannot be told from the order of treatments in a two-period "
            f"crossover and was not tested; it needs a washout of {WASHOUT_TIME_CONSTANTS} time "
            f"constants of what was given{modelled if given else ''}."
        )
    else:
        notes.append(
            f"{condition}: everybody had the conditions in one order, so the condition cannot be "
            "told from time."
        )
    return notes


def names_magnesium(condition: str) -> bool:
    """Whether a condition is named after magnesium; "15 mg" of something is not.

    Examples
    --------
    >>> [names_magnesium(name) for name in ("MgT 2 g", "Magnesium", "temazepam 20 mg", "placebo")]
    [True, True, False, False]
    """
    return bool(_MAGNESIUM.search(condition))


def share_left(washout: float, time_constant: float) -> float:
    """Share of an effect still there after a washout.

    Parameters
    ----------
    washout, time_constant : float
        In one unit of time; the effect fades as exp(-t / time constant).

    Returns
    -------
    float, 0 to 1

    Raises
    ------
    ValueError
        If the time constant is not above 0.

    Examples
    --------
    Two weeks after what fades in twelve days, as brain magnesium is modelled to:

    >>> round(share_left(14, 12), 2)
    0.31
    """
    if not time_constant > 0:
        raise ValueError(f"a time constant must be above 0, is {time_constant}")
    return float(np.exp(-washout / time_constant))
