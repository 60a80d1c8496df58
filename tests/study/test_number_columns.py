"""A table of numbers a night: what its cells may be, and what is said of those that are not."""

import numpy as np
import pandas as pd
import pytest

from explorer.study.cohort import cohort
from explorer.study.cohort_table import read_table
from explorer.study.compare_design import compare_design
from explorer.study.metric_choice import chosen_metrics, named_in
from explorer.study.number_columns import read_number_columns

OWN = pd.DataFrame(
    {
        "date": [f"2026-03-{day:02}" for day in range(1, 13)],
        "condition": ["placebo", "MgT"] * 6,
        "TST": [400, 420, 395, 433, 410, 441, 388, 430, 402, 419, 399, 428],
        "alcohol": [1, 0, 2, 0, 1, 1, 3, 0, 0, 0, 1, 0],
    }
)


def compared(frame, reference="placebo", **options):
    return compare_design(
        cohort(frame), reference=reference, rng=np.random.default_rng(1), **options
    )


def test_one_persons_numbers_by_date_are_a_trial_of_one(tmp_path):
    path = tmp_path / "mine.csv"
    OWN.to_csv(path, index=False)
    study = compared(path)
    assert study.single is not None
    assert study.single.subject == "one person"
    assert study.nights.order.values.tolist() == list(range(1, 13))
    assert list(study.single.metrics) == ["TST"]  # alcohol is a covariate, and said to be one
    assert any("neither compared nor taken out: alcohol" in note for note in study.notes)


def test_a_covariate_is_taken_out_of_one_persons_nights_and_of_a_crossover():
    study = compared(OWN, covariates=["alcohol"])
    found = study.adjusted["MgT", "TST"]
    known = np.column_stack([OWN.condition == "MgT", np.ones(12), OWN.alcohol])
    expected = np.linalg.lstsq(known.astype(float), OWN["TST"].astype(float), rcond=None)[0][0]
    assert found.estimate == pytest.approx(expected)
    assert 0 < found.p <= 1
    pairs = OWN.assign(subject=np.repeat(list("ABCDEF"), 2)).drop(columns="date")
    study = compared(pairs, covariates=["alcohol"])
    change = pairs["TST"].diff()[1::2].to_numpy(float)
    known = np.column_stack([np.ones(6), pairs.alcohol.diff()[1::2]])
    expected = np.linalg.lstsq(known, change, rcond=None)[0][0]
    assert study.adjusted["MgT", "TST"].estimate == pytest.approx(expected)
    assert any(
        "with alcohol taken out, total sleep time differs by" in note for note in study.notes
    )


def test_questionnaires_are_columns_with_their_scale():
    found, notes = read_number_columns({"ISI": ["12", "31"], "PSQI": ["5", "9"]})
    assert [one.units for one in found] == ["points", "points"]
    assert found[0].title == "Insomnia Severity Index"
    assert "lie outside the scale's 0 to 28" in notes[0]


@pytest.mark.parametrize(
    ("cells", "values", "words"),
    [
        (["7,5", "8"], [7.5, 8], "comma of 7,5 was read as a decimal point"),
        (["7.5", "8,25"], [7.5, 8.25], "comma of 8,25"),
        (["1,234", "5"], [np.nan, 5], "may be 1234 or 1.234; write it without the comma"),
        (["1,234,567", "5"], [1234567, 5], ""),
        (["1.234,5", "5"], [1234.5, 5], "decimal point"),
        (["400", "bad", "410"], [400, np.nan, 410], "'bad' on line 3: no number"),
        (["400", "n/a", ""], [400, np.nan, np.nan], "'n/a' on line 3: taken as missing"),
        (["400", "", "410"], [400, np.nan, 410], ""),
        (["NA", "-", ".", "4"], [np.nan] * 3 + [4], "'NA' on line 2, '-' on line 3, '.' on line 4"),
        (["85%", "90 %"], [85, 90], ""),
        (["1e400", "5"], [np.nan, 5], "'1e400' on line 2"),
        (["7:30", "450", "440"], [np.nan, 450, 440], "write a number, such as 450"),
    ],
)
def test_cells_are_read_or_said(cells, values, words):
    (found,), notes = read_number_columns({"TIME": cells})
    assert list(found.values) == pytest.approx(values, nan_ok=True)
    assert words in " ".join(notes)
    assert bool(words) == bool(notes)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (["10", "12", "999", "14"], "999 on line 4 looks like a code"),
        (["10", "12", "88", "14", "999"], "88 on line 4, 999 on line 6 look like codes"),
        (["380", "402", "99", "415"], "99 on line 4 looks like a code"),
        (["3", "4", "-9", "5"], "-9 on line 4 looks like a code"),
        (["60", "99", "120", "88"], ""),
        (["-3", "4", "-9", "5"], ""),
        (["900", "950", "999", "930"], ""),
        (["10", "999"], ""),
    ],
)
def test_numbers_far_from_the_others_that_are_codes_of_missing_values_are_asked_about(cells, words):
    (found,), notes = read_number_columns({"rating": cells})
    assert list(found.values) == [float(cell) for cell in cells]
    assert words in " ".join(notes)
    assert bool(words) == bool(notes)


