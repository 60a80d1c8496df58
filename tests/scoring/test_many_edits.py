"""Many edits: what stands is what the plain rule says, at a cost that does not grow with them."""

import json
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.night.hypnogram import make_hypnogram
from explorer.scoring.edit_history import (
    EVENT,
    REDO,
    STAGES,
    UNDO,
    Edit,
    Edits,
    apply_edit,
    redo_edit,
    replay_edits,
    undo_edit,
    with_beginning,
)
from explorer.scoring.edited_scoring import edited_hypnogram, marked_events
from explorer.scoring.journal import Journal
from explorer.vocabulary.stages import Stage

GRID = make_hypnogram(["W"] * 12)
SCORERS = ("Ada", "Ben", "Cy")


# ---- the plain rule: a new value for each edit, gathered anew --------------------------------


def followed_plainly(edits, edit):
    if edit.do == UNDO:
        taken = next((e for e in reversed(edits.done) if e.id == edit.of), None)
        if taken is None:
            return edits
        return Edits(tuple(e for e in edits.done if e is not taken), (*edits.undone, taken))
    if edit.do == REDO:
        taken = next((e for e in reversed(edits.undone) if e.id == edit.of), None)
        if taken is None:
            return edits
        return Edits((*edits.done, taken), tuple(e for e in edits.undone if e is not taken))
    kept = tuple(e for e in edits.undone if e.scorer != edit.scorer)
    return Edits((*edits.done, edit), kept)


def scorers_plainly(edits):
    return tuple(dict.fromkeys(edit.scorer for edit in edits.done if edit.do == STAGES))


def laid_plainly(edits, scorer, grid):
    length, onset = float(grid.epoch_length), grid.onset.values
    middle = onset + length / 2
    codes = np.full(middle.size, Stage.UNSCORED, np.int8)
    for edit in edits.done:
        if edit.scorer != scorer or edit.do != STAGES:
            continue
        first, last = np.searchsorted(middle, (edit.start, edit.stop))
        if len(edit.stages) == 1:
            codes[first:last] = edit.stages[0]
        else:
            part = (middle[first:last] - edit.start) / (edit.stop - edit.start)
            places = (part * len(edit.stages)).astype(int)
            codes[first:last] = np.asarray(edit.stages, np.int8)[places]
    return codes.tolist()


def marks_plainly(edits, scorer=None):
    marks = (e for e in edits.done if e.do == EVENT and scorer in (None, e.scorer))
    return tuple(sorted(marks, key=lambda edit: edit.start))


def undo_plainly(edits, scorer):
    last = next(
        (e for e in reversed(edits.done) if e.scorer == scorer and not e.is_initial_copy), None
    )
    return None if last is None else Edit(UNDO, scorer, of=last.id)


def with_beginning_plainly(edits, turn):
    own = [e for e in edits.done if e.scorer == turn.scorer and e.do == STAGES]
    if turn.do == UNDO:
        left = [e for e in own if e.id != turn.of]
        alone = len(left) < len(own) and len(left) == 1 and left[0].is_initial_copy
        return (turn, Edit(UNDO, turn.scorer, of=left[0].id)) if alone else (turn,)
    back = next(e for e in edits.undone if e.id == turn.of)
    begun = next(
        (e for e in reversed(edits.undone) if e.scorer == turn.scorer and e.is_initial_copy), None
    )
    if begun is None or own or back.do != STAGES:
        return (turn,)
    return Edit(REDO, turn.scorer, of=begun.id), turn


@st.composite
def logs(draw):
    """Any edits of several scorers; undos and redos of any of them, also of none that is there."""
    log = []
    for number in range(draw(st.integers(0, 40))):
        do = draw(st.sampled_from((STAGES, STAGES, EVENT, UNDO, UNDO, REDO)))
        scorer = draw(st.sampled_from(SCORERS))
        if do in (UNDO, REDO):
            log.append(Edit(do, scorer, of=str(draw(st.integers(0, number))), id=str(number)))
            continue
        start = draw(st.integers(-1, 24)) * 15.0
        stop = start + draw(st.integers(1, 12)) * 15.0
        stages = tuple(draw(st.lists(st.integers(0, 4), min_size=1, max_size=4)))
        of = draw(st.sampled_from(("", "", "another"))) if do == STAGES else ""
        kind = "spindle" if do == EVENT else ""
        stages = stages if do == STAGES else ()
        log.append(Edit(do, scorer, start, stop, stages, kind=kind, of=of, id=str(number)))
    return log


