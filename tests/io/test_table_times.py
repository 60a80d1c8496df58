"""Times of scorers' tables: columns, clocks, zones, epochs of any length, gaps and nights."""

from collections import Counter
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from explorer.io import open_night
from explorer.io.reading_choices import ChoiceNeededError, Reading
from explorer.io.scorer_reading import read_hypnogram, read_scoring
from explorer.night.clock_change import ClockChange
from explorer.night.reading_account import COLUMN, GAP, read_account
from explorer.vocabulary.stages import Stage

NIGHT = ["W"] * 6 + ["N1"] * 2 + ["N2"] * 14 + ["N3"] * 10 + ["N2"] * 12 + ["REM"] * 12 + ["W"] * 4
RIGHT = {"W": 5, "N1": 1, "N2": 13, "N3": 5, "REM": 6}
BEGIN = datetime(2018, 3, 5, 23, 50)


def minutes(dataset, scorer=0):
    """Minutes of each stage."""
    length = float(dataset.epoch_length) / 60
    found = Counter(Stage(code).name for code in dataset.stage.values[scorer].tolist())
    return {name: round(count * length, 2) for name, count in found.items()}


def read(tmp_path, text, name="night.csv", **said):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_hypnogram(path, **said)


def notes(dataset):
    return " | ".join(dataset.attrs["notes"])


def clocked(write, head="time,stage", delimiter=","):
    """Return the night with its clock times as a function writes them."""
    rows = [
        f"{write(BEGIN + timedelta(seconds=30 * place))}{delimiter}{stage}"
        for place, stage in enumerate(NIGHT)
    ]
    return "\n".join([head, *rows])


def test_the_cases_have_their_right_minutes(shared_data):
    cases = shared_data / "cases"
    right = {
        "stages_duration_column/stages_runs.csv": {"W": 10, "N2": 20, "REM": 30, "UNSCORED": 10},
        "epoch_numbers_ignored/missing_rows.csv": {**RIGHT, "N2": 8, "UNSCORED": 5},
        "dst_night/dst.csv": {"W": 50, "N1": 10, "N2": 130, "N3": 50, "REM": 60},
        "epochs_of_2_5_s/e2_5.csv": {"W": 0.42, "N1": 0.08, "N2": 1.08, "N3": 0.42, "REM": 0.5},
    }
    for folder in ("missing_annotation_column", "refused_clock_times"):
        right |= {f"{folder}/{file.name}": RIGHT for file in (cases / folder).iterdir()}
    right["unclear_words/true_date.csv"] = RIGHT
    assert len(right) == 12
    for name, expected in right.items():
        assert minutes(read_hypnogram(cases / name)) == expected, name


def test_the_case_of_two_scorers_has_both(shared_data):
    file = shared_data / "cases/two_scorers_in_one_table/sub-02_hypnogram.tsv"
    night = read_hypnogram(file)
    assert night.scorer.values.tolist() == ["ann", "bob"]
    assert minutes(night, 0) == RIGHT
    assert minutes(night, 1) == {"W": 5, "N1": 1, "N2": 18, "REM": 6}


def test_the_case_of_several_people_asks_whose(shared_data):
    file = shared_data / "cases/several_people_in_one_table/subjects.csv"
    with pytest.raises(ChoiceNeededError, match=r"3 subjects \(S1, S2, S3\)") as caught:
        read_hypnogram(file)
    assert [entry.name for entry in caught.value.entries] == ["S1", "S2", "S3"]
    assert minutes(read_hypnogram(file, subject="S2")) == RIGHT
    with pytest.raises(ChoiceNeededError, match="none of them is 'S9'"):
        read_hypnogram(file, subject="S9")


