"""Exports as telephones in other languages, empty cells and watches that round give them."""

import json
import re
import zipfile
from pathlib import Path

import pytest

from explorer.io.devices.exports import read_export
from explorer.io.devices.night_totals import TotalsOnlyError
from tests.io.devices.device_files import FILES, Sleep, days


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
