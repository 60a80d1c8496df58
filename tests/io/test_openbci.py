"""OpenBCI's text is a recording: its header says the rate, and its numbers what was lost."""

import numpy as np
import pytest

from explorer.io import open_night

HEAD = """%OpenBCI Raw EXG Data
%Number of channels = 2
%Sample Rate = 250 Hz
%Board = OpenBCI_GUI$BoardCytonSerial
Sample Index, EXG Channel 0, EXG Channel 1, Accel Channel 0, Timestamp, Timestamp (Formatted)
"""


def written(tmp_path, numbers, head=HEAD, name="night.txt"):
    wave = 40 * np.sin(np.arange(len(numbers)) / 10)
    lines = [
        f"{number}, {wave[row]:.4f}, {-wave[row]:.4f}, 0.01, 1527025800.0, "
        f"2018-05-22 23:50:00.{row % 1000:03}"
        for row, number in enumerate(numbers)
    ]
    path = tmp_path / name
    path.write_text(head + "\n".join(lines) + "\n")
    return path, wave


def test_the_channels_are_in_microvolts_at_the_rate_of_the_header(tmp_path):
    path, wave = written(tmp_path, [n % 256 for n in range(15_000)])
    night = open_night(path)
    assert [one.name for one in night.channels.values()] == ["EXG Channel 0", "EXG Channel 1"]
    assert {one.units for one in night.channels.values()} == {"uV"}
    assert night.channels["EXG Channel 0"].sampling_frequency == 250
    assert night.duration == 60
    assert night.start.isoformat() == "2018-05-22T23:50:00"
    values = night.signals["250Hz"]["signal"].sel(channel="EXG Channel 0").values
    np.testing.assert_allclose(values, wave, atol=1e-3)


def test_samples_that_were_lost_are_gaps_and_later_ones_lie_where_they_were_taken(tmp_path):
    numbers = [n % 256 for n in range(2_000) if not 700 <= n < 710]
    path, wave = written(tmp_path, numbers)
    night = open_night(path)
    values = night.signals["250Hz"]["signal"].values[0]
    assert values.size == 2_000
    assert np.isnan(values).sum() == 10
    np.testing.assert_allclose(values[710:], wave[700:], atol=1e-3)
    assert any("10 samples lost" in note for note in night.reader_notes)


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (HEAD.replace("channels = 2", "channels = 900"), "number of channels"),
        (HEAD.replace("250 Hz", "0 Hz"), "sample rate"),
        (HEAD.replace("channels = 2", "channels = 12"), "no sample of 12 channels"),
    ],
)
def test_a_header_that_cannot_be_is_answered_in_a_sentence(tmp_path, head, said):
    path, _ = written(tmp_path, [0, 1, 2], head)
    with pytest.raises(ValueError, match=said):
        open_night(path)