@pytest.mark.parametrize(
    "write",
    [
        lambda moment: moment.strftime("%I:%M:%S %p"),
        lambda moment: moment.strftime("%I:%M:%S p.m.").replace(
            "p.m.", "a.m." if moment.hour < 12 else "p.m."
        ),
        lambda moment: moment.strftime("%H.%M.%S"),
        lambda moment: moment.strftime("%d.%m.%Y %H:%M:%S"),
        lambda moment: moment.strftime("%d-%m-%Y %H:%M:%S"),
        lambda moment: moment.strftime("%m/%d/%Y %H:%M:%S"),
        lambda moment: moment.strftime("%d/%m/%Y %H:%M:%S"),
        lambda moment: moment.strftime("%d/%m/%y %H:%M:%S"),
        lambda moment: moment.strftime("%Y/%m/%d %H:%M:%S"),
        lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%S.000"),
        lambda moment: moment.strftime("%d %b %Y %H:%M:%S"),
        lambda moment: moment.strftime("%Y-%m-%d %H:%M:%S+01:00"),
        lambda moment: moment.strftime("%Y%m%dT%H%M%S"),
        lambda moment: f"{(moment - datetime(1970, 1, 1)).total_seconds():.0f}",
        lambda moment: f"{(moment - datetime(1970, 1, 1)).total_seconds() * 1000:.0f}",
        lambda moment: f"{(moment - datetime(1899, 12, 30)).total_seconds() / 86400:.9f}",
    ],
)
def test_a_clock_in_any_habit_gives_the_night(write, tmp_path):
    night = read(tmp_path, clocked(write))
    assert minutes(night) == RIGHT
    assert float(night.epoch_length) == 30
    if night.attrs["start"]:
        assert night.attrs["start"] == BEGIN.isoformat()


def test_the_month_comes_first_where_only_so_it_is_one_night(tmp_path):
    american = read(tmp_path, clocked(lambda moment: moment.strftime("%m/%d/%Y %H:%M:%S")))
    assert "the month first, as only so they make one night" in notes(american)
    british = read(tmp_path, clocked(lambda moment: moment.strftime("%d/%m/%Y %H:%M:%S")))
    assert "the day first, as only so they make one night" in notes(british)


def test_a_person_may_say_that_the_day_comes_first(tmp_path):
    path = tmp_path / "night.csv"
    path.write_text("time,stage\n03/05/2018 22:00:00,W\n03/05/2018 22:00:30,N1\n")
    assert read_scoring(path).start.startswith("2018-05-03")
    assert read_scoring(path, Reading(day_first=False)).start.startswith("2018-03-05")
    near = Reading(start=datetime(2018, 3, 5, 22), duration=60.0)
    assert read_scoring(path, near).start.startswith("2018-03-05")


def test_hours_that_summer_time_repeats_are_counted_twice(tmp_path):
    """Five hours by the clock and six by the sun."""
    rows = ["2020-10-25T01:30:00+02:00,3600,W", "2020-10-25T02:30:00+02:00,3600,N2"]
    rows += ["2020-10-25T02:30:00+01:00,3600,REM", "2020-10-25T03:30:00+01:00,1800,W"]
    night = read(tmp_path, "\n".join(["start,duration,stage", *rows]))
    assert minutes(night) == {"W": 90, "N2": 60, "REM": 60}
    assert "the clock changes" in notes(night)


def test_a_clock_without_a_zone_that_is_set_back_is_counted_on(tmp_path):
    moments = [datetime(2020, 10, 25, 2, 40) + timedelta(minutes=5 * n) for n in range(4)]
    moments += [datetime(2020, 10, 25, 2) + timedelta(minutes=5 * n) for n in range(4)]
    stages = ["W", "W", "N1", "N1", "N2", "N2", "REM", "REM"]
    rows = [f"{moment},{stage}" for moment, stage in zip(moments, stages, strict=True)]
    night = read(tmp_path, "\n".join(["time,stage", *rows]))
    assert minutes(night) == {"W": 10, "N1": 10, "N2": 10, "REM": 10}
    assert "goes back by 1 h" in notes(night)


@pytest.mark.parametrize("length", [1, 2.5, 4, 5, 8, 10, 16, 20, 25, 30, 60, 300])
@pytest.mark.parametrize("durations", [True, False])
def test_epochs_are_as_long_as_the_onsets_show(length, durations, tmp_path):
    head = "onset,duration,stage" if durations else "onset,stage"
    rows = [
        f"{place * length},{length},{stage}" if durations else f"{place * length},{stage}"
        for place, stage in enumerate(NIGHT)
    ]
    night = read(tmp_path, "\n".join([head, *rows]))
    assert float(night.epoch_length) == length
    assert night.sizes["epoch"] == 60


