"""Several scorers of one night in files of their own, and stagers that give probabilities."""

import json

import numpy as np
import pytest

from explorer.io import open_night, read_hypnogram, write_edf
from explorer.io.several_scorers import beside, read_scorings
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.scoring.combine_scorers import scorer_label


@pytest.fixture
def scorers(tmp_path):
    """Three folders of one scorer each, and one that is none."""
    for place in (1, 2, 3):
        folder = tmp_path / f"scorer_{place}"
        folder.mkdir()
        (folder / "night.json").write_text(json.dumps([0, 1, 2, place, -1]))
        (folder / "other.json").write_text("[0]")
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "night.json").write_text("[0]")
    return tmp_path


def test_a_scorers_file_brings_those_of_the_folders_beside_it(scorers):
    night = open_night(scorers / "scorer_2" / "night.json")
    assert night.hypnograms.scorer.values.tolist() == ["scorer_2", "scorer_1", "scorer_3"]
    assert night.hypnograms.values[:, 3].tolist() == [2, 1, 3]
    assert any("3 scorers" in note for note in night.reader_notes)
    assert read_hypnogram(scorers / "scorer_2" / "night.json").sizes["scorer"] == 1


def test_a_folder_that_is_called_after_nobody_brings_nothing(scorers):
    assert open_night(scorers / "notes" / "night.json").hypnograms.sizes["scorer"] == 1


def test_files_that_are_named_are_each_a_scorer(scorers):
    files = [scorers / "scorer_1" / "night.json", scorers / "scorer_3" / "night.json"]
    night = open_night(files[0], files)
    assert night.hypnograms.scorer.values.tolist() == ["scorer_1", "scorer_3"]


def test_scorers_whose_long_files_begin_alike_are_told_by_what_differs(tmp_path):
    long = "simulated_night__young_adult__seed_128__{}_hypnogram.txt"
    files = [tmp_path / long.format(name) for name in ("ann", "bob")]
    for file, stage in zip(files, ("W", "N2"), strict=True):
        file.write_text(f"{stage}\n" * 4)
    found = read_scorings([*files, files[1]]).hypnograms
    assert {name: one.values[0] for name, one in found.items()} == {"ann": 0, "bob": 2, "bob 2": 2}


def test_the_label_of_ones_own_scoring_is_nobodys_name():
    stages = make_hypnogram(["W", "W"])
    night = Night.make({}, {"me": stages, "me (own)": stages})
    assert scorer_label(night, "me") == "me (own) 2"
    assert scorer_label(night, "Ada") == "Ada"


def test_scorers_of_a_recording_are_laid_on_its_time(scorers, short_night, tmp_path):
    recording = tmp_path / "night.edf"
    write_edf(short_night, recording)
    files = [scorers / f"scorer_{place}" / "night.json" for place in (1, 2)]
    night = open_night(recording, files)
    assert night.hypnograms.sizes == {"scorer": 2, "epoch": 10}


def test_scorers_with_other_epochs_are_refused(tmp_path):
    (tmp_path / "a.csv").write_text("onset,duration,stage\n0,30,W\n30,30,N1\n")
    (tmp_path / "b.csv").write_text("onset,duration,stage\n0,20,W\n20,20,N1\n")
    with pytest.raises(
        ValueError, match=r"a has epochs of 30 s .* b has epochs of 20 s .* need the same"
    ):
        read_scorings([tmp_path / "a.csv", tmp_path / "b.csv"])


def test_every_night_of_five_scorers_opens_with_all_of_them(shared_data):
    files = sorted(shared_data.glob("dod/*/scorer_1/*.json"))
    assert len(files) == 48
    assert all(len(beside(file)) == 4 for file in files)
    for file in (files[0], files[-1]):
        assert open_night(file).hypnograms.sizes["scorer"] == 5


# ---- probabilities -------------------------------------------------------------------------------

ROWS = [[0.9, 0.1, 0, 0, 0], [0.2, 0.5, 0.3, 0, 0], [0, 0.1, 0.6, 0.3, 0], [0, 0, 0, 0, 1]]


def as_table(rows, head="W,N1,N2,N3,R"):
    return "\n".join([head, *(",".join(map(str, row)) for row in rows)])


@pytest.mark.parametrize("head", ["W,N1,N2,N3,R", "PP_W,PP_N1,PP_N2,PP_N3,PP_R"])
def test_a_table_of_probabilities_is_a_hypnogram_with_them(tmp_path, head):
    file = tmp_path / "night.csv"
    file.write_text(as_table(ROWS, head))
    night = open_night(file)
    assert night.hypnogram.values.tolist() == [0, 1, 2, 4]
    np.testing.assert_allclose(night.probabilities.isel(scorer=0), ROWS)
    assert any("likeliest" in note for note in night.reader_notes)


def test_percentages_are_probabilities_too(tmp_path):
    file = tmp_path / "night.csv"
    file.write_text(as_table(100 * np.array(ROWS)))
    np.testing.assert_allclose(open_night(file).probabilities.isel(scorer=0), ROWS, rtol=1e-6)


def test_probabilities_go_with_the_stages_of_their_table(tmp_path):
    file = tmp_path / "night.csv"
    rows = [[*row, stage] for row, stage in zip(ROWS, ("W", "W", "N2", "R"), strict=True)]
    file.write_text(as_table(rows, "W,N1,N2,N3,R,stage"))
    night = open_night(file)
    assert night.hypnogram.values.tolist() == [0, 0, 2, 4]
    assert night.probabilities.sel(stage_name="N1").values.tolist() == [
        pytest.approx([0.1, 0.5, 0.1, 0])
    ]


def test_probabilities_move_with_their_hypnogram_onto_a_recording(short_night, tmp_path):
    recording, table = tmp_path / "night.edf", tmp_path / "stager.csv"
    write_edf(short_night, recording)
    rows = [[60 + 30 * place, *row] for place, row in enumerate(ROWS)]
    table.write_text(as_table(rows, "onset,W,N1,N2,N3,R"))
    night = open_night(recording, table)
    values = night.probabilities.isel(scorer=0).values
    assert np.isnan(values[:2]).all()
    np.testing.assert_allclose(values[2:6], ROWS, rtol=1e-6)
    assert np.isnan(values[6:]).all()


@pytest.mark.parametrize("row", [[0.9, 0.9, 0, 0, 0], [1.1, -0.1, 0, 0, 0], ["x", 0, 0, 0, 1]])
def test_what_is_no_probability_is_refused(tmp_path, row):
    file = tmp_path / "night.csv"
    file.write_text(as_table([ROWS[0], row]))
    with pytest.raises(ValueError, match="must hold probabilities"):
        read_hypnogram(file)


def test_probabilities_of_nobody_are_refused(tmp_path):
    file = tmp_path / "night.csv"
    file.write_text(as_table(ROWS))
    belief = open_night(file).probabilities.isel(scorer=0, drop=True)
    with pytest.raises(ValueError, match="probabilities of"):
        Night.make({}, {"me": make_hypnogram(["W"] * 4)}, None, {"you": belief})
