"""Montages: which are offered, and what they take away."""

import numpy as np
import pytest

from explorer.models.simulated_night import simulate_night
from explorer.night.channel import Channel
from explorer.night.montage import (
    AS_RECORDED,
    AVERAGE,
    LINKED_MASTOIDS,
    available_montages,
    every_in,
    montage_references,
    rereference,
    samples_in,
)


def channels(*names, kind="EEG", frequency=256.0):
    return {name: Channel(name, kind, "uV", frequency, "256Hz", i) for i, name in enumerate(names)}


def test_two_bipolar_channels_stay_as_recorded():
    assert available_montages(channels("EEG Fpz-Cz", "EEG Pz-Oz")) == (AS_RECORDED,)


def test_mastoids_recorded_apart_can_be_linked():
    recorded = channels("C3", "C4", "M1", "M2")
    assert LINKED_MASTOIDS in available_montages(recorded)
    assert montage_references("C3", recorded, LINKED_MASTOIDS) == ("M1", "M2")


def test_only_eeg_is_rereferenced():
    recorded = channels("C3", "C4", "O1") | channels("chin", kind="EMG")
    assert montage_references("chin", recorded, AVERAGE) == ()
    assert montage_references("C3", recorded, AVERAGE) == ("C3", "C4", "O1")


def test_a_montage_that_the_channels_do_not_allow_is_refused():
    with pytest.raises(ValueError, match="not possible"):
        montage_references("C3", channels("C3"), AVERAGE)


def test_taking_the_average_twice_is_taking_it_once():
    rng = np.random.default_rng(0)
    recorded = rng.standard_normal((4, 100)).astype(np.float32)
    once = rereference(recorded, recorded)
    np.testing.assert_allclose(rereference(once, once), once, atol=1e-6)


def test_a_long_stretch_read_in_parts_is_what_it_is_at_once(monkeypatch):
    night = simulate_night(3, hours=0.1, sampling_frequency=64)
    whole, _ = samples_in(night, "C4-M1", 0.0, night.duration, AVERAGE)
    monkeypatch.setattr("explorer.night.montage._PART", 7.3)
    parts, begins = samples_in(night, "C4-M1", 0.0, night.duration, AVERAGE)
    np.testing.assert_array_equal(parts, whole)
    assert begins == 0.0
    middle, begins = samples_in(night, "C4-M1", 10.0, 40.0, AVERAGE)
    np.testing.assert_array_equal(middle, whole[640:2560])
    assert begins == 10.0


def test_channels_read_together_are_those_read_alone():
    night = simulate_night(3, hours=0.1, sampling_frequency=64)
    names = ("SpO2", "F4-M1", "EMG chin", "O1-M2")
    together = every_in(night, names, 0.0, 60.0, AVERAGE)
    for name in names:
        alone, _ = samples_in(night, name, 0.0, 60.0, AVERAGE)
        np.testing.assert_array_equal(together[name], alone)


def test_channels_that_name_their_mastoid_are_not_measured_against_the_mastoids_again():
    labels = ["C3", "C4-REF", "F3-M2", "F4:M1", "O1-LER"]
    night = channels(*labels, "M1", "M2")
    taken = {name: montage_references(name, night, LINKED_MASTOIDS) for name in labels}
    both = ("M1", "M2")
    assert taken == {"C3": both, "C4-REF": both, "F3-M2": (), "F4:M1": (), "O1-LER": ()}
