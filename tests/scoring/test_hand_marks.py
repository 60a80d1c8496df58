"""Marks by hand as edits: of any kind, changed, taken out, undone, and kept by every file."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.io.scorer_reading import read_scoring
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.night.schema import make_signals
from explorer.scoring.bids_dataset import bids_dataset
from explorer.scoring.combine_scorers import merge_into_night, scored_rows
from explorer.scoring.edit_history import (
    EVENT,
    EVENT_KINDS,
    REMOVE,
    SLOW_WAVE,
    UNDO,
    Edit,
    Edits,
    named_kind,
    redo_edit,
    replay_edits,
    undo_edit,
)
from explorer.scoring.edited_scoring import event_rows, initial_copy, marked_events
from explorer.scoring.export_formats import FORMATS, exported
from explorer.scoring.journal import Journal
from explorer.scoring.mark_tally import marked_seconds
from explorer.scoring.scored_night import Scored
from explorer.scoring.scorer_fork import fork_scorer

STAGES = make_hypnogram(["W", "N1", "N2", "N3", "REM", "ARTEFACT", "UNSCORED", "N2"])
KINDS = ("sawtooth", "artefact by hand", "Zacken, groß", 'a "b"', "slow wave", "30 s burst", "a|b")
FIRST = Edit(EVENT, "me", 10, 12, kind="sawtooth", channel="C4", id="a")
LONGER = replace(FIRST, stop=15.0, id="b", of="a")
GONE = replace(LONGER, do=REMOVE, id="c", of="b")


def simulated_signals():
    """Make a night of signals that nobody scored."""
    samples = np.zeros((1, 640), np.float32)
    return Night.make({"64Hz": make_signals(samples, 64.0, ["C4"], ["EEG"], ["uV"])})


def spans(edits):
    return [(mark.start, mark.stop, mark.kind) for mark in marked_events(edits)]


def test_a_mark_is_changed_and_taken_out_and_undo_goes_back_step_by_step():
    edits = replay_edits([FIRST, LONGER])
    assert spans(edits) == [(10, 15, "sawtooth")]
    edits = replay_edits([GONE], edits)
    assert spans(edits) == []
    assert event_rows(edits, "me") == []
    for stands in ([(10, 15, "sawtooth")], [(10, 12, "sawtooth")], []):
        edits = replay_edits([undo_edit(edits, "me")], edits)
        assert spans(edits) == stands
    for stands in ([(10, 12, "sawtooth")], [(10, 15, "sawtooth")], []):
        edits = replay_edits([redo_edit(edits, "me")], edits)
        assert spans(edits) == stands


def test_nobody_takes_out_what_another_marked():
    theirs = replace(GONE, scorer="Ada", of="a")
    assert len(marked_events(replay_edits([FIRST, theirs]))) == 1
    two = replay_edits([FIRST, replace(FIRST, scorer="Ada", id="x"), LONGER])
    assert [(mark.scorer, mark.stop) for mark in marked_events(two)] == [("Ada", 12), ("me", 15)]


def test_a_journal_keeps_changes_of_marks_and_a_fork_goes_on_with_them(tmp_path):
    journal = Journal(tmp_path / "night.jsonl", {})
    journal.open()
    assert journal.append(FIRST, LONGER, GONE).saved
    journal.append(Edit(UNDO, "me", of="c"))
    again = Journal(tmp_path / "night.jsonl", {}).open()
    assert spans(again) == [(10, 15, "sawtooth")]
    assert not Journal(tmp_path / "night.jsonl", {}).notes
    other = replay_edits(fork_scorer(again, "me", "me 2"))
    assert spans(other) == [(10, 15, "sawtooth")]
    other = replay_edits([redo_edit(other, "me 2")], other)
    assert spans(other) == []
    assert {edit.id for edit in other.done}.isdisjoint({"a", "b", "c"})


def test_ten_thousand_marks_of_a_file_are_one_write(tmp_path):
    journal = Journal(tmp_path / "night.jsonl", {})
    journal.open()
    many = [Edit(EVENT, "file", at, at + 0.5, kind="spindle") for at in range(10_000)]
    assert journal.append(*many).saved
    assert len(marked_events(journal.edits)) == 10_000


@pytest.mark.parametrize("names", [KINDS, EVENT_KINDS, ("artefact",), ("Artefact", "sawtooth")])
@pytest.mark.parametrize("kind", ["edf", "bids", "csv", "annot", "edfbrowser", "profusion"])
def test_every_file_that_has_room_for_events_brings_marked_kinds_back(tmp_path, kind, names):
    marks = [
        {
            "onset": 1.25 + 20 * at,
            "duration": 0.75 * ((at + 1) % 3),
            "kind": named_kind(name),
            "channel": ("", "C4-M1")[at % 2],
        }
        for at, name in enumerate(names)
    ]
    path = tmp_path / f"night{FORMATS[kind].ending}"
    path.write_bytes(exported(Night.make({}, {"me": STAGES}), STAGES, marks, kind))
    again = read_scoring(path)
    assert [{name: row[name] for name in marks[0]} for row in again.events] == marks
    (stages,) = again.hypnograms.values()
    np.testing.assert_array_equal(stages.values, STAGES.values)


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("  ", "needs a name"),
        ("N2", "a word for a stage"),
        ("Lights off", "a word for a stage or for lights"),
        ("a@@b", "@@"),
        ("#1", "letter or digit"),
        ("=1+2", "letter or digit"),
        ("12", "no letter"),
        ("x" * 41, "41 letters"),
    ],
)
def test_a_kind_that_files_would_not_bring_back_is_refused_in_a_sentence(name, problem):
    with pytest.raises(ValueError, match=problem):
        named_kind(name)


def test_the_bids_data_set_tags_what_a_hed_tag_means_and_nothing_else():
    rows = [
        {"onset": 31.0, "duration": 1.0, "kind": kind, "channel": ""}
        for kind in ("spindle", "K-complex", "sawtooth", "my own kind")
    ]
    scored = Scored(Night.make({}, {"me": STAGES}, subject="1"), STAGES, rows)
    files = bids_dataset(scored)
    sidecar = next(raw for path, raw in files.items() if path.endswith("_events.json")).decode()
    assert '"HEDVersion": "score_2.1.0"' in files["dataset_description.json"].decode()
    for tag in ("Sleep-stage-N2", "Sleep-spindles", "K-complex", "Saw-tooth-waves"):
        assert f'"{tag}"' in sidecar
    tags = sidecar[sidecar.index('"HED"') : sidecar.index('"channel"')]
    assert "my own kind" not in tags
    older = {"dataset_description.json": b'{"Name": "older", "BIDSVersion": "1.8.0"}'}
    files = bids_dataset(scored, before=older)
    sidecar = next(raw for path, raw in files.items() if path.endswith("_events.json"))
    assert b'"HED"' not in sidecar  # a version that the data set doesn't say


def test_slow_waves_by_hand_are_tallied_an_epoch_and_overlaps_count_once():
    waves = [
        Edit(EVENT, "me", start, stop, kind=SLOW_WAVE, channel=channel)
        for start, stop, channel in (
            (28, 34, "C4"),
            (10, 14, "C4"),
            (12, 16, "F4"),
            (90, 90, ""),
            (235, 300, "C4"),
        )
    ]
    tally = marked_seconds([*waves, replace(waves[0], kind="arousal")], SLOW_WAVE, STAGES)
    assert tally.tolist() == [8, 4, 0, 0, 0, 0, 0, 5]
    assert marked_seconds(waves, SLOW_WAVE, STAGES, channel="F4")[0] == 4
    assert marked_seconds([], SLOW_WAVE, STAGES).tolist() == [0] * 8
    assert not Edits().of("me").marks


def test_marks_of_somebody_who_scored_no_stages_are_in_the_file_and_in_the_night():
    night = Night.make({}, {"file": STAGES})
    edits = Edits((FIRST, replace(FIRST, scorer="Ada", id="x"), initial_copy(STAGES, "Ada", "")))
    for rows, who in ((scored_rows(night, edits, "file"), "me"), (event_rows(edits, "Ada"), "Ada")):
        assert [(row["kind"], row["source"]) for row in rows] == [("sawtooth", who)]
    assert scored_rows(night, edits, "Ada") == event_rows(edits, "Ada")
    unscored = simulated_signals()
    merged = merge_into_night(unscored, Edits((FIRST,)))
    assert merged.events["kind"].values.tolist() == ["sawtooth"]
    assert [row["onset"] for row in scored_rows(unscored, Edits((FIRST,)), "")] == [10]
