"""Nights of the Dreem Open Datasets, made in their published layout: samples, stages, faults."""

import sys

import numpy as np
import pytest

from explorer.cli.command_line import main
from explorer.io import open_night
from explorer.night.reading_account import read_account
from explorer.vocabulary.stages import Stage

h5py = pytest.importorskip("h5py")

RATE = 250
CODES = [-1, 0, 1, 2, 3, 4]
CHANNELS = {
    "eeg": ("C3_M2", "F3_F4", "FP1_O1"),
    "eog": ("EOG1", "EOG2"),
    "emg": ("ECG", "EMG"),
}


def written(path, *, unit=b"\xc2\xb5V", rate=RATE, codes=CODES, start=1_483_311_600):
    """Write such a night of six epochs; give its samples by channel."""
    rng = np.random.default_rng(1)
    samples = {}
    with h5py.File(path, "w") as file:
        file.attrs["record_id"] = b"5bf0f969-304c-581e-949c-50c108f62846"
        if start:
            file.attrs["start_time"] = start
        file["hypnogram"] = np.array(codes, np.int64)
        for group, names in CHANNELS.items():
            made = file.create_group(f"signals/{group}")
            if rate is not None:
                made.attrs["fs"] = rate
            if unit is not None:
                made.attrs["unit"] = unit
            for name in names:
                samples[name] = rng.normal(0, 20, RATE * 30 * len(codes))
                made[name] = samples[name]
    return samples


def test_samples_stages_and_labels_are_those_of_the_file(tmp_path):
    path = tmp_path / "night.h5"
    samples = written(path)
    night = open_night(path)
    assert list(night.channels) == [
        name.replace("_", "-") for names in CHANNELS.values() for name in names
    ]
    for name, values in samples.items():
        signal = night.signal(name.replace("_", "-"))
        assert np.array_equal(signal.values, values.astype(np.float32))
        assert float(signal.sampling_frequency) == RATE
    kinds = [str(one.kind) for one in night.channels.values()]
    assert kinds == ["EEG"] * 3 + ["EOG"] * 2 + ["ECG", "EMG"]
    assert night.hypnogram.values.tolist() == [
        *(Stage.UNSCORED, Stage.W, Stage.N1, Stage.N2, Stage.N3, Stage.REM)
    ]
    assert str(night.start) == "2017-01-01 23:00:00"
    assert night.duration == 180
    (window,) = night.window(10, 10.1, ["EOG2", "C3-M2"]).values()
    assert window.shape == (2, 25)
    assert np.array_equal(
        window.sel(channel="EOG2").values,
        samples["EOG2"][2500:2525].astype(np.float32),
    )
    used = {one.name: one.used_as for one in read_account(night.attrs["account"])}
    assert used["/hypnogram"] == "stages"
    assert used["/signals/emg/ECG"] == "a channel"


def test_units_are_brought_to_microvolts_and_a_missing_one_is_said(tmp_path):
    path = tmp_path / "night.h5"
    samples = written(path, unit="mV", start=0)
    night = open_night(path)
    assert night.start is None
    assert np.allclose(night.signal("EMG").values, 1000 * samples["EMG"], rtol=1e-5)
    written(path, unit=None)
    assert any("eeg has no unit: taken for uV" in note for note in open_night(path).reader_notes)


def test_the_command_says_what_is_in_it(tmp_path, capsys):
    path = tmp_path / "night.h5"
    written(path)
    assert main(["info", str(path)]) == 0
    said = capsys.readouterr().out
    assert "C3-M2" in said
    assert "Dreem Open Datasets" in said


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"rate": None}, "fs of /signals/eeg is missing, expected samples a second"),
        ({"rate": 0}, "fs of /signals/eeg is"),
        ({"codes": [0, 7, 0]}, "/hypnogram has 7, expected -1 unscored"),
    ],
)
def test_what_is_wrong_in_it_is_one_sentence(changed, words, tmp_path):
    path = tmp_path / "night.h5"
    written(path, **changed)
    with pytest.raises(ValueError, match=words) as refused:
        open_night(path)
    assert "\n" not in str(refused.value)


def test_a_channel_that_is_no_row_of_samples_is_named(tmp_path):
    path = tmp_path / "night.h5"
    written(path)
    with h5py.File(path, "a") as file:
        file["signals/eeg/C4_M1"] = np.zeros((3, 3))
    with pytest.raises(ValueError, match="/signals/eeg/C4_M1 is no row of samples"):
        open_night(path)


def test_other_hdf5_and_one_that_breaks_off_are_told_what_would_do(tmp_path):
    path = tmp_path / "other.h5"
    with h5py.File(path, "w") as file:
        file["weights"] = np.zeros(3)
    with pytest.raises(ValueError, match=r"HDF5, .*/signals, /hypnogram.*export a recording"):
        open_night(path)
    written(path)
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(ValueError, match="HDF5"):
        open_night(path)


def test_without_h5py_the_sentence_says_what_to_install(tmp_path, monkeypatch):
    path = tmp_path / "night.h5"
    written(path)
    monkeypatch.setitem(sys.modules, "h5py", None)
    with pytest.raises(ValueError, match=r"HDF5 needs h5py, .*pip install '.*\[cohorts\]'"):
        open_night(path)


def test_an_archive_of_dreams_is_told_what_unpacks_it(tmp_path):
    path = tmp_path / "DatabaseSubjects.rar"
    path.write_bytes(b"Rar!\x1a\x07\x01\x00")
    with pytest.raises(ValueError, match=r"RAR archive.*unpack it \(unar.*open the \.edf"):
        open_night(path)
