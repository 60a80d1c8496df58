"""Edits of a scoring as values: stages and marks put in, taken back and put in again."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import reduce
from types import MappingProxyType

import numpy as np
import xarray as xr

from explorer.night.hypnogram import make_hypnogram
from explorer.vocabulary.stages import Stage

STAGES, EVENT, UNDO, REDO = "stages", "event", "undo", "redo"
FROM_FILE = "file"
"""Kind of stages that came in a scoring file."""

EVENT_KINDS = ("arousal", "spindle", "K-complex", "artefact")
"""What a person can mark by hand."""

STAGE_KEYS: MappingProxyType[str, Stage] = MappingProxyType(
    {
        "w": Stage.W,
        "1": Stage.N1,
        "2": Stage.N2,
        "3": Stage.N3,
        "r": Stage.REM,
        "u": Stage.UNSCORED,
    }
)
"""Key that scores each stage."""


@dataclass(frozen=True)
class Edit:
    """One thing that a person did to a scoring. Times are in s, so that no grid is needed."""

    do: str
    """`STAGES`, `EVENT`, `UNDO` or `REDO`."""
    scorer: str
    start: float = 0.0
    """s from the start of the recording."""
    stop: float = 0.0
    stages: tuple[int, ...] = ()
    """One code for all of it, or one for each of equal parts."""
    kind: str = ""
    """Of a mark: what was seen. Of stages: `FROM_FILE`, or nothing."""
    channel: str = ""
    """Of a mark: where, "" for all."""
    of: str = ""
    """Of an undo or redo: the edit's `id`. Of stages: whose were copied."""
    time: str = ""
    """When it was made, ISO 8601 in UTC."""
    id: str = ""

    @property
    def begins(self) -> bool:
        """Whether a scoring begins as this copy of another: where it stands on, and no edit."""
        return self.do == STAGES and bool(self.of) and self.kind != FROM_FILE


@dataclass(frozen=True)
class Edits:
    """All edits of a night that stand, and those taken back, in order."""

    done: tuple[Edit, ...] = ()
    undone: tuple[Edit, ...] = ()

    @property
    def scorers(self) -> tuple[str, ...]:
        """Who scored stages, in the order in which they began."""
        return tuple(dict.fromkeys(edit.scorer for edit in self.done if edit.do == STAGES))

    def can_undo(self, scorer: str) -> bool:
        """Whether an edit of this scorer stands."""
        return undo_of(self, scorer) is not None

    def can_redo(self, scorer: str) -> bool:
        """Whether an edit of this scorer was taken back, and nothing was done since."""
        return redo_of(self, scorer) is not None

    def counted(self, log: Iterable[Edit], scorer: str | None = None) -> int:
        """Count edits, undos and redos, of one scorer or of all, as a person counts them.

        The copy that a scoring begins with is none, nor is taking it back.
        """
        begun = {edit.id for edit in (*self.done, *self.undone) if edit.begins}
        return sum(
            scorer in (None, edit.scorer)
            and not edit.begins
            and not (edit.do in (UNDO, REDO) and edit.of in begun)
            for edit in log
        )


def stamped(edit: Edit) -> Edit:
    """Give an edit its time, and an id that no other has unless the page gave it one."""
    time = datetime.now(UTC).isoformat(timespec="milliseconds")
    return replace(edit, time=time, id=edit.id or new_id())


def new_id() -> str:
    """Return an id that no other edit has."""
    return uuid.uuid4().hex[:16]


def follow(edits: Edits, edit: Edit) -> Edits:
    """Return what stands after one more edit.

    Parameters
    ----------
    edits : Edits
        What stands.
    edit : Edit
        An undo or redo of an edit that is not there changes nothing; anything else is added, and
        what its scorer had taken back before can no longer be put in again.

    Returns
    -------
    Edits

    Examples
    --------
    >>> one = Edit(STAGES, "me", 0, 30, (2,), id="a")
    >>> gone = follow(follow(Edits(), one), Edit(UNDO, "me", of="a"))
    >>> gone.done, follow(gone, Edit(REDO, "me", of="a")).done == (one,)
    ((), True)
    """
    if edit.do == UNDO:
        taken = next((e for e in reversed(edits.done) if e.id == edit.of), None)
        if taken is None:
            return edits
        return Edits(tuple(e for e in edits.done if e is not taken), (*edits.undone, taken))
    if edit.do == REDO:
        taken = next((e for e in reversed(edits.undone) if e.id == edit.of), None)
        if taken is None:
            return edits
        return Edits((*edits.done, taken), tuple(e for e in edits.undone if e is not taken))
    kept = tuple(e for e in edits.undone if e.scorer != edit.scorer)
    return Edits((*edits.done, edit), kept)


def replayed(log: Iterable[Edit], before: Edits | None = None) -> Edits:
    """Return what stands after all of these, in order, on top of what stood before."""
    return reduce(follow, log, Edits() if before is None else before)


