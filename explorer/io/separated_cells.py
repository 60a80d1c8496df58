"""Cells of a scorer's table: by which mark, or by which spaces, its lines are separated."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from explorer.io.clock import parse_moment
from explorer.io.headerless_table import is_number
from explorer.vocabulary.column_names import paired_roles, read_column_name
from explorer.vocabulary.spreadsheet import GUARD, stated_separator, unescape_cell
from explorer.vocabulary.stage_words import is_stage_anywhere, read_stage_word

PREAMBLE = 60
"""Lines that may stand before the columns' names."""
COMMENTS = ("#", "%")

_DELIMITERS = "\t;,|"
_MOSTLY = 0.6  # share of rows that are as wide as their names
_LONGEST_NAME = 48  # letters of a column's name


def split_table(text: str) -> list[list[str]]:
    r"""Split a table at its tabs, semicolons, commas, bars or runs of spaces.

    Examples
    --------
    >>> split_table("onset;stage\n0;W\n")
    [['onset', 'stage'], ['0', 'W']]
    >>> split_table("epoch stage\n1     W\n")
    [['epoch', 'stage'], ['1', 'W']]
    """
    stated, text = stated_separator(text)
    lines = [line for line in text.splitlines() if line.strip()]
    plain = [line for line in lines if not line.lstrip().startswith(COMMENTS)]
    commented = [line.lstrip(" #%") for line in lines if line.lstrip().startswith(COMMENTS)]
    if not plain:
        return []
    if stated and _occurs(plain[:PREAMBLE], stated):
        return _split(plain, stated)
    best, most = "", 0
    separated = any(_separates(plain[:PREAMBLE], delimiter) for delimiter in _DELIMITERS)
    for delimiter in _DELIMITERS if separated else [*_DELIMITERS, "  ", " "]:
        if delimiter == " " and best:
            break
        if not _occurs(plain[:PREAMBLE], delimiter):
            continue
        known = max(
            map(names_known, _may_be_headings(_split(plain[:PREAMBLE], delimiter))), default=0
        )
        if known > max(most, 1):
            best, most = delimiter, known
    if not best:
        # A header behind a comment's mark, as `numpy.savetxt` writes it.
        for line in commented[-3:]:
            for delimiter in [*_DELIMITERS, " "]:
                (row,) = _split([line], delimiter) or [[]]
                same = [len(cells) for cells in _split(plain[:1], delimiter)] == [len(row)]
                if names_known(row) > 1 and same:
                    return [row, *_split(plain, delimiter)]
    if not best:
        best = max(_DELIMITERS, key=plain[0].count)
        if not plain[0].count(best) and _is_spaced(plain):
            best = " "
    return _split(plain, best)


def _split(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    cells = _cells(lines, delimiter)
    if any(GUARD in line for line in lines):
        return [[unescape_cell(cell) for cell in row] for row in cells]
    return cells


def _cells(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    if delimiter == " ":
        return [line.split() for line in lines]
    if delimiter == "  ":
        parted = (re.split(r" {2,}|\t", line.strip()) for line in lines)
        return [[cell.strip() for cell in line] for line in parted]
    try:
        cells = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
        return [[cell.strip() for cell in row] for row in cells]
    except csv.Error:  # a quote that never closes
        return []


def _occurs(lines: Sequence[str], delimiter: str) -> bool:
    """Whether any line may have more than one cell."""
    if not delimiter.isspace() or delimiter == "\t":
        return any(delimiter in line for line in lines)
    return True


def _separates(lines: Sequence[str], delimiter: str) -> bool:
    """Whether a mark parts the names of columns and all rows alike: their spaces then do not."""
    if not _occurs(lines, delimiter):
        return False
    widths = {len(row) for row in _split(lines, delimiter)}
    return len(lines) > 1 and len(widths) == 1 and widths != {1}


def _may_be_headings(rows: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """List the rows below which most have as many cells, or one more or less; or the only row."""
    found = [row for row in rows[:1] if len(rows) == 1]
    below: Counter[int] = Counter()  # rows by their number of cells, from the last row up
    for place in reversed(range(len(rows))):
        width = len(rows[place])
        near = sum(below[width + more] for more in (-1, 0, 1))
        if below and near >= _MOSTLY * below.total():
            found.append(rows[place])
        below[width] += 1
    return found


def is_as_wide(row: Sequence[str], below: Sequence[Sequence[str]], *, alone: bool) -> bool:
    """Whether most rows below have as many cells, or one more or less, or it stands alone."""
    near = sum(abs(len(one) - len(row)) <= 1 for one in below)
    return alone if not below else near >= _MOSTLY * len(below)


def names_known(row: Sequence[str]) -> int:
    """How many cells of a row are columns' names, if it may be the row of them."""
    return _names_known_of(tuple(row))


@lru_cache(maxsize=2048)  # a table's beginning is split to tell its format, and again to be read
def _names_known_of(row: tuple[str, ...]) -> int:
    cells = [cell for cell in row if cell]
    if len(cells) < 2 or any(len(cell) > _LONGEST_NAME for cell in cells):
        return 0
    if sum(is_number(cell) or parse_moment(cell) is not None for cell in cells):
        return 0
    words = [read_stage_word(cell) for cell in cells]
    if any(word is not None and word.explicit and word.stage is not None for word in words):
        return 0  # "Sleep stage ?" is a stage, however near a column's name it comes
    names = [read_column_name(cell) for cell in cells]
    pair = paired_roles(cells)
    return sum(name.exact or place in pair for place, name in enumerate(names))


def _is_spaced(lines: Sequence[str]) -> bool:
    """Whether lines are times and a stage's word with spaces between them."""
    cells = [line.split() for line in lines[:PREAMBLE]]
    return len({len(row) for row in cells}) == 1 and all(
        len(row) > 1
        and is_stage_anywhere(row[-1])
        and all(is_number(cell) or parse_moment(cell) is not None for cell in row[:-1])
        for row in cells
    )
