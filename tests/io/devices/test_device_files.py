"""Exports of rings, watches and headbands: one night of many, and what is said of it."""

import json
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest

from explorer.io import open_night, read_hypnogram
from explorer.io.devices.device_sleeps import sort_sleeps
from explorer.io.devices.exports import read_export
from explorer.io.reading_choices import ChoiceNeededError
from explorer.metrics import table
from explorer.night.clock_change import ClockChange
from explorer.night.reading_account import read_account
from explorer.study.cohort_table import NightRow, read_table
from explorer.study.row_opening import open_row
from explorer.vocabulary.stages import Stage
from tests.io.devices import device_files as files
from tests.io.devices.device_files import FILES, NAP, Sleep, days

FIRST = Sleep()
MINUTES = {"W": 15, "LIGHT": 90, "DEEP": 40, "REM": 20}
_LOCAL = [name for name in FILES if name != "withings_api.json"]  # which says no offset


@pytest.fixture
def written(tmp_path):
    def write(name, text):
        path = tmp_path / name
        path.write_text(text)
        return path

    return write


def minutes(hypnogram):
    counts = Counter(hypnogram.values.tolist())
    length = float(hypnogram.epoch_length) / 60
    return {Stage(code).name: count * length for code, count in counts.items()}


def notes_of(path, **said):
    return " | ".join(open_night(path, **said).reader_notes)


@pytest.mark.parametrize("name", FILES)
def test_a_night_has_the_minutes_of_its_file_under_the_device_s_own_names(name, written):
    night = open_night(written(name, FILES[name]([FIRST])))
    assert minutes(night.hypnogram) == MINUTES
    assert str(night.hypnogram.scorer.item()).endswith("estimated by a device")
    assert any("deep sleep is not N3" in note for note in night.reader_notes)
    metrics = table(night.hypnogram)
    assert float(metrics.TST) == 150
    assert "N3" not in metrics or not float(metrics.N3) > 0


@pytest.mark.parametrize("name", _LOCAL)
def test_a_night_is_told_by_the_clock_where_it_was_slept(name, written):
    night = open_night(written(name, FILES[name]([FIRST])))
    assert night.start == datetime(2026, 1, 1, 23, 10)


@pytest.mark.parametrize("name", FILES)
def test_of_many_nights_one_is_asked_for_by_its_day_or_number(name, written):
    path = written(name, FILES[name](days(3)))
    with pytest.raises(ChoiceNeededError, match=r"3 nights.*2026-01-02.*2026-01-04") as refused:
        read_hypnogram(path)
    assert [entry.name for entry in refused.value.entries] == [
        "2026-01-02",
        "2026-01-03",
        "2026-01-04",
    ]
    assert read_hypnogram(path, night="2026-01-03").attrs["start"][:10] == "2026-01-02"
    assert read_hypnogram(path, night="3").attrs["start"][:10] == "2026-01-03"


@pytest.mark.parametrize("name", FILES)
def test_days_without_a_night_are_named(name, written):
    path = written(name, FILES[name](days(4, missing=(1, 2))))
    assert "2 days from 2026-01-02 to 2026-01-05 have no night: 2026-01-03, 2026-01-04" in notes_of(
        path, night="1"
    )


@pytest.mark.parametrize("name", ["oura.json", "sleep-2026-01-01.json", "dreem.csv", "export.xml"])
def test_a_nap_is_a_nap_and_no_part_of_the_night(name, written):
    nap = Sleep(datetime.fromisoformat("2026-01-02T14:00:00+01:00"), NAP, nap=True)
    path = written(name, FILES[name]([FIRST, nap]))
    night = open_night(path)
    assert minutes(night.hypnogram) == MINUTES
    assert any("1 nap" in note for note in night.reader_notes)
    assert minutes(open_night(path, night="2026-01-02 nap").hypnogram) == {"W": 10, "LIGHT": 20}


def test_of_two_sleeps_on_a_day_the_longer_has_its_name(written):
    later = Sleep(datetime.fromisoformat("2026-01-02T09:00:00+01:00"), (("LIGHT", 60),))
    path = written("oura.json", files.oura([FIRST, later]))
    assert minutes(open_night(path, night="2026-01-02").hypnogram) == MINUTES
    assert minutes(open_night(path, night="2026-01-02 sleep 2").hypnogram) == {"LIGHT": 60}


