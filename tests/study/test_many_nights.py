"""Many nights by the clock: what exports, folders and tables hold, and what is said of them."""

import csv
import json
from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pytest

from explorer.io import open_night
from explorer.metrics import table
from explorer.study.comparison_nights import read_comparison_nights
from explorer.study.many_nights import MAIN, NAP, OTHER, SECOND
from explorer.study.many_nights_regularity import regularity_of
from explorer.study.many_nights_remarks import counts, with_remarks
from explorer.study.many_nights_rows import rows_of
from explorer.study.many_nights_sources import (
    nights_of_comparison,
    read_many_nights,
    simulated_nights,
)
from explorer.study.nights_table import nights_table
from explorer.study.simulated_trial import simulated_trial
from tests.io.devices import device_files as files
from tests.io.devices.device_files import FILES, Sleep, days
from tests.io.devices.device_files import NAP as SHORT

TODAY = date(2026, 11, 29)


def unheard(_done, _total):
    return True


@pytest.fixture
def read(tmp_path):
    """Write files, and read the one, or the folder of several."""

    def reading(**texts):
        for name, text in texts.items():
            (tmp_path / name.replace("__", ".")).write_text(text)
        one = next(iter(texts)).replace("__", ".")
        path = tmp_path / one if len(texts) == 1 else tmp_path
        return with_remarks(read_many_nights(path, unheard, fenced=False), today=TODAY)

    return reading


def said(many):
    return " ".join(many.notes)


@pytest.mark.parametrize("name", FILES)
def test_every_device_s_nights_all_come(name, tmp_path):
    path = tmp_path / name
    path.write_text(FILES[name](days(5)))
    many = read_many_nights(path, unheard)
    assert [night.kind for night in many.nights] == [MAIN] * 5
    assert {night.lasting for night in many.nights} == {165 * 60}
    assert many.values("TST").tolist() == [150.0] * 5
    assert [night.woke_on for night in many.nights] == sorted(
        night.woke_on for night in many.nights
    )
    assert many.devices


def test_metrics_of_nights_of_many_lengths_are_those_of_each_alone(read):
    sleeps = [
        replace(sleep, minutes=(("W", 5), ("LIGHT", 60 + 5 * place), ("REM", 20), ("W", 10)))
        for place, sleep in enumerate(days(4))
    ]
    many = read(oura__json=files.oura([*sleeps, sleeps[0], *days(8)[5:]]))
    for symbol in ("TST", "SE", "WASO_AASM", "REM", "LIGHT"):
        alone = [float(table(one.hypnogram, symbols=[symbol])[symbol]) for one in many.nights]
        assert many.values(symbol).tolist() == pytest.approx(alone), symbol
    assert "N3" not in many.metrics()
    assert "DEEP" in many.metrics()


def test_naps_and_second_sleeps_are_no_nights(read):
    nights = days(3)
    nap = Sleep(nights[0].start + timedelta(hours=15), SHORT, nap=True)
    second = Sleep(nights[1].start + timedelta(hours=6), SHORT)
    many = read(oura__json=files.oura([*nights, nap, second]))
    assert sorted(one.kind for one in many.nights) == sorted([MAIN, MAIN, MAIN, NAP, SECOND])
    rows = rows_of(many)
    assert len(rows.starts) == 3
    assert "1 nap" in rows.words[0]
    assert "1 second sleep" in rows.words[1]
    assert "more than one sleep" in said(many)
    assert counts(many).startswith("3 nights, 1 second sleep and 1 nap from 2026-01-02")
    person = regularity_of(many)[0]
    assert person.nights == 3
    assert person.sri < 100
    # Midsleep is that of the nights alone: from 23:20 to 01:50.
    assert (person.midsleep, person.spread) == (pytest.approx(0 + 35 / 60), pytest.approx(0))


def test_what_is_noted_of_a_night_is_said_of_many_too(read, tmp_path):
    records = [files.oura_record(sleep) for sleep in days(9)]
    for place, record in enumerate(records[:7]):
        record["bedtime_end"] = f"2026-01-0{place + 2}T06:0{place}:00+01:00"
    many = read(oura__json=json.dumps({"data": records}))
    path = next(tmp_path.rglob("oura.json"))
    for one in many.nights[:3]:
        noted = open_night(path, night=one.name).reader_notes
        alone = [note for note in noted if note.startswith("its stages")]
        assert len(alone) == 2, "which field its stages are of, and that they end too early"
        assert f"{one.name}: {alone[1]}" in said(many)
    assert "and 4 more sleeps likewise" in said(many)
    assert said(many).count("before the end that the device gives") == 3
    assert said(many).count("its stages are those of") == 1


