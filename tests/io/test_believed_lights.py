"""Lights that a file marks the wrong way round, or outside its recording."""

import math

import numpy as np
import pytest

from explorer import metrics
from explorer.cli.command_line import main
from explorer.io import open_night, read_hypnogram, write_edf
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.night.schema import make_signals

STAGES = ["W"] * 4 + ["N2"] * 12 + ["REM"] * 4


@pytest.fixture
def saved(tmp_path):
    """Write a night of 10 min with lights at these times, and return its file."""

    def write(off, on):
        signals = make_signals(np.zeros((1, 6000), np.float32), 10, ["C3"], ["eeg"], ["uV"])
        hypnograms = {"ann": make_hypnogram(STAGES)}
        night = Night.make({"eeg": signals}, hypnograms, lights_off=off, lights_on=on)
        write_edf(night, tmp_path / "night.edf")
        return tmp_path / "night.edf"

    return write


@pytest.mark.parametrize(("off", "on"), [(450.0, 150.0), (300.0, 300.0)])
def test_lights_the_wrong_way_round_are_not_known_and_that_is_said(saved, off, on, capsys):
    file = saved(off, on)
    night = open_night(file)
    assert math.isnan(night.attrs["lights_off"])
    assert math.isnan(night.attrs["lights_on"])
    (note,) = [one for one in night.reader_notes if "wrong way round" in one]
    assert f"off at {off:g} s and on at {on:g} s" in note
    assert "--lights-off and --lights-on" in note
    assert metrics.table(night)["TIB"].item() == 10.0
    for command in ("info", "stats"):
        assert main([command, str(file)]) == 0
        assert capsys.readouterr().out.count("wrong way round") == 1


def test_lights_that_are_said_count_in_place_of_them(saved, capsys):
    file = saved(450.0, 150.0)
    night = open_night(file, lights_off=150.0, lights_on=450.0)
    assert (night.attrs["lights_off"], night.attrs["lights_on"]) == (150.0, 450.0)
    assert not any("wrong way round" in note for note in night.reader_notes)
    assert main(["stats", str(file), "--lights-off", "150", "--lights-on", "450", "--csv"]) == 0
    assert "TIB,5" in capsys.readouterr().out
    with pytest.raises(ValueError, match="lights must go off before they go on"):
        open_night(file, lights_off=450.0, lights_on=150.0)


def test_a_scorers_file_alone_is_read_so_too(tmp_path, capsys):
    rows = [f"{30 * place},30,{stage}" for place, stage in enumerate(STAGES)]
    file = tmp_path / "night.csv"
    file.write_text(
        "\n".join(["onset,duration,trial_type", *rows, "450,0,Lights off", "150,0,Lights on"])
    )
    found = read_hypnogram(file)
    assert math.isnan(found.attrs["lights_off"])
    assert any("wrong way round" in note for note in found.attrs["notes"])
    assert main(["stats", "--hypnogram", str(file)]) == 0
    assert "wrong way round" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("off", "on", "said"),
    [
        (2000.0, 3000.0, True),
        (-300.0, -100.0, True),
        (700.0, math.nan, True),
        (math.nan, -5.0, True),
        (-60.0, 500.0, False),
        (60.0, 700.0, False),
    ],
)
def test_lights_that_leave_nothing_of_the_recording_are_said(saved, off, on, said, capsys):
    file = saved(off, on)
    notes = [note for note in open_night(file).reader_notes if "outside the recording" in note]
    assert len(notes) == said
    assert main(["info", str(file)]) == 0
    assert ("outside the recording" in capsys.readouterr().out) == said
