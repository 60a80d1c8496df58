"""Edits followed one after the other, each at the same cost however many there were before."""

from collections import defaultdict
from collections.abc import Iterable

from explorer.scoring.edit import REDO, UNDO, Edit


class Replay:
    """What stands while edits are followed, and what was taken back.

    Parameters
    ----------
    done, undone : iterable of Edit
        What stood, and what was taken back, before the first that is followed; in order.
    """

    def __init__(self, done: Iterable[Edit] = (), undone: Iterable[Edit] = ()) -> None:
        # Numbered as they come, so that one is found and taken out without a look at the others.
        self._number = 0
        self._done: dict[int, Edit] = {}
        self._undone: dict[int, Edit] = {}
        self._done_by_id: dict[str, list[int]] | None = None  # made for the first undo
        self._undone_by_id: defaultdict[str, list[int]] = defaultdict(list)
        self._undone_by_scorer: defaultdict[str, list[int]] = defaultdict(list)
        for edit in done:
            self._stand(edit)
        for edit in undone:
            self._take_back(edit)

    @property
    def done(self) -> tuple[Edit, ...]:
        """What stands, in order."""
        return tuple(self._done.values())

    @property
    def undone(self) -> tuple[Edit, ...]:
        """What was taken back and can be put in again, in order."""
        return tuple(self._undone.values())

    def follow(self, edit: Edit) -> None:
        """Do one more edit, as `explorer.scoring.edit_history.apply_edit` says."""
        if edit.do == UNDO:
            number = _last(self._by_id().get(edit.of, []), self._done)
            if number is not None:
                self._take_back(self._done.pop(number))
        elif edit.do == REDO:
            number = _last(self._undone_by_id.get(edit.of, []), self._undone)
            if number is not None:
                self._stand(self._undone.pop(number))
        else:
            for number in self._undone_by_scorer.pop(edit.scorer, ()):
                self._undone.pop(number, None)
            self._stand(edit)

    def _stand(self, edit: Edit) -> None:
        self._number += 1
        self._done[self._number] = edit
        if self._done_by_id is not None:
            self._done_by_id[edit.id].append(self._number)

    def _take_back(self, edit: Edit) -> None:
        self._number += 1
        self._undone[self._number] = edit
        self._undone_by_id[edit.id].append(self._number)
        self._undone_by_scorer[edit.scorer].append(self._number)

    def _by_id(self) -> dict[str, list[int]]:
        if self._done_by_id is None:
            self._done_by_id = defaultdict(list)
            for number, edit in self._done.items():
                self._done_by_id[edit.id].append(number)
        return self._done_by_id


def _last(numbers: list[int], there: dict[int, Edit]) -> int | None:
    """Take the last number off that is still there, and those behind it that are not."""
    while numbers:
        number = numbers.pop()
        if number in there:
            return number
    return None