def undo_of(edits: Edits, scorer: str) -> Edit | None:
    """Make the edit that takes back this scorer's last one; None where nothing stands."""
    last = next((e for e in reversed(edits.done) if e.scorer == scorer and not e.begins), None)
    return None if last is None else Edit(UNDO, scorer, of=last.id)


def redo_of(edits: Edits, scorer: str) -> Edit | None:
    """Make the edit that puts in again what this scorer took back last; None where nothing is."""
    last = next((e for e in reversed(edits.undone) if e.scorer == scorer and not e.begins), None)
    return None if last is None else Edit(REDO, scorer, of=last.id)


def with_beginning(edits: Edits, turn: Edit) -> tuple[Edit, ...]:
    """Add to an undo or redo the copy that the scoring began with, where it goes or comes along.

    A copy on which none of its scorer's stages stands is no scoring of theirs.

    Parameters
    ----------
    edits : Edits
        What stands before the undo or redo.
    turn : Edit
        From `undo_of` or `redo_of`.

    Returns
    -------
    tuple of Edit
        In the order in which they are done.
    """
    own = [e for e in edits.done if e.scorer == turn.scorer and e.do == STAGES]
    if turn.do == UNDO:
        left = [e for e in own if e.id != turn.of]
        alone = len(left) < len(own) and len(left) == 1 and left[0].begins
        return (turn, Edit(UNDO, turn.scorer, of=left[0].id)) if alone else (turn,)
    back = next(e for e in edits.undone if e.id == turn.of)
    begun = next((e for e in reversed(edits.undone) if e.scorer == turn.scorer and e.begins), None)
    if begun is None or own or back.do != STAGES:
        return (turn,)
    return Edit(REDO, turn.scorer, of=begun.id), turn


def copy_of(hypnogram: xr.DataArray, scorer: str, origin: str) -> Edit:
    """Make the edit that begins a scoring as a copy of another.

    Parameters
    ----------
    hypnogram : xr.DataArray of Stage, dims (epoch)
        What is copied, whole, so that the edit stands without it.
    scorer : str
        Whose the copy is.
    origin : str
        Whose the hypnogram is.
    """
    first = float(hypnogram.onset[0]) if hypnogram.sizes["epoch"] else 0.0
    stop = first + hypnogram.sizes["epoch"] * float(hypnogram.epoch_length)
    return Edit(STAGES, scorer, first, stop, tuple(hypnogram.values.tolist()), of=origin)


def hypnogram_of(edits: Edits, scorer: str, grid: xr.DataArray) -> xr.DataArray:
    """Lay a scorer's edits on a grid of epochs.

    Parameters
    ----------
    edits : Edits
        What stands.
    scorer : str
        Whose.
    grid : xr.DataArray, dims (epoch)
        Any hypnogram of the night: its onsets and epoch length.

    Returns
    -------
    xr.DataArray of Stage, dims (epoch)
        ``UNSCORED`` where nothing was scored. An epoch has the stage at its middle, by the last
        edit that covers it.

    Examples
    --------
    >>> edits = Edits((Edit(STAGES, "me", 30, 90, (2, 3)),))
    >>> hypnogram_of(edits, "me", make_hypnogram(["W"] * 4)).values.tolist()
    [-2, 2, 3, -2]
    """
    length = float(grid.epoch_length)
    onset = grid.onset.values
    middle = onset + length / 2
    codes = np.full(middle.size, Stage.UNSCORED, np.int8)
    for edit in edits.done:
        if edit.scorer != scorer or edit.do != STAGES:
            continue
        first, last = np.searchsorted(middle, (edit.start, edit.stop))
        if len(edit.stages) == 1:
            codes[first:last] = edit.stages[0]
        else:
            part = (middle[first:last] - edit.start) / (edit.stop - edit.start)
            places = (part * len(edit.stages)).astype(int)
            codes[first:last] = np.asarray(edit.stages, np.int8)[places]
    return make_hypnogram(codes, length, first_onset=float(onset[0]) if onset.size else 0.0)


def marks_of(edits: Edits, scorer: str | None = None) -> tuple[Edit, ...]:
    """Return the events marked by hand, by one scorer or by all, in order of onset."""
    marks = (e for e in edits.done if e.do == EVENT and scorer in (None, e.scorer))
    return tuple(sorted(marks, key=lambda edit: edit.start))


def event_rows(edits: Edits, scorer: str) -> list[dict[str, object]]:
    """Return a scorer's marks as rows for `explorer.night.schema.make_events`."""
    return [
        {
            "onset": mark.start,
            "duration": mark.stop - mark.start,
            "kind": mark.kind,
            "channel": mark.channel,
            "source": mark.scorer,
        }
        for mark in marks_of(edits, scorer)
    ]
