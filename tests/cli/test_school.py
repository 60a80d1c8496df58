"""The command `school`: a lesson as a link that the page follows, a class as a table."""

import csv
import io
import json

import numpy as np
import pytest

from explorer.app.permalink import apply_link, read_link
from explorer.app.state import ExplorerState
from explorer.cli.command_line import main
from explorer.io import open_night
from explorer.school.lesson import Lesson
from explorer.school.marking import Marked
from explorer.school.result_file import Result, write_result
from explorer.scoring.edit_history import STAGES as EDITED
from explorer.scoring.edit_history import Edit
from explorer.scoring.journal_location import open_journal
from explorer.storage.settings import SCORINGS_VARIABLE
from explorer.vocabulary.stages import Stage

STAGES = [*["W"] * 10, *["N1"] * 4, *["N2"] * 20, *["N3"] * 10, *["REM"] * 8]


@pytest.fixture
def scored(tmp_path):
    """Three scorers of one night in one table."""
    rows = ["epoch,scorer_1,scorer_2,scorer_3"]
    for number, stage in enumerate(STAGES):
        rows.append(f"{number + 1},{stage},{'N2' if number in (12, 13) else stage},{stage}")
    file = tmp_path / "night.csv"
    file.write_text("\n".join(rows))
    return file


def test_a_lesson_is_a_link_that_the_page_follows(scored, capsys):
    asked = ["school", "lesson", str(scored), "--count", "2", "--by", "disagreement", "--json"]
    assert main(asked) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["lesson"]["epochs"] == [12, 13]
    assert read_link(found["link"]).night == str(scored)
    state = ExplorerState(open_night(scored))
    assert apply_link(state, found["link"]) == ""
    assert state.sitting.lesson == Lesson((12, 13), "disagreement")
    assert main([*asked[:-1], "--feedback", "at once", "--scorer", "scorer_2"]) == 2
    assert "all its scorers agree" in capsys.readouterr().err


def test_a_lessons_key_may_be_who_scored_on_the_page(scored, capsys, monkeypatch, tmp_path):
    monkeypatch.setenv(SCORINGS_VARIABLE, str(tmp_path / "scorings"))
    open_journal(open_night(scored)).append(Edit(EDITED, "Ada", 300.0, 600.0, (2,) * 10))
    asked = ["school", "lesson", str(scored), "--scorer", "Ada", "--count", "2", "--json"]
    assert main(asked) == 0
    lesson = json.loads(capsys.readouterr().out)["lesson"]
    assert set(lesson["epochs"]) <= set(range(10, 20))


def test_fewer_epochs_than_asked_for_are_said(scored, capsys):
    assert main(["school", "lesson", str(scored), "--by", "disagreement"]) == 0
    told = capsys.readouterr()
    assert told.out.startswith("v1&night=")
    assert "only 2 epochs of this night" in told.err
    assert main(["school", "lesson", str(scored), "--scorer", "dan"]) == 2
    assert "no scorer 'dan', expected one of scorer_1, scorer_2" in capsys.readouterr().err


def test_a_reference_s_hypnogram_without_its_night_is_refused(tmp_path, capsys):
    assert main(["school", "class", str(tmp_path), "--hypnogram", "night.txt"]) == 2
    assert "name it with --night, or leave --hypnogram out" in capsys.readouterr().err


def test_a_kappa_of_all_right_has_no_interval_and_says_why(tmp_path, capsys):
    answers = (Stage.N2, Stage.N3) * 5
    votes = np.array([[0, 0, one == Stage.N2, one == Stage.N3, 0] for one in answers], int)
    result = Result("Ana", "n", True, Marked(Lesson(tuple(range(10))), answers, votes))
    (tmp_path / "ana.json").write_text(write_result(result))
    assert main(["school", "class", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert "1.00  (–) " in told
    assert "(–) Where every answer agrees with the experts, kappa has no interval" in told
    assert main(["school", "class", str(tmp_path), "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)["students"]
    assert (row["kappa"], row["kappa_low"], row["kappa_high"]) == (1.0, None, None)


def test_a_lesson_of_a_hypnogram_alone_is_noted(scored, capsys):
    assert main(["school", "lesson", str(scored), "--by", "disagreement"]) == 0
    assert "the page begins no lesson of it: this night is a hypnogram" in capsys.readouterr().err


def test_a_class_is_a_table_as_text_json_or_csv(tmp_path, capsys):
    votes = np.array([[0, 0, 0, 1, 0]] * 3)
    for name, answers in (("Ana", "N3 N3 N3"), ("Ben", "N2 N2 N3")):
        given = tuple(Stage[one] for one in answers.split())
        result = Result(name, "n", True, Marked(Lesson((1, 2, 3)), given, votes))
        (tmp_path / f"{name}.json").write_text(write_result(result))
    (tmp_path / "other.json").write_text("{}")
    assert main(["school", "class", str(tmp_path)]) == 0
    told = capsys.readouterr()
    assert "Ben struggles with “N2/N3: 20 % in slow waves”: 2 of 3 epochs" in told.out
    assert "not read: other.json is no result" in told.err
    assert main(["school", "class", str(tmp_path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [row["agreement"] for row in found["students"]] == [100.0, 33.33]
    assert [row["passed"] for row in found["students"]] == [True, False]
    assert main(["school", "class", str(tmp_path), "--csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["student"] for row in rows] == ["Ana", "Ben"]
    assert main(["school", "class", str(tmp_path / "nowhere")]) == 2
    assert "is no folder" in capsys.readouterr().err
