"""The page's layout: its header, three columns and foot in their places."""

from importlib.resources import files
from typing import TYPE_CHECKING

import ipywidgets as widgets

if TYPE_CHECKING:
    from explorer.app.shell import Explorer


def lay_out(page: "Explorer") -> widgets.Box:
    """Put every part in its place: what stands where is said here alone."""
    style = (files("explorer.app") / "shell.css").read_text("utf-8")
    of_signals = (
        page.staging.widget,
        *page.controls.band_rows,
        *page.signal.controls.widgets,
        *page.controls.view_rows,
    )
    for control in of_signals:
        control.add_class("of-signals")  # left out where the night is a hypnogram alone
    left = widgets.VBox(
        [
            page.lesson.widget,
            page.scoring.widget,
            page.staging.widget,
            page.controls.blind,
            *of_signals[1:],
        ]
    )
    left.add_class("explorer-controls")
    right = widgets.VBox(
        [
            page.numbers.architecture,
            page.numbers.power,
            # What a drag changes stands above what unfolds, so that a hand sees it.
            *page.signal.numbers.widgets,
            page.event_list.widget,
            page.numbers.parts,
        ]
    )
    right.add_class("explorer-numbers")
    bottom = widgets.VBox([page.beside, page.foot.widget])
    bottom.add_class("explorer-bottom")
    grid = widgets.Box(
        [
            page.header.widget,
            left,
            page.pane,
            right,
            page.tabs.widget,
            bottom,
            page.night_manager.fetching.dialog,
            page.plan_memory,
        ]
    )
    grid.add_class("explorer-grid")
    widget = widgets.Box([widgets.HTML(f"<style>{style}</style>"), grid])
    widget.add_class("sleep-explorer")
    return widget
