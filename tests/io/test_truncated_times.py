"""Tables whose onsets are coarser than an epoch: clocks without seconds, hours of two decimals."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from explorer.io import open_night, write_edf
from explorer.night.night import Night
from explorer.night.schema import make_signals
from explorer.vocabulary.stages import Stage

BEGIN = datetime(2026, 3, 5, 23, 50)
STAGES = ["W"] * 10 + ["N1"] * 4 + ["N2"] * 20 + ["N3"] * 10 + ["R"] * 16
WHOLE = {"W": 10, "N1": 4, "N2": 20, "N3": 10, "REM": 16}


def clock(place, form="%H:%M", seconds=30, begin=BEGIN):
    return (begin + timedelta(seconds=seconds * place)).strftime(form)


def opened(folder, head, row, places=range(60)):
    """Open a table, and count its epochs by stage."""
    rows = [f"{row(place)},{STAGES[place]}" for place in places]
    (folder / "night.csv").write_text("\n".join([head, *rows]))
    night = open_night(folder / "night.csv")
    codes, counts = np.unique(night.hypnogram.values, return_counts=True)
    return night, {Stage(code).name: int(n) for code, n in zip(codes, counts, strict=True)}


@pytest.mark.parametrize(
    ("head", "row", "length"),
    [
        ("time,stage", clock, 30),
        ("time,stage", lambda place: clock(place, seconds=20), 20),
        ("time,stage", lambda place: clock(place, "%Y-%m-%d %H:%M"), 30),
        ("time,stage", lambda place: clock(place, "%H:%M:00"), 30),
        ("date,time,stage", lambda place: clock(place, "%Y-%m-%d,%H:%M"), 30),
        ("epoch,time,stage", lambda place: f"{place + 1},{clock(place)}", 30),
        ("minute,stage", lambda place: place // 2, 30),
        ("epoch,minute,stage", lambda place: f"{place},{place // 2}", 30),
        ("onset (h),stage", lambda place: f"{place * 30 / 3600:.2f}", 30),
        ("onset (h),stage", lambda place: f"{place * 30 / 3600:.3f}", 30),
        ("onset (min),stage", lambda place: f"{place * 20 / 60:.1f}", 20),
        ("onset,stage", lambda place: f"{place * 30 / 3600:.2f}", 30),
        ("onset,stage", lambda place: place // 2, 30),
        ("time,stage", lambda place: f"00:{place // 2:02d}", 30),
        ("time,duration,stage", lambda place: f"{clock(place)},30", 30),
        ("start,end,stage", lambda place: f"{clock(place)},{clock(place + 1)}", 30),
    ],
)
def test_rows_in_steps_longer_than_an_epoch_are_spaced_evenly(tmp_path, head, row, length):
    night, counts = opened(tmp_path, head, row)
    assert counts == WHOLE
    assert night.hypnogram.onset.values.tolist() == [length * place for place in range(60)]
    assert any(f"spaced evenly, {length} s apart" in note for note in night.reader_notes)
    assert not any("two stages" in note for note in night.reader_notes)


@pytest.mark.parametrize("counted", [True, False])
def test_a_gap_between_rows_stays(tmp_path, counted):
    places = [place for place in range(60) if not 20 <= place < 26]
    head = "epoch,time,stage" if counted else "time,stage"
    night, counts = opened(
        tmp_path, head, lambda place: f"{place},{clock(place)}" if counted else clock(place), places
    )
    assert counts == WHOLE | {"N2": 14, "UNSCORED": 6}
    assert (night.hypnogram.values[20:26] == Stage.UNSCORED).all()


@pytest.mark.parametrize("seconds", [0, 17])
def test_the_first_row_begins_with_the_recording_where_that_may_be(tmp_path, seconds):
    begin = BEGIN + timedelta(seconds=seconds)
    signals = make_signals(np.zeros((1, 18000), np.float32), 10, ["C3"], ["eeg"], ["uV"])
    write_edf(Night.make({"eeg": signals}, {}, start=begin.isoformat()), tmp_path / "night.edf")
    rows = [f"{clock(place, begin=begin)},{stage}" for place, stage in enumerate(STAGES)]
    (tmp_path / "night.csv").write_text("\n".join(["time,stage", *rows]))
    night = open_night(tmp_path / "night.edf")
    assert float(night.hypnogram.onset[0]) == 0.0
    assert not (night.hypnogram.values == Stage.UNSCORED).any()


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("time,stage", lambda place: clock(place, "%H:%M:%S")),
        ("onset,stage", lambda place: 30 * place),
        ("time,stage", lambda place: clock(place, seconds=60)),
        ("onset (min),stage", lambda place: place / 2),
        ("time,stage", lambda place: f"{place // 2:02d}:{30 * (place % 2):02d}"),
    ],
)
def test_rows_that_are_even_already_are_left_alone(tmp_path, head, row):
    night, counts = opened(tmp_path, head, row)
    assert counts == WHOLE
    assert not any("spaced evenly" in note for note in night.reader_notes)


def test_changes_of_stage_by_a_clock_without_seconds_are_no_rows_of_one_length(tmp_path):
    rows = ["23:50,W", "23:55,N1", "23:58,N2", "00:10,R", "00:12,W"]
    (tmp_path / "night.csv").write_text("\n".join(["time,stage", *rows]))
    night = open_night(tmp_path / "night.csv")
    assert not any("spaced evenly" in note for note in night.reader_notes)
    assert (night.hypnogram.values == Stage.N2).sum() == 24


@pytest.mark.parametrize(
    ("table", "onsets"),
    [
        ("time,stage\n23:50,W\n23:50,N1\n23:51,N2", [0, 30, 60]),
        ("time,stage\n23:50,W\n23:51,N1\n23:51,N2", [30, 60, 90]),
        ("time,stage\n23:50,W\n23:50,N1", [0, 30]),
        ("time,stage\n00:00,W\n00:00,N1\n00:01,N2", [0, 30, 60]),
        ("epoch,time,stage\n1,23:50,W\n2,23:50,N1\n3,23:51,N2", [0, 30, 60]),
        ("time,duration,stage\n23:50,20,W\n23:50,20,N1\n23:50,20,N2", [0, 20, 40]),
        ("# epoch length: 20 s\ntime,stage\n23:50,W\n23:50,N1\n23:50,N2", [0, 20, 40]),
    ],
)
def test_up_to_three_rows_of_a_clock_without_seconds_keep_each_its_epoch(tmp_path, table, onsets):
    (tmp_path / "night.csv").write_text(table)
    night = open_night(tmp_path / "night.csv")
    assert night.hypnogram.onset.values.tolist() == onsets
    assert night.hypnogram.values.tolist() == [Stage.W, Stage.N1, Stage.N2][: len(onsets)]
    assumed = any("30 s assumed" in note for note in night.reader_notes)
    assert assumed == (onsets[1] - onsets[0] == 30)


def test_three_rows_of_one_minute_are_refused_until_an_epoch_s_length_is_said(tmp_path):
    (tmp_path / "night.csv").write_text("time,stage\n23:50,W\n23:50,N1\n23:50,N2")
    wanted = r"3 rows have one time: epochs of 20, 15, 10 s and shorter fit; say .*--epoch-length"
    with pytest.raises(ValueError, match=wanted):
        open_night(tmp_path / "night.csv")
    night = open_night(tmp_path / "night.csv", epoch_length=20)
    assert night.hypnogram.onset.values.tolist() == [0, 20, 40]


def test_rows_of_one_second_and_few_changes_of_stage_are_not_spaced(tmp_path):
    for rows in (
        ["23:50:00,W", "23:50:00,N1"],
        ["23:50,W", "00:10,N1", "00:14,N2"],
        ["23:50,W", "00:10,N1", "00:10,N2"],
    ):
        (tmp_path / "night.csv").write_text("\n".join(["time,stage", *rows]))
        night = open_night(tmp_path / "night.csv")
        assert not any("spaced evenly" in note for note in night.reader_notes)


def test_minutes_from_the_start_are_no_epochs_of_1_s(tmp_path):
    rows = [f"{place // 60:02d}:{place % 60:02d},{stage}" for place, stage in enumerate(STAGES)]
    (tmp_path / "night.csv").write_text("\n".join(["time,stage", *rows]))
    night = open_night(tmp_path / "night.csv")
    assert float(night.hypnogram.epoch_length) == 60.0
