"""Lessons and results as text: they come back as they were, and what harms is refused."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.school.lesson import AT_ONCE, FEEDBACK, Lesson
from explorer.school.marking import Marked
from explorer.school.result_file import Result, read_files, read_folder, read_result, write_result
from explorer.vocabulary.stages import Stage

LESSON = Lesson((3, 8), "transitions", AT_ONCE, ("scorer 1", "Ö: b,c"))
RESULT = Result(
    "Ana",
    "night 1",
    True,
    Marked(LESSON, (Stage.N2, Stage.UNSCORED), np.array([[0, 1, 4, 0, 0], [5, 0, 0, 0, 0]])),
)

names = st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=20)


@given(
    st.sets(st.integers(0, 9_999_999), min_size=1, max_size=40),
    st.sampled_from(list(FEEDBACK)),
    st.lists(names, max_size=5),
    st.text(st.characters(blacklist_categories=("Cs",)), max_size=40),
)
def test_a_lesson_comes_back_from_its_text_and_its_json(epochs, feedback, scorers, by):
    lesson = Lesson(tuple(sorted(epochs)), by, feedback, tuple(scorers))
    assert Lesson.from_text(lesson.text) == lesson
    assert Lesson.from_json(json.loads(json.dumps(lesson.as_json()))) == lesson


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "has 4 parts"),
        ("at the end:x:3.2:", "each once, rising"),
        ("at the end:x:3.3:", "each once, rising"),
        ("at the end:x:-3:", "whole numbers with points"),
        ("at the end:x:1e3:", "whole numbers with points"),
        ("at the end:x:" + "9" * 30 + ":", "whole numbers with points"),
        ("soon:x:3:", "no feedback 'soon'"),
        ("at the end:" + "x" * 99 + ":3:", "in 40 letters"),
        ("at the end:x:" + ".".join(map(str, range(201))) + ":", "not 201"),
    ],
)
def test_a_text_that_is_no_lesson_is_refused(text, words):
    with pytest.raises(ValueError, match=words):
        Lesson.from_text(text)


def test_a_result_comes_back_from_its_file():
    found = read_result(write_result(RESULT))
    assert (found.student, found.night, found.simulated) == ("Ana", "night 1", True)
    assert found.marked.lesson == LESSON
    assert found.marked.answers == RESULT.marked.answers
    assert found.marked.votes.tolist() == RESULT.marked.votes.tolist()


def changed(**changes):
    return json.dumps({**json.loads(write_result(RESULT)), **changes})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is no JSON"),
        ("[" * 100_000, "is no JSON"),
        ("[1]", "is no result of a lesson"),
        ("x" * 1_000_001, "1000000 at most"),
        (changed(version=2), "of version 2"),
        (changed(answers=["N2"]), "has 1 answers"),
        (changed(answers=["N2", 3]), "W, N1, N2, N3, REM or null"),
        (changed(answers=["N2", ["N2"]]), "W, N1, N2, N3, REM or null"),
        (changed(votes=[[1, 0, 0, 0, 0]]), "shape"),
        (changed(votes=[[1, 0, 0, 0], [1]]), "rows of 5 counts"),
        (changed(votes=[[-1, 2, 0, 0, 0]] * 2), "rows of 5 counts"),
        (changed(votes=[[True, 2, 0, 0, 0]] * 2), "rows of 5 counts"),
        (changed(votes=[[1e99, 2, 0, 0, 0]] * 2), "rows of 5 counts"),
        (changed(votes=[[0] * 5] * 2), "some expert must have said"),
        (changed(votes=[]), "shape"),
        (changed(stages=["W"]), "in this order"),
        (changed(lesson=None), "an object with epochs"),
        (changed(lesson={"epochs": [1.5]}), "list of whole numbers"),
        (changed(lesson={"epochs": [True]}), "list of whole numbers"),
        (changed(lesson={"epochs": []}), "not 0"),
    ],
)
def test_a_file_that_is_no_result_is_refused_by_its_name(text, words):
    with pytest.raises(ValueError, match=words) as caught:
        read_result(text, "bad.json")
    assert str(caught.value).startswith("bad.json")


def test_names_are_one_line_of_printable_letters():
    found = read_result(changed(student="A\nna\u202e\x00" + "x" * 200, night=7, simulated="yes"))
    assert "\n" not in found.student
    assert "\u202e" not in found.student
    assert len(found.student) == 80
    assert (found.night, found.simulated) == ("", False)


def test_a_folder_gives_its_results_and_says_what_was_not_read(tmp_path):
    (tmp_path / "b.json").write_text(write_result(RESULT), "utf-8")
    (tmp_path / "a.json").write_text("{}", "utf-8")
    (tmp_path / "notes.txt").write_text("no result", "utf-8")
    (tmp_path / "c.json").mkdir()
    results, problems = read_folder(tmp_path)
    assert [one.student for one in results] == ["Ana"]
    assert len(problems) == 1
    assert problems[0].startswith("a.json is no result")
    with pytest.raises(ValueError, match="holds no result"):
        read_folder(tmp_path, permitted=lambda file: file.name == "a.json")
    with pytest.raises(ValueError, match="is no folder"):
        read_folder(tmp_path / "b.json")
    assert read_files([("x.json", b"\xff")])[0] == []