@pytest.mark.parametrize(
    "head",
    [
        "Duration (seconds)|600|1200",
        "Duration[s]|600|1200",
        "dur_min|10|20",
        "Dauer (min)|10,0|20,0",
        "durée|600|1200",
        "duration_ms|600000|1200000",
        "Duration|0:10:00|0:20:00",
        "Duration [mm:ss]|10:00|20:00",
    ],
)
def test_a_duration_in_any_unit_is_read(head, tmp_path):
    name, first, second = head.split("|")
    night = read(
        tmp_path, f"Start Time;{name};Event\n22:00:00;{first};Wake\n22:20:00;{second};N2\n"
    )
    assert minutes(night) == {"W": 10, "UNSCORED": 10, "N2": 20}


def test_durations_without_a_unit_are_held_against_the_onsets(tmp_path):
    rows = [f"{30 * n},0.5,{stage}" for n, stage in enumerate(NIGHT)]
    night = read(tmp_path, "\n".join(["onset,duration,stage", *rows]))
    assert minutes(night) == RIGHT
    assert "read in min" in notes(night)


@pytest.mark.parametrize("base", [0, 1])
def test_numbers_of_epochs_show_what_is_missing(base, tmp_path):
    rows = [f"{n + base},{stage}" for n, stage in enumerate(NIGHT) if not 10 <= n < 20]
    night = read(tmp_path, "\n".join(["Epoch #,Sleep Stage", *rows]))
    assert minutes(night) == {**RIGHT, "N2": 8, "UNSCORED": 5}
    assert "10 epochs missing" in notes(night)
    (gap,) = [one for one in read_account(night.attrs["account"]) if one.kind == GAP]
    assert (gap.count, gap.minutes) == (10, 5.0)


def test_clock_times_that_leave_epochs_out_leave_them_unscored(tmp_path):
    lines = clocked(lambda moment: moment.strftime("%H:%M:%S")).splitlines()
    night = read(tmp_path, "\n".join(lines[:11] + lines[21:]))
    assert minutes(night) == {**RIGHT, "N2": 8, "UNSCORED": 5}


def test_rows_out_of_order_are_put_in_it(tmp_path):
    rows = [f"{n + 1},{stage}" for n, stage in enumerate(NIGHT)]
    night = read(tmp_path, "\n".join(["epoch,stage", *rows[40:], *rows[:40]]))
    assert [Stage(code).name for code in night.stage.values[0]] == NIGHT
    assert "not in the order" in notes(night)


@pytest.mark.parametrize(
    "text",
    [
        "Schlafprofil;;\nEpoche;Uhrzeit;Schlafstadium\n{rows}",
        "Epoche;Uhrzeit;Schlafstadium\n{rows}\nTotal;60;\n",
        "# made by hand\nepoch;time;stage\n{rows}\n;;\n",
        "epoch;time;stage\n{rows}\nepoch;time;stage\n",
    ],
)
def test_lines_that_are_no_rows_do_not_shift_the_others(text, tmp_path):
    rows = clocked(lambda moment: moment.strftime("%H:%M:%S"), "", ";").strip().splitlines()
    body = "\n".join(f"{n};{row}" for n, row in enumerate(rows, 1))
    night = read(tmp_path, text.format(rows=body))
    assert minutes(night) == RIGHT


@pytest.mark.parametrize("separator", ["\t", "|", "   ", ";", ","])
def test_columns_are_separated_in_any_way(separator, tmp_path):
    rows = [f"{n + 1}{separator}{stage}" for n, stage in enumerate(NIGHT)]
    assert minutes(read(tmp_path, f"epoch{separator}stage\n" + "\n".join(rows))) == RIGHT


def test_every_column_is_in_the_account_and_those_left_out_are_said(tmp_path):
    night = read(tmp_path, "onset,duration,stage,mood,response_time\n0,30,W,good,3\n")
    entries = [one for one in read_account(night.attrs["account"]) if one.kind == COLUMN]
    assert {one.name: one.used_as for one in entries} == {
        "onset": "onset",
        "duration": "duration",
        "stage": "stages",
        "mood": "",
        "response_time": "",
    }
    assert "columns not used: 'response_time'" in notes(night)


