"""The command info: facts for people, and the same for programs."""

import json

import numpy as np

from explorer.cli.command_line import main
from explorer.io import write_edf
from explorer.night.night import Night
from explorer.night.schema import make_signals


def test_info_for_programs_has_every_fact(shared_data, capsys):
    path = shared_data / "psg-excerpts/sleep_edf_SC4001_first_5_min.edf"
    assert main(["info", str(path), "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert list(facts) == [
        "file",
        "channels",
        "duration",
        "start",
        "hypnogram_source",
        "lights_off",
        "lights_on",
        "simulated",
        "notes",
        "account",
    ]
    assert facts["duration"] == 300
    assert facts["channels"][0] == {
        "name": "EEG Fpz-Cz",
        "kind": "EEG",
        "units": "uV",
        "sampling_frequency": 100.0,
    }


def test_info_for_people_is_a_table(shared_data, capsys):
    assert main(["info", str(shared_data / "dreams-spindles/excerpt3.edf")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "duration    0 h 30 min" in lines
    assert any(line.split() == ["C3-A1", "EEG", "50", "uV"] for line in lines)
    assert any(line.startswith("note: ") for line in lines)


def test_info_of_a_broken_file_is_one_sentence(shared_data, capsys):
    assert main(["info", str(shared_data / "hostile/broken__zero_byte.edf")]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert "the file is empty" in printed.err


def test_info_names_the_channels_that_are_flat(tmp_path, capsys):
    samples = np.full((2, 60_000), 7, np.float32)
    samples[1, 45_000] = 30  # one sample late in the night is enough
    signals = make_signals(samples, 100.0, ["C4-M1", "C3-M2"], ["EEG"] * 2, ["uV"] * 2)
    write_edf(Night.make({"100Hz": signals}, {}), tmp_path / "flat.edf")
    assert main(["info", str(tmp_path / "flat.edf")]) == 0
    said = capsys.readouterr().out
    assert "note: C4-M1 is flat: its samples differ by less than 0.1 uV" in said
    assert "C3-M2 is flat" not in said
