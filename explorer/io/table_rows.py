"""Rows of a scorer's table: how they are separated, which is the header, and which are no data."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from explorer.io.clock import parse_moment
from explorer.io.folded_epochs import unfold_epochs
from explorer.io.grouped_thousands import ungroup
from explorer.io.headerless_table import is_headerless, is_number, names_by_contents
from explorer.io.stated_codes import Legend, account_of_several, is_of_several, stated_codes
from explorer.io.stated_epoch_length import account_of_lines, stated_epoch_length
from explorer.night.reading_account import ROWS, AccountEntry, unused
from explorer.vocabulary.column_names import (
    Role,
    check_headings,
    paired_roles,
    read_column_name,
    read_unit,
)
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.spreadsheet import GUARD, stated_separator, unescape_cell
from explorer.vocabulary.stage_words import is_stage_anywhere, read_stage_word

_DELIMITERS = "\t;,|"
_PREAMBLE = 60  # lines that may stand before the columns' names
_MOSTLY = 0.6  # share of rows that are as wide as their names
_LONGEST_NAME = 48  # letters of a column's name
_FOOTER = re.compile(
    r"^(total|sum|summe|somme|suma|totale|mean|average|count|end of|ende|generated|printed|report)",
    re.IGNORECASE,
)
_OF_TIME = (Role.ONSET, Role.END, Role.DATE, Role.EPOCH)
_COMMENTS = ("#", "%")


@dataclass
class Table:
    """A scorer's table with the names of its columns."""

    names: list[str]
    rows: list[list[str]]
    """Each as wide as `names`."""
    units: list[float | None] = field(default_factory=list)
    """s by column, where a row of units beneath the names says so."""
    epoch_length: float | None = None
    """s, where a comment, a line above the names or one of them states it."""
    notes: list[str] = field(default_factory=list)
    entries: list[AccountEntry] = field(default_factory=list)
    legend: Legend | None = None
    """What codes of stages mean, where a comment, a line around the rows or a name states it."""

    def column(self, place: int) -> list[str]:
        """Return the cells of one column."""
        return [row[place] for row in self.rows]


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
    plain = [line for line in lines if not line.lstrip().startswith(_COMMENTS)]
    commented = [line.lstrip(" #%") for line in lines if line.lstrip().startswith(_COMMENTS)]
    if not plain:
        return []
    if stated and _occurs(plain[:_PREAMBLE], stated):
        return _split(plain, stated)
    best, most = "", 0
    separated = any(_separates(plain[:_PREAMBLE], delimiter) for delimiter in _DELIMITERS)
    for delimiter in _DELIMITERS if separated else [*_DELIMITERS, "  ", " "]:
        if delimiter == " " and best:
            break
        if not _occurs(plain[:_PREAMBLE], delimiter):
            continue
        known = max(
            map(_names_known, _may_be_headings(_split(plain[:_PREAMBLE], delimiter))), default=0
        )
        if known > max(most, 1):
            best, most = delimiter, known
    if not best:
        # A header behind a comment's mark, as `numpy.savetxt` writes it.
        for line in commented[-3:]:
            for delimiter in [*_DELIMITERS, " "]:
                (row,) = _split([line], delimiter) or [[]]
                same = [len(cells) for cells in _split(plain[:1], delimiter)] == [len(row)]
                if _names_known(row) > 1 and same:
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


def _is_as_wide(row: Sequence[str], below: Sequence[Sequence[str]], *, alone: bool) -> bool:
    """Whether most rows below have as many cells, or one more or less, or it stands alone."""
    near = sum(abs(len(one) - len(row)) <= 1 for one in below)
    return alone if not below else near >= _MOSTLY * len(below)


def _names_known(row: Sequence[str]) -> int:
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
    cells = [line.split() for line in lines[:_PREAMBLE]]
    return len({len(row) for row in cells}) == 1 and all(
        len(row) > 1
        and is_stage_anywhere(row[-1])
        and all(is_number(cell) or parse_moment(cell) is not None for cell in row[:-1])
        for row in cells
    )


def is_table(rows: Sequence[Sequence[str]]) -> bool:
    """Say whether these rows have more than one column.

    Examples
    --------
    >>> is_table([["onset", "stage"], ["0", "W"]]), is_table([["W"], ["N1"]])
    (True, False)
    """
    if not rows:
        return False
    if len([cell for cell in rows[0] if cell]) > 1:
        return True
    if (
        len(rows[0]) > 1
        and not rows[0][0]
        and all(len([*filter(None, row)]) > 1 for row in rows[1:3])
    ):
        return len(rows) > 1  # an index without a name, as pandas writes it
    at = _header(rows)
    if at is None:
        return False
    return bool({read_column_name(cell).role for cell in rows[at]} & {Role.STAGE, Role.EVENT})


def _header(rows: Sequence[Sequence[str]]) -> int | None:
    """Which of the first rows has the names of columns; None where none has."""
    for at, row in enumerate(rows[:_PREAMBLE]):
        below = rows[at + 1 : at + _PREAMBLE]
        if _names_known(row) > 1 and _is_as_wide(row, below, alone=not at):
            return at
    return None


