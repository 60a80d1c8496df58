"""Rapid eye movements: YASA's on a real recording, and what is no eye movement."""

import numpy as np
import pytest
import yasa

from explorer.detectors.eye_movements import detect_eye_movements
from explorer.night.schema import make_signals


@pytest.fixture(scope="module")
def eyes(shared_data):
    """Fourteen minutes of two EOG channels at 256 Hz."""
    return np.load(shared_data / "yasa" / "data_EOGs_REM_256Hz.npz")["data"]


def signals(rows, frequency=256.0):
    made = make_signals(rows, frequency, ["E1", "E2"], ["EOG"] * 2, ["uV"] * 2)["signal"]
    return made[0], made[1]


def test_the_default_gives_yasa_s_movements(eyes):
    theirs = yasa.rem_detect(eyes[0], eyes[1], 256.0, verbose="ERROR").summary()
    ours = detect_eye_movements(*signals(eyes))
    np.testing.assert_array_equal(ours.peak, theirs["Peak"])
    np.testing.assert_array_equal(ours.onset, theirs["Start"])
    np.testing.assert_allclose(np.abs(ours.left), theirs["LOCAbsValPeak"], rtol=1e-4)


def test_eyes_that_move_alike_do_not_move(eyes):
    # Frontal EEG reaches both channels with one sign.
    assert detect_eye_movements(*signals([eyes[0], eyes[0]])).sizes["event"] == 0


def test_swapping_the_eyes_finds_the_same_movements(eyes):
    there, back = (detect_eye_movements(*signals(rows)) for rows in (eyes, eyes[::-1]))
    np.testing.assert_array_equal(there.peak, back.peak)


def test_channels_of_different_length_are_refused(eyes):
    left, right = signals(eyes)
    with pytest.raises(ValueError, match="one sampling frequency and length"):
        detect_eye_movements(left, right[:-1])
