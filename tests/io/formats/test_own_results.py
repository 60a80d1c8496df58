"""Files that the tool itself saves as JSON, opened as a night: refused by what they are."""

import json

import numpy as np
import pytest

from explorer.cli.command_line import main
from explorer.io import open_night, read_hypnogram
from explorer.plan import study
from explorer.plan.randomise import randomise
from explorer.school.lesson import Lesson
from explorer.school.marking import Marked
from explorer.school.result_file import Result, write_result
from explorer.vocabulary.stages import Stage


def answers():
    return write_result(
        Result("Ana", "n", False, Marked(Lesson((4,)), (Stage.N2,), np.array([[0, 0, 1, 0, 0]])))
    )


def made_plan():
    return study(primary="SE", smallest_effect=5, sd=9.0, icc=0.5, nights=3)


def printed(capsys, *arguments):
    """Return what a command prints."""
    main(list(arguments))
    return capsys.readouterr().out


@pytest.fixture
def hypnogram(tmp_path):
    file = tmp_path / "night.csv"
    file.write_text("\n".join(["epoch,stage", *(f"{i},N2" for i in range(1, 41))]))
    return str(file)


@pytest.mark.parametrize("read", [open_night, read_hypnogram])
def test_a_students_answers_are_no_night(tmp_path, read):
    file = tmp_path / "ana.json"
    file.write_text(answers())
    with pytest.raises(ValueError, match="answers to a lesson, and no night; add it in the tab"):
        read(file)


def test_own_files_are_refused_by_what_they_are(tmp_path, capsys, hypnogram):
    plan = made_plan()
    saved = {
        "a study plan, and no night": plan.to_json(),
        "the sealed list of a study plan": randomise(plan, seed=1).sealed,
        "a study plan with its power": printed(
            capsys,
            "plan",
            "--primary",
            "SE",
            "--smallest",
            "5",
            "--sd",
            "9",
            "--icc",
            "0.5",
            "--json",
        ),
        "the numbers of a night": printed(capsys, "stats", hypnogram, "--json"),
        "what a file holds": printed(capsys, "info", hypnogram, "--json"),
        "a lesson, as school lesson": printed(
            capsys, "school", "lesson", hypnogram, "--count", "5", "--json"
        ),
    }
    answered = tmp_path / "class"
    answered.mkdir()
    (answered / "ana.json").write_text(answers())
    saved["a class's table"] = printed(capsys, "school", "class", str(answered), "--json")
    for words, text in saved.items():
        file = tmp_path / "own.json"
        file.write_text(text)
        with pytest.raises(ValueError, match=words):
            read_hypnogram(file)


def test_a_scoring_with_words_of_such_a_file_is_read(tmp_path):
    file = tmp_path / "night.json"
    file.write_text(json.dumps({"metrics": {}, "notes": [], "stages": ["W", "N1"] * 20}))
    assert read_hypnogram(file).sizes["epoch"] == 40
