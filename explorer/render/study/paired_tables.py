"""Tables of conditions compared within people: differences, mixed models, and who moves them."""

from collections.abc import Mapping

import numpy as np
import xarray as xr

from explorer.render.number_format import NOTHING, number
from explorer.render.study.table_cells import Table, p_value
from explorer.statistics.change_words import (
    PERCENT_EXPLAINED,
    digits_for,
    percent_beside,
    scale_of_change,
)
from explorer.statistics.equivalence import ALPHA
from explorer.statistics.permutation_and_bootstrap import EXACT_UP_TO, RESAMPLES
from explorer.study.mixed_models import LOGARITHM
from explorer.vocabulary.shown_units import shown_units

DIFFERENCES = (
    *("metric", "unit", "pairs", "reference", "condition", "difference", "95 % CI (t)"),
    *("95 % CI (BCa)", "change, %", "95 % CI, %", "g_av", "p", "adjusted p", "p (t)"),
    *("p (Wilcoxon)", "p (equivalent)", "outcome"),
)
METHODS = (
    "Differences are condition minus reference within a person; nights of one person and condition "
    "were averaged first.",
    PERCENT_EXPLAINED,
    "p is from flipping the signs of people's differences: all 2^n assignments are counted up to "
    f"{EXACT_UP_TO} pairs. Adjusted p: Benjamini-Hochberg over all metrics but the primary.",
    "95 % CI (t) is Student's; it held the truth most often in simulated trials of 5 to 22 people. "
    f"95 % CI (BCa) is from {RESAMPLES} resamples of people and is too narrow below some 20 pairs.",
    "g_av is the mean difference over the average of both conditions' SDs with Hedges' correction "
    "for pairs (Lakens 2013).",
    "Equivalence is two one-sided t-tests against the smallest difference that would matter, where "
    "one was stated. A metric is called inconclusive if neither a difference nor equivalence is "
    f"shown at {ALPHA:g}.",
)


def difference_table(here: xr.Dataset) -> Table:
    """Lay out the differences of one condition, a metric a row.

    Parameters
    ----------
    here : xr.Dataset, dims (metric)
        One condition of a `Comparison`'s table.
    """
    return DIFFERENCES, [_differences(here.sel(metric=name)) for name in here.metric.values]


def mixed_model_table(models: Mapping[str, xr.Dataset]) -> Table:
    """Lay out the terms of each metric's mixed model, without its intercept.

    Parameters
    ----------
    models : mapping of str to xr.Dataset, dims (term)
        By metric, of one condition, as `explorer.study.mixed_models` gives them.
    """
    rows = []
    for name, model in models.items():
        for term in model.term.values[1:]:
            row = model.sel(term=term)
            digits = digits_for(float(row.low), float(row.high))
            interval = " to ".join(number(float(row[key]), digits) for key in ("low", "high"))
            numbers = [number(float(row.estimate), digits), interval, p_value(float(row.p))]
            said = "; ".join(model.attrs["notes"])
            named = f"log {name}" if row.estimate.attrs["units"] == LOGARITHM else name
            rows.append([named, str(term), *numbers, str(model.attrs["degrees_of_freedom"]), said])
    headings = ("metric", "term", "estimate", "95 % CI", "p", "degrees of freedom", "notes")
    return headings, rows


def influence_table(influence: xr.Dataset, table: xr.Dataset) -> Table:
    """Lay out what leaving out one person makes of each metric, from least to most.

    Parameters
    ----------
    influence : xr.Dataset, dims (metric, subject)
        One condition of a `Comparison`'s influence.
    table : xr.Dataset, dims (metric)
        The same condition of its table: each metric's change is told as there.
    """
    rows = []
    for name in influence.metric.values:
        one = influence.sel(metric=name)
        key, units = scale_of_change(table.sel(metric=name))
        one = one.isel(subject=np.isfinite(one[key].values))
        if not one.sizes["subject"]:
            continue
        mean, p = one[key], one.p_permutation
        digits = digits_for(float(mean.min()), float(mean.max()))
        most = str(one.subject.values[int(np.argmax(np.abs((mean - mean.mean()).values)))])
        ends = " to ".join(number(float(end), digits) for end in (mean.min(), mean.max()))
        p_ends = " to ".join(p_value(float(end)) for end in (p.min(), p.max()))
        said = f"{ends} {'' if units == '1' else shown_units(units)}".rstrip()
        rows.append([str(name), said, p_ends, most])
    headings = ("metric", "change without one person", "p", "who moves it most")
    return headings, rows


def _differences(row: xr.Dataset) -> list[str]:
    digits = digits_for(float(row.ci_low), float(row.ci_high))
    names = ("scale", "percent", "n_ratio", "mean_difference", "reference_mean")
    change, of = percent_beside({name: row[name].item() for name in names})
    on_ratios = str(row["scale"].item()) == "log ratio"

    def say(*keys: str, places: int = digits) -> str:
        return " to ".join(number(float(row[key]), places) for key in keys)

    p_values = ("p_permutation", "p_adjusted", "p_t", "p_wilcoxon", "p_equivalence")
    return [
        str(row.metric.item()),
        shown_units(str(row.units.item())),
        str(int(row.n)),
        say("reference_mean"),
        say("condition_mean"),
        say("mean_difference"),
        say("ci_low", "ci_high"),
        say("bca_low", "bca_high"),
        f"{number(change, 1)} ({of})" if np.isfinite(change) else NOTHING,
        say("percent_low", "percent_high", places=1) if on_ratios else NOTHING,
        say("g_av", places=2),
        *(p_value(float(row[key])) for key in p_values),
        str(row.outcome.item()) + (f" ({row.reason.item()})" if row.reason.item() else ""),
    ]