def test_a_column_is_known_by_the_stages_in_it(tmp_path):
    night = read(tmp_path, "onset,duration,xyz\n0,30,W\n30,30,N1\n")
    assert minutes(night) == {"W": 0.5, "N1": 0.5}
    assert "'xyz' was taken for stages" in notes(night)


@pytest.mark.parametrize("head", ["scorer1,scorer2", "rater_A,rater_B", "stage_hum,stage_ai"])
def test_columns_of_several_scorers_are_several_scorers(head, tmp_path):
    rows = [f"{30 * n},{stage},{stage.replace('N3', 'N2')}" for n, stage in enumerate(NIGHT)]
    night = read(tmp_path, "\n".join([f"onset,{head}", *rows]))
    assert night.scorer.values.tolist() == head.split(",")
    assert minutes(night, 0) == RIGHT
    assert minutes(night, 1) == {"W": 5, "N1": 1, "N2": 18, "REM": 6}


def test_annotators_of_one_events_table_are_apart(tmp_path):
    rows = [f"{30 * n}\t30\tSleep stage {stage}\tann" for n, stage in enumerate(NIGHT)]
    rows += [f"{30 * n}\t30\tSleep stage W\tbob" for n in range(2, 60)]
    night = read(tmp_path, "\n".join(["onset\tduration\ttrial_type\tannotator", *rows]), "e.tsv")
    assert night.scorer.values.tolist() == ["ann", "bob"]
    assert minutes(night, 0) == RIGHT
    assert minutes(night, 1) == {"W": 29, "UNSCORED": 1}


def test_two_nights_in_one_table_are_two_to_choose_from(tmp_path):
    first = clocked(lambda moment: moment.isoformat())
    second = clocked(lambda moment: (moment + timedelta(days=1)).isoformat(), "")
    text = first + second
    with pytest.raises(ChoiceNeededError, match=r"2 nights \(2018-03-05, 2018-03-06\)"):
        read(tmp_path, text)
    for said in ("2", "2018-03-06"):
        night = read(tmp_path, text, night=said)
        assert minutes(night) == RIGHT
        assert night.attrs["start"] == "2018-03-06T23:50:00"


def test_numbers_of_epochs_that_begin_again_are_another_night(tmp_path):
    rows = [f"{n + 1},{stage}" for n, stage in enumerate(NIGHT)]
    text = "\n".join(["epoch,stage", *rows, *rows])
    with pytest.raises(ChoiceNeededError, match="2 nights"):
        read(tmp_path, text)
    assert minutes(read(tmp_path, text, night="1")) == RIGHT


def test_thousands_that_a_point_parts_are_read_by_their_order_and_said(tmp_path):
    def table(form):
        rows = [f"{form(30 * n)};30;{stage}" for n, stage in enumerate(NIGHT)]
        return "\n".join(["onset;duration;stage", *rows])

    thousands = table(lambda second: f"{second:,}".replace(",", "."))
    night = read(tmp_path, thousands)
    assert minutes(night) == RIGHT
    assert "the mark '.' of 1.020 groups thousands: read as 1020" in notes(night)
    assert minutes(read(tmp_path, table(str))) == RIGHT
    again = "\n".join([table(str), *table(str).splitlines()[1:]])
    with pytest.raises(ChoiceNeededError, match=r"stage 61 goes back from 1770 to 0 s; say"):
        read(tmp_path, again)


def test_nights_that_a_column_names_are_chosen_by_it(tmp_path):
    rows = [f"{one},{n + 1},{stage}" for one in ("n1", "n2") for n, stage in enumerate(NIGHT)]
    text = "\n".join(["session,epoch,stage", *rows])
    with pytest.raises(ChoiceNeededError, match=r"2 nights \(n1, n2\)"):
        read(tmp_path, text)
    assert minutes(read(tmp_path, text, night="n2")) == RIGHT


