"""The School tab: a lesson begun or given as a link, and a class's files as a table."""

import re
from datetime import UTC, datetime

import numpy as np
import pytest

from explorer.app.permalink import read_link
from explorer.app.school.school_page import SchoolPage
from explorer.app.state import ExplorerState
from explorer.io.formats.own_results import LESSON_FORMAT
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.night.schema import make_signals
from explorer.school.lesson import AT_ONCE, Lesson
from explorer.school.marking import Marked
from explorer.school.result_file import Result, write_result
from explorer.school.sitting import Sitting
from explorer.scoring.edit_history import FROM_FILE, Edit, Edits
from explorer.scoring.edit_history import STAGES as SCORE
from explorer.storage.settings import FOLDERS_VARIABLE
from explorer.vocabulary.stages import Stage

SIGNALS = {"1Hz": make_signals(np.zeros((1, 1200), np.float32), 1.0, ["C4-M1"], ["EEG"], ["uV"])}
STAGES = ["W", "N1", "N2", "N3", "REM"] * 8


@pytest.fixture
def state():
    second = ["N2" if stage == "N1" else stage for stage in STAGES]
    return ExplorerState(
        Night.make(SIGNALS, {"ann": make_hypnogram(STAGES), "bob": make_hypnogram(second)})
    )


@pytest.fixture
def page(state, asked):
    return SchoolPage(state, asked.context)


def test_a_lesson_is_begun_with_what_is_chosen_on_the_tab_of_the_night(page, asked):
    for name, value in (("by", "disagreement"), ("count", "10"), ("feedback", AT_ONCE)):
        page._choose(name, value)
    page._act("start")
    lesson = page.state.sitting.lesson
    assert lesson == Lesson(tuple(range(1, 40, 5)), "disagreement", AT_ONCE)
    assert asked.turned == ["Night"]


def test_the_epochs_of_the_link_copied_last_are_begun_with_until_a_choice_changes(page):
    page._choose("count", "10")
    page._act("assign")
    assigned = page.assigned
    assert "same epochs here" in page.lesson_sheet.value
    page._act("start")
    assert page.state.sitting.lesson == assigned
    page._choose("by", "transitions")
    assert "the same epochs" not in page.lesson_sheet.value
    page._act("start")
    assert page.state.sitting.lesson.by == "transitions"
    page._choose("by", "stage mix")
    page._act("assign")
    page.state.lights = (300.0, 1200.0)
    page.follow(frozenset({"lights"}))
    assert page.assigned is None


def test_that_a_reload_empties_the_table_is_said_beforehand(page):
    head = "".join(str(one.value) for one in page.widget.children[-1].children[:1])
    assert "is gone once the page is loaded again" in head


def test_epochs_are_of_the_night_where_lights_go_off_later(page):
    page.state.lights = (3 * 30.0, 1200.0)  # places in bed are three less
    page._choose("count", "50")
    page._act("start")
    assert page.state.sitting.lesson.epochs == tuple(range(3, 40))


def test_what_a_choice_means_stands_below_it_where_no_list_cuts_it(page):
    assert ">equal numbers of each stage, as far as the night has them</p>" in (
        page.lesson_sheet.value
    )
    page._choose("by", "transitions")
    assert ">epochs beside a change of stage</p>" in page.lesson_sheet.value


def test_the_key_may_be_one_scorer_and_what_cannot_be_is_said(page):
    page._choose("key", "bob")
    page._choose("by", "disagreement")
    page._act("start")
    assert page.state.sitting is None
    assert "it has one scorer" in page.lesson_sheet.value
    page._choose("by", "stage mix")
    page._act("start")
    assert page.state.sitting.lesson.scorers == ("bob",)


def added(name, stages, *, file="more.csv"):
    """Make a scoring as *add a scoring file* adds it."""
    codes = tuple(int(Stage[stage]) for stage in stages)
    return Edit(SCORE, name, 0, 30 * len(codes), codes, kind=FROM_FILE if file else "", of=file)


