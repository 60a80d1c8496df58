"""Where the tab Plan has its controls, its answer, its list with the files, and the twins."""

from importlib.resources import files
from typing import TYPE_CHECKING

import ipywidgets as widgets
from markupsafe import Markup

from explorer.render.environment import pieces
from explorer.render.plan.plan_figures import TEMPLATE, spreads_table

if TYPE_CHECKING:
    from explorer.app.plan.plan_page import PlanPage


def lay_out_plan(page: "PlanPage") -> widgets.Box:
    """Lay out the tab Plan: the controls at the left, all else beside them.

    Parameters
    ----------
    page : PlanPage

    Returns
    -------
    widgets.Box
    """
    style = (files("explorer.app.plan") / "page.css").read_text("utf-8")
    again = widgets.HBox([page.simulate, page.stop, page.progress])
    listing = widgets.HBox([page.draw_list, page.opened, page.anew, *page.save.values()])
    again.add_class("plan-row")
    listing.add_class("plan-row")
    main = widgets.VBox(
        [
            page.answer,
            page.figure,
            again,
            page.source,
            widgets.HTML(spreads_table()),
            page.lingers,
            widgets.HTML(pieces(TEMPLATE).heading("List and files")),
            page.list_words,
            listing,
            page.text,
            page.twins.widget,
            *page.keeper.widgets,
        ]
    )
    main.add_class("plan-main")
    head = widgets.HTML(pieces("page/head.html.j2").style(Markup(style)))
    box = widgets.Box([head, page.controls.widget, main])
    box.add_class("plan")
    return box
