"""The epoch length that a scorer's file states, and what is said where it states none."""

import numpy as np
import pytest

from explorer.io import open_night, write_edf
from explorer.io.stated_epoch_length import stated_epoch_length
from explorer.night.night import Night
from explorer.night.schema import make_signals

STAGES = ["W"] * 10 + ["N1"] * 4 + ["N2"] * 20 + ["N3"] * 10 + ["R"] * 16
COUNTED = [f"{place},{stage}" for place, stage in enumerate(STAGES, 1)]
ASSUMED = "30 s assumed"


@pytest.mark.parametrize(
    ("line", "seconds"),
    [
        ("# epoch length: 20 s", 20.0),
        ("# epoch_length=20", 20.0),
        ("Epoch duration (s): 20", 20.0),
        ("Epoch_duration_sec;20", 20.0),
        ("epoch length (min): 0.5", 30.0),
        ("epoch length = 20000 ms", 20.0),
        ("scored in 20-s epochs", 20.0),
        ("# 1 value per 20 seconds", 20.0),
        ("Epochenlänge: 20 s", 20.0),
        ("Epoch [20 s]", 20.0),
        ("Epochs: 960", None),
        ("epoch 20", None),
        ("First epoch 22:30:00", None),
        ("epoch", None),
    ],
)
def test_a_line_states_how_long_an_epoch_is(line, seconds):
    assert stated_epoch_length("night.txt", [line]) == seconds


def test_a_length_that_nobody_scores_is_refused():
    with pytest.raises(ValueError, match="20000 s is not believed"):
        stated_epoch_length("night.txt", ["epoch length: 20000 s"])


@pytest.mark.parametrize(
    ("head", "rows"),
    [
        ("# epoch length: 20 s", STAGES),
        ("Epoch length: 20 s", STAGES),
        ("# epoch_length=20\nepoch,stage", COUNTED),
        ("Epoch length: 20 s\nepoch,stage", COUNTED),
        ("Epoch length,20\n\nepoch,stage", COUNTED),
        ("Epoch (20s),stage", COUNTED),
        ("# epoch length: 20 s\nstage,quality", [f"{stage},good" for stage in STAGES]),
        ("# epoch length: 20 s", [row.replace(",", " ") for row in COUNTED]),
        ("# epoch length: 20 s", [" ".join(STAGES[at : at + 10]) for at in range(0, 60, 10)]),
    ],
)
def test_a_file_that_states_its_epoch_length_is_read_by_it(tmp_path, head, rows):
    (tmp_path / "night.csv").write_text("\n".join([head, *rows]))
    night = open_night(tmp_path / "night.csv")
    assert float(night.hypnogram.epoch_length) == 20.0
    assert night.hypnogram.sizes["epoch"] == 60
    assert not any(ASSUMED in note for note in night.reader_notes)


@pytest.mark.parametrize(
    ("head", "rows"),
    [
        ("# epoch length: 20 s\n# scored by ann", STAGES),
        ("Epoch length: 20 s\n# scored by ann", STAGES),
        ("# scored by ann\n# epoch_length=20\nepoch,stage", COUNTED),
        ("Epoch length: 20 s\nScored by ann\nepoch,stage", COUNTED),
    ],
)
def test_the_line_that_states_the_epoch_length_is_not_called_unused(tmp_path, head, rows):
    (tmp_path / "night.csv").write_text("\n".join([head, *rows]))
    night = open_night(tmp_path / "night.csv")
    lines = [entry for entry in night.account if entry.kind == "rows"]
    assert [entry.used_as for entry in lines if "20" in entry.name] == ["epochs of 20 s"]
    assert [entry.count for entry in lines if not entry.used_as] == [1]
    assert not any("2 lines" in note for note in night.reader_notes)


def test_a_comment_that_gives_the_code_of_rem_is_not_called_unused(tmp_path):
    (tmp_path / "night.txt").write_text("\n".join(["# 0 wake, 5 REM", *"0112233255"]))
    night = open_night(tmp_path / "night.txt")
    assert [entry.used_as for entry in night.account if "REM" in entry.name][:1] == [
        "the coding of its stages"
    ]


@pytest.mark.parametrize("head", ["", "epoch,stage", "stage,quality"])
def test_30_s_that_were_assumed_are_said(tmp_path, head):
    rows = {"": STAGES, "epoch,stage": COUNTED}.get(head, [f"{one},good" for one in STAGES])
    (tmp_path / "night.csv").write_text("\n".join([head, *rows]).lstrip())
    night = open_night(tmp_path / "night.csv")
    assert float(night.hypnogram.epoch_length) == 30.0
    assert sum(ASSUMED in note for note in night.reader_notes) == 1
    other = open_night(tmp_path / "night.csv", epoch_length=20)
    assert float(other.hypnogram.epoch_length) == 20.0
    assert not any(ASSUMED in note for note in other.reader_notes)


def test_a_recording_of_that_length_is_why_and_nothing_is_assumed(tmp_path):
    signals = make_signals(np.zeros((1, 18000), np.float32), 10, ["C3"], ["eeg"], ["uV"])
    write_edf(Night.make({"eeg": signals}, {}), tmp_path / "night.edf")
    (tmp_path / "night.txt").write_text("\n".join(STAGES))
    night = open_night(tmp_path / "night.edf")
    assert night.hypnogram.sizes["epoch"] == 60
    assert not any(ASSUMED in note for note in night.reader_notes)


def test_onsets_that_contradict_what_is_stated_are_taken_and_that_is_said(tmp_path):
    rows = [f"{30 * place},{stage}" for place, stage in enumerate(STAGES)]
    (tmp_path / "night.csv").write_text("\n".join(["# epoch length: 20 s", "onset,stage", *rows]))
    night = open_night(tmp_path / "night.csv")
    assert float(night.hypnogram.epoch_length) == 30.0
    assert any("said to last 20 s" in note for note in night.reader_notes)
