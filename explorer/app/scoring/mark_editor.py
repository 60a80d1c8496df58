"""The mark editor: marks of events by hand, added, changed and taken out as edits of a journal."""

from collections.abc import Callable
from dataclasses import replace

from explorer.app.scoring.mark_edits import new_mark, own_mark
from explorer.app.state import ExplorerState
from explorer.scoring.edit_history import REMOVE, Edit, Edits


class MarkEditor:
    """Marks of the night on screen.

    Parameters
    ----------
    state : ExplorerState
        Its night, and who marks.
    own : callable of () -> Edits
        What stands of this person's.
    append : callable of Edit
        Puts an edit in the journal.
    """

    def __init__(
        self,
        state: ExplorerState,
        own: Callable[[], Edits],
        append: Callable[[Edit], object],
    ) -> None:
        self.state, self.own, self.append = state, own, append

    def add(self, kind: str, start: float, stop: float, channel: str = "") -> bool:
        """Mark an event of any kind, in s from the start of the recording.

        Returns
        -------
        bool
            False where the very mark stands already, and nothing was added.

        Raises
        ------
        ValueError
            If the kind cannot be called so, or the recording has no such stretch or channel.
        """
        state = self.state
        mark = new_mark(state.night, state.scorer_name, kind, (start, stop), channel)
        if any(_is_same(mark, other) for other in self.own().of(mark.scorer).marks):
            return False
        self.append(mark)
        return True

    def change(self, name: str, **changes: object) -> None:
        """Put a mark of this person in place of one that stands.

        Parameters
        ----------
        name : str
            Its id.
        **changes
            ``kind``, ``start``, ``stop`` or ``channel``; what is not given stays.

        Raises
        ------
        ValueError
            If there is no such mark, or it cannot be so.
        """
        before = own_mark(self.own(), self.state.scorer_name, name)
        after = replace(before, **changes)  # type: ignore[arg-type]
        if after != before:
            span = (after.start, after.stop)
            made = new_mark(self.state.night, before.scorer, after.kind, span, after.channel)
            self.append(replace(made, of=before.id))

    def remove(self, name: str) -> None:
        """Take out a mark of this person, by its id.

        Raises
        ------
        ValueError
            If there is no such mark.
        """
        mark = own_mark(self.own(), self.state.scorer_name, name)
        self.append(replace(mark, do=REMOVE, of=name, id="", time=""))


def _is_same(one: Edit, other: Edit) -> bool:
    return (one.start, one.stop, one.kind, one.channel) == (
        *(other.start, other.stop),
        *(other.kind, other.channel),
    )
