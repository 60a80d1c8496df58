"""Hypnograms of every format: the real files against what comes with them, and files by hand."""

import csv
import json
import math
from collections import Counter
from datetime import datetime

import numpy as np
import pytest

from explorer.io.scorer_reading import read_hypnogram, read_scoring
from explorer.vocabulary.stages import SCORED, Stage

W, N1, N2, N3, REM, ART, UNS = (*SCORED, Stage.ARTEFACT, Stage.UNSCORED)


def counts(dataset, scorer=0):
    return {Stage(code): n for code, n in Counter(dataset.stage.values[scorer].tolist()).items()}


def rows_in(path, delimiter="\t"):
    return list(csv.DictReader(path.read_text().splitlines(), delimiter=delimiter))


def written(tmp_path, name, text, encoding="utf-8"):
    path = tmp_path / name
    path.write_text(text, encoding=encoding)
    return path


def stages(dataset, scorer=0):
    return [Stage(code).name for code in dataset.stage.values[scorer].tolist()]


def test_temazepam_nights_have_the_counts_of_their_table(shared_data):
    table = rows_in(shared_data / "sleep-edf-tables/temazepam_nights.csv", ",")
    assert len(table) == 44
    for row in table:
        found = shared_data / "sleep-edf-hypnograms" / row["subject"] / row["session"] / "eeg"
        (path,) = found.glob("*_events.tsv")
        night = read_hypnogram(path)
        found = counts(night)
        asleep = sum(found.get(stage, 0) for stage in (N1, N2, N3, REM))
        assert asleep / 2 == float(row["TST_min"])
        for stage in (N1, N2, N3, REM):
            share = float(row[f"{stage.name}_pct"])
            assert round(100 * found.get(stage, 0) / asleep, 1) == pytest.approx(share, abs=0.051)


def test_every_hypnogram_of_sleep_edf_opens_and_has_what_its_rows_add_up_to(shared_data):
    files = sorted((shared_data / "sleep-edf-hypnograms").glob("*/*/*/*_events.tsv"))
    assert len(files) > 100
    words = {"Wake": W, "N1": N1, "N2": N2, "N3": N3, "REM": REM, "Movement time": ART}
    for path in files:
        rows = rows_in(path)
        expected = Counter()
        for row in rows:
            expected[words.get(row["trial_type"], UNS)] += round(float(row["duration"]) / 30)
        found = counts(read_hypnogram(path))
        assert {s: n for s, n in found.items() if s != UNS} == {
            s: n for s, n in expected.items() if s != UNS
        }, path.name


def test_sleep_edf_hypnogram_equals_what_mne_reads(shared_data):
    import mne

    path = shared_data / "edf-hypnograms/SC4001EC-Hypnogram.edf"
    night = read_hypnogram(path)
    expected = Counter()
    for annotation in mne.read_annotations(path):
        expected[annotation["description"]] += round(annotation["duration"] / 30)
    found = counts(night)
    assert found[W] == expected["Sleep stage W"]
    assert found[N3] == expected["Sleep stage 3"] + expected["Sleep stage 4"]
    assert found[REM] == expected["Sleep stage R"]
    assert night.attrs["start"] == "1989-04-24T16:13:00"
    assert any("both N3" in note for note in night.attrs["notes"])


def test_lights_are_found_behind_channel_suffixes(shared_data):
    night = read_hypnogram(shared_data / "edf-hypnograms/HMC_SN001_sleepscoring.edf")
    assert night.attrs["lights_off"] == 33.43
    assert night.attrs["lights_on"] == 25618.74
    assert counts(night) == {W: 151, N1: 109, N2: 430, N3: 23, REM: 141}


