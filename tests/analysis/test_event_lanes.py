"""Lanes of scored events: whatever a file holds is drawn, bounded, or said."""

import numpy as np
import pytest

from explorer.analysis.event_lanes import (
    EventFilter,
    bounded_lanes,
    label_events,
    lanes_of,
    marked_channel,
    touched_columns,
)
from explorer.metrics.hypnogram_rows import as_hypnograms
from explorer.metrics.scored_events import as_scored_events
from explorer.night.hypnogram import make_hypnogram
from explorer.night.schema import make_events
from explorer.render.architecture.event_lanes_part import events_notes, repeated_notes

NIGHT = make_hypnogram(["W", "N2", "N2", "REM"])  # 120 s


def labelled(*rows):
    columns = ("onset", "duration", "kind", "channel", "source")
    events = as_scored_events(make_events([dict(zip(columns, row, strict=True)) for row in rows]))
    return label_events(events, as_hypnograms(NIGHT))


def test_kinds_and_scorers_have_lanes_of_their_own_and_words_of_a_kind_share_one():
    shown = labelled(
        (0, 3, "Arousal ()", "C4", "A"),
        (35, 3, "ASDA arousal|Arousal (ADSA)", "C3", "A"),
        (40, 3, "Arousal ()", "C4", "B"),
        (95, 3, "cough", "", "A"),
    )
    lanes = lanes_of(shown)
    assert [(lane.label, lane.scorer, lane.rows.tolist()) for lane in lanes] == [
        ("arousal", "A", [0, 1]),
        ("arousal", "B", [2]),
        ("cough", "A", [3]),
    ]
    assert shown.stage.tolist() == ["W", "N2", "N2", "REM"]
    kept = shown.chosen(EventFilter(kind="arousal", scorer="A", stage="N2"))
    assert kept.events.onset.tolist() == [35]
    assert shown.chosen(EventFilter(kind="no such")).events.size == 0


def test_what_has_no_room_shares_the_last_lane():
    shown = labelled(*((at, 1, f"word {at}", "", "A") for at in range(12)))
    lanes = bounded_lanes(lanes_of(shown), 8)
    assert len(lanes) == 8
    assert lanes[-1].label == "5 more"
    assert sorted(np.concatenate([lane.rows for lane in lanes])) == list(range(12))


def test_marks_before_after_and_across_the_recording_are_said_and_harm_nothing():
    shown = labelled(
        (-50, 10, "cough", "", "A"),
        (-5, 10, "cough", "", "A"),
        (10, 0, "cough", "", "A"),
        (10, 5, "cough", "", "A"),
        (110, 60, "cough", "", "A"),
        (500, 5, "cough", "", "A"),
        (float("nan"), 5, "cough", "", "A"),
        (float("inf"), 5, "cough", "", "A"),
    )
    assert shown.stage.tolist() == ["", "", "W", "W", "REM", ""]
    (lane,) = lanes_of(shown)
    columns = touched_columns(lane.onset, lane.duration, 120.0, 120)
    assert columns.tolist() == [[0, 5], [10, 15], [110, 120]]
    said = " ".join(events_notes(shown.events, 120.0))
    assert "2 scored events before or after the recording" in said
    assert "2 scored events across" in said
    assert "2 scored events left out, as the onset is no number" in said


def test_what_a_file_marked_twice_is_said_in_the_list_and_not_over_the_night():
    shown = labelled((10, 5, "cough", "", "A"), (10, 5, "cough", "", "A"))
    assert events_notes(shown.events, 120.0) == []
    (said,) = repeated_notes(shown.events)
    assert said.startswith("1 scored event left out, as the same scorer marked the same there")


def test_a_hundred_thousand_marks_are_as_many_stretches_as_the_night_has_columns():
    onset = np.linspace(0, 30_000, 100_000)
    assert len(touched_columns(onset, np.zeros(onset.size), 30_000.0, 1200)) == 1
    apart = touched_columns(onset[::170], np.zeros(589), 30_000.0, 1200)
    assert 500 < len(apart) <= 600


@pytest.mark.parametrize(
    ("place", "channel"),
    [
        ("EEG C3-A2", "EEG C3-A2"),
        ("c3-a2", "EEG C3-A2"),
        ("C3", "EEG C3-A2"),
        ("EEG_C3-A2", "EEG C3-A2"),
        ("EMG", ""),  # two
        ("", ""),
        ("SaO2", ""),
    ],
)
def test_a_files_channel_is_found_under_the_recordings_name(place, channel):
    assert marked_channel(place, ["EEG C3-A2", "EMG L", "EMG R"]) == channel
