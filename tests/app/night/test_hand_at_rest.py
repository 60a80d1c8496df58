"""What the page draws by itself while a hand drags is drawn by the kernel once the hand rests."""

import threading

import ipywidgets as widgets
import pytest
from bokeh.plotting import figure

from explorer.app.launch import build_explorer
from explorer.app.night.hand_at_rest import HandAtRest
from explorer.bridge.live_figure import LiveFigure
from explorer.dsp.threads import NoLongerWantedError
from explorer.vocabulary.bands import named_band

LONG = 60.0  # s; it only ends what hangs


@pytest.fixture(scope="module")
def explorer():
    made = build_explorer()
    made.settle()
    return made


def test_the_first_change_is_answered_at_once():
    drawn = []
    hand = HandAtRest(LiveFigure(figure(tools="")), lambda: drawn.append(1), rest=3600)
    assert not hand.drags()
    assert not hand.waits
    assert not drawn


def test_what_was_put_off_is_drawn_once_when_the_hand_rests():
    drawn, done = [], threading.Event()

    def draw() -> None:
        drawn.append(1)
        done.set()

    pane = LiveFigure(figure(tools=""))
    hand = HandAtRest(pane, draw, rest=0.5)
    with pane:  # as every change is made: the hand cannot come to rest in between
        changes = [hand.drags() for _ in range(5)]
    assert changes[0] is False
    assert all(changes[1:])
    assert done.wait(LONG)
    with pane:
        assert drawn == [1]
        assert not hand.waits


def test_what_cannot_be_written_beside_a_drag_keeps_nothing_waiting(caplog):
    done = threading.Event()
    pane = LiveFigure(figure(tools=""))

    def fail() -> None:
        raise RuntimeError("no such table")

    hand = HandAtRest(pane, done.set, rest=0.2, write_beside=fail)
    with pane:
        hand.drags()
        assert hand.drags()
        hand._changed += 0.3  # the hand moves on, so that what stands beside is written meanwhile
    assert done.wait(LONG)
    assert "no such table" in caplog.text
    done.clear()
    with pane:
        hand.drags()
        assert hand.drags()
    assert done.wait(LONG)


def test_a_change_after_the_rest_is_a_first_one_again():
    done = threading.Event()
    pane = LiveFigure(figure(tools=""))
    hand = HandAtRest(pane, done.set, rest=0.01)
    with pane:
        hand.drags()
        hand._changed += 1.0  # as if it were now, however slow this machine is
        assert hand.drags()
    assert done.wait(LONG)
    with pane:
        hand._changed -= 1.0
        assert not hand.drags()


def test_slow_messages_of_a_hand_that_holds_are_no_hand_at_rest():
    drawn = []
    pane = LiveFigure(figure(tools=""))
    hand = HandAtRest(pane, lambda: drawn.append(1), rest=0.01)
    pane.holding = True
    with pane:
        hand.drags()
        hand._changed -= 0.5  # the way is long: the next comes when a hand at keys would rest
        assert hand.drags()
        hand._changed += LONG
    with pane:
        pane.holding = False
        assert hand.waits
        assert not drawn


def test_what_is_beside_is_sent_some_times_a_second_and_last_when_the_hand_rests():
    sent, written = [], []
    pane = LiveFigure(figure(tools=""))
    beside = widgets.HTML()
    beside.send_state = lambda key: sent.append(beside.value) if key else None  # the wire
    enough = threading.Event()

    def write() -> None:
        written.append(beside.value)
        if len(written) == 2:
            enough.set()

    hand = HandAtRest(pane, lambda: None, rest=0.01, beside=[beside], write_beside=write)
    pane.holding = True
    with pane:
        hand.drags()
        hand.drags()
        for value in ("one", "two", "three"):
            beside.value = value
        assert not sent
    assert enough.wait(LONG)
    with pane:
        assert sent == ["three"]
        pane.holding = False
        beside.value = "four"
        hand.draw_now()
    assert sent == ["three", "four"]


def test_a_dragged_band_comes_to_the_numbers_line_and_curve_of_where_it_rests(explorer):
    hand = explorer.hand
    hand.rest = 3600.0  # nothing comes to rest by itself in this test
    axis = explorer.band_power.figure.yaxis[0]
    explorer.state.band = named_band(8.0, 12.0)
    assert axis.axis_label.startswith("8–12 Hz")
    explorer.state.band = named_band(8.0, 11.0)
    explorer.state.band = named_band(8.0, 10.5)
    assert hand.waits
    assert not explorer.session._is_settled()
    assert axis.axis_label.startswith("8–12 Hz")  # the page draws it meanwhile
    assert explorer.controls.slider.widget.value == (8.0, 10.5)
    hand.draw_now()
    assert axis.axis_label.startswith("8–10.5 Hz")
    assert "8–10.5 Hz" in explorer.controls.response.widget.value
    assert "8–10.5 Hz" in explorer.numbers.power.value
    explorer.signal.worker.wait()


def test_the_slider_is_told_places_that_it_has_so_that_it_sends_nothing_back(explorer):
    explorer.hand.rest = 3600.0
    explorer.state.band = named_band(11.0, 12.637)
    assert explorer.controls.slider.widget.value == (11.0, 12.65)
    explorer.hand.draw_now()
    explorer.signal.worker.wait()


def test_no_worker_is_asked_for_a_band_in_which_nothing_is_looked_for(explorer):
    explorer.hand.rest = 3600.0
    explorer.signal.worker.wait()
    sent = []
    explorer.pane.send = lambda content, _buffers=None: sent.append(content)
    try:
        for high in (20.0, 21.0, 22.0, 23.0):
            explorer.state.band = named_band(12.0, high)
            assert not explorer.signal.worker.busy
            assert "none in this band" in explorer.signal.numbers.events.value
            assert "computing" not in explorer.signal.numbers.events._dom_classes
    finally:
        del explorer.pane.send
    assert sum(one["kind"] == "events" for one in sent) <= 1  # that there are none, said once
    explorer.hand.draw_now()


def test_where_a_hand_has_let_go_only_events_of_that_band_are_shown(explorer):
    signal, state = explorer.signal, explorer.state
    state.band = named_band(11.0, 15.9)
    signal.worker.wait()
    shown = explorer.status.events_key
    state.band = named_band(11.0, 15.8)
    signal.worker.wait()
    late = signal._request()
    explorer.pane.holding = True
    with explorer.pane:
        explorer.status.events_key = shown
        state.band = named_band(11.0, 15.75)
        not_searched = signal._request()
        state.band = named_band(11.0, 15.7)
        assert signal._is_news(late[0])  # while the hand drags on, better than none
        explorer.pane.holding = False
        assert not signal._is_news(late[0])
        assert signal._is_news(signal._request()[0])
        with pytest.raises(NoLongerWantedError):  # left halfway: the last band comes first
            signal._find(not_searched)
    signal.worker.wait()
    assert explorer.status.events_key == signal._request()[0]
    explorer.hand.draw_now()


def test_a_window_that_the_page_cannot_filter_is_filtered_for_every_band(explorer):
    hand, state = explorer.hand, explorer.state
    explorer.hand.rest = 3600.0
    state.window_length = 300.0
    before = explorer.traces.generation
    for high in (13.0, 14.0, 15.0):
        state.band = named_band(11.0, high)
    assert explorer.traces.generation == before + 3
    assert not hand.waits
    explorer.signal.worker.wait()
