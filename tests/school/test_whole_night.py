"""Whole nights that students scored, against experts: five real scorers of one night."""

import json
import shutil

import numpy as np
import pytest

from explorer.cli.command_line import main
from explorer.metrics.scorer_agreement import agreement
from explorer.night.hypnogram import make_hypnogram
from explorer.night.schema import make_hypnograms
from explorer.school.whole_night import mark_whole_night
from explorer.vocabulary.stages import SCORED


def experts(**scored):
    return make_hypnograms({name: make_hypnogram(stages) for name, stages in scored.items()})[
        "stage"
    ]


def test_every_epoch_that_an_expert_scored_is_asked_and_ties_leave_both_right():
    two = experts(ann=["W", "N1", "N2", "UNSCORED"], bob=["W", "N2", "N2", "UNSCORED"])
    found = mark_whole_night("Bo", make_hypnogram(["W", "N2", "N3", "N2"]), two).marked
    assert found.lesson.epochs == (0, 1, 2)
    assert found.right.tolist() == [True, True, False]
    assert found.rule(2).name == "20 % in slow waves"


def test_a_night_of_more_epochs_than_a_lesson_has_is_marked():
    key = make_hypnogram(np.random.default_rng(1).choice(SCORED, 960))
    found = mark_whole_night("Bo", key, experts(ann=key.values)).marked
    assert found.percent == 100
    assert found.kappa == 1


@pytest.mark.parametrize(
    ("scoring", "said"),
    [
        (make_hypnogram(["W", "N2"], 20.0), "epochs of 20 s"),
        (make_hypnogram(["W", "N2"], first_onset=11.0), "between those of the reference"),
        (make_hypnogram(["W", "N2"], first_onset=3000.0), "another night"),
    ],
)
def test_what_is_no_scoring_of_this_night_is_refused_in_a_sentence(scoring, said):
    with pytest.raises(ValueError, match=said):
        mark_whole_night("Bo", scoring, experts(ann=["W", "N1", "N2"]))


def test_a_class_of_exported_hypnograms_is_a_table(shared_data, tmp_path, capsys):
    """Four scorers of a real night as students, the fifth as the reference."""
    (_, name, *_) = sorted(
        file.name for file in (shared_data / "dod" / "dodh" / "scorer_1").iterdir()
    )
    folder = tmp_path / "class"
    folder.mkdir()
    for number in range(2, 6):
        file = shared_data / "dod" / "dodh" / f"scorer_{number}" / name
        shutil.copy(file, folder / f"student {number}.json")
    (folder / "notes.txt").write_text("no scoring at all")
    night = tmp_path / "alone" / "key.json"  # beside the others all five would be the key
    night.parent.mkdir()
    shutil.copy(shared_data / "dod" / "dodh" / "scorer_1" / name, night)
    assert main(["school", "class", str(folder), "--night", str(night), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [row["student"] for row in found["students"]] == [f"student {n}" for n in range(2, 6)]
    assert ["notes.txt" in said for said in found["not_read"]] == [True]
    from explorer.io import read_hypnogram

    key = read_hypnogram(night)["stage"].isel(scorer=0)
    for row, number in zip(found["students"], range(2, 6), strict=True):
        other = read_hypnogram(folder / f"student {number}.json")["stage"].isel(scorer=0)
        peer = agreement(key, other)
        assert row["kappa"] == pytest.approx(float(peer.cohen_kappa), abs=1e-3)
        assert row["kappa_low"] < row["kappa"] < row["kappa_high"]
        asked = int(np.isin(key.values, SCORED).sum())
        assert row["asked"] == asked
