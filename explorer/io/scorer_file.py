"""A scorer's file as readers see it: its beginning, its text, and what a format is."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from explorer.io.reading_choices import Reading
from explorer.io.scoring_content import Scoring
from explorer.io.table_limits import SCORING
from explorer.storage.changed_files import read_file
from explorer.storage.unread_files import by_beginning, shown_beginning
from explorer.vocabulary.encodings import decode_text

BEGINNING = 4096
"""Bytes and characters by which a format is recognised."""


@dataclass(frozen=True)
class ScorerFile:
    r"""One file, read when it is asked for.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "night.txt"
    ...     _ = path.write_text("W\nN1\n")
    ...     ScorerFile(path).lines
    ['W', 'N1']
    """

    path: Path

    @cached_property
    def beginning(self) -> bytes:
        """The first bytes."""
        return read_file(self.path, BEGINNING)

    @property
    def is_edf(self) -> bool:
        """Whether it begins as EDF or BDF does."""
        return self.beginning.startswith((b"0       ", b"\xffBIOSEMI"))

    @cached_property
    def raw(self) -> bytes:
        """All bytes."""
        return read_file(self.path)

    @cached_property
    def text(self) -> str:
        """Its text: UTF-8, UTF-16, or a code page in which its words are known.

        Raises
        ------
        ValueError
            If it is no text.
        """
        raw, encoding = self.raw, ""
        if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            encoding = "utf-16"
        elif what := by_beginning(raw):
            raise ValueError(f"{self.path}: this is {what}")
        elif b"\x00" in raw[:BEGINNING]:
            encoding = _unmarked_utf_16(raw)
            if not encoding:
                raise ValueError(
                    f"{self.path}: no scorer's file that we know, it begins with "
                    f"{shown_beginning(raw)}; expected EDF+, a table, one stage a line, JSON or XML"
                )
        try:
            return raw.decode(encoding) if encoding else decode_text(raw)
        except UnicodeDecodeError:
            return raw.decode("latin-1")

    @cached_property
    def head(self) -> str:
        """The beginning of its text."""
        return self.text[:BEGINNING]

    @cached_property
    def lines(self) -> list[str]:
        """All lines of its text, once they are few enough to be read.

        Raises
        ------
        TooMuchError
            If they are too many.
        """
        SCORING.check_text(self.path, self.text)
        return self.text.splitlines()


def _unmarked_utf_16(raw: bytes) -> str:
    """UTF-16 by its zeros, where it has no mark: every other byte of Latin text is one."""
    head = raw[:BEGINNING]
    for encoding, zeros, others in (("utf-16-le", 1, 0), ("utf-16-be", 0, 1)):
        if all(byte == 0 for byte in head[zeros::2]) and 0 not in head[others::2]:
            return encoding
    return ""


@dataclass(frozen=True)
class ScorerFormat:
    """One format of scorers' files."""

    name: str
    """As the account of a reading says it."""
    recognises: Callable[[ScorerFile], bool]
    """Whether a file is of this format, by its beginning and its name."""
    read: Callable[[ScorerFile, Reading], Scoring]
    is_binary: bool = False
    """Whether it is to be asked before the file is read as text."""