def test_scorers_added_from_files_are_the_key_beside_the_nights_own(page):
    page.state.night = Night.make(SIGNALS, {"ann": make_hypnogram(STAGES)})
    page.follow(frozenset({"night"}))
    assert '<option value="" selected>the scorer</option></select>' in page.lesson_sheet.value
    third = ["REM" if stage == "N3" else stage for stage in STAGES]
    page.state.edits = Edits(
        (
            added("eve", ["N2"] * 40, file="eve.csv"),
            added("dan", third),
            added("me", ["W"] * 40),  # one's own is nobody's key
            added("hand", STAGES, file=""),  # may be a copy of a file's: no vote, but a choice
        )
    )
    page.follow(frozenset({"edits"}))
    offered = re.findall(r'<option value="([^"]*)"[^>]*>([^<]*)', page.lesson_sheet.value)
    assert ("", "the 3 scorers of files, by majority") in offered
    assert {("ann", "ann"), ("eve", "eve"), ("dan", "dan"), ("hand", "hand")} <= set(offered)
    assert ("me", "me") not in offered
    page._choose("by", "disagreement")
    page._act("start")
    assert page.state.sitting is not None
    page.state.sitting = None
    page._choose("key", "dan")
    page.state.edits = Edits()
    page.follow(frozenset({"edits"}))  # dan's was taken back: the choice is nobody's any more
    assert page.chosen["key"] == ""


def test_a_lesson_under_way_is_named_and_gone_on_with(page, asked):
    lesson = Lesson((2, 5, 12), "stage mix")
    assert "Under way" not in page.lesson_sheet.value
    page.state.sitting = Sitting.begin(lesson).answer(Stage.N2)
    page.follow(frozenset({"sitting"}))
    shown = page.lesson_sheet.value
    assert "Under way: stage mix, epochs 3 to 13, told at the end: 1 of 3 answered." in shown
    assert ">go on with the lesson</button>" in shown
    page._act("go-on")
    assert asked.turned == ["Night"]
    assert page.state.sitting.answered == 1
    page.state.sitting = page.state.sitting.finish()
    page.follow(frozenset({"sitting"}))
    assert "Handed in: stage mix" in page.lesson_sheet.value
    assert ">see the result</button>" in page.lesson_sheet.value


def test_a_class_of_a_simulated_night_that_people_scored_is_not_marked_by_the_simulation(page):
    votes = np.array([[0, 0, 0, 1, 0]] * 2)
    marked = Marked(Lesson((0, 1)), (Stage.N2, Stage.N2), votes)
    for simulated_key, said in ((False, "the scorer said N3"), (True, "the simulation’s answer")):
        page._act("forget")
        for name in ("a", "b"):
            text = write_result(Result(name, "n", True, marked, simulated_key))
            page._uploaded([(f"{name}.json", text.encode())])
        shown = page.class_sheet.value
        assert said in shown
        assert ("by its own stages" in shown) == simulated_key


def test_an_assignment_is_copied_and_begins_nothing_here(page):
    copied = []
    page.lesson_sheet.offer_copy = copied.append
    page._act("assign")
    assert page.state.sitting is None
    assert copied[0].startswith("#v1&")
    assert len(Lesson.from_text(dict(read_link(copied[0]).fields)["lesson"]).epochs) == 20
    assert "The link to 20 epochs is copied" in page.lesson_sheet.value


def test_a_hypnogram_without_a_recording_has_no_lesson_and_says_why(page, asked):
    page.state.night = Night.make({}, {"ann": make_hypnogram(STAGES)})
    page.follow(frozenset({"night"}))
    shown = page.lesson_sheet.value
    assert "This night is a hypnogram without a recording" in shown
    assert shown.count(' disabled aria-describedby="no-traces"') == 2
    for what in ("start", "assign"):
        page._act(what)
        assert page.state.sitting is None
        assert "epochs have no traces to score by" in page.lesson_sheet.value
    assert asked.turned == []