@pytest.mark.parametrize("asked", ["TST", "tst", "mood"])
def test_a_metric_that_is_asked_for_and_was_not_read_says_why(asked):
    lines = [
        f"{who},{word},{span},{20 + place},good"
        for place, (who, word, span) in enumerate(
            (who, word, span) for who in "ABC" for word, span in (("p", "7:02"), ("d", "6:40"))
        )
    ]
    rows = [line.split(",") for line in lines]
    nights = cohort(pd.DataFrame(rows, columns=["subject", "condition", "TST", "WASO", "mood"]))
    with pytest.raises(ValueError, match="no metric") as caught:
        chosen_metrics(nights, [], named_in(nights, asked))
    why = "Not compared, for they are words" if asked == "mood" else "'7:02' on line 2"
    assert why in str(caught.value)


def test_bedtimes_are_hours_over_midnight_and_yes_is_one():
    found, _ = read_number_columns({"bedtime": ["23:30", "00:30"], "nap": ["yes", "no"]})
    assert found[0].values == (23.5, 24.5)
    assert found[1].values == (1.0, 0.0)
    assert all(one.covariate for one in found)


def test_words_are_named_and_not_compared():
    found, notes = read_number_columns({"mood": ["good", "bad"], "empty": ["", ""]})
    assert found == ()
    assert notes == ("Not compared, for they are words: mood.",)


def table(*lines, header="subject,date,condition,TST"):
    rows = [line.split(",") for line in lines]
    return read_table(pd.DataFrame(rows, columns=header.split(",")))


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-02-30", "is no day of the calendar"),
        ("yesterday", "is no date"),
        ("2199-01-01", "lies in the future"),
        ("1026-03-02", "lies before 1950"),
        ("03/04/2026", "may be day and month or month and day"),
    ],
)
def test_a_wrong_date_is_said_and_its_night_counts(day, words):
    found = table("A,2026-03-01,p,400", f"A,{day},d,410")
    assert [row.status for row in found.rows] == ["done", "done"]
    assert words in found.notes[0]
    assert "line 3" in found.notes[0]


def test_one_row_twice_counts_once_and_other_numbers_of_the_same_night_are_said():
    found = table("A,2026-03-01,p,400", "A,2026-03-01,p,400", "A,2026-03-01,p,431")
    assert [row.status for row in found.rows] == ["done", "failed", "failed"]
    assert "already on line 2; it was not counted twice" in found.rows[1].sentence
    assert "with other numbers, and which are right cannot be told" in found.rows[2].sentence


def test_one_date_under_two_conditions_counts_once():
    found = table("A,2026-03-01,p,400", "A,2026-03-01,d,410", "B,2026-03-01,d,410")
    assert [row.status for row in found.rows] == ["done", "failed", "done"]
    assert "is that of line 2, under another condition (p)" in found.rows[1].sentence


