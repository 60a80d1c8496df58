"""Edges of the band that are typed: taken, or refused with what would do, and the old one kept."""

import numpy as np
import pytest

from explorer.app.night.band_fields import BandFields
from explorer.app.state import ExplorerState
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.night.schema import make_signals, rate_name


@pytest.fixture
def fields():
    """Fields of a night whose one channel is sampled at 40 Hz."""
    eeg = make_signals(np.zeros((1, 40 * 60), np.float32), 40.0, ["C3"], ["EEG"], ["uV"])
    night = Night.make({rate_name(40.0): eeg}, {"scorer": make_hypnogram(["N2"] * 2)})
    made = BandFields(ExplorerState(night=night))
    made.connect(lambda callback: callback)
    made.follow()
    return made


def test_an_edge_that_a_band_can_have_is_taken(fields):
    fields.high.set_state({"value": 16})
    fields.low.set_state({"value": 11})
    assert (fields.state.band.low, fields.state.band.high) == (11, 16)
    assert fields.problem.value == ""


@pytest.mark.parametrize(
    ("edge", "typed", "said"),
    [
        ("low", 11.0, ("from 11 Hz", "ends at 4 Hz", "0.1 to 3.5 Hz would do", "0.5 Hz was kept")),
        ("low", 99.0, ("from 99 Hz", "within 0.1 and 35 Hz", "0.1 to 3.5 Hz would do")),
        ("low", -1.0, ("within 0.1 and 35 Hz",)),
        ("high", 0.25, ("to 0.25 Hz", "begins at 0.5 Hz", "1 to 35 Hz would do", "4 Hz was kept")),
    ],
)
def test_an_edge_that_no_band_can_have_is_refused_and_the_old_one_kept(fields, edge, typed, said):
    fields.low.set_state({"value": 0.5})
    before = fields.state.band
    getattr(fields, edge).set_state({"value": typed})
    assert all(words in fields.problem.value for words in said), fields.problem.value
    assert fields.state.band == before
    assert (fields.low.value, fields.high.value) == (before.low, before.high)


def test_a_band_does_not_begin_above_what_its_channel_holds(fields):
    fields.high.set_state({"value": 30})  # which is said where the filter is drawn
    fields.low.set_state({"value": 25})
    assert "this channel holds up to 20 Hz; 0.1 to 19.5 Hz would do" in fields.problem.value
    assert (fields.state.band.low, fields.state.band.high) == (0.5, 30)
    fields.low.set_state({"value": 12})
    assert fields.state.band.low == 12
    assert fields.problem.value == ""


def test_an_edge_is_taken_to_a_thousandth_as_its_field_shows_it(fields):
    fields.high.set_state({"value": 16.12345})
    assert fields.state.band.high == fields.high.value == 16.123
    fields.high.set_state({"value": 16.1231})  # as it was: no change is told
    assert fields.state.band.high == fields.high.value == 16.123
