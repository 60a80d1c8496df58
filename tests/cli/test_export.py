"""The commands `export` and `stage`: what a script gets."""

import json

import pytest

from explorer.cli.command_line import main
from explorer.io import open_night
from explorer.io.scorer_reading import read_hypnogram
from explorer.io.write import write_edf
from explorer.scoring.edit_history import EVENT, STAGES, Edit
from explorer.scoring.journal_location import open_journal
from explorer.storage.settings import SCORINGS_VARIABLE


@pytest.fixture
def file(short_night, tmp_path, monkeypatch):
    monkeypatch.setenv(SCORINGS_VARIABLE, str(tmp_path / "scorings"))
    return write_edf(short_night, tmp_path / "night.edf")


def test_the_files_own_scoring_is_printed(file, capsys):
    assert main(["export", str(file), "--format", "csv"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["onset,duration,stage,simulated", "0.0,30.0,W,yes"]
    assert len(lines) == 11


def test_what_a_person_scored_on_the_page_is_written(file, tmp_path):
    journal = open_journal(open_night(file))
    journal.append(Edit(STAGES, "Ada", 0.0, 60.0, (3,)))
    journal.append(Edit(EVENT, "Ada", 5.0, 6.0, kind="spindle", channel="C3"))
    out = tmp_path / "ada.tsv"
    assert (
        main(["export", str(file), "--format", "bids", "--scorer", "Ada", "--out", str(out)]) == 0
    )
    assert read_hypnogram(out).stage.values[0].tolist() == [3, 3, *[-2] * 8]
    assert "5.0\t1.0\tspindle\tC3" in out.read_text()
    assert not list(tmp_path.glob("*.unfinished"))


def test_an_unknown_scorer_and_a_missing_folder_are_refused(file, tmp_path, capsys):
    assert main(["export", str(file), "--format", "csv", "--scorer", "Eve"]) == 2
    said = capsys.readouterr().err
    assert "no scorer 'Eve', expected one of first scorer" in said
    assert "would do once you scored this night under it on the page" in said
    nowhere = str(tmp_path / "nowhere" / "x.csv")
    assert main(["export", str(file), "--format", "csv", "--out", nowhere]) == 2
    assert "there is no such folder" in capsys.readouterr().err


@pytest.mark.parametrize("eeg", ["C3", "C3-C4"])
def test_a_recording_is_staged_with_the_channels_named_or_derived(file, capsys, eeg):
    assert main(["stage", str(file), "--eeg", eeg.lower() if "-" in eeg else eeg, "--json"]) == 0
    printed = capsys.readouterr()
    found = json.loads(printed.out)
    assert found["channels"] == [eeg]
    assert len(found["stage"]) == len(found["probability"]["REM"]) == 10
    assert f"YASA 0.8.1 on EEG {eeg}, no EOG, no EMG" in printed.err


def test_a_channel_that_is_not_there_is_refused(file, capsys):
    assert main(["stage", str(file), "--eeg", "Pz"]) == 2
    assert "'Pz' is no channel or electrode of this night" in capsys.readouterr().err


def test_a_page_says_how_large_it_is_before_it_is_written(file, tmp_path, capsys):
    out = tmp_path / "page.html"
    asked = ["export", str(file), "--format", "page", "--channels", "C3,C4", "--rate", "50"]
    assert main([*asked, "--part", "1min-3min", "--size"]) == 0
    printed = capsys.readouterr()
    assert printed.err.startswith("C3, C4 at 50 Hz, 60 to 180 s: about 0.")
    assert printed.out == ""
    assert main([*asked, "--out", str(out)]) == 0
    text = out.read_text("utf-8")
    assert text.startswith("<!doctype html>")
    assert "Content-Security-Policy" in text
    assert "short" not in text.split("<style>")[0]  # the subject


def test_a_page_holds_derived_channels(file, capsys):
    asked = ["export", str(file), "--format", "page", "--size", "--channels"]
    assert main([*asked, "c4-c3,C3", "mean(C3, C4)"]) == 0
    assert capsys.readouterr().err.startswith("C3, C4-C3, mean(C3, C4) at 64 Hz")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--format", "page", "--channels", "Cz"], "'Cz' is no channel or electrode of this night"),
        (["--format", "page", "--part", "late"], "found 'late'"),
        (["--format", "page", "--rate", "0"], "must be 1 to 1024 Hz, is 0"),
        (["--format", "page", "--scorer", "Eve"], "no scorer 'Eve'"),
        (["--format", "csv", "--channels", "C3"], "--channels is of --format page"),
        (["--format", "csv", "--rate", "0"], "--rate is of --format page"),
    ],
)
def test_what_a_page_cannot_hold_is_refused(file, capsys, options, words):
    assert main(["export", str(file), *options]) == 2
    assert words in capsys.readouterr().err
