"""The result of a parallel trial in one plain sentence, no stronger than the numbers."""

import numpy as np
import xarray as xr

from explorer.statistics.change_words import digits_for, format_p, higher_or_lower
from explorer.statistics.metric_names import metric_in_words, was
from explorer.statistics.plain_language import interval_apart, list_seen, verdict
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.shown_numbers import shown_number

WITHIN_ARM = (
    "No p within one arm is given, for it is no evidence of an effect: sleep changes from a "
    "baseline by itself (regression to the mean, time, expectation), and two arms of which one "
    "changed significantly and the other did not need not differ; the comparison is between arms."
)
"""Where somebody asks whether an arm changed."""
CHANGE_SCORES = (
    "Change scores stand beside for reading older trials: they take the whole baseline away, its "
    "noise included, so they are less precise than the analysis of covariance, and where the arms "
    "began apart regression to the mean passes for an effect."
)
"""Beside differences of changes."""


def describe_trial(table: xr.Dataset, reference: str, primary: str) -> str:
    """Say what was found, with its uncertainty: one sentence for each arm beside the reference.

    Parameters
    ----------
    table : xr.Dataset, dims (condition, metric)
        Of a `ParallelComparison`.
    reference : str
        The arm compared with.
    primary : str
        The metric chosen beforehand, or "".

    Returns
    -------
    str
    """
    said = []
    for arm in map(str, table.condition.values):
        here = table.sel(condition=arm)
        said.append(
            describe_arm(here.sel(metric=primary), arm, reference)
            if primary
            else list_seen(here, f"In the arm {arm}", reference, adjusted_change)
        )
    return " ".join(said)


def describe_arm(row: xr.Dataset, arm: str, reference: str) -> str:
    """One metric of one arm, as a sentence.

    Parameters
    ----------
    row : xr.Dataset, no dims
        One arm and metric of a `ParallelComparison`'s table.
    arm, reference : str
        Their names.

    Returns
    -------
    str
    """
    name = metric_in_words(row)
    people = pluralize(int(row.condition_n), "person", "people")
    counts = f"{people} against {int(row.reference_n)}"
    if not np.isfinite(float(row.p_permutation)):
        start = name[:1].upper() + name[1:]
        return f"{start} of {arm} cannot be compared with {reference}: {row.reason.item()}."
    kind = "exact permutation" if float(row.p_exact) == 1 else "permutation"
    return (
        f"At follow-up, with the baseline taken out, {name} {was(name)} "
        f"{adjusted_change(row)} in the arm {arm} than in {reference} ({counts}; {kind} of arms p "
        f"{format_p(float(row.p_permutation))}; g {shown_number(float(row.g), '.2f')}): "
        f"{verdict(row)}.{interval_apart(row, _ends_of_change(row)[1:], 'permutation of arms')}"
    )


def _ends_of_change(row: xr.Dataset) -> tuple[float, float, float]:
    """Give an adjusted difference and its interval's ends, in % where it is tested on ratios."""
    on_logs = str(row["scale"].item()) == "log ratio"
    keys = ("percent", "percent_low", "percent_high")
    keys = keys if on_logs else ("adjusted_difference", "ci_low", "ci_high")
    value, low, high = (float(row[key]) for key in keys)
    return value, low, high


def adjusted_change(row: xr.Dataset) -> str:
    """Write an adjusted difference like ``12.7 min lower (95 % CI -25.3 to -0.2 min)``."""
    on_logs = str(row["scale"].item()) == "log ratio"
    value, low, high = _ends_of_change(row)
    units = "%" if on_logs else str(row.units.item())
    units = "percentage points" if units == "%" and not on_logs else units
    digits = digits_for(low, high)
    change = higher_or_lower(f"{abs(value):.{digits}f} {units}".strip(), value)
    if not np.isfinite([low, high]).all():
        return f"{change} (too few people for an interval)"
    ends = f"{low:.{digits}f} to {high:.{digits}f}"
    return f"{change} (95 % CI {ends} {units}".strip() + ")"