@pytest.mark.parametrize("name", ["raw_tracker_sleep-state.csv", "export.xml", "oura.json"])
def test_a_night_that_the_file_cuts_at_midnight_is_one(name, written):
    before = replace(FIRST, minutes=(("W", 10), ("LIGHT", 40)))
    after = Sleep(before.end, (("DEEP", 40), ("REM", 20)))
    path = written(name, FILES[name]([before, after]))
    assert minutes(open_night(path).hypnogram) == {"W": 10, "LIGHT": 40, "DEEP": 40, "REM": 20}


def test_two_columns_of_one_name_are_refused(written):
    head, *rows = FILES["raw_tracker_sleep-state.csv"]([FIRST]).splitlines()
    twice = [f"{head},value", *(f'{row},"[0]"' for row in rows)]
    path = written("raw_tracker_sleep-state.csv", "\n".join(twice))
    with pytest.raises(ValueError, match="are both headed 'value'"):
        read_export(path)


def test_nights_of_two_time_zones_say_so_and_keep_their_clocks(written):
    away = Sleep(datetime.fromisoformat("2026-01-03T23:00:00+09:00"))
    path = written("oura.json", files.oura([FIRST, away]))
    said = notes_of(path, night="2")
    assert "2 offsets from UTC (+0100, +0900)" in said
    assert open_night(path, night="2").start == datetime(2026, 1, 3, 23)


def test_where_the_clock_moves_in_a_night_the_time_that_passed_is_counted(written):
    spring = Sleep(datetime.fromisoformat("2026-03-29T00:30:00+01:00"))
    record = files.oura_record(spring)
    record["bedtime_end"] = "2026-03-29T04:15:00+02:00"
    path = written("oura.json", json.dumps({"data": [record]}))
    assert "clock moved by +1 h" in notes_of(path)
    night = open_night(path)
    assert minutes(night.hypnogram) == MINUTES
    assert night.clock_change == ClockChange(1.5 * 3600, 3600.0)  # 01:00 UTC


def test_a_clock_without_an_offset_that_moves_is_followed_by_what_it_left_off(written):
    sleep = Sleep(datetime.fromisoformat("2026-03-29T01:00:00+01:00"))
    record = files.fitbit_record(sleep)
    for level in record["levels"]["data"][2:]:
        moved = datetime.fromisoformat(level["dateTime"]) + timedelta(hours=1)
        level["dateTime"] = moved.isoformat(timespec="milliseconds")
    path = written("sleep-2026-03-29.json", json.dumps([record]))
    night = open_night(path)
    assert minutes(night.hypnogram) == MINUTES
    assert night.clock_change == ClockChange(70 * 60.0, 3600.0)
    assert "clock moved by +1 h" in notes_of(path)


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".csv")])
def test_a_line_that_tells_excel_the_separator_stands_before_any_table(name, written):
    text = FILES[name]([FIRST])
    separator = max(",;", key=text.count)
    assert minutes(open_night(written(name, f"sep={separator}\n{text}")).hypnogram) == MINUTES


@pytest.mark.parametrize("by", [-180, -60, -30, -15, 15, 30, 45, 60, 120, 180])
def test_a_clock_that_moves_by_some_quarters_of_an_hour_is_followed_by_its_pieces(by, written):
    record = files.fitbit_record(Sleep(datetime.fromisoformat("2026-10-04T01:00:00+10:30")))
    for level in record["levels"]["data"][2:]:  # as on Lord Howe Island, by half an hour
        moved = datetime.fromisoformat(level["dateTime"]) + timedelta(minutes=by)
        level["dateTime"] = moved.isoformat(timespec="milliseconds")
    night = open_night(written("sleep-2026-10-04.json", json.dumps([record])))
    assert minutes(night.hypnogram) == MINUTES
    assert night.clock_change == ClockChange(70 * 60.0, 60.0 * by)


