"""Headbands' recordings: Muse's text, and ZMax's folder of one channel a file."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from explorer.io import open_night, read_hypnogram
from explorer.io.write import write_edf
from explorer.night.night import Night
from explorer.night.schema import make_signals, rate_name

RATE = 256
MIND_MONITOR = (
    "TimeStamp,Delta_TP9,Alpha_TP9,RAW_TP9,RAW_AF7,RAW_AF8,RAW_TP10,AUX_RIGHT,Accelerometer_X,"
    "HeadBandOn,HSI_TP9,Battery,Elements"
)
START = datetime(2026, 1, 1, 23, 10)


def wave(count):
    return 40 * np.sin(np.arange(count) / 12)


def mind_monitor(times, values):
    """Write rows of samples in packets of 12 at one time, and one of an event."""
    lines = [MIND_MONITOR, f"{START:%Y-%m-%d %H:%M:%S}.000,,,,,,,,,,,,/muse/event/connected"]
    for at, value in zip(times, values, strict=True):
        when = START + timedelta(seconds=round(float(at), 3))
        raw = f"{800 + value:.3f},{810 - value:.3f},{790 + value:.3f},{805 + value:.3f}"
        lines.append(f"{when:%Y-%m-%d %H:%M:%S.%f}"[:-3] + f",0.5,0.7,{raw},0,0.01,1,1.0,80,")
    return "\n".join(lines) + "\n"


def packed(count):
    return np.floor(np.arange(count) / 12) * 12 / RATE


@pytest.mark.parametrize("newer", [False, True])
def test_a_muse_s_text_is_a_recording_in_microvolts_without_its_offset(tmp_path, newer):
    count = 30 * RATE
    text = mind_monitor(packed(count), wave(count))
    if newer:  # with pulse and heart rate, as later versions of the program write
        text = text.replace(",HeadBandOn", ",PPG_IR,Heart_Rate,HeadBandOn", 1)
        text = text.replace(",1,1.0,80,", ",5,60,1,1.0,80,")
    path = tmp_path / "muse.csv"
    path.write_text(text)
    night = open_night(path)
    assert list(night.channels) == ["TP9", "AF7", "AF8", "TP10"]
    assert {one.units for one in night.channels.values()} == {"uV"}
    assert (night.start, night.duration) == (START, 30)
    values = night.signal("TP9").values
    expected = wave(count) - np.median(wave(count))
    np.testing.assert_allclose(values, expected, atol=0.01)
    assert any("256 Hz" in note for note in night.reader_notes)


def test_muselsl_s_text_is_read_too_and_what_did_not_come_is_a_gap(tmp_path):
    times = 1.7672e9 + np.arange(20 * RATE) / RATE
    kept = (times < times[0] + 8) | (times >= times[0] + 11)
    rows = [
        f"{at:.4f},{one:.3f},{one:.3f},{one:.3f},{one:.3f},0"
        for at, one in zip(times[kept], wave(20 * RATE)[kept], strict=True)
    ]
    path = tmp_path / "eeg.csv"
    path.write_text("\n".join(["timestamps,TP9,AF7,AF8,TP10,Right AUX", *rows]))
    night = open_night(path)
    values = night.signal("AF7").values
    assert night.duration == 20
    assert np.isnan(values).sum() == pytest.approx(3 * RATE, abs=2)
    assert any("1 gap" in note for note in night.reader_notes)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: "\n".join(text.splitlines()[::256]), "samples a second"),
        (lambda text: "\n".join(text.splitlines()[:2]), "no samples of TP9"),
        (lambda text: text.replace("2026-01-01 23:10:05", "soon"), "times go back, or some"),
        (lambda text: text.replace("800.000", "eight", 1), "no sample of a Muse"),
    ],
)
def test_what_is_wrong_in_a_muse_s_text_is_one_sentence(tmp_path, change, said):
    path = tmp_path / "muse.csv"
    path.write_text(change(mind_monitor(packed(10 * RATE), wave(10 * RATE))))
    with pytest.raises(ValueError, match=said) as refused:
        open_night(path)
    assert "\n" not in str(refused.value)


def test_spoiled_texts_of_a_muse_are_read_or_refused_in_a_sentence(tmp_path):
    whole = mind_monitor(packed(3 * RATE), wave(3 * RATE)).encode()
    rng = np.random.default_rng(2)
    for turn in range(25):
        spoiled = bytearray(whole)
        for at in rng.integers(len(spoiled), size=1 + turn % 4):
            spoiled[at] = rng.choice([0, 34, 44, 45, 48, 57, 91, 123, 255])
        path = tmp_path / "muse.csv"
        path.write_bytes(bytes(spoiled[: rng.integers(len(spoiled))] if turn % 5 == 0 else spoiled))
        said = ""
        try:
            open_night(path)
        except (ValueError, OSError) as error:
            said = str(error)
        assert "\n" not in said


def one_channel(path, name, values, rate=RATE, start=START):
    signals = make_signals(values[None, :], rate, [name], ["EEG"], ["uV"])
    write_edf(Night.make({rate_name(rate): signals}, {}, start=start.isoformat()), path)


@pytest.fixture
def zmax(tmp_path):
    """Write a folder as HDRecorder does, here with four of its files."""
    folder = tmp_path / "night"
    folder.mkdir()
    count = 60 * RATE
    for name, factor in (("EEG L", 1), ("EEG R", 2), ("dX", 0.5)):
        one_channel(folder / f"{name}.edf", name, factor * wave(count))
    one_channel(folder / "BODY TEMP.edf", "BODY TEMP", np.full(60, 36.0), rate=1)
    return folder


@pytest.mark.parametrize("opened", ["", "EEG L.edf", "EEG R.edf"])
def test_a_zmax_folder_is_one_night_by_itself_or_by_either_eeg(zmax, opened):
    night = open_night(zmax / opened if opened else zmax)
    assert list(night.channels) == ["EEG L", "EEG R", "dX", "BODY TEMP"]
    assert (night.start, night.duration) == (START, 60)
    left, right = (night.signal(name).values for name in ("EEG L", "EEG R"))
    np.testing.assert_allclose(left, wave(60 * RATE), atol=0.01)
    np.testing.assert_allclose(right, 2 * left, atol=0.02)
    window = night.window(10, 20, ["EEG R"])
    np.testing.assert_allclose(
        next(iter(window.values())).values[0], right[10 * RATE : 20 * RATE], atol=1e-6
    )
    assert any("ZMax headband opened as one recording" in note for note in night.reader_notes)


def test_a_zmax_file_that_is_no_edf_is_named_and_the_night_opens(zmax):
    (zmax / "BATT.edf").write_bytes(b"0       spoilt")
    (zmax / "hypnogram.txt").write_text("W\nN1\n")
    night = open_night(zmax, zmax / "hypnogram.txt")
    assert any("BATT.edf not read" in note for note in night.reader_notes)
    assert night.hypnogram.values.tolist() == [0, 1]
    assert read_hypnogram(zmax / "hypnogram.txt").sizes["epoch"] == 2


def test_zmax_files_of_two_recordings_are_refused(zmax):
    one_channel(zmax / "EEG R.edf", "EEG R", wave(RATE), start=START + timedelta(hours=1))
    with pytest.raises(ValueError, match="the files of one recording"):
        open_night(zmax)