def test_of_two_devices_on_one_night_the_one_of_most_nights_counts():
    found = table(
        "A,2026-03-01,p,400,ring",
        "A,2026-03-02,d,410,watch",
        "A,2026-03-02,d,415,ring",
        header="subject,date,condition,TST,device",
    )
    assert [row.status for row in found.rows] == ["done", "excluded", "done"]
    assert "ring, which has most of A's nights, counts" in found.rows[1].sentence


def test_a_condition_that_never_repeats_is_said():
    once = compared(OWN[OWN.condition.eq("placebo") | OWN.date.eq("2026-03-02")])
    assert any(note.startswith("MgT never repeats") for note in once.notes)
    stretches = OWN.assign(condition=["placebo"] * 6 + ["MgT"] * 6)
    assert any("one stretch of nights each" in note for note in compared(stretches).notes)


def test_decimal_commas_that_tear_cells_apart_are_told(tmp_path):
    path = tmp_path / "torn.csv"
    path.write_text("subject,condition,TST\nA,p,400,5\nA,d,410,5\n")
    with pytest.raises(ValueError, match="separate the cells by semicolons"):
        read_table(path)
    path.write_text("subject,condition,TST\nA,p,400\nA,d,410,5\n")
    with pytest.raises(ValueError, match="separate the cells by semicolons"):
        read_table(path)
    path.write_text("subject;condition;TST\nA;p;400,5\nA;d;410,5\n")
    assert read_table(path).rows[0].numbers == (400.5,)


def test_numbers_stand_beside_recordings_and_what_is_measured_keeps_its_name(tmp_path):
    (tmp_path / "a.txt").write_text("W\nN2\nN2\n")
    (tmp_path / "b.txt").write_text("W\nN2\nN3\n")
    path = tmp_path / "nights.csv"
    path.write_text("subject,condition,hypnogram,ISI,TST\nA,p,a.txt,12,99\nA,d,b.txt,8,98\n")
    nights = cohort(path)
    assert nights.ISI.values.tolist() == [12, 8]
    assert nights["TST"].values.tolist() == [1.0, 1.0]
    assert nights["TST_table"].values.tolist() == [99, 98]
    assert any("that is TST_table" in note for note in nights.attrs["notes"])


@pytest.mark.parametrize(
    ("heading", "cells", "said"),
    [
        ("TST", ["7.1", "6.8", "7"], "look like hours (the middle one is 7); TST (h) would do"),
        ("TST", ["25560", "24000"], "look like seconds"),
        ("TIB (min)", ["25560000", "24000000"], "look like milliseconds"),
        ("SE", ["0.86%", "0.91%"], "look like fractions of 1 (the middle one is 0.885); times 100"),
        ("SE", ["86", "120"], "SE: 120 on line 3 cannot be, taken as missing; 0 to 100 %"),
        (
            "WASO",
            ["20", "-5", "31"],
            "WASO: -5 on line 3 cannot be, taken as missing; 0 to 1440 min",
        ),
        ("TST (h)", ["400", "410"], "over 24 h (the middle one is 405), which cannot be in h"),
        ("TST (h)", ["400", "410"], "TST (min) would do"),
        ("TST", ["400", "9999", "410"], "TST: 9999 on line 3 cannot be, taken as missing"),
        ("%N3", ["20", "-3"], "%N3: -3 on line 3 cannot be, taken as missing"),
        ("SOL (s)", ["600", "-5"], "SOL: -5 on line 3 cannot be, taken as missing"),
        ("TST (h)", ["7.1", "6.8"], ""),
        ("TST", ["412", "398"], ""),
        ("SE", ["86 %", "91 %"], ""),
        ("mood", ["-2", "0.5"], ""),
    ],
)
def test_numbers_that_can_hardly_be_in_their_unit_are_said(heading, cells, said):
    (column,), notes = read_number_columns({heading: cells})
    assert len(column.values) == len(cells)
    assert (said in " ".join(notes)) if said else not notes


def test_an_impossible_number_does_not_count():
    (column,), _ = read_number_columns({"TST": ["410", "-5", "400", "9999"]})
    assert np.array_equal(column.values, [410, np.nan, 400, np.nan], equal_nan=True)


