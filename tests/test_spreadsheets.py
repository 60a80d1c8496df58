"""Every table that leaves: no word in it is a formula, and each comes back as it was."""

import csv
import io
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from explorer.app.compare.export_files import numbers_file
from explorer.app.download_row import downloaded
from explorer.app.launch import build_explorer
from explorer.app.metrics_snapshot import snapshot
from explorer.cli.command_line import main
from explorer.datasets import fetched_table
from explorer.datasets.night_locations import SAMPLE_LOCATION
from explorer.io.scorer_reading import read_scoring
from explorer.io.write import write_edf
from explorer.models.simulated_night import simulate_night
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.render.architecture.metrics_csv import as_csv
from explorer.scoring.export_formats import exported
from explorer.storage.settings import FOLDERS_VARIABLE
from explorer.study.cohort_table import read_table
from explorer.study.comparison import compare_study
from explorer.study.comparison_nights import read_comparison_nights
from explorer.study.result_files import results_as_csv, write_beside
from explorer.vocabulary.spreadsheet import escape_cell, read_rows, unescape_cell, written_rows

HOSTILE = (
    "=cmd|'/C calc'!A1",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\uff1d1+1",
    "\uff0b1+1",
    "\uff0d2+3",
    "\uff20SUM(A1)",
    "\u22122+3",
    " =1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\x00=1+1",
    "'=1+1",
)
_FORMULA = re.compile(
    r"[\s\u200b\ufeff\x00]*[=+\-@\u2212\uff1d\uff0b\uff0d\uff20]|[\t\r\n]", re.UNICODE
)
_NUMBER = re.compile(r"-?\d+(\.\d*)?(e[+-]?\d+)?")
ROOT = Path(__file__).resolve().parents[1]


def cells_of(text, delimiter=","):
    """Every cell of a table as a spreadsheet would see it."""
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    return [cell for row in rows for cell in row]


def assert_no_formula(text, delimiter=","):
    cells = cells_of(text, delimiter)
    assert cells
    assert not [c for c in cells if _FORMULA.match(c) and not _NUMBER.fullmatch(c)]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_every_hostile_word_is_guarded_and_comes_back(delimiter):
    text = written_rows([HOSTILE, HOSTILE], delimiter=delimiter)
    assert_no_formula(text, delimiter)
    assert read_rows(text, delimiter=delimiter) == [list(HOSTILE)] * 2


@given(st.text())
def test_any_word_comes_back(word):
    assert unescape_cell(escape_cell(word)) == word


def test_numbers_stay_numbers():
    values = [-0.5, np.float32(-1.5), np.int64(-3), "-0.25", "1e-5", float("nan"), None, True]
    cells = cells_of(written_rows([values]))
    assert cells == ["-0.5", "-1.5", "-3", "-0.25", "1e-5", "", "", "True"]


@pytest.fixture
def trial(tmp_path, monkeypatch):
    """Write a study whose people and conditions are hostile words, and whose stages are ours."""
    monkeypatch.setenv(FOLDERS_VARIABLE, str(tmp_path))
    rows = [["subject", "condition", "night", "order", "hypnogram"]]
    for number, subject in enumerate(("=A1", "+B", "-C", "@D", "\uff1dE")):
        for order, condition in enumerate(("=cmd|'/C calc'!A1", "-placebo"), start=1):
            stages = ["W"] * (4 + number) + ["N2"] * 40 + ["N3"] * (9 + order * number)
            file = tmp_path / f"{number}{order}.txt"
            file.write_text("\n".join(stages))
            rows.append([subject, condition, f"@{order}", order, file.name])
    table = tmp_path / "nights.csv"
    table.write_text(written_rows(rows), newline="")
    return table


def test_a_comparison_writes_no_formula_on_the_command_line_or_beside_a_report(trial, tmp_path):
    out, report = tmp_path / "results.csv", tmp_path / "report.html"
    arguments = ["compare", str(trial), "--reference", "-placebo", "--hypnograms-only"]
    # argparse takes "-placebo" for an option unless it stands behind "=".
    arguments[2:4] = ["--reference=-placebo"]
    assert main([*arguments, "--primary=%N3", f"--csv={out}", f"--report={report}"]) == 0
    for file in (out, report.with_suffix(".csv")):
        assert_no_formula(file.read_text("utf-8"))
        assert "=cmd|'/C calc'!A1" in {row[0] for row in read_rows(file.read_text("utf-8"))}


def test_the_numbers_that_the_page_offers_hold_no_formula_and_the_words_they_had(trial):
    material = read_comparison_nights(trial, lambda *_: True)
    study = compare_study(
        material.nights, reference="-placebo", rng=np.random.default_rng(1), quick=True
    )
    name, text, kind = numbers_file(material, study)
    assert (name, kind) == ("compare-nights.csv", "text/csv")
    assert_no_formula(text)
    assert "=cmd|'/C calc'!A1" in {row[0] for row in read_rows(text)}


