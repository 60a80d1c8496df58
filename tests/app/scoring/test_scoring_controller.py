"""Scoring and staging on the page without a browser: fire what the page sends, read the state."""

import errno
import json
import os
import re
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
import xarray as xr

from explorer.app.night.hypnogram_strips import shown_probabilities
from explorer.app.scoring import spoken_words, staging_panel
from explorer.app.shell import Explorer
from explorer.io import open_night
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.scoring.combine_scorers import Staging, merge_into_night
from explorer.scoring.edit_history import EVENT_KINDS, UNDO, Edit
from explorer.scoring.journal_location import open_journal
from explorer.staging.staging_process import CancelledError
from explorer.storage.settings import SCORINGS_VARIABLE
from explorer.vocabulary.stages import SCORED, Stage

W, N1, N2, N3, REM, ART, UNS = (*SCORED, Stage.ARTEFACT, Stage.UNSCORED)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv(SCORINGS_VARIABLE, str(tmp_path / "scorings"))


@pytest.fixture(scope="module")
def one_page():
    return Explorer(Night.make({}, {"nobody here": make_hypnogram(["W"])}))


def marks_of(pane):
    return [place for *place, _ in json.loads(pane.hand_marks)]


def ids_of(pane):
    return [mark for *_, mark in json.loads(pane.hand_marks)]


def turned_to(explorer, night):
    """Turn a page to a night as if it had just been opened: making one anew takes a second."""
    explorer.staging.worker.wait(30)
    explorer.scoring.controller.waiting.held.clear()
    state = explorer.state
    state.scorer_name, state.scoring, explorer.status.message = "me", False, ""
    state.window_length = 30.0
    explorer.pane.cursor_epoch = -1.0
    explorer.scoring.sheet.unfolded = []
    explorer.scoring.format = "edf"
    state.night = night
    return explorer


@pytest.fixture
def page(one_page, half_hour) -> Explorer:
    """Open the page on a night with one scorer, called "me"."""
    return turned_to(one_page, half_hour)


@pytest.fixture
def blank(one_page, half_hour) -> Explorer:
    """Open the page on a night that nobody scored."""
    return turned_to(one_page, Night.make(half_hour.signals, start=half_hour.attrs["start"]))


def key(page, what, **message):
    page.pane._received(None, {"kind": "score", "what": what, "at": 0.0, **message}, None)


def act(panel, what):
    panel.sheet._received(None, {"kind": "act", "what": what}, None)


def choose(panel, name, value):
    panel.sheet._received(None, {"kind": "choose", "name": name, "value": value}, None)


def inside(page):
    page.scoring.sheet.unfolded = ["scoring"]
    return page.scoring.sheet.value


def minutes(page, stage):
    found = re.search(rf">{stage}</button></th><td>([\d.]+|–)", page.numbers.architecture.value)
    return found and found.group(1)


def test_a_key_scores_the_epoch_and_every_number_follows(page):
    assert minutes(page, "N2") == "10.0"
    key(page, "3", at=300.0)
    assert page.state.scorers == ("me", "me (own)")  # the file's scorer is called so too
    assert page.state.hypnogram.values[10] == N3
    assert minutes(page, "N2") == "9.5"
    assert json.loads(page.pane.epochs)["codes"][10] == N3
    assert page.hypnogram.strips.labels  # the first scorer stands below
    assert not page.hypnogram.figure.yaxis[0].axis_label  # whose name takes the title's room
    assert not page.hypnogram.problem.text


def test_keys_score_from_nothing_on_a_night_that_nobody_scored(blank):
    for epoch, what in enumerate("w123ru"):
        key(blank, what, at=30.0 * epoch)
    assert blank.state.hypnogram.values[:6].tolist() == [W, N1, N2, N3, REM, UNS]
    assert (blank.state.hypnogram.values[6:] == UNS).all()
    assert blank.state.scorers == ("me",)
    assert minutes(blank, "N3") == "0.5"


def test_undo_goes_back_to_the_very_first_and_redo_forward_again(blank):
    for epoch in range(12):
        key(blank, "2", at=30.0 * epoch)
    stands = blank.state.edits
    for _ in range(12):
        key(blank, "undo")
    assert not blank.state.scorers
    assert (blank.state.hypnogram.values == UNS).all()
    key(blank, "undo")
    assert blank.scoring.controller.said == "There is nothing to undo."
    for _ in range(12):
        key(blank, "redo")
    assert blank.state.edits == stands


def test_the_copy_that_a_scoring_begins_with_is_no_edit(page):
    key(page, "3", at=300.0)
    assert "Scoring · 1 edit<" in page.scoring.sheet.value
    stands = page.state.edits
    key(page, "undo")
    assert page.state.scorers == ("me",)  # the copy goes with all that stood on it
    assert not page.state.edits.can_undo("me")
    assert "Scoring<" in page.scoring.sheet.value
    key(page, "redo")
    assert page.state.edits == stands
    assert page.state.scorer == "me (own)"
    assert not page.state.edits.can_redo("me")


