"""Exports of totals alone: numbers a night, of which no hypnogram is made, and compared."""

import csv
import io
import json
from contextlib import suppress
from datetime import date, datetime, timedelta

import numpy as np
import pytest

from explorer.cli.command_line import main
from explorer.io import read_hypnogram
from explorer.io.devices.exports import read_export
from explorer.io.devices.night_totals import TotalsOnlyError
from explorer.study.cohort import cohort, devices_of
from explorer.study.cohort_table import read_table
from explorer.study.many_nights import MAIN
from explorer.study.many_nights import NAP as SHORT
from explorer.study.many_nights_sources import read_many_nights
from tests.io.devices import device_files as files
from tests.io.devices.device_files import NAP, TOTALS, Sleep, days

EXPECTED = {"TST": 150, "W_min": 15, "light_min": 90, "deep_min": 40, "REM_min": 20}
NAPS = ("sleeps.csv", "whoop_api.json")


def unheard(_done, _total):
    return True


@pytest.fixture
def written(tmp_path):
    def write(name, text):
        path = tmp_path / name
        path.write_text(text)
        return path

    return write


def totals_of(path):
    with pytest.raises(TotalsOnlyError) as found:
        read_export(path)
    return found.value.export


@pytest.mark.parametrize("name", TOTALS)
def test_a_night_has_the_numbers_of_its_file_by_the_day_on_which_it_ended(name, written):
    found = totals_of(written(name, TOTALS[name](days(3)))).named()
    assert list(found) == ["2026-01-02", "2026-01-03", "2026-01-04"]
    for one in found.values():
        assert {key: one.values.get(key) for key in EXPECTED if key in one.values} == {
            key: value for key, value in EXPECTED.items() if key in one.values
        }
        assert {"light_min", "deep_min", "REM_min", "TST"} <= one.values.keys()
        assert one.day >= date(2026, 1, 2)
    with_clock = [one for one in found.values() if one.bed]
    assert all(one.bed.replace(tzinfo=None).hour == 23 for one in with_clock)


@pytest.mark.parametrize("name", TOTALS)
def test_no_hypnogram_is_made_of_them_and_what_would_do_is_said(name, written):
    path = written(name, TOTALS[name](days(2)))
    with pytest.raises(ValueError, match=r"no stages; compare reads them as a table of numbers"):
        read_hypnogram(path, night="1")


@pytest.mark.parametrize("name", NAPS)
def test_a_nap_is_one_by_itself(name, written):
    nap = Sleep(datetime.fromisoformat("2026-01-02T14:00:00+01:00"), NAP, nap=True)
    path = written(name, TOTALS[name]([*days(2), nap]))
    assert list(totals_of(path).named()) == ["2026-01-02", "2026-01-03", "2026-01-02 nap"]
    many = read_many_nights(path, unheard)
    assert [one.kind for one in many.nights] == [MAIN, MAIN, SHORT]
    assert many.values("TST").tolist() == [150, 150, 20]


@pytest.mark.parametrize("name", TOTALS)
def test_rows_of_a_table_take_their_nights_from_one_file_and_a_device_is_named(name, written):
    written(name, TOTALS[name](days(6)))
    rows = [f"me,{'ab'[k % 2]},2026-01-0{k + 2},{name}" for k in range(6)]
    table = written("nights.csv", "\n".join(["subject,condition,night,hypnogram", *rows]))
    nights = cohort(table)
    assert nights.status.values.tolist() == ["done"] * 6
    assert nights.TST.values.tolist() == [150] * 6
    assert nights.deep_min.attrs["symbol"] == "DEEP"
    assert len(devices_of(nights)) == 1
    many = read_many_nights(table, unheard, fenced=False)
    assert many.values("DEEP").tolist() == [40] * 6


def test_a_night_that_the_file_has_not_is_said_with_those_it_has(written):
    written("sleeps.csv", files.whoop(days(2)))
    rows = ["subject,condition,night,hypnogram", "A,a,2026-01-02,sleeps.csv"]
    nights = cohort(written("n.csv", "\n".join([*rows, "A,b,2026-02-09,sleeps.csv"])))
    assert nights.status.values.tolist() == ["done", "failed"]
    assert "2026-01-02" in nights.sentence.values[1]