def test_a_gap_that_no_clock_leaves_is_unscored(written):
    record = files.fitbit_record(FIRST)
    for level in record["levels"]["data"][2:]:
        later = datetime.fromisoformat(level["dateTime"]) + timedelta(minutes=22)
        level["dateTime"] = later.isoformat(timespec="milliseconds")
    night = open_night(written("sleep-2026-01-01.json", json.dumps([record])))
    assert minutes(night.hypnogram) == MINUTES | {"UNSCORED": 22}
    assert not night.clock_change.by


def test_oura_s_string_of_30_s_is_read_before_that_of_5_min_and_which_is_said(written):
    fine = open_night(written("fine.json", files.oura([FIRST])))
    assert float(fine.hypnogram.epoch_length) == 30
    assert any("sleep_phase_30_sec, one every 30 s" in note for note in fine.reader_notes)
    used = {entry.name: entry.used_as for entry in read_account(fine.attrs["account"])}
    assert (used["sleep_phase_30_sec"], used["sleep_phase_5_min"]) == ("stages", "")
    coarse = open_night(written("coarse.json", files.oura([FIRST], fine=False)))
    assert float(coarse.hypnogram.epoch_length) == 300
    assert any("sleep_phase_5_min, one every 300 s" in note for note in coarse.reader_notes)


def test_what_is_deleted_or_has_no_phases_is_left_out_and_counted(written):
    gone = replace(days(2)[1], extra={"type": "deleted"})
    bare = replace(days(3)[2], extra={"sleep_phase_30_sec": None, "sleep_phase_5_min": ""})
    said = notes_of(written("oura.json", files.oura([FIRST, gone, bare])))
    assert "1 sleep left out: deleted by its wearer" in said
    assert "1 sleep left out: without a string of phases" in said


def test_a_summary_that_its_stages_do_not_sum_to_is_told(written):
    odd = replace(FIRST, extra={"deep_sleep_duration": 3600})
    assert "DEEP 60 min by its summary, 40 by its stages" in notes_of(
        written("oura.json", files.oura([odd]))
    )
    assert "totals differ" not in notes_of(written("same.json", files.oura([FIRST])))


def test_fitbit_s_short_wakes_lie_over_its_stages_and_restless_is_wake(written):
    record = files.fitbit_record(FIRST)
    record["levels"]["shortData"] = [
        {"dateTime": "2026-01-01T23:30:00.000", "level": "wake", "seconds": 120}
    ]
    record["levels"]["summary"] = {}
    found = open_night(written("sleep-2026-01-01.json", json.dumps([record])))
    assert minutes(found.hypnogram) == MINUTES | {"W": 17, "LIGHT": 88}
    for level, word in zip(
        record["levels"]["data"], ("awake", "asleep", "restless", *["asleep"] * 3), strict=True
    ):
        level["level"] = word
    record["levels"]["shortData"] = []
    classic = open_night(written("sleep-2026-01-02.json", json.dumps([record])))
    assert minutes(classic.hypnogram) == {"W": 50, "SLEEP": 115}


def test_apple_s_time_in_bed_is_wake_where_no_sleep_is_recorded(written):
    in_bed = [(FIRST.start - timedelta(minutes=20), FIRST.end + timedelta(minutes=10))]
    night = open_night(written("export.xml", files.apple([FIRST], in_bed=in_bed)))
    assert minutes(night.hypnogram) == MINUTES | {"W": 45}
    assert night.start == datetime(2026, 1, 1, 22, 50)
    lonely = [(FIRST.end + timedelta(days=1), FIRST.end + timedelta(days=1, hours=8))]
    said = notes_of(written("other.xml", files.apple([FIRST], in_bed=lonely)))
    assert "1 time in bed without any record of sleep left out" in said


def test_of_two_sources_of_one_night_that_with_stages_is_read(written):
    watch = files.apple([FIRST]).removesuffix("</HealthData>")
    phone = replace(FIRST, minutes=(("SLEEP", 165),))
    other = [line for line in files.apple([phone], "Phone").splitlines() if "Sleep" in line]
    path = written("export.xml", "\n".join([watch, *other, "</HealthData>"]))
    night = open_night(path)
    assert minutes(night.hypnogram) == MINUTES
    assert any("1 sleep of 'Phone' left out" in note for note in night.reader_notes)