def test_two_devices_a_night_are_both_drawn_and_one_counts(read):
    nights = days(10)
    many = read(oura__json=files.oura(nights), fitbit__json=files.fitbit(nights[:4]))
    kinds = {(one.device, one.kind) for one in many.nights}
    assert kinds == {("Oura", MAIN), ("Fitbit", OTHER)}
    assert len(rows_of(many).starts) == 14
    assert "4 sleeps recorded twice (4 of Fitbit)" in said(many)
    assert regularity_of(many)[0].nights == 10


def test_of_two_sources_in_one_file_none_is_lost(read):
    nights = days(3)
    text = files.apple(nights).replace("</HealthData>", "")
    text += (
        files.apple(nights[:1], source="Ring")
        .partition('exportDate="')[0]
        .partition('+0100"/>\n')[2]
    )
    many = read(export__xml=text)
    assert [one.kind for one in many.nights].count(OTHER) == 1
    assert len(many.mains) == 3


def test_wrong_dates_are_drawn_and_no_index_rests_on_them(read):
    nights = days(8)
    ahead = Sleep(nights[0].start + timedelta(days=365 * 20))
    before = Sleep(nights[0].start - timedelta(days=365 * 26))
    many = read(oura__json=files.oura([*nights, ahead, before]))
    assert len(many.mains) == 10
    assert "in the future" in said(many)
    assert "before 2005" in said(many)
    assert "its date cannot be right" in rows_of(many).words[0]
    person = regularity_of(many)[0]
    assert (person.sri, person.days) == (pytest.approx(100), 7)


def test_a_missing_night_is_said_and_left_out(read):
    many = read(oura__json=files.oura(days(9, missing=[4])))
    assert "1 day from 2026-01-02 to 2026-01-10 has no night" in said(many)
    person = regularity_of(many)[0]
    assert person.sri == pytest.approx(100)
    assert person.unknown == pytest.approx(48 - 165 / 60)


@pytest.mark.parametrize(
    ("bed", "rise", "words", "middle"),
    [
        ("2026-03-28T23:00+01:00", "2026-03-29T08:00+02:00", "in bed 23:00 to 08:00", 4.0),
        ("2026-10-24T23:00+02:00", "2026-10-25T07:00+01:00", "in bed 23:00 to 07:00", 2.5),
        ("2026-03-07T23:00-06:00", "2026-03-08T08:00-05:00", "in bed 23:00 to 08:00", 4.0),
    ],
)
def test_after_the_clock_has_moved_times_are_those_of_the_new_clock(read, bed, rise, words, middle):
    start, end = map(datetime.fromisoformat, (bed, rise))
    sleep = Sleep(start, (("LIGHT", int((end - start).total_seconds() / 60)),))
    record = files.oura_record(sleep) | {"bedtime_end": rise, "day": end.date().isoformat()}
    found = with_remarks(read(oura__json=json.dumps({"data": [record]})), today=TODAY)
    (night,) = found.nights
    assert night.midsleep == middle
    assert night.rise == end.replace(tzinfo=None)
    rows = rows_of(found)
    assert f"{words}," in rows.words[0]
    assert "the clock moved by" in rows.words[0]
    assert rows.arrays["barLasting"][0] == (night.rise - night.start).total_seconds()
    assert any(note.startswith("The clock moved during 1 sleep") for note in found.notes)


def test_travel_is_drawn_by_the_clock_where_it_was_slept(read):
    nights = days(4)
    moved = [replace(one, start=one.start.astimezone(ZONE)) for one in nights[2:]]
    many = read(oura__json=files.oura([*nights[:2], *moved]))
    assert [one.start.hour for one in many.nights] == [23, 23, 17, 17]
    assert "2 offsets from UTC" in said(many)


ZONE = Sleep(Sleep().start.fromisoformat("2026-01-01T23:10:00-05:00")).start.tzinfo


@pytest.mark.parametrize(
    ("conditions", "words"),
    [
        (["a", "b", "c"], "No condition comes twice (a, b, c)"),
        (["a", "a", "b"], "b comes once only"),
        (["a", "b", "a", "b"], ""),
    ],
)
def test_a_condition_that_never_repeats_is_said(conditions, words):
    drawn = simulated_nights(nights=len(conditions))
    nights = tuple(
        replace(one, condition=condition)
        for one, condition in zip(drawn.mains, conditions, strict=True)
    )
    many = with_remarks(replace(drawn, nights=nights, notes=()), today=TODAY)
    assert words in said(many)
    assert bool(words) == ("cannot be told" in said(many))