@pytest.mark.parametrize("name", ["night.txt", "night.json"])
@pytest.mark.parametrize("duration", [1800.0, None])
def test_one_value_a_second_is_folded_to_epochs(name, duration, tmp_path):
    stages = NIGHT if duration else NIGHT * 16
    codes = [
        {"W": 0, "N1": 1, "N2": 2, "N3": 3, "REM": 4}[one] for one in stages for _ in range(30)
    ]
    path = tmp_path / name
    path.write_text(str(codes) if name.endswith("json") else "\n".join(map(str, codes)))
    scoring = read_scoring(path, Reading(duration=duration))
    (hypnogram,) = scoring.hypnograms.values()
    assert float(hypnogram.epoch_length) == 30
    assert [Stage(code).name for code in hypnogram.values] == stages
    assert any("folded" in note for note in scoring.notes)


def test_a_scoring_whose_date_was_shifted_is_joined_by_the_time_of_day(tmp_path):
    path = tmp_path / "night.csv"
    path.write_text(clocked(lambda moment: moment.isoformat(sep=" ")))
    start = datetime(1985, 1, 1, 23, 40)
    scoring = read_scoring(path, Reading(start=start, duration=3600.0))
    (hypnogram,) = scoring.hypnograms.values()
    assert float(hypnogram.onset[0]) == 600
    assert any("times of day alone" in note for note in scoring.notes)


def test_each_scorer_of_a_table_has_the_times_of_their_own_rows(tmp_path):
    rows = [f"{30 * n},30,{stage},ann" for n, stage in enumerate(NIGHT)]
    rows += ["900,30,N2,bob", "960,30,N3,bob", "990,30,N3,bob"]
    night = read(tmp_path, "\n".join(["onset,duration,stage,rater", *rows]))
    assert minutes(night, 1) == {"UNSCORED": 28.5, "N2": 0.5, "N3": 1}
    assert Stage(night.stage.values[1][30]) is Stage.N2
    assert "bob did not score" in notes(night)


@pytest.mark.parametrize("offset", ["0", "30", "-1"])
def test_an_offset_before_the_onsets_is_no_end(tmp_path, offset):
    rows = "".join(f"{30 * n},30,{offset},{stage}\n" for n, stage in enumerate(NIGHT))
    night = read(tmp_path, "onset,duration,offset,stage\n" + rows)
    assert "contradicts" not in notes(night)


def test_ends_that_contradict_the_durations_are_said(tmp_path):
    head = "start;end;duration;stage\n"
    night = read(tmp_path, head + "0;30;30;W\n30;60;30;W\n60;120;30;N1\n")
    assert minutes(night) == {"W": 1, "N1": 0.5}
    assert "end contradicts the durations in 1 row" in notes(night)


@pytest.mark.parametrize(
    ("name", "step", "unit"), [("time", 0.5, "min"), ("onset", 30000, "ms"), ("time", 1 / 120, "h")]
)
def test_numbers_that_are_no_seconds_are_known_by_their_steps(name, step, unit, tmp_path):
    rows = [f"{step * n:.7f},{stage}" for n, stage in enumerate(NIGHT)]
    night = read(tmp_path, "\n".join([f"{name},stage", *rows]))
    assert minutes(night) == RIGHT
    assert f"read in {unit}" in notes(night)


def test_onsets_in_samples_alone_are_refused_with_what_would_do(tmp_path):
    with pytest.raises(ValueError, match=r"in samples.* a column of onsets in s would do"):
        read(tmp_path, "onset_sample,stage\n0,W\n3000,N1\n")


