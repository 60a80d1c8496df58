"""Tables of a parallel trial for page and report: the analysis, who is missing, change scores."""

import numpy as np
import xarray as xr

from explorer.render.number_format import NOTHING, number
from explorer.render.study.table_cells import Table, p_value
from explorer.statistics.change_words import digits_for
from explorer.vocabulary.shown_units import shown_units

ADJUSTED = (
    *("metric", "unit", "n", "baseline", "follow-up", "adjusted difference", "95 % CI"),
    *("change, %", "95 % CI, %", "g (95 % CI)", "p", "adjusted p", "p (ANCOVA)"),
    *("p (equivalent)", "outcome"),
)
PEOPLE = (
    *("metric", "drawn", "without follow-up", "without baseline", "completers"),
    *("completers' difference (95 % CI)", "missing as unchanged (95 % CI)"),
)
CHANGES = ("metric", "unit", "mean change", "difference of changes", "95 % CI")
METHODS = (
    "People, not nights, are the units: a person's nights of one visit were averaged first.",
    "The difference is the arm's coefficient in an analysis of covariance (follow-up on arm, "
    "baseline, and any covariates and strata), by least squares, of everybody with a follow-up in "
    "the arm that was drawn for them; a missing baseline is everybody's mean (White and Thompson "
    "2005). Power is analysed as its logarithm.",
    "p is from drawing the arms again within strata and fitting the same model each time; all "
    "drawings are counted where there are few. Adjusted p: Benjamini-Hochberg over all metrics but "
    "the primary.",
    "g is the adjusted difference over the pooled SD at follow-up, with Hedges' correction.",
    "Equivalence is two one-sided tests of the adjusted difference against the smallest that would "
    "matter, where one was stated.",
)


def adjusted_table(here: xr.Dataset) -> Table:
    """Lay out the analysis of one arm, a metric a row.

    Parameters
    ----------
    here : xr.Dataset, dims (metric)
        One arm of a `ParallelComparison`'s table; counts and means are "reference / arm".
    """
    return ADJUSTED, [_adjusted(here.sel(metric=name)) for name in here.metric.values]


def people_table(here: xr.Dataset) -> Table:
    """Lay out who is missing in either arm, and what the analysis gives otherwise."""
    rows = []
    for name in here.metric.values:
        row = here.sel(metric=name)
        rows.append(
            [
                str(name),
                *(_both(row, key, 0) for key in ("drawn", "missing", "no_baseline")),
                _both(row, "n", 0, "completers_"),
                *(_with_ends(row, f"{key}_difference", key) for key in ("completers", "unchanged")),
            ]
        )
    return PEOPLE, rows


def change_table(here: xr.Dataset) -> Table:
    """Lay out the change scores of either arm and their difference, without a p."""
    rows = []
    for name in here.metric.values:
        row = here.sel(metric=name)
        digits = _digits(row)
        units = shown_units(str(row.units.item()))
        ends = [float(row.change_low), float(row.change_high)]
        said = " to ".join(number(end, digits_for(*ends)) for end in ends)
        difference = number(float(row.change_difference), digits_for(*ends))
        if _on_logs(row):
            difference = f"{difference} (of logarithms)"
        rows.append([str(name), units, _both(row, "change_mean", digits), difference, said])
    return CHANGES, rows


def _adjusted(row: xr.Dataset) -> list[str]:
    digits = _digits(row)
    places = digits_for(float(row.ci_low), float(row.ci_high))
    on_logs = _on_logs(row)
    reason = str(row.reason.item())
    return [
        str(row.metric.item()),
        shown_units(str(row.units.item())),
        _both(row, "n", 0),
        _both(row, "baseline_mean", digits),
        _both(row, "follow_up_mean", digits),
        number(float(row.adjusted_difference), places) + (" (of logarithms)" if on_logs else ""),
        " to ".join(number(float(row[key]), places) for key in ("ci_low", "ci_high")),
        number(float(row.percent), 1) if on_logs else NOTHING,
        " to ".join(number(float(row[key]), 1) for key in ("percent_low", "percent_high"))
        if on_logs
        else NOTHING,
        _with_ends(row, "g", "g", 2),
        *(
            p_value(float(row[key]))
            for key in ("p_permutation", "p_adjusted", "p_ancova", "p_equivalence")
        ),
        str(row.outcome.item()) + (f" ({reason})" if reason else ""),
    ]


def _on_logs(row: xr.Dataset) -> bool:
    return str(row["scale"].item()) == "log ratio"


def _digits(row: xr.Dataset) -> int:
    """Digits of means in the metric's unit."""
    if _on_logs(row):
        return 0 if float(row.reference_follow_up_mean) >= 100 else 2
    return digits_for(float(row.ci_low), float(row.ci_high))


def _both(row: xr.Dataset, key: str, digits: int, before: str = "") -> str:
    sides = ("reference", "condition")
    return " / ".join(number(float(row[f"{before}{side}_{key}"]), digits) for side in sides)


def _with_ends(row: xr.Dataset, key: str, ends: str, digits: int | None = None) -> str:
    low, high = float(row[f"{ends}_low"]), float(row[f"{ends}_high"])
    places = digits_for(low, high) if digits is None else digits
    if not np.isfinite(float(row[key])):
        return NOTHING
    said = f"{number(low, places)} to {number(high, places)}"
    return f"{number(float(row[key]), places)} ({said})"