@pytest.mark.parametrize(
    ("columns", "value", "said"),
    [
        ({"steps": ["1.404", "980"], "TST": ["412,5", "400"]}, 1404.0, "a point groups thousands"),
        ({"steps": ["1.404", "2.001"]}, 1.404, "if it groups thousands, write 1404"),
        ({"steps": ["1.404", "12.5"]}, 1.404, ""),
        ({"steps": ["1,404", "1,5"]}, 1.404, "the comma of 1,404 was read as a decimal point"),
    ],
)
def test_a_point_before_three_digits_is_read_by_the_table_s_decimal_mark(columns, value, said):
    found, notes = read_number_columns(columns)
    assert found[0].values[0] == value
    own = [note for note in notes if note.startswith("steps")]
    assert (said in " ".join(own)) if said else not own


@pytest.mark.parametrize(
    ("heading", "cells", "values"),
    [
        ("Alkohol", ["ja", "nein"], (1, 0)),
        ("Alcool", ["oui", "non"], (1, 0)),
        ("Alcohol", ["sí", "no"], (1, 0)),
        ("Zubettgehzeit", ["22:40", "00:30"], (22 + 2 / 3, 24.5)),
        ("heure_coucher", ["22h40", "0h30"], (22 + 2 / 3, 24.5)),
    ],
)
def test_yes_no_and_bed_times_of_other_languages_are_covariates(heading, cells, values):
    (column,), _ = read_number_columns({heading: cells})
    assert column.covariate
    assert column.values == pytest.approx(values)


@pytest.mark.parametrize(
    ("heading", "name", "title", "units"),
    [
        ("total sleep time", "TST", "total sleep time", "min"),
        ("Total Sleep Time (min)", "TST", "total sleep time", "min"),
        ("TOTAL_SLEEP_TIME", "TST", "total sleep time", "min"),
        ("sleep efficiency", "SE", "sleep efficiency", "%"),
        ("Wake after sleep onset (min)", "WASO", "WASO, as the table has it", "min"),
        ("REM latency", "REM latency", "REM latency, as the table has it", "min"),
        ("rem latency (s)", "REM latency", "REM latency, as the table has it", "s"),
        ("Sleep onset latency", "SOL", "sleep onset latency", "min"),
        ("minutes of N3", "N3_min", "minutes of N3", "min"),
        ("sleep time", "sleep time", "sleep time", ""),  # not its full name: no guess
        ("wake after sleep", "wake after sleep", "wake after sleep", ""),
    ],
)
def test_a_heading_that_is_a_metrics_full_name_is_that_metric(heading, name, title, units):
    (found,), _notes = read_number_columns({heading: ["41", "38", "43"]})
    assert (found.name, found.title, found.units) == (name, title, units)


def test_the_unit_of_a_metric_that_is_written_out_is_checked():
    _found, notes = read_number_columns({"Total sleep time": ["6.5", "7", "6"]})
    assert any("look like hours" in note for note in notes)
    (found,), notes = read_number_columns({"Sleep efficiency": ["91", "-4", "88"]})
    assert np.isnan(found.values[1])
    assert any("-4 on line 3 cannot be" in note for note in notes)
    (found,), _notes = read_number_columns({"wake after sleep onset (h)": ["0:30", "0:45"]})
    assert found.values == (0.5, 0.75)  # a span, and no time of day


def test_a_metric_that_two_columns_have_is_refused():
    with pytest.raises(ValueError, match="two columns mean 'TST': 'TST' and 'Total sleep time'"):
        read_number_columns({"TST": ["410", "420"], "Total sleep time": ["400", "420"]})


