"""Small files that claim, repeat or nest a great deal are refused before they fill the memory."""

import tracemalloc
import zipfile

import numpy as np
import openpyxl
import pytest

from explorer.datasets.fetched_table import _read as read_fetched
from explorer.io.scorer_reading import read_hypnogram
from explorer.io.table_limits import MOST_EPOCHS
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.staging import store as kept_staging
from explorer.study.bids import bids_table
from explorer.study.cohort_table import read_table

MEMORY = 200 * 2**20  # bytes that refusing may take
HEADER = "subject,condition,path,hypnogram"
CELL = '<c r="{0}" t="inlineStr"><is><t>x</t></is></c>'


def sheet_of(path, rows, parts=()):
    """Write an Excel file whose first sheet has these rows of XML, and parts besides."""
    book = openpyxl.Workbook()
    book.save(path)
    with zipfile.ZipFile(path) as whole:
        every = {name: whole.read(name) for name in whole.namelist()}
    sheet = "".join(
        (
            '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">',
            '<dimension ref="A1"/><sheetData>',
            rows,
            "</sheetData></worksheet>",
        )
    )
    every["xl/worksheets/sheet1.xml"] = sheet.encode()
    every |= dict(parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as whole:
        for name, content in every.items():
            whole.writestr(name, content)
    return path


def row(number, *cells):
    return f'<row r="{number}">{"".join(CELL.format(f"{at}{number}") for at in cells)}</row>'


def one_cell_at_the_far_corner(folder):
    return sheet_of(folder / "n.xlsx", row(1, "A") + row(1_048_576, "XFD"))


def rows_that_end_at_the_last_column(folder):
    return sheet_of(folder / "n.xlsx", "".join(row(n, "A", "XFD") for n in range(1, 20_001)))


def one_row_of_a_million_cells(folder):
    return sheet_of(folder / "n.xlsx", f'<row r="1">{"<c/>" * 1_000_000}</row>')


def strings_without_end(folder):
    strings = b"<sst>" + b"<si/>" * 5_000_000 + b"</sst>"
    return sheet_of(folder / "n.xlsx", row(1, "A"), {"xl/sharedStrings.xml": strings}.items())


def three_million_columns(folder):
    (folder / "n.csv").write_text("," * 3_000_000 + "\n1\n")
    return folder / "n.csv"


def columns_beyond_the_first_block(folder):
    (folder / "n.csv").write_text(HEADER + " " * 2**20 + "," * 5_000 + "\n1\n")
    return folder / "n.csv"


def rows_without_end(folder):
    (folder / "n.csv").write_text(HEADER + "\n" * 3_000_000)
    return folder / "n.csv"


def many_columns_by_many_short_rows(folder):
    (folder / "n.csv").write_text(HEADER + ",x" * 900 + "\n" + "a\n" * 50_000)
    return folder / "n.csv"


def one_cell_without_end(folder):
    (folder / "n.csv").write_text(f'{HEADER}\n"{"x" * 70 * 2**20}",a,b,c\n')
    return folder / "n.csv"


NIGHTS = [
    (one_cell_at_the_far_corner, "rows|cells"),
    (rows_that_end_at_the_last_column, "columns"),
    (one_row_of_a_million_cells, "columns"),
    (strings_without_end, "XML tags"),
    (three_million_columns, "columns"),
    (columns_beyond_the_first_block, "columns"),
    (rows_without_end, "rows"),
    (many_columns_by_many_short_rows, "cells"),
    (one_cell_without_end, "MB"),
]


def refused(read, path):
    """Return the sentence that refuses a file, and check what refusing took."""
    tracemalloc.start()
    try:
        with pytest.raises(ValueError, match="at most") as caught:
            read(path)
        assert tracemalloc.get_traced_memory()[1] < MEMORY
    finally:
        tracemalloc.stop()
    sentence = str(caught.value)
    assert len(sentence) < 400
    assert "\n" not in sentence
    return sentence


@pytest.mark.parametrize(("bomb", "counted"), NIGHTS)
def test_a_list_of_nights_is_refused_by_what_it_holds(bomb, counted, tmp_path):
    sentence = refused(read_table, bomb(tmp_path))
    assert any(f" {one} " in sentence for one in counted.split("|")), sentence
    assert "of a list of nights" in sentence


@pytest.mark.parametrize("bomb", [three_million_columns, rows_without_end])
def test_a_table_of_fetched_nights_that_is_too_large_is_no_such_table(bomb, tmp_path):
    assert read_fetched(bomb(tmp_path)) is None


def test_tables_of_a_bids_folder_are_bounded_too(tmp_path):
    folder = tmp_path / "sub-1" / "eeg"
    folder.mkdir(parents=True)
    (folder / "sub-1_events.tsv").write_text("onset\tduration\n")
    (tmp_path / "participants.tsv").write_text("participant_id" + "\tx" * 2_000_000 + "\n")
    assert "columns" in refused(bids_table, tmp_path)


# Texts are made when they are asked for: each worker of pytest reads this file, one tries them.
SCORINGS = {
    "columns.csv": (lambda: "onset,duration,stage" + ",x" * 2_000_000 + "\n0,30,W\n", "columns"),
    "rows.csv": (lambda: "onset,duration,stage\n" + "0,30,W\n" * 1_000_000, "rows"),
    "lines.txt": (lambda: "W\n" * 10_000_000, "rows"),
    "other_lines.txt": (lambda: "W\x0b" * 10_000_000, "rows"),
    "cells.csv": (lambda: ("," * 900 + "\n") * 10_000, "cells"),
    "keys.json": (
        lambda: "{" + ",".join(f'"{n}":1' for n in range(1_000_000)) + "}",
        "elements",
    ),
    "lists.json": (lambda: "[" + "[]," * 500_000 + "[]]", "lists within lists"),
    "deep.json": (lambda: "[" * 1_000_000 + "]" * 1_000_000, "lists within lists"),
    "tags.xml": (lambda: "<CMPStudyConfig>" + "<a/>" * 5_000_000 + "</CMPStudyConfig>", "tags"),
    "attributes.xml": (
        lambda: "<CMPStudyConfig " + " ".join(f'a{n}=""' for n in range(1_000_000)) + "/>",
        "attributes",
    ),
    "epochs.txt": (lambda: "2\n" * (MOST_EPOCHS + 1), "epochs"),
    "fine.csv": (lambda: "onset,duration,stage\n0,1,W\n604799,1,W\n", "epochs"),
}


@pytest.mark.parametrize("name", SCORINGS)
def test_a_scorers_file_is_refused_by_what_it_holds(name, tmp_path):
    text, counted = SCORINGS[name]
    (tmp_path / name).write_bytes(text().encode())
    assert counted in refused(read_hypnogram, tmp_path / name)


def test_stages_that_all_lie_over_each_other_are_refused(tmp_path):
    lines = "0,600000,W\n" * 2_000
    (tmp_path / "over.csv").write_text(f"onset,duration,stage\n{lines}")
    with pytest.raises(ValueError, match="lie over each other"):
        read_hypnogram(tmp_path / "over.csv")


def test_how_far_stages_reach_is_told_as_it_is_counted(tmp_path):
    (tmp_path / "long.csv").write_text("onset,duration,stage\n0,1300000,W\n")
    with pytest.raises(ValueError, match=r"reach over 361\.1 h, more than the 336 h"):
        read_hypnogram(tmp_path / "long.csv")


def test_a_table_without_onsets_adds_up_its_durations_once(tmp_path):
    lines = "".join(f"{30}\t{'W' if n % 2 else 'N2'}\n" for n in range(40_000))
    (tmp_path / "night.tsv").write_text(f"duration\tstage\n{lines}")
    stages = read_hypnogram(tmp_path / "night.tsv").stage
    assert stages.sizes["epoch"] == 40_000
    assert float(stages.onset[-1]) == 30.0 * 39_999


@pytest.mark.parametrize("claimed", [(10**12,), (10**6, 10**6), (2**63,)])
def test_a_kept_staging_that_claims_a_giant_shape_counts_as_none(claimed, tmp_path, monkeypatch):
    night = Night.make({}, {"a": make_hypnogram(["W"] * 3)})
    path = tmp_path / "kept.npz"
    with zipfile.ZipFile(path, "w") as parts, parts.open("codes.npy", "w") as file:
        header = {"descr": "|i1", "fortran_order": False, "shape": claimed}
        np.lib.format.write_array_header_1_0(file, header)
    monkeypatch.setattr(kept_staging, "_path", lambda _night: path)
    asked = []
    monkeypatch.setattr(np, "load", lambda *_a, **_k: asked.append(1))
    assert kept_staging.load_staging(night) is None
    assert not asked
