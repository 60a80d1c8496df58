"""A scoring that was exported from a night and is given back with it; and several notes of one."""

import numpy as np
import pytest

from explorer.cli.command_line import main
from explorer.io import open_night, read_hypnogram, write_edf
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.night.schema import make_events, make_signals


@pytest.fixture
def recording(tmp_path):
    """Write a night of 5 min with an arousal, an apnoea and movement time in it."""
    signals = make_signals(np.zeros((1, 3000), np.float32), 10, ["C3"], ["eeg"], ["uV"])
    stages = make_hypnogram(["W"] * 2 + ["N2"] * 7 + ["ARTEFACT"])
    events = make_events(
        onset=[63.25, 120.0],
        duration=[3.5, 12.0],
        kind=["Arousal", "Obstructive apnea"],
        channel=["C3", ""],
        source=["first scorer"] * 2,
    )
    night = Night.make({"eeg": signals}, {"ann": stages}, events)
    write_edf(night, tmp_path / "night.edf")
    return tmp_path / "night.edf"


@pytest.mark.parametrize(
    ("form", "name"),
    [("csv", "s.csv"), ("bids", "s.tsv"), ("edf", "s.edf"), ("profusion", "s.xml")],
)
def test_events_that_are_given_back_are_there_once(recording, form, name):
    file = recording.parent / name
    assert main(["export", str(recording), "--format", form, "--out", str(file)]) == 0
    night = open_night(recording, file)
    assert night.events.kind.values.tolist() == ["Arousal", "Obstructive apnea"]
    assert any("kept once" in note for note in night.reader_notes)
    assert len(set(night.reader_notes)) == len(night.reader_notes)


def test_an_event_of_the_scorers_own_stays(recording):
    file = recording.parent / "s.csv"
    rows = ["0,300,Sleep stage N2", "63.25,3.5,Arousal", "66,3.5,Arousal"]
    file.write_text("\n".join(["onset,duration,trial_type", *rows]))
    night = open_night(recording, file)
    assert night.events.onset.values.tolist() == [
        63.25,
        63.25,
        66.0,
        120.0,
    ]  # on a channel, on none


def test_codes_that_must_be_said_are_asked_about_once(tmp_path):
    signals = make_signals(np.zeros((1, 18000), np.float32), 10, ["C3"], ["eeg"], ["uV"])
    codes = [0] * 6 + [1] * 2 + [2] * 30 + [3] * 10 + [5] * 12
    events = make_events(
        onset=[30.0 * place for place in range(60)],
        duration=[30.0] * 60,
        kind=[str(code) for code in codes],
        channel=[""] * 60,
        source=["ann"] * 60,
    )
    write_edf(Night.make({"eeg": signals}, {}, events), tmp_path / "night.edf")
    asked = [note for note in open_night(tmp_path / "night.edf").reader_notes if "--stages" in note]
    assert len(asked) == 1
    assert "REM or ARTEFACT" in asked[0]


@pytest.mark.parametrize("head", ["epoch,ann,bob", "epoch,stage,bob"])
def test_a_column_whose_cells_are_all_stages_is_a_scorer(tmp_path, head):
    (tmp_path / "night.csv").write_text(f"{head}\n1,W,W\n2,N1,N2\n3,N2,N2\n4,R,R\n")
    found = read_hypnogram(tmp_path / "night.csv")
    assert found.scorer.values.tolist() == head.split(",")[1:]
    assert found.stage.values.tolist() == [[0, 1, 2, 4], [0, 2, 2, 4]]
    assert not any("not used" in note for note in found.attrs["notes"])


def test_a_column_of_other_letters_is_no_scorer(tmp_path):
    (tmp_path / "night.csv").write_text(
        "epoch,stage,position,side\n1,W,L,R\n2,N1,R,R\n3,N2,R,R\n4,R,L,R\n"
    )
    assert read_hypnogram(tmp_path / "night.csv").sizes["scorer"] == 1
