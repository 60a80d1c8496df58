"""A lesson open in two tabs of one browser: no answer of either is lost."""

import json

import pytest

from explorer.app.scoring.lesson_joining import join_lessons
from explorer.app.shell import Explorer
from explorer.models.simulated_night import simulate_night
from explorer.night.hypnogram import make_hypnogram
from explorer.school.lesson import Lesson
from explorer.school.sitting import Sitting
from explorer.storage.settings import SCORINGS_VARIABLE
from explorer.vocabulary.stages import Stage

STAGES = ["W"] * 4 + ["N1"] * 2 + ["N2"] * 4 + ["N3"] * 6 + ["N2"] * 2 + ["REM"] * 2
LESSON = Lesson((2, 5, 12), "stage mix")
NONE = Stage.UNSCORED


class Browser:
    """Its storage, and its tabs as browser_memory.ts has them: another's words are heard first."""

    def __init__(self):
        self.held, self.known, self.tabs, self.writes = "", {}, [], 0

    def open(self, page):
        memory = page.lesson.controller.store.memory
        self.tabs.append(memory)
        self.known[memory] = self.held
        if self.held:
            memory.value = self.held
        memory.observe(lambda _change: self.write(memory), "value")
        memory.observe(lambda change: change["new"] or self.write(memory), "theirs")

    def write(self, memory):
        if self.held not in ("", self.known[memory], memory.value):
            self.hear(memory)
            return
        self.known[memory] = memory.value
        if self.held != memory.value:
            self.held = memory.value
            self.writes += 1
            assert self.writes < 40, "the tabs write by turns"

    def hear(self, memory):
        self.known[memory] = self.held
        if self.held != memory.value:
            memory.theirs = self.held

    def tell(self):
        """Let every tab hear of what the storage holds, until all is told."""
        for _ in range(4):
            for memory in self.tabs:
                self.hear(memory)


@pytest.fixture(scope="module")
def night():
    return simulate_night(1, hypnogram=make_hypnogram(STAGES), sampling_frequency=64)


@pytest.fixture
def tabs(night, tmp_path, monkeypatch):
    monkeypatch.setenv(SCORINGS_VARIABLE, str(tmp_path))
    browser, pages = Browser(), [Explorer(night), Explorer(night)]
    for at, page in enumerate(pages):
        clock = page.lesson.controller.store
        clock.clock = lambda at=at: 1000.0 + browser.writes + at / 10
        browser.open(page)
        page.state.sitting = Sitting.begin(LESSON)
    return browser, *pages


def press(page, *keys):
    for key in keys:
        page.lesson._key(key)


def held(browser):
    ((entry),) = json.loads(browser.held)["lessons"].values()
    return entry["answers"]


@pytest.mark.parametrize("told", [True, False])
def test_answers_of_two_tabs_are_joined(tabs, night, told):
    browser, one, two = tabs
    press(one, "w", "1")
    if told:
        browser.tell()
    two.lesson._act("next")
    press(two, *([] if told else ["next"]), "3")
    browser.tell()
    assert held(browser) == [Stage.W, Stage.N1, Stage.N3]
    for page in (one, two):
        assert page.state.sitting.answers == (Stage.W, Stage.N1, Stage.N3)
    again = Explorer(night)  # a tab loaded again
    again.state.sitting = Sitting.begin(LESSON)
    browser.open(again)
    assert again.state.sitting.answered == 3


def test_the_newest_answer_of_an_epoch_stands_and_so_does_taking_one_out(tabs):
    browser, one, two = tabs
    press(one, "w")
    browser.tell()
    press(two, "back", "back", "2")
    browser.tell()
    assert one.state.sitting.answers == (Stage.N2, NONE, NONE)
    assert "in another tab of this browser" in one.lesson.sheet.value
    press(one, "1")
    press(one, "undo")
    browser.tell()
    assert two.state.sitting.answers == (Stage.N2, NONE, NONE)
    press(one, "undo")  # W was given here, and N2 stands since: nothing to take out
    assert one.state.sitting.answers == (Stage.N2, NONE, NONE)


def test_handing_in_and_beginning_again_go_for_both(tabs):
    browser, one, two = tabs
    press(one, "w")
    one.lesson._act("finish")
    browser.tell()
    assert two.state.sitting.finished
    two.lesson._act("again")
    browser.tell()
    assert held(browser) == [NONE] * 3
    assert not one.state.sitting.finished


def test_the_later_name_stands_and_no_tab_writes_by_turns(tabs):
    browser, one, two = tabs
    one.lesson._choose("student", "Ana")
    two.lesson._choose("student", "Ben")
    browser.tell()
    press(one, "w")
    press(two, "1")
    browser.tell()
    names = {page.lesson.controller.store.student for page in (one, two)}
    assert names == {"Ben"}
    writes = browser.writes
    browser.tell()
    assert browser.writes == writes


@pytest.mark.parametrize("theirs", ["[", "3", '{"lessons": {"x": 1}}', '{"named": "x"}'])
def test_nonsense_of_another_tab_takes_nothing_away(tabs, theirs):
    browser, one, _two = tabs
    press(one, "w")
    browser.held = theirs
    browser.tell()
    press(one, "1")
    browser.tell()
    assert one.state.sitting.answered == 2
    lessons = json.loads(browser.held)["lessons"]
    assert [entry["answers"][:2] for entry in lessons.values() if isinstance(entry, dict)] == [
        [Stage.W, Stage.N1]
    ]


def test_entries_without_times_are_joined_in_either_order():
    key = f"night|{LESSON.text}"
    one = {key: {"answers": [0, -2, -2], "place": 0}}
    two = {key: {"answers": [-2, 1, -2], "place": 2}}
    joined = join_lessons(one, two)
    assert joined[key]["answers"] == [0, 1, -2]
    assert joined == join_lessons(two, one) == join_lessons(joined, two)


def test_lessons_left_off_are_told_apart_and_by_when(tabs):
    _browser, one, _two = tabs
    press(one, "w")
    one.state.sitting = None
    one.state.sitting = Sitting.begin(Lesson((3, 5, 12), "stage mix"))
    press(one, "w")
    one.lesson._act("leave")
    shown = one.lesson.sheet.value
    assert "stage mix, epochs 3 to 13" in shown
    assert "stage mix, epochs 4 to 13" in shown
    assert shown.count("left <time datetime=") == 2


def test_what_was_said_in_a_lesson_goes_with_it(tabs, night):
    browser, one, _two = tabs
    press(one, "w")
    other = Explorer(night)
    other.state.sitting = Sitting.begin(LESSON)
    browser.open(other)
    assert "Taken up where you left it." in other.lesson.sheet.value
    other.lesson._act("leave")
    assert "Taken up" not in other.lesson.sheet.value
    assert "Lessons left off" in other.lesson.sheet.value
