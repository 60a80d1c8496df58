"""Where the page is shown: its height in a cell, and marimo, which has no boxes of widgets."""

import sys
import types
from html.parser import HTMLParser

import pytest

import explorer
from explorer.app import widget_hosts
from explorer.app.widget_hosts import FramedPage
from explorer.models.simulated_night import simulate_night


@pytest.fixture(scope="module")
def night():
    return simulate_night(3, hours=0.3, sampling_frequency=64)


class _Frame(HTMLParser):
    def __init__(self):
        super().__init__()
        self.frames = []

    def handle_starttag(self, tag, attrs):
        if tag == "iframe":
            self.frames.append(dict(attrs))


def test_a_page_is_as_high_as_is_said(night):
    assert explorer.explore(night, height=900).layout.height == "900px"
    assert explorer.explore(night).layout.height is None


@pytest.mark.parametrize("height", [20, -1, 1e6, "tall", float("nan"), True])
def test_a_height_that_is_none_is_refused(night, height):
    with pytest.raises(ValueError, match=r"height must be 300 to 5000 px, is"):
        explorer.explore(night, height=height)


@pytest.mark.parametrize("running", [True, False])
def test_marimo_gets_the_night_that_stands_alone_and_is_told_why(night, monkeypatch, running):
    marimo = types.ModuleType("marimo")
    marimo.running_in_notebook = lambda: running
    monkeypatch.setitem(sys.modules, "marimo", marimo)
    shown = explorer.explore(night, height=700)
    if not running:  # somebody imported it elsewhere
        assert shown.layout.height == "700px"
        return
    assert isinstance(shown, FramedPage)
    kind, html = shown._mime_()
    assert kind == "text/html"
    assert html.isascii()  # or marimo counts two bytes a sign
    assert "marimo has no place for the boxes" in html
    read = _Frame()
    read.feed(html)
    [frame] = read.frames
    assert frame["srcdoc"] == shown.text
    assert "height: 700px" in frame["style"]


def test_a_night_too_long_for_a_cell_is_refused_with_what_would_do(night, monkeypatch):
    monkeypatch.setattr(widget_hosts, "MARIMO_BYTES", 1000.0)
    monkeypatch.setattr("explorer.app.launch.in_marimo", lambda: True)
    with pytest.raises(ValueError, match=r"too long for a cell of marimo; write it as a file"):
        explorer.explore(night)