def test_a_clock_in_utc_is_whole_hours_from_a_recording_without_a_zone(tmp_path):
    path = tmp_path / "night.csv"
    path.write_text(clocked(lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%SZ")))
    start = BEGIN + timedelta(hours=2)
    scoring = read_scoring(path, Reading(start=start, duration=1800.0))
    (hypnogram,) = scoring.hypnograms.values()
    assert float(hypnogram.onset[0]) == 0
    assert any("taken for the zone between them" in note for note in scoring.notes)


def test_rows_that_say_only_when_they_end_begin_where_the_one_before_does(tmp_path):
    night = read(tmp_path, "stage,until\nW,180\nN1,240\nN2,660\n")
    assert minutes(night) == {"W": 3, "N1": 1, "N2": 7}


def test_onsets_that_durations_contradict_are_taken_and_said(tmp_path):
    rows = [f"{30 * n},60,{stage}" for n, stage in enumerate(NIGHT)]
    night = read(tmp_path, "\n".join(["onset,duration (s),stage", *rows]))
    assert minutes(night) == RIGHT
    assert "contradicts the onsets" in notes(night)


def test_nights_that_have_a_date_are_called_by_it(tmp_path):
    rows = [f"2020-01-0{day},{n + 1},{one}" for day in (1, 2) for n, one in enumerate(NIGHT)]
    text = "\n".join(["date,epoch,stage", *rows])
    with pytest.raises(ChoiceNeededError, match="2020-01-01, 2020-01-02"):
        read(tmp_path, text)
    assert minutes(read(tmp_path, text, night="2020-01-02")) == RIGHT


def test_sums_below_a_table_are_no_rows(tmp_path):
    rows = [f"{n + 1},{stage}" for n, stage in enumerate(NIGHT)]
    night = read(tmp_path, "\n".join(["Epoch,Stage", *rows, "Total,60", "TST,25 min", "Latency,3"]))
    assert minutes(night) == RIGHT
    assert "3 lines after the last row" in notes(night)


def test_a_stage_before_the_others_leaves_a_gap_that_the_account_says(tmp_path):
    rows = "\n".join(f"{30 * place},N2" for place in range(20))
    found = read(tmp_path, f"onset,stage\n-60,W\n{rows}\n")
    assert found.stage.values[0, :3].tolist() == [Stage.W, Stage.UNSCORED, Stage.N2]
    gaps = [entry for entry in read_account(found.attrs["account"]) if entry.kind == GAP]
    assert [(gap.count, gap.minutes, gap.used_as) for gap in gaps] == [(1, 0.5, "UNSCORED")]
    assert "the first at -30 s" in gaps[0].sentence


def test_a_clock_that_is_put_forward_in_the_table_is_followed(tmp_path):
    rows = ["2026-03-29T01:58:30+01:00,N2", "2026-03-29T01:59:00+01:00,N2"]
    rows += ["2026-03-29T01:59:30+01:00,N2", "2026-03-29T03:00:00+02:00,REM"]
    path = tmp_path / "night.csv"
    path.write_text("\n".join(["time,stage", *rows]), encoding="utf-8")
    night = open_night(path)
    assert night.clock_change == ClockChange(90.0, 3600.0)


def test_two_columns_of_one_name_are_refused_by_their_places(tmp_path):
    text = "onset,duration,stage,stage\n0,30,W,N2\n30,30,N1,N2\n"
    with pytest.raises(ValueError, match="columns 3 and 4 are both headed 'stage'"):
        read(tmp_path, text)


@pytest.mark.parametrize("heading", ["stage", "description"])
def test_events_in_any_column_leave_the_stages_as_they_are(tmp_path, heading):
    rows = [f"{30 * place},30,{stage}" for place, stage in enumerate(NIGHT)]
    rows += [
        f"{30 * place + 5},20,{word}"
        for place, word in ((10, "obstructive apnea"), (30, "arousal"))
    ]
    found = read(tmp_path, "\n".join([f"onset,duration,{heading}", *rows]), "night.csv")
    assert minutes(found) == RIGHT
    assert read_scoring(tmp_path / "night.csv").events


def test_an_onset_without_a_number_is_said_with_its_row():
    frame = pd.DataFrame({"onset": [0.0, np.nan], "duration": [30.0, 30.0], "stage": ["W", "N1"]})
    with pytest.raises(ValueError, match="onset is empty in row 2"):
        open_night(frame)


def test_a_length_of_epochs_that_is_no_number_is_refused_in_words(tmp_path):
    (tmp_path / "night.txt").write_text("W\nN1\n")
    with pytest.raises(ValueError, match="epoch_length is '30', expected a number of s"):
        open_night(tmp_path / "night.txt", epoch_length="30")
