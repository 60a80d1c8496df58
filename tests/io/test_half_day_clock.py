"""Clocks of 12 hours, clocks that go on past 24 h, rows in falling time, times of digits alone."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from explorer.io.reading_choices import Reading
from explorer.io.scorer_reading import read_hypnogram, read_scoring

STAGES = ["W", "N1", *["N2"] * 3, "REM"]


def read(tmp_path, rows, head="time,stage", name="night.csv"):
    path = tmp_path / name
    path.write_text("\n".join([head, *rows] if head else rows), encoding="utf-8")
    return read_hypnogram(path)


def night(begin, write, count=360):
    """Rows of epochs of 30 s from a moment on, their times as a function writes them."""
    times = [begin + timedelta(seconds=30 * place) for place in range(count)]
    return [f"{write(time)},{STAGES[place // 60]}" for place, time in enumerate(times)]


def twelve(time):
    return f"{time.hour % 12 or 12}:{time:%M:%S}"


def is_whole(found, count=360):
    assert found.sizes["epoch"] == count
    assert found.stage.values[0].tolist() == [
        {"W": 0, "N1": 1, "N2": 2, "REM": 4}[STAGES[place // 60]] for place in range(count)
    ]
    assert float(found.onset[0]) == 0.0
    return True


@pytest.mark.parametrize(
    ("begin", "first"), [((23, 12, 30), "23:12:30"), ((22, 40), "22:40:00"), ((0, 30), "00:30:00")]
)
def test_a_clock_of_12_hours_goes_on_from_12_59_to_1(tmp_path, begin, first):
    found = read(tmp_path, night(datetime(2026, 3, 14, *begin), twelve))
    assert is_whole(found)
    assert any(f"first row was taken for {first}" in note for note in found.attrs["notes"])


@pytest.mark.parametrize("begin", [datetime(2026, 3, 14, 23, 12, 30), datetime(2026, 3, 14, 0, 30)])
def test_dates_say_which_half_of_the_day_it_is(tmp_path, begin):
    rows = night(begin, lambda time: f"{time:%Y-%m-%d} {twelve(time)}")
    found = read(tmp_path, rows)
    assert is_whole(found)
    assert found.attrs["start"] == begin.isoformat()


@pytest.mark.parametrize("begin", [datetime(2026, 3, 14, 23, 15), datetime(2026, 3, 14, 11, 15)])
def test_a_recording_says_which_half_of_the_day_it_is(tmp_path, begin):
    path = tmp_path / "part.csv"
    path.write_text("\n".join(["time,stage", *night(begin, twelve, 60)]))
    start = begin - timedelta(minutes=5)
    scoring = read_scoring(path, Reading(start=start, duration=4 * 3600.0))
    (hypnogram,) = scoring.hypnograms.values()
    assert float(hypnogram.onset[0]) == 300.0
    assert any("12 hours" in note for note in scoring.notes) == (begin.hour == 23)


def test_runs_with_ends_go_on_from_12_59_to_1(tmp_path):
    rows = ["11:30:00,12:40:00,W", "12:40:00,01:10:00,N2", "01:10:00,01:40:00,REM"]
    found = read(tmp_path, rows, "start,end,stage")
    assert np.bincount(found.stage.values[0]).tolist() == [140, 0, 60, 0, 60]


def test_a_nap_that_begins_at_noon_is_of_24_hours(tmp_path):
    found = read(tmp_path, night(datetime(2026, 3, 14, 12, 58), "{:%H:%M:%S}".format))
    assert is_whole(found)
    assert not any("12 hours" in note for note in found.attrs["notes"])


def test_hours_past_24_are_those_after_midnight(tmp_path):
    begin = datetime(2026, 3, 14, 23, 12, 30)
    rows = night(begin, lambda time: f"{time.hour + 24 * (time.day - 14)}:{time:%M:%S}")
    found = read(tmp_path, rows)
    assert is_whole(found)
    assert any("past 24" in note for note in found.attrs["notes"])


def test_elapsed_hours_of_a_long_recording_stay_elapsed(tmp_path):
    rows = ["0:00:00,W", "20:00:00,N1", "30:00:00,N2"]
    assert read(tmp_path, rows).sizes["epoch"] == 30 * 120 + 1


@pytest.mark.parametrize("write", ["{:%H:%M:%S}".format, "{:%Y-%m-%d %H:%M:%S}".format])
def test_rows_in_falling_time_count_from_the_earliest(tmp_path, write):
    begin = datetime(2026, 3, 14, 23, 12, 30)
    found = read(tmp_path, night(begin, write)[::-1])
    assert is_whole(found)
    assert found.attrs.get("start", "") in ("", begin.isoformat())


@pytest.mark.parametrize("write", ["{:%Y%m%d%H%M%S}".format, "{:%Y%m%d_%H%M%S}".format])
def test_a_date_and_a_time_of_digits_alone_are_a_moment(tmp_path, write):
    begin = datetime(2026, 3, 14, 23, 12, 30)
    found = read(tmp_path, night(begin, write))
    assert is_whole(found)
    assert found.attrs["start"] == begin.isoformat()


@pytest.mark.parametrize("head", ["", "epoch   clock   stage"])
def test_epoch_clock_and_stage_with_spaces_between_them(tmp_path, head):
    rows = night(datetime(2026, 3, 14, 23, 12, 30), "{:%H:%M:%S}".format)
    spaced = [f"{at}   {row.replace(',', '   ')}   " for at, row in enumerate(rows, 1)]
    assert is_whole(read(tmp_path, spaced, head, "night.txt"))