def test_a_mark_outlives_the_copy_and_a_files_scoring_is_no_beginning(page):
    page.scoring.controller.take_in("colleague.csv", b"onset,duration,stage\n0,900,W\n900,900,N2\n")
    choose(page.scoring, "person", "colleague")
    key(page, "3", at=300.0)
    page.scoring.controller.marks.add("spindle", 301.0, 302.0)
    key(page, "undo")
    key(page, "undo")
    assert page.state.hypnograms.sel(scorer="colleague").values[10] == W
    choose(page.scoring, "person", "Ben")
    page.scoring.controller.marks.add("spindle", 301.0, 302.0)
    key(page, "3", at=300.0)
    key(page, "undo")
    assert page.state.scorers == ("me", "colleague")
    assert "Scoring · 1 edit<" in page.scoring.sheet.value  # the mark


def test_an_undo_shows_again_whose_stages_the_scoring_began_as(page):
    page.scoring.controller.take_in("colleague.csv", b"onset,duration,stage\n0,900,W\n900,900,N2\n")
    page.state.scorer = "colleague"
    key(page, "3", at=300.0)
    assert page.state.scorer == "me (own)"
    key(page, "undo")
    assert page.state.scorer == "colleague"


def test_a_brushed_range_is_scored_and_forgotten(page):
    page.pane.selection = [300.0, 600.0]
    key(page, "w", span=[300.0, 600.0])
    assert (page.state.hypnogram.values[10:20] == W).all()
    assert page.state.hypnogram.values[20] == N2
    assert page.state.selection == ()
    assert page.pane.selection == []


def test_scoring_may_begin_blank_beside_the_first_scorer(page):
    choose(page.scoring, "begin", "")
    key(page, "2", at=300.0)
    assert (page.state.hypnogram.values == UNS).sum() == 59
    page.scoring.sheet.unfolded = ["scoring"]
    assert "me (own) with me: kappa" in page.scoring.sheet.value
    assert "the same of 1 epoch;" in page.scoring.sheet.value


def test_agreement_is_of_what_stands(page):
    page.scoring.sheet.unfolded = ["scoring"]
    key(page, "2", at=300.0)  # what it was
    key(page, "w", span=[300.0, 600.0])
    assert "83.3 % the same of 60 epochs" in page.scoring.sheet.value
    key(page, "undo")
    assert "100.0 % the same of 60 epochs" in page.scoring.sheet.value


def test_another_page_finds_everything_again(page, half_hour):
    key(page, "3", at=300.0)
    page.state.selection = (301.0, 302.5)
    act(page.scoring, "mark:spindle")
    again = Explorer(half_hour)
    assert again.state.edits == page.state.edits
    assert again.state.scorers == ("me", "me (own)")
    assert marks_of(again.pane) == [[301.0, 302.5, "spindle", page.state.analysis_channel]]


def test_a_page_made_ready_in_advance_catches_up_when_it_is_shown(page, half_hour):
    ready = Explorer(half_hour)
    key(page, "3", at=300.0)
    assert ready.state.scorers == ("me",)
    ready.pane._received(None, {"kind": "ready"}, None)
    assert ready.state.edits == page.state.edits
    key(ready, "3", at=330.0)
    assert ready.state.scorer_name == "me"  # it saw all before it added


def test_a_page_loaded_again_knows_its_edits_for_what_was_done_before(page, half_hour):
    ready = Explorer(half_hour)  # made in advance, as for a page that is loaded again
    for onset in (300.0, 330.0, 360.0):
        key(page, "3", at=onset)
    key(page, "undo")
    ready.pane._received(None, {"kind": "ready"}, None)
    shown = ready.scoring.sheet.value
    assert "Another page" not in shown
    assert '<p class="quiet" role="status">Continued from before: 2 edits.</p>' in shown
    key(ready, "1", at=390.0)
    assert "Continued" not in ready.scoring.sheet.value
    key(page, "2", at=420.0)  # and this one is really there, beside the other
    beat(ready)
    assert "Another page made" in ready.scoring.sheet.value
    ready.pane._received(None, {"kind": "ready"}, None)  # drawn anew, not loaded anew
    key(page, "2", at=450.0)
    ready.pane._received(None, {"kind": "ready"}, None)
    assert "Another page made 1 edit" in ready.scoring.sheet.value


def test_several_people_score_side_by_side(page):
    choose(page.scoring, "person", "  Ada   Lovelace ")
    key(page, "3", at=300.0)
    choose(page.scoring, "person", "Ben")
    key(page, "1", at=300.0)
    assert page.state.scorers == ("me", "Ada Lovelace", "Ben")
    assert page.state.hypnograms.values[:, 10].tolist() == [N2, N3, N1]
    key(page, "undo")
    assert page.state.hypnograms.sel(scorer="Ada Lovelace").values[10] == N3
    choose(page.scoring, "person", "   ")
    assert 'value="Ben"></label><p class="problem" role="alert">A scorer needs a name' in inside(
        page
    )


