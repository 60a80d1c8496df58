"""The list of nights: what it may be called, and each fault with its sentence."""

import pandas as pd
import pytest

from explorer.study.cohort_remarks import summed_up
from explorer.study.cohort_table import read_table
from explorer.study.lights_faults import seconds


@pytest.fixture
def study(tmp_path):
    """Make two people's hypnograms, and give a way to write a table beside them."""
    for name in ("a1", "a2", "b1", "b2"):
        (tmp_path / f"{name}.txt").write_text("W\nN2\n")

    def write(text, name="nights.csv"):
        path = tmp_path / name
        path.write_text(text)
        return path

    return write


def test_a_plain_table_is_read_in_order_and_files_found_beside_it(study):
    found = read_table(
        study("subject,condition,hypnogram,order,age\nA,placebo,a1.txt,1,33\nA,drug,a2.txt,2,33\n")
    )
    assert [row.condition for row in found.rows] == ["placebo", "drug"]
    assert [row.line for row in found.rows] == [2, 3]
    assert all(row.status == "waiting" for row in found.rows)
    assert found.rows[0].hypnogram.endswith("a1.txt")
    assert found.notes == ()


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_and_headings_are_understood(study, separator):
    text = "Participant,Treatment,Scoring\nA,placebo,a1.txt\n".replace(",", separator)
    assert read_table(study(text)).rows[0].subject == "A"


@pytest.mark.parametrize(("page", "separator"), [("utf-16", "\t"), ("cp1252", ";"), ("utf-8", ",")])
def test_a_table_as_windows_writes_it_is_read(tmp_path, page, separator):
    rows = [["subject", "condition", "date", "TST"], ["Zoé", "a", "2026-03-01", "412"]]
    path = tmp_path / "nights.csv"
    path.write_bytes("\n".join(map(separator.join, rows)).encode(page))
    assert read_table(path).rows[0].subject == "Zoé"