@pytest.mark.parametrize(
    ("members", "name"),
    [
        ({"apple_health_export/export.xml": files.apple(days(2), other=5000)}, "export.zip"),
        (
            {
                "Takeout/Fitbit/Global Export Data/sleep-2026-01-01.json": files.fitbit(days(1)),
                "Takeout/Fitbit/Global Export Data/sleep-2026-01-02.json": files.fitbit(
                    days(2)[1:]
                ),
                "Takeout/Fitbit/Global Export Data/steps-2026-01-01.json": "[]",
            },
            "takeout.zip",
        ),
        ({"x/com.samsung.health.sleep_stage.1.csv": files.samsung(days(2))}, "samsung.zip"),
    ],
)
def test_an_archive_is_opened_as_it_was_downloaded(members, name, tmp_path):
    path = files.archive(tmp_path / name, members)
    assert minutes(open_night(path, night="2026-01-03").hypnogram) == MINUTES
    assert minutes(read_hypnogram(path, night="1").stage.isel(scorer=0)) == MINUTES


def test_an_archive_of_something_else_is_refused_as_before(tmp_path):
    with pytest.raises(ValueError, match="an archive; unpack it"):
        open_night(files.archive(tmp_path / "photos.zip", {"cat.txt": "purr"}))


@pytest.mark.parametrize("name", files.SUMMED)
def test_the_stages_sum_to_the_device_s_own_summary(name, written):
    path = written(name, FILES[name](days(2)))
    for sleep in read_export(path).sleeps:
        seconds = Counter[Stage]()
        for stage, lasting in zip(sleep.stages, sleep.durations, strict=True):
            seconds[stage] += lasting
        assert len(sleep.totals) >= 3
        assert {stage: seconds[stage] for stage in sleep.totals} == sleep.totals
    assert "totals differ" not in notes_of(path, night="1")


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("oura.json", "2026-01-01T23:10:00", "last night", "bedtime_start is 'last night"),
        ("oura.json", '"4444', '"wwww', "a digit an epoch"),
        ("sleep-2026-01-01.json", '"deep", "sec', '"coma", "sec', "level 'coma'"),
        ("garmin.json", '"activityLevel": 0.0', '"activityLevel": 7', "activityLevel is 7"),
        ("garmin.json", '"activityLevel": 0.0', '"activityLevel": null', "Level is missing, expec"),
        ("sleep_result_1.json", "NONREM3", "NONREM9", "state 'NONREM9'"),
        ("sleep_result_1.json", "PT600S", "soon", "'soon' is no duration"),
        ("raw_tracker_sleep-state.csv", "[0, 0", "[9, 0", "state '9'"),
        ("com.samsung.health.sleep_stage.2026.csv", "40003", "49", "stage '49'"),
        ("zeodata.csv", " 4 4", " 8 4", "'8' is no stage of Zeo"),
        ("dreem.csv", "Deep,", "Abyss,", "'ABYSS' is no stage of Dreem"),
        ("export.xml", "</HealthData>", "", "breaks off"),
        ("export.xml", "[\n]", '[<!ENTITY a "b">]', "declares entities"),
    ],
)
def test_what_is_wrong_in_a_file_is_one_sentence(name, old, new, words, written):
    text = FILES[name]([FIRST])
    assert old in text
    with pytest.raises(ValueError, match=words) as refused:
        read_hypnogram(written(name, text.replace(old, new)))
    assert "\n" not in str(refused.value)


def test_an_export_is_parsed_once_for_all_its_nights(written, monkeypatch):
    from explorer.io.devices import apple_health

    passages = []
    parse = apple_health._parse
    monkeypatch.setattr(apple_health, "_parse", lambda *said: (passages.append(1), parse(*said))[1])
    path = written("export.xml", files.apple(days(5)))
    for night in range(1, 6):
        read_hypnogram(path, night=str(night))
    assert len(passages) == 1


