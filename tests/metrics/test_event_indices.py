"""Indices of scored events: counts by hand, parts, scorers apart, and marks in odd places."""

import json
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from explorer import metrics
from explorer.analysis.observed_night import observed_events
from explorer.cli.command_line import main
from explorer.metrics.hypnogram_rows import as_hypnograms
from explorer.metrics.hypopnoea_rules import NOT_SAID, hypopnoea_rule
from explorer.metrics.index_notes import index_notes
from explorer.metrics.metric import COUNTED_FROM_MARKS
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.night.schema import make_events
from explorer.study.night_task import hypnogram_metrics

HOUR = ["N2"] * 60 + ["REM"] * 30 + ["W"] * 30
"""45 min of sleep, 15 of wake."""


def marks(*rows: tuple[float, float, str], source: str = "me") -> list[dict[str, object]]:
    return [
        {"onset": onset, "duration": lasts, "kind": kind, "channel": "", "source": source}
        for onset, lasts, kind in rows
    ]


def table_of(stages: list[str], events: list[dict[str, object]], **options: object) -> xr.Dataset:
    hypnogram = make_hypnogram(stages).assign_coords(scorer="me")
    observed = observed_events(make_events(events), ["me"])
    return metrics.table(hypnogram, observed=observed, **options)


# Counted by hand in the files, with the stages of the epochs that hold the onsets: stages 1 to 5 of
# 30-s epochs are sleep; 887 epochs are 7.391667 h and 448 are 3.733333 h.
BY_HAND = {
    "learn-nsrr01.xml": {
        "arousal_count": 154, "arousal_index": 154 / 887 * 120,
        "apnoea_hypopnoea_count": 340 + 37, "AHI_as_scored": 377 / 887 * 120,
        "AHI_begins_or_ends": 387 / 887 * 120, "RDI_as_scored": 377 / 887 * 120,
        "obstructive_apnoea_index": 37 / 887 * 120, "central_apnoea_index": 0.0,
        "hypopnoea_index": 340 / 887 * 120,
        "desaturation_count": 220, "ODI3": 83 / 887 * 120, "ODI4": 50 / 887 * 120,
        "SpO2_nadir": 82.0,
    },
    "learn-nsrr03.xml": {
        "arousal_count": 225, "arousal_index": 225 / 448 * 120,
        "apnoea_hypopnoea_count": 181 + 162 + 1, "AHI_as_scored": 344 / 448 * 120,
        "AHI_begins_or_ends": 345 / 448 * 120, "RDI_as_scored": 344 / 448 * 120,
        "obstructive_apnoea_index": 162 / 448 * 120, "central_apnoea_index": 1 / 448 * 120,
        "hypopnoea_index": 181 / 448 * 120,
        "desaturation_count": 218, "ODI3": 199 / 448 * 120, "ODI4": 176 / 448 * 120,
        "SpO2_nadir": 84.0,
    },
}  # fmt: skip


