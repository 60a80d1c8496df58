"""What a page asks of a file that it cannot read, and what it remembers of the answers."""

import pytest

from explorer.app.asking import open_as_said, question_of
from explorer.app.shell import Explorer
from explorer.io import open_night, write_edf
from explorer.io.reading_choices import ChoiceNeededError, UnknownStagesError
from explorer.io.table_choice import choice_question
from explorer.models.simulated_night import simulate_night
from explorer.night.night import Night
from explorer.night.reading_account import NIGHT, SUBJECT, AccountEntry
from explorer.storage import stage_meanings

WORDS = ["ZZ-stage"] * 20 + ["N1"] * 4 + ["N2"] * 30 + ["QQ-stage"] * 6


@pytest.fixture(autouse=True)
def laboratory(tmp_path, monkeypatch):
    """Make a laboratory of its own, that remembers nothing yet."""
    monkeypatch.setattr(stage_meanings, "settings_folder", lambda: tmp_path / "settings")


@pytest.fixture
def scored(tmp_path):
    path = tmp_path / "scored.txt"
    path.write_text("\n".join(WORDS))
    return path


def opened(page):
    assert page.night_manager.opener.wait(60)
    return page.state.night


def test_the_page_asks_for_each_unknown_word_and_opens_with_the_answer(half_hour, scored):
    page = Explorer(half_hour)
    manager, widget = page.night_manager, page.session.widget
    assert widget.question == {}
    manager.request("scored", lambda **said: open_night(scored, **said))
    assert opened(page) is half_hour
    words = {word["name"]: word for word in widget.question["words"]}
    assert words["ZZ-stage"] == {
        "name": "ZZ-stage",
        "stage": "",
        "count": 20,
        "minutes": 10.0,
        "why": "",
        "proposed": "",
    }
    assert words["N2"]["stage"] == "N2"
    assert {"W", "N3", "REM", "LIGHT", "UNSCORED"} <= set(widget.question["stages"])
    page.session._answer({"stages": {"ZZ-stage": "W", "QQ-stage": "REM"}, "remember": False})
    night = opened(page)
    assert night.hypnogram.values.tolist() == [0] * 20 + [1] * 4 + [2] * 30 + [4] * 6
    assert widget.question == {}
    assert stage_meanings.remembered_meanings() == {}
    manager.read_again()
    assert opened(page).is_scored


def test_what_was_said_is_remembered_said_in_a_note_and_forgotten(half_hour, scored, tmp_path):
    page = Explorer(half_hour)
    page.night_manager.request("scored", lambda **said: open_night(scored, **said))
    opened(page)
    page.session._answer({"stages": {"ZZ-stage": "W", "QQ-stage": "REM"}, "remember": True})
    opened(page)
    other = tmp_path / "other.txt"
    other.write_text("\n".join(["N2"] * 20 + ["ZZ-stage"] * 20))
    night = open_as_said(lambda **said: open_night(other, **said), {})
    assert night.hypnogram.values.tolist() == [2] * 20 + [0] * 20
    assert "'ZZ-stage' as W" in night.reader_notes[0]
    page.night_manager.forget()
    with pytest.raises(UnknownStagesError):
        open_as_said(lambda **said: open_night(other, **said), {})


def test_a_hypnogram_beside_a_recording_that_was_not_read_is_asked_for(tmp_path):
    scored = simulate_night(1, hours=0.5, sampling_frequency=128)
    bare = Night.make(scored.signals)
    recording = write_edf(bare, tmp_path / "a.edf")
    (tmp_path / "a.txt").write_text("\n".join(WORDS))
    night = open_night(recording)
    assert not night.is_scored
    asked = question_of("a", night)
    assert {word["name"] for word in asked["words"] if not word["stage"]} == {
        "ZZ-stage",
        "QQ-stage",
    }
    assert "a.txt" in asked["sentence"]
    again = open_night(recording, stages={"ZZ-stage": "W", "QQ-stage": "REM"})
    assert again.is_scored
    assert question_of("a", again) == {}


def test_several_people_are_asked_for_by_their_names():
    entries = [AccountEntry(SUBJECT, name) for name in ("S1", "S2")]
    asked = question_of("t", ChoiceNeededError("t: 2 people", [*entries, AccountEntry(NIGHT, "1")]))
    assert asked["subjects"] == ["S1", "S2"]
    assert asked["nights"] == ["1"]
    assert asked["words"] == []


def test_the_dialog_speaks_of_no_option_of_a_command():
    said = choice_question("oura.json", NIGHT, ["2026-01-05", "2026-01-06"], "")
    assert "--night" in said
    asked = question_of("oura", ChoiceNeededError(said, []))
    assert asked["sentence"] == "oura.json: has the rows of 2 nights (2026-01-05, 2026-01-06)"


def test_a_file_of_meanings_that_is_not_legible_is_as_none(tmp_path):
    (tmp_path / "settings").mkdir()
    (tmp_path / "settings" / "stage_meanings.json").write_text("{half")
    assert stage_meanings.remembered_meanings() == {}
    stage_meanings.remember_meanings({"WK": "W"})
    assert stage_meanings.remembered_meanings() == {"WK": "W"}
