"""A lesson on the page: what it hides and puts back, its keys, its memory, its link."""

import json
import re

import pytest

from explorer.app.permalink import apply_link, read_link, write_link
from explorer.app.shell import Explorer
from explorer.models.simulated_night import simulate_night
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.night.schema import make_hypnograms
from explorer.school.lesson import AT_ONCE, AT_THE_END, Lesson
from explorer.school.sitting import Sitting
from explorer.storage.settings import SCORINGS_VARIABLE
from explorer.vocabulary.stages import Stage

STAGES = ["W"] * 4 + ["N1"] * 2 + ["N2"] * 4 + ["N3"] * 6 + ["N2"] * 2 + ["REM"] * 2
LESSON = Lesson((2, 5, 12), "stage mix")


@pytest.fixture(scope="module")
def night():
    """Ten simulated minutes, scored by three who differ on the epochs 5 and 12."""
    made = simulate_night(1, hypnogram=make_hypnogram(STAGES), sampling_frequency=64)
    second, third = list(STAGES), list(STAGES)
    second[5], second[12], third[5] = "N2", "N2", "N2"
    rows = {"ann": STAGES, "bob": second, "cat": third}
    tree = made.tree.copy()
    tree["hypnogram"] = tree["hypnogram"].__class__(
        make_hypnograms({name: make_hypnogram(row) for name, row in rows.items()})
    )
    return Night(tree)


@pytest.fixture(scope="module")
def one_page(night, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SCORINGS_VARIABLE, str(tmp_path_factory.mktemp("scorings")))
        yield Explorer(night)


@pytest.fixture
def page(one_page):
    one_page.state.sitting = None
    one_page.lesson.controller.store.memory.value = ""
    one_page.lesson.controller.said = ""
    return one_page


def view(state):
    names = ("window_length", "window_start", "cursor_epoch", "band", "selection", "blind")
    return {name: getattr(state, name) for name in (*names, "scoring", "scorer")}


def begin(page, lesson=LESSON):
    page.state.sitting = Sitting.begin(lesson)
    return page.state


def press(page, keys):
    for key in keys:
        page.lesson._key(key)


def test_a_lesson_hides_every_stage_and_leaving_puts_all_back(page):
    state = page.state
    state.window_length, state.window_start, state.selection = 60.0, 45.0, (60, 120)
    state.scorer, state.scoring, state.n3_amplitude = "bob", True, 221.0
    page.scoring.controller.score_epoch(0, Stage.REM)  # own stages are a copy of the answers
    state.scorer, state.selection = "bob", (60, 120)
    before, edits = view(state), state.edits
    begin(page)
    assert state.blind
    assert (state.band.name, state.window_length, state.window_start) == ("broad", 30.0, 60.0)
    assert state.n3_amplitude == 75  # the rule that the lesson tells of
    assert state.scorers == ()
    assert set(state.hypnogram.values.tolist()) == {Stage.UNSCORED}
    assert set(json.loads(page.pane.epochs)["codes"]) == {int(Stage.UNSCORED)}
    assert page.pane.scoring == "lesson, epoch 1 of 3: W 1 2 3 R"
    state.blind, state.scoring = False, True  # no hand can look behind
    assert (state.blind, state.scoring) == (True, False)
    page.lesson._act("leave")
    assert view(state) == before
    assert state.edits is edits
    assert state.n3_amplitude == 221
    state.n3_amplitude = 75.0
    page.scoring.controller.undo()
    state.scoring, state.scorer, state.selection = False, "", ()


def test_leaving_puts_back_what_a_hand_changed_in_the_lesson(page):
    state = page.state
    state.lights, state.overview_span = (30.0, 570.0), (60.0, 360.0)
    names = ("lights", "overview_span", "visible_channels", "gains", "montage", "definitions")
    before = {name: getattr(state, name) for name in names}
    begin(page)
    page.pane.lights = [120.0, 570.0]  # a hand; its numbers are hidden
    assert state.lights == (30.0, 570.0)
    press(page, ["lights"])
    assert "In a lesson lights off and on stay where they are." in page.lesson.sheet.value
    state.overview_span = (120.0, 240.0)
    state.visible_channels = state.visible_channels[:1]
    state.gains = ((state.visible_channels[0], 2.0),)
    state.lights = (60.0, 300.0)  # by a link, or whoever sets it
    page.lesson._act("leave")
    assert {name: getattr(state, name) for name in names} == before
    assert page.pane.lights == [30.0, 570.0]
    state.lights = state.overview_span = ()