def test_a_folder_of_sixty_nights_is_read_and_what_is_none_is_named(tmp_path):
    for place, sleep in enumerate(days(60)):
        (tmp_path / f"sleep-{place:02d}.json").write_text(files.fitbit([sleep]))
    (tmp_path / "notes.json").write_text('{"a": 1}')
    heard = []
    many = read_many_nights(
        tmp_path, lambda done, total: heard.append((done, total)) or True, fenced=False
    )
    assert len(many.mains) == 60
    assert heard[-1] == (61, 61)
    assert "1 file of the folder not read" in said(many)
    assert "notes.json" in said(many)
    with pytest.raises(ValueError, match="Stopped after 1 of 61 files"):
        read_many_nights(tmp_path, lambda *_: False, fenced=False)


def test_a_folder_without_any_export_is_refused(tmp_path):
    (tmp_path / "a.csv").write_text("x,y\n1,2\n")
    with pytest.raises(ValueError, match="none of its 1 file of JSON, CSV, XML or ZIP"):
        read_many_nights(tmp_path, unheard, fenced=False)


def test_a_table_of_nights_brings_conditions_clock_and_measured_numbers(tmp_path):
    for place, sleep in enumerate(days(4)):
        (tmp_path / f"{place}.json").write_text(files.oura([sleep]))
    with (tmp_path / "nights.csv").open("w", newline="") as file:
        written = csv.writer(file)
        written.writerow(["subject", "condition", "date", "hypnogram", "mood"])
        for place in range(4):
            day = f"2026-03-{place + 1:02d}"
            written.writerow(["A", "ab"[place % 2], day, f"{place}.json", 10 + place])
    material = read_comparison_nights(tmp_path / "nights.csv", unheard, fenced=False)
    many = nights_of_comparison(material)
    assert many.conditions == ("a", "b")
    assert [one.start.hour for one in many.nights] == [23] * 4
    # The files say January: the table's days are believed.
    assert many.nights[0].woke_on == date(2026, 3, 2)
    assert "dated otherwise in the table" in said(many)
    assert many.values("mood").tolist() == [10, 11, 12, 13]
    assert many.devices == ("Oura",)
    assert many.nights[0].open().is_scored
    with pytest.raises(ValueError, match=r"nights.csv is ready for compare as it is"):
        nights_table(many)


def test_nights_without_a_clock_stay_and_say_so():
    many = with_remarks(nights_of_comparison(simulated_trial(people=3, hours=2)), today=TODAY)
    rows = rows_of(many)
    assert len(rows.starts) == 6
    assert not rows.arrays["rowHasClock"].any()
    assert "No night has a clock time" in said(many)
    assert all(np.isnan(person.sri) for person in regularity_of(many))


def test_runs_are_the_stages_again():
    many = simulated_nights(nights=6)
    rows = rows_of(many)
    bounds, at, stages = (rows.arrays[name] for name in ("runBound", "runStart", "runStage"))
    for place, bar in enumerate(rows.bars):
        night = many.nights[bar]
        low, high = bounds[place], bounds[place + 1]
        epochs = np.diff([*(at[low:high] / night.epoch_length), night.codes.size]).astype(int)
        assert np.repeat(stages[low:high], epochs).tolist() == night.codes.tolist()


def test_a_night_is_opened_as_it_is():
    many = simulated_nights(nights=6)
    night = many.nights[2].open()
    assert night.attrs["simulated"]
    assert night.hypnogram.values.tolist() == many.nights[2].codes.tolist()


def test_an_opened_night_of_an_export_is_that_one(read):
    many = read(oura__json=files.oura(days(5)))
    for one in many.nights:
        night = one.open()
        assert night.start.replace(tzinfo=None) == one.start
        assert night.hypnogram.values.tolist() == one.codes.tolist()


def test_rows_of_a_table_with_dates_and_no_clock_stand_by_those_dates(tmp_path):
    rows = ["A,a,2026-03-03,410", "A,b,2026-03-01,400", "A,a,,390", "B,b,2026-03-02,420"]
    (tmp_path / "nights.csv").write_text("\n".join(["subject,condition,date,TST", *rows, ""]))
    material = read_comparison_nights(tmp_path / "nights.csv", unheard, fenced=False)
    found = rows_of(nights_of_comparison(material))
    assert [label.split()[-1] for label in found.labels[:3]] == [
        *("2026-03-01", "2026-03-02", "2026-03-03"),
    ]
    assert np.isfinite(found.arrays["rowDate"]).tolist() == [True, True, True, False]
