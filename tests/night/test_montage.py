"""Montages: which are offered, and what they take away."""

import numpy as np
import pytest

from explorer.night.montage import (
    AS_RECORDED,
    AVERAGE,
    LINKED_MASTOIDS,
    montages_of,
    references_of,
    rereference,
)
from explorer.night.night import Channel


def channels(*names, kind="EEG", frequency=256.0):
    return {name: Channel(name, kind, "uV", frequency, "256Hz", i) for i, name in enumerate(names)}


def test_two_bipolar_channels_stay_as_recorded():
    assert montages_of(channels("EEG Fpz-Cz", "EEG Pz-Oz")) == (AS_RECORDED,)


def test_mastoids_recorded_apart_can_be_linked():
    recorded = channels("C3", "C4", "M1", "M2")
    assert LINKED_MASTOIDS in montages_of(recorded)
    assert references_of("C3", recorded, LINKED_MASTOIDS) == ("M1", "M2")


def test_only_eeg_is_rereferenced():
    recorded = channels("C3", "C4", "O1") | channels("chin", kind="EMG")
    assert references_of("chin", recorded, AVERAGE) == ()
    assert references_of("C3", recorded, AVERAGE) == ("C3", "C4", "O1")


def test_a_montage_that_the_channels_do_not_allow_is_refused():
    with pytest.raises(ValueError, match="not possible"):
        references_of("C3", channels("C3"), AVERAGE)


def test_taking_the_average_twice_is_taking_it_once():
    rng = np.random.default_rng(0)
    recorded = rng.standard_normal((4, 100)).astype(np.float32)
    once = rereference(recorded, recorded)
    np.testing.assert_allclose(rereference(once, once), once, atol=1e-6)