@pytest.mark.parametrize("excerpt", range(1, 7))
def test_dreams_codes_are_reversed_and_five_seconds_long(excerpt, shared_data):
    path = shared_data / f"dreams-spindles/Hypnogram_excerpt{excerpt}.txt"
    codes = [int(line) for line in path.read_text().split()[1:]]
    night = read_hypnogram(path)
    expected = {5: W, 4: REM, 3: N1, 2: N2, 1: N3, 0: N3}
    assert night.stage.values[0].tolist() == [expected[code] for code in codes]
    assert float(night.epoch_length) == 5
    assert "DREAMS" in night.attrs["notes"][0]


def test_dreem_lists_mean_unscored_by_minus_one(shared_data):
    files = sorted((shared_data / "dod").glob("dod*/scorer_*/*.json"))
    assert len(files) > 200
    for path in files:
        codes = json.loads(path.read_text())
        expected = [UNS if code == -1 else Stage(code) for code in codes]
        assert read_hypnogram(path).stage.values[0].tolist() == expected, path


def test_boas_has_two_scorers_and_its_disconnected_epochs_unscored(shared_data):
    for path in sorted((shared_data / "boas").glob("*_events.tsv")):
        rows = rows_in(path)
        night = read_hypnogram(path)
        assert night.scorer.values.tolist() == ["stage_hum", "stage_ai"]
        for row, column in enumerate(("stage_hum", "stage_ai")):
            expected = [UNS if r[column] in ("8", "-2") else int(r[column]) for r in rows]
            assert night.stage.values[row].tolist() == expected
        if any(r["stage_hum"] == "8" for r in rows):
            assert any("disconnected" in note for note in night.attrs["notes"])


def test_profusion_nights_have_their_stages_and_events(shared_data):
    expected = {
        "learn-nsrr01.xml": {W: 477, N1: 109, N2: 523, N3: 17, REM: 238},
        "learn-nsrr03.xml": {W: 916, N1: 52, N2: 375, N3: 21},
    }
    for name, stage_counts in expected.items():
        path = shared_data / "nsrr-xml" / name
        scoring = read_scoring(path)
        assert counts(scoring.to_dataset(name)) == stage_counts
        assert len(scoring.events) == path.read_text().count("<ScoredEvent>")


def test_noxturnal_tables_in_french_and_utf16_open(shared_data):
    folder = shared_data / "noxturnal-csv"
    first = read_hypnogram(folder / "noxturnal_events_example_unicode.csv")
    assert counts(first) == {W: 213, N1: 66, N2: 466, N3: 364, REM: 249, UNS: 139}
    assert first.attrs["start"] == "2016-01-15T22:30:00"
    second = read_scoring(folder / "noxturnal_events_example_unicode_2.csv")
    kinds = Counter(str(event["kind"]) for event in second.events)
    assert kinds["Désat"] == 191
    assert kinds["A. Obstructive"] == 114
    assert counts(second.to_dataset("")) == {W: 169, N1: 38, N2: 354, N3: 141, REM: 146}


def test_clock_times_count_from_the_recordings_start(shared_data):
    path = shared_data / "noxturnal-csv/noxturnal_events_example_unicode.csv"
    night = read_hypnogram(path, start=datetime(2016, 1, 15, 22, 0))
    assert float(night.onset[0]) == 1800


def test_yasa_hypnograms_in_numbers_and_names_open(shared_data):
    codes = np.loadtxt(shared_data / "yasa/data_full_6hrs_100Hz_hypno_30s.txt", dtype=int)
    night = read_hypnogram(shared_data / "yasa/data_full_6hrs_100Hz_hypno_30s.txt")
    assert night.stage.values[0].tolist() == codes.tolist()
    names = (shared_data / "yasa/sub-02_hypno_30s.txt").read_text().split()
    assert stages(read_hypnogram(shared_data / "yasa/sub-02_hypno_30s.txt")) == [
        {"R": "REM"}.get(name, name) for name in names
    ]