def test_every_kind_that_is_offered_is_marked_by_its_button_its_name_and_its_key(page):
    # A file's own kinds are offered too, where a hand can mark them.
    text = "[#odd/C4-M1]\r\n  500.2200\t    1.0700\r\n"
    page.scoring.controller.take_in("odd.txt", text.encode())
    page.scoring.controller.take_in("coughs.txt", text.replace("#odd", "coughs").encode())
    offered = re.findall(r'data-act="mark:([^"]+)"', inside(page))
    assert {"artefact", "coughs", *EVENT_KINDS} == set(offered)
    for place, kind in enumerate(offered):
        before = len(marks_of(page.pane))
        page.state.selection = (60.0 * place, 60.0 * place + 1)
        act(page.scoring, f"mark:{kind}")
        assert page.pane.mark_kind == kind
        choose(page.scoring, "kind", kind.upper() if kind == "artefact" else kind)
        assert 'role="alert"' not in inside(page)
        named = page.pane.mark_kind
        span = [60.0 * place + 10, 60.0 * place + 11]
        key(page, "mark", event=named, channel="*", span=span)
        made = marks_of(page.pane)
        assert len(made) == before + 2
        assert [mark[2] for mark in made if mark[0] in (60.0 * place, span[0])] == [kind, kind]


@pytest.mark.parametrize(("field", "typed"), [("kind", "N2"), ("person", " ")])
def test_a_field_whose_text_was_refused_is_shown_again_each_time(page, monkeypatch, field, typed):
    sent = []
    monkeypatch.setattr(page.scoring.sheet, "send", lambda message, **_: sent.append(message))
    for _ in range(2):  # the second time the HTML is as it was, and none would be sent
        choose(page.scoring, field, typed)
    assert sent == [{"kind": "show"}] * 2


def test_the_same_mark_is_not_added_twice(page):
    for _ in range(2):
        key(page, "mark", event="arousal", channel="*", span=[30.0, 60.0])
    assert len(marks_of(page.pane)) == 1
    assert "Scoring · 1 edit" in page.scoring.sheet.value
    assert "The same arousal is marked there already." in page.scoring.sheet.value
    key(page, "mark", event="spindle", channel="*", span=[30.0, 60.0])
    assert len(marks_of(page.pane)) == 2
    key(page, "undo")
    key(page, "mark", event="spindle", channel="*", span=[30.0, 60.0])
    assert len(marks_of(page.pane)) == 2


@pytest.mark.parametrize(("heading", "kind"), [("vis1_Spindles", "spindle"), ("coughs", "coughs")])
def test_a_list_of_events_is_taken_in_as_marks(page, heading, kind):
    text = f"[{heading}/C4-M1]\r\n  500.2200\t    1.0700\r\n  891.8700\t    1.4600\r\n"
    page.scoring.controller.take_in("Visual_scoring1.txt", text.encode())
    channel = "C4-M1" if "C4-M1" in page.state.night.channels else ""
    assert marks_of(page.pane) == [
        [500.22, pytest.approx(501.29), kind, channel],
        [891.87, pytest.approx(893.33), kind, channel],
    ]
    assert f"its 2 events of {heading} on C4-M1 stand as marks of" in page.scoring.sheet.value
    assert "Visual_scoring1" not in page.state.scorers  # no stages, no scorer of any


def test_a_file_of_unclear_words_is_refused_without_options_of_commands(page):
    page.scoring.upload.value = (
        {
            "name": "words.txt",
            "content": b"W\nfoo\nfoo\nW\n",
            "type": "",
            "size": 12,
            "last_modified": datetime.now(tz=UTC),
        },
    )
    said = page.foot.widget.value
    assert "foo" in said
    assert "--stages" not in said
    assert "Opened by Open… beside its recording, the file is asked about." in said


def test_names_and_marks_never_become_html(page):
    choose(page.scoring, "person", "<img src=x>")
    page.scoring.sheet.unfolded = ["scoring"]
    key(page, "3", at=300.0)
    for sheet in (page.scoring.sheet, page.staging.sheet, page.numbers.architecture):
        assert "<img" not in sheet.value


def test_another_page_under_the_same_name_is_told_and_both_are_kept(page, half_hour):
    key(page, "3", at=300.0)
    other = Explorer(half_hour)
    key(other, "1", at=330.0)
    key(page, "1", at=360.0)
    assert page.state.scorer_name == "me 2"
    assert page.scoring.controller.said.startswith("Another page is scoring this night as 'me' too")
    assert "both are kept" in page.scoring.sheet.value
    assert page.state.hypnogram.values[10:13].tolist() == [N3, N2, N1]
    assert page.state.hypnograms.sel(scorer="me (own)").values[10:13].tolist() == [N3, N1, N2]
    key(page, "1", at=390.0)
    assert page.state.hypnogram.values[13] == N1
    key(other, "1", at=390.0)
    assert other.state.scorer_name == "me"
    assert "me 2" in other.state.scorers


