"""The journal: what was acknowledged is there again, whatever happened in between."""

import errno
import json
import os
import resource
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.scoring.edit_history import (
    STAGES,
    Edit,
    Edits,
    apply_edit,
    redo_edit,
    replay_edits,
    undo_edit,
)
from explorer.scoring.edited_scoring import edited_hypnogram
from explorer.scoring.journal import Journal
from explorer.scoring.journal_location import night_identity
from explorer.storage.settings import SCORINGS_VARIABLE
from explorer.storage.user_folders import journal_folder

GRID = make_hypnogram(["W"] * 10)
KILLS = 25

# Children are forked from a process without threads, edit as fast as they can, acknowledge each
# edit once it is saved, and are killed after a random time. What they acknowledged must be there.
KILLING = """
import os, random, signal, sys, time
from pathlib import Path
from explorer.scoring.edit_history import STAGES, Edit, redo_edit, undo_edit
from explorer.scoring.journal import Journal
path, kills, random = Path(sys.argv[1]), int(sys.argv[2]), random.Random(7)
acknowledged, unacknowledged = [], 0
for kill in range(kills):
    readable, writable = os.pipe()
    child = os.fork()
    if not child:
        journal = Journal(path)
        journal.open()
        for number in range(10**6):
            edit = Edit(STAGES, "me", 30 * (number % 900), 30 * (number % 900) + 30, (number % 5,))
            if number % 5 == 3:
                edit = undo_edit(journal.edits, "me")
            elif number % 5 == 4:
                edit = redo_edit(journal.edits, "me")
            outcome = journal.append(edit)
            assert outcome.saved, outcome
            os.write(writable, (journal._log[-1].id + "\\n").encode())
    os.close(writable)
    first = os.read(readable, 17)
    time.sleep(random.random() * 0.03)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    told = first
    while part := os.read(readable, 1 << 16):
        told += part
    os.close(readable)
    acknowledged += told.decode().split()
    again = Journal(path)
    again.open()
    found = [edit.id for edit in again._log]
    unacknowledged = len(found) - len(acknowledged)
    missing = [edit for edit in acknowledged if edit not in set(found)]
    assert not missing, (kill, missing)
    assert 0 <= unacknowledged <= kill + 1, (kill, unacknowledged)
print(len(acknowledged), unacknowledged)
"""


def stage(epoch, code, scorer="me"):
    return Edit(STAGES, scorer, 30.0 * epoch, 30.0 * epoch + 30, (code,))


def codes(edits, scorer="me"):
    return edited_hypnogram(edits, scorer, GRID).values.tolist()


def reopened(path):
    journal = Journal(path)
    journal.open()
    return journal


@pytest.fixture
def path(tmp_path):
    return tmp_path / "journals" / "night.jsonl"


def test_what_was_saved_is_replayed_with_undo_and_redo(path):
    journal = Journal(path)
    for epoch, code in enumerate((0, 1, 2, 3, 4)):
        assert journal.append(stage(epoch, code)).saved
    journal.append(undo_edit(journal.edits, "me"))
    journal.append(undo_edit(journal.edits, "me"))
    journal.append(redo_edit(journal.edits, "me"))
    again = reopened(path)
    assert again.edits == journal.edits
    assert codes(again.edits) == [0, 1, 2, 3, *[-2] * 6]
    assert again.edits.can_redo("me")
    assert not again.notes


