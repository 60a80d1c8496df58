"""Tabs by title, and their pages in the page: made when first turned to, each on its own."""

from collections.abc import Mapping
from html import escape
from importlib import import_module
from types import MappingProxyType
from typing import Any, Protocol

import ipywidgets as widgets

from explorer.app.app_context import AppContext, describe_error
from explorer.app.css_class import toggle_class
from explorer.app.state import ExplorerState
from explorer.bridge.session_widget import SessionWidget

# Title of each tab, and the page behind it; the first is the night itself.
TABS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "Night": ("", ""),
        "Signal": ("explorer.app.signal.signal_page", "SignalPage"),
        "Function": ("explorer.app.function.function_page", "FunctionPage"),
        "My nights": ("explorer.app.my_nights.my_nights_page", "MyNightsPage"),
        "Compare": ("explorer.app.compare.compare_page", "ComparePage"),
        "Plan": ("explorer.app.plan.plan_page", "PlanPage"),
        "Magnesium lab": ("explorer.app.lab.lab_page", "LabPage"),
        "Evidence": ("explorer.app.evidence.evidence_tab", "EvidencePage"),
        "School": ("explorer.app.school.school_page", "SchoolPage"),
        "Exercises": ("explorer.app.exercises.exercises_page", "ExercisesPage"),
    }
)

SHOWN = frozenset({"shown"})
"""Told to a page that is turned to."""


class TabPage(Protocol):
    """What the page of a tab is: made of an `ExplorerState` and an `AppContext`."""

    widget: widgets.DOMWidget

    def follow(self, changed: frozenset[str]) -> None:
        """Show what changed of the state or the status; "shown" where it was turned to."""


class TabPages:
    """The pages of the tabs turned to so far; what fails in one is said in its place.

    Taken out of the page and put in again, a widget leaves its old elements in the browser: a page
    stays where it is, and is hidden.

    Parameters
    ----------
    state : ExplorerState
        Followed by each page.
    context : AppContext
        Handed to each page.
    table : mapping of str to (str, str)
        Module and class behind each title; both empty for the night itself.
    sign : SessionWidget
        Told which page is being made.
    """

    def __init__(
        self,
        state: ExplorerState,
        context: AppContext,
        table: Mapping[str, tuple[str, str]],
        sign: SessionWidget,
    ) -> None:
        self.state, self.context, self.table, self.sign = state, context, table, sign
        self.pages: dict[str, Any] = {}
        """Page of each title turned to so far."""
        self.problems: dict[str, widgets.HTML] = {}
        """What went wrong in each, in one sentence; "" for nothing."""
        self.widget = widgets.Box()
        self.widget.add_class("explorer-other")

    def is_page(self, title: str) -> bool:
        """Whether there is a page behind a title; the night itself has none."""
        return bool(self.table[title][0])

    def show(self, title: str) -> None:
        """Bring a tab's page in sight; none for the night itself."""
        if self.is_page(title):
            if title not in self.problems:
                self.problems[title] = widgets.HTML()
                self.widget.children = (*self.widget.children, self.problems[title])
            if title not in self.pages:
                self.sign.turning = title
                self._make(title)
        for one, problem in self.problems.items():
            for widget in (problem, *([self.pages[one].widget] if one in self.pages else [])):
                toggle_class(widget, "turned-to", on=one == title)
        self.sign.turning = ""

    def follow(self, changed: frozenset[str], title: str = "") -> None:
        """Tell every page what changed, or that of one title; each fails for itself."""
        for one in [title] if title else list(self.pages):
            if one not in self.pages:
                continue
            try:
                self.pages[one].follow(changed)
            except Exception as error:  # whatever happens in one tab, the others live on
                self._say(one, f"The tab {one} could not be drawn: {describe_error(error)}")
            else:
                if changed & SHOWN:
                    self._say(one, "")

    def _make(self, title: str) -> None:
        module, name = self.table[title]
        try:
            page = getattr(import_module(module), name)(self.state, self.context)
        except Exception as error:
            self._say(title, f"The tab {title} could not be made: {describe_error(error)}")
            return
        self.pages[title] = page
        self.widget.children = (*self.widget.children, page.widget)

    def _say(self, title: str, sentence: str) -> None:
        said = f'<p class="problem" role="status">{escape(sentence)}</p>' if sentence else ""
        self.problems[title].value = said
