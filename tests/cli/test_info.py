"""The command info: facts for people, and the same for programs."""

import json

from explorer.cli.command_line import main


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
