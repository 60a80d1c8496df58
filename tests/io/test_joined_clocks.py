"""Recordings and scorings joined by their clocks, with a note for what was assumed."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from explorer.io import open_night, write_edf
from explorer.night.night import Night
from explorer.night.schema import make_signals
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
