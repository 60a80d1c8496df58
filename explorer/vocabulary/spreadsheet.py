"""Tables as spreadsheets open them: no word from a file may become a formula there.

Everything here that writes comma- or tab-separated values does so through `written_rows`, and what
reads such a file back gets each word as it was.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

_FORMULA = frozenset("=+-−@")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_STATED = re.compile(
    r'\ufeff?"?sep=(?P<separator>[^\s"\w]|\t)"?[;,|\t ]*(\r\n|\n|\r|$)', re.IGNORECASE
)
GUARD = "'"
"""Stands before a word that a spreadsheet could take for a formula."""
DATE_ORIGIN = datetime(1899, 12, 30)
"""Day 0 of a spreadsheet's dates."""
DATE_NUMBERS = (25_000.0, 80_000.0)
"""Between which days since `DATE_ORIGIN` are taken for dates: from 1968 to 2119."""
DATES_COUNTED = "days since 1900, as a spreadsheet counts dates"
"""How a note says that they were."""


def escape_cell(value: object) -> str:
    r"""Write one value as the text of a spreadsheet's cell.

    Parameters
    ----------
    value : object
        A number, a word, or nothing (None, NaN).

    Returns
    -------
    str
        A number as it is; "" for nothing; a word that a spreadsheet could take for a formula with
        an apostrophe before it, which spreadsheets read as "this is text" and `unescape_cell` takes
        away.

    Notes
    -----
    What counts is the first letter that is seen: white space and invisible letters before it are
    passed over, and full-width letters are taken for their usual forms, as spreadsheets do.

    Examples
    --------
    >>> [escape_cell(value) for value in ("=1+1", " @SUM(A1)", -0.5, "-0.5", float("nan"))]
    ["'=1+1", "' @SUM(A1)", '-0.5', '-0.5', '']
    """
    if value is None or value != value:
        return ""
    if isinstance(value, (bool, int, float)):
        return str(value)
    text = str(value)
    return f"{GUARD}{text}" if _needs_guard(text) else text


def unescape_cell(cell: str) -> str:
    """Read back what `escape_cell` wrote.

    Examples
    --------
    >>> [unescape_cell(escape_cell(word)) for word in ("=1+1", "'=1+1", "'tis", "-5", "")]
    ['=1+1', "'=1+1", "'tis", '-5', '']
    """
    return cell[1:] if cell.startswith(GUARD) and _needs_guard(cell) else cell


def stated_separator(text: str) -> tuple[str, str]:
    r"""Read the first line by which Excel is told what separates a table's cells.

    Parameters
    ----------
    text : str
        Of the table, or its beginning.

    Returns
    -------
    str
        What separates them; "" where no such line says it.
    str
        The text below that line.

    Examples
    --------
    >>> stated_separator("sep=;\nsubject;TST\n"), stated_separator("subject;TST\n")
    ((';', 'subject;TST\n'), ('', 'subject;TST\n'))
    """
    found = _STATED.match(text)
    return (found["separator"], text[found.end() :]) if found else ("", text)


def written_rows(rows: Iterable[Iterable[object]], *, delimiter: str = ",") -> str:
    r"""Write rows as separated values.

    Parameters
    ----------
    rows : iterable of iterable
        The line of names first; each value as `escape_cell` takes it.
    delimiter : str
        Between cells.

    Returns
    -------
    str
        One line a row, ended by a line feed; cells that need quotes have them.

    Examples
    --------
    >>> written_rows([("name", "SWA"), ("@Ann", 1.5)])
    "name,SWA\n'@Ann,1.5\n"
    """
    out = io.StringIO()
    # A carriage return alone ends a line for many readers, so it is quoted like a line feed.
    plain = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    quoted = csv.writer(out, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL)
    for row in rows:
        cells = [escape_cell(value) for value in row]
        (quoted if any("\r" in cell for cell in cells) else plain).writerow(cells)
    return out.getvalue()


def read_rows(text: str, *, delimiter: str = ",") -> list[list[str]]:
    r"""Read separated values back, each word as it was before `written_rows`.

    Raises
    ------
    csv.Error
        If a quote never closes.

    Examples
    --------
    >>> read_rows("name,SWA\n'@Ann,1.5\n")
    [['name', 'SWA'], ['@Ann', '1.5']]
    """
    stated, text = stated_separator(text)
    cells = io.StringIO(text, newline="")
    lines = csv.reader(cells, delimiter=stated or delimiter, strict=True)
    return [[unescape_cell(cell) for cell in line] for line in lines]


def read_records(text: str, *, delimiter: str = ",") -> list[dict[str, str]]:
    r"""Read separated values by the names in their first line; "" where a line ends early.

    Examples
    --------
    >>> read_records("name,SWA\n'@Ann,1.5\nBo\n")
    [{'name': '@Ann', 'SWA': '1.5'}, {'name': 'Bo', 'SWA': ''}]
    """
    rows = [row for row in read_rows(text, delimiter=delimiter) if row]
    names: Sequence[str] = rows[0] if rows else ()
    return [
        dict(zip(names, [*row, *[""] * (len(names) - len(row))], strict=False)) for row in rows[1:]
    ]


def unescape_table(frame: "pd.DataFrame") -> "pd.DataFrame":
    """Read back the words of a table that pandas has read, its columns' names too.

    Parameters
    ----------
    frame : DataFrame
        Cells that are no text stay as they are.

    Returns
    -------
    DataFrame
    """
    named = frame.rename(
        columns=lambda name: unescape_cell(name) if isinstance(name, str) else name
    )
    return named.map(lambda cell: unescape_cell(cell) if isinstance(cell, str) else cell)


def _needs_guard(text: str) -> bool:
    """Whether a spreadsheet may take this for a formula, apostrophes before it left aside."""
    bare = text.lstrip(GUARD)
    if _NUMBER.fullmatch(bare):
        return text != bare  # else "'-5" would come back as "-5"
    if bare[:1] in ("\t", "\r", "\n"):
        return True
    for letter in unicodedata.normalize("NFKC", bare):
        if not (letter.isspace() or unicodedata.category(letter) in ("Cc", "Cf", "Mn")):
            return letter in _FORMULA
    return False
