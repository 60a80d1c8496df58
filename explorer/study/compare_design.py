"""A study compared by its design: within people, or between parallel arms."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import xarray as xr

from explorer.statistics.equivalence import SMALLEST_EFFECTS, SmallestEffect
from explorer.statistics.paired import KnownRows
from explorer.study.comparison import StudyComparison, compare_study
from explorer.study.design import DESIGNS, PARALLEL, find_design
from explorer.study.likely_reference import same_condition
from explorer.study.parallel_trial import NOBODY, ParallelStudy, compare_trial
from explorer.vocabulary.counts import listed

Study = StudyComparison | ParallelStudy
NOBODY_IN_TWO = (
    "Nobody was under two conditions, so nothing is compared within people. If these are a trial's "
    "arms, give the table a column visit (baseline, follow-up); a follow-up alone is compared with "
    "--design parallel."
)


def compare_design(
    nights: xr.Dataset,
    *,
    design: str = "",
    reference: str,
    primary: str = "",
    metrics: Sequence[str] = (),
    covariates: Sequence[str] = (),
    baseline: str = "",
    follow_up: str = "",
    smallest_effects: Mapping[str, SmallestEffect] = SMALLEST_EFFECTS,
    rng: np.random.Generator,
    quick: bool = False,
    known: KnownRows | None = None,
    drawn: Mapping[str, str] = NOBODY,
) -> Study:
    """Compare a study by its design.

    Parameters
    ----------
    nights : xr.Dataset, dims (recording)
        As `cohort` gives it.
    design : str
        One of `DESIGNS`; what `find_design` tells if not given.
    reference, primary, metrics, smallest_effects, rng, quick, known
        As in `compare_study`.
    covariates : sequence of str
        To be taken out: of nights within people, of people between arms.
    baseline, follow_up : str
        As in `compare_trial`.
    drawn : mapping of str to str
        As there; within people it changes nothing, for only pairs are compared.

    Returns
    -------
    StudyComparison or ParallelStudy

    Raises
    ------
    ValueError
        As `compare_study` and `compare_trial` do, or if the design is unknown or cannot be this
        table's.
    """
    reference = same_condition(reference, map(str, nights.condition.values))
    told = find_design(nights)
    chosen = design or told
    if chosen not in DESIGNS:
        raise ValueError(f"no design {design!r}, expected one of {listed(DESIGNS)}")
    if chosen == PARALLEL:
        return compare_trial(
            nights,
            reference=reference,
            primary=primary,
            metrics=metrics,
            covariates=covariates,
            baseline=baseline,
            follow_up=follow_up,
            smallest_effects=smallest_effects,
            rng=rng,
            drawn=drawn,
        )
    if told == PARALLEL:
        raise ValueError(
            "the table has visits, and nobody is in more than one arm, so nothing can be compared "
            "within people; a change from baseline within one arm is no evidence of an effect: "
            "compare the arms with --design parallel"
        )
    for option, visit in (("--baseline", baseline), ("--follow-up", follow_up)):
        if visit:
            raise ValueError(
                f"{option} {visit} names a visit of parallel arms, and this table is compared "
                "within people, where --reference says what the others are compared with; leave "
                f"{option} out, or give --design parallel with a column visit"
            )
    found = compare_study(
        nights,
        reference=reference,
        primary=primary,
        metrics=metrics,
        covariates=covariates,
        smallest_effects=smallest_effects,
        rng=rng,
        quick=quick,
        known=known,
    )
    return replace(found, notes=(NOBODY_IN_TWO, *found.notes)) if nobody_in_two(nights) else found


def nobody_in_two(nights: xr.Dataset) -> bool:
    """Whether there are several people and conditions, and nobody was under two of them.

    Examples
    --------
    >>> from explorer.study.simulated_trial import simulated_trial
    >>> nobody_in_two(simulated_trial(people=3, hours=2).nights)
    False
    """
    done = nights.status.values == "done"
    pairs = set(zip(nights.subject.values[done], nights.condition.values[done], strict=True))
    people, conditions = ({pair[place] for pair in pairs} for place in (0, 1))
    return len(conditions) > 1 and len(pairs) == len(people) > 1