def test_a_full_disk_is_said_the_edits_stand_and_are_saved_later(page, half_hour, monkeypatch):
    def full(*_arguments):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    key(page, "3", at=300.0)
    monkeypatch.setattr(os, "write", full)
    key(page, "3", at=330.0)
    assert "No space left on device" in page.scoring.sheet.value
    assert page.state.hypnogram.values[10:12].tolist() == [N3, N3]
    page.state.night = Night.make(half_hour.signals, start="2026-02-02T22:00:00")
    page.state.night = half_hour  # and back: what waits is not forgotten
    assert page.state.hypnograms.sel(scorer="me (own)").values[10:12].tolist() == [N3, N3]
    monkeypatch.undo()
    monkeypatch.setenv(SCORINGS_VARIABLE, str(page.scoring.controller.journal.path.parent))
    page.scoring.controller.try_again()
    assert "There is room again: all your edits are saved." in page.scoring.sheet.value
    assert open_journal(half_hour).open() == page.state.edits


def test_the_mode_shows_one_epoch_and_says_so(page):
    page.state.window_length = 120.0
    page.state.window_start = 340.0
    key(page, "mode")
    assert page.pane.scoring == "scoring as me (own): W 1 2 3 R U"
    assert (page.state.window_length, page.state.window_start) == (30.0, 390.0)
    key(page, "mode")
    assert page.pane.scoring == ""


def test_a_scorers_file_comes_in_beside_the_others(page):
    text = "onset,duration,stage\n0,900,W\n900,900,N2\n"
    page.scoring.controller.take_in("colleague.csv", text.encode())
    assert page.state.scorers == ("me", "colleague")
    assert page.state.hypnograms.sel(scorer="colleague").values[[0, 29, 30, 59]].tolist() == [
        W,
        W,
        N2,
        N2,
    ]
    with pytest.raises(ValueError, match=r"^nonsense.txt: 'x' \(1\) is no sleep stage"):
        page.scoring.controller.take_in("nonsense.txt", b"x\n")


def test_the_school_sees_added_scorers_at_once_and_on_a_page_loaded_again(page, half_hour):
    page.show("School")
    page.scoring.controller.take_in("colleague.csv", b"onset,duration,stage\n0,900,W\n900,900,N2\n")
    again = Explorer(half_hour)
    again.show("School")
    for one in (page, again):
        offered = one.pages["School"].lesson_sheet.value
        assert "all 2 scorers, by majority" in offered
        assert 'value="colleague"' in offered
    page.show("Night")


FIVE = "epoch,scorer_1,scorer_2\n" + "".join(
    f"{epoch},{'W' if epoch < 31 else 'N2'},{'W' if epoch < 21 else 'N1'}\n"
    for epoch in range(1, 61)
)


def test_scorers_added_from_a_file_that_the_night_has_too_are_counted_once(page, tmp_path):
    night = page.state.night
    controller = page.scoring.controller
    file = tmp_path / "five.csv"
    file.write_text(FIVE)
    controller.take_in("five.csv", FIVE.encode())
    assert page.state.scorers[1:] == ("five scorer_1", "five scorer_2")
    given = open_night(file)
    again = Night.make({}, {str(one.scorer.values): one for one in given.hypnograms}, **given.attrs)
    both = Explorer(again)
    both.scoring.controller.take_in("five.csv", FIVE.encode())
    assert both.state.scorers == ("scorer_1", "scorer_2")
    said = both.scoring.controller.said
    assert said.startswith("Counted once, as the night has the same stages in every epoch")
    assert "beside the others" not in said
    reopened = Explorer(again)
    assert reopened.state.scorers == ("scorer_1", "scorer_2")
    assert "Counted once" in reopened.scoring.sheet.value
    # Another file's, another name's, or other stages are somebody else's.
    both.scoring.controller.take_in("dan.csv", FIVE.replace("scorer", "rater").encode())
    assert both.state.scorers[2:] == ("dan rater_1", "dan rater_2")
    both.scoring.controller.rename("five scorer_1")
    both.scoring.controller.score(0, 30, N3)
    assert "five scorer_1" in both.state.scorers
    page.state.night = night


ALL_WAKE = b"onset,duration,stage\n0,900,W\n900,900,W\n"
EXPORTED = "simulated_night__young_adult__seed_128__{}_hypnogram.csv"


def test_a_file_takes_the_place_of_nobodys_scoring(page):
    key(page, "3", at=300.0)
    choose(page.scoring, "person", "Ada")
    key(page, "1", at=300.0)
    page.scoring.controller.take_in("colleague.csv", ALL_WAKE)
    for name in ("me.csv", "ME.txt", "Ada.csv", "colleague.csv", "me (own).csv", "Ada.csv"):
        page.scoring.controller.take_in(name, ALL_WAKE)
    own = ("me", "me (own)", "Ada")
    added = ("colleague", "me 2", "ME 3", "Ada (file)", "colleague 2", "me (own) 2", "Ada (file) 2")
    assert page.state.scorers == own + added
    stages = page.state.hypnograms.sel
    assert [stages(scorer=name).values[10] for name in own] == [N2, N3, N1]
    assert all((stages(scorer=name).values == W).all() for name in added)
    assert "Ada.csv stands beside the others as Ada (file) 2." in page.scoring.sheet.value
    page.scoring.controller.undo()
    page.scoring.controller.take_in("Ada.csv", ALL_WAKE)  # what was taken back comes in again
    assert "as Ada (file) 3." in page.scoring.sheet.value