def test_a_channel_derived_in_a_lesson_keeps_nothing_from_being_put_back(page, night):
    state = page.state
    state.window_start = 330.0
    begin(page)
    one, two = list(state.night.channels)[:2]
    state.night = state.night.with_derivations(f"{one} - {two}")
    assert state.in_lesson
    page.lesson._act("leave")
    assert (state.window_start, state.blind) == (330.0, False)
    state.night = night


def test_keys_answer_go_on_and_back_and_never_touch_ones_own_scoring(page):
    state, edits = begin(page), page.state.edits
    press(page, ["w", "1", "back", "2"])
    assert state.sitting.answers == (Stage.W, Stage.N2, Stage.UNSCORED)
    assert (state.sitting.place, state.window_start) == (2, 360.0)
    press(page, ["none"])
    assert "only W, 1, 2, 3 and R" in page.lesson.sheet.value
    press(page, ["3"])
    assert "All 3 are answered" in page.lesson.sheet.value
    assert state.edits is edits
    assert "N3 by amplitude criterion" not in page.lesson.sheet.value


def test_undo_takes_out_the_last_answer_goes_to_its_epoch_and_redo_gives_it_again(page):
    state = begin(page)
    press(page, ["w", "1", "3"])
    assert state.sitting.place == 2  # the last answer goes on to nowhere
    press(page, ["undo"])
    assert state.sitting.answers == (Stage.W, Stage.N1, Stage.UNSCORED)
    assert (state.sitting.place, state.window_start, state.sitting.answered) == (2, 360.0, 2)
    assert "Epoch 3 of 3: N3 is taken out, and it has no answer." in page.lesson.sheet.value
    assert "not answered" in page.lesson.sheet.value
    press(page, ["back", "back", "2", "undo"])  # an answer that another was put over stands again
    assert state.sitting.answers == (Stage.W, Stage.N1, Stage.UNSCORED)
    assert state.sitting.place == 0
    assert "N2 is taken out, and W stands again." in page.lesson.sheet.value
    press(page, ["redo"])
    assert (state.sitting.answers[0], state.sitting.place) == (Stage.N2, 1)
    press(page, ["undo", "undo", "undo"])
    assert (state.sitting.answered, state.sitting.place) == (0, 0)
    press(page, ["undo"])
    assert "Nothing to take out." in page.lesson.sheet.value
    press(page, ["redo", "r", "redo"])  # another answer: what was undone is no more
    assert state.sitting.answers == (Stage.W, Stage.REM, Stage.UNSCORED)
    assert "Nothing was taken out" in page.lesson.sheet.value


def test_after_redo_a_key_answers_the_next_epoch_and_none_again(page):
    state = begin(page)
    press(page, ["1", "2", "undo", "redo"])
    assert (state.sitting.place, state.window_start) == (2, 360.0)
    press(page, ["w"])
    assert state.sitting.answers == (Stage.N1, Stage.N2, Stage.W)
    press(page, ["undo", "undo", "undo", "redo", "redo"])
    assert state.sitting.place == 2


def test_undo_takes_out_nothing_that_was_told(page):
    state = begin(page, Lesson((2, 5, 12), "stage mix", AT_ONCE))
    press(page, ["1", "undo"])
    assert state.sitting.answers[0] == Stage.N1
    assert "What was told stands" in page.lesson.sheet.value


