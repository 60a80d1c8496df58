"""One person's trial on the page: nights in order of each metric picked, and a row a metric."""

from collections.abc import Sequence
from html import escape

from explorer.metrics.definitions import variant_in_words
from explorer.render.study.n_of_1_figure import nights_plot
from explorer.statistics.n_of_1 import NOf1Result, n_of_1_rows


def alone(single: NOf1Result, metrics: Sequence[str]) -> str:
    """Draw one person's nights, and list every metric.

    Parameters
    ----------
    single : OnePerson
    metrics : sequence of str
        Those to draw; what cannot be said of these nights is left out.

    Returns
    -------
    str
        HTML: each metric can be picked as ``metric:SYMBOL``.
    """
    shown = [name for name in metrics if name in single.metrics]
    drawn = "".join(nights_plot(single, name) for name in shown)
    headings, rows = n_of_1_rows(single)
    head = "".join(f"<th>{escape(word)}</th>" for word in headings)
    body = "".join(_row(cells, single.primary, cells[0] in shown) for cells in rows)
    return (
        f"<h2>Nights of {escape(single.subject)} in order · click a metric to draw it</h2>"
        f"<div class='slope-row'>{drawn}</div>"
        f"<h2>Within {escape(single.subject)} alone</h2><div class='results'><table>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(cells: Sequence[str], primary: str, shown: bool) -> str:
    name, *numbers = cells
    kind = " class='primary'" if name == primary else ""
    pick = (
        f"<button data-pick='metric:{escape(name, quote=True)}' "
        f"aria-pressed='{str(shown).lower()}'>{escape(name)}</button>"
    )
    said = "".join(f"<td>{escape(cell)}</td>" for cell in numbers)
    defined = (
        f" <span class='quiet'>{variant_in_words(name)}</span>" if variant_in_words(name) else ""
    )
    return f"<tr{kind}><td>{pick}{defined}</td>{said}</tr>"