@pytest.mark.parametrize(
    ("heading", "cells", "values"),
    [
        ("SE", ["0.86", "0.91"], [86, 91]),
        ("SE (%)", ["0,86", "1"], [86, 100]),
        ("sleep efficiency", ["0.5", ""], [50, np.nan]),
        ("N2_pct", ["0.45", "0.51"], [45, 51]),
        ("SE (fraction)", ["0.86", "0.91"], [0.86, 0.91]),  # said to be one: its unit stands beside
        ("T90 (%)", ["0.3", "0.8"], [0.3, 0.8]),  # truly below 1 %
        ("N3_pct", ["0.3%", "0.8%"], [0.3, 0.8]),  # the cells say so
        ("N3_pct", ["0.3", "12"], [0.3, 12]),
        ("N3_pct", ["0", "0"], [0, 0]),
    ],
)
def test_a_percentage_of_fractions_is_read_as_such_where_nothing_else_can_be(
    heading, cells, values
):
    (column,), notes = read_number_columns({heading: cells})
    np.testing.assert_allclose(column.values, values)
    changed = values[0] > 1
    assert any("read as fractions" in note for note in notes) == changed


def test_shares_that_may_be_below_one_percent_are_refused_with_both_readings():
    with pytest.raises(ValueError, match=r"0.18 may be the fraction that is 18 %, or 0.18 %"):
        read_number_columns({"N3_pct": ["0.18", "0.22", "0"]})


def test_a_spreadsheets_percent_format_says_what_its_cells_are(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["subject", "condition", "N3_pct", "TST"])
    for person in "AB":
        for condition, share in (("p", 0.184), ("d", 0.004)):
            sheet.append([person, condition, share, 400])
            sheet.cell(sheet.max_row, 3).number_format = "0.0%"
    book.save(tmp_path / "nights.xlsx")
    nights = cohort(tmp_path / "nights.xlsx")
    np.testing.assert_allclose(nights.N3_pct.values, [18.4, 0.4, 18.4, 0.4])
    assert nights.TST.values.tolist() == [400] * 4


def test_a_refused_metric_lists_no_covariates_beside_the_metrics():
    with pytest.raises(ValueError, match=r"no metric SOL; of these nights there are TST$"):
        compared(OWN, primary="SOL")


@pytest.mark.parametrize("asked", ["Alter", "Age", "AGE ", "age"])
def test_a_covariate_is_asked_for_by_its_columns_heading_in_any_capitals(asked):
    pairs = OWN.assign(subject=np.repeat(list("ABCDEF"), 2)).drop(columns="date")
    aged = pairs.assign(Alter=np.arange(20, 32))
    assert compared(aged, covariates=[asked]).covariates == ("age",)
    assert compared(pairs, covariates=["Alcohol"]).covariates == ("alcohol",)


def test_a_spreadsheet_is_opened_once_to_be_counted_and_once_to_be_read(tmp_path, monkeypatch):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["subject", "condition", "TST"])
    book.active.append(["A", "mg", 412])
    book.save(tmp_path / "nights.xlsx")
    opened = []
    load = openpyxl.load_workbook
    monkeypatch.setattr(
        openpyxl, "load_workbook", lambda *a, **k: opened.append(a) or load(*a, **k)
    )
    assert read_table(tmp_path / "nights.xlsx").rows[0].numbers == (412,)
    assert len(opened) == 2


@pytest.mark.parametrize(
    ("heading", "units", "asks"),
    [
        ("SWA", "(unit not given)", True),
        ("SIGMA", "(unit not given)", True),
        ("SWA (uV2)", "uV^2", False),
        ("SWA [μV²]", "uV^2", False),
        ("SWA (muV**2)", "uV^2", False),
        ("SWA (dB)", "dB", False),
        ("TST", "min", False),
        ("mood", "", False),
    ],
)
def test_the_unit_of_a_power_is_the_tables_or_said_to_be_missing(heading, units, asks):
    (column,), notes = read_number_columns({heading: ["412", "380", "395"]})
    assert column.units == units
    assert any("none was guessed" in note for note in notes) == asks


def test_a_power_without_a_unit_is_compared_by_ratios_as_in_any_unit():
    nights = OWN.rename(columns={"TST": "SWA"})
    without, stated = compared(nights), compared(nights.rename(columns={"SWA": "SWA (uV^2)"}))
    assert without.sentence == stated.sentence.replace("uV^2", "(unit not given)")
    assert "29.5 (unit not given) higher" in without.sentence
