"""A row that cannot be read, in every device's export: left out, named by its place, counted."""

import pytest

from explorer.cli.command_line import main
from explorer.io.devices.damaged_rows import DamagedRows
from explorer.io.devices.exports import read_export
from explorer.io.devices.night_totals import TotalsOnlyError
from explorer.night.reading_account import ROWS
from tests.io.devices.device_files import FILES, TOTALS, Sleep, days

EVERY = FILES | TOTALS
SECOND = days(3)[1]
IN_SECOND = {
    "oura.json": '"bedtime_start": "2026-01-02T23:10',
    "oura.csv": "2026-01-02T23:10:00+01:00",
    "sleep-2026-01-01.json": '"startTime": "2026-01-02T23:10',
    "fitbit_api.json": '"startTime": "2026-01-02T23:10',
    "garmin.json": '"startGMT": "2026-01-02T22:10',
    "sleep_result_1.json": '"sleepStart": "2026-01-02T23:10',
    "polar_api.json": '"sleep_start_time": "2026-01-02T23:10',
    "raw_tracker_sleep-state.csv": "2026-01-02T23:10:00+01:00",
    "withings_api.json": f'"startdate": {int(SECOND.start.timestamp())}',
    "com.samsung.health.sleep_stage.2026.csv": "2026-01-02 22:10:00.000",
    "zeodata.csv": "01/02/2026 23:10",
    "dreem.csv": "2026-01-02T23:10:00+01:00",
    "export.xml": 'startDate="2026-01-02 23:10',
    "sleeps.csv": "2026-01-02 23:10:00",
    "physiological_cycles.csv": "2026-01-02 23:10:00",
    "whoop_api.json": '"start": "2026-01-02T22:10',
    "1_sleepData.json": '"calendarDate": "2026-01-03',
    "sleep.csv": "2026-01-02T23:10:00+01:00",
    "fitbit_export.csv": "2026-01-02 11:10PM",
    "oura_trends.csv": "2026-01-02T23:10:00+01:00",
    "sleepmodel.csv": "2026-01-02T23:10:00+01:00",
    "oura_sleep.csv": "2026-01-02T23:10:00+01:00",
}
"""Where the second night's file says when it began."""
STRETCHES = ("withings_api.json", "export.xml")
"""Files of pieces that nothing binds to a night: the piece alone is lost."""


def damaged(name, sleeps):
    """Text of a file in which that moment is no moment, and where it stands."""
    text, old = EVERY[name](sleeps), IN_SECOND[name]
    assert old in text
    key, quote, _ = old.rpartition('"')
    key = old.split(": ")[0] + ": -" if name == "withings_api.json" else key + quote + "never"
    number = next(n for n, line in enumerate(text.splitlines(), 1) if old in line)
    if not name.endswith(".json"):
        place = f"line {number}"
    else:
        ahead = len(Sleep().minutes) if name == "withings_api.json" else 1
        place = f"record {1 + ahead * (len(sleeps) - 2)}" if len(sleeps) > 1 else "record 1"
    return text.replace(old, key + old.split(": ")[-1] if key.endswith("-") else key), place


def test_every_export_is_walked():
    assert IN_SECOND.keys() == EVERY.keys()


@pytest.mark.parametrize("name", EVERY)
def test_of_several_nights_one_that_cannot_be_read_is_left_out_and_named(name, tmp_path):
    path = tmp_path / name
    text, place = damaged(name, days(3))
    path.write_text(text)
    try:
        export = read_export(path)
    except TotalsOnlyError as error:
        export = error.export
        kept = [one.day.isoformat() for one in export.nights]
    else:
        kept = [one.wake_day.isoformat() for one in export.sleeps]
        (entry,) = [one for one in export.entries if one.kind == ROWS and not one.used_as]
        assert entry.count == 1
        assert entry.why.startswith(place)
    lost = [] if name in STRETCHES else ["2026-01-03"]
    assert sorted(kept) == sorted({"2026-01-02", "2026-01-03", "2026-01-04"} - {*lost})
    (note,) = [one for one in export.notes if "cannot be read" in one]
    assert note.startswith("1 ")
    assert f"{place}: " in note
    assert str(tmp_path) not in note


@pytest.mark.parametrize("name", [name for name in EVERY if name not in STRETCHES])
def test_a_file_of_which_nothing_can_be_read_is_refused_with_the_line(name, tmp_path):
    path = tmp_path / name
    text, place = damaged(name, [SECOND])
    path.write_text(text)
    with pytest.raises(ValueError, match=rf"{place}: ") as refused:
        read_export(path)
    assert not isinstance(refused.value, TotalsOnlyError)
    assert str(refused.value).startswith(f"{path}: {place}")


def test_what_was_left_out_is_said_on_the_command_line(tmp_path, capsys):
    path = tmp_path / "sleeps.csv"
    path.write_text(damaged("sleeps.csv", days(3))[0])
    assert main(["nights", str(path)]) == 0
    said = capsys.readouterr()
    assert "line 3: " in said.out + said.err


def test_of_many_damaged_rows_a_few_are_told_and_all_counted():
    rows = DamagedRows("x.csv", "row")
    assert list(rows.each(["a"] * 9, float)) == []
    assert rows.notes[0].endswith("; and 6 more")
    assert rows.entries[0].count == 9
    with pytest.raises(ValueError, match=r"x\.csv: record 1: "):
        rows.check([])
