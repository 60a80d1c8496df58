"""Stages marked as points of a recording, and stages that are short or have gaps between them."""

import mne
import numpy as np
import pytest

from explorer.io import open_night
from explorer.vocabulary.stages import Stage

STAGES = ["W"] * 10 + ["N1"] * 4 + ["N2"] * 20 + ["N3"] * 10 + ["R"] * 16
SAID = "marks of where one begins, lasting until the next"


def counts(night):
    """How many epochs there are of each stage."""
    codes, numbers = np.unique(night.hypnogram.values, return_counts=True)
    return {Stage(code).name: int(number) for code, number in zip(codes, numbers, strict=True)}


WHOLE = {"W": 10, "N1": 4, "N2": 20, "N3": 10, "REM": 16}


@pytest.mark.parametrize("seconds", [0.0078, 0.008, 0.01, 1.0, 2.0])
@pytest.mark.parametrize("form", ["{}", "codes"])
def test_a_table_of_marks_has_epochs_until_the_next(tmp_path, seconds, form):
    codes = {"W": 0, "N1": 1, "N2": 2, "N3": 3, "R": 4}
    rows = [
        f"{30 * place},{seconds},{codes[stage] if form == 'codes' else stage}"
        for place, stage in enumerate(STAGES)
    ]
    (tmp_path / "night.csv").write_text("\n".join(["onset,duration,stage", *rows]))
    night = open_night(tmp_path / "night.csv")
    assert counts(night) == WHOLE
    assert float(night.hypnogram.epoch_length) == 30.0
    assert any(SAID in note for note in night.reader_notes)
    assert not any("read in" in note for note in night.reader_notes)


@pytest.mark.parametrize("seconds", [1 / 128, 1.0])
@pytest.mark.parametrize("before", ["Sleep stage ", "", "Stage/"])
def test_annotations_of_marks_have_epochs_until_the_next(seconds, before):
    samples = np.random.default_rng(0).normal(0, 2e-5, (1, 1800 * 128))
    raw = mne.io.RawArray(samples, mne.create_info(["C4"], 128, "eeg"), verbose="error")
    onsets = [30.0 * place for place in range(len(STAGES))]
    raw.set_annotations(mne.Annotations(onsets, seconds, [before + stage for stage in STAGES]))
    night = open_night(raw)
    assert counts(night) == WHOLE
    assert any(SAID in note for note in night.reader_notes)


@pytest.mark.parametrize(
    ("step", "seconds", "length"), [(60, 30, 30.0), (300, 30, 30.0), (30, 15, 15.0), (1, 1, 1.0)]
)
def test_a_scoring_with_gaps_or_of_short_epochs_is_not_changed(tmp_path, step, seconds, length):
    rows = [f"{step * place},{seconds},{stage}" for place, stage in enumerate(STAGES)]
    (tmp_path / "night.csv").write_text("\n".join(["onset,duration,stage", *rows]))
    night = open_night(tmp_path / "night.csv")
    found = counts(night)
    found.pop("UNSCORED", None)
    assert found == WHOLE
    assert float(night.hypnogram.epoch_length) == length
    assert not any(SAID in note for note in night.reader_notes)


def test_hours_that_are_rounded_last_as_long_as_the_steps(tmp_path):
    rows = [f"{30 * place},0.0083,{stage}" for place, stage in enumerate(STAGES)]
    (tmp_path / "night.csv").write_text("\n".join(["onset,duration,stage", *rows]))
    night = open_night(tmp_path / "night.csv")
    assert float(night.hypnogram.epoch_length) == 30.0
    assert any("read in h" in note for note in night.reader_notes)
