"""The night: its channels, windows and parts."""

import pickle

import numpy as np
import pytest

from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.night.schema import make_events, make_hypnograms, make_signals, rate_name
from explorer.vocabulary.stages import Stage


def test_each_sampling_frequency_keeps_its_own_group(short_night):
    assert list(short_night.tree["signals"].children) == ["100Hz", "1Hz"]
    assert short_night.channels["SpO2"].sampling_frequency == 1.0


def test_a_window_is_cut_by_index_at_every_rate(short_night):
    windows = short_night.window(10, 40, ["C4", "SpO2"])
    assert windows["100Hz"].shape == (1, 3000)
    assert windows["1Hz"].shape == (1, 30)
    np.testing.assert_array_equal(windows["100Hz"][0], short_night.signal("C4")[1000:4000])


def test_one_channel_may_be_given_by_its_name(short_night):
    one = short_night.window(0, 5, "C4")["100Hz"]
    assert one.identical(short_night.window(0, 5, ["C4"])["100Hz"])
    with pytest.raises(ValueError, match="no channel 'C44'"):
        short_night.samples(0, 5, "C44")
    assert short_night.to_mne("C4").ch_names == ["C4"]


def test_a_window_past_the_end_is_cut_to_the_recording(short_night):
    assert short_night.window(290, 400, ["C3"])["100Hz"].sizes["time"] == 1000


def test_an_unknown_channel_is_refused_by_name(short_night):
    with pytest.raises(ValueError, match=r"no channel 'Cz'.*C3"):
        short_night.window(0, 1, ["Cz"])


def test_unscored_nights_have_a_hypnogram_of_unscored_epochs():
    signals = make_signals(np.zeros((1, 4500)), 100.0, ["C3"], ["EEG"], ["uV"])
    night = Night.make({rate_name(100.0): signals})
    assert night.hypnogram.values.tolist() == [Stage.UNSCORED] * 2
    assert not night.is_scored


def test_a_night_without_anything_is_refused():
    with pytest.raises(ValueError, match="neither"):
        Night.make({})


def test_an_unknown_attribute_is_refused():
    with pytest.raises(ValueError, match="colour"):
        Night.make({}, {"me": make_hypnogram(["W"])}, colour="blue")


def test_scorers_of_different_length_are_filled_with_unscored():
    both = make_hypnograms({"a": make_hypnogram(["W", "N1"]), "b": make_hypnogram(["W"])})
    assert both.stage.sel(scorer="b").values.tolist() == [Stage.W, Stage.UNSCORED]


def test_events_without_a_column_are_refused():
    with pytest.raises(ValueError, match="channel"):
        make_events(onset=[1.0], duration=[1.0], kind=["spindle"], source=["me"])


def test_a_night_can_be_sent_to_a_worker(short_night):
    there = pickle.loads(pickle.dumps(short_night))
    assert there.tree.identical(short_night.tree)


def test_two_equal_nights_are_still_two(short_night):
    assert short_night != Night(short_night.tree)


def test_a_night_is_made_again_from_what_is_said_of_it(short_night):
    again = Night.make(
        dict(short_night.signals),
        {str(one.scorer.item()): one.drop_vars("scorer") for one in short_night.hypnograms},
        short_night.events,
        **short_night.attrs,
    )
    assert again.tree.identical(short_night.tree)
