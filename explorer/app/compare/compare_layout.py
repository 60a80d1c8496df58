"""Where the parts of a comparison stand on its page, from its sources down to its notes."""

from importlib.resources import files

import ipywidgets as widgets
from markupsafe import Markup

from explorer.app.compare.board import CompareBoard
from explorer.app.compare.compare_controls import CompareControls
from explorer.render.environment import pieces


def lay_out_comparison(
    controls: CompareControls, fetching: widgets.Widget, drawing: CompareBoard
) -> widgets.VBox:
    """Stand the choices and pictures of a comparison one below the other.

    Parameters
    ----------
    controls : CompareControls
    fetching : Widget
        What offers tables of the open web.
    drawing : CompareBoard

    Returns
    -------
    widgets.VBox
        With its style.
    """
    style = (files("explorer.app.compare") / "page.css").read_text("utf-8")
    scalp = files("explorer.render") / "templates" / "signal" / "scalp_map.css"
    style += scalp.read_text("utf-8")
    widget = widgets.VBox(
        [
            widgets.HTML(pieces("page/head.html.j2").style(Markup(style))),
            controls.sources(fetching),
            controls.asking,
            controls.choices,
            drawing.words,
            drawing.board,
            drawing.person,
            drawing.density,
            controls.mapped,
            drawing.scalp,
            controls.percent,
            drawing.power,
            drawing.notes,
        ]
    )
    widget.add_class("compare")
    return widget
