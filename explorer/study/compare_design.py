"""A study compared by its design: within people, or between parallel arms."""

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr

from explorer.statistics.equivalence import SMALLEST_EFFECTS, SmallestEffect
from explorer.study.comparison import StudyComparison, compare_study
from explorer.study.design import DESIGNS, PARALLEL, find_design
from explorer.study.parallel_trial import ParallelStudy, compare_trial

Study = StudyComparison | ParallelStudy


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
) -> Study:
    """Compare a study by its design.

    Parameters
    ----------
    nights : xr.Dataset, dims (recording)
        As `cohort` gives it.
    design : str
        One of `DESIGNS`; what `find_design` tells if not given.
    reference, primary, metrics, smallest_effects, rng, quick
        As in `compare_study`.
    covariates : sequence of str
        To be taken out: of nights within people, of people between arms.
    baseline, follow_up : str
        As in `compare_trial`.

    Returns
    -------
    StudyComparison or ParallelStudy

    Raises
    ------
    ValueError
        As `compare_study` and `compare_trial` do, or if the design is unknown or cannot be this
        table's.
    """
    told = find_design(nights)
    chosen = design or told
    if chosen not in DESIGNS:
        raise ValueError(f"no design {design!r}, expected one of {list(DESIGNS)}")
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
        )
    if told == PARALLEL:
        raise ValueError(
            "the table has visits, and nobody is in more than one arm, so nothing can be compared "
            "within people; a change from baseline within one arm is no evidence of an effect: "
            "compare the arms with --design parallel"
        )
    return compare_study(
        nights,
        reference=reference,
        primary=primary,
        metrics=metrics,
        covariates=covariates,
        smallest_effects=smallest_effects,
        rng=rng,
        quick=quick,
    )
