"""Nights scored by local clock times without a zone, in which the clock is put forward or back."""

from datetime import datetime, timedelta

import pytest

import explorer

NIGHT = ["W"] * 100 + ["N1"] * 100 + ["N2"] * 100 + ["N3"] * 60 + ["REM"] * 440
SPRING, AUTUMN, ORDINARY = datetime(2026, 3, 28), datetime(2025, 10, 25), datetime(2026, 4, 4)


def shown(evening, passed, change=3):
    """Return what the clock on the wall shows, in Berlin at 2 and at 3."""
    moment = evening + timedelta(hours=23, seconds=passed)
    if evening == SPRING and passed >= change * 3600:
        return moment + timedelta(hours=1)
    if evening == AUTUMN and passed >= (change + 1) * 3600:
        return moment - timedelta(hours=1)
    return moment


def read(path, text, **said):
    path.write_text(text)
    return explorer.open_night(path, **said)


LAYOUTS = {
    "a moment": ("Time,Stage", "{0:%Y-%m-%d %H:%M:%S},{2}"),
    "date and time": ("Date,Time,Stage", "{0:%d.%m.%Y},{0:%H:%M:%S},{2}"),
    "start and end": ("Start,End,Stage", "{0:%Y-%m-%d %H:%M:%S},{1:%Y-%m-%d %H:%M:%S},{2}"),
    "start and duration": ("Start,Duration (s),Stage", "{0:%Y-%m-%d %H:%M:%S},30,{2}"),
    "the evening's date": ("Date,Time,Stage", "{3:%d.%m.%Y},{0:%H:%M:%S},{2}"),
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("evening", [SPRING, AUTUMN, ORDINARY])
def test_a_night_has_as_many_epochs_whenever_its_clock_is_set(evening, layout, tmp_path):
    head, row = LAYOUTS[layout]
    rows = [
        row.format(shown(evening, 30 * at), shown(evening, 30 * at + 30), stage, evening)
        for at, stage in enumerate(NIGHT)
    ]
    night = read(tmp_path / "night.csv", "\n".join([head, *rows]) + "\n")
    assert night.hypnogram.sizes["epoch"] == len(NIGHT)
    assert (night.hypnogram.values >= 0).all()
    said = " ".join(night.reader_notes)
    assert ("the clock goes forward by 1 h" in said) == (evening == SPRING)
    assert ("the clock goes back by 1 h" in said) == (evening == AUTUMN)
    assert night.start == evening + timedelta(hours=23)


def test_events_between_the_stages_move_with_the_clock(tmp_path):
    rows = []
    for at, stage in enumerate(NIGHT):
        rows.append(f"{shown(SPRING, 30 * at)},30,{stage}")
        if at % 7 == 0:
            rows.append(f"{shown(SPRING, 30 * at + 11)},12,Obstructive Apnea")
    night = read(tmp_path / "night.csv", "\n".join(["Start,Duration,Event", *rows]) + "\n")
    assert night.hypnogram.sizes["epoch"] == len(NIGHT)
    expected = [30.0 * at + 11 for at in range(0, len(NIGHT), 7)]
    assert sorted(night.events.onset.values.tolist()) == expected


def test_an_hour_without_rows_on_an_ordinary_day_stays_a_gap(tmp_path):
    moments = [ORDINARY + timedelta(hours=23, seconds=30 * at) for at in range(len(NIGHT))]
    moments = [one + timedelta(hours=one >= ORDINARY + timedelta(hours=26)) for one in moments]
    rows = [f"{moment},{stage}" for moment, stage in zip(moments, NIGHT, strict=True)]
    night = read(tmp_path / "night.csv", "\n".join(["Time,Stage", *rows]) + "\n")
    assert night.hypnogram.sizes["epoch"] == len(NIGHT) + 120


def test_without_a_date_the_hour_stays_and_is_said(tmp_path):
    rows = [f"{shown(SPRING, 30 * at):%H:%M:%S},{stage}" for at, stage in enumerate(NIGHT)]
    night = read(tmp_path / "night.csv", "\n".join(["Time,Stage", *rows]) + "\n")
    assert night.hypnogram.sizes["epoch"] == len(NIGHT) + 120
    assert "without a date the hour was kept as a gap" in " ".join(night.reader_notes)


def test_runs_of_stages_across_the_hour_count_it_and_say_so(tmp_path):
    runs = [(0, "W"), (3000, "N1"), (6000, "N2"), (12000, "N3"), (13000, "REM"), (14000, "W")]
    rows = [f"{shown(SPRING, at)},{stage}" for at, stage in runs]
    night = read(tmp_path / "night.csv", "\n".join(["Time,Stage", *rows]) + "\n")
    assert "the hour was counted" in " ".join(night.reader_notes)


def test_a_profile_of_dominos_says_that_the_clock_was_put_forward(tmp_path):
    words = {"W": "Wach", "REM": "Rem"}
    rows = [
        f"{shown(SPRING, 30 * at):%H:%M:%S},000; {words.get(stage, stage)}"
        for at, stage in enumerate(NIGHT)
    ]
    head = [
        "Signal ID: SchlafProfil\\profil",
        "Start Time: 28.03.2026 23:00:00",
        "Unit: ",
        "Signal Type: Discret",
        "Events list: N4,N3,N2,N1,Rem,Wach,Bewegung",
        "Rate: 30 s",
        "",
    ]
    night = read(tmp_path / "Schlafprofil.txt", "\n".join([*head, *rows]) + "\n")
    assert night.hypnogram.sizes["epoch"] == len(NIGHT)
    assert "the clock goes forward by 1 h" in " ".join(night.reader_notes)
