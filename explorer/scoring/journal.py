"""The journal of a night's edits: one line an edit, on disk before it counts as saved."""

import contextlib
import json
import os
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from explorer.scoring.edit_history import (
    Edit,
    Edits,
    apply_edit,
    replay_edits,
    stamped,
)
from explorer.scoring.journal_format import ABOUT_NIGHT, decode_edit, encode_edit
from explorer.scoring.scorer_fork import fork_scorer, without_scorer
from explorer.storage.changed_files import open_local_file
from explorer.storage.locks import lock, locked
from explorer.storage.whole_writes import read_all, sync_folder, write_all
from explorer.vocabulary.counts import pluralize

_TAIL = 256  # bytes: more than one line's id and time
_MANY = 16  # edits at once, from which on what stands is gathered anew


@dataclass(frozen=True)
class AppendOutcome:
    """What became of an edit."""

    saved: bool
    """Whether it is on disk. If not, it stands in memory and waits."""
    problem: str = ""
    """Why not, in one sentence."""
    others: int = 0
    """Edits that other pages had written meanwhile."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """Scorers whose scoring goes on under another name, as another page scores under theirs."""


class Journal:
    """A night's edits on disk, shared by all pages that show this night.

    Lines are only ever added, under a lock, and forced to disk before `append` returns. Where the
    disk refuses, edits wait in memory and are written before the next, or by `retry`.

    Parameters
    ----------
    path : Path
        A file, made with its folder when there is a first edit.
    about : mapping, optional
        What its first line says of the night.
    """

    def __init__(self, path: Path, about: Mapping[str, object] | None = None) -> None:
        self.path = path
        self.about = dict(about or {})
        self.notes: tuple[str, ...] = ()
        """What was wrong with the file, a sentence each."""
        self.edits = Edits()
        """What stands, with what still waits to be written."""
        self.waiting: tuple[Edit, ...] = ()
        """Edits that the disk has not taken yet."""
        self._log: list[Edit] = []
        self._known: set[str] = set()
        self._taken = 0  # bytes of the file that are in the log
        self._tail = b""  # the last of them: another file in its place has others there
        self._damaged: set[int] = set()  # where lines begin that are no edits
        self._renamed: dict[str, str] = {}
        self._own: set[str] = set()  # names that this page has scored under
        # By names that another page scores under now: what stood before, as seen by this page.
        self._apart: dict[str, Edits] = {}
        self._seen: tuple[int, ...] = ()  # what told the file from any other when last read
        self._turn = threading.RLock()

    def open(self) -> Edits:
        """Read the file, if there is one.

        Returns
        -------
        Edits
            What stands. Lines that are no edits are passed over, and `notes` says how many.

        Raises
        ------
        OSError
            If there is a file that cannot be read.
        """
        with self._turn:
            try:
                raw = self._read(0)
            except FileNotFoundError:
                self._seen = ()
                return self.edits
            self._log, self._known, self._taken, self._damaged = [], set(), 0, set()
            self._tail = b""
            self._take(raw)
            self.edits = replay_edits([*self._log, *self.waiting])
            return self.edits

    def catch_up(self, *, watched: bool = False) -> tuple[Edit, ...]:
        """Read what other pages wrote since; a look at the file's size and time where nobody did.

        Parameters
        ----------
        watched : bool
            Whether somebody has this page before them: whoever writes meanwhile is at another page
            now, and their names are not taken up here, whether this page scored as them or not.

        Returns
        -------
        tuple of Edit
            What is new, undone and put in again too; it stands in `edits`. Nothing while edits of
            this page wait to be written: they and what others wrote meet as they are.

        Raises
        ------
        OSError
            If there is a file that cannot be read.
        """
        with self._turn:
            if self.waiting:
                return ()
            try:
                found = self.path.stat()
            except FileNotFoundError:
                return ()
            if _told_apart(found) == self._seen:
                return ()
            raw = self._read(self._taken - len(self._tail))
            if not raw.startswith(self._tail):  # somebody put another file in its place
                known = self._known
                self.open()
                return tuple(edit for edit in self._log if edit.id not in known)
            new = self._take(raw[len(self._tail) :])
            theirs = {edit.scorer for edit in new}
            for scorer in theirs if watched else self._own & theirs:
                self._apart.setdefault(scorer, self.edits)
            self.edits = replay_edits(new, self.edits)
            return tuple(new)

    def seen_by(self, scorer: str) -> Edits:
        """Return what stands for a scorer of this page, without what another page did as them."""
        return self._apart.get(scorer, self.edits)

    def is_shared(self, scorer: str) -> bool:
        """Whether another page scores now under a name, beside this page."""
        return scorer in self._apart

    def has(self, name: str) -> bool:
        """Whether an edit with this id stands on disk or waits for it."""
        with self._turn:
            return name in self._known or self.waits(name)

    def waits(self, name: str) -> bool:
        """Whether an edit with this id is not on disk yet."""
        return any(edit.id == name for edit in self.waiting)

    def append(self, *edits: Edit) -> AppendOutcome:
        """Add edits to those that stand, and write them at once, so that no page sees them apart.

        Parameters
        ----------
        *edits : Edit
            They get their time here, and an id if they have none.

        Returns
        -------
        Outcome
            Never an exception: an edit that the disk refused stands and waits.
        """
        with self._turn:
            new = tuple(map(stamped, edits))
            self.waiting = (*self.waiting, *new)
            self.edits = _after(self.edits, new)
            for scorer in {edit.scorer for edit in new} & set(self._apart):
                own = tuple(edit for edit in new if edit.scorer == scorer)
                self._apart[scorer] = _after(self._apart[scorer], own)
            return self.retry()

    def retry(self) -> AppendOutcome:
        """Write what waits."""
        with self._turn:
            if not self.waiting:
                return AppendOutcome(saved=True)
            try:
                others = self._write()
            except OSError as error:
                return AppendOutcome(
                    saved=False, problem=self._in_words(error), renamed=self._told()
                )
            return AppendOutcome(saved=True, others=others, renamed=self._told())

    # ---- the file ------------------------------------------------------------------------------

    def _read(self, begin: int) -> bytes:
        with open_local_file(self.path) as file:
            with contextlib.suppress(OSError):  # read it all the same
                lock(file.fileno(), self.path)
            file.seek(begin)
            raw = file.read()
            self._seen = _told_apart(os.fstat(file.fileno()))
            return raw

    def _write(self) -> int:
        """Write what waits after what others wrote; return how many edits those are."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        is_new = not self.path.exists()
        with locked(self.path) as descriptor:
            os.lseek(descriptor, self._taken - len(self._tail), os.SEEK_SET)
            if os.read(descriptor, len(self._tail)) != self._tail:  # somebody took the file away
                self.waiting, self._log = (*self._log, *self.waiting), []
                self._known, self._taken, self._damaged = set(), 0, set()
                self._tail = b""
            begin = os.lseek(descriptor, self._taken, os.SEEK_SET)
            raw = read_all(descriptor)
            own = {edit.id for edit in self.waiting}
            theirs = [edit for edit in self._take(raw) if edit.id not in own]
            self._settle(theirs)
            torn = bool(raw) and not raw.endswith(b"\n")  # never add to a line cut short
            lines = [encode_edit(edit) for edit in self.waiting]
            if not begin + len(raw):
                lines.insert(0, {"do": "night", **self.about})
            text = "\n" * torn + "".join(
                json.dumps(line, ensure_ascii=False) + "\n" for line in lines
            )
            end = begin + len(raw)
            try:
                write_all(descriptor, text.encode())
                os.fsync(descriptor)
            except OSError:
                with contextlib.suppress(OSError):
                    os.ftruncate(descriptor, end)  # of these bytes nobody was told
                raise
            self._taken = end + len(text.encode())
            self._tail = text.encode()[-_TAIL:]
            self._seen = _told_apart(os.fstat(descriptor))
        if is_new:
            sync_folder(self.path.parent)
        self._log += self.waiting
        self._own |= {edit.scorer for edit in self.waiting}
        self._known |= {edit.id for edit in self.waiting}
        self.waiting = ()
        return len(theirs)

    def _take(self, raw: bytes) -> list[Edit]:
        """Take what was read into the log; return the edits that are new."""
        new: list[Edit] = []
        begin = self._taken
        for line in raw.split(b"\n"):
            edit = decode_edit(line) if line.strip() else ABOUT_NIGHT
            if edit is None:
                self._damaged.add(begin)
            elif edit.id and edit.id not in self._known:
                self._known.add(edit.id)
                new.append(edit)
            begin += len(line) + 1
        whole = raw[: raw.rfind(b"\n") + 1]  # a line without an end is looked at again
        self._taken += len(whole)
        self._tail = whole[-_TAIL:] or self._tail
        self._log += new
        if self._damaged:
            count = len(self._damaged)
            lines = pluralize(count, "line")
            self.notes = (
                f"The journal of your edits has {lines} cut short, as when a computer stops while "
                "writing: left out; all others stand.",
            )
        return new

    def _settle(self, theirs: Sequence[Edit]) -> None:
        """Make room for what others wrote: under a name that is theirs too, go on under another."""
        # An edit that the file holds was written after all, though the disk said it was not.
        self.waiting = tuple(edit for edit in self.waiting if edit.id not in self._known)
        others = {edit.scorer for edit in theirs} | set(self._apart)
        shared = others & {edit.scorer for edit in self.waiting}
        if not theirs and not shared:
            return
        taken = {edit.scorer for edit in self._log}
        for scorer in sorted(shared):
            number = 2
            while (name := f"{scorer} {number}") in taken:
                number += 1
            taken.add(name)
            rest = [edit for edit in self.waiting if edit.scorer != scorer]
            own = self._apart.get(scorer, self.edits)
            self._apart[scorer] = without_scorer(own, scorer)  # all of it moves
            unwritten = {edit.id for edit in self.waiting}
            self.waiting = (*rest, *fork_scorer(own, scorer, name, unwritten))
            self._own.discard(scorer)
            self._renamed[scorer] = name
        self.edits = replay_edits([*self._log, *self.waiting])

    def _told(self) -> dict[str, str]:
        renamed, self._renamed = self._renamed, {}
        return renamed

    def _in_words(self, error: OSError) -> str:
        count = len(self.waiting)
        edits = "your last edit is" if count == 1 else f"your last {count} edits are"
        return (
            f"Not saved: {edits} kept in this page only, as the journal {self.path} could not be "
            f"written ({error.strerror or error}); they are tried again until it can, or export "
            "your scoring now."
        )


def _after(edits: Edits, new: Sequence[Edit]) -> Edits:
    """Return what stands after more edits: many, as of a file, in one go."""
    if len(new) > _MANY:
        return replay_edits(new, edits)
    for edit in new:
        edits = apply_edit(edits, edit)
    return edits


def _told_apart(found: os.stat_result) -> tuple[int, ...]:
    return (found.st_ino, found.st_size, found.st_mtime_ns)
