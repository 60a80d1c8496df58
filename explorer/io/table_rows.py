"""Rows of a scorer's table: how they are separated, which is the header, and which are no data."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from explorer.io.clock import parse_moment
from explorer.io.folded_epochs import unfold_epochs
from explorer.io.grouped_thousands import ungroup
from explorer.io.headerless_table import is_headerless, is_number, names_by_contents
from explorer.io.separated_cells import COMMENTS, PREAMBLE, is_as_wide, names_known
from explorer.io.stated_codes import Legend, account_of_several, is_of_several, stated_codes
from explorer.io.stated_epoch_length import account_of_lines, stated_epoch_length
from explorer.night.reading_account import ROWS, AccountEntry, unused
from explorer.vocabulary.column_names import (
    Role,
    check_headings,
    read_column_name,
    read_unit,
)
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.spreadsheet import stated_separator
from explorer.vocabulary.stage_words import read_stage_word

_FOOTER = re.compile(
    r"^(total|sum|summe|somme|suma|totale|mean|average|count|end of|ende|generated|printed|report)",
    re.IGNORECASE,
)
_OF_TIME = (Role.ONSET, Role.END, Role.DATE, Role.EPOCH)


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
    for at, row in enumerate(rows[:PREAMBLE]):
        below = rows[at + 1 : at + PREAMBLE]
        if names_known(row) > 1 and is_as_wide(row, below, alone=not at):
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
    comments = [line for line in text.splitlines() if line.lstrip().startswith(COMMENTS)]
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
