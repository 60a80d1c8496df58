"""Recordings and scorings joined by their clocks, with a note for what was assumed."""

import json
from datetime import datetime, timedelta

import numpy as np
import pytest

from explorer.io import open_night, write_edf
from explorer.night.night import Night
from explorer.night.schema import make_events, make_signals
from explorer.vocabulary.stages import Stage

BEGIN = datetime(2018, 5, 22, 23, 50)
STAGES = ["W"] * 4 + ["N1"] * 2 + ["N2"] * 10 + ["REM"] * 4


def opened(folder, start, write, minutes=10):
    """Open a recording with a scoring beside it whose clock times a function writes."""
    samples = np.random.default_rng(0).normal(0, 20, (1, minutes * 60 * 10)).astype(np.float32)
    signals = make_signals(samples, 10, ["C3"], ["eeg"], ["uV"])
    write_edf(Night.make({"eeg": signals}, {}, start=start.isoformat()), folder / "night.edf")
    rows = [
        f"{write(BEGIN + timedelta(seconds=30 * place))},{stage}"
        for place, stage in enumerate(STAGES)
    ]
    (folder / "night.csv").write_text("\n".join(["time,stage", *rows]))
    night = open_night(folder / "night.edf")
    scored = np.flatnonzero(night.hypnogram.values != Stage.UNSCORED)
    first = float(night.hypnogram.onset[scored[0]]) if scored.size else None
    return first, " | ".join(night.reader_notes)


@pytest.mark.parametrize(
    ("start", "form", "minutes", "first", "said"),
    [
        (BEGIN, "%Y-%m-%d %H:%M:%S", 10, 0, "counted from the recording's start"),
        (BEGIN, "%Y-%m-%dT%H:%M:%S+02:00", 10, 0, "taken to be of it too"),
        (BEGIN + timedelta(hours=2), "%Y-%m-%dT%H:%M:%SZ", 10, 0, "zone between them"),
        (BEGIN - timedelta(hours=1), "%Y-%m-%d %H:%M:%S", 90, 3600, "exactly +1 h"),
        (BEGIN - timedelta(minutes=5), "%H:%M:%S", 20, 300, "20 epochs of the recording"),
        (BEGIN + timedelta(minutes=2), "%I:%M:%S %p", 8, 0, "4 epochs before the start"),
        (datetime(1985, 1, 1, 23, 49), "%Y-%m-%d %H:%M:%S", 12, 60, "times of day alone"),
        (datetime(2018, 5, 22, 8), "%H:%M:%S", 10, None, "of another night?"),
    ],
)
def test_a_scoring_is_laid_where_its_clock_says(start, form, minutes, first, said, tmp_path):
    found, notes = opened(tmp_path, start, lambda moment: moment.strftime(form), minutes)
    assert found == first
    assert said in notes


# ---- a scorer's file with a start of its own, and what is inside the recording -------------------


@pytest.fixture
def marked(tmp_path):
    """Return a recording of 10 min with lights and an arousal inside it."""
    samples = np.random.default_rng(0).normal(0, 20, (1, 6000)).astype(np.float32)
    signals = make_signals(samples, 10, ["C3"], ["eeg"], ["uV"])
    arousal = {"onset": 333.0, "duration": 3.5, "kind": "Arousal", "channel": "", "source": "ann"}
    night = Night.make(
        {"eeg": signals},
        {},
        make_events([arousal]),
        start=BEGIN.isoformat(),
        lights_off=60.0,
        lights_on=570.0,
    )
    write_edf(night, tmp_path / "night.edf")
    return tmp_path / "night.edf"


def later_scoring(folder, name="late.json", start=BEGIN + timedelta(minutes=5)):
    """Write a scoring that begins 5 min after the recording, by its own clock."""
    values = ["WAKE"] * 4 + ["N2"] * 6
    file = folder / name
    file.write_text(
        json.dumps({"values": values, "freq": "30s", "start": start.isoformat(), "n_stages": 5})
    )
    return file


@pytest.mark.parametrize("beside", [True, False])
@pytest.mark.parametrize("seconds", [300, 7.5])
def test_a_scorers_clock_moves_nothing_inside_the_recording(marked, beside, seconds):
    start = BEGIN + timedelta(seconds=seconds)
    name = "night_hypnogram.json" if beside else "late.json"
    file = later_scoring(marked.parent, name, start)
    night = open_night(marked) if beside else open_night(marked, file)
    assert (night.attrs["lights_off"], night.attrs["lights_on"]) == (60.0, 570.0)
    assert night.events.onset.values.tolist() == [333.0]
    first = np.flatnonzero(night.hypnogram.values == Stage.W)[0]
    assert float(night.hypnogram.onset[first]) == seconds


def test_what_came_in_a_scorers_file_follows_its_clock(marked):
    file = marked.parent / "late.edf"
    scoring = open_night(later_scoring(marked.parent))
    signals = make_signals(np.zeros((1, 3000), np.float32), 10, ["x"], ["eeg"], ["uV"])
    arousal = {"onset": 10.0, "duration": 4.0, "kind": "Apnea", "channel": "", "source": "bob"}
    events = make_events([arousal])
    start = (BEGIN + timedelta(minutes=5)).isoformat()
    late = Night.make({"eeg": signals}, {"bob": scoring.hypnogram}, events, start=start)
    write_edf(late, file)
    night = open_night(marked, file)
    found = dict(zip(night.events.kind.values.tolist(), night.events.onset.values, strict=True))
    assert found == {"Arousal": 333.0, "Apnea": 310.0}
    assert night.attrs["lights_off"] == 60.0


@pytest.mark.parametrize("turned", [True, False])
def test_the_order_of_two_scorers_moves_nobody(marked, turned):
    plain = marked.parent / "plain.txt"
    plain.write_text("\n".join(["W"] * 14 + ["N2"] * 6))
    files = [later_scoring(marked.parent), plain]
    night = open_night(marked, files[::-1] if turned else files)
    assert (night.attrs["lights_off"], night.attrs["lights_on"]) == (60.0, 570.0)
    for scorer in ("late", "plain"):
        stages = night.hypnograms.sel(scorer=scorer)
        assert float(stages.onset[np.flatnonzero(stages.values == Stage.N2)[0]]) == 420.0


def test_a_scorers_file_in_place_of_a_recording_keeps_its_clock_too(tmp_path):
    first = later_scoring(tmp_path, "first.json", BEGIN)
    late = later_scoring(tmp_path, "late.json")
    night = open_night(first, late)
    assert night.start == BEGIN
    assert night.hypnogram.values.tolist()[:12] == [Stage.UNSCORED] * 10 + [Stage.W] * 2
    assert night.hypnogram.sizes["epoch"] == 20
