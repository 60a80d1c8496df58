"""Rows of numbers that say, when asked, how each is defined, by whom, and what variants give."""

from collections.abc import Collection, Sequence
from html import escape

import numpy as np

from explorer import metrics
from explorer.analysis.metrics_query import MetricsQuery
from explorer.metrics.aliases import script_name
from explorer.render.architecture.norms_bar import norm_bar, norms_in_words

NOTHING = "–"
_MORE_DIGITS = 3  # of what another tool gives a minute or as a fraction


def number(value: float, decimals: int = 1) -> str:
    """Write a number as a reader can use it; a dash where it cannot be said.

    Examples
    --------
    >>> number(12.345), number(float("nan"))
    ('12.3', '–')
    """
    return f"{value:.{decimals}f}" if np.isfinite(value) else NOTHING


def display_units(metric: metrics.Metric) -> str:
    """Units as they stand beside a number."""
    return "" if metric.units == "1" else metric.units


def display_decimals(metric: metrics.Metric) -> int:
    """How many decimals a reader can use.

    Examples
    --------
    >>> display_decimals(metrics.metric("TST")), decimals_of(metrics.metric("AWAKENINGS"))
    (1, 0)
    """
    counts = (
        metric.symbol.startswith(("AWAKENINGS", "CYCLES", "SHIFTS")) or "_bouts" in metric.symbol
    )
    if metric.units == "1":
        return 0 if counts else 3
    return {"min": 1, "%": 1, "s": 0, "1/h": 2}.get(metric.units, 3)


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
) -> str:
    """One metric: its name to unfold, a value of each part, its range over scorers, units.

    Parameters
    ----------
    asked : Asked
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
        HTML before the name.
    share : str
        Symbol of a percentage to show beside each value.
    typical : str
        Symbol whose published figures stand beside the number; its own if not given.
    """
    metric = metrics.metric(symbol)
    decimals = display_decimals(metric)
    values = asked.values(symbol)
    shares = asked.values(share) if share else [np.nan] * len(values)
    written = [
        f"{number(value, decimals)}{_in_brackets(percent)}"
        for value, percent in zip(values, shares, strict=True)
    ]
    cells = value_cells(written, asked.extremes(symbol), decimals)
    compared = typical or share or symbol
    at = shares[0] if compared == share else values[0]
    bar = norm_bar(at, compared, asked.in_bed.night)
    words = escape(f"{metric.symbol} {metric.title}".lower(), quote=True)
    key = f"metric:{symbol}"
    variant = f'<span class="said">{escape(said)}</span>' if said else ""
    is_open = key in unfolded
    shown = (
        f'<tr data-words="{words}"><th scope="row">{swatch}'
        f"{term(key, name or symbol, f'{metric.title}: {metric.formula}', is_open)}{variant}</th>"
        f'{cells}<td class="unit">{escape(display_units(metric))}</td>'
        f'<td class="typical">{bar}</td></tr>'
    )
    if is_open:
        shown += explanation(asked, metric, compared, words)
    return shown


def term(key: str, name: str, title: str, is_open: bool) -> str:
    """Write a name that unfolds what it means, by click or by keyboard."""
    return (
        f'<button class="term" data-key="{escape(key, quote=True)}" '
        f'aria-expanded="{str(is_open).lower()}" title="{escape(title, quote=True)}">'
        f"{escape(name)}</button>"
    )


def value_cells(written: Sequence[str], extremes: tuple[float, float] | None, decimals: int) -> str:
    """Write a cell for each part; below the night's stands its range over scorers."""
    ranged = "" if extremes is None else f'<span class="said">{span(extremes, decimals)}</span>'
    first, *others = written
    return f"<td>{first}{ranged}</td>" + "".join(f"<td>{other}</td>" for other in others)


def span(extremes: tuple[float, float], decimals: int) -> str:
    """Write a range as a reader can use it.

    Examples
    --------
    >>> span((390.0, 412.5), 1), span((2.0, 2.0), 0)
    ('390.0–412.5', '2')
    """
    low, high = (number(value, decimals) for value in extremes)
    return low if low == high else f"{low}–{high}"


def explanation(asked: MetricsQuery, metric: metrics.Metric, compared: str, words: str) -> str:
    """Say how a metric is defined, by whom, what limits it, and what its variants give."""
    facts = [("", metric.title), ("formula", metric.formula), ("source", metric.source)]
    name = script_name(metric.symbol)
    if name != metric.symbol:
        facts.append(("in scripts", name))
    if metric.variant_of:
        facts.append(("variant of", metric.variant_of))
    if metric.caveat:
        facts.append(("caveat", metric.caveat))
    lines = [
        f"<dt>{escape(what)}</dt><dd>{escape(says)}</dd>" if what else f"<dd>{escape(says)}</dd>"
        for what, says in facts
    ]
    for other in other_variants(metric):
        value = number(asked.values(other.symbol)[0], display_decimals(other))
        lines.append(
            f'<dt>{escape(other.symbol)}</dt><dd><span class="value">{value} '
            f"{escape(display_units(other))}</span> {escape(other.title)} "
            f'<span class="quiet">({escape(other.source)})</span></dd>'
        )
    lines += [_peer_line(peer, asked) for peer in metrics.find_peer_numbers(metric.symbol)]
    lines += [
        f"<dt>typical</dt><dd>{says}</dd>" for says in norms_in_words(compared, asked.in_bed.night)
    ]
    return (
        f'<tr class="definition" data-words="{words}"><td colspan="9">'
        f"<dl>{''.join(lines)}</dl></td></tr>"
    )


def _peer_line(peer: metrics.PeerNumber, asked: MetricsQuery) -> str:
    """Say what another tool reports of this night, and why where that is not ours."""
    value = float(peer.value(asked.in_bed.hypnograms)[0])
    digits = display_decimals(metrics.metric(peer.symbol)) + _MORE_DIGITS * (peer.factor < 1)
    units = "" if peer.in_units == "1" else peer.in_units
    ours = f"= {peer.symbol}. " if peer.is_ours else f"near {peer.symbol}. "
    return (
        f"<dt>{escape(peer.peer)}, {escape(peer.name)}</dt><dd>"
        f'<span class="value">{number(value, digits)} {escape(units)}</span> '
        f'<span class="quiet">{escape(ours)}{escape(peer.says)}</span></dd>'
    )


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
        for other in metrics.METRICS.values()
        if root in (other.symbol, other.variant_of) and other.symbol != metric.symbol
    ]


def table(heading: str, asked: MetricsQuery, rows: Sequence[str], *, sortable: bool = False) -> str:
    """Rows under the names of the night's parts; of a sortable table each heading is a button."""
    names = ["metric" if sortable else "", *asked.names, "unit" if sortable else ""]
    head = "".join(
        f'<th scope="col">{_sorting(place, name) if sortable else escape(name)}</th>'
        for place, name in enumerate(names)
    )
    title = f"<h2>{escape(heading)}</h2>" if heading else ""
    marked = " data-sortable" if sortable else ""
    return (
        f'{title}<table class="numbers"{marked}><thead><tr>{head}<th></th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _sorting(place: int, name: str) -> str:
    return (
        f'<button class="term" data-sort-by="{place}" title="sort by {escape(name, quote=True)}; '
        f'again for the other way, and once more for the order of the catalogue">'
        f"{escape(name)}</button>"
    )


def _in_brackets(percent: float) -> str:
    return f' <span class="quiet">({percent:.1f})</span>' if np.isfinite(percent) else ""