def read_rows(path: object, rows: list[list[str]], text: str = "") -> Table:
    """Find the names of a table's columns and leave out what is no row of it.

    Parameters
    ----------
    path : object
        Where it comes from, for errors.
    rows : list of list of str
        As `split_table` gives them.
    text : str
        What they were split from, for the account of comments.

    Returns
    -------
    Table

    Raises
    ------
    ValueError
        If it has no rows.
    """
    notes: list[str] = []
    entries: list[AccountEntry] = []
    comments = [line for line in text.splitlines() if line.lstrip().startswith(_COMMENTS)]
    entries += account_of_lines(path, "comments", comments)
    if stated := stated_separator(text)[0]:
        entries.append(AccountEntry(ROWS, "a line sep=", f"cells are separated by {stated!r}", 1))
    if (unfolded := unfold_epochs(rows)) is not None:
        rows, said = unfolded
        notes.append(said)
    at = _header(rows)
    headerless = at is None and bool(rows) and is_headerless(rows)
    if headerless:
        names, body = names_by_contents(rows), rows
        entries.append(AccountEntry(ROWS, "no line of names", "columns by what is in them"))
        notes.append(f"the table has no names of columns; they were taken for {', '.join(names)}")
    else:
        at = at or 0
        names = [cell.lstrip("\ufeff") for cell in rows[at]] if rows else []
        # What nobody reads may come again, as in tables of several blocks.
        check_headings(path, (name if read_column_name(name).role else "" for name in names))
        body = rows[at + 1 :]
        before = account_of_lines(
            *(path, "lines before the names of columns"), [" ".join(row) for row in rows[:at]]
        )
        entries += before
        if left := sum(entry.count for entry in unused(before)):
            notes.append(f"{pluralize(left, 'line')} before the names of the columns not used")
    units: list[float | None] = [None] * len(names)
    # Noxturnal has the units, in brackets, in a row of their own.
    if body and _is_unit_row(body[0]):
        for place, cell in enumerate(body[0][: len(names)]):
            units[place] = read_unit(cell)
        entries.append(AccountEntry(ROWS, "a line of units", "units", 1))
        body = body[1:]
    names_again = [name.casefold() for name in names]
    repeated = [row for row in body if [cell.casefold() for cell in row] == names_again]
    if repeated:
        entries.append(AccountEntry(ROWS, "the names of columns again", count=len(repeated)))
        notes.append(f"{pluralize(len(repeated), 'line')} with the names of columns again left out")
        body = [row for row in body if [cell.casefold() for cell in row] != names_again]
    several = [row for row in body if is_of_several(", ".join(row))]
    if several:
        more, unread = account_of_several([", ".join(row) for row in several])
        entries, notes = [*entries, *more], [*notes, *unread]
        body = [row for row in body if row not in several]
    feet = 0
    below: list[str] = []
    while len(body) > 1 and _is_footer(body[-1], body[0], names):
        below.append(", ".join(body[-1]))
        body, feet = body[:-1], feet + 1
    if feet:
        entries.append(AccountEntry(ROWS, "lines after the last row", count=feet))
        notes.append(f"{pluralize(feet, 'line')} after the last row of the table not used")
    if not body:
        raise ValueError(f"{path}: the table has no rows")
    short = [number for number, row in enumerate(body, 2) if len(row) < len(names) - 1]
    if short:
        raise ValueError(
            f"{path}: line {short[0]} has fewer columns than the first line; complete it, or leave "
            "it out where the rows have times of their own"
        )
    wide = sum(any(row[len(names) :]) for row in body)
    if wide:
        notes.append(f"{pluralize(wide, 'row')} with more cells than columns; the last not used")
        entries.append(AccountEntry(ROWS, "cells without a column", count=wide))
    empty = sum(not any(row) for row in body)
    if empty:
        notes.append(f"{pluralize(empty, 'empty row')} among the others")
    width = len(names)
    body = [[*row[:width], *[""] * (width - len(row))] for row in body]
    body, grouped = ungroup(body)
    notes += grouped
    above = [] if headerless else [" ".join(row) for row in rows[:at]]
    length = stated_epoch_length(path, [*comments, *above, *names])
    legend = stated_codes([*comments, *above, *names, *below])
    return Table(names, body, units, length, notes, entries, legend)


def _is_time(cell: str) -> bool:
    return is_number(cell) or parse_moment(cell) is not None


def _is_unit_row(row: Sequence[str]) -> bool:
    cells = [cell for cell in row if cell]
    return bool(cells) and (
        row[0].startswith("[") or all(read_unit(cell) is not None for cell in cells)
    )


def _is_footer(row: Sequence[str], first: Sequence[str], names: Sequence[str]) -> bool:
    """Whether a row at the table's end is a sum or a remark, unlike the first."""
    cells = [cell for cell in row if cell]
    if not cells or _FOOTER.match(cells[0]):
        return True
    if any(read_stage_word(cell) is not None for cell in cells):
        return False
    timed = read_column_name(names[0]).role in _OF_TIME
    if timed and first[0] and _is_time(first[0]) and not _is_time(row[0]):
        return True
    return len(row) < len(names) and len(cells) == 1 and not is_number(cells[0])