@pytest.mark.parametrize("page", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=;;;"])
def test_a_first_line_that_tells_excel_the_separator_is_followed(tmp_path, page, first):
    lines = [first, "subject;condition;night;TST", "Zoé;a;1;466,7", "Zoé;b;2;"]
    path = tmp_path / "nights.csv"
    path.write_bytes("\r\n".join(lines).encode(page))
    found = read_table(path)
    assert found.rows[0].numbers == (466.7,)
    assert found.rows[1].sentence.startswith("line 4 (Zoé b 2)")


@pytest.mark.parametrize(
    "dates", [("46082", "46083"), ("46082.0", "46083.0"), ("46082.5", "46083")]
)
def test_dates_as_a_spreadsheet_counts_them_are_read_and_it_is_said(study, dates):
    rows = "".join(f"A,{'ab'[at]},{day},4{at}2\n" for at, day in enumerate(dates))
    found = read_table(study(f"subject,condition,date,TST\n{rows}"))
    assert [row.date for row in found.rows] == ["2026-03-01", "2026-03-02"]
    assert [row.order for row in found.rows] == [1, 2]
    assert "days since 1900, as a spreadsheet counts dates" in " ".join(found.notes)


def test_a_number_among_dates_is_no_date(study):
    text = "subject,condition,date,TST\nA,a,2026-03-01,412\nA,b,46082,422\n"
    found = read_table(study(text))
    assert [row.date for row in found.rows] == ["2026-03-01", ""]
    assert "'46082' is no date" in " ".join(found.notes)


@pytest.mark.parametrize(
    ("people", "words"),
    [
        (
            ["s0", "S0", "s1", "S1"],
            "2 names of people written in ways that differ in capitals only",
        ),
        (["1", "001"], "1 name of people written in ways that differ in leading zeros only"),
        (["s1", "S01"], "differ in capitals or leading zeros only"),
        (["sub-1", "sub-01"], "('sub-01' and 'sub-1')"),
        (["1", "10", "1.5", "1.05", "0", "a 1"], ""),
    ],
)
def test_people_whose_names_may_be_one_are_pointed_out(study, people, words):
    rows = "".join(f"{name},{'ab'[at % 2]},{at},4{at}2\n" for at, name in enumerate(people))
    found = read_table(study(f"subject,condition,night,TST\n{rows}"))
    said = " ".join(found.notes)
    assert words in said
    assert ("write them alike" in said) == bool(words)


def test_a_condition_that_is_anothers_name_misspelt_is_pointed_out(study):
    rows = [f"s{at},{name},{at},4{at}2" for at in range(4) for name in ("placebo", "drug 10 mg")]
    rows += ["s5,plcebo,1,410", "s5,drug 20 mg,2,420", "s6,drug 10 mg,1,415"]
    found = read_table(study("\n".join(["subject,condition,night,TST", *rows, ""])))
    said = [note for note in found.notes if "a letter or two" in note]
    assert len(said) == 1
    assert "'plcebo' (1 person) differs by a letter or two from 'placebo' (4)" in said[0]


def test_a_byte_order_mark_is_no_part_of_a_name(study):
    path = study("")
    path.write_bytes(b"\xef\xbb\xbfsubject,condition,hypnogram\nA,placebo,a1.txt\n")
    assert read_table(path).rows[0].subject == "A"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("A,placebo,missing.txt,,,,", "there is no file"),
        ("A,placebo,,,,,", "neither path nor hypnogram"),
        (",placebo,b1.txt,,,,", "the subject is missing"),
        ("A,,b1.txt,,,,", "the condition is missing"),
        ("A,placebo,b1.txt,first,,,", "order is no number: 'first'"),
        ("A,placebo,b1.txt,,late,,", "lights-off is neither seconds nor a clock time"),
        ("A,placebo,b1.txt,,0,23:05,", "mixed units"),
        ("A,placebo,b1.txt,,0,480,", "less than an hour"),
        ("A,placebo,b1.txt,,,,perhaps", "exclude should be yes or no"),
        ("B,placebo,b2.txt,,,,", "already on line 2"),
        ("A,drug,b1.txt,,,,", "files are those of line 2"),
    ],
)
def test_each_fault_of_a_row_has_its_sentence_and_the_rest_runs(study, line, words):
    header = "subject,condition,hypnogram,order,lights_off,lights_on,exclude\n"
    found = read_table(study(f"{header}B,placebo,b1.txt,,,,\n{line}\nB,drug,b2.txt,,,,\n"))
    assert [row.status for row in found.rows] == ["waiting", "failed", "waiting"]
    assert words in found.rows[1].sentence
    assert found.rows[1].sentence.startswith("line 3")


def test_an_excluded_night_keeps_its_reason(study):
    text = "subject,condition,hypnogram,exclude,reason\nA,placebo,a1.txt,yes,cap fell off\n"
    row = read_table(study(text)).rows[0]
    assert row.status == "excluded"
    assert row.sentence.endswith("excluded: cap fell off")


def test_a_wards_number_beside_the_subject_is_said_not_to_be_one(study):
    header = "ID,subject,condition,TST,comment,note\n"
    found = read_table(study(f"{header}17,A,placebo,400,,\n17,A,drug,410,cold,late\n"))
    assert [row.subject for row in found.rows] == ["A", "A"]
    assert "ID: not taken as the subject, which the column subject is." in found.notes
    assert "comment: not taken as the note, which the column note is." in found.notes


def test_people_with_one_condition_are_named(study):
    text = "subject,condition,hypnogram\nA,placebo,a1.txt\nA,drug,a2.txt\nB,drug,b1.txt\n"
    assert read_table(study(text)).notes == (
        "1 with one condition only, shown but not compared: B (drug).",
    )


def test_clock_times_among_seconds_are_said(study):
    text = "subject,condition,hypnogram,lights_off\nA,placebo,a1.txt,23:05\nA,drug,a2.txt,60\n"
    assert "mixed units" in read_table(study(text)).notes[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("subject,hypnogram\nA,a1.txt\n", "needs the columns"),
        ("subject,condition\nA,placebo\n", "needs the columns"),
        ("subject,condition,hypnogram\n", "has no rows"),
        (
            "subject,condition,path,recording\nA,b,c,d\n",
            "two columns mean 'path': path, recording; head the right one 'path' or leave",
        ),
        ("person,ID,condition,TST\nA,1,b,2\n", "two columns mean 'subject': person, ID;"),
        ("", "the file is empty; a line of names"),
        ("subject,condition,TST,TST\nA,b,1,2\n", "columns 3 and 4 are both headed 'TST'"),
    ],
)
def test_what_is_no_list_of_nights_is_refused_whole(study, text, words):
    with pytest.raises(ValueError, match=words):
        read_table(study(text))