def test_a_list_of_events_adds_nothing_to_ones_own_marks(page):
    text = b"[coughs/C4-M1]\r\n  500.2200\t    1.0700\r\n"
    page.scoring.controller.take_in("me.txt", text)
    assert page.state.edits.of("me").marks == ()
    assert "stand as marks of me (file)." in page.scoring.sheet.value


def test_what_stands_twice_in_a_file_is_said_once_when_it_is_added(page, half_hour):
    rows = "".join(f"{at},1.5,,arousal,\n" for at in (60.0, 60.0, 90.0))
    text = f"onset,duration,stage,event,channel\n0,900,W,,\n900,900,N2,,\n{rows}"
    page.scoring.controller.take_in("Ann.csv", text.encode())
    assert "1 event stood in it twice alike, and once here." in page.scoring.sheet.value
    assert [mark[0] for mark in marks_of(page.pane)] == [60.0, 90.0]
    again = Explorer(half_hour)
    assert again.event_lanes.problem.text == ""
    assert "twice" not in again.scoring.sheet.value


def test_files_whose_long_names_begin_alike_are_scorers_of_their_own(page):
    stages = make_hypnogram(["W"] * 60)
    page.state.night = Night.make({}, {"first": stages}, subject="simulated night (seed 5)")
    names = [EXPORTED.format(scorer) for scorer in ("ann", "bob")]
    names.append("Simulated_night__seed_5__cy_stages.csv")
    for name in (*names, names[0]):
        page.scoring.controller.take_in(name, ALL_WAKE)
    _, ann, bob, cy, again = page.state.scorers
    assert ann.endswith("_128__ann")
    assert bob.endswith("_128__bob")
    assert cy == "cy_stages"
    assert again.endswith("_128__ann 2")
    assert f"stands beside the others as {again}." in page.scoring.sheet.value


def test_a_saved_file_has_the_persons_stages_and_marks(page, monkeypatch):
    sent = []
    monkeypatch.setattr(page.scoring.sheet, "send", sent.append)
    key(page, "3", at=300.0)
    page.state.selection = (301.0, 302.5)
    act(page.scoring, "mark:arousal")
    choose(page.scoring, "format", "bids")
    act(page.scoring, "save")
    (file,) = (message for message in sent if message["kind"] == "file")
    assert file["name"].endswith("_events.tsv")
    assert "300.0\t30.0\tSleep stage N3" in file["text"]
    assert "301.0\t1.5\tarousal" in file["text"]


# ---- staging ---------------------------------------------------------------------------------


def said_by_a_stager(night, sure=0.9):
    hypnogram = make_hypnogram([N2] * night.hypnogram.sizes["epoch"])
    belief = np.full((hypnogram.size, 5), (1 - sure) / 4)
    belief[:, N2] = sure
    belief[[7, 20], :] = 0.2
    probability = xr.DataArray(
        belief,
        dims=("epoch", "stage_name"),
        coords={"stage_name": [stage.name for stage in SCORED]},
    )
    return Staging("YASA 0", hypnogram, probability, ("C4-M1",), ("a note",))


@pytest.fixture
def quick_stager(monkeypatch):
    """Answer at once in place of the model, which tests/staging runs."""

    def answer(night, _choice, *, progress, cancel):
        progress("computing")
        if cancel.is_set():
            raise CancelledError
        return said_by_a_stager(night)

    monkeypatch.setattr(staging_panel, "stage_in_process", answer)


def test_a_night_that_nobody_scored_offers_to_be_staged(blank):
    assert "Stage this night" in blank.staging.sheet.value
    assert "EEG C4-M1, no EOG, EMG chin" in blank.staging.sheet.value


def test_a_night_that_was_scored_can_be_staged_too(page):
    assert "Stage this night" not in page.staging.sheet.value  # folded away
    page.staging.sheet.unfolded = ["staging"]
    assert "Stage this night" in page.staging.sheet.value


@pytest.mark.usefixtures("quick_stager")
def test_what_the_stager_said_is_a_scorer_with_its_doubts(blank):
    act(blank.staging, "stage")
    assert blank.staging.worker.wait(30)
    assert blank.state.scorers == ("YASA 0",)
    assert minutes(blank, "N2") == "30.0"
    assert "2 of 60 epochs less than 60 % sure" in blank.staging.sheet.value
    assert blank.hypnogram.density.label == "likelihood"
    assert shown_probabilities(blank.state)[0].tolist() == pytest.approx(
        [0.025, 0.025, 0.9, 0.025, 0.025]
    )
    blank.state.window_start = 0.0
    key(blank, "next")
    assert blank.state.window_start == 210.0
    act(blank.staging, "next")
    assert blank.state.window_start == 600.0
    act(blank.staging, "next")
    assert blank.state.window_start == 210.0  # from the first again


