"""A scorer's edits built anew under another name, where two pages score as one."""

from collections.abc import Collection
from dataclasses import replace

from explorer.scoring.edit_history import EVENT, REMOVE, UNDO, Edit, Edits, new_id, stamped


def without_scorer(edits: Edits, scorer: str) -> Edits:
    """Return what stands and what was taken back of all others than this scorer."""
    return Edits(
        tuple(edit for edit in edits.done if edit.scorer != scorer),
        tuple(edit for edit in edits.undone if edit.scorer != scorer),
    )


def fork_scorer(
    edits: Edits, scorer: str, name: str, unwritten: Collection[str] = ()
) -> list[Edit]:
    """Return the edits that build a scorer's scoring anew under another name.

    Parameters
    ----------
    edits : Edits
        What stands, and what was taken back: both are built, so that undo and redo go on.
    scorer, name : str
        The old and the new name.
    unwritten : collection of str
        Ids that no file has: their edits keep them, so that they are known if they come again.
    """
    own = [e for e in edits.done if e.scorer == scorer]
    back = [e for e in reversed(edits.undone) if e.scorer == scorer]
    ids = {
        edit.id: edit.id if edit.id in unwritten else new_id() for edit in (*own, *back) if edit.id
    }
    built = [
        replace(
            edit,
            scorer=name,
            id=ids.get(edit.id) or new_id(),
            # A mark that stands in place of another, or takes it out, goes on doing so.
            of=ids.get(edit.of, edit.of) if edit.do in (EVENT, REMOVE) else edit.of,
        )
        for edit in (*own, *back)
    ]
    taken_back = reversed(built[len(own) :])
    return built + [stamped(Edit(UNDO, name, of=edit.id)) for edit in taken_back]