def test_undo_goes_on_after_a_reload_and_takes_no_nonsense(page, night):
    state = begin(page)
    press(page, ["w", "1"])
    held = json.loads(page.lesson.controller.store.memory.value)
    other = Explorer(night)
    begin(other)
    other.lesson.controller.store.memory.value = json.dumps(held)
    press(other, ["undo"])
    assert other.state.sitting.answers == (Stage.W, Stage.UNSCORED, Stage.UNSCORED)
    ((key, entry),) = held["lessons"].items()
    for given in ([[9, 0, 0]], [[0, 0]], [[0, "W", 1]], [[0, 77, 0]], 3):
        another = Explorer(night)
        begin(another)
        another.lesson.controller.store.memory.value = json.dumps(
            {"lessons": {key: entry | {"given": given}}}
        )
        press(another, ["undo"])
        assert another.state.sitting.answers == state.sitting.answers


def test_at_the_end_nothing_is_told_until_the_answers_are_handed_in(page):
    state = begin(page)
    press(page, ["w", "1", "2"])
    assert "scorers said" not in page.lesson.sheet.value
    page.lesson._act("finish")
    shown = page.lesson.sheet.value
    assert "1 of 3 right: 33.3 %" in shown
    assert "no pass" in shown
    assert "Within the range of 3 scorers: 100.0 %" in shown
    assert "N2/N3: 20 % in slow waves" in shown
    assert not state.blind
    assert state.scorers == ("ann", "bob", "cat")
    page.lesson._act("look:1")
    assert state.window_start == 150.0
    assert "You said N1".lower() in page.lesson.sheet.value.lower()
    page.lesson._act("again")
    assert state.blind
    assert state.sitting == Sitting.begin(LESSON)


def test_at_once_the_answer_the_range_and_the_rule_are_told(page):
    begin(page, Lesson((2, 5, 12), "stage mix", AT_ONCE))
    press(page, ["1"])
    shown = page.lesson.sheet.value
    assert "you said N1: it is W. All 3 scorers said W." in shown
    assert "W/N1: half of the epoch in alpha" in shown
    press(page, ["next", "1"])
    assert "not the majority, but within the experts" in page.lesson.sheet.value
    press(page, ["2"])  # told already: it stays
    assert page.state.sitting.answers[1] == Stage.N1


def test_the_view_stays_beside_what_is_told_until_it_is_gone_on(page):
    state = begin(page, Lesson((2, 5, 12), "stage mix", AT_ONCE))
    state.window_start = 300.0  # a hand looks around
    press(page, ["1"])
    assert (state.sitting.place, state.window_start) == (0, 60.0)
    assert "No. 1 (epoch 3" in page.lesson.sheet.value
    assert page.lesson.sheet.value.count("data-takes-focus") == 1
    press(page, ["2"])  # goes on, and answers nothing that was not seen
    assert state.sitting.answers == (Stage.N1, Stage.UNSCORED, Stage.UNSCORED)
    assert (state.sitting.place, state.window_start) == (1, 150.0)
    assert "No. 1" not in page.lesson.sheet.value
    press(page, ["back"])  # to read it again takes no focus from where it is
    assert "No. 1 (epoch 3" in page.lesson.sheet.value
    assert "data-takes-focus" not in page.lesson.sheet.value
    page.lesson._act("next")
    press(page, ["2", "next", "3"])
    assert "All 3 are answered" in page.lesson.sheet.value
    assert state.sitting.place == 2
    assert calls(page) == ["hand-in"]


def calls(page):
    """Name what takes the focus, as it is what to press next."""
    return re.findall(r'data-act="([^"]*)"[^>]*data-takes-focus', page.lesson.sheet.value)


@pytest.mark.parametrize("feedback", [AT_THE_END, AT_ONCE])
def test_once_all_are_answered_handing_in_is_next_and_an_answer_left_out_is_not_passed(
    page, feedback
):
    begin(page, Lesson((2, 5, 12), "stage mix", feedback))
    press(page, ["next", "1"])  # the first is left out
    press(page, ["next"] if feedback == AT_ONCE else [])
    press(page, ["2"])
    assert calls(page) == []
    press(page, ["back", "back", "3"])
    assert calls(page) == ["hand-in"]
    press(page, ["next"])  # whoever looks around goes on looking
    assert calls(page) == []


