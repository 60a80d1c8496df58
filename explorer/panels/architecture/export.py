"""The whole table as CSV: each number with its units, definition and source in the same row."""

import csv
import io

import numpy as np

from explorer import metrics
from explorer.metrics.script_names import script_name_of
from explorer.panels.architecture.asked import Asked

_SAID = ("title", "units", "group", "formula", "source", "variant_of", "caveat")


def as_csv(asked: Asked, *, delimiter: str = ",") -> str:
    """Write every metric of every part, unrounded, with its row of the data dictionary.

    Parameters
    ----------
    asked : Asked
        Of which night and parts.
    delimiter : str
        Between cells.

    Returns
    -------
    str
        CSV with a header. An empty cell is a number that cannot be said.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    names = [name.replace(" ", "_") for name in asked.names]
    extremes = ["lowest_scorer", "highest_scorer"] if asked.several_scorers else []
    writer.writerow(["symbol", "script_name", *names, *extremes, *_SAID])
    for symbol, metric in metrics.METRICS.items():
        values = [*asked.values(symbol), *(asked.extremes(symbol) or ())]
        cells = [repr(value) if np.isfinite(value) else "" for value in values]
        writer.writerow(
            [
                symbol,
                script_name_of(symbol),
                *cells,
                *(_plain(getattr(metric, name)) for name in _SAID),
            ]
        )
    return out.getvalue()


def _plain(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text
