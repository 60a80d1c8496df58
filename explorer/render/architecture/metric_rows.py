"""Rows of numbers that say, when asked, how each is defined, by whom, and what variants give."""

from collections.abc import Collection, Sequence

import numpy as np
from markupsafe import Markup

from explorer import metrics
from explorer.analysis.metrics_query import MetricsQuery
from explorer.metrics.aliases import script_name
from explorer.metrics.hypopnoea_rules import hypopnoea_rule, rests_on_hypopnoeas
from explorer.render.architecture.norms_bar import norm_bar, norms_in_words, why_no_norms
from explorer.render.environment import pieces
from explorer.render.number_format import number

_TEMPLATE = "architecture/metric_rows.html.j2"
_MORE_DIGITS = 3  # of what another tool gives a minute or as a fraction


def display_units(metric: metrics.Metric) -> str:
    """Units as they stand beside a number."""
    return "" if metric.units == "1" else metric.units


def row(
    asked: MetricsQuery,
    symbol: str,
    unfolded: Collection[str],
    *,
    name: str = "",
    said: str = "",
    swatch: str = "",
    share: str = "",
    typical: str = "",
) -> Markup:
    """One metric: its name to unfold, a value of each part, its range over scorers, units.

    Parameters
    ----------
    asked : MetricsQuery
        Of which night and part.
    symbol : str
        The metric.
    unfolded : collection of str
        Keys that the hand has unfolded; this row's is "metric:SYMBOL".
    name : str
        What to call it; its symbol if not given.
    said : str
        Which variant this is, in a few words.
    swatch : str
        Colour of a swatch before the name.
    share : str
        Symbol of a percentage to show beside each value.
    typical : str
        Symbol whose published figures stand beside the number; its own if not given.
    """
    metric = asked.row(symbol)
    decimals = metric.decimals
    values = asked.values(symbol)
    shares = asked.values(share) if share else [np.nan] * len(values)
    written = [
        (number(value, decimals), f"{percent:.1f}" if np.isfinite(percent) else "")
        for value, percent in zip(values, shares, strict=True)
    ]
    compared = typical or share or symbol
    at = shares[0] if compared == share else values[0]
    undefined = asked.why_not(metric.detail)
    key = f"metric:{symbol}"
    is_open = key in unfolded
    return pieces(_TEMPLATE).row(
        words=f"{metric.symbol} {metric.title}".lower(),
        swatch=swatch,
        key=key,
        name=name or symbol,
        title=f"{metric.title}: {metric.formula}{'; ' if undefined else ''}{undefined}",
        is_open=is_open,
        variant=said,
        values=written,
        ranged=range_over_scorers(asked.extremes(symbol), decimals),
        units=display_units(metric),
        bar=norm_bar(at, compared, asked.in_bed.night),
        explained=_explanation(asked, metric, compared) if is_open else None,
    )


def range_over_scorers(extremes: tuple[float, float] | None, decimals: int) -> str:
    """Write a range as a reader can use it; nothing where there is one scorer."""
    return "" if extremes is None else span(extremes, decimals)


def span(extremes: tuple[float, float], decimals: int) -> str:
    """Write a range as a reader can use it.

    Examples
    --------
    >>> span((390.0, 412.5), 1), span((2.0, 2.0), 0)
    ('390.0–412.5', '2')
    """
    low, high = (number(value, decimals) for value in extremes)
    return low if low == high else f"{low}–{high}"


def _explanation(
    asked: MetricsQuery, metric: metrics.Metric, compared: str
) -> dict[str, Sequence[object]]:
    """Say how a metric is defined, by whom, what limits it, and what its variants give."""
    facts = [("", metric.title), ("formula", metric.formula), ("source", metric.source)]
    if undefined := asked.why_not(metric.detail):
        facts.append(("here", undefined))
    name = script_name(metric.symbol)
    if name != metric.symbol:
        facts.append(("in scripts", name))
    if metric.variant_of:
        facts.append(("variant of", metric.variant_of))
    if metric.badge:
        facts.append(("rests on", metric.badge))
    if rests_on_hypopnoeas(metric.symbol) and (rule := hypopnoea_rule(asked.in_bed.hypnograms)):
        facts.append(("hypopnoeas", rule))
    if metric.caveat:
        facts.append(("caveat", metric.caveat))
    if lacking := why_no_norms(compared, asked.in_bed.night):
        facts.append(("typical", lacking))
    numbers = [
        (
            other.symbol,
            number(asked.values(other.symbol)[0], other.decimals),
            display_units(other),
            other.title,
            f"({other.source})",
        )
        for other in other_variants(metric)
    ]
    numbers += [_peer_number(peer, asked) for peer in metrics.find_peer_numbers(metric.symbol)]
    norms = norms_in_words(compared, asked.in_bed.night)
    return {"facts": facts, "numbers": numbers, "norms": norms}


def _peer_number(peer: metrics.PeerNumber, asked: MetricsQuery) -> tuple[str, str, str, str, str]:
    """Say what another tool reports of this night, and why where that is not ours."""
    value = float(peer.value(asked.in_bed.hypnograms)[0])
    digits = metrics.metric(peer.symbol).decimals + _MORE_DIGITS * (peer.factor < 1)
    units = "" if peer.in_units == "1" else peer.in_units
    ours = f"= {peer.symbol}. " if peer.is_ours else f"near {peer.symbol}. "
    return f"{peer.peer}, {peer.name}", number(value, digits), units, "", f"{ours}{peer.says}"


def other_variants(metric: metrics.Metric) -> list[metrics.Metric]:
    """Other metrics that define the same quantity in another way.

    Examples
    --------
    >>> [other.symbol for other in other_variants(metrics.metric("WASO_AASM"))]
    ['WASO_SPT']
    """
    root = metric.variant_of or metric.symbol
    return [
        other
        for other in (*metrics.METRICS.values(), *metrics.OBSERVED_METRICS.values())
        if root in (other.symbol, other.variant_of) and other.symbol != metric.symbol
    ]


def table(
    heading: str, asked: MetricsQuery, rows: Sequence[Markup], *, sortable: bool = False
) -> Markup:
    """Rows under the names of the night's parts; of a sortable table each heading is a button."""
    names = ["metric" if sortable else "", *asked.names, "unit" if sortable else ""]
    return pieces(_TEMPLATE).table(heading, names, rows, sortable)