def test_unanswered_epochs_are_asked_about_before_the_answers_are_handed_in(page):
    state = begin(page)
    press(page, ["next", "1"])
    page.lesson._act("hand-in")
    assert not state.sitting.finished
    assert "2 epochs are unanswered." in page.lesson.sheet.value
    page.lesson._act("go-on")
    assert "unanswered." not in page.lesson.sheet.value
    assert state.sitting.place == 0
    press(page, ["w"])
    page.lesson._act("hand-in")
    assert "1 epoch is unanswered." in page.lesson.sheet.value
    page.lesson._act("finish")
    assert state.sitting.finished
    assert '<th scope="col">no answer</th>' in page.lesson.sheet.value  # as the share has it
    assert '<th scope="col">found %</th>' in page.lesson.sheet.value


def test_a_lesson_with_every_answer_is_handed_in_at_once(page):
    state = begin(page)
    press(page, ["w", "1", "2"])
    page.lesson._act("hand-in")
    assert state.sitting.finished


def test_a_reload_gives_the_answers_back_and_knows_what_was_before(page, night):
    state = page.state
    state.window_start = 330.0
    begin(page)
    press(page, ["w", "1"])
    remembered = page.lesson.controller.store.memory.value
    link = write_link(state, "here")
    other = Explorer(night)
    apply_link(other.state, link)
    other.lesson.controller.store.memory.value = (
        remembered  # as the browser gives it, a little later
    )
    assert other.state.sitting == state.sitting
    assert "Taken up where you left it." in other.lesson.sheet.value
    other.lesson._act("leave")
    assert other.state.window_start == 330.0
    assert (
        "go on: stage mix, epochs 3 to 13, told at the end: 2 of 3, left <time"
        in other.lesson.sheet.value
    )
    other.lesson._act("resume:0")
    assert other.state.sitting.answered == 2


@pytest.mark.parametrize(
    "held",
    [
        "[",
        "[]",
        '{"lessons": 3}',
        '{"student": 3, "lessons": {"x": 1}}',
        '{"lessons": {"NIGHT|LESSON": {"answers": [0, 99, 0], "place": 0}}}',
        '{"lessons": {"NIGHT|LESSON": {"answers": [0, true, 0], "place": 0}}}',
        '{"lessons": {"NIGHT|LESSON": [1]}}',
    ],
)
def test_whatever_a_browser_holds_breaks_nothing(page, held):
    state = begin(page)
    held = held.replace("NIGHT", state.night.title).replace("LESSON", LESSON.text)
    page.lesson.controller.store.memory.value = held
    assert state.sitting == Sitting.begin(LESSON)
    press(page, ["w"])
    assert state.sitting.answered == 1


def test_a_view_of_nonsense_before_a_lesson_is_left(night):
    before = {
        **{"window_length": 7, "window_start": float("inf"), "cursor_epoch": "x"},
        "band": [99, 1],
    }
    key = f"{night.title}|{LESSON.text}"
    entry = {"answers": [0, -2, -2], "place": 99, "before": before}
    other = Explorer(night)
    was = view(other.state)
    begin(other)
    other.lesson.controller.store.memory.value = json.dumps({"lessons": {key: entry}})
    assert other.state.sitting.place == 2
    other.lesson._act("leave")
    assert view(other.state) == was


def test_an_assignment_is_a_link_to_the_same_lesson(page):
    begin(page)
    link = page.lesson.link
    assert dict(read_link(link).fields) == {"lesson": LESSON.text}
    page.lesson._act("leave")
    assert apply_link(page.state, link) == ""
    assert page.state.sitting == Sitting.begin(LESSON)
    assert apply_link(page.state, "v1&night=x") == ""
    assert page.state.sitting is None


def test_a_lesson_that_does_not_fit_is_refused_and_nothing_stays_hidden(page):
    state = page.state
    said = apply_link(state, "v1&lesson=at+the+end:x:5.900:")
    assert "asks for epoch 901, and this night has 20" in said
    apply_link(state, "v1&lesson=at+the+end:x:5:dan")
    assert state.sitting is None
    assert not state.blind
    assert "by &#39;dan&#39;, who has not scored this night" in page.lesson.sheet.value


