"""A recording finds its hypnogram, and the two are brought together without a silent change."""

import pickle
import shutil

import numpy as np
import pytest

import explorer
from explorer.io.open import open_night
from explorer.io.sidecar import find_sidecars
from explorer.io.write import write_edf
from explorer.night.first_look import measured_channel
from explorer.night.night import Night
from explorer.night.reading_account import CHANNEL
from explorer.night.schema import make_signals
from explorer.vocabulary.stages import Stage


@pytest.fixture
def five_minutes(shared_data, tmp_path):
    """Copy five minutes of Sleep-EDF to a file of its own name."""
    path = tmp_path / "SC4001E0-PSG.edf"
    shutil.copyfile(shared_data / "psg-excerpts/sleep_edf_SC4001_first_5_min.edf", path)
    return path


def test_the_face_opens_nights():
    assert explorer.open_night is open_night
    with pytest.raises(AttributeError, match="no attribute 'open_day'"):
        _ = explorer.open_day


def test_sleep_edf_finds_its_hypnogram_and_cuts_it_to_the_recording(five_minutes, shared_data):
    shutil.copyfile(
        shared_data / "edf-hypnograms/SC4001EC-Hypnogram.edf",
        five_minutes.parent / "SC4001EC-Hypnogram.edf",
    )
    night = open_night(five_minutes)
    assert night.attrs["hypnogram_source"] == "SC4001EC-Hypnogram.edf"
    assert night.hypnogram.values.tolist() == [Stage.W] * 10
    assert "2870 epochs after the end of the recording left out" in night.reader_notes
    assert any("found by its name" in note for note in night.reader_notes)


def test_a_hypnogram_alone_keeps_all_its_epochs(shared_data):
    night = open_night(shared_data / "edf-hypnograms/SC4001EC-Hypnogram.edf")
    assert night.hypnogram.sizes["epoch"] == 2880
    assert not night.channels
    assert night.duration == 86_400


def test_a_hypnogram_shorter_than_the_recording_leaves_the_rest_unscored(five_minutes):
    scores = five_minutes.with_name("scores.csv")
    scores.write_text("onset,duration,stage\n60,60,N2\n")
    night = open_night(five_minutes, scores)
    names = [Stage(code).name for code in night.hypnogram.values.tolist()]
    assert names == ["UNSCORED"] * 2 + ["N2"] * 2 + ["UNSCORED"] * 6
    assert night.first_onset == 0
    assert any("8 epochs of the recording outside" in note for note in night.reader_notes)


def test_a_clock_table_is_laid_on_the_recordings_clock(five_minutes):
    scores = five_minutes.with_name("scores.csv")
    scores.write_text("start,duration,event\n16:12:30,30,W\n16:13:00,30,W\n16:13:30,30,N1\n")
    night = open_night(five_minutes, scores)
    assert night.hypnogram.values.tolist()[:3] == [Stage.W, Stage.N1, Stage.UNSCORED]
    assert any("1 epoch before the start" in note for note in night.reader_notes)


def test_epochs_that_begin_between_the_recordings_epochs_keep_their_onsets(five_minutes):
    scores = five_minutes.with_name("scores.csv")
    scores.write_text("onset,duration,stage\n70,30,N1\n100,30,N2\n")
    night = open_night(five_minutes, scores)
    assert night.first_onset == 10
    assert night.hypnogram.values.tolist()[2:4] == [Stage.N1, Stage.N2]


def test_a_companion_that_is_no_hypnogram_is_named_and_passed_over(five_minutes):
    five_minutes.with_suffix(".txt").write_text("a letter\n")
    night = open_night(five_minutes)
    assert not night.is_scored
    assert any("lies beside the recording, but" in note for note in night.reader_notes)


def test_a_hypnogram_that_was_asked_for_must_be_one(five_minutes):
    letter = five_minutes.with_name("letter.txt")
    letter.write_text("a letter\n")
    with pytest.raises(ValueError, match="no sleep stage"):
        open_night(five_minutes, letter)


def test_attrs_replace_what_the_file_says_and_no_others_are_taken(five_minutes):
    night = open_night(five_minutes, subject="S1", condition="placebo")
    assert night.title == "S1 · placebo"
    with pytest.raises(ValueError, match="unknown attributes"):
        open_night(five_minutes, colour="blue")


@pytest.mark.parametrize(
    ("recording", "hypnogram"),
    [
        ("SC4001E0-PSG.edf", "SC4001EC-Hypnogram.edf"),
        ("ST7011J0-PSG.edf", "ST7011JP-Hypnogram.edf"),
        ("shhs1-200001.edf", "shhs1-200001-nsrr.xml"),
        ("shhs1-200001.edf", "shhs1-200001-profusion.xml"),
        ("sub-1_task-Sleep_acq-psg_eeg.edf", "sub-1_task-Sleep_acq-psg_events.tsv"),
        ("excerpt3.edf", "Hypnogram_excerpt3.txt"),
        ("SN001.edf", "SN001_sleepscoring.edf"),
        ("night.edf", "night.csv"),
    ],
)
def test_databases_names_are_known(recording, hypnogram, tmp_path):
    for name in (recording, hypnogram, "SC4002EC-Hypnogram.edf", "night2.csv"):
        (tmp_path / name).touch()
    assert [file.name for file in find_sidecars(tmp_path / recording)] == [hypnogram]


