"""The explorer's page, opened at one of its other tabs."""

import ipywidgets as widgets

from explorer.app.launch import build_explorer


def magnesium_lab() -> widgets.Widget:
    """Open the page at the magnesium lab: from a dose to model EEG, every link a hypothesis.

    Returns
    -------
    ipywidgets.Widget
        The page: show it as the last line of a cell.
    """
    return _turned_to("Magnesium lab")


def exercises() -> widgets.Widget:
    """Open the page at the exercises of the classroom.

    Returns
    -------
    ipywidgets.Widget
        The page: show it as the last line of a cell.
    """
    return _turned_to("Exercises")


def _turned_to(title: str) -> widgets.Widget:
    made = build_explorer()
    made.show(title)
    return made.widget