@pytest.mark.parametrize(
    ("text", "expected", "words"),
    [
        ("0\n1\n2\n3\n4\n", ["W", "N1", "N2", "N3", "REM"], "4 REM"),
        ("0\n1\n2\n3\n4\n5\n", ["W", "N1", "N2", "N3", "N3", "REM"], "Rechtschaffen and Kales"),
        ("0\n6\n5\n9\n", ["W", "ARTEFACT", "REM", "UNSCORED"], "movement or an artefact ('6')"),
        ("W\nwake\nS1\ns4\nREM\nR\n?\n", ["W", "W", "N1", "N3", "REM", "REM", "UNSCORED"], "N3"),
        ("stage\n-1\n-2\n2.0\n", ["ARTEFACT", "UNSCORED", "N2"], "as YASA writes them"),
        ("0\n1\n8\n2\n", ["W", "N1", "UNSCORED", "N2"], 'in BOAS it is "disconnected"'),
    ],
)
def test_one_stage_a_line_says_what_its_codes_were_taken_for(text, expected, words, tmp_path):
    night = read_hypnogram(written(tmp_path, "night.txt", text))
    assert stages(night) == expected
    assert words in " ".join(night.attrs["notes"])


@pytest.mark.parametrize(
    "text",
    [
        "onset,duration,stage\n0,60,W\n60,30,N1\n",
        "onset;duration;stage\n0,0;60,0;W\n60,0;30,0;N1\n",
        "Start Time\tEnd Time\tEvent\n23:59:30\t00:00:30\tWake\n00:00:30\t00:01:00\tN1\n",
        "onset\tduration\ttrial_type\n0\t60\tSleep stage W\n60\t30\tSleep stage 1\n",
        "0,60,W\n60,30,N1\n",
        "onset,stage\n0,W\n60,N1\n",
        "epoch,stage\n0,W\n1,W\n2,N1\n",
    ],
)
def test_tables_in_many_habits_say_the_same(text, tmp_path):
    night = read_hypnogram(written(tmp_path, "night.csv", text))
    assert stages(night) == ["W", "W", "N1"]
    assert night.onset.values.tolist() == [0, 30, 60]


def test_stages_off_the_grid_are_laid_by_the_middle_of_the_epoch_and_said(tmp_path):
    text = "onset,duration,stage\n0,30,W\n30,30,N1\n60,30,N2\n95,30,N3\n130,30,REM\n"
    night = read_hypnogram(written(tmp_path, "night.csv", text))
    assert stages(night) == ["W", "N1", "N2", "N3", "REM"]
    assert any("2 onsets off the grid" in note for note in night.attrs["notes"])


def test_two_stages_for_one_epoch_are_said(tmp_path):
    text = "onset,duration,stage\n0,60,W\n30,30,N1\n"
    night = read_hypnogram(written(tmp_path, "night.csv", text))
    assert stages(night) == ["W", "N1"]
    assert any("1 epoch with two stages" in note for note in night.attrs["notes"])


def test_epochs_that_no_row_covers_are_unscored_and_said(tmp_path):
    text = "onset,duration,stage\n0,30,W\n90,30,N1\n"
    night = read_hypnogram(written(tmp_path, "night.csv", text))
    assert stages(night) == ["W", "UNSCORED", "UNSCORED", "N1"]
    assert any("2 epochs between the scored ones" in note for note in night.attrs["notes"])


def test_other_rows_of_a_table_become_events_and_lights(tmp_path):
    text = (
        "onset,duration,event,channel\n0,30,Wake,\n10,0,Lights off,\n30,30,N1,\n"
        "35,12,Hypopnea,Flow\n55,0,lights on,\n"
    )
    scoring = read_scoring(written(tmp_path, "night.csv", text))
    assert (scoring.lights_off, scoring.lights_on) == (10, 55)
    (event,) = scoring.events
    assert (event["kind"], event["channel"], event["duration"]) == ("Hypopnea", "Flow", 12)


