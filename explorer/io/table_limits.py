"""Bounds of tables by what is counted in them: a small file may claim or repeat a great deal."""

import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from explorer.storage.changed_files import open_file

MOST_EPOCHS = 100_000
"""Epochs of one hypnogram: of 1 s over more than a day, of 30 s over nearly five weeks."""
MOST_EVENTS = 500_000
"""Annotations and events of one file."""

_BLOCK = 2**20  # bytes of a file looked at in one go
_LINE_ENDS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"  # as `str.splitlines` has them
_SEPARATORS = ",;\t"


class TooMuchError(ValueError):
    """A file holds more than is read; says what was found, the limit, and what would do."""


@dataclass(frozen=True)
class Limits:
    """How much of a kind of file is read."""

    what: str
    """What the file should be, in words."""
    rows: int
    columns: int
    cells: int
    """Of the whole table: rows times columns."""
    size: int
    """Bytes, unpacked."""
    instead: str
    """What would do."""

    def refusal(self, path: object, count: int, thing: str, most: int) -> TooMuchError:
        """Return the one sentence that refuses a file: what was found, the limit, what would do."""
        return TooMuchError(
            f"{path}: has {count:,} {thing} or more, and at most {most:,} are read of "
            f"{self.what}; {self.instead}"
        )

    def check(self, path: object, *, rows: int = 0, columns: int = 0, cells: int = 0) -> None:
        """Refuse counts that are beyond the limits.

        Raises
        ------
        TooMuchError
            With the sentence of `refusal`.
        """
        counted = (
            (rows, "rows", self.rows),
            (columns, "columns", self.columns),
            (max(cells, rows * columns), "cells", self.cells),
        )
        for count, thing, most in counted:
            if count > most:
                raise self.refusal(path, count, thing, most)

    def check_size(self, path: object, size: int) -> None:
        """Refuse a file by its bytes.

        Raises
        ------
        TooMuchError
            With the sentence of `refusal`.
        """
        if size > self.size:
            raise self.refusal(path, size // 2**20, "MB", self.size // 2**20)

    def check_text(self, path: object, text: str) -> None:
        """Refuse a text by its lines and by what separates the cells, before it is split.

        Raises
        ------
        TooMuchError
            With the sentence of `refusal`.
        """
        self.check(path, rows=sum(map(text.count, _LINE_ENDS)))
        self.check(path, cells=max(map(text.count, _SEPARATORS)))
        end = min((at for end in "\n\r" if (at := text.find(end)) >= 0), default=len(text))
        separators = max(text.count(one, 0, end) for one in _SEPARATORS)
        self.check(path, columns=separators + 1)

    def check_file(self, path: Path, separator: str) -> None:
        """Refuse a table's file likewise, a block at a time.

        Raises
        ------
        TooMuchError
            With the sentence of `refusal`.
        OSError
            If the file cannot be read.
        """
        self.check_size(path, path.stat().st_size)
        mark = separator.encode()
        lines = separators = columns = 0
        with open_file(path) as file:
            while block := file.read(_BLOCK):
                if not lines:
                    columns += re.split(b"[\r\n]", block, maxsplit=1)[0].count(mark)
                lines += max(block.count(b"\n"), block.count(b"\r"))
                separators += block.count(mark)
                self.check(path, columns=columns + 1, cells=separators)
                self.check(path, rows=lines, columns=columns + 1)


NIGHTS = Limits(
    what="a list of nights",
    rows=100_000,
    columns=1_000,
    cells=2_000_000,
    size=64 * 2**20,
    instead="leave one row a night and the columns that are needed, or split the list",
)
SCORING = Limits(
    what="a scorer's file",
    rows=600_000,
    columns=1_000,
    cells=2_000_000,
    size=64 * 2**20,
    instead="export one night's stages and events, an epoch or an event a row",
)

_CELL = re.compile(rb"<c[ />]")  # of a sheet: a row is made whole before it can be counted
_MOST_PARTS = 10_000  # files within a spreadsheet
_MOST_TAGS = 2_000_000  # of all its XML: four a cell
_MOST_XML_TAGS = 1_000_000  # of a scorer's XML: two an element
_MOST_XML_ATTRIBUTES = 500_000


def check_nested(path: object, text: str) -> None:
    """Refuse JSON or XML of a scorer by its elements, before they are made.

    Parameters
    ----------
    path : object
        Where it comes from, for errors.
    text : str
        The file's.

    Raises
    ------
    TooMuchError
        With the sentence of `Limits.refusal`.
    """
    if text.lstrip().startswith("<"):
        counted = [
            (text.count("<"), "tags", _MOST_XML_TAGS),
            (text.count("="), "attributes", _MOST_XML_ATTRIBUTES),
        ]
    else:
        counted = [
            (text.count(","), "elements", SCORING.rows),
            (text.count("[") + text.count("{"), "lists within lists", _MOST_PARTS),
        ]
    for count, thing, most in counted:
        if count > most:
            raise SCORING.refusal(path, count, thing, most)


def check_spreadsheet(path: Path, limits: Limits) -> None:
    """Refuse an Excel file by what it holds, read as a stream, whatever it says of itself.

    Parameters
    ----------
    path : Path
        A file that is a zip archive.
    limits : Limits
        Of the first sheet.

    Raises
    ------
    TooMuchError
        With the sentence of `Limits.refusal`.
    """
    import openpyxl

    limits.check_size(path, path.stat().st_size)
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        if len(parts) > _MOST_PARTS:
            raise limits.refusal(path, len(parts), "files within it", _MOST_PARTS)
        size = tags = 0
        for part in parts:
            in_row = 0
            for block in _blocks(archive, part):
                size += len(block)
                tags += block.count(b"<")
                limits.check_size(path, size)
                if tags > _MOST_TAGS:
                    raise limits.refusal(path, tags, "XML tags within it", _MOST_TAGS)
                for number, row in enumerate(block.split(b"<row")):
                    in_row = (0 if number else in_row) + len(_CELL.findall(row))
                    limits.check(path, columns=in_row)
    # The dimension that a sheet declares is ignored: rows come as they are in the file.
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        widest = 0
        for count, cells in enumerate(_counted(sheet.iter_rows(values_only=True), path, limits), 1):
            widest = max(widest, len(cells))
            limits.check(path, rows=count, columns=widest)
    finally:
        book.close()


def _blocks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(part) as file:
        while block := file.read(_BLOCK):
            yield block


def _counted(
    rows: Iterable[tuple[object, ...]], path: Path, limits: Limits
) -> Iterator[tuple[object, ...]]:
    """Pass rows on while what they hold together is within the limits."""
    held = 0
    for row in rows:
        held += len(row)
        limits.check(path, cells=held)
        yield row
