"""Several people, nights and scorers in one table: the rows of those that are read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np

from explorer.io.clock import NO_DATE, is_ambiguous_date, parse_moment
from explorer.io.reading_choices import ChoiceNeededError, Reading
from explorer.io.table_columns import Column, Columns, is_empty
from explorer.night.reading_account import NIGHT, SUBJECT, AccountEntry
from explorer.vocabulary.counts import first_few, pluralize
from explorer.vocabulary.shown_numbers import shown_number
from explorer.vocabulary.stage_words import fold_word

_APART = 8 * 3600.0  # s without a row between two nights
_FEWEST_ROWS = 5  # of a night
_NAMED = 12
_THOUSAND = 1000.0
_FOLLOWS = 0.5  # s between the end of a row and the beginning of the next
_MOSTLY_FOLLOW = 0.9  # share of the rows


@dataclass
class Choice:
    """The rows that are read."""

    rows: list[int]
    notes: list[str] = field(default_factory=list)
    entries: list[AccountEntry] = field(default_factory=list)


def choose_rows(path: object, columns: Columns, rows: Sequence[int], reading: Reading) -> Choice:
    """Choose the rows of one person and one night by the columns that name them.

    Raises
    ------
    ChoiceNeededError
        If there are several, and nothing says which, or what is said is none of them.
    """
    choice = Choice(list(rows))
    for column, kind, said in (
        (columns.subject, SUBJECT, reading.subject),
        (columns.night, NIGHT, reading.night),
    ):
        if column is None:
            continue
        _fill_down(column)
        names = list(dict.fromkeys(column.cells[row] for row in choice.rows))
        names = [name for name in names if not is_empty(name)]
        if not names:
            continue
        counts = [sum(column.cells[row] == name for row in choice.rows) for name in names]
        named = [AccountEntry(kind, name, "", n) for name, n in zip(names, counts, strict=True)]
        if len(names) == 1:
            if said and kind == SUBJECT and not _is_named(said, names[0]):
                choice.notes.append(f"the file's rows are of {names[0]!r}, not of {said!r}")
            choice.entries.append(AccountEntry(kind, names[0], "the only one", counts[0]))
            continue
        at = find_choice(said, names, kind)
        if at is None:
            raise ChoiceNeededError(choice_question(path, kind, names, said), named)
        choice.rows = [row for row in choice.rows if column.cells[row] == names[at]]
        choice.entries += [
            AccountEntry(kind, one.name, "as it was said" if place == at else "", one.count)
            for place, one in enumerate(named)
        ]
        left = len(names) - 1
        choice.notes.append(
            f"{kind} {names[at]!r} was read, and {pluralize(left, 'other')} of the file not"
        )
    return choice


def choose_night(
    path: object,
    onsets: np.ndarray,
    lengths: np.ndarray,
    first: datetime | None,
    reading: Reading,
    labels: Sequence[str] = (),
) -> tuple[np.ndarray, list[str], list[AccountEntry]]:
    """Choose the rows of one night, where the times of the rows make several.

    Parameters
    ----------
    path : object
        Where they come from, for errors.
    onsets, lengths : array of float, shape (rows,)
        s, in the order of the file.
    first : datetime or None
        The clock time of s 0.
    reading : Reading
        Which night was asked for.
    labels : sequence of str, shape (rows,)
        What the nights are called by, such as dates; nothing where there is no such column.

    Returns
    -------
    rows : array of int
    notes : list of str
    entries : list of AccountEntry

    Raises
    ------
    ChoiceNeededError
        If there are several, and nothing says which.
    """
    nights = _nights(onsets, lengths)
    if len(nights) < 2:
        return np.arange(onsets.size), [], []
    names = [
        _night_name(place, float(onsets[rows].min()), first) for place, rows in enumerate(nights, 1)
    ]
    called = [labels[int(rows[0])] for rows in nights] if labels else []
    if all(called) and len(set(called)) == len(nights):
        names = called
    named = [
        AccountEntry(NIGHT, name, "", rows.size, float(lengths[rows].sum()) / 60)
        for name, rows in zip(names, nights, strict=True)
    ]
    at = find_choice(reading.night, names, NIGHT)
    if at is None:
        back = "" if names is called or first is not None else _jump_back(onsets, lengths)
        question = choice_question(path, NIGHT, names, reading.night, back)
        raise ChoiceNeededError(question, named)
    entries = [
        AccountEntry(NIGHT, one.name, "as it was said" if place == at else "", one.count)
        for place, one in enumerate(named)
    ]
    return nights[at], [f"night {names[at]!r} of {len(names)} in the file was read"], entries


def _nights(onsets: np.ndarray, lengths: np.ndarray) -> list[np.ndarray]:
    """Rows of each night: parted where the times begin again, or where nothing is for hours."""
    rows = np.arange(onsets.size)
    steps = np.diff(onsets)
    blocks = np.split(rows, np.flatnonzero(steps < 0) + 1)
    if 1 < len(blocks) <= _NAMED and min(block.size for block in blocks) >= _FEWEST_ROWS:
        spans = [(onsets[b].min(), (onsets[b] + lengths[b]).max()) for b in blocks]
        over = [
            min(before[1], after[1]) - max(before[0], after[0]) for before, after in pairwise(spans)
        ]
        shortest = min(end - start for start, end in spans)
        if min(over) > shortest / 2 and not _follow_by_the_clock(onsets, lengths):
            return blocks
    order = np.argsort(onsets, kind="stable")
    ends = np.maximum.accumulate(onsets[order] + lengths[order])
    parts = np.split(order, np.flatnonzero(onsets[order][1:] - ends[:-1] > _APART) + 1)
    if len(parts) > 1 and min(part.size for part in parts) >= _FEWEST_ROWS:
        return [np.sort(part) for part in parts]
    return [rows]


def _follow_by_the_clock(onsets: np.ndarray, lengths: np.ndarray) -> bool:
    """Whether rows in whatever order follow on one another: one night, listed stage by stage."""
    order = np.argsort(onsets, kind="stable")
    gaps = np.diff(onsets[order]) - lengths[order][:-1]
    return bool((np.abs(gaps) < _FOLLOWS).mean() > _MOSTLY_FOLLOW)


def _jump_back(onsets: np.ndarray, lengths: np.ndarray) -> str:
    """Say where the onsets begin again, and what else than a new night that may be."""
    rows = np.flatnonzero(np.diff(onsets) < 0) + 1
    if not rows.size:
        return ""
    row = int(rows[0])
    before, after = float(onsets[row - 1]), float(onsets[row])
    told = (
        f": the onset of stage {row + 1} goes back from {shown_number(before, 'g')} to "
        f"{shown_number(after, 'g')} s"
    )
    if abs(after * _THOUSAND - before - lengths[row - 1]) <= lengths[row - 1]:
        told += (
            f"; if its point parts thousands, write {after * _THOUSAND:.0f} there, and no point in "
            "the rows after it"
        )
    return told


def _night_name(place: int, onset: float, first: datetime | None) -> str:
    if first is None or first.year == NO_DATE:
        return str(place)
    # What begins before noon belongs to the evening before.
    evening = first + timedelta(seconds=onset) - timedelta(hours=12)
    return evening.date().isoformat()


def _fill_down(column: Column) -> None:
    """Repeat a name in the empty cells below it, as spreadsheets with merged cells have it."""
    held = [not is_empty(cell) for cell in column.cells]
    if all(held) or not held or not held[0] or sum(held) > len(held) / 2:
        return
    name = ""
    for row, cell in enumerate(column.cells):
        name = cell if held[row] else name
        column.cells[row] = name


def find_choice(said: str, names: Sequence[str], kind: str) -> int | None:
    """Find which of these people or nights is said; None where none is.

    Examples
    --------
    >>> find_choice("2", ["2026-01-02", "2026-01-03"], NIGHT)
    1
    """
    if not said:
        return None
    for place, name in enumerate(names):
        if said == name:
            return place
    for place, name in enumerate(names):
        if _is_named(said, name):
            return place
    if kind == NIGHT:
        days = [parse_moment(name) for name in names]
        day = parse_moment(said)
        for place, one in enumerate(days):
            if one and day and not is_ambiguous_date(said) and one.date() == day.date():
                return place
        if said.isdigit() and 1 <= int(said) <= len(names):
            return int(said) - 1
    return None


def _is_named(said: str, name: str) -> bool:
    def plain(text: str) -> str:
        folded = fold_word(text)
        for prefix in ("subject", "sub", "participant", "patient", "session", "ses", "night"):
            folded = folded.removeprefix(prefix)
        return folded.lstrip("0") or folded

    return plain(said) == plain(name)


def choice_question(path: object, kind: str, names: Sequence[str], said: str, why: str = "") -> str:
    """Ask which of several people or nights is read, in one sentence that says how to answer."""
    listed = first_few((name[:30] for name in names), _NAMED)
    wrong = f", and none of them is {said[:30]!r}" if said else ""
    which = "whose rows to read" if kind == SUBJECT else "which to read"
    return (
        f"{path}: has the rows of {pluralize(len(names), kind)} ({listed}){wrong}{why}; "
        f'say {which}, as in --{kind} "{names[0][:30]}" or {kind}={names[0][:30]!r}'
    )
