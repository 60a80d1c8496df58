"""A tab is a page's class and a row of the table; what fails in one is said in its place."""

import ipywidgets as widgets
import pytest

from explorer.app import tab_pages
from explorer.app.shell import Explorer
from explorer.models.simulated_night import simulate_night
from explorer.vocabulary.bands import BANDS

SIGN = []
"""Titles that were said to be opened."""


class BandPage:
    """Says which band is under the hand."""

    def __init__(self, state, context):
        self.state, self.context = state, context
        self.widget = widgets.HTML()
        self.told = []
        self.sign = SIGN.copy()

    def follow(self, changed):
        self.told.append(changed)
        if self.state.detector:
            raise ValueError("no detector here")
        self.widget.value = self.state.band.name


class BrokenPage:
    """Cannot be made."""

    def __init__(self, _state, _context):
        raise ValueError("its file is <gone>")


@pytest.fixture
def explorer(monkeypatch):
    rows = {"Band": (__name__, "BandPage"), "Broken": (__name__, "BrokenPage")}
    monkeypatch.setattr(tab_pages, "TABS", {**tab_pages.TABS, **rows})
    made = Explorer(simulate_night(1, hours=0.1, sampling_frequency=64))
    made.settle()
    SIGN.clear()
    made.session_widget.observe(lambda change: SIGN.append(change["new"]), "turning")
    return made


def test_a_row_adds_a_tab_that_shows_and_follows_the_state(explorer):
    assert "Band" in explorer.header.tabs.options
    explorer.header.tabs.value = "Band"
    page = explorer.pages["Band"]
    assert explorer.tab == "Band"
    assert "turned-to" in page.widget._dom_classes
    assert page.widget in explorer.tabs.widget.children
    assert page.widget.value == explorer.state.band.name
    assert page.sign == ["Band"]  # said before it was made, whoever asked for it
    assert explorer.session_widget.turning == ""
    explorer.state.band = next(band for band in BANDS if band.name == "sigma")
    assert page.widget.value == "sigma"
    assert page.context.in_sight(page)
    explorer.show("Night")
    assert "turned-to" not in page.widget._dom_classes
    assert not page.context.in_sight(page)
    assert explorer.tab == ""


def test_what_fails_in_a_tab_is_said_there_and_the_others_live_on(explorer):
    explorer.show("Band")
    explorer.state.detector = "spindle/a7"
    problem = explorer.tabs.problems["Band"]
    assert "The tab Band could not be drawn: no detector here" in problem.value
    assert "turned-to" in problem._dom_classes
    assert explorer.signal.controls.detector.value == "spindle/a7"
    assert explorer.status.message == ""
    explorer.state.detector = ""
    explorer.show("Night")
    explorer.show("Band")
    assert problem.value == ""


def test_a_tab_that_cannot_be_made_says_so_in_its_place_and_is_tried_again(explorer):
    for _ in range(2):
        explorer.show("Broken")
        problem = explorer.tabs.problems["Broken"]
        assert "The tab Broken could not be made: its file is &lt;gone&gt;" in problem.value
        assert "turned-to" in problem._dom_classes
        explorer.show("Night")
        assert "turned-to" not in problem._dom_classes
    assert "Broken" not in explorer.pages
