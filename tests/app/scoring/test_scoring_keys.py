"""Keys that the page keeps until they are saved: each is done once, whoever sends it how often."""

import errno
import json
import os

import pytest

from explorer.app.shell import Explorer
from explorer.night.night import Night
from explorer.scoring.edit_history import STAGES, Edit
from explorer.scoring.journal_location import open_journal
from explorer.storage.settings import SCORINGS_VARIABLE


@pytest.fixture
def night(half_hour, tmp_path, monkeypatch):
    monkeypatch.setenv(SCORINGS_VARIABLE, str(tmp_path / "scorings"))
    return Night.make(half_hour.signals, start=half_hour.attrs["start"])


class Hand:
    """A page with its kernel: what it sends, and what it was told."""

    def __init__(self, night, patch) -> None:
        self.page, self.settled, self.refused = Explorer(night), [], []
        self.missed = 0
        patch.setattr(self.page.scoring.keys, "send", self._told)
        self.night = self.page.scoring.controller.night

    def _told(self, said) -> None:
        if said["kind"] == "missed":
            self.missed += 1
            return
        self.settled.extend(said["ids"])
        self.refused.extend(said["refused"])

    def press(self, what, name, at=0.0, **message) -> None:
        message = {"night": self.night, "person": "me", "words": f"epoch {name}", **message}
        message |= {"kind": "score", "what": what, "at": at, "id": name}
        self.page.pane._received(None, message, None)

    @property
    def said(self) -> str:
        return self.page.scoring.controller.said


@pytest.fixture
def hand(night, monkeypatch):
    return Hand(night, monkeypatch)


def written(night):
    journal = open_journal(night)
    return [json.loads(line) for line in journal.path.read_text().splitlines()[1:]]


def test_a_key_is_confirmed_once_its_edit_is_on_disk_under_its_id(hand, night):
    hand.press("2", "a")
    assert hand.settled == ["a"]
    assert hand.refused == []
    assert [line["id"] for line in written(night)] == ["a"]


def test_a_key_that_comes_again_is_confirmed_again_and_done_once(hand, night):
    hand.press("2", "a")
    hand.press("3", "b", at=30.0)
    hand.press("2", "a", again=True)
    assert hand.settled == ["a", "b", "a"]
    assert [line["id"] for line in written(night)] == ["a", "b"]
    assert not hand.said


def test_an_undo_that_comes_again_undoes_one_edit(hand, night):
    for name, what in (("a", "2"), ("b", "3"), ("c", "undo"), ("c", "undo")):
        hand.press(what, name, at=30.0)
    assert [edit.id for edit in hand.page.state.edits.done] == ["a"]
    assert hand.settled == ["a", "b", "c", "c"]
    assert [line["id"] for line in written(night)] == ["a", "b", "c"]


def test_the_next_kernel_knows_what_the_last_one_saved_and_does_the_rest(hand, night, monkeypatch):
    hand.press("2", "a")
    after = Hand(night, monkeypatch)
    after.press("2", "a", again=True)  # saved, though its page was not told
    after.press("3", "b", at=30.0, again=True, person="Ada")
    after.press("r", "c", at=60.0, again=True, person="Ada")
    assert after.settled == ["a", "b", "c"]
    assert [(line["id"], line["scorer"]) for line in written(night) if "of" not in line] == [
        ("a", "me"),
        ("b", "Ada"),
        ("c", "Ada"),
    ]
    assert after.page.state.scorer_name == "Ada"
    assert after.said == "Sent again, and saved now: epoch b, epoch c."


def test_a_key_for_another_night_is_left_to_the_page(hand, night):
    hand.press("2", "a", night="another")
    assert hand.settled == []
    assert not open_journal(night).path.exists()


def test_a_key_is_not_confirmed_while_the_disk_is_full_nor_done_again(hand, night, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    hand.press("2", "a")
    with monkeypatch.context() as disk:
        disk.setattr("explorer.scoring.journal.write_all", full)
        hand.press("3", "b", at=30.0)
        hand.press("3", "b", at=30.0, again=True)
        assert hand.settled == ["a"]
    hand.page.scoring.controller.try_again()
    assert hand.settled == ["a", "b"]
    assert [line["id"] for line in written(night)] == ["a", "b"]


def test_a_key_of_which_nothing_comes_is_answered_in_words_and_not_kept(hand):
    hand.press("undo", "a")
    assert hand.settled == hand.refused == ["a"]  # the page does not call it saved
    assert hand.said == "There is nothing to undo."


def test_a_key_keeps_its_id_where_its_scoring_goes_on_under_another_name(hand, night, monkeypatch):
    hand.press("2", "a")
    journal = open_journal(night)
    journal.open()
    journal.append(Edit(STAGES, "me", 60.0, 90.0, (4,)))  # another page takes the name up
    hand.press("3", "b", at=30.0)
    after = Hand(night, monkeypatch)
    after.press("3", "b", at=30.0, again=True)
    own = [line for line in written(night) if line["scorer"] == "me 2"]
    assert [line["id"] for line in own].count("b") == 1
    assert len(own) == 2
    assert after.settled == ["b"]


def test_an_undo_waits_for_an_earlier_key_that_was_lost_on_its_way(hand):
    hand.press("2", "a")
    hand.press("undo", "c", after="b")  # of b, which did not come
    hand.press("undo", "d", after="c")
    assert (hand.missed, hand.settled) == (2, ["a"])
    assert [edit.id for edit in hand.page.state.edits.done] == ["a"]
    for what, name, after in (("r", "b", None), ("undo", "c", "b"), ("undo", "d", "c")):
        hand.press(what, name, at=30.0, after=after, again=True, soon=True)
    assert hand.settled == ["a", "b", "c", "d"]
    assert hand.page.state.edits.done == ()
    assert "Sent again" not in hand.said


def test_a_key_after_one_of_which_nothing_came_does_not_wait(hand):
    hand.press("undo", "a")  # of nothing: answered in words, and in no journal
    hand.press("2", "b", after="a")
    assert (hand.missed, hand.settled) == (0, ["a", "b"])


def test_ten_keys_of_which_any_are_lost_and_ten_undos_leave_nothing(hand):
    """Whatever comes late, the page sends all that is unsaved in order, until nothing is missed."""
    keys = [("r", f"r{n}") for n in range(10)] + [("undo", f"u{n}") for n in range(10)]
    pressed = []
    for place, (what, name) in enumerate(keys):
        unsaved = [one for one in pressed if one[1] not in hand.settled]
        pressed.append((what, name))
        if place not in (3, 4, 7, 12):  # lost
            after = unsaved[-1][1] if unsaved else None
            hand.press(what, name, at=30.0 * (place % 10), after=after)
    before = None
    for what, name in [one for one in pressed if one[1] not in hand.settled]:
        hand.press(what, name, at=0.0, after=before, again=True, soon=True)
        before = name
    assert set(hand.settled) == {name for _, name in keys}
    assert not [edit for edit in hand.page.state.edits.done if not edit.is_initial_copy]