@pytest.mark.usefixtures("quick_stager")
def test_the_stagers_stages_give_every_metric_an_interval(page):
    density = page.hypnogram.density
    page.staging.sheet.unfolded = ["staging"]
    page.numbers.parts.unfolded = ["intervals"]
    act(page.staging, "stage")
    assert page.staging.worker.wait(30)
    # The file's scorer is shown still: the strip has the shares of the two, and no interval.
    assert density.label == "share"
    assert page.numbers.worker.wait(60)
    assert "drawn from the stager" not in page.numbers.parts.value
    act(page.staging, "show")
    assert page.state.scorer == "YASA 0"
    assert density.image.visible
    assert density.label == "likelihood"
    assert page.numbers.worker.wait(60)
    words = page.numbers.parts.value
    assert "200 hypnograms drawn from the stager" in words
    assert "could not" not in words
    page.state.scorer = page.state.scorers[0]
    assert density.label == "share"


@pytest.mark.usefixtures("quick_stager")
def test_a_persons_scoring_can_begin_as_a_copy_of_the_stagers(blank):
    act(blank.staging, "stage")
    assert blank.staging.worker.wait(30)
    key(blank, "3", at=0.0)
    assert blank.state.scorers == ("YASA 0", "me")
    assert blank.state.hypnogram.values[:3].tolist() == [N3, N2, N2]
    again = Explorer(blank.state.night)  # the copy is whole: it needs no stager
    assert again.state.hypnogram.values[:3].tolist() == [N3, N2, N2]


def test_the_key_of_uncertain_epochs_says_what_is_needed_first(page):
    key(page, "next")
    assert "Stage this night first" in page.staging.sheet.value  # though it is folded away


def test_staging_that_is_cancelled_or_fails_says_so(blank, monkeypatch):
    for error, words in (
        (CancelledError(), "was cancelled"),
        (ValueError("no <b>"), "no &lt;b&gt;"),
    ):

        def fail(*_arguments, error=error, **_options):
            raise error

        monkeypatch.setattr(staging_panel, "stage_in_process", fail)
        act(blank.staging, "stage")
        assert blank.staging.worker.wait(30)
        assert words in blank.staging.sheet.value
        assert "Stage this night" in blank.staging.sheet.value


def test_without_yasa_the_page_says_how_to_get_it(blank, monkeypatch):
    monkeypatch.setattr(staging_panel, "is_installed", lambda: False)
    blank.staging.sheet.unfolded = []
    blank.staging.sheet.unfolded = ["staging"]
    assert "pip install" in blank.staging.sheet.value


def test_the_night_with_everything_holds_probabilities_and_marks(page, half_hour):
    key(page, "3", at=300.0)
    page.scoring.controller.marks.add("spindle", 301.0, 302.0, "C4-M1")
    whole = merge_into_night(half_hour, page.state.edits, (said_by_a_stager(half_hour),))
    assert whole.hypnograms.scorer.values.tolist() == ["me", "YASA 0", "me (own)"]
    assert whole.probabilities.dims == ("scorer", "epoch", "stage_name")
    assert np.isnan(whole.probabilities.sel(scorer="me")).all()
    assert whole.probabilities.sel(scorer="YASA 0", stage_name="N2").values[0] == pytest.approx(0.9)
    assert whole.events.kind.values.tolist() == ["spindle"]
    assert merge_into_night(half_hour, replace(page.state.edits, done=())) is half_hour


def test_an_undo_of_nothing_changes_nothing(page):
    page.scoring.controller._do(Edit(UNDO, "me", of="no such edit"))
    assert not page.state.edits.done


# ---- two pages, and a page that comes back ---------------------------------------------------


def beat(page):
    page.session.widget._received(None, {"kind": "beat"}, [])


def test_a_page_notices_by_itself_what_another_page_scores(page, half_hour):
    other = Explorer(half_hour)
    choose(other.scoring, "person", "Ada")
    key(other, "3", at=300.0)
    act(other.scoring, "mark:spindle")
    assert page.state.scorers == ("me",)
    beat(page)
    assert page.state.scorers == ("me", "Ada")
    assert page.state.hypnograms.sel(scorer="Ada").values[10] == N3
    assert marks_of(page.pane) == marks_of(other.pane)
    assert "Another page made 2 edits as Ada" in page.scoring.sheet.value  # the copy is none
    key(other, "undo")
    key(other, "undo")
    beat(page)
    assert page.state.scorers == ("me",)
    assert "Another page made 2 edits as Ada" in page.scoring.sheet.value
    key(page, "1", at=300.0)  # under another name nobody is in the way
    assert page.state.scorer_name == "me"


