"""Edits of a scoring as values: stages and marks put in, taken back and put in again."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from explorer.scoring.edit import (
    EVENT,
    EVENT_KINDS,
    FROM_FILE,
    REDO,
    REMOVE,
    SLOW_WAVE,
    STAGE_KEYS,
    STAGES,
    UNDO,
    Edit,
    named_kind,
    new_id,
    stamped,
)
from explorer.scoring.replay import Replay
from explorer.scoring.standing_edits import Standing, standing_by_scorer, without

__all__ = [
    "EVENT",
    "EVENT_KINDS",
    "FROM_FILE",
    "REDO",
    "REMOVE",
    "SLOW_WAVE",
    "STAGES",
    "STAGE_KEYS",
    "UNDO",
    "Edit",
    "Edits",
    "apply_edit",
    "named_kind",
    "new_id",
    "redo_edit",
    "replay_edits",
    "stamped",
    "edited_subject",
    "undo_edit",
    "with_beginning",
]
_NOTHING = Standing()


@dataclass(frozen=True)
class Edits:
    """All edits of a night that stand, and those taken back, in order."""

    done: tuple[Edit, ...] = ()
    undone: tuple[Edit, ...] = ()

    @cached_property
    def scorers(self) -> tuple[str, ...]:
        """Who scored stages, in the order in which they began."""
        began = {name: own.stages[0] for name, own in self.by_scorer.items() if own.stages}
        if len(began) < 2:
            return tuple(began)
        first = {id(edit) for edit in began.values()}
        return tuple(edit.scorer for edit in self.done if id(edit) in first)

    @cached_property
    def by_scorer(self) -> Mapping[str, Standing]:
        """What stands of each scorer's edits; those who scored nothing that stands are not in."""
        return standing_by_scorer(self.done)

    def of(self, scorer: str) -> Standing:
        """Return what stands of this scorer's edits."""
        return self.by_scorer.get(scorer, _NOTHING)

    def can_undo(self, scorer: str) -> bool:
        """Whether an edit of this scorer stands."""
        return undo_edit(self, scorer) is not None

    def can_redo(self, scorer: str) -> bool:
        """Whether an edit of this scorer was taken back, and nothing was done since."""
        return redo_edit(self, scorer) is not None

    def counted(self, log: Iterable[Edit], scorer: str | None = None) -> int:
        """Count edits, undos and redos, of one scorer or of all, as a person counts them.

        The copy that a scoring begins with is none, nor is taking it back.
        """
        begun = {edit.id for edit in (*self.done, *self.undone) if edit.is_initial_copy}
        return sum(
            scorer in (None, edit.scorer)
            and not edit.is_initial_copy
            and not (edit.do in (UNDO, REDO) and edit.of in begun)
            for edit in log
        )


def apply_edit(edits: Edits, edit: Edit) -> Edits:
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
    >>> gone = apply_edit(apply_edit(Edits(), one), Edit(UNDO, "me", of="a"))
    >>> gone.done, apply_edit(gone, Edit(REDO, "me", of="a")).done == (one,)
    ((), True)
    """
    if edit.do == UNDO:
        taken = next((e for e in reversed(edits.done) if e.id == edit.of), None)
        if taken is None:
            return edits
        after = Edits(without(edits.done, taken), (*edits.undone, taken))
        return _carried(edits, after, taken, Standing.minus)
    if edit.do == REDO:
        taken = next((e for e in reversed(edits.undone) if e.id == edit.of), None)
        if taken is None:
            return edits
        after = Edits((*edits.done, taken), without(edits.undone, taken))
        return _carried(edits, after, taken, Standing.plus)
    kept = tuple(e for e in edits.undone if e.scorer != edit.scorer)
    return _carried(edits, Edits((*edits.done, edit), kept), edit, Standing.plus)


def _carried(
    before: Edits, after: Edits, edit: Edit, change: Callable[[Standing, Edit], Standing]
) -> Edits:
    """Carry over what stands by scorer, where it was gathered before: one scorer's changed."""
    known = before.__dict__.get("by_scorer")  # as `cached_property` keeps it; not gathered here
    if known is None:
        return after
    own = known.get(edit.scorer, _NOTHING)
    changed = change(own, edit)
    every = {**known, edit.scorer: changed}
    after.__dict__["by_scorer"] = {name: one for name, one in every.items() if one.edits}
    order = before.__dict__.get("scorers")
    # Where the first of several of theirs went, who began when is asked anew.
    if order is not None and own.stages[:1] == changed.stages[:1]:
        after.__dict__["scorers"] = order
    elif order is not None and not (own.stages and changed.stages):
        others = tuple(name for name in order if name != edit.scorer)
        after.__dict__["scorers"] = (*others, edit.scorer) if changed.stages else others
    return after


def replay_edits(log: Iterable[Edit], before: Edits | None = None) -> Edits:
    """Return what stands after all of these, in order, on top of what stood before."""
    replay = Replay() if before is None else Replay(before.done, before.undone)
    for edit in log:
        replay.follow(edit)
    return Edits(replay.done, replay.undone)


def undo_edit(edits: Edits, scorer: str) -> Edit | None:
    """Make the edit that takes back this scorer's last one; None where nothing stands."""
    last = next((e for e in reversed(edits.of(scorer).edits) if not e.is_initial_copy), None)
    return None if last is None else Edit(UNDO, scorer, of=last.id)


def redo_edit(edits: Edits, scorer: str) -> Edit | None:
    """Make the edit that puts in again what this scorer took back last; None where nothing is."""
    last = next(
        (e for e in reversed(edits.undone) if e.scorer == scorer and not e.is_initial_copy), None
    )
    return None if last is None else Edit(REDO, scorer, of=last.id)


def edited_subject(edits: Edits, turn: Edit) -> Edit:
    """Return the edit that an undo takes back, or a redo puts in again, before it is done.

    Raises
    ------
    ValueError
        If it is not there.
    """
    among = edits.done if turn.do == UNDO else edits.undone
    for edit in reversed(among):
        if edit.id == turn.of:
            return edit
    raise ValueError(f"there is no edit {turn.of!r} to {turn.do}")


def with_beginning(edits: Edits, turn: Edit) -> tuple[Edit, ...]:
    """Add to an undo or redo the copy that the scoring began with, where it goes or comes along.

    A copy on which none of its scorer's stages stands is no scoring of theirs.

    Parameters
    ----------
    edits : Edits
        What stands before the undo or redo.
    turn : Edit
        From `undo_edit` or `redo_edit`.

    Returns
    -------
    tuple of Edit
        In the order in which they are done.
    """
    own = edits.of(turn.scorer).stages
    if turn.do == UNDO:
        left = [e for e in own if e.id != turn.of] if len(own) == 2 else []
        alone = len(left) == 1 and left[0].is_initial_copy
        return (turn, Edit(UNDO, turn.scorer, of=left[0].id)) if alone else (turn,)
    if own or edited_subject(edits, turn).do != STAGES:
        return (turn,)
    begun = next(
        (e for e in reversed(edits.undone) if e.scorer == turn.scorer and e.is_initial_copy), None
    )
    if begun is None:
        return (turn,)
    return Edit(REDO, turn.scorer, of=begun.id), turn
