"""Files of a study's tables as text: separated values and spreadsheets, bounded before reading."""

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd

from explorer.extras import EXTRAS, missing
from explorer.io.scorer_file import ScorerFile
from explorer.io.table_limits import NIGHTS, TooMuchError, check_spreadsheet
from explorer.vocabulary.column_names import check_headings
from explorer.vocabulary.spreadsheet import stated_separator, unescape_table

_LONGEST_HEADER = 2**20  # characters
_COMMAS = (
    "where numbers have decimal commas, separate the cells by semicolons or put the numbers in "
    "quotation marks"
)
HEADER_LINE = "header_line"
"""Attr of a frame: which line of its file has the names of columns, the first being 1."""
_WOULD_DO = "a line of names and a line a night would do"
NO_CONDITIONS = (
    "no table of nights, but maybe a device's export, which says nothing of conditions; "
    "`sleep-explorer nights EXPORT --csv nights.csv`, or My nights on the page, writes its nights "
    "as a table with a column condition to fill in"
)
"""What is said of a file that would be an export."""
LARGEST = NIGHTS.size
"""Bytes of a table, unpacked."""


def read_frame(path: Path) -> pd.DataFrame:
    """Read a CSV, TSV or Excel file as text, its size looked at before.

    Parameters
    ----------
    path : Path

    Returns
    -------
    pd.DataFrame
        Of str.

    Raises
    ------
    ValueError
        If it is no such table, or a larger one than is read of a list of nights.
    """
    options: dict[str, Any] = {"dtype": str, "keep_default_na": False}
    if path.suffix.lower() in (".xlsx", ".xls", ".ods"):
        heads, frame = _read_spreadsheet(path, options)
        check_headings(path, heads)
        return frame
    _refuse_export(path)
    return read_values(path, _separator(path))


def _refuse_export(path: Path) -> None:
    """Say of a device's export what would make a table of it: it has nights, and no conditions."""
    with path.open("rb") as file:
        beginning = file.read(200)
    beginning = beginning.lstrip(b"\xef\xbb\xbf \r\n\t")
    if beginning[:4] == b"PK\x03\x04" or beginning[:1] in (b"{", b"[") or beginning[:5] == b"<?xml":
        raise ValueError(f"{path}: {NO_CONDITIONS}")


def read_values(path: Path, separator: str) -> pd.DataFrame:
    """Read a file of separated values as text, its size and counts looked at before.

    Parameters
    ----------
    path : Path
        UTF-8; else UTF-16, or a code page.
    separator : str
        Between the cells, if the file's first line does not say another.

    Returns
    -------
    pd.DataFrame
        Of str, its attr `HEADER_LINE` above 1 where a line ``sep=;`` stands before.

    Raises
    ------
    ValueError
        If it is no such table, or a larger one than is read of a list of nights.
    """
    NIGHTS.check_file(path, separator)
    if not path.stat().st_size:
        raise ValueError(f"{path}: the file is empty; {_WOULD_DO}")
    stated, header = _header_line(path)
    check_headings(path, next(csv.reader([header], delimiter=separator), []))
    options: dict[str, Any] = {"dtype": str, "keep_default_na": False, "sep": separator}
    options["skiprows"] = 1 if stated else 0
    try:
        try:
            frame = pd.read_csv(path, encoding="utf-8-sig", **options)
        except UnicodeDecodeError:  # as spreadsheets of Windows write it
            frame = pd.read_csv(io.StringIO(ScorerFile(path).text), **options)
    except (ValueError, OSError) as error:  # pandas' own errors are ValueErrors
        hint = f"; {_COMMAS}" if separator == "," and "Expected" in f"{error}" else ""
        raise ValueError(
            f"{path}: is no table of comma-separated values: {_one_line(error)}{hint}"
        ) from None
    if not isinstance(frame.index, pd.RangeIndex):  # pandas would shift every cell by a column
        raise ValueError(f"{path}: its rows have more cells than its line of names; {_COMMAS}")
    table = unescape_table(frame)
    table.attrs[HEADER_LINE] = 2 if stated else 1
    return table


def _read_spreadsheet(path: Path, options: dict[str, Any]) -> tuple[list[str], pd.DataFrame]:
    """Read a spreadsheet, whose zipped parts may be anything once somebody has spoilt them.

    Returns
    -------
    headings : list of str
        As they are written: pandas numbers those that are alike.
    frame : pd.DataFrame
    """
    try:
        if not zipfile.is_zipfile(path):
            raise ValueError("it is no Excel file of the kind .xlsx")
        with zipfile.ZipFile(path) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
        if unpacked > LARGEST:
            raise ValueError(f"it unpacks to {unpacked / 2**20:.0f} MB")
        check_spreadsheet(path, NIGHTS)
        with pd.ExcelFile(path, engine="openpyxl") as book:
            frame = pd.read_excel(book, **options)
            heads = pd.read_excel(book, header=None, nrows=1, **options)
            frame = unescape_table(_with_percent_signs(frame, book.book.worksheets[0]))
        return heads.to_numpy().ravel().tolist(), frame
    except TooMuchError:
        raise
    except ImportError as error:
        package = error.name or "openpyxl"
        remedy = missing(package) if package in EXTRAS else f"it needs {package}; pip install it"
        raise ValueError(f"{path}: {remedy}; or save it as CSV") from None
    except Exception as error:  # openpyxl raises whatever its parsing meets
        raise ValueError(
            f"{path}: is no spreadsheet that can be read ({_one_line(error)}); save it as CSV"
        ) from None


def _with_percent_signs(frame: pd.DataFrame, sheet: Any) -> pd.DataFrame:
    """Write cells that the spreadsheet shows in % as such: their file holds fractions of 1."""
    rows = sheet.iter_rows(min_row=2, max_row=len(frame) + 1, max_col=frame.shape[1])
    for place, row in enumerate(rows):
        for column, cell in enumerate(row):
            value, shown = cell.value, str(cell.number_format or "")
            if type(value) in (float, int) and "%" in shown:
                frame.iat[place, column] = f"{value * 100:.12g}%"
    return frame


def _one_line(error: Exception) -> str:
    return " ".join(f"{error}".split())[:200] or type(error).__name__


def _separator(path: Path) -> str:
    """Find what the first line says, else the commonest of the usual ones in the header line."""
    stated, header = _header_line(path)
    return stated or max(",;\t", key=header.count)


def _header_line(path: Path) -> tuple[str, str]:
    """Return the separator that Excel's own first line states, and the line of names."""
    with path.open("rb") as file:
        marked = file.read(2) in (b"\xff\xfe", b"\xfe\xff")
    with path.open(encoding="utf-16" if marked else "utf-8-sig", errors="replace") as lines:
        first = lines.readline(_LONGEST_HEADER)
        stated, below = stated_separator(first)
        header = lines.readline(_LONGEST_HEADER) if stated else below
        return stated, header.rstrip("\r\n")