def test_a_notice_is_no_problem_and_goes_by_itself(page, monkeypatch):
    clock = [100.0]
    monkeypatch.setattr(spoken_words.time, "monotonic", lambda: clock[0])
    controller = page.scoring.controller
    key(page, "undo")
    said = '<p class="quiet" role="status">There is nothing to undo.</p>'
    assert said in page.scoring.sheet.value
    clock[0] += 6
    beat(page)
    assert said in page.scoring.sheet.value
    clock[0] += 7
    beat(page)
    assert "nothing to undo" not in page.scoring.sheet.value
    key(page, "2", id="a", night=controller.night, person="me", words="epoch 1: N2", again=True)
    assert '<p class="quiet" role="status">Sent again, and saved now' in page.scoring.sheet.value
    controller.words.tell("The disk is full.")
    clock[0] += 60
    beat(page)
    controller.changed()
    assert '<p class="problem" role="status">The disk is full.</p>' in page.scoring.sheet.value


def test_a_page_that_nobody_wrote_behind_reads_nothing(page, monkeypatch):
    key(page, "3", at=300.0)
    read = []
    monkeypatch.setattr(page.scoring.controller.journal, "_read", read.append)
    stood = page.state.edits
    beat(page)
    assert not read
    assert page.state.edits is stood


def test_two_pages_under_one_name_are_kept_apart_though_each_sees_the_other(page, half_hour):
    key(page, "3", at=300.0)
    other = Explorer(half_hour)
    key(other, "1", at=330.0)
    beat(page)
    assert page.state.hypnograms.sel(scorer="me (own)").values[10:13].tolist() == [N3, N1, N2]
    assert "goes on under another name" in page.scoring.sheet.value
    key(page, "1", at=360.0)
    assert page.state.scorer_name == "me 2"
    assert page.state.hypnogram.values[10:13].tolist() == [N3, N2, N1]
    key(page, "undo")
    key(page, "undo")
    assert page.state.hypnogram.values[10:13].tolist() == [N2, N2, N2]
    beat(other)
    assert other.state.hypnograms.sel(scorer="me (own)").values[10:13].tolist() == [N3, N1, N2]
    key(other, "1", at=390.0)
    assert other.state.scorer_name == "me"


def test_the_second_to_write_goes_on_under_another_name_though_it_wrote_nothing(page, half_hour):
    other = Explorer(half_hour)
    beat(other)  # both are open before either scores
    key(page, "3", at=300.0)
    key(page, "3", at=330.0)
    beat(other)
    assert "goes on under another name" in other.scoring.sheet.value
    key(other, "1", at=300.0)
    assert other.state.scorer_name == "me 2"
    assert "yours goes on as &#x27;me 2&#x27;" in other.scoring.sheet.value
    assert other.state.hypnogram.values[10:13].tolist() == [N1, N2, N2]  # a copy of the file's
    key(page, "r", at=360.0)
    assert page.state.scorer_name == "me"
    assert page.state.hypnogram.values[10:13].tolist() == [N3, N3, REM]
    assert "me 2" in page.state.scorers
    choose(other.scoring, "person", "me")  # that name stays the other page's
    key(other, "1", at=330.0)
    assert other.state.scorer_name == "me 3"


def test_an_undo_takes_back_ones_own_edit_and_no_other_pages(page, half_hour):
    key(page, "3", at=300.0)
    other = Explorer(half_hour)
    key(other, "1", at=330.0)
    beat(page)
    key(page, "undo")
    assert page.state.scorers == ("me", "me (own)")
    assert page.state.hypnograms.sel(scorer="me (own)").values[10:12].tolist() == [N3, N1]


@pytest.mark.usefixtures("quick_stager")
def test_what_the_stager_said_comes_back_after_the_kernel_died(blank):
    act(blank.staging, "stage")
    assert blank.staging.worker.wait(30)
    assert "It is kept on disk" in blank.staging.sheet.value
    again = Explorer(blank.state.night)
    assert again.state.scorers == ("YASA 0",)
    assert again.state.scorer == blank.state.scorer
    assert again.state.hypnogram.equals(blank.state.hypnogram)
    belief = blank.state.staging.probability.values
    np.testing.assert_array_equal(again.state.staging.probability.values, belief)
    assert again.state.staging.notes == blank.state.staging.notes
    assert "YASA 0 staged this night before" in again.staging.sheet.value
    assert "Stage this night" in again.staging.sheet.value


@pytest.mark.usefixtures("quick_stager")
def test_a_disk_that_keeps_no_staging_is_said_and_the_staging_stands(blank, monkeypatch):
    def full(*_arguments):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(staging_panel, "save_staging", full)
    act(blank.staging, "stage")
    assert blank.staging.worker.wait(30)
    assert blank.state.scorers == ("YASA 0",)
    assert "in this page only" in blank.staging.sheet.value
    assert "No space left on device" in blank.staging.sheet.value


@pytest.mark.usefixtures("quick_stager")
def test_a_link_finds_the_stager_and_the_person_that_it_names(blank, half_hour):
    act(blank.staging, "stage")
    assert blank.staging.worker.wait(30)
    key(blank, "3", at=300.0)
    night = blank.state.night
    for scorer in ("YASA 0", "me"):
        blank.state.night = half_hour
        blank.night_manager.request("again", lambda: night, view=f"v1&night=again&scorer={scorer}")
        assert blank.night_manager.opener.wait(30)
        assert blank.session.widget.notice == ""
        assert blank.state.hypnogram.scorer.item() == scorer