def test_conditions_beside_a_device_s_own_columns_are_enough(written, capsys):
    rows = list(csv.DictReader(io.StringIO(files.whoop(days(12)))))
    for place, row in enumerate(rows):
        row |= {"condition": "ab"[place % 2], "alcohol": str(place % 3)}
        row["Asleep duration (min)"] = str(400 + 30 * (place % 2) + place % 3)
    nap = dict(rows[0], Nap="true")
    held = io.StringIO()
    writer = csv.DictWriter(held, list(rows[0]))
    writer.writeheader()
    writer.writerows([*rows, nap])
    path = written("mine.csv", held.getvalue())
    assert main(["compare", str(path), "--reference", "a", "--primary", "TST", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["sentence"].startswith("One person's trial")
    assert found["one_person"]
    assert any("12 nights of Whoop" in note for note in found["notes"])
    assert any("excluded: a nap" in note for note in found["notes"])
    assert len(read_many_nights(path, unheard, fenced=False).mains) == 12


def test_an_archive_is_read_as_it_was_downloaded_and_listed_as_a_table(tmp_path, capsys):
    nap = Sleep(days(1)[0].start + timedelta(hours=15), NAP, nap=True)
    sleeps = [*days(4), nap]
    path = files.archive(
        tmp_path / "my_whoop_data.zip",
        {
            "my_whoop_data/physiological_cycles.csv": files.whoop_cycles(sleeps),
            "my_whoop_data/sleeps.csv": files.whoop(sleeps),
            "my_whoop_data/journal_entries.csv": "Cycle start time,Question text\n",
        },
    )
    table = tmp_path / "nights.csv"
    assert main(["nights", str(path), "--csv", str(table)]) == 0
    said = capsys.readouterr().out
    assert "4 nights and 1 nap" in said
    assert "Fill in its column condition" in said
    with table.open() as file:
        rows = list(csv.DictReader(file))
    assert [row["exclude"] for row in rows] == ["", "", "", "", "yes"]
    assert {row["hypnogram"] for row in rows} == {"my_whoop_data.zip"}
    assert main(["nights", str(path), "--csv", str(table)]) == 2
    assert "not written over" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["sleeps.csv", "whoop_api.json", "sleep.csv"])
def test_an_export_given_to_compare_is_told_what_makes_a_table_of_it(name, written, capsys):
    path = written(name, TOTALS[name](days(2)))
    assert main(["compare", str(path), "--reference", "a"]) == 2
    assert "sleep-explorer nights" in capsys.readouterr().err


@pytest.mark.parametrize("name", TOTALS)
def test_spoiled_totals_are_refused_in_a_sentence_or_read(name, written):
    whole = TOTALS[name](days(2)).encode()
    rng = np.random.default_rng(1)
    for turn in range(40):
        spoiled = bytearray(whole)
        for at in rng.integers(len(spoiled), size=1 + turn % 4):
            spoiled[at] = rng.choice([0, 34, 44, 45, 48, 57, 91, 93, 123, 125, 255])
        path = written(name, "")
        path.write_bytes(bytes(spoiled[: rng.integers(len(spoiled))] if turn % 5 == 0 else spoiled))
        said = ""
        with suppress(OSError):
            try:
                read_many_nights(path, unheard, fenced=False)
            except ValueError as error:
                said = str(error)
        assert "\n" not in said


@pytest.mark.parametrize("suffix", [".csv", ".tsv"])
def test_a_table_that_is_no_known_export_is_told_what_is_read_and_what_was_found(suffix, written):
    between = {".csv": ",", ".tsv": "\t"}[suffix]
    path = written(f"unknown{suffix}", f"colour{between}size\nred{between}large\n")
    with pytest.raises(ValueError, match="its columns are colour, size") as refused:
        read_many_nights(path, unheard)
    assert "exports of Apple Health, Dreem, Fitbit, Garmin, Oura" in str(refused.value)
    assert "no table of a study" in str(refused.value)


def test_oura_tables_leave_out_what_was_deleted_and_call_a_short_sleep_beside_a_long_one_a_nap(
    written,
):
    head = "day;bedtime_start;bedtime_end;total_sleep_duration;type"
    night = "2026-01-02;2026-01-01T23:00:00+01:00;2026-01-02T07:00:00+01:00;25200"
    short = "2026-01-02;2026-01-02T14:00:00+01:00;2026-01-02T14:40:00+01:00;1800"
    rows = [f"{night};long_sleep", f"{short};sleep", f"{short};deleted"]
    export = totals_of(written("sleepmodel.csv", "\n".join([head, *rows])))
    assert list(export.named()) == ["2026-01-02", "2026-01-02 nap"]
    assert "1 row left out: deleted by its wearer" in export.notes
    conditions = ["condition", "a", "a", "a"]
    table = [f"{row};{told}" for row, told in zip([head, *rows], conditions, strict=True)]
    path = written("study.csv", "\n".join(table))
    told = [row.sentence.partition("excluded: ")[2] for row in read_table(path).rows]
    assert told == ["", "a nap", "deleted by its wearer"]
