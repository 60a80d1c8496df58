"""When a recording began, by the fields of an EDF header that may contradict each other."""

from datetime import datetime

import pytest

from explorer.io.edf_start import recording_start


def start_of(day, clock, recording):
    notes = []
    return recording_start(day, clock, recording, notes), " ".join(notes)


@pytest.mark.parametrize("day", ["01.01.85", "01.01.01"])
@pytest.mark.parametrize("recording", ["Startdate X X X X", "Startdate X", "STARTDATE X X X X"])
def test_a_withheld_date_leaves_the_time_of_day(day, recording):
    start, notes = start_of(day, "22.15.30", recording)
    assert start.time().isoformat() == "22:15:30"
    assert start.date().isoformat() in notes
    assert "withheld" in notes
    assert "the time of day alone" in notes


def test_the_place_holder_is_no_date_without_a_recording_field_either():
    start, notes = start_of("01.01.85", "22.15.30", "")
    assert start == datetime(1985, 1, 1, 22, 15, 30)
    assert "withheld" in notes


def test_midnight_beside_a_withheld_date_is_withheld_too():
    assert start_of("01.01.85", "00.00.00", "Startdate X X X X") == (None, "")


def test_dates_that_contradict_each_other_are_both_named_with_the_one_taken():
    for day, header in (("02.04.26", "2026-04-02"), ("01.01.84", "2084-01-01")):
        start, notes = start_of(day, "23.00.00", "Startdate 01-MAR-2026 X X X")
        assert start == datetime(2026, 3, 1, 23)
        assert f"the header's start date is {header}" in notes
        assert "gives 2026-03-01, which was taken" in notes


@pytest.mark.parametrize(
    ("day", "field", "year"),
    [
        ("24.04.89", "24-APR-1989", 1989),
        ("24.04.84", "24-APR-2084", 2084),
        ("24.04.yy", "24-APR-2085", 2085),
        ("24.04.89", "24-APR-2089", 2089),
        ("01.01.85", "24-APR-2026", 2026),
        ("01.01.85", "01-JAN-1985", 1985),
    ],
)
def test_two_digits_of_a_year_and_the_place_holder_contradict_no_field(day, field, year):
    start, notes = start_of(day, "23.00.00", f"Startdate {field} X X X")
    assert start.year == year
    assert not notes


@pytest.mark.parametrize("field", ["24-APR-2026", "31-FEB-2026"])
def test_a_header_without_a_year_and_a_field_that_needs_none_is_told(field):
    start, notes = start_of("24.04.yy", "23.00.00", f"Startdate {field} X X X")
    assert "'24.04.yy' is no date" in notes
    assert start.year == (1985 if field[:2] == "31" else 2026)


@pytest.mark.parametrize("day", ["03.14.26", "31.02.26", "xx.xx.xx"])
def test_the_time_of_day_stands_beside_a_date_that_is_none(day):
    start, notes = start_of(day, "23.12.30", "X X X X")
    assert start.isoformat() == "1985-01-01T23:12:30"
    assert f"{day!r} is no date" in notes
    assert "the time of day alone was taken for true" in notes


def test_neither_a_date_nor_a_time_is_no_start():
    assert start_of("03.14.26", "25.00.00", "")[0] is None
