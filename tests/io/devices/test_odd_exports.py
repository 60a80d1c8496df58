"""Exports as telephones in other languages, empty cells and watches that round give them."""

import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from explorer.io.devices.device_sleep import DeviceExport
from explorer.io.devices.exports import read_export
from explorer.io.devices.night_totals import TotalsExport, TotalsOnlyError
from explorer.night.reading_account import AccountEntry
from explorer.study.many_nights_exports import nights_of_exports
from tests.io.devices.device_files import FILES, TOTALS, Sleep, days


@pytest.mark.parametrize("name", ["Exportieren.xml", "exportación.xml", "Export.xml"])
def test_apples_export_is_found_by_whatever_name_its_telephone_gives_it(name: str, tmp_path: Path):
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("apple_health_export/export_cda.xml", "<ClinicalDocument/>")
        archive.writestr(f"apple_health_export/{name}", FILES["export.xml"]([Sleep()]))
    assert len(read_export(path).sleeps) == 1


def test_values_of_sleep_that_are_not_known_are_said(tmp_path: Path):
    path = tmp_path / "export.xml"
    known = FILES["export.xml"]([Sleep()])
    strange = known.replace("HKCategoryValueSleepAnalysisAsleepDeep", "Snoozing")
    assert strange != known
    path.write_text(strange)
    assert any("'Snoozing' 1" in note for note in read_export(path).notes)


@pytest.mark.parametrize("empty", ["N/A", "n/a", "-", ""])
def test_an_empty_cell_of_totals_is_no_number_and_no_error(empty: str, tmp_path: Path):
    path = tmp_path / "fitbit.csv"
    path.write_text(
        "Sleep\nStart Time,End Time,Minutes Asleep,Minutes Awake,Minutes REM Sleep\n"
        f'"2026-03-02 11:05PM","2026-03-03 6:05AM","400","20","{empty}"\n'
    )
    with pytest.raises(TotalsOnlyError) as told:
        read_export(path)
    (night,) = told.value.export.nights
    assert night.values == {"TST": 400, "W_min": 20}


def test_a_change_a_minute_before_polars_start_is_no_day_after_it(tmp_path: Path):
    path = tmp_path / "nights.json"
    night = {
        "date": "2026-03-03",
        "sleep_start_time": "2026-03-02T23:40:02+01:00",
        "sleep_end_time": "2026-03-03T06:39:07+01:00",
        "hypnogram": {"23:39": 2, "02:00": 4, "03:00": 1, "04:05": 2, "06:40": 0},
    }
    path.write_text(json.dumps({"nights": [night]}))
    (sleep,) = read_export(path).sleeps
    assert (sleep.start.hour, sleep.start.minute) == (23, 40)
    assert sleep.lasting == pytest.approx(7 * 3600, abs=120)


@pytest.mark.parametrize("name", ["garmin.json", "dreem.csv", "zeodata.csv"])
def test_nights_without_stages_beside_others_are_counted(name: str, tmp_path: Path):
    path = tmp_path / name
    text = FILES[name](days(3))
    if name == "garmin.json":
        records = json.loads(text)
        records[1]["sleepLevels"] = None
        text = json.dumps(records)
    else:
        lines = text.splitlines()
        graphs = re.findall(r"[^,;\"]{20,}|\[[^\]]{20,}\]", lines[2])
        for graph in graphs:
            lines[2] = lines[2].replace(graph, "")
        text = "\n".join(lines) + "\n"
    path.write_text(text)
    export = read_export(path)
    assert len(export.sleeps) == 2
    assert any("1 " in note and "without stages left out" in note for note in export.notes)


def test_json_in_utf_16_and_what_is_no_export_are_told_apart(tmp_path: Path):
    path = tmp_path / "oura.json"
    text = FILES["oura.json"]([Sleep()])
    for encoding in ("utf-16", "utf-8-sig"):
        path.write_bytes(text.encode(encoding))
        assert len(read_export(path).sleeps) == 1
    for content, said in ((b"", "the file is empty"), (b'{"data": []}', "it begins '{\"data")):
        path.write_bytes(content)
        with pytest.raises(ValueError, match="no export of a device that is known, as ") as told:
            read_export(path)
        assert said in str(told.value)


@pytest.mark.parametrize("name", ["oura.json", "polar_api.json", "sleep_result_1.json"])
def test_an_end_without_an_offset_is_by_that_of_the_start(name: str, tmp_path: Path):
    path = tmp_path / name
    text = FILES[name]([Sleep()])
    end = next(one for one in re.findall(r'"([^"]*\+01:00)"', text) if "T01:55" in one)
    path.write_text(text.replace(end, end.removesuffix("+01:00")))
    (sleep,) = read_export(path).sleeps
    assert sleep.lasting == 165 * 60


@pytest.mark.parametrize("name", [*FILES, *TOTALS])
def test_a_field_that_no_reader_asked_for_is_said_of_every_device(name: str, tmp_path: Path):
    text = (FILES | TOTALS)[name](days(2))
    path = tmp_path / name
    path.write_text(text)
    assert not any("siesta" in one.name for one in _account(path))
    path.write_text(_with_more(name, text))
    told = [one for one in _account(path) if "siesta" in one.name.split(".")]
    assert told
    assert all(one.count >= 2 and not one.used_as for one in told)
    nights = nights_of_exports([(path, _read(path))], "mine")
    assert any("Not used of it: " in note for note in nights.notes)


def test_what_a_reader_used_is_not_said_to_be_unused(tmp_path: Path):
    path = tmp_path / "garmin.json"
    path.write_text(FILES["garmin.json"]([Sleep()]))
    unused = {one.name for one in _account(path) if not one.used_as}
    assert not {"sleepLevels", "sleepLevels.startGMT", "dailySleepDTO.calendarDate"} & unused


def _read(path: Path) -> DeviceExport | TotalsExport:
    try:
        return read_export(path)
    except TotalsOnlyError as error:
        return error.export


def _account(path: Path) -> tuple[AccountEntry, ...]:
    return _read(path).entries


# By which each device's records are known, the outermost or those in them.
_OF_A_RECORD = {
    *("bedtime_start", "dateTime", "startGMT", "deepSleepSeconds", "offsetFromStart"),
    *("sleep_start_time", "startdate", "stage_summary"),
}


def _with_more(name: str, text: str) -> str:
    """Add a field to every record, within records where there are some in them."""
    if name.endswith(".xml"):
        return text.replace('<Record type="HKCategory', '<Record siesta="40" type="HKCategory')
    if name.endswith(".json"):
        return json.dumps(_deeper(json.loads(text)))
    lines = text.splitlines()
    head = 1 if lines[0] == "Sleep" or lines[0].startswith("com.samsung.") else 0
    mark = max(",;", key=lines[head].count)
    trailing = "," if name.startswith("com.samsung.") else ""  # lines of Samsung's end in one
    rows = [f"{one.removesuffix(trailing)}{mark}40" for one in lines[head + 1 :] if one]
    return "\n".join([*lines[:head], f"{lines[head]}{mark}siesta", *rows])


def _deeper(values: Any) -> Any:
    if isinstance(values, list):
        return [_deeper(one) for one in values]
    if not isinstance(values, dict):
        return values
    innermost = bool(_OF_A_RECORD & values.keys())
    held = {one: _deeper(two) for one, two in values.items()}
    return held | ({"siesta": 40} if innermost else {})
