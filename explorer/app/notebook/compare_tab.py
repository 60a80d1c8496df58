"""Conditions compared in the page, from a line of Python."""

from pathlib import Path
from typing import TYPE_CHECKING

import ipywidgets as widgets

from explorer.app.compare.compare_page import ComparePage
from explorer.app.compare.example_studies import SIMULATED
from explorer.app.launch import build_explorer

if TYPE_CHECKING:
    import pandas as pd

TITLE = "Compare"


def compare(
    table: "str | Path | pd.DataFrame | None" = None, *, reference: str = "", primary: str = ""
) -> widgets.Widget:
    """Compare conditions within people, live.

    Parameters
    ----------
    table : str, Path or DataFrame, optional
        Of a study's nights, as `explorer.cohort` takes it; a simulated trial if not given.
    reference : str, optional
        The condition that the others are compared with.
    primary : str, optional
        Symbol of the one metric that was chosen before anybody looked.

    Returns
    -------
    ipywidgets.Widget
        The page on its tab "Compare": show it as the last line of a cell. A person's nights open
        beside it.
    """
    made = build_explorer()
    given = Path(table) if isinstance(table, str) else table
    source = SIMULATED if given is None else given
    made.pages[TITLE] = ComparePage(
        made.state, made.context, source, reference=reference, primary=primary
    )
    made.show(TITLE)
    return made.widget
