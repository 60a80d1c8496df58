"""One person's trial on the page: nights in order of each metric picked, and a row a metric."""

from collections.abc import Sequence

from markupsafe import Markup

from explorer.render.compare.comparison_text import TEMPLATE
from explorer.render.compare.metric_words import symbol_and_variant
from explorer.render.environment import pieces
from explorer.render.study.n_of_1_figure import nights_plot
from explorer.statistics.n_of_1 import NOf1Result, n_of_1_rows


def alone(single: NOf1Result, metrics: Sequence[str]) -> Markup:
    """Draw one person's nights, and list every metric.

    Parameters
    ----------
    single : NOf1Result
    metrics : sequence of str
        Those to draw; what is not estimable of these nights is left out.

    Returns
    -------
    str
        HTML: each metric can be picked as ``metric:SYMBOL``.
    """
    shown = [name for name in metrics if name in single.metrics]
    headings, rows = n_of_1_rows(single)
    titles = {
        name: str(single.nights[name].attrs.get("long_name", name)) for name in single.metrics
    }
    return pieces(TEMPLATE).alone(
        single.subject,
        [nights_plot(single, name) for name in shown],
        headings,
        [
            (
                name,
                name == single.primary,
                name in shown,
                symbol_and_variant(name, titles[name])[1],
                numbers,
            )
            for name, *numbers in rows
        ],
    )
