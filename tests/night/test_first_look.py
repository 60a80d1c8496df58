"""A first look: which channels are shown, and where the window stands."""

import numpy as np

from explorer.night.first_look import eeg_by_preference, first_deep_sleep, first_look
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.night.schema import make_signals


def test_the_cursor_first_stands_in_the_first_lasting_deep_sleep():
    night = Night.make({}, {"me": make_hypnogram(["W", "N3", "N2"] + ["N3"] * 4)})
    assert first_deep_sleep(night) == 120
    assert first_deep_sleep(Night.make({}, {"me": make_hypnogram(["W"] * 9)})) == 0


def test_recommended_derivations_come_first(short_night):
    signals = short_night.signals["100Hz"]
    names = ["F3", "F3-M2", "F4-M1", "C4-M1", "O2-M1", "C3-M2"]
    many = signals.isel(channel=[0] * 6).assign_coords(
        channel=("channel", names), kind=("channel", ["EEG"] * 6), units=("channel", ["uV"] * 6)
    )
    night = Night.make({"100Hz": many})
    assert eeg_by_preference(night)[:3] == ["F4-M1", "C4-M1", "O2-M1"]
    assert first_look(night) == ("F3-M2", "F4-M1", "C4-M1", "O2-M1")


def test_an_eye_is_shown_once_against_its_reference(short_night):
    names = ["E1", "E1-M2", "E2", "E2-M1", "ECG"]
    kinds = ["EOG"] * 4 + ["ECG"]
    many = short_night.signals["100Hz"].isel(channel=[0] * 5)
    many = many.assign_coords(
        channel=("channel", names), kind=("channel", kinds), units=("channel", ["uV"] * 5)
    )
    assert first_look(Night.make({"100Hz": many})) == ("E1-M2", "E2-M1", "ECG")


def test_a_reference_is_known_however_it_is_written():
    labels = ["C4", "C4:A1", "POL F4", "F4_A1"]
    eeg = make_signals(np.zeros((4, 600)), 100.0, labels, ["EEG"] * 4, ["uV"] * 4)
    assert eeg_by_preference(Night.make({"100Hz": eeg}))[:2] == ["F4_A1", "C4:A1"]