@pytest.mark.parametrize("name", list(BY_HAND))
def test_indices_of_an_nsrr_night_are_those_counted_by_hand(
    name: str, shared_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = shared_data / "nsrr-xml" / name
    assert main(["stats", "--hypnogram", str(file), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)["metrics"]
    found = {symbol: said[symbol]["value"] for symbol in BY_HAND[name]}
    assert found == pytest.approx(BY_HAND[name])
    assert {said[symbol]["badge"] for symbol in found} == {COUNTED_FROM_MARKS}
    assert said["AHI_as_scored"]["hypopnoea_rule"]
    assert "hypopnoea_rule" not in said["arousal_index"]
    assert not {"PLM_index", "T90_min", "RERA_index", "RMSSD_N3"} & set(said)


def test_events_count_in_the_stage_third_and_cycle_where_they_begin() -> None:
    events = marks(
        (10, 5, "Arousal"), (29.9, 20, "Arousal"), (1799, 3, "Arousal"), (1800, 3, "Arousal"),
        (2800, 3, "Arousal"),  # in wake
    )  # fmt: skip
    found = table_of(HOUR, events)
    assert found.arousal_count == 4
    assert found.arousal_index == 4 / 0.75
    assert found.arousal_index_N2 == 3 / 0.5
    assert found.arousal_index_REM == 1 / 0.25
    assert [float(found[f"arousal_index_third{k}"]) for k in (1, 2, 3)] == [8.0, 4.0, 4.0]
    assert found.arousal_index_cycle1 == 4 / 0.75
    assert "arousal_index_cycle2" not in found
    assert "arousal_index_supine" not in found


def test_positions_are_those_that_are_marked() -> None:
    events = marks(
        *((0, 0, "Supine"), (900, 0, "Left"), (100, 12, "Hypopnea"), (200, 12, "Apnea")),
        (1000, 12, "Hypopnea"),
    )
    found = table_of(HOUR, events)
    assert found.AHI_as_scored_supine == 2 / 0.25
    assert found.AHI_as_scored_left == found.AHI_as_scored_nonsupine == 1 / 0.5
    assert "AHI_as_scored_right" not in found


def test_a_position_within_another_ends_and_the_other_goes_on() -> None:
    events = marks((0, 3600, "Supine"), (600, 60, "Left"), (1500, 10, "Apnea"))
    found = table_of(["N2"] * 120, events)
    assert found.AHI_as_scored_supine == pytest.approx(1 / (3540 / 3600))
    assert found.AHI_as_scored_left == 0


def test_what_is_marked_on_two_channels_is_one_but_legs_are_two() -> None:
    rows = [
        {"onset": onset, "duration": 12, "kind": kind, "channel": channel, "source": "me"}
        for onset, kind, channels in (
            (300, "Apnea", ("Flow", "Thorax")),
            (400, "Arousal", ("C3", "C4", "O1")),
            (500, "Arousal", ("C3",)),
            (600, "Desaturation", ("SpO2", "SaO2")),
            (700, "LM", ("Left", "Right")),
        )
        for channel in channels
    ]
    found = table_of(HOUR, rows)
    assert (found.apnoea_hypopnoea_count, found.arousal_count) == (1, 2)
    assert found.desaturation_count == 1
    assert found.LM_index == pytest.approx(2 / 0.75)


def test_zero_is_said_only_where_the_kind_was_marked_at_all() -> None:
    in_wake = table_of(HOUR, marks((3000, 12, "Hypopnea")))
    assert in_wake.AHI_as_scored == 0
    assert in_wake.AHI_as_scored_N2 == 0
    assert np.isnan(in_wake.AHI_as_scored_N3)  # no such sleep
    assert not {"arousal_index", "PLM_index", "ODI3", "central_apnoea_index"} & set(in_wake)
    assert not [name for name, row in table_of(HOUR, []).items() if "badge" in row.attrs]
    assert "central_apnoea_index" in table_of(HOUR, marks((10, 12, "Obstructive Apnea")))
    assert "central_apnoea_index" not in table_of(HOUR, marks((10, 12, "Apnea")))


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("Hypopnea", NOT_SAID),
        ("Hypopnea 3%", "'Hypopnea 3%': a desaturation of 3 %"),
        ("hypopnea with arousal", "'hypopnea with arousal': an arousal"),
        ("Hypopnea AASM 2012 (1B)", "'Hypopnea AASM 2012 (1B)': AASM 2012, AASM 1B: 4 %"),
        ("Hypopnoe (4 %)", "'Hypopnoe (4 %)': a desaturation of 4 %"),
        ("SDO:HypopneaFinding", "NSRR's names, no rule"),
        ("Hypopnea|Hypopnea", "NSRR's names, no rule"),
    ],
)
def test_the_rule_of_hypopnoeas_is_said_where_the_file_says_it(word: str, said: str) -> None:
    observed = observed_events(make_events(marks((10, 12, word))), ["me"])
    hypnograms = as_hypnograms(make_hypnogram(HOUR), observed)
    assert hypopnoea_rule(hypnograms).startswith(said)
    assert any(said in note for note in index_notes(hypnograms))
    assert hypopnoea_rule(as_hypnograms(make_hypnogram(HOUR))) == ""


def test_a_rera_disturbs_breathing_and_is_no_apnoea() -> None:
    found = table_of(HOUR, marks((10, 12, "RERA"), (100, 12, "Hypopnea"), (200, 9, "Apnea")))
    assert found.RDI_as_scored == 3 / 0.75
    assert found.AHI_as_scored == 2 / 0.75
    assert found.RERA_index == 1 / 0.75


def test_scorers_are_never_mixed() -> None:
    stages = xr.concat(
        [make_hypnogram(HOUR).assign_coords(scorer=name) for name in ("A", "B", "C")], "scorer"
    )
    rows = [*marks((10, 3, "Arousal"), (50, 3, "Arousal"), source="A"),
            *marks((10, 3, "Arousal"), source="B")]  # fmt: skip
    observed = observed_events(make_events(rows), ["A", "B", "C"])
    found = metrics.table(stages, observed=observed).arousal_count
    assert found.values.tolist()[:2] == [2, 1]
    assert np.isnan(found.values[2])


def test_marks_that_only_one_person_made_count_for_whoever_stages_anew() -> None:
    hypnogram = make_hypnogram(HOUR).assign_coords(scorer="B")
    rows = [*marks((10, 3, "Arousal"), (20, 11, "Hypopnea"), source="A"),
            *marks((10, 3, "Arousal"), (90, 3, "Arousal"), source="B")]  # fmt: skip
    found = metrics.table(hypnogram, observed=observed_events(make_events(rows), ["A", "B"]))
    assert found.arousal_count == 2
    assert found.apnoea_hypopnoea_count == 1


def test_marks_of_the_recording_count_for_whoever_staged_it() -> None:
    hypnogram = make_hypnogram(HOUR).assign_coords(scorer="B")
    observed = observed_events(make_events(marks((10, 3, "Arousal"), source="file")), ["B"])
    assert metrics.table(hypnogram, observed=observed).arousal_count == 1


def test_a_night_gives_its_own_events() -> None:
    night = Night.make({}, {"me": make_hypnogram(HOUR)}, make_events(marks((10, 3, "Arousal"))))
    assert metrics.table(night).arousal_count.item() == 1
    assert hypnogram_metrics(night, (0.0, 1200.0)).arousal_index == 1 / (20 / 60)


