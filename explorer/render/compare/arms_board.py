"""A parallel trial on the page: arms from baseline to follow-up, and a row a metric."""

from collections.abc import Sequence

from markupsafe import Markup

from explorer.render.compare.comparison_text import TEMPLATE
from explorer.render.compare.metric_words import symbol_and_variant
from explorer.render.environment import pieces
from explorer.render.study.arms_figure import arms_plot
from explorer.render.study.arms_tables import adjusted_table, change_table, people_table
from explorer.statistics.parallel import ParallelComparison
from explorer.statistics.parallel_language import CHANGE_SCORES


def arms(found: ParallelComparison, arm: str, metrics: Sequence[str]) -> Markup:
    """Draw the arms of these metrics, and list every metric.

    Parameters
    ----------
    found : ParallelComparison
    arm : str
        The one beside the reference.
    metrics : sequence of str
        Those to draw.

    Returns
    -------
    str
        HTML: each metric can be picked as ``metric:SYMBOL``.
    """
    titles = found.titles
    headings, rows = adjusted_table(found.table.sel(condition=arm))
    return pieces(TEMPLATE).arms(
        f"{found.reference} / {arm}",
        [arms_plot(found, arm, name) for name in metrics],
        headings,
        [
            (
                name,
                name == found.primary,
                name in metrics,
                symbol_and_variant(name, titles[name])[1],
                numbers,
            )
            for name, *numbers in rows
        ],
    )


def arms_results(found: ParallelComparison, arm: str) -> Markup:
    """List who is missing and the change scores, folded away."""
    here = found.table.sel(condition=arm)
    return pieces(TEMPLATE).arms_results(
        f"{found.reference} / {arm}", people_table(here), change_table(here), CHANGE_SCORES
    )
