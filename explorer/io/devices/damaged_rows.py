"""Rows of a device's export that cannot be read: left out, named by their line, and counted."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from explorer.night.reading_account import ROWS, AccountEntry
from explorer.vocabulary.counts import pluralize

Row = TypeVar("Row")
Read = TypeVar("Read")

_NAMED = 3  # rows whose fault is told


class TableRow(dict[str, Any]):
    """A row of a table by its columns, which knows the line that it ends in."""

    line = 0
    """From 1; 0 where the row is a record of JSON, which has none."""


class DamagedRows:
    """What of an export could not be read, and why.

    Parameters
    ----------
    path : object
        Where the rows come from; taken off what is told of each.
    what, plural : str
        What is lost with each, such as "sleep"; and its plural, where that has more than an s.

    Examples
    --------
    >>> damaged = DamagedRows("x.csv", "sleep")
    >>> list(damaged.each(["7", "many"], float))
    [7.0]
    >>> damaged.notes
    ["1 sleep that cannot be read left out: record 2: could not convert string to float: 'many'"]
    """

    def __init__(self, path: object, what: str, plural: str = "") -> None:
        self._path, self._what, self._plural = path, what, plural
        self._count = 0
        self._said: list[str] = []
        self.nothing = 0
        """Rows of which `each` was given nothing: sound, but without what is read."""

    def each(self, rows: Iterable[Row], read: Callable[[Row], Read | None]) -> Iterator[Read]:
        """Yield what becomes of each row; none of those that `read` refuses or has nothing of."""
        for number, row in enumerate(rows, 1):
            try:
                found = read(row)
            except ValueError as error:
                line = getattr(row, "line", 0)
                self.note(f"line {line}" if line else f"record {number}", error)
                continue
            if found is None:
                self.nothing += 1
            else:
                yield found

    def note(self, place: str, error: ValueError) -> None:
        """Note that what stands at a place cannot be read."""
        self._count += 1
        if len(self._said) < _NAMED:
            self._said.append(f"{place}: {str(error).removeprefix(f'{self._path}: ')}")

    def check(self, read: object) -> None:
        """Refuse a file of which nothing at all can be read.

        Raises
        ------
        ValueError
            If there is nothing in `read`, and something was damaged; it says what and where.
        """
        if self._count and not read:
            raise ValueError(f"{self._path}: {self._words}")

    @property
    def notes(self) -> list[str]:
        """What is to be said of them: one sentence, or none."""
        counted = pluralize(self._count, self._what, self._plural)
        whole = f"{counted} that cannot be read left out: {self._words}"
        return [whole] if self._count else []

    @property
    def entries(self) -> list[AccountEntry]:
        """What an account of the reading has of them."""
        entry = AccountEntry(ROWS, "cannot be read", "", self._count, why=self._words)
        return [entry] if self._count else []

    @property
    def _words(self) -> str:
        more = self._count - len(self._said)
        return "; ".join(self._said) + (f"; and {more} more" if more else "")