@settings(max_examples=100, deadline=None)
@given(logs(), st.integers(0, 40))
def test_replaying_at_once_or_step_by_step_gives_what_the_plain_rule_gives(log, cut):
    plain = reduce(followed_plainly, log, Edits())
    assert replay_edits(log) == plain
    assert replay_edits(log[cut:], replay_edits(log[:cut])) == plain
    assert reduce(apply_edit, log, Edits()) == plain


@settings(max_examples=100, deadline=None)
@given(logs())
def test_what_is_carried_from_edit_to_edit_is_what_is_gathered_anew(log):
    edits = Edits()
    for edit in log:
        edits = apply_edit(edits, edit)
        assert edits.scorers == scorers_plainly(edits)
        for scorer in SCORERS:
            assert edited_hypnogram(edits, scorer, GRID).values.tolist() == laid_plainly(
                edits, scorer, GRID
            )
            assert marked_events(edits, scorer) == marks_plainly(edits, scorer)
            own = [e for e in edits.done if e.scorer == scorer]
            assert list(edits.of(scorer).edits) == own
            assert edits.of(scorer).begun == sum(e.is_initial_copy for e in own)
            turns = (undo_edit(edits, scorer), redo_edit(edits, scorer))
            assert turns[0] == undo_plainly(edits, scorer)
            for turn in filter(None, turns):
                assert with_beginning(edits, turn) == with_beginning_plainly(edits, turn)
        assert marked_events(edits) == marks_plainly(edits)


# ---- what it costs -----------------------------------------------------------------------------


def written(path, count, *, undone=False):
    """Write a journal of so many edits, every second taken back where `undone`."""
    lines = [json.dumps({"do": "night"})]
    for number in range(count):
        start = 30.0 * (number % 12)
        line = {"do": STAGES, "scorer": "me", "start": start, "stop": start + 30, "stages": [2]}
        if undone and number % 2:
            line = {"do": UNDO, "scorer": "me", "of": str(number - 1)}
        lines.append(json.dumps({**line, "id": str(number)}))
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.mark.parametrize("undone", [False, True])
def test_reading_a_journal_copies_what_stands_once_and_not_once_an_edit(
    tmp_path, monkeypatch, undone
):
    made = []
    init = Edits.__init__

    def counted(self, done=(), undone=()):
        made.append(len(done) + len(undone))
        init(self, done, undone)

    monkeypatch.setattr(Edits, "__init__", counted)
    Journal(written(tmp_path / "night.jsonl", 4000, undone=undone)).open()
    assert sum(made) <= 2 * 4000


@dataclass(frozen=True)
class Watched(Edit):
    """An edit that counts how often anything of it is read."""

    def __getattribute__(self, name):
        READS.append(name)
        return super().__getattribute__(name)


READS = []


def reads(count, step):
    """Count what a step reads of edits, after so many of two scorers."""
    edits = Edits()
    for number in range(count):
        start = 30.0 * (number % 12)
        scorer = SCORERS[number % 2]
        if number % 10 == 9:
            edit = Watched(EVENT, scorer, start, start + 1, kind="spindle", id=str(number))
        else:
            edit = Watched(STAGES, scorer, start, start + 30, (2,), id=str(number))
        edits = apply_edit(edits, edit)
        shown(edits)
    READS.clear()
    shown(step(edits))
    return len(READS)


def shown(edits):
    """Ask what the page asks after each edit."""
    edited_hypnogram(edits, "Ada", GRID)
    return edits.scorers, edits.can_undo("Ada"), edits.can_redo("Ada")


def scored(edits):
    return apply_edit(edits, Watched(STAGES, "Ada", 30.0, 60.0, (3,), id="new"))


def undone_and_redone(edits):
    for turn, number in ((undo_edit, 1), (redo_edit, 2)):
        for one in with_beginning(edits, turn(edits, "Ada")):
            edits = apply_edit(edits, replace(one, id=f"turn {number}"))
    return edits


@pytest.mark.parametrize("step", [scored, undone_and_redone])
def test_an_edit_reads_no_more_of_others_after_many_than_after_few(step):
    assert reads(1200, step) <= reads(120, step) + 20


def test_a_number_that_no_time_can_be_is_a_line_that_is_no_edit(tmp_path):
    path = written(tmp_path / "night.jsonl", 2)
    line = '{"do": "stages", "scorer": "me", "id": "x", "stop": 1%s, "stages": [2]}' % ("0" * 400)
    with path.open("a") as file:
        file.write(line + "\n")
    journal = Journal(path)
    assert len(journal.open().done) == 2
    assert "1 line" in journal.notes[0]
