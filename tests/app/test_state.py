"""The state: clamped, settled, and telling of each gesture once."""

import pytest
from traitlets import TraitError

from explorer.app.state import ExplorerState
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.scoring.combine_scorers import Staging
from explorer.scoring.edit_history import STAGES, Edit, Edits
from explorer.scoring.edited_scoring import initial_copy
from explorer.vocabulary.bands import BANDS
from explorer.vocabulary.stages import Stage


@pytest.fixture
def state(short_night):
    return ExplorerState(short_night)


def heard(state):
    told = []
    state.on_commit(told.append)
    return told


def test_the_window_stays_within_the_night(state):
    state.window_start = 1e9
    assert state.window_start == state.night.duration - state.window_length
    state.window_start = -5
    assert state.window_start == 0


def test_an_equal_value_tells_nobody(state):
    told = heard(state)
    state.band = BANDS[0]
    state.window_start = state.window_start
    assert told == []


def test_a_new_night_is_told_once_and_all_agrees(state):
    told = []
    state.on_commit(
        lambda changed: told.append((changed, state.analysis_channel, state.visible_channels))
    )
    state.selection = (10, 60)
    other = Night.make({}, {"me": make_hypnogram(["W", "N2"] * 4)})
    state.night = other
    changed, channel, channels = told[-1]
    assert len(told) == 2
    assert {"night", "visible_channels", "analysis_channel", "selection"} <= changed
    assert (channel, channels, state.selection) == ("", (), ())


def test_several_changes_together_are_told_as_one(state):
    told = heard(state)
    with state.batch():
        state.window_start = 30
        state.window_length = 60
    assert told == [frozenset({"window_start", "window_length"})]


def test_a_channel_that_the_night_lacks_is_refused(state):
    with pytest.raises(TraitError, match="Cz"):
        state.analysis_channel = "Cz"
    with pytest.raises(TraitError, match="Cz"):
        state.visible_channels = ("C3", "Cz")


def test_a_brush_is_ordered_cut_and_forgotten(state):
    state.selection = (200, 100)
    assert state.selection == (100, 200)
    state.selection = (250, 1e9)
    assert state.selection == (250, state.night.duration)
    state.selection = (5, 5)
    assert state.selection == ()


def test_gain_changes_one_kind_or_all(state):
    state.change_gain("EEG", +2)
    assert state.gain("EEG") == pytest.approx(2)
    assert state.gain("oximetry") == 1
    state.change_gain("", -2)
    assert state.gain("EEG") == pytest.approx(1)
    assert state.gain("oximetry") == pytest.approx(0.5)


def test_a_night_of_other_epochs_opens_though_somebody_scored_the_one_before(state):
    grid = state.night.hypnogram
    copied = Edit(STAGES, "me", 0.0, float(grid.epoch_length), (int(Stage.N2),))
    state.edits = Edits((initial_copy(grid, "me", "file"), copied))
    state.automatic_scorings = (Staging("YASA 0", grid, grid, ("C4-M1",)),)
    state.scorer = "YASA 0"
    state.night = Night.make({}, {"ann": make_hypnogram(["W", "N1"], 5.0)})
    assert state.edits == Edits()
    assert state.scorers == ("ann",)
    assert float(state.hypnogram.epoch_length) == 5.0
