"""The result in one plain sentence, no stronger than the numbers."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import xarray as xr
from scipy.special import stdtrit

from explorer.metrics.aliases import find_symbol
from explorer.statistics.equivalence import Outcome
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.shown_numbers import shown_number

_AFTER_NOUN = re.compile(r" (?:of|in|within|between|before|beyond|per|to|from|a|an)\b|,| \(")
_SINGULAR = frozenset(["ss"])
UNSAID = "not estimable"
"""In place of a number that these nights do not give."""


def describe_result(table: xr.Dataset, reference: str, primary: str) -> str:
    """Say what was found, with its uncertainty.

    Parameters
    ----------
    table : xr.Dataset, dims (condition, metric)
        Of a `Comparison`.
    reference : str
        The condition compared with.
    primary : str
        The metric chosen beforehand, or "".

    Returns
    -------
    str
        One sentence a condition.
    """
    said = []
    for condition in map(str, table.condition.values):
        here = table.sel(condition=condition)
        if primary:
            said.append(describe(here.sel(metric=primary), condition, reference))
            continue
        said.append(list_seen(here, f"Under {condition}", reference, _change))
    return " ".join(said)


def list_seen(
    here: xr.Dataset, where: str, reference: str, change: Callable[[xr.Dataset], str]
) -> str:
    """Say which metrics differ where none was chosen beforehand.

    Parameters
    ----------
    here : xr.Dataset, dims (metric)
        One condition of a comparison's table.
    where : str
        How the sentence begins.
    reference : str
        What was compared with.
    change : callable
        From one metric's row to its difference in words.

    Returns
    -------
    str
    """
    outcomes = here.outcome.values
    seen = here.isel(metric=np.isin(outcomes, [Outcome.DIFFERENCE, Outcome.NEGLIGIBLE]))
    tested = int(np.isfinite(here.p_permutation).sum())
    begin = (
        f"{where}, with no primary metric chosen beforehand, "
        f"{_how_many_differ(seen.sizes['metric'], tested)} from {reference}"
    )
    if tested > 1:
        begin += " after correction for their number"
    rows = [seen.sel(metric=name) for name in seen.metric.values]
    listed = [f"{metric_in_words(row)} {change(row)}" for row in rows]
    return begin + (": " + "; ".join(listed) if listed else _nearest(here, change)) + "."


def _how_many_differ(seen: int, tested: int) -> str:
    """Say how many metrics differ of those tested, as a sentence goes on.

    Examples
    --------
    >>> _how_many_differ(0, 17), _how_many_differ(1, 17), _how_many_differ(2, 17)
    ('none of 17 metrics differs', '1 of 17 metrics differs', '2 of 17 metrics differ')
    >>> _how_many_differ(0, 1), _how_many_differ(1, 1)
    ('the one metric tested does not differ', 'the one metric tested differs')
    """
    if tested == 0:
        return "no metric could be tested for a difference"
    if tested == 1:
        return f"the one metric tested {'differs' if seen else 'does not differ'}"
    return f"{seen or 'none'} of {tested} metrics differ{'' if seen > 1 else 's'}"


def higher_or_lower(size: str, value: float) -> str:
    """Say a difference that "than" follows; one of 0, as printed, is neither.

    Examples
    --------
    >>> higher_or_lower("3.1 min", -3.1), higher_or_lower("0.0 min", -0.02)
    ('3.1 min lower', 'neither higher nor lower')
    """
    if float(size.split()[0]) == 0:
        return "neither higher nor lower"
    return f"{size} {'higher' if value > 0 else 'lower'}"


def _nearest(here: xr.Dataset, change: Callable[[xr.Dataset], str]) -> str:
    """Say that nothing found is not nothing there, with the metric of the smallest p."""
    p = here.p_permutation.values
    if not np.isfinite(p).any():
        return ""
    row = here.isel(metric=int(np.nanargmin(p)))
    return (
        f", which does not show that they are the same; nearest is {metric_in_words(row)}, "
        f"{change(row)}, p {format_p(float(row.p_permutation))} before the correction and "
        f"{format_p(float(row.p_adjusted)).removeprefix('= ')} after it"
    )


def describe(row: xr.Dataset, condition: str, reference: str) -> str:
    """One metric in one condition, as a sentence.

    Parameters
    ----------
    row : xr.Dataset, no dims
        One condition and metric of a `Comparison`'s table.
    condition, reference : str
        Their names.

    Returns
    -------
    str
    """
    name = metric_in_words(row)
    start = name[:1].upper() + name[1:]
    n = int(row.n)
    if n < 2:
        pairs = pluralize(n, "pair")
        return f"{start} under {condition} cannot be compared with {reference}: {pairs}."
    p = format_p(float(row.p_permutation))
    kind = "exact sign-flip" if float(row.p_exact) == 1 else "sign-flip"
    g_av = float(row.g_av)
    size = f"; g_av {shown_number(g_av, '.2f')}" if np.isfinite(g_av) else ""
    if not any(float(row[key]) for key in ("mean_difference", "ci_low", "ci_high")):
        return (
            f"{start} {was(name)} the same under {condition} as under {reference} in each of "
            f"{n} pairs: {verdict(row)}."
        )
    fact = (
        f"{start} {was(name)} {_change(row)} under {condition} than under {reference} in {n} pairs "
        f"({kind} p {p}{size})"
    )
    return f"{fact}: {verdict(row)}."


def metric_in_words(row: xr.Dataset) -> str:
    """Name a metric as a sentence does; tables head their rows by symbols.

    Parameters
    ----------
    row : xr.Dataset, no dims
        One metric of a comparison's table, with its ``title`` where there is one.

    Examples
    --------
    >>> metric_in_words(xr.Dataset({"title": "wake after sleep onset, to lights-on"}))
    'wake after sleep onset (to lights-on)'
    >>> metric_in_words(xr.Dataset(coords={"metric": "ISI"}))
    'ISI'
    """
    return title_in_words(str(row["title"].item()) if "title" in row else str(row.metric.item()))


def symbol_in_notes(row: xr.Dataset) -> str:
    """Give the symbol by which tables head a metric; a table's own column keeps its name.

    Parameters
    ----------
    row : xr.Dataset, no dims
        One metric of a comparison's table, with its ``title`` where there is one.

    Examples
    --------
    >>> symbol_in_notes(xr.Dataset(coords={"metric": "N1_pct"}))
    '%N1'
    >>> own = {"title": "WASO, as the table has it"}
    >>> symbol_in_notes(xr.Dataset(own, coords={"metric": "WASO"}))
    'WASO'
    """
    name = str(row.metric.item())
    is_own = "title" in row and str(row["title"].item()).startswith(f"{name}, ")
    return name if is_own else find_symbol(name)


def title_in_words(title: str) -> str:
    """Write a metric's long name as part of a sentence: what follows its comma in brackets.

    Examples
    --------
    >>> title_in_words("N3, of total sleep time")
    'N3 (of total sleep time)'
    >>> title_in_words("slow-wave activity, 0.75-4.5 Hz (Zurich)")
    'slow-wave activity (0.75-4.5 Hz, Zurich)'
    """
    head, comma, rest = title.partition(", ")
    within = rest.replace(" (", ", ").replace(")", "")
    return f"{head} ({within})" if comma else title


def was(name: str) -> str:
    """Give the verb that a metric's name takes.

    Examples
    --------
    >>> was("minutes of N3"), was("awakenings (within the sleep period)"), was("sleep period")
    ('were', 'were', 'was')
    """
    noun = _AFTER_NOUN.split(name)[0].split()
    return "were" if noun and noun[-1].endswith("s") and noun[-1] not in _SINGULAR else "was"


def verdict(row: xr.Dataset) -> str:
    """Say the outcome of one row, with the smallest effect where one was stated."""
    outcome = str(row.outcome.item())
    bound = float(row.smallest_effect)
    smallest = units = ""
    if np.isfinite(bound):
        units = "%" if str(row["scale"].item()) == "log ratio" else str(row.units.item())
        smallest = f"{shown_number(bound)} {units}".strip()
    if outcome == Outcome.DIFFERENCE:
        return "a difference"
    if outcome == Outcome.NEGLIGIBLE:
        return f"a difference, but smaller than the {smallest} that would matter"
    if outcome == Outcome.EQUIVALENT:
        return f"equivalent within {smallest} (two one-sided tests{_narrower(row, units)})"
    if smallest:
        return f"inconclusive, neither a difference nor equivalence within {smallest} is shown"
    return "inconclusive, which is not the same as no difference"


def _narrower(row: xr.Dataset, units: str) -> str:
    """Write the 90 % interval by which equivalence is judged, beside the 95 % one of the change.

    Both are Student's around one mean, so that they differ by the quantile alone. A row of arms
    does not hold its degrees of freedom: there it is said without its ends.
    """
    on_logs = str(row["scale"].item()) == "log ratio"
    keys = ("percent_low", "percent_high") if on_logs else ("ci_low", "ci_high")
    size = int(row.get("n_ratio" if on_logs else "n", 0))
    if size < 2:
        return ": its 90 % CI lies within"
    ends = np.array([float(row[key]) for key in keys])
    scaled = np.log1p(ends / 100) if on_logs else ends
    shrunk = stdtrit(size - 1, 0.95) / stdtrit(size - 1, 0.975)
    middle, half = scaled.mean(), np.ptp(scaled) / 2 * shrunk
    low, high = middle - half, middle + half
    if on_logs:
        low, high = 100 * np.expm1([low, high])
    form = f".{digits_for(low, high)}f"
    return f": 90 % CI {shown_number(low, form)} to {shown_number(high, form)} {units}".rstrip()


def _change(row: xr.Dataset) -> str:
    """Write a change like ``12.7 min lower (95 % CI −25.3 to −0.2 min)``."""
    key, units = scale_of_change(row)
    ends_at = ("percent_low", "percent_high") if key == "percent" else ("ci_low", "ci_high")
    value, low, high = (float(row[k]) for k in (key, *ends_at))
    form = f".{digits_for(low, high)}f"
    change = higher_or_lower(f"{abs(value):{form}} {units}".strip(), value)
    if not np.isfinite([low, high]).all():
        return f"{change} (too few pairs for an interval)"
    ends = f"{shown_number(low, form)} to {shown_number(high, form)}"
    return f"{change} (95 % CI {ends} {units}".strip() + ")"


def scale_of_change(row: xr.Dataset) -> tuple[str, str]:
    """Name the number in which a metric's change is told, and the unit of it.

    Parameters
    ----------
    row : xr.Dataset, no dims
        ``scale`` and ``units`` of one metric of a comparison's table.

    Returns
    -------
    key : str
        ``percent`` where the test is on log ratios, else ``mean_difference``.
    units : str

    Examples
    --------
    >>> scale_of_change(xr.Dataset({"scale": "log ratio", "units": "uV^2"}))
    ('percent', '%')
    >>> scale_of_change(xr.Dataset({"scale": "difference", "units": "%"}))
    ('mean_difference', 'percentage points')
    """
    if str(row["scale"].item()) == "log ratio":
        return "percent", "%"
    units = str(row.units.item())
    return "mean_difference", "percentage points" if units == "%" else units


def digits_for(low: float, high: float) -> int:
    """Digits after the point that an interval of this width can bear.

    Examples
    --------
    >>> digits_for(-25.3, -0.2), digits_for(0.01, 0.05), digits_for(-400, 900)
    (1, 4, 0)
    """
    width = abs(high - low)
    if not (np.isfinite(width) and width > 0):
        return 1
    return int(np.clip(2 - np.floor(np.log10(width)), 0, 4)) if width < 100 else 0


PERCENT_EXPLAINED = (
    "Change, %: where the test is on log ratios it is the geometric mean of the pairs' ratios, not "
    "the ratio of the two means beside it, with the number of pairs that have one (a pair with a "
    "zero has none); elsewhere it is the difference of the means in % of the reference mean, so "
    "that it has the sign of the difference beside it."
)
"""What a change in % is beside a difference and two means, in one sentence."""


def percent_beside(row: Mapping[str, Any]) -> tuple[float, str]:
    """Give the change in % that belongs to the difference it stands beside.

    Parameters
    ----------
    row : mapping
        ``scale``, ``percent``, ``n_ratio``, ``mean_difference`` and ``reference_mean`` of one
        metric.

    Returns
    -------
    value : float
        NaN where the reference mean is not above 0.
    of : str
        What it is a percentage of: so many ratios, or the reference mean.

    Examples
    --------
    >>> row = {"percent": 5.1, "n_ratio": 21, "mean_difference": -0.32, "reference_mean": 17.07}
    >>> value, of = percent_beside({**row, "scale": "difference"})
    >>> round(value, 1), of
    (-1.9, 'of the mean')
    >>> percent_beside({**row, "scale": "log ratio"})
    (5.1, '21 ratios')
    """
    if str(row["scale"]) == "log ratio":
        return float(row["percent"]), pluralize(int(row["n_ratio"]), "ratio")
    reference = float(row["reference_mean"])
    value = 100 * float(row["mean_difference"]) / reference if reference > 0 else np.nan
    return value, "of the mean"


def format_p(p: float) -> str:
    """Write a p-value with as many digits as it needs, and the sign before it.

    Examples
    --------
    >>> format_p(0.0242), format_p(0.4434), format_p(0.00001), format_p(float("nan"))
    ('= 0.024', '= 0.44', '< 0.0001', 'not estimable')
    """
    if not np.isfinite(p):
        return UNSAID
    if p < 0.0001:
        return "< 0.0001"
    return f"= {p:.4f}" if p < 0.001 else f"= {p:.3f}" if p < 0.1 else f"= {p:.2f}"
