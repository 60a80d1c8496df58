"""Clock times without dates: events and lights lie in the night of the stages, however listed."""

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

import explorer
from explorer.io.reading_choices import Reading
from explorer.io.scorer_reading import read_scoring

STAGES = [*["W"] * 10, *["N1"] * 10, *["N2"] * 400, *["N3"] * 100, *["R"] * 80, *["W"] * 10]
BEGIN = datetime(2026, 3, 14, 23, 12, 30)
EVENTS = {
    "Hypopnea": (615.0, 3615.0, 9615.0, 15015.0),
    "Obstructive Apnea": (915.0, 6015.0, 12015.0),
    "Arousal": (930.0, 16010.0),
}
"""s from the first epoch: each kind before and after midnight."""
ONSETS = sorted(onset for onsets in EVENTS.values() for onset in onsets)


def rows_of_stages(clock: str = "%H:%M:%S") -> list[tuple[str, int, str]]:
    """List the epochs of 30 s, by the clock."""
    moments = (BEGIN + timedelta(seconds=30 * epoch) for epoch in range(len(STAGES)))
    return [
        (moment.strftime(clock), 30, stage) for moment, stage in zip(moments, STAGES, strict=True)
    ]


def rows_of_events(clock: str = "%H:%M:%S") -> list[tuple[str, int, str]]:
    """List the events, kind by kind."""
    return [
        ((BEGIN + timedelta(seconds=onset)).strftime(clock), 15, kind)
        for kind, onsets in EVENTS.items()
        for onset in onsets
    ]


def written(path: Path, rows: list[tuple[str, int, str]], names: str = "Time,Duration,Event"):
    """Write a table and return where it is."""
    lines = [names, *(",".join(map(str, row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n")
    return path


def from_first_epoch(scoring) -> list[float]:
    """Onsets of a scoring's events from its first epoch, in s."""
    (hypnogram,) = scoring.hypnograms.values()
    begin = float(hypnogram.onset[0])
    return sorted(float(str(event["onset"])) - begin for event in scoring.events)


@pytest.mark.parametrize("clock", ["%H:%M:%S", "%I:%M:%S %p"])
@pytest.mark.parametrize("first", ["stages", "events"])
def test_events_listed_apart_lie_in_the_night_of_the_stages(tmp_path, first, clock):
    stages, events = rows_of_stages(clock), rows_of_events(clock)
    rows = [*stages, *events] if first == "stages" else [*events, *stages]
    scoring = read_scoring(written(tmp_path / "night.csv", rows))
    assert from_first_epoch(scoring) == ONSETS
    assert any("no dates" in note for note in scoring.notes)


def test_stages_listed_kind_by_kind_make_one_night(tmp_path):
    rows = sorted([*rows_of_stages(), *rows_of_events()], key=lambda row: row[2])
    scoring = read_scoring(written(tmp_path / "night.csv", rows))
    (hypnogram,) = scoring.hypnograms.values()
    assert hypnogram.sizes["epoch"] == len(STAGES)
    assert int(hypnogram[0]) == 0
    assert from_first_epoch(scoring) == ONSETS


def test_events_of_a_recording_lie_at_their_clock_time(tmp_path):
    rows = [*rows_of_events(), *rows_of_stages()]
    reading = Reading(BEGIN - timedelta(minutes=10), duration=7 * 3600.0)
    scoring = read_scoring(written(tmp_path / "night.csv", rows), reading)
    assert sorted(float(event["onset"]) for event in scoring.events) == [
        onset + 600 for onset in ONSETS
    ]


def test_what_is_in_the_order_of_time_stays_there(tmp_path):
    dated = "%Y-%m-%d %H:%M:%S"
    rows = sorted([*rows_of_stages(dated), *rows_of_events(dated)])
    rows = [(row[0].split()[1], *row[1:]) for row in rows]
    scoring = read_scoring(written(tmp_path / "night.csv", rows))
    assert from_first_epoch(scoring) == ONSETS
    assert not any("no dates" in note for note in scoring.notes)


@pytest.mark.parametrize(("off", "on"), [("23:15:00", "04:10:00"), ("23:02:30", "04:31:00")])
def test_lights_listed_last_are_those_of_the_night(tmp_path, off, on):
    rows = [*rows_of_stages(), (off, 0, "Lights Off"), (on, 0, "Lights On")]
    scoring = read_scoring(written(tmp_path / "night.csv", rows))
    moments = [datetime.strptime(f"2026-03-{day} {at}", "%Y-%m-%d %H:%M:%S") for day, at in
               ((14, off), (15, on))]  # fmt: skip
    found = [scoring.lights_off, scoring.lights_on]
    (hypnogram,) = scoring.hypnograms.values()
    assert found == [float(hypnogram.onset[0]) + (one - BEGIN).total_seconds() for one in moments]


def test_events_of_luna_listed_apart_lie_in_the_night(tmp_path):
    def line(row):
        begin = datetime.strptime(row[0], "%H:%M:%S")
        stop = (begin + timedelta(seconds=row[1])).strftime("%H:%M:%S")
        return f"{row[2].replace(' ', '_')}\t.\t.\t{row[0]}\t{stop}\t."

    lines = [line(row) for row in [*rows_of_stages(), *rows_of_events()]]
    path = tmp_path / "night.annot"
    path.write_text("class\tinstance\tchannel\tstart\tstop\tmeta\n" + "\n".join(lines) + "\n")
    assert from_first_epoch(read_scoring(path)) == ONSETS


def test_a_log_with_its_events_last_is_one_night(tmp_path):
    path = tmp_path / "night.log"
    marks = [(row[0], row[2]) for row in [*rows_of_stages(), *rows_of_events()]]
    path.write_text("\n".join(f"{clock} {text}" for clock, text in marks) + "\n")
    scoring = read_scoring(path)
    assert from_first_epoch(scoring) == ONSETS


def test_the_date_of_the_evening_in_every_row_makes_one_night(tmp_path):
    rows = [(f"14.03.2026,{row[0]}", *row[1:]) for row in [*rows_of_stages(), *rows_of_events()]]
    path = written(tmp_path / "night.csv", rows, "Date,Time,Duration,Event")
    assert from_first_epoch(read_scoring(path)) == ONSETS


def test_events_apart_from_several_nights_without_dates_are_refused(tmp_path):
    rows = [*rows_of_stages(), *rows_of_stages(), *rows_of_events()]
    path = written(tmp_path / "nights.csv", rows)
    with pytest.raises(ValueError, match=r"no dates.*order of time"):
        read_scoring(path)


def test_the_index_counts_events_listed_apart(tmp_path):
    night = explorer.open_night(
        written(tmp_path / "night.csv", [*rows_of_stages(), *rows_of_events()])
    )
    index = float(explorer.metrics.table(night)["AHI_as_scored"].values.ravel()[0])
    assert index == pytest.approx(7 / (590 / 120))
    assert np.isclose(night.events.onset.values.min(), ONSETS[0])
