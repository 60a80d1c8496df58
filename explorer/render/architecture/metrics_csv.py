"""The whole table as CSV: each number with its units, definition and source in the same row."""

import numpy as np

from explorer.analysis.metrics_query import MetricsQuery
from explorer.metrics.aliases import script_name
from explorer.metrics.stage_detail import EVERY_STAGE
from explorer.vocabulary.spreadsheet import written_rows

_SAID = ("title", "units", "group", "formula", "source", "variant_of", "caveat")


def as_csv(asked: MetricsQuery, *, delimiter: str = ",") -> str:
    """Write every metric of every part, unrounded, with its row of the data dictionary.

    Parameters
    ----------
    asked : MetricsQuery
        Of which night and parts.
    delimiter : str
        Between cells.

    Returns
    -------
    str
        CSV with a header. An empty cell is a number that is not estimable; where coarse stages are
        the reason, the column "undefined" says so.
    """
    names = [name.replace(" ", "_") for name in asked.names]
    extremes = ["lowest_scorer", "highest_scorer"] if asked.several_scorers else []
    undefined = ["undefined"] if asked.why_not(EVERY_STAGE) else []
    rows = [["symbol", "script_name", *names, *extremes, *_SAID, *undefined]]
    for symbol, metric in asked.metrics.items():
        values = [*asked.values(symbol), *(asked.extremes(symbol) or ())]
        cells = [repr(value) if np.isfinite(value) else "" for value in values]
        said = [getattr(metric, name) for name in _SAID]
        why = [asked.why_not(metric.detail)] if undefined else []
        rows.append([symbol, script_name(symbol), *cells, *said, *why])
    return written_rows(rows, delimiter=delimiter)