def test_nothing_that_was_acknowledged_is_lost_when_the_process_is_killed(path):
    path.parent.mkdir()
    run = subprocess.run(
        [sys.executable, "-c", KILLING, str(path), str(KILLS)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    assert run.returncode == 0, run.stderr
    acknowledged, _ = map(int, run.stdout.split())
    assert acknowledged >= KILLS


def test_a_torn_last_line_is_dropped_and_said_wherever_it_is_torn(path):
    journal = Journal(path)
    for epoch in range(3):
        journal.append(stage(epoch, 2))
    whole = path.read_bytes()
    last = whole.rstrip(b"\n").rfind(b"\n") + 1
    for cut in range(last + 1, len(whole) - 1):
        path.write_bytes(whole[:cut])
        torn = reopened(path)
        assert codes(torn.edits) == [2, 2, *[-2] * 8]
        assert "1 line cut short" in torn.notes[0]
        assert torn.append(stage(5, 3)).saved
        again = reopened(path)
        assert codes(again.edits) == [2, 2, -2, -2, -2, 3, *[-2] * 4]
        assert "1 line cut short" in again.notes[0]
        assert torn.notes == again.notes


def test_a_line_that_only_lacks_its_end_is_an_edit(path):
    journal = Journal(path)
    journal.append(stage(0, 2))
    path.write_bytes(path.read_bytes().rstrip())
    again = reopened(path)
    assert again.append(stage(1, 3)).saved
    assert codes(again.edits)[:2] == codes(reopened(path).edits)[:2] == [2, 3]
    assert not again.notes


@pytest.mark.parametrize(
    "line",
    [
        "[]",
        "null",
        "{",
        '{"do": "stages"}',
        '{"do": "stages", "scorer": "me", "id": "x", "start": 0, "stop": 30, "stages": [9]}',
        '{"do": "stages", "scorer": "me", "id": "x", "start": 30, "stop": 30, "stages": [2]}',
        '{"do": "stages", "scorer": "me", "id": "x", "start": NaN, "stop": 30, "stages": [2]}',
        '{"do": "burn", "scorer": "me", "id": "x"}',
        "[" * 20_000,
    ],
)
def test_a_line_that_is_no_edit_is_left_out_and_said(path, line):
    journal = Journal(path)
    journal.append(stage(0, 2))
    with path.open("a") as file:
        file.write(line + "\n")
    journal.append(stage(1, 3))
    again = reopened(path)
    assert codes(again.edits) == [2, 3, *[-2] * 8]
    assert "1 line" in again.notes[0]


def test_a_full_disk_keeps_the_edits_says_so_and_takes_them_once_there_is_room(path):
    journal = Journal(path)
    assert journal.append(stage(0, 2)).saved
    before = path.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 40, limits[1]))  # half a line fits
    try:
        refused = [journal.append(stage(epoch, 3)) for epoch in (1, 2)]
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert not any(outcome.saved for outcome in refused)
    assert "your last edit is kept in this page only" in refused[0].problem
    assert "your last 2 edits are" in refused[1].problem
    assert path.read_bytes() == before
    assert codes(journal.edits) == [2, 3, 3, *[-2] * 7]
    assert journal.retry().saved
    assert reopened(path).edits == journal.edits
    assert not reopened(path).notes


def test_a_disk_that_fills_in_the_midst_of_a_line_leaves_nothing_torn(path, monkeypatch):
    journal = Journal(path)
    journal.append(stage(0, 2))
    before, write = path.read_bytes(), os.write

    def full(descriptor, raw):
        if len(raw) > 20:
            return write(descriptor, raw[:20])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "write", full)
    outcome = journal.append(stage(1, 2))
    monkeypatch.undo()
    assert "No space left on device" in outcome.problem
    assert path.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    outcome = Journal(tmp_path / "file" / "night.jsonl").append(stage(0, 2))
    assert not outcome.saved
    assert outcome.problem.startswith("Not saved: your last edit is kept in this page only")


def test_two_pages_under_two_names_see_each_other(path):
    one, two = Journal(path), Journal(path)
    one.append(stage(0, 2, "Ada"))
    outcome = two.append(stage(0, 3, "Ben"))
    assert (outcome.others, dict(outcome.renamed)) == (1, {})
    assert two.edits.scorers == ("Ada", "Ben")
    assert (codes(two.edits, "Ada")[0], codes(two.edits, "Ben")[0]) == (2, 3)
    assert one.append(stage(1, 2, "Ada")).others == 1
    assert one.edits == two.open() == reopened(path).edits


def test_two_pages_under_one_name_both_keep_all_they_did(path):
    one, two = Journal(path), Journal(path)
    for epoch in range(3):
        one.append(stage(epoch, 2))
    two.open()
    two.append(stage(5, 4))
    one_again = one.append(stage(3, 3))  # `two` has scored as me since
    assert dict(one_again.renamed) == {"me": "me 2"}
    assert codes(one.edits, "me 2") == [2, 2, 2, 3, *[-2] * 6]
    assert codes(one.edits, "me") == [2, 2, 2, -2, -2, 4, *[-2] * 4]
    assert reopened(path).edits == one.edits
    assert dict(two.append(stage(6, 4)).renamed) == {}
    assert codes(two.edits, "me") == [2, 2, 2, -2, -2, 4, 4, *[-2] * 3]
    assert codes(two.edits, "me 2") == codes(one.edits, "me 2")


def test_a_watched_page_takes_up_no_name_that_another_writes_under_meanwhile(path):
    one, two = Journal(path), Journal(path)
    two.catch_up(watched=True)
    one.append(stage(0, 2))
    one.append(stage(1, 2))
    two.catch_up(watched=True)
    assert two.is_shared("me")
    assert dict(two.append(stage(0, 3)).renamed) == {"me": "me 2"}
    assert dict(two.append(stage(5, 3, "me 2")).renamed) == {}
    assert dict(one.append(stage(2, 4)).renamed) == {}
    assert codes(one.edits, "me") == [2, 2, 4, *[-2] * 7]
    assert codes(one.edits, "me 2") == [3, *[-2] * 4, 3, *[-2] * 4]
    assert reopened(path).edits == one.edits


