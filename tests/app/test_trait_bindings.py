"""The table of bindings: each row read and tried, from the state to the page and back."""

import json

import pytest

from explorer.app.shell import Explorer
from explorer.app.state import ExplorerState
from explorer.app.trait_bindings import BINDINGS
from explorer.bridge.live_figure import LiveFigure
from explorer.models.simulated_night import simulate_night
from explorer.school.lesson import Lesson
from explorer.school.sitting import Sitting
from explorer.vocabulary.bands import Band

# For each trait of the page: traits of the state to set, and what the page then is.
SHOWN = {
    "total": ({}, 360.0),
    "clock_start": ({}, 82_800.0),
    "has_clock": ({}, True),
    "clock_moved_at": ({}, 0.0),
    "clock_moved_by": ({}, 0.0),
    "epoch_length": ({}, 30.0),
    "epochs": ({}, 12),
    "window_length": ({"window_length": 60.0}, 60.0),
    "margin": ({"window_length": 300.0}, 150.0),
    "window_start": ({"window_length": 30.0, "window_start": 90.0}, 90.0),
    "cursor_epoch": ({"cursor_epoch": 60.0}, 60.0),
    "band": ({"band": Band("own band", 2.0, 6.5)}, [2.0, 6.5]),
    "selection": ({"selection": (30.0, 120.0)}, [30.0, 120.0]),
    "overview_span": ({"overview_span": (30.0, 150.0)}, [30.0, 150.0]),
    "lights": ({"lights": (30.0, 330.0)}, [30.0, 330.0]),
    "n3_amplitude": ({"n3_amplitude": 90.0}, 90.0),
    "blind": ({"blind": True}, True),
    "lesson": ({"sitting": Sitting.begin(Lesson((2, 5)))}, True),
}
# For each trait that a hand moves: what the hand makes of it, and what the state then holds.
TAKEN = {
    "window_start": (45.0, {"window_start": 45.0}),
    "cursor_epoch": (150.0, {"cursor_epoch": 150.0}),
    "band": ([0.5, 4.0], {"band": Band("slow wave", 0.5, 4.0)}),
    "selection": ([10.0, 70.0], {"selection": (10.0, 70.0)}),
    "overview_span": ([20.0, 200.0], {"overview_span": (20.0, 200.0)}),
    "lights": ([60.0, 300.0], {"lights": (60.0, 300.0)}),
    "n3_amplitude": (120.0, {"n3_amplitude": 120.0}),
}
ROWS = [binding.page for binding in BINDINGS]
TWO_WAYS = [binding.page for binding in BINDINGS if binding.take is not None]


@pytest.fixture(scope="module")
def explorer():
    made = Explorer(simulate_night(1, hours=0.1, sampling_frequency=64))
    made.settle()
    return made


def test_every_row_names_traits_that_there_are_and_is_tried_here():
    assert set(ROWS) == set(SHOWN)
    assert set(TWO_WAYS) == set(TAKEN)
    assert len(set(ROWS)) == len(ROWS)
    for binding in BINDINGS:
        assert LiveFigure.class_traits()[binding.page].metadata["sync"]
        assert binding.state <= set(ExplorerState.class_trait_names())


@pytest.mark.parametrize("name", ROWS)
def test_the_page_shows_the_state(explorer, name):
    chosen, shown = SHOWN[name]
    with explorer.state.batch():
        for trait, value in chosen.items():
            setattr(explorer.state, trait, value)
    on_page = getattr(explorer.pane, name)
    assert (len(json.loads(on_page)["codes"]) if name == "epochs" else on_page) == shown


@pytest.mark.parametrize("name", TWO_WAYS)
def test_the_state_takes_what_a_hand_does(explorer, name):
    moved, taken = TAKEN[name]
    explorer.state.sitting = None  # in a lesson lights stay where they are
    explorer.state.window_length = 30.0
    explorer.pane.set_state({name: moved})
    assert {trait: getattr(explorer.state, trait) for trait in taken} == taken
    assert getattr(explorer.pane, name) == moved


@pytest.mark.parametrize("name", TWO_WAYS)
def test_what_the_page_was_told_is_no_hand(explorer, name):
    binding = next(row for row in BINDINGS if row.page == name)
    before = {trait: getattr(explorer.state, trait) for trait in binding.state}
    binding.take(explorer.state, binding.show(explorer.state))
    assert {trait: getattr(explorer.state, trait) for trait in binding.state} == before


def test_lights_of_the_file_that_are_shown_are_not_set_by_hand(explorer):
    explorer.state.lights = ()
    binding = next(row for row in BINDINGS if row.page == "lights")
    binding.take(explorer.state, binding.show(explorer.state))
    assert explorer.state.lights == ()


def test_places_that_change_together_are_told_in_one_message(explorer, monkeypatch):
    """Between two a hand may have moved on, and the second would take its place from it."""
    sent, places = [], {"window_start", "cursor_epoch"}

    def note(key=None):
        sent.append(places & ({key} if isinstance(key, str) else set(key or ())))

    monkeypatch.setattr(explorer.pane, "send_state", note)
    with explorer.state.batch():
        explorer.state.cursor_epoch, explorer.state.window_start = 90.0, 75.0
    assert [one for one in sent if one] == [places]
