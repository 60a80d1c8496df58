"""Columns whose cells are in two units, and cells that say their own."""

import pandas as pd
import pytest

from explorer.study.cohort_table import read_table
from explorer.study.number_columns import read_number_columns

TWO_PEOPLE = pd.DataFrame(
    {
        "subject": ["A", "A", "B", "B"],
        "condition": ["placebo", "MgT"] * 2,
        "night": ["1", "2"] * 2,
    }
)


@pytest.mark.parametrize(
    ("heading", "cells", "words"),
    [
        ("SE", ["84", "0.84", "86", "0.86"], "0.84 (line 3), 0.86 (line 5) look like a fraction"),
        ("SE", ["0.85", "91", "0.92"], "91 (line 3) like per cent"),  # the middle is a fraction
        ("SE", ["85%", "0.84", "86%"], "0.84 (line 3) looks like a fraction"),
        ("SE (%)", ["85", "86", "0.9"], "such as 85%"),
        ("SE (fraction)", ["0.85", "86"], "in two units"),
        ("TST", ["6.5", "405"], "6.5 (line 2) looks like hours, and 405 (line 3) like minutes"),
        ("TIB (h)", ["7.5", "8", "480"], "480 (line 4) like minutes"),
        ("TST (s)", ["24000", "400", "25000", "410", "26000", "405"], "like seconds"),
        ("WASO (min)", ["22", "31", "25", "0.37", "0.52", "0.42"], "look like hours"),
        ("N2_pct", ["45", "51", "48", "0.45", "0.51", "0.48"], "look like a fraction"),
    ],
)
def test_a_column_of_two_units_is_refused_with_its_lines(heading, cells, words):
    with pytest.raises(ValueError, match="is in two units") as refused:
        read_number_columns({heading: cells})
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("SE", ["0", "91"]),  # a night without sleep
        ("SE", ["85%", "0.4%"]),
        ("TST", ["405", "20 min"]),  # it says so itself
        ("TST", ["30", "405"]),
        ("TST", ["20", "405"]),  # no 20 h of sleep
        ("SOL", ["1", "2", "1.5", "60", "90", "70"]),  # whole epochs
        ("N3_pct", ["0.4", "22"]),
        ("mood", ["0.5", "91"]),
        ("TST", ["400"] * 8),
    ],
)
def test_a_wide_range_in_one_unit_stays(heading, cells):
    (found,), notes = read_number_columns({heading: cells})
    assert all(value == value for value in found.values)
    assert not notes


def test_a_table_is_refused_with_the_lines_of_its_file(tmp_path):
    path = tmp_path / "mix.csv"
    TWO_PEOPLE.assign(SE=[84, 0.84, 86, 0.86]).to_csv(path, index=False)
    with pytest.raises(ValueError, match=r"0.84 \(line 3\), 0.86 \(line 5\)"):
        read_table(path)


def test_a_nap_that_is_left_out_tells_no_unit():
    frame = TWO_PEOPLE.assign(TST=["405", "410", "8", "398"])
    with pytest.raises(ValueError, match=r"8 \(line 4\) looks like hours"):
        read_table(frame)
    found = read_table(frame.assign(exclude=["", "", "yes", ""], reason="a nap"))
    assert [row.status for row in found.rows] == ["done", "done", "excluded", "done"]


@pytest.mark.parametrize(
    ("heading", "cells", "units", "values"),
    [
        ("SOL (hh:mm)", ["0:10", "60 min"], "min", (10, 60)),
        ("SOL (mm:ss)", ["10:30", "9:00"], "min", (10.5, 9)),
        ("TST (h:mm:ss)", ["6:30:00", "7:00:30"], "min", (390, 420.5)),
        ("TST", ["6.5 h", "405 min", "6h30"], "min", (390, 405, 390)),
        ("TST (h)", ["7:30", "450 min"], "h", (7.5, 7.5)),
        ("rest (hh:mm)", ["0:30", "1:00"], "h", (0.5, 1)),
        ("rest", ["20 min", "1 h"], "min", (20, 60)),
    ],
)
def test_cells_and_headings_that_say_their_unit_are_read(heading, cells, units, values):
    (found,), notes = read_number_columns({heading: cells})
    assert found.units == units
    assert found.values == pytest.approx(values)
    assert not notes


def test_a_bare_number_under_a_heading_of_hours_and_minutes_is_said():
    _, notes = read_number_columns({"SOL (hh:mm)": ["0:10", "0:12", "10", "0:75"]})
    assert "'10' on line 4, '0:75' on line 5: taken as missing" in notes[0]


@pytest.mark.parametrize(
    ("people", "ways"),
    [
        (["1", "1.0"], "decimals of 0"),
        (["1", "01", "1.0"], "leading zeros or decimals of 0"),
        (["a1", "A1"], "capitals"),
        (["a1", "A01"], "capitals or leading zeros"),
    ],
)
def test_people_written_in_two_ways_are_named(people, ways):
    rows = [(name, condition) for name in people for condition in ("placebo", "MgT")]
    frame = pd.DataFrame(rows, columns=["subject", "condition"]).assign(TST=400)
    (note,) = [note for note in read_table(frame).notes if "written in ways" in note]
    assert f"differ in {ways} only" in note
    assert all(repr(name) in note for name in people)