def test_a_page_that_goes_on_under_another_name_can_still_undo_and_redo(path):
    one, two = Journal(path), Journal(path)
    for epoch in range(3):
        one.append(stage(epoch, 2))
    two.open()
    one.append(undo_edit(one.edits, "me"))
    outcome = two.append(undo_edit(two.edits, "me"))
    assert dict(outcome.renamed) == {"me": "me 2"}
    assert codes(two.edits, "me 2") == [2, 2, *[-2] * 8]
    two.append(redo_edit(two.edits, "me 2"))
    assert codes(two.edits, "me 2") == [2, 2, 2, *[-2] * 7]
    one.append(redo_edit(one.edits, "me"))
    assert one.edits == reopened(path).edits
    assert codes(one.edits, "me") == codes(one.edits, "me 2")


def test_a_full_disk_and_another_page_at_once_lose_nothing(path):
    one, two = Journal(path), Journal(path)
    one.append(stage(0, 2))
    two.open()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size, limits[1]))
    try:
        one.append(stage(1, 2))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    two.append(stage(1, 4))
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 100, limits[1]))
    try:
        refused = one.append(stage(2, 2))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert dict(refused.renamed) == {"me": "me 2"}
    assert one.retry().saved
    again = reopened(path)
    assert codes(again.edits, "me 2") == [2, 2, 2, *[-2] * 7]
    assert codes(again.edits, "me") == [2, 4, *[-2] * 8]
    assert again.edits == one.edits


def test_a_journal_that_somebody_took_away_is_written_anew(path):
    journal = Journal(path)
    journal.append(stage(0, 2))
    path.unlink()
    journal.append(stage(1, 3))
    assert codes(reopened(path).edits) == [2, 3, *[-2] * 8]


def test_another_process_in_the_midst_of_its_line_is_waited_for(path):
    journal = Journal(path)
    journal.append(stage(0, 2))
    holding = (
        "import fcntl, sys, time; f = open(sys.argv[1]); fcntl.flock(f, fcntl.LOCK_EX);"
        "print('held', flush=True); time.sleep(0.3)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holding, str(path)], stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout.readline() == "held\n"
        assert journal.append(stage(1, 2)).saved
        other.send_signal(signal.SIGKILL)
    assert codes(reopened(path).edits)[:2] == [2, 2]


def test_the_first_line_says_which_night(path):
    Journal(path, {"source": "night.edf"}).append(stage(0, 2))
    first = json.loads(path.read_text().splitlines()[0])
    assert first == {"do": "night", "source": "night.edf"}


def test_an_edit_the_disk_took_though_it_said_no_is_not_there_twice(path):
    journal = Journal(path)
    journal.append(stage(0, 2))
    line = path.read_text().splitlines()[-1]
    with path.open("a") as file:
        file.write(line + "\n")
    assert len(reopened(path).edits.done) == 1


def test_a_night_is_known_again_by_its_content(short_night):
    renamed = Night.make(short_night.signals, start=short_night.attrs["start"], source="other.edf")
    other = Night.make(short_night.signals, start="2026-01-02T23:00:00")
    assert night_identity(renamed) == night_identity(short_night)
    assert night_identity(other) != night_identity(short_night)


def test_a_night_without_signals_has_an_identity_too():
    one = Night.make({}, {"a": make_hypnogram(["W", "N1"])}, source="one.txt")
    two = Night.make({}, {"a": make_hypnogram(["W", "N2"])}, source="one.txt")
    assert night_identity(one) != night_identity(two)


def test_the_folder_is_the_users_unless_named(monkeypatch, tmp_path):
    monkeypatch.setenv(SCORINGS_VARIABLE, str(tmp_path))
    assert journal_folder() == tmp_path
    monkeypatch.delenv(SCORINGS_VARIABLE)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert journal_folder() == Path(tmp_path / "data" / "sleep-architecture-explorer" / "scorings")


def test_undo_and_redo_are_without_limit():
    log, stands = [], Edits()
    for epoch in range(500):
        log.append(Edit(STAGES, "me", 30 * epoch, 30 * epoch + 30, (2,), id=str(epoch)))
    stands = replay_edits(log)
    for number in range(500):
        stands = _followed(stands, undo_edit(stands, "me"), number)
    assert not stands.done
    assert undo_edit(stands, "me") is None
    for number in range(500):
        stands = _followed(stands, redo_edit(stands, "me"), number)
    assert stands == replay_edits(log)


def _followed(stands, edit, number):
    return apply_edit(stands, replace(edit, id=f"step {number}"))