def test_a_table_may_name_one_file_for_many_nights_and_none_of_them_twice(written):
    written("oura.json", files.oura(days(4)))
    nights = ["2026-01-02", "2026-01-03", "2026-01-04", "2026-01-04"]
    rows = [f"me,{'ab'[k % 2]},{night},oura.json" for k, night in enumerate(nights)]
    listed = read_table(
        written("nights.csv", "\n".join(["subject,condition,night,hypnogram", *rows]))
    )
    assert [row.status for row in listed.rows] == ["waiting"] * 3 + ["failed"]
    assert "its files are those of line 4" in listed.rows[3].sentence


def test_rows_of_a_table_of_nights_choose_theirs_from_one_file(written):
    path = str(written("oura.json", files.oura(days(3))))
    for day in (2, 4):
        night, notes = open_row(NightRow(2, subject="S1", night=f"2026-01-0{day}", hypnogram=path))
        assert (night.start.day, minutes(night.hypnogram)) == (day - 1, MINUTES)
        assert any("estimated by a device" in note for note in notes)


@pytest.mark.parametrize("name", FILES)
def test_spoiled_files_are_refused_in_a_sentence_or_read(name, written):
    whole = FILES[name](days(2)).encode()
    rng = np.random.default_rng(1)
    for turn in range(40):
        spoiled = bytearray(whole)
        for at in rng.integers(len(spoiled), size=1 + turn % 4):
            spoiled[at] = rng.choice([0, 34, 44, 45, 48, 57, 91, 93, 123, 125, 255])
        if turn % 5 == 0:
            spoiled = spoiled[: rng.integers(len(spoiled))]
        path = written(name, "")
        path.write_bytes(bytes(spoiled))
        said = ""
        with suppress(ValueError, OSError):
            said = " ".join(read_hypnogram(path, night="1").attrs["notes"])
        assert "\n" not in said


def test_time_in_bed_beneath_stages_is_not_said_to_contradict_them(written):
    text = files.apple([FIRST], in_bed=[(FIRST.start, FIRST.end)])
    path = written("export.xml", text)
    assert minutes(open_night(path).hypnogram) == MINUTES
    assert "two stages" not in notes_of(path)


@pytest.mark.parametrize("make", [files.withings, files.polar, files.samsung])
def test_a_short_sleep_by_day_is_a_nap_where_the_file_does_not_tell_them(written, make):
    noon = Sleep(datetime.fromisoformat("2026-01-05T13:00:00+01:00"), NAP)
    name = next(name for name, maker in FILES.items() if maker is make)
    found = sort_sleeps("", read_export(written(name, make([FIRST, noon]))))
    assert [(name, one.is_nap) for name, one in zip(found.names, found.sleeps, strict=True)] == [
        ("2026-01-02", False),
        ("2026-01-05 nap", True),
    ]


def test_garmin_s_naps_are_read_and_what_has_no_times_is_said(written):
    records = json.loads(files.garmin([FIRST]))
    nap = {"calendarDate": "2026-01-02", "napStartTimestampGMT": "2026-01-02T12:00:00"}
    records[0]["dailyNapDTOS"] = [nap | {"napEndTimestampGMT": "2026-01-02T12:30:00"}]
    path = written("sleepData.json", json.dumps(records))
    assert minutes(open_night(path, night="2026-01-02 nap").hypnogram) == {"SLEEP": 30}
    del records[0]["dailyNapDTOS"]
    records[0]["dailySleepDTO"]["napTimeSeconds"] = 1800
    path = written("sleepData.json", json.dumps(records))
    assert "napTimeSeconds of 1 day not used: 30 min of naps" in notes_of(path)


def test_totals_that_differ_from_the_stages_are_said_of_polar_s_answer(written):
    values = json.loads(files.polar_api([FIRST]))
    values["nights"][0]["deep_sleep"] = 7200
    assert "DEEP 120 min by its summary, 40 by its" in notes_of(
        written("p.json", json.dumps(values))
    )


def test_an_end_after_the_last_stage_is_said(written):
    late = (FIRST.end + timedelta(hours=1)).isoformat()
    path = written("dreem.csv", files.dreem([FIRST]).replace(FIRST.end.isoformat(), late))
    assert "its stages end 60 min before the end that the device gives" in notes_of(path)
