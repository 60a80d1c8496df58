"""Which epoch a key scores, and the window around it, without a browser."""

import numpy as np
import pytest

from explorer.app.scoring.epoch_cursor import EpochCursor
from explorer.app.shell import Explorer
from explorer.app.state import ExplorerState
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.storage.settings import SCORINGS_VARIABLE
from explorer.vocabulary.stages import Stage

MINUTES = 10


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv(SCORINGS_VARIABLE, str(tmp_path / "scorings"))


def night_of(epoch_length):
    hypnogram = make_hypnogram(["N2"] * round(60 * MINUTES / epoch_length), epoch_length)
    return Night.make({}, {"file": hypnogram})


@pytest.fixture(scope="module")
def page():
    return Explorer(night_of(30))


@pytest.fixture
def in_5_s(page) -> Explorer:
    """Turn the page to a night scored in epochs of 5 s."""
    state = page.state
    state.scoring, state.window_length, page.pane.cursor_epoch = False, 30.0, -1.0
    state.night = night_of(5)
    return page


def key(page, what, **message):
    page.pane._received(None, {"kind": "score", "what": what, "at": 0.0, **message}, None)


def act(page, what):
    page.scoring.sheet._received(None, {"kind": "act", "what": what}, None)


@pytest.mark.parametrize(
    ("epoch_length", "had", "length"),
    [
        (30, 120, 30),  # the usual screen is one epoch
        (20, 30, 20),
        (5, 30, 30),  # 5 s show too little to stage by
        (5, 60, 60),
        (5, 5, 30),
        (4, 10, 30),
    ],
)
def test_the_window_to_score_in_is_never_shorter_than_what_one_stages_by(epoch_length, had, length):
    state = ExplorerState(night_of(epoch_length))
    state.window_length = float(had)
    EpochCursor(state).fit_window()
    assert state.window_length == length


def test_a_short_epoch_is_scored_in_the_middle_of_its_window(in_5_s):
    in_5_s.state.window_start = 300.0
    key(in_5_s, "mode")
    assert in_5_s.state.window_length == 30.0
    assert in_5_s.scoring.epoch_cursor.onset == 315.0
    assert in_5_s.state.window_start == 302.5  # 12.5 s before the epoch and after it
    act(in_5_s, "stage:3")
    assert in_5_s.state.hypnogram.values[63] == Stage.N3
    assert in_5_s.scoring.epoch_cursor.onset == 320.0
    assert in_5_s.state.window_start == 307.5


def test_every_epoch_can_be_scored_the_first_and_the_last_too(in_5_s):
    key(in_5_s, "mode")
    cursor = in_5_s.scoring.epoch_cursor
    cursor.go_to(0.0)
    for _ in range(in_5_s.state.hypnogram.sizes["epoch"]):
        act(in_5_s, "stage:w")
    assert (in_5_s.state.hypnogram.values == Stage.W).all()
    assert cursor.onset == 60 * MINUTES - 5.0
    assert in_5_s.state.window_start == 60 * MINUTES - 30.0


def test_a_window_moved_by_hand_is_scored_in_its_middle_again(in_5_s):
    key(in_5_s, "mode")
    in_5_s.scoring.epoch_cursor.go_to(0.0)
    assert in_5_s.scoring.epoch_cursor.onset == 0.0
    in_5_s.state.window_start = 100.0
    assert in_5_s.scoring.epoch_cursor.onset == 115.0


def test_undo_and_redo_go_to_the_epoch_that_they_change(in_5_s):
    key(in_5_s, "mode")
    key(in_5_s, "w", at=100.0)
    key(in_5_s, "3", at=400.0)
    in_5_s.state.window_start = 0.0
    key(in_5_s, "undo")
    assert in_5_s.scoring.epoch_cursor.onset == 400.0
    assert in_5_s.state.window_start == 387.5
    assert in_5_s.pane.window_start == 387.5
    key(in_5_s, "undo")
    assert in_5_s.scoring.epoch_cursor.onset == 100.0
    key(in_5_s, "redo")
    key(in_5_s, "redo")
    assert in_5_s.scoring.epoch_cursor.onset == 400.0
    stood = in_5_s.state.hypnogram.values
    in_5_s.scoring.controller.redo()
    key(in_5_s, "redo")  # of nothing: the view stays
    assert in_5_s.scoring.epoch_cursor.onset == 400.0
    np.testing.assert_array_equal(in_5_s.state.hypnogram.values, stood)


def test_undo_of_a_mark_moves_the_view_only_where_it_is_out_of_sight(in_5_s):
    in_5_s.scoring.controller.marks.add("spindle", 101.0, 102.0)
    in_5_s.state.window_start = 90.0
    key(in_5_s, "undo")
    assert in_5_s.state.window_start == 90.0
    in_5_s.state.window_start = 300.0
    key(in_5_s, "redo")
    assert in_5_s.state.window_start <= 101.0 <= in_5_s.state.window_stop


def test_undo_goes_to_the_epoch_of_30_s_at_which_it_begins(page):
    page.state.night, page.state.window_length, page.state.window_start = night_of(30), 30.0, 0.0
    key(page, "3", at=300.0)
    page.state.window_start = 500.0
    key(page, "undo")
    assert page.state.window_start == 300.0