# ---- marks of any kind -----------------------------------------------------------------------


def test_a_kind_of_ones_own_is_named_marked_changed_taken_out_and_undone(page):
    state, pane = page.state, page.pane
    channel = state.visible_channels[0]
    page.scoring.sheet.unfolded = ["scoring"]
    choose(page.scoring, "kind", "  sawtooth   waves")
    assert pane.mark_kind == "sawtooth waves"
    assert 'data-act="mark:sawtooth waves"' in page.scoring.sheet.value
    key(page, "mark", event="sawtooth waves", channel=channel, span=[301.0, 303.0])
    key(page, "mark", event="slow wave", channel="", span=[310.0, 317.0])
    assert marks_of(pane) == [
        [301.0, 303.0, "sawtooth waves", channel],
        [310.0, 317.0, "slow wave", ""],
    ]
    assert "20 % or more of 1 of 1 epoch that have any" in page.scoring.sheet.value
    first, second = ids_of(pane)
    key(page, "remark", mark=first, span=[300.5, 303.0])
    act(page.scoring, f"out:{second}")
    assert marks_of(pane) == [[300.5, 303.0, "sawtooth waves", channel]]
    (changed,) = ids_of(pane)
    choose(page.scoring, "kind", "cough")
    act(page.scoring, f"kind:{changed}")
    state.selection = (400.0, 402.0)
    act(page.scoring, f"brush:{ids_of(pane)[0]}")
    assert marks_of(pane) == [[400.0, 402.0, "cough", channel]]
    for _ in range(3):
        key(page, "undo")
    assert len(marks_of(pane)) == 2
    assert "slow wave 1" in page.event_lanes.figure.yaxis[0].major_label_overrides.values()
    assert "cough" in page.scoring.sheet.value  # a kind that was named stays on offer


def test_marks_that_cannot_be_are_answered_in_a_sentence(page):
    before = page.pane.mark_kind
    choose(page.scoring, "kind", "REM")
    # Beside the field, which the page shows again as the key K marks.
    refusal = f'value="{before}"></label><p class="problem" role="alert">No kind of event can be'
    assert refusal in inside(page)
    assert "No kind" not in page.foot.widget.value
    choose(page.scoring, "kind", "cough")
    assert "No kind" not in inside(page)
    key(page, "mark", event="cough", channel="no such", span=[1.0, 2.0])
    assert "no channel" in page.foot.widget.value
    key(page, "unmark", mark="no such")
    assert "has no such mark" in page.foot.widget.value
    key(page, "mark", event="cough", channel="", span=[-50.0, 1e9])  # cut to the recording
    (mark,) = marks_of(page.pane)
    assert mark == [0.0, page.state.night.duration, "cough", ""]
    choose(page.scoring, "person", "Ada")
    assert ids_of(page.pane) == [""]  # not hers to change


def test_the_caliper_reads_the_trace_that_was_brushed(page):
    channel = page.state.visible_channels[0]
    page.pane.brush_channel = channel
    page.state.selection = (300.0, 302.0)
    assert f"{channel}: 2.00 s" in page.pane.measured
    assert "p–p" in page.pane.measured
    said = re.search(r"([\d.]+) Hz: ([\d.]+) cycles in ([\d.]+) s", page.pane.measured)
    hertz, cycles, seconds = map(float, said.groups())
    assert abs(cycles / seconds - hertz) < 0.01 + hertz * 0.01  # who divides finds it
    assert seconds < 2.0
    page.state.selection = ()
    assert page.pane.measured == ""


def test_blind_shows_what_one_scored_oneself_and_nothing_that_was_copied(page):
    state = page.state
    key(page, "3", at=300.0)  # begins as a copy of the first scorer's
    assert (state.hypnogram == UNS).sum() == 0
    state.blind = True
    assert np.flatnonzero(state.hypnogram != UNS).tolist() == [10]
    shown = json.loads(page.pane.epochs)["codes"]
    assert [place for place, code in enumerate(shown) if code != UNS] == [10]
    key(page, "1", at=600.0)
    assert state.hypnogram.values[[10, 20]].tolist() == [N3, N1]
    assert int((state.hypnogram != UNS).sum()) == 2
    state.blind = False
    assert (state.hypnogram == UNS).sum() == 0


def test_scoring_that_is_begun_while_blind_begins_empty(page):
    choose(page.scoring, "begin", "me")
    page.state.blind = True
    key(page, "3", at=300.0)
    page.state.blind = False
    own = page.state.hypnograms.sel(scorer="me (own)")
    assert np.flatnonzero(own != UNS).tolist() == [10]


def test_marks_of_others_are_hidden_while_blind(page):
    choose(page.scoring, "person", "Ada")
    page.state.selection = (301.0, 302.5)
    act(page.scoring, "mark:spindle")
    choose(page.scoring, "person", "me")
    assert len(marks_of(page.pane)) == 1
    page.state.blind = True
    assert marks_of(page.pane) == []
    page.state.blind = False
    assert len(marks_of(page.pane)) == 1
