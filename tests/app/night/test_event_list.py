"""The list of events: what it is sent, where a row goes, and what is saved."""

import json

import numpy as np
import pytest

from explorer.app.shell import Explorer
from explorer.models.simulated_night import simulate_night
from explorer.vocabulary.bands import BANDS, named_band
from explorer.vocabulary.spreadsheet import read_records

SIGMA = next(band for band in BANDS if band.name == "sigma")


@pytest.fixture(scope="module")
def page():
    shown = Explorer(simulate_night(seed=3, hours=1.0))
    shown.settle()
    return shown


@pytest.fixture
def opened(page):
    """Turn to the list of slow waves, unfolded."""
    page.state.band = BANDS[0]
    page.signal.worker.wait()
    page.event_list.widget.unfolded = True
    page.event_list._choose("detected")
    yield page
    page.event_list.widget.unfolded = False


def columns(page):
    return {one["key"]: one for one in json.loads(page.event_list.widget.rows)["columns"]}


def note(page):
    return json.loads(page.event_list.widget.rows)["note"]


def found(page):
    return page.cache.kept_events(page.status.events_key).events


def send(page, kind, **message):
    page.event_list.widget._received(None, {"kind": kind, **message}, [])


def test_rows_are_the_events_that_are_drawn(opened):
    events, listed = found(opened), columns(opened)
    assert events.sizes["event"] > 50
    np.testing.assert_allclose(listed["onset"]["values"], events.onset, atol=1e-3)
    np.testing.assert_allclose(listed["amplitude"]["values"], events.peak_to_peak, atol=0.05)
    stages = [listed["stage"]["words"][at] for at in listed["stage"]["values"]]
    assert stages == events.stage.values.tolist()


def test_another_band_lists_other_events_and_nothing_is_sent_while_folded(opened):
    widget = opened.event_list.widget
    opened.state.band = SIGMA
    opened.signal.worker.wait()
    assert widget.lists[0] == ["detected", "spindles"]
    assert len(columns(opened)["onset"]["values"]) == found(opened).sizes["event"]
    widget.unfolded = False
    before = widget.rows
    opened.state.band = BANDS[0]
    opened.signal.worker.wait()
    assert widget.rows == before
    widget.unfolded = True
    assert widget.lists[0] == ["detected", "slow waves"]
    opened.state.band = named_band(20, 30)
    opened.signal.worker.wait()
    assert columns(opened) == {}
    assert note(opened).endswith("none are looked for in this band.")


def test_while_a_search_is_under_way_the_list_says_so(opened, monkeypatch):
    monkeypatch.setattr(opened.cache, "kept_events", lambda _key: None)
    opened.event_list._show()
    assert columns(opened) == {}
    assert note(opened).endswith("slow waves are being looked for.")
    monkeypatch.undo()
    opened.event_list._show()
    assert columns(opened) != {}


def test_a_row_puts_its_event_into_the_middle_of_the_window(opened):
    events = found(opened)
    send(opened, "go", row=20)
    middle = float(events.onset[20] + events.duration[20] / 2)
    assert opened.state.window_start + opened.state.window_length / 2 == pytest.approx(middle)
    before = opened.state.window_start
    send(opened, "go", row=10**6)
    assert opened.state.window_start == before


def test_what_is_saved_is_what_is_shown_in_its_order(opened, monkeypatch):
    saved = {}
    monkeypatch.setattr(
        opened.event_list.widget, "offer_file", lambda name, text: saved.update({name: text})
    )
    send(opened, "csv", rows=[5, 2, 10**6])
    ((name, text),) = saved.items()
    assert name.endswith("_slow_waves_simulated.csv")
    records = read_records(text)
    events = found(opened)
    assert [float(one["onset"]) for one in records] == pytest.approx(events.onset[[5, 2]].values)
    assert {one["channel"] for one in records} == {opened.state.analysed}


def test_scored_events_are_listed_too_and_nothing_of_others_while_blind(opened, monkeypatch):
    send(opened, "choose", list="scored")
    shown = opened.event_lanes.shown.events
    listed = columns(opened)
    words = [listed["word"]["words"][at] for at in listed["word"]["values"]]
    assert words == [shown.words[at] for at in shown.word]
    saved = {}
    monkeypatch.setattr(
        opened.event_list.widget, "offer_file", lambda name, text: saved.update({name: text})
    )
    send(opened, "csv", rows=[0])
    (text,) = saved.values()
    assert float(read_records(text)[0]["onset"]) == pytest.approx(shown.onset[0])
    opened.state.blind = True
    assert columns(opened) == {}
    assert note(opened).endswith("they are hidden while blind.")
    opened.state.blind = False
    opened.signal.worker.wait()
    assert columns(opened) != {}
