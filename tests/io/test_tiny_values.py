"""Channels labelled uV whose values are of the size of mV or V: the likely reason is said."""

import numpy as np
import pytest
from edfio import Edf, EdfSignal

import explorer

RATE = 100


def eeg(seconds=120):
    """Return something like an EEG in uV."""
    noise = np.random.default_rng(1).normal(size=(2, seconds * RATE))
    slow = np.stack([np.convolve(one, np.ones(20), "same") for one in noise])
    return slow / slow.std() * 30


def opened(path, samples, span=(-500.0, 500.0), **said):
    signals = [
        EdfSignal(one, RATE, label=label, physical_dimension="uV", physical_range=span)
        for one, label in zip(samples, ("C3-A2", "C4-A1"), strict=True)
    ]
    Edf(signals).write(path)
    return explorer.open_night(path, **said)


@pytest.mark.parametrize("span", [(-500.0, 500.0), (-100.0, 100.0)])
def test_values_of_a_smaller_unit_are_said_to_be_such(span, tmp_path):
    night = opened(tmp_path / "night.edf", eeg() * 1e-3, span)
    said = " ".join(night.reader_notes)
    assert "of the size of mV" in said
    assert any("of the size of mV" in entry.why for entry in night.account)
    assert "C3-A2, C4-A1" in said


def test_an_eeg_in_microvolts_and_an_unplugged_input_are_not(tmp_path):
    samples = eeg()
    samples[1] = np.random.default_rng(2).integers(0, 2, samples.shape[1]) * 0.0153
    night = opened(tmp_path / "night.edf", samples)
    assert "of the size of" not in " ".join(night.reader_notes)


def test_a_unit_that_is_given_by_hand_is_not_doubted(tmp_path):
    night = opened(tmp_path / "night.edf", eeg() * 1e-3, units={"C3-A2": "mV", "C4-A1": "uV"})
    assert "of the size of" not in " ".join(night.reader_notes)
    values = night.window(0, 100, ["C3-A2"])
    assert 10 < float(np.std(next(iter(values.values())).values)) < 100