def test_other_formats_come_through_mne_and_say_so(shared_data):
    import mne

    path = shared_data / "yasa/data_resting_EO_200Hz_raw.fif"
    night = open_night(path)
    raw = mne.io.read_raw_fif(path, verbose="error")
    name = raw.ch_names[0]
    expected = raw.get_data(picks=[0], start=400, stop=600)[0] * 1e6
    ours = night.window(2, 3, [name])["200Hz"].values[0]
    assert ours == pytest.approx(expected, rel=1e-6)
    assert any("through MNE" in note for note in night.reader_notes)


BRAINVISION = """Brain Vision Data Exchange Header File Version 1.0
[Common Infos]
DataFile=night.eeg
MarkerFile=night.vmrk
DataFormat=BINARY
DataOrientation=MULTIPLEXED
NumberOfChannels=2
SamplingInterval=10000
[Binary Infos]
BinaryFormat=INT_16
[Channel Infos]
Ch1=C3,,0.5,\u00b5V
Ch2=EOG left,,0.5,\u00b5V
"""
MARKERS = """Brain Vision Data Exchange Marker File, Version 1.0
[Common Infos]
DataFile=night.eeg
[Marker Infos]
Mk1=Comment,Sleep stage W,1,3000,0
Mk2=Comment,Sleep stage N1,3001,3000,0
Mk3=Comment,Arousal,3101,300,0
"""


def test_brainvision_has_its_microvolts_stages_and_events(tmp_path):
    digital = np.arange(12_000, dtype="<i2").reshape(6000, 2)
    (tmp_path / "night.eeg").write_bytes(digital.tobytes())
    (tmp_path / "night.vmrk").write_text(MARKERS)
    path = tmp_path / "night.vhdr"
    path.write_text(BRAINVISION, encoding="utf-8")
    night = open_night(path)
    assert [channel.kind for channel in night.channels.values()] == ["EEG", "EOG"]
    assert night.channels["C3"].units == "uV"
    assert night.window(1, 2, ["C3"])["100Hz"].values[0] == pytest.approx(digital[100:200, 0] / 2)
    assert night.signal("EOG left")[-1].item() == pytest.approx(digital[-1, 1] / 2)
    assert night.hypnogram.values.tolist() == [Stage.W, Stage.N1]
    assert night.events.onset.values.tolist() == [31.0]
    again = pickle.loads(pickle.dumps(night.signals["100Hz"]["signal"]))
    np.testing.assert_array_equal(again.values, night.signals["100Hz"]["signal"].values)


@pytest.mark.parametrize("name", ["letter.doc", "picture.vhdr", "picture.set", "noise.gdf"])
def test_what_mne_cannot_read_is_refused_by_name(name, tmp_path):
    path = tmp_path / name
    path.write_bytes(b"this is not a recording")
    with pytest.raises((ValueError, OSError), match=name) as caught:
        open_night(path)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_refused_in_the_sentence_of_the_command(tmp_path):
    with pytest.raises(FileNotFoundError) as refused:
        open_night(tmp_path / "none" / "none.edf")
    assert "Errno" not in str(refused.value)
    assert "none" in str(refused.value)


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for name in ("none.edf", "none.txt", "none.vhdr"):
        with pytest.raises(OSError, match="none"):
            open_night(tmp_path / name)
    with pytest.raises(ValueError, match="a folder"):
        open_night(tmp_path)


def test_a_channel_that_is_flat_all_night_is_said_and_not_chosen(tmp_path):
    samples = np.random.default_rng(3).normal(0, 20, (2, 12000))
    samples[0] = 3.0
    pair = make_signals(samples, 100.0, ["F4-M1", "C4-M1"], ["EEG"] * 2, ["uV"] * 2)
    path = write_edf(Night.make({"100Hz": pair}), tmp_path / "pulled off.edf")
    night = open_night(path)
    assert measured_channel(night) == "C4-M1"
    (told,) = [one for one in night.account if one.kind == CHANNEL]
    assert told.sentence.startswith("channel 'F4-M1': not used, as it is flat")


def test_of_a_night_that_is_flat_throughout_no_channel_is_marked(tmp_path):
    flat = make_signals(np.zeros((2, 12000)), 100.0, ["F4-M1", "C4-M1"], ["EEG"] * 2, ["uV"] * 2)
    night = open_night(write_edf(Night.make({"100Hz": flat}), tmp_path / "flat.edf"))
    assert not any(channel.is_bad for channel in night.channels.values())