def test_a_spreadsheet_that_excel_saved_gives_the_same_words(tmp_path, trial):
    book = tmp_path / "nights.xlsx"
    pd.read_csv(trial, dtype=str).to_excel(book, index=False)
    assert read_table(book).rows[0].subject == read_table(trial).rows[0].subject == "=A1"


@pytest.mark.parametrize(("kind", "delimiter"), [("bids", "\t"), ("csv", ",")])
def test_a_scoring_is_exported_without_formulas_and_read_back(tmp_path, kind, delimiter):
    hypnogram = make_hypnogram(["W", "N2", "N2"])
    words = [word for word in HOSTILE if word == " ".join(word.split()) and "\x00" not in word]
    events = [
        {"onset": 30.0 + row, "duration": 1.0, "kind": word, "channel": word, "source": word}
        for row, word in enumerate(words)
    ]
    raw = exported(Night.make({}, {"=me": hypnogram}), hypnogram, events, kind)
    assert_no_formula(raw.decode(), delimiter)
    file = tmp_path / f"scored.{'tsv' if kind == 'bids' else 'csv'}"
    file.write_bytes(raw)
    scoring = read_scoring(file)
    (again,) = scoring.hypnograms.values()
    assert again.values.tolist() == hypnogram.values.tolist()
    if kind == "bids":
        rows = read_rows(raw.decode(), delimiter="\t")
        assert {row[2] for row in rows} >= set(words)


def test_events_and_stats_of_a_night_with_hostile_channels_print_no_formula(tmp_path, capsys):
    night = simulate_night(3, hours=0.5)
    tree = night.tree.copy()
    name = next(name for name, one in night.channels.items() if one.kind == "EEG")
    file = tmp_path / "night.edf"
    write_edf(Night(tree), file)
    raw = file.read_bytes()
    label = f"EEG {name}".ljust(16).encode()
    if label not in raw:
        label = name.ljust(16).encode()
    file.write_bytes(raw.replace(label, b"=cmd|'/C'!A1".ljust(16), 1))
    asked = ["events", str(file), "--channel", "=cmd|'/C'!A1", "--csv"]
    for kind in ("slow_wave", "spindle"):
        assert main([*asked, "--kind", kind]) == 0
        rows = capsys.readouterr().out
        assert_no_formula(rows)
        assert {row[3] for row in read_rows(rows)[1:]} == {"=cmd|'/C'!A1"}
    assert main(["stats", str(file), "--csv"]) == 0
    assert_no_formula(capsys.readouterr().out)


def test_the_pages_table_of_metrics_holds_no_formula_in_a_file_or_the_clipboard():
    page = build_explorer(view=f"v1&night={SAMPLE_LOCATION}&part=3600-7200")
    asked = snapshot(page.state)
    assert_no_formula(as_csv(asked))
    assert_no_formula(as_csv(asked, delimiter="\t"), "\t")


def test_the_table_of_fetched_nights_keeps_what_people_wrote_into_it(tmp_path):
    path = tmp_path / "nights.csv"
    columns = ["subject", "condition", "night", "path", "hypnogram", "=note"]
    row = {"subject": "=A1", "condition": "-placebo", "night": "1", "path": "a.edf"}
    row |= {"hypnogram": "a.txt", "=note": "@slept badly"}
    fetched_table._write(columns, [row], path)
    assert_no_formula(path.read_text("utf-8"))
    names, rows = fetched_table._read(path)
    assert names[: len(columns)] == columns
    assert {name: rows[0][name] for name in columns} == row
    for name in ("a.edf", "a.txt"):
        (tmp_path / name).touch()
    assert [title for title, *_ in downloaded(path)] == ["Sleep-EDF =A1 night 1, -placebo"]


def test_only_one_place_in_the_package_writes_separated_values():
    one = ROOT / "explorer" / "vocabulary" / "spreadsheet.py"
    writes = re.compile(
        r"to_csv|csv\.writer|DictWriter|to_excel|Workbook|ExcelWriter|[\"'],[\"']\.join\(\w*(row|cell|line)"
    )
    others = [path for path in (ROOT / "explorer").rglob("*.py") if path != one]
    assert [path.name for path in others if writes.search(path.read_text("utf-8"))] == []


def test_results_and_nights_are_written_beside_a_report_as_the_command_writes_them(trial, tmp_path):
    nights = read_comparison_nights(trial, lambda *_: True).nights
    study = compare_study(nights, reference="-placebo", rng=np.random.default_rng(1), quick=True)
    table, every = write_beside(study, tmp_path / "r.html", seed=1, command="=cmd")
    assert table.read_text("utf-8") == results_as_csv(study)
    with xr.open_dataset(every) as opened:
        assert str(opened.subject.values[0]) == "=A1"  # NetCDF has no formulas: words as they are
