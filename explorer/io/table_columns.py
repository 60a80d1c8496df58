"""Columns of a scorer's table: what each holds, by its name and by what is in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from explorer.io.clock import parse_elapsed, parse_moment
from explorer.io.headerless_table import is_number
from explorer.io.stage_decoding import whole_number
from explorer.io.table_rows import Table
from explorer.night.reading_account import COLUMN, AccountEntry
from explorer.vocabulary.column_names import ColumnName, Role, paired_roles, read_column_name
from explorer.vocabulary.stage_words import fold_word, read_stage_word

_LOOKED_AT = 20_000  # cells of a column
_MOSTLY = 0.8
_CODES = range(-3, 10)
# Names of stages' columns that may be anything else's too.
_VAGUE_NAMES = "score scoring state phase phases fase fases pred predicted prediction"
_VAGUE = frozenset(_VAGUE_NAMES.split())
_TIME_ROLES = "onset|onset, again|clock time of the start|date|epoch number|duration|end|end, again"
_RUN_ROLES = "first epoch|last epoch|number of epochs"
_TIMES = frozenset(("", *_TIME_ROLES.split("|"), *_RUN_ROLES.split("|")))
_IN_SECONDS = 10.0  # that numbers under "start_epoch" are all multiples of, where they are s
_OF_EVENTS = re.compile(r"event|ereignis|evenement|événement|evento|apno?ea|arousal", re.IGNORECASE)
_FEWEST_ALIKE = 3  # stages, of which fewer may agree by chance
_EMPTY = frozenset(("", "n/a", "na", "nan", "none", "null", "-", "--", "."))


@dataclass(frozen=True)
class Column:
    """One column of a table."""

    place: int
    name: str
    said: ColumnName
    cells: list[str]
    words: float
    """Share of its cells, other than empty ones, that are words of stages."""
    codes: float
    """Share that are whole numbers such as stages have."""

    @property
    def values(self) -> list[str]:
        """Its different cells, in their order, without the empty ones."""
        return [one for one in dict.fromkeys(self.cells) if not is_empty(one)]


@dataclass
class Columns:
    """The columns of a table that are used, and for what."""

    all: list[Column]
    stages: list[Column] = field(default_factory=list)
    events: Column | None = None
    channel: Column | None = None
    scorer: Column | None = None
    subject: Column | None = None
    night: Column | None = None
    notes: list[str] = field(default_factory=list)
    used: dict[int, tuple[str, str]] = field(default_factory=dict)
    """By place: what for, and why where there was a choice."""

    def of(self, role: Role) -> list[Column]:
        """Return the columns of a role, those of names that we know alone."""
        return [column for column in self.all if column.said.role is role and column.said.exact]

    def use(self, column: Column, what: str, why: str = "") -> None:
        """Say that a column is used."""
        self.used[column.place] = (what, why)

    def is_free(self, column: Column) -> bool:
        """Whether a column is not used for anything but times."""
        return self.used.get(column.place, ("",))[0] in _TIMES

    def event_durations(self) -> Column | None:
        """Return the column of how long events last, where it stands beside one of stages."""
        named = (column for column in self.of(Role.DURATION) if _OF_EVENTS.search(column.name))
        return next(named, None) if self.stages and self.events is not None else None

    def account(self) -> tuple[list[AccountEntry], list[str]]:
        """Say what became of each column, and name those not used that may matter."""
        entries, left = [], []
        for column in self.all:
            what, why = self.used.get(column.place, ("", ""))
            if not what and not column.values:
                why = "empty"
            entries.append(AccountEntry(COLUMN, column.name, what, len(column.cells), why=why))
            stage_like = column.words >= _MOSTLY
            telling = column.said.role not in (Role.CHANNEL, None) or stage_like
            if not what and column.values and telling:
                left.append(repr(column.name))
        notes = [f"columns not used: {', '.join(left)}"] if left else []
        return entries, notes


def is_empty(cell: str) -> bool:
    """Whether a cell holds nothing.

    Examples
    --------
    >>> is_empty(""), is_empty("n/a"), is_empty("0")
    (True, True, False)
    """
    return cell.strip().lower() in _EMPTY


def read_columns(table: Table) -> Columns:
    """Say what each column of a table holds.

    Parameters
    ----------
    table : Table

    Returns
    -------
    Columns
        Without times, which `explorer.io.table_times` chooses among.
    """
    columns = Columns([_column(table, place) for place in range(len(table.names))])
    for place, role in paired_roles(table.names).items():
        column = columns.all[place]
        if column.values and (is_clock(column.values[:1]) or is_number(column.values[0])):
            said = ColumnName(role, column.said.unit, column.said.in_samples)
            columns.all[place] = replace(column, said=said)
    columns.stages = _stage_columns(columns)
    mixed = [column for column in columns.of(Role.EVENT) if column.place not in columns.used]
    if mixed:
        likely = max(mixed, key=lambda column: (column.words, -column.place))
        told = columns.stages
        numbered = all(whole_number(cell) is not None for cell in likely.values)
        if not told and (numbered or _is_staging(likely)):
            columns.stages = [likely]
            columns.use(likely, "stages")
        elif not told or likely.words < _MOSTLY or _has_rows_of_its_own(likely, told):
            columns.events = likely
            columns.use(likely, "stages and events")
    if not columns.stages and columns.events is None:
        worded = [column for column in columns.all if column.words >= _MOSTLY and column.values]
        if worded:
            columns.stages = worded[:1]
            columns.use(worded[0], "stages", "by what is in it")
            columns.notes.append(f"the column {worded[0].name!r} was taken for stages by its words")
    _add_scorers(columns)
    for role, name in (
        (Role.CHANNEL, "channel"),
        (Role.SCORER, "scorer"),
        (Role.SUBJECT, "subject"),
        (Role.NIGHT, "night"),
    ):
        for column in columns.of(role):
            if column.place in columns.used or not column.values:
                continue
            if role is not Role.CHANNEL and _is_row_number(column):
                continue
            if getattr(columns, name) is None:
                setattr(columns, name, column)
                columns.use(column, name)
    return columns


def _add_scorers(columns: Columns) -> None:
    """Take columns of stages beside those that are used for other scorers', by what is in them."""
    if not columns.stages:
        return
    words = {fold_word(cell) for column in columns.stages for cell in column.values}
    more = [
        column
        for column in columns.all
        if column.place not in columns.used
        and column.said.role is None
        and column.words == 1
        and len(words & {fold_word(cell) for cell in column.values}) > 1
    ]
    for column in more:
        columns.stages.append(column)
        columns.use(column, "stages", "by what is in it")
    if more:
        named = ", ".join(repr(column.name) for column in more)
        columns.notes.append(f"all cells of {named} are stages: taken for those of other scorers")


