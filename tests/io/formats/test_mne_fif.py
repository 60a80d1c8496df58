"""Annotations and events that MNE saves beside a recording are read as stages and events."""

import gzip
import warnings

import mne
import numpy as np
import pytest

from explorer.io.open import open_night
from explorer.vocabulary.stages import Stage

W, N2, REM = Stage.W, Stage.N2, Stage.REM
TEXTS = ["Sleep stage W"] * 5 + ["Sleep stage N2"] * 10 + ["Sleep stage R"] * 5
STAGES = [W] * 5 + [N2] * 10 + [REM] * 5


@pytest.fixture
def raw(tmp_path):
    """Save ten minutes of noise at 100 Hz."""
    made = np.random.default_rng(0).normal(0, 2e-5, (1, 60_000))
    raw = mne.io.RawArray(made, mne.create_info(["C3-A2"], 100.0, ["eeg"]), verbose="error")
    raw.set_meas_date(1_700_000_000)
    raw.save(tmp_path / "night_raw.fif", verbose="error")
    return raw


def annotate(path, texts=TEXTS, start=1_700_000_000):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the name
        onsets = np.arange(len(texts)) * 30.0
        mne.Annotations(onsets, 30.0, texts, start).save(path, verbose="error")
    return path


@pytest.mark.parametrize("name", ["s-annot.fif", "s_annot.fif", "s_annot.fif.gz", "other.fif"])
@pytest.mark.usefixtures("raw")
def test_saved_annotations_are_stages_beside_a_night_and_alone(tmp_path, name):
    file = annotate(tmp_path / name)
    assert open_night(tmp_path / "night_raw.fif", file).hypnogram.values.tolist() == STAGES
    alone = open_night(file)
    assert alone.hypnogram.values.tolist() == STAGES
    assert alone.attrs["start"] == "2023-11-14T22:13:20"


@pytest.mark.parametrize("name", ["night-annot.fif", "night_raw-annot.fif", "night_annot.fif.gz"])
@pytest.mark.usefixtures("raw")
def test_annotations_are_found_beside_their_recording(tmp_path, name):
    annotate(tmp_path / name)
    night = open_night(tmp_path / "night_raw.fif")
    assert night.attrs["hypnogram_source"] == name
    assert night.hypnogram.values.tolist() == STAGES


def test_annotations_of_a_whole_night_fit_one_that_was_cut(raw, tmp_path):
    raw.crop(60).save(tmp_path / "cut_raw.fif", verbose="error")
    night = open_night(tmp_path / "cut_raw.fif", annotate(tmp_path / "s-annot.fif"))
    assert night.hypnogram.values.tolist() == STAGES[2:]


@pytest.mark.usefixtures("raw")
def test_other_annotations_are_events_beside_a_night_and_no_night_alone(tmp_path):
    file = annotate(tmp_path / "night-annot.fif", ["blink", "arousal"])
    night = open_night(tmp_path / "night_raw.fif")
    assert night.events.kind.values.tolist() == ["blink", "arousal"]
    assert "events are from night-annot.fif" in " ".join(night.reader_notes)
    with pytest.raises(ValueError, match="neither signals nor sleep stages in it"):
        open_night(file)


def events(path, first=0):
    rows = [[first, 0, 1], [first + 3000, 0, 2], [first + 6000, 0, 2]]
    mne.write_events(path, np.array(rows), verbose="error")
    return path


@pytest.mark.parametrize("cut", [0, 60])
def test_events_are_counted_in_samples_of_the_recording(raw, tmp_path, cut):
    raw.crop(cut).save(tmp_path / "cut_raw.fif", verbose="error")
    night = open_night(tmp_path / "cut_raw.fif", events(tmp_path / "s-eve.fif", 100 * cut))
    assert night.events.onset.values.tolist() == [0.0, 30.0, 60.0]
    assert night.events.kind.values.tolist() == ["event 1", "event 2", "event 2"]
    assert "counted in samples at 100 Hz" in " ".join(night.reader_notes)


@pytest.mark.usefixtures("raw")
def test_codes_of_events_are_stages_where_that_is_said(tmp_path):
    file = events(tmp_path / "s-eve.fif")
    night = open_night(tmp_path / "night_raw.fif", file, stages={"1": "W", "2": "N2"})
    assert night.hypnogram.values.tolist()[:3] == [W, N2, N2]


def test_events_alone_are_refused_by_what_they_are(tmp_path):
    with pytest.raises(ValueError, match="counted in samples of a recording, and no night by"):
        open_night(events(tmp_path / "s-eve.fif"))


@pytest.mark.parametrize("name", ["s-annot.fif", "s-annot.fif.gz"])
def test_a_file_that_is_cut_short_is_refused(tmp_path, name):
    file = annotate(tmp_path / name)
    file.write_bytes(file.read_bytes()[:-60])
    with pytest.raises(ValueError, match="cut short"):
        open_night(file)


def test_a_file_that_unpacks_to_more_than_is_read_is_refused(tmp_path):
    file = annotate(tmp_path / "s-annot.fif")
    packed = tmp_path / "s-annot.fif.gz"
    packed.write_bytes(gzip.compress(file.read_bytes() + bytes(65 * 2**20)))
    with pytest.raises(ValueError, match="at most 64 are read"):
        open_night(packed)