def test_a_kappa_of_all_right_has_no_interval_and_says_why(page):
    answers = [Stage.N2, Stage.N3] * 5
    votes = np.array([[0, 0, one == Stage.N2, one == Stage.N3, 0] for one in answers], int)
    marked = Marked(Lesson(tuple(range(10))), tuple(answers), votes)
    text = write_result(Result("Ana", "n", False, marked))
    page._uploaded([("a.json", text.encode())])
    shown = page.class_sheet.value
    assert '<td>1.00</td><td title="Where every answer agrees with the experts' in shown
    assert "1.00 to 1.00" not in shown


def test_a_night_that_nobody_scored_has_no_lesson(page):
    page.state.night = Night.make(SIGNALS, {"nobody": make_hypnogram(["UNSCORED"] * 9)})
    page.follow(frozenset({"night"}))
    assert "nobody but you scored this night" in page.lesson_sheet.value
    assert "begin the lesson" not in page.lesson_sheet.value


def result(name, *answers):
    votes = np.array([[0, 0, 0, 1, 0]] * len(answers))
    lesson = Lesson(tuple(range(len(answers))))
    return write_result(Result(name, "n", False, Marked(lesson, answers, votes)))


def chosen(*files):
    """Files as a browser gives them."""
    about = {"type": "", "size": 1, "last_modified": datetime(2026, 11, 1, tzinfo=UTC)}
    return tuple({"name": name, "content": content, **about} for name, content in files)


def test_students_files_become_a_table_and_bad_ones_are_named(page):
    good = result("<b>Ana</b>", Stage.N2, Stage.N2).encode()
    page.upload.value = chosen(("x.json", b"{}"), ("a.json", good))
    assert [one["name"] for one in page.upload.value] == ["a.json"]  # the number on the button
    assert page.upload.tooltip.endswith("taken in: a.json")
    shown = page.class_sheet.value
    assert "&lt;b&gt;Ana&lt;/b&gt; struggles with" in shown
    assert "<b>Ana" not in shown
    assert "1 file read: a.json. x.json is no result of a lesson" in shown
    bad = [(f"{n}.json", f'{{"format": "{LESSON_FORMAT}"}}'.encode()) for n in "pq"]
    page.upload.value = chosen(*bad)
    assert [one["name"] for one in page.upload.value] == ["a.json"]
    shown = page.class_sheet.value
    assert re.search(r"p\.json .*? is read\. q\.json", shown)  # sentences, apart
    page.upload.value = chosen(("b.json", result("Ben", Stage.N2).encode()))
    assert [one["name"] for one in page.upload.value] == ["a.json", "b.json"]
    assert not any(one["content"] for one in page.upload.value)
    page._act("forget")
    assert "Ana" not in page.class_sheet.value
    assert page.upload.value == ()
    assert "taken in" not in page.upload.tooltip


def test_a_folder_of_the_server_is_read_within_the_allowed_ones_alone(page, tmp_path, monkeypatch):
    inside, outside = tmp_path / "class", tmp_path / "elsewhere"
    for folder in (inside, outside):
        folder.mkdir()
    monkeypatch.setenv(FOLDERS_VARIABLE, str(inside))
    (inside / "ben.json").write_text(result("Ben", Stage.N3))
    (outside / "eve.json").write_text(result("Eve", Stage.N3))
    (inside / "link.json").symlink_to(outside / "eve.json")
    page._choose("folder", str(inside))
    page._act("read")
    assert [one.student for one in page.results] == ["Ben"]
    page._choose("folder", str(outside))
    page._act("read")
    assert [one.student for one in page.results] == ["Ben"]
    assert "outside" in page.class_sheet.value


def test_the_table_is_saved_as_csv(page):
    files = []
    page.class_sheet.offer_file = lambda *file: files.append(file)
    page._uploaded([("a.json", result("Ana", Stage.N3).encode())])
    page._act("save")
    name, text, _kind = files[0]
    assert name == "class.csv"
    assert text.splitlines()[0].startswith("student,night,simulated,asked")
    assert text.splitlines()[1].startswith("Ana,n,False,1")
