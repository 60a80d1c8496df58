"""Who was recorded otherwise than a sealed list has it, and of whom that cannot be known."""

import numpy as np
import xarray as xr

from explorer.plan.randomise import Allocation, read_sealed, seal_broken
from explorer.plan.study_plan import CROSSOVER, N_OF_1, StudyPlan
from explorer.study.compare_design import Study
from explorer.study.likely_reference import same_condition
from explorer.study.order_of_nights import sequences, unknown_order
from explorer.vocabulary.counts import first_few, pluralize

_MOST_NAMED = 5


def off_the_list(plan: StudyPlan, study: Study, sealed: str) -> list[str]:
    """Name who was recorded otherwise than drawn, or why that cannot be known."""
    if not sealed:
        if not plan.sealed_sha256:
            return ["No list was drawn with this plan, so nothing says that chance decided."]
        return []
    broken = seal_broken(plan, sealed)
    if broken:
        return [broken]
    drawn = read_sealed(sealed)
    if plan.design == N_OF_1:
        return _order_of_nights(drawn, study.nights)
    said = []
    recorded = recorded_conditions(plan, study.nights, crossover=plan.design == CROSSOVER)
    everybody = recorded_conditions(plan, study.nights, crossover=False)
    for person, conditions in everybody.items():
        own = recorded.get(person, conditions)
        if person not in drawn.arms:
            said.append(f"{person} is not on the sealed list, and is recorded under {own[0]}.")
        elif person in recorded and not in_turn(own, drawn.arms[person]):
            said.append(
                f"{person} was drawn for {' then '.join(drawn.arms[person])}, and is recorded "
                f"under {' then '.join(own)}."
            )
    return few(said, "people recorded otherwise than drawn")


def in_turn(own: tuple[str, ...], drawn: tuple[str, ...]) -> bool:
    """Whether somebody had what was drawn in its turn, who may have missed a period.

    Examples
    --------
    >>> in_turn(("drug",), ("placebo", "drug")), in_turn(("drug", "placebo"), ("placebo", "drug"))
    (True, False)
    """
    return own == tuple(one for one in drawn if one in own)


def recorded_conditions(
    plan: StudyPlan, nights: xr.Dataset, *, crossover: bool
) -> dict[str, tuple[str, ...]]:
    """Conditions of each person: the arm, or the sequence where the order of nights is known.

    Parameters
    ----------
    plan : StudyPlan
    nights : xr.Dataset, dims (recording)
    crossover : bool
        Whether people without a known order of their conditions are left out.

    Returns
    -------
    dict of str to tuple of str
        By person, sorted, in the plan's capitals.
    """
    if crossover:
        # An order that nobody recorded cannot depart.
        return dict(sorted(sequences(as_planned(plan, nights)).items()))
    own: dict[str, list[str]] = {}
    pairs = zip(nights.subject.values, as_planned(plan, nights).condition.values, strict=True)
    for person, condition in pairs:
        if person and condition and str(condition) not in own.setdefault(str(person), []):
            own[str(person)].append(str(condition))
    return {person: tuple(own[person]) for person in sorted(own)}


def as_planned(plan: StudyPlan, nights: xr.Dataset) -> xr.Dataset:
    """Write the conditions of nights in the plan's capitals.

    Parameters
    ----------
    plan : StudyPlan
    nights : xr.Dataset, dims (recording)

    Returns
    -------
    xr.Dataset
    """
    pair = (plan.reference, plan.condition)
    names = {str(one): same_condition(str(one), pair) for one in np.unique(nights.condition.values)}
    named = np.array([names[str(one)] for one in nights.condition.values], dtype=np.str_)
    return nights.assign_coords(condition=("recording", named))


def unknown_sequences(plan: StudyPlan, nights: xr.Dataset, sealed: str) -> list[str]:
    """Say whom the sealed list cannot be held against, as nothing tells in which order they slept.

    Parameters
    ----------
    plan : StudyPlan
    nights : xr.Dataset, dims (recording)
    sealed : str
        As in `explorer.plan.departures.check`.

    Returns
    -------
    list of str
        A sentence each.
    """
    if not sealed or seal_broken(plan, sealed):
        return []
    if plan.design == N_OF_1:
        blocks = unordered_blocks(read_sealed(sealed), nights)
        if not blocks:
            return []
        which = "" if set(blocks) == {""} else f" of {first_few(blocks, _MOST_NAMED)}"
        return [
            f"The nights{which} have no block or no order that is known, so they cannot be held "
            "against the sealed list."
        ]
    unknown = unknown_order(as_planned(plan, nights)) if plan.design == CROSSOVER else ()
    if not unknown:
        return []
    people = pluralize(len(unknown), "person", "people")
    return [
        f"In which order {people} slept is not known ({first_few(unknown, _MOST_NAMED)}), so it is "
        "not held against the sealed list: a column order, date or night would tell it."
    ]


def unordered_blocks(drawn: Allocation, nights: xr.Dataset) -> list[str]:
    """Name blocks of one person's trial whose nights have no order; [""] where none has any."""
    if "block" not in nights.coords or "order" not in nights.coords:
        return [""]
    blocks, order = nights.block.values.astype(str), nights.order.values
    return [one for one in drawn.arms if not np.isfinite(order[blocks == one]).all()]


def _order_of_nights(drawn: Allocation, nights: xr.Dataset) -> list[str]:
    unknown = unordered_blocks(drawn, nights)
    if unknown == [""]:
        return []
    said = []
    blocks = nights.block.values.astype(str)
    for block, planned in drawn.arms.items():
        here = np.flatnonzero(blocks == block)
        if not here.size or block in unknown:
            continue
        here = here[np.argsort(nights.order.values[here], kind="stable")]
        own = tuple(nights.condition.values[here].astype(str).tolist())
        if own != planned:
            said.append(
                f"Block {block} was drawn as {', '.join(planned)}, and is recorded as "
                f"{', '.join(own)}."
            )
    strangers = sorted(set(blocks.tolist()) - set(drawn.arms) - {""})
    said += [f"Block {block} is not on the sealed list." for block in strangers]
    return few(said, "blocks recorded otherwise than drawn")


def few(said: list[str], what: str) -> list[str]:
    """Name a few departures, and count the others.

    Examples
    --------
    >>> few([f"line {line}" for line in range(7)], "lines")[4:]
    ['line 4', '2 more lines.']
    """
    if len(said) <= _MOST_NAMED:
        return said
    return [*said[:_MOST_NAMED], f"{len(said) - _MOST_NAMED} more {what}."]