def _column(table: Table, place: int) -> Column:
    cells, written = table.column(place), table.names[place]
    said, name = read_column_name(written), written or f"column {place + 1}"
    if place < len(table.units) and table.units[place] is not None:
        said = ColumnName(said.role, table.units[place], said.in_samples, said.exact)
    if not written and all(map(is_number, cells)):
        said = ColumnName(Role.EPOCH)  # as pandas writes the index
    if said.role in _OF_RUNS and _are_times(cells):
        said = ColumnName(_OF_RUNS[said.role])
    looked_at = cells[:_LOOKED_AT]
    different = {cell for cell in set(looked_at) if not is_empty(cell)}
    held = [cell for cell in looked_at if cell in different]
    words = {cell: _is_word(cell) for cell in different}
    codes = {cell: whole_number(cell) in _CODES for cell in different}
    count = max(len(held), 1)
    return Column(
        place,
        name,
        said,
        cells,
        sum(words[cell] for cell in held) / count,
        sum(codes[cell] for cell in held) / count,
    )


_OF_RUNS = {Role.FIRST_EPOCH: Role.ONSET, Role.LAST_EPOCH: Role.END}


def _are_times(cells: Sequence[str]) -> bool:
    """Whether what is headed as numbers of epochs are clock times, or s."""
    held = [cell for cell in dict.fromkeys(cells) if not is_empty(cell)]
    if not held or not all(map(is_number, held)):
        return bool(held) and is_clock(held[:1])
    numbers = [float(cell.replace(",", ".")) for cell in held]
    return len(held) > 2 and all(one % _IN_SECONDS == 0 for one in numbers)


def _is_word(cell: str) -> bool:
    if cell[:1].isdigit() and (":" in cell or is_number(cell)):
        return False
    found = read_stage_word(cell)
    return found is not None and found.stage is not None


def _stage_columns(columns: Columns) -> list[Column]:
    """Columns of stages alone: one for each scorer."""
    found: list[Column] = []
    named = any(
        column.said.role is Role.STAGE and column.said.exact and not _is_vague(column)
        for column in columns.all
    )
    for column in columns.all:
        role, exact = column.said.role, column.said.exact
        stage_like = column.words >= _MOSTLY or column.codes >= _MOSTLY
        if role is Role.STAGE and exact and not _is_vague(column):
            take = True
        elif role is Role.STAGE:
            take = stage_like
        elif role is Role.SCORER:
            take = column.words >= _MOSTLY or (stage_like and not exact and not named)
        else:
            take = False
        if take and (column.values or (exact and not found)):
            found.append(column)
    twins = [one for one in found if any(_is_in_numbers(one, other) for other in found)]
    for column in found:
        if column in twins:
            columns.use(column, "stages", "the same in numbers as in words beside it")
            columns.notes.append(f"{column.name} says in numbers what is in words beside it")
        else:
            columns.use(column, "stages")
    return [column for column in found if column not in twins]


def _is_in_numbers(one: Column, other: Column) -> bool:
    """Whether a column of codes says nothing else than one of words: each code one word's."""
    if one.words >= _MOSTLY or other.words < _MOSTLY or len(other.values) < _FEWEST_ALIKE:
        return False
    pairs = set(zip(one.cells, other.cells, strict=True))
    return len(pairs) == len(set(one.cells)) == len(set(other.cells))


def _has_rows_of_its_own(column: Column, stages: Sequence[Column]) -> bool:
    """Whether a column is empty wherever there is a stage: "artefact" alone is an event there."""
    return all(
        is_empty(cell) or all(map(is_empty, given))
        for cell, *given in zip(column.cells, *(one.cells for one in stages), strict=True)
    )


def _is_staging(column: Column) -> bool:
    """Whether a column of events has stages alone, all said in one way."""
    if column.words < 1 or len(column.values) < 2:
        return False
    found = [read_stage_word(cell) for cell in column.values]
    return len({word.explicit if word is not None else None for word in found}) == 1


def _is_vague(column: Column) -> bool:
    return fold_word(column.name) in _VAGUE


def _is_row_number(column: Column) -> bool:
    """Whether a column that may say whose a row is only numbers the rows."""
    return len(column.cells) > 2 and len(set(column.cells)) > len(column.cells) / 2


def is_clock(cells: Sequence[str]) -> bool:
    """Whether cells are clock times, or hours, minutes and seconds."""
    held = [cell for cell in cells if not is_empty(cell)]
    if not held or is_number(held[0]):
        return False
    return parse_moment(held[0]) is not None or parse_elapsed(held[0]) is not None
