"""BIDS sidecars of channels: units, kinds, bad channels, reference and mains, read and used."""

import json

import numpy as np
import pytest

from explorer.io import open_night, write_edf
from explorer.night.first_look import first_look, measured_channel
from explorer.night.montage import AVERAGE, montage_references
from explorer.night.night import Night
from explorer.night.schema import make_signals

LABELS = ["F4", "C4", "O2", "A", "B"]
TSV = """name\ttype\tunits\tstatus\tstatus_description\treference
F4\tEEG\tµV\tbad\tdrying gel\tM1
C4\tEEG\tµV\tgood\tn/a\tM1
O2\tEEG\tµV\tgood\tn/a\tM1
A\tEOG\tµV\tgood\tn/a\tM1
B\tEMG\tmV\tgood\tn/a\tn/a
"""


def recording(folder, units=("uV", "uV", "", "?V", "ADC")):
    """Write an EDF of five channels, whose header has other units."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "sub-01_task-sleep_eeg.edf"
    samples = 30 * np.random.default_rng(1).standard_normal((5, 6000)).astype(np.float32)
    samples[4] *= 1e-3
    signals = make_signals(samples, 100.0, LABELS, ["EEG"] * 5, ["uV"] * 5)
    write_edf(Night.make({"100Hz": signals}, {}), path)
    raw = bytearray(path.read_bytes())
    count = int(raw[252:256])
    for row, unit in enumerate(units):
        at = 256 + count * 96 + 8 * row
        raw[at : at + 8] = unit.encode("latin-1").ljust(8)
    path.write_bytes(raw)
    return path


def test_channels_have_the_units_kinds_and_states_of_the_table(tmp_path):
    path = recording(tmp_path)
    (tmp_path / "sub-01_task-sleep_channels.tsv").write_text(TSV, encoding="utf-8")
    alone = open_night(recording(tmp_path / "alone"))
    night = open_night(path)
    assert [str(c.kind) for c in night.channels.values()] == ["EEG", "EEG", "EEG", "EOG", "EMG"]
    assert {c.units for c in night.channels.values()} == {"uV"}
    assert [name for name, c in night.channels.items() if c.is_bad] == ["F4"]
    assert night.channels["C4"].reference == "M1"
    size = {name: float(night.signal(name).std()) for name in LABELS}
    assert size["C4"] == pytest.approx(30, rel=0.1)
    assert size["B"] == pytest.approx(30, rel=0.1)  # in mV, as the table says
    notes = " ".join(night.reader_notes)
    assert "marked bad beside the recording, and measured only if chosen: F4 (drying gel)" in notes
    assert "ADC in the file; mV as is said beside it" in notes
    assert "no unit in the file; µV as is said beside it: O2" in notes
    assert [str(c.kind) for c in alone.channels.values()][3:] == ["other", "other"]


def test_a_bad_channel_is_not_chosen_nor_part_of_an_average(tmp_path):
    path = recording(tmp_path, ["uV"] * 5)
    (tmp_path / "sub-01_task-sleep_channels.tsv").write_text(TSV.replace("mV", "µV"), "utf-8")
    night = open_night(path)
    assert measured_channel(night) == "C4"
    assert "F4" not in first_look(night)
    many = {**night.channels, "C3": night.channels["C4"]}
    assert "F4" not in montage_references("C4", many, AVERAGE)
    every = TSV.replace("\tgood", "\tbad")
    (tmp_path / "sub-01_task-sleep_channels.tsv").write_text(every, "utf-8")
    assert measured_channel(open_night(path)) == "F4"  # all are: the ranking holds


def test_a_contradiction_is_said_and_the_file_holds(tmp_path):
    path = recording(tmp_path, ["uV"] * 5)
    (tmp_path / "sub-01_task-sleep_channels.tsv").write_text(
        TSV.replace("C4\tEEG\tµV", "C4\tEEG\tmV"), encoding="utf-8"
    )
    night = open_night(path)
    assert float(night.signal("C4").std()) == pytest.approx(30, rel=0.1)
    assert float(night.signal("B").std()) == pytest.approx(30, rel=0.1)
    assert "uV in the file but mV beside it: uV was taken: C4" in " ".join(night.reader_notes)


def test_reference_and_mains_are_read_by_inheritance(tmp_path):
    (tmp_path / "dataset_description.json").write_text("{}")
    above = {"EEGReference": "Cz", "PowerLineFrequency": 60, "SamplingFrequency": 100}
    (tmp_path / "task-sleep_eeg.json").write_text(json.dumps(above))
    (tmp_path / "task-rest_eeg.json").write_text(json.dumps({"EEGReference": "nose"}))
    path = recording(tmp_path / "sub-01" / "eeg", ["uV"] * 5)
    near = path.with_name("sub-01_task-sleep_eeg.json")
    near.write_text(json.dumps({"EEGReference": "linked mastoids", "PowerLineFrequency": "n/a"}))
    night = open_night(path)
    assert night.attrs["reference"] == "linked mastoids"
    assert np.isnan(night.attrs["line_frequency"])
    near.unlink()
    night = open_night(path)
    assert (night.attrs["reference"], night.attrs["line_frequency"]) == ("Cz", 60.0)
    assert "the mains had 60 Hz, as is said beside it" in night.reader_notes


@pytest.mark.parametrize("text", ["", "label\tunit\nC4\tuV\n", "\x00\xff" * 9])
def test_a_table_that_is_none_is_said_and_the_recording_opens(text, tmp_path):
    path = recording(tmp_path, ["uV"] * 5)
    (tmp_path / "sub-01_task-sleep_channels.tsv").write_text(text, encoding="utf-8")
    (tmp_path / "sub-01_task-sleep_eeg.json").write_text("[1, 2")
    notes = " ".join(open_night(path).reader_notes)
    assert "channels.tsv lies beside the recording, but:" in notes
    assert "eeg.json lies beside the recording, but:" in notes


def test_rows_of_channels_that_are_not_there_are_named(tmp_path):
    path = recording(tmp_path, ["uV"] * 5)
    more = TSV.replace("mV", "µV") + "Fz\tEEG\tµV\tgood\tn/a\tM1\n"
    (tmp_path / "sub-01_task-sleep_channels.tsv").write_text(more, encoding="utf-8")
    notes = open_night(path).reader_notes
    assert "described beside the recording but not in it: Fz" in notes


def test_other_recordings_have_no_such_sidecars(tmp_path):
    path = recording(tmp_path, ["uV"] * 5).rename(tmp_path / "night.edf")
    (tmp_path / "channels.tsv").write_text(TSV, encoding="utf-8")
    assert not any(c.is_bad for c in open_night(path).channels.values())