def test_a_table_that_is_not_there_is_refused_by_name(tmp_path):
    with pytest.raises(ValueError, match="no such file"):
        read_table(tmp_path / "nights.csv")


def test_a_data_frame_will_do(tmp_path):
    (tmp_path / "a.txt").write_text("W\n")
    frame = pd.DataFrame(
        {"subject": [1], "condition": ["p"], "hypnogram": [str(tmp_path / "a.txt")], "age": [None]}
    )
    row = read_table(frame).rows[0]
    assert (row.subject, row.status) == ("1", "waiting")


def test_the_real_bids_folder_gives_22_pairs(shared_data):
    found = read_table(shared_data / "sleep-edf-hypnograms")
    rows = [row for row in found.rows if row.condition in ("placebo", "temazepam")]
    assert len(rows) == 44
    assert len({row.subject for row in rows}) == 22
    assert all(row.status == "waiting" for row in rows)
    first = next(row for row in rows if row.subject == "sub-telemetry02")
    assert (first.night, first.condition, first.order) == ("ses-night1", "temazepam", 1)


def test_a_spreadsheet_is_read_as_its_text_is(study, tmp_path):
    text = "subject,condition,hypnogram,order,exclude\n01,placebo,a1.txt,1,\n01,drug,a2.txt,2,yes\n"
    plain = read_table(study(text))
    pd.read_csv(tmp_path / "nights.csv", dtype=str).to_excel(tmp_path / "nights.xlsx", index=False)
    sheet = read_table(tmp_path / "nights.xlsx")
    assert list(map(str, sheet.rows)) == list(map(str, plain.rows))  # as text: NaN is not NaN
    assert sheet.rows[0].subject == "01"


def test_a_folder_without_nights_is_refused(tmp_path):
    with pytest.raises(ValueError, match="no BIDS folder"):
        read_table(tmp_path)


@pytest.mark.parametrize(
    ("text", "value"), [("24:00", None), ("7:61", None), ("1e3", 1000.0), ("0:00:30", 30.0)]
)
def test_clock_times_are_checked(text, value):
    assert seconds(text) == value


LANGUAGES = [
    ("Proband", "Bedingung", "Datum"),
    ("sujet", "traitement", "date"),
    ("Proefpersoon", "Behandeling", "Datum"),
    ("Paciente", "Condición", "Fecha"),
    ("Soggetto", "Condizione", "Data"),
    ("Sujeito", "Condição", "Data"),
]
NIGHTS_OF_TWO = "A;p;2026-03-02;400\nA;d;2026-03-03;410\nB;p;2026-03-02;400\nB;d;2026-03-03;410\n"


@pytest.mark.parametrize("heads", LANGUAGES)
def test_headings_of_other_languages_are_known(study, heads):
    found = read_table(study(";".join([*heads, "TST"]) + "\n" + NIGHTS_OF_TWO))
    assert [row.status for row in found.rows] == ["done"] * 4
    assert [row.subject for row in found.rows] == ["A", "A", "B", "B"]
    assert found.rows[0].date == "2026-03-02"


def test_people_in_a_column_of_another_name_are_not_taken_for_one_person(study):
    rows = "".join(f"{who};p;2026-03-02;400\n{who};d;2026-03-03;410\n" for who in "ABC")
    with pytest.raises(ValueError, match="the column 'Kürzel' tells them apart"):
        read_table(study("Kürzel;condition;date;TST\n" + rows))


def test_rows_that_went_wrong_alike_are_summed_up():
    said = [f"line {line} (A): its date is that of line {line - 1}" for line in range(3, 30)]
    assert summed_up(said) == [*said[:2], f"{said[2]}; and 24 more lines likewise"]
