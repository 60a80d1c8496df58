"""What to know before believing a comparison: who is missing, what came first, what lingers."""

import re
from dataclasses import dataclass

import numpy as np
import xarray as xr

from explorer.metrics.aliases import script_name
from explorer.statistics.equivalence import ALPHA
from explorer.statistics.metric_names import metric_in_words, symbol_in_notes
from explorer.statistics.values_per_person import ORDER_FIRST, ORDER_LAST, unpaired
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


@dataclass(frozen=True)
class _Places:
    """When people whose order of nights is known had two conditions, one row a person."""

    first: np.ndarray
    """Places of the first night of the reference and of the condition in the study."""
    last: np.ndarray
    mean: np.ndarray

    @property
    def one_way(self) -> bool:
        """Whether everybody had one condition earlier than the other, by their mean nights."""
        signs = set(np.sign(self.mean[:, 1] - self.mean[:, 0]).tolist())
        return len(signs) == 1 and signs != {0.0}

    @property
    def is_apart(self) -> bool:
        """Whether everybody had all nights of one condition before those of the other."""
        earlier = self.last[:, 0] < self.first[:, 1]
        return bool((earlier | (self.last[:, 1] < self.first[:, 0])).all())


def _places(values: xr.Dataset, reference: str, condition: str) -> _Places:
    pair = values.sel(condition=[reference, condition])
    mean = pair["order"].values
    first, last = (
        pair[name].values if name in pair.coords else mean for name in (ORDER_FIRST, ORDER_LAST)
    )
    known = np.isfinite(first).all(1) & np.isfinite(last).all(1)
    return _Places(first[known], last[known], mean[known])


def _on_order(values: xr.Dataset, table: xr.Dataset, reference: str, condition: str) -> list[str]:
    places = _places(values, reference, condition)
    count = len(places.first)
    if not count:
        return []
    notes = [f"{condition}: {_who_came_first(places, reference, condition)}."]
    moved = [
        symbol_in_notes(table.sel(condition=condition, metric=name))
        for name in table.metric.values
        if script_name(str(name)) in FIRST_NIGHT_METRICS
    ]
    begun = (places.first <= 1).sum(0)
    if begun.any() and moved:
        confounded = "" if begun[0] == begun[1] else " and is partly mistaken for the condition's"
        # A straight course over more than two nights is not what the first alone has.
        taken_out = not places.one_way and places.last.max() <= 2
        model = " The report's mixed models with period take it out." if taken_out else ""
        notes.append(
            f"{condition}: first nights in the study are among them. A first night lengthens sleep "
            "onset and wake and shortens REM sleep, not N3; its effect adds noise"
            f"{confounded} in {', '.join(moved)}.{model}"
        )
    if places.one_way and places.is_apart:
        notes.append(
            f"{condition}: everybody had the conditions in one order, so the condition cannot be "
            "told from time."
        )
    elif places.one_way:
        sooner = reference if places.mean[0, 0] < places.mean[0, 1] else condition
        notes.append(
            f"{condition}: everybody's nights of {sooner} were the earlier ones on average, so the "
            "condition is partly mistaken for time."
        )
    if not (places.one_way and places.is_apart):
        modelled = (
            f" (of what fades with a time constant of {BRAIN_MAGNESIUM_DAYS} days, as brain "
            f"magnesium is modelled to, {share_left(14, BRAIN_MAGNESIUM_DAYS):.0%} is left after "
            "two weeks)"
        )
        given = any(map(names_magnesium, (condition, reference)))
        two_periods = places.is_apart and values.sizes["condition"] == 2
        cannot = (
            "cannot be told from the order of treatments in a two-period crossover and "
            if two_periods
            else ""
        )
        notes.append(
            f"{condition}: carry-over {cannot}was not tested; it needs a washout of "
            f"{WASHOUT_TIME_CONSTANTS} time constants of what was given"
            f"{modelled if given else ''}."
        )
    return notes


def _who_came_first(places: _Places, reference: str, condition: str) -> str:
    """Count by the first night of either condition."""
    count = len(places.first)
    people = pluralize(count, "person", "people")
    step = places.first[:, 1] - places.first[:, 0]
    first, second, tied = (int(which.sum()) for which in (step > 0, step < 0, step == 0))
    everybody = f"all {people}" if count > 1 else "the one person"
    together = f"{reference} and {condition} have one place in the order of nights"
    if count in (first, second):
        return f"{reference if first else condition} came first in {everybody}"
    if tied == count:
        return f"{together} in {everybody}, so neither came first"
    also = f"; {together} in {tied}" if tied else ""
    return f"{reference} came first in {first} and {condition} in {second} of {people}{also}"


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