NSRR = """<?xml version="1.0"?><PSGAnnotation><EpochLength>30</EpochLength><ScoredEvents>
<ScoredEvent><EventType/><EventConcept>Recording Start Time</EventConcept><Start>0</Start>
<Duration>90</Duration><ClockTime>23.00.00</ClockTime></ScoredEvent>
<ScoredEvent><EventType>Stages|Stages</EventType><EventConcept>Wake|0</EventConcept>
<Start>0</Start><Duration>60</Duration></ScoredEvent>
<ScoredEvent><EventType>Stages|Stages</EventType><EventConcept>Stage 4 sleep|4</EventConcept>
<Start>60</Start><Duration>30</Duration></ScoredEvent>
<ScoredEvent><EventType>Respiratory|Respiratory</EventType>
<EventConcept>Hypopnea|Hypopnea</EventConcept><SignalLocation>Flow</SignalLocation>
<Start>70.5</Start><Duration>11</Duration></ScoredEvent></ScoredEvents></PSGAnnotation>"""


def test_nsrr_xml_has_stages_and_events(tmp_path):
    scoring = read_scoring(written(tmp_path, "night-nsrr.xml", NSRR))
    assert stages(scoring.to_dataset("")) == ["W", "W", "N3"]
    (event,) = scoring.events
    assert (event["kind"], event["onset"], event["channel"]) == ("Hypopnea", 70.5, "Flow")


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    "<CMPStudyConfig>&b;</CMPStudyConfig>"
)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.xml", BOMB, "declares entities"),
        ("a.xml", "<CMPStudyConfig><EpochLength>30", "no XML that can be read"),
        ("a.xml", "<html></html>", "root 'html'"),
        ("a.xml", "<CMPStudyConfig></CMPStudyConfig>", "no EpochLength"),
        ("a.xml", NSRR.replace("Wake|0", "Dozing|0"), "unknown stage 'Dozing|0'"),
        ("a.json", '{"stage": 0}', "of which none is a list of stages"),
        ("a.json", "[0, 1", "no JSON"),
        ("a.json", "[0, 77]", "'77' .* is no sleep stage"),
        ("a.txt", "W\nN5\n", "'N5' .* is no sleep stage"),
        ("a.txt", "", "empty"),
        ("a.txt", "# nothing\n", "no stage was found"),
        ("a.csv", "onset,duration,stage\n", "no rows"),
        ("a.csv", "onset,duration,colour\n0,30,red\n", "no column of stages"),
        ("a.csv", "onset,duration,stage\nsoon,30,W\n", "expected s or a clock time"),
        ("a.csv", "onset,duration,stage\n0,x,W\n", "expected a number of s"),
        ("a.csv", "onset,duration,stage\n0,-30,W\n", "from 0 up"),
        ("a.csv", "onset,duration,stage\n0,1e15,W\n", "are believed"),
        ("a.csv", "onset,duration,stage\nnan,30,W\n", "must be numbers"),
        ("a.csv", "onset,duration,stage\n0\n", "fewer columns"),
        ("a.csv", "onset,duration,event\n0,30,apnea\n", "none of its 1 events"),
        ("a.txt", "version https://git-lfs.github.com/spec/v1\n", "git lfs pull"),
    ],
)
def test_what_has_no_stages_is_refused_in_one_sentence(name, text, words, tmp_path):
    path = written(tmp_path, name, text)
    with pytest.raises(ValueError, match=words) as caught:
        read_hypnogram(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_signals_and_licences_are_no_hypnograms(shared_data):
    for name, why in (
        ("excerpt1.txt", "no sleep stage"),
        ("Visual_scoring1_excerpt1.txt", "a list of 52 events of vis1_Spindles on C3-A1"),
        ("DREAMS_databases_License.txt", "no sleep stage"),
    ):
        with pytest.raises(ValueError, match=why):
            read_hypnogram(shared_data / "dreams-spindles" / name)


def test_lights_that_nobody_marked_are_nan(tmp_path):
    night = read_hypnogram(written(tmp_path, "night.txt", "W\nN1\n"))
    assert math.isnan(night.attrs["lights_off"])
    assert night.attrs["source"] == "night.txt"