def test_a_lesson_of_a_hypnogram_without_a_recording_is_refused(page, night):
    page.state.night = Night.make({}, {"ann": make_hypnogram(STAGES)})
    begin(page)
    assert page.state.sitting is None
    assert not page.state.blind
    assert "this night is a hypnogram without a recording" in page.lesson.sheet.value
    page.state.night = night
    assert "without a recording" not in page.lesson.sheet.value


def test_exports_are_refused_while_a_lesson_is_under_way(page):
    begin(page)
    with pytest.raises(ValueError, match="an export would tell its answers"):
        page.session.view_now("")
    page.lesson._act("finish")
    assert page.session.view_now("").night is page.state.night


def test_the_file_of_answers_has_the_students_name_and_no_samples(page):
    files = []
    page.lesson.sheet.offer_file = lambda *file: files.append(file)
    begin(page)
    press(page, ["w", "2", "3"])
    page.lesson._act("finish")
    page.lesson._choose("student", "  Ana   B ")
    page.lesson._act("save")
    name, text, kind = files[0]
    held = json.loads(text)
    assert name.startswith("lesson_Ana_B_")
    assert (held["student"], held["simulated"], kind) == ("Ana B", True, "application/json")
    assert held["answers"] == ["W", "N2", "N3"]
    assert held["votes"] == [[3, 0, 0, 0, 0], [0, 1, 2, 0, 0], [0, 0, 1, 2, 0]]


def test_another_night_ends_the_lesson_and_is_seen_as_it_is(page, night):
    begin(page)
    page.state.night = simulate_night(2, hours=0.1, sampling_frequency=64)
    assert page.state.sitting is None
    assert not page.state.blind
    page.state.night = night


def test_the_answers_of_a_simulation_are_called_so(page, night):
    alone = night.tree.copy()
    alone["hypnogram"] = alone["hypnogram"].__class__(
        make_hypnograms({"simulation": make_hypnogram(STAGES)})
    )
    state = page.state
    state.night = Night(alone)
    state.sitting = Sitting.begin(LESSON)
    assert json.loads(page.pane.epochs)["names"][str(Stage.UNSCORED.value)] == "hidden"
    press(page, ["1"])
    page.lesson.controller.finish()
    shown = page.lesson.sheet.value
    assert "Epochs: the simulation (rows), you (columns)" in shown
    assert "The simulation’s answer is" in shown
    assert "scorer" not in shown.lower()
    state.sitting = None
    state.night = night


def with_scorers(night, **rows):
    tree = night.tree.copy()
    tree["hypnogram"] = tree["hypnogram"].__class__(
        make_hypnograms({name: make_hypnogram(row) for name, row in rows.items()})
    )
    tree.attrs["hypnogram_source"] = "scorers.csv"
    return Night(tree)


def test_people_who_scored_a_simulated_night_are_the_key_by_their_number_or_name(page, night):
    begin(page)
    press(page, ["1", "2", "3"])
    page.lesson._act("finish")
    assert "Epochs: the majority of 3 scorers (rows), you (columns)" in page.lesson.sheet.value
    page.lesson._act("leave")
    page.state.night = with_scorers(night, cat=STAGES)
    begin(page)
    press(page, ["1", "2", "3"])
    page.lesson._act("finish")
    shown = page.lesson.sheet.value
    assert "Epochs: cat (rows), you (columns)" in shown
    assert "The scorer said" in shown
    assert "One scorer is the key" in shown
    assert "simulation" not in shown
    page.state.sitting = None
    page.state.night = night


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("123", "All epochs are ties of the scorers"),
        ("1", "All epochs that were answered are ties"),
        ("", "No epoch was answered"),
    ],
)
def test_no_table_of_dots_stands_where_no_epoch_counts_and_a_sentence_says_why(
    page, night, keys, said
):
    other = [*STAGES]
    for epoch in LESSON.epochs if len(keys) == 3 else LESSON.epochs[:1]:
        other[epoch] = "REM"
    page.state.night = with_scorers(night, ann=STAGES, bob=other)
    begin(page)
    press(page, keys)
    page.lesson._act("finish")
    shown = page.lesson.sheet.value
    assert said in shown
    assert "<table" not in shown
    assert "Kappa" not in shown
    page.state.sitting = None
    page.state.night = night