def test_marks_outside_across_and_without_a_duration_are_said() -> None:
    events = marks(
        *((-100, 3, "Arousal"), (3590, 30, "Arousal"), (4000, 3, "Arousal")),
        *((10, float("nan"), "Arousal"), (10, 3, "Hypopnea"), (12, 3, "Hypopnea")),
        *((50, 3, "cough"), (float("nan"), 3, "Arousal"), (10, 3, "Hypopnea")),
    )
    stages = ["N2"] * 118 + ["UNSCORED"] * 2
    found = table_of(stages, events)
    assert found.arousal_count == 1
    assert found.apnoea_hypopnoea_count == 2
    observed = observed_events(make_events(events), ["me"])
    said = " ".join(index_notes(as_hypnograms(make_hypnogram(stages), observed)))
    for words in (
        "1 event begins before the first epoch",
        "1 event begins after the last epoch",
        "1 event reaches past the last epoch",
        "1 event without a duration",
        "1 respiratory event begins before another has ended",
        "1 event marked twice alike, counted once",
        "1 event without a time, not counted",
        "'cough' 1",
        "2 epochs (1 min) unscored or artefact: neither their time nor the 1 event",
    ):
        assert words in said


def test_a_hundred_thousand_events_are_counted() -> None:
    onset = np.linspace(-1000, 4000, 100_000)
    size = onset.size
    events = make_events(
        onset=onset,
        duration=np.full(size, 3.0),
        kind=np.resize(["Arousal", "Hypopnea", "LM", "x" * 300], size),
        channel=np.full(size, ""),
        source=np.full(size, "me"),
    )
    hypnogram = make_hypnogram(HOUR).assign_coords(scorer="me")
    found = metrics.table(hypnogram, observed=observed_events(events, ["me"]))
    asleep = (onset >= 0) & (onset < 2700 - 1e-6)
    assert found.arousal_count == asleep[::4].sum()
    assert found.LM_index * 0.75 == pytest.approx(asleep[2::4].sum())


@pytest.mark.parametrize("factor", [2, 3])
def test_an_index_does_not_depend_on_the_epoch_length(factor: int) -> None:
    events = make_events(marks((29.9, 3, "Arousal"), (1800, 3, "Arousal"), (2699, 9, "Apnea")))
    coarse, fine = (
        metrics.table(make_hypnogram(stages, length), observed=observed_events(events))
        for stages, length in ((HOUR, 30), (list(np.repeat(HOUR, factor)), 30 / factor))
    )
    names = [name for name in coarse if "badge" in coarse[name].attrs]
    assert len(names) > 20
    for name in names:
        assert float(fine[name]) == pytest.approx(float(coarse[name]), nan_ok=True)


ODD = [
    *(("-500", "3", "Arousal"), ("-2", "10", "Hypopnea"), ("3590", "60", "Hypopnea")),
    *(("5000", "3", "Arousal"), ("100", "20", "Hypopnea"), ("110", "20", "Obstructive Apnea")),
    *(("200", "0", "Arousal"), ("210", "-5", "Arousal"), ("220", "n/a", "Arousal")),
    *(("n/a", "3", "Arousal"), ("nan", "3", "Arousal"), ("300", "3", "gurgle")),
    *(("310", "3", "Entsättigung"), ("320", "3", "Micro-éveil"), ("330", "12", "低呼吸")),
    ("100", "20", "Hypopnea"),
]
"""Before, after, across, overlapping, of no, negative and unsaid length, without a time, foreign,
unknown and marked twice."""


def odd_file(path: Path, more: list[tuple[str, str, str]]) -> Path:
    stages = [(f"{30 * k}", "30", "Sleep stage N2") for k in range(120)]
    lines = ["onset\tduration\ttrial_type", *("\t".join(row) for row in [*stages, *ODD, *more])]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


@pytest.mark.parametrize("crowd", [0, 3_000, 100_000])
def test_odd_marks_in_a_file_are_said_and_cost_nothing_else(
    crowd: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    step = 3600 / max(crowd, 1)
    more = [(f"{place * step:.4f}", "3", "Snore") for place in range(crowd)]
    file = odd_file(tmp_path / "sub-1_events.tsv", more)
    assert main(["stats", "--hypnogram", str(file), "--group", "events", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    numbers, notes = said["metrics"], " ".join(said["notes"])
    assert numbers["arousal_count"]["value"] == 4
    assert numbers["apnoea_hypopnoea_count"]["value"] == 4
    assert numbers["desaturation_count"]["value"] == 1
    if crowd:
        assert numbers["snore_index"]["value"] == crowd
    for words in (
        "2 events without an onset left out",
        "1 event marked twice alike, counted once",
        "2 events begin before the first epoch",
        "1 event begins after the last epoch",
        "past the last epoch: counted where",
        "3 events without a duration: counted as moments",
        "1 respiratory event begins before another has ended",
        "'gurgle' 1",
        "'Entsättigung' 1",
    ):
        assert words in notes
    assert "contradicts" not in notes  # events lie over one another; epochs do not
