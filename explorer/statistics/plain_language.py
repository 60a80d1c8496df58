"""The result in one plain sentence, no stronger than the numbers."""

from collections.abc import Callable, Sequence

import numpy as np
import xarray as xr
from scipy.special import stdtrit

from explorer.statistics.change_words import digits_for, format_p, higher_or_lower, scale_of_change
from explorer.statistics.equivalence import ALPHA, Outcome
from explorer.statistics.metric_names import metric_in_words, symbol_in_notes, was
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.shown_numbers import shown_number


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
    seen = _seen(here)
    tested = int(np.isfinite(here.p_permutation).sum())
    begin = (
        f"{where}, with no primary metric chosen beforehand, "
        f"{_how_many_differ(seen.sizes['metric'], tested)} from {reference}"
    )
    if tested > 1:
        begin += " after correction for their number"
    rows = [seen.sel(metric=name) for name in seen.metric.values]
    listed = [f"{metric_in_words(row)} {change(row)}" for row in rows]
    return begin + (": " + "; ".join(listed) if listed else _nearest_words(here, change)) + "."


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


def _seen(here: xr.Dataset) -> xr.Dataset:
    outcomes = [Outcome.DIFFERENCE, Outcome.NEGLIGIBLE]
    return here.isel(metric=np.isin(here.outcome.values, outcomes))


def _nearest(here: xr.Dataset) -> xr.Dataset:
    """Of the metrics the one of the smallest p; none where nothing was tested."""
    p = here.p_permutation.values
    return here.isel(metric=[int(np.nanargmin(p))] if np.isfinite(p).any() else [])


def _nearest_words(here: xr.Dataset, change: Callable[[xr.Dataset], str]) -> str:
    """Say that nothing found is not nothing there, with the metric of the smallest p."""
    nearest = _nearest(here)
    if not nearest.sizes["metric"]:
        return ""
    row = nearest.isel(metric=0)
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
    apart = interval_apart(row, _ends_of_change(row)[1:], "sign-flip test")
    return f"{fact}: {verdict(row)}.{apart}"


def interval_apart(row: xr.Dataset, ends: Sequence[float], test: str) -> str:
    """Say where an interval and the test beside it disagree, and which of them decides.

    Parameters
    ----------
    row : xr.Dataset, no dims
        One condition and metric of a comparison's table.
    ends : sequence of float
        Of its 95 % interval.
    test : str
        What gave ``p_permutation``.

    Returns
    -------
    str
        A sentence after a space, "" where they agree.
    """
    low, high = ends
    p = float(row.p_permutation)
    if not np.isfinite([low, high, p]).all() or (low <= 0 <= high) == (p > ALPHA):
        return ""
    holds = "holds" if low <= 0 <= high else "does not hold"
    return (
        f" The interval {holds} 0 although p {format_p(p)}: it is Student's, which supposes "
        f"normally distributed values, and p is from the {test}, which does not; p decides."
    )


def effect_apart(row: xr.Dataset) -> str:
    """Say where the interval of a standardised effect and the sentence disagree, and which decides.

    Parameters
    ----------
    row : xr.Dataset, no dims
        One condition and metric of a comparison's table.

    Returns
    -------
    str
        A sentence, "" where both hold 0 or neither does.
    """
    low, high = float(row.g_av_low), float(row.g_av_high)
    _, *ends = _ends_of_change(row)
    if not np.isfinite([low, high, *ends]).all():
        return ""
    if (low <= 0 <= high) == (ends[0] <= 0 <= ends[1]):
        return ""
    here, there = ("holds", "does not") if low <= 0 <= high else ("does not hold", "does")
    return (
        f"The interval of g_av {here} 0 and that of the sentence {there}: this one is of people "
        "drawn again and again (bootstrap), which few pairs make too narrow, and it tests nothing; "
        "the sentence decides, by its p."
    )


def effects_apart(table: xr.Dataset, condition: str, primary: str) -> str:
    """Say of each metric that the sentence names what `effect_apart` says; "" where none is apart.

    Parameters
    ----------
    table : xr.Dataset, dims (condition, metric)
        Of a comparison within people.
    condition, primary : str
        Without a primary metric the sentence names those that differ, or the nearest to it.
    """
    here = table.sel(condition=condition)
    if primary:
        named = here.isel(metric=here.metric.values == primary)
    else:
        named = _seen(here) if _seen(here).sizes["metric"] else _nearest(here)
    said: dict[str, list[str]] = {}
    for name in named.metric.values:
        row = named.sel(metric=name)
        if apart := effect_apart(row):
            said.setdefault(apart, []).append(symbol_in_notes(row))
    if primary:
        return " ".join(said)
    return " ".join(f"{', '.join(names)}: {apart}" for apart, names in said.items())


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


def _ends_of_change(row: xr.Dataset) -> tuple[float, float, float]:
    """Give a change and its interval's ends, in % where it is tested on ratios."""
    key, _ = scale_of_change(row)
    ends_at = ("percent_low", "percent_high") if key == "percent" else ("ci_low", "ci_high")
    value, low, high = (float(row[k]) for k in (key, *ends_at))
    return value, low, high


def _change(row: xr.Dataset) -> str:
    """Write a change like ``12.7 min lower (95 % CI −25.3 to −0.2 min)``."""
    _, units = scale_of_change(row)
    value, low, high = _ends_of_change(row)
    form = f".{digits_for(low, high)}f"
    change = higher_or_lower(f"{abs(value):{form}} {units}".strip(), value)
    if not np.isfinite([low, high]).all():
        return f"{change} (too few pairs for an interval)"
    ends = f"{shown_number(low, form)} to {shown_number(high, form)}"
    return f"{change} (95 % CI {ends} {units}".strip() + ")"
