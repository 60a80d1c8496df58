"""Keys of a scoring hand: each done once, and confirmed to the page once it is on disk."""

from collections.abc import Callable
from typing import Any

from explorer.app.scoring.scoring_controller import ScoringController
from explorer.scoring.journal import Journal

_MOST_NAMED = 12


class HandKeys:
    """What the page keeps of its keys until it hears that they are saved.

    A kernel may end between a key and its place on disk, or between that and the word to the page,
    which sends again whatever was not confirmed. The id that the page gave a key is that of its
    edit in the journal: by it a key that comes again is known. Keys are done in the order in which
    they were pressed, or an undo would take back another edit than the hand meant: one whose
    earlier one was lost on its way waits until the page sent both again.

    Parameters
    ----------
    controller : ScoringController
        Where the edits are made.
    """

    def __init__(self, controller: ScoringController) -> None:
        self.controller = controller
        self.send: Callable[[dict[str, Any]], None] = lambda _message: None
        """Tells the page."""
        self._unconfirmed: dict[str, Journal] = {}
        self._taken: set[str] = set()  # done, or answered in words
        self._again: list[str] = []  # words of the keys sent again since one that was not
        controller.written = self.confirm

    def take(self, message: dict[str, Any], act: Callable[[], None]) -> None:
        """Do what a key says, unless it was done before.

        Parameters
        ----------
        message : dict
            Of the page: ``id`` of the key, the ``night`` and ``person`` it was pressed for, its
            ``words``, ``after`` which key that is not saved either, ``again`` if it was sent
            before, and ``soon`` if that was because another was missed. A key for another night
            than that on screen is not done, and not confirmed: the page keeps it until that night
            is open.
        act : callable
            Does it.
        """
        controller, name = self.controller, str(message.get("id", ""))
        if not name:
            act()
            return
        if message.get("night") != controller.night:
            return
        if not self._came(str(message.get("after") or "")):
            self.send({"kind": "missed"})
            return
        try:
            if not controller.journal.has(name):
                if message.get("again"):
                    if not message.get("soon"):
                        self._again.append(str(message.get("words", "")))
                    self._score_as(str(message.get("person", "")))
                else:
                    self._again.clear()
                with controller.named(name):
                    act()
                self._say_saved()
        finally:  # one that could not be done was answered in words
            self._taken.add(name)
            self._unconfirmed[name] = controller.journal
            self.confirm()

    def _came(self, earlier: str) -> bool:
        return not earlier or earlier in self._taken or self.controller.journal.has(earlier)

    def confirm(self) -> None:
        """Tell the page which keys it need not keep any more."""
        settled = {
            name: journal for name, journal in self._unconfirmed.items() if not journal.waits(name)
        }
        for name in settled:
            del self._unconfirmed[name]
        if settled:
            refused = [name for name, journal in settled.items() if not journal.has(name)]
            self.send({"kind": "settled", "ids": list(settled), "refused": refused})

    def _score_as(self, person: str) -> None:
        person = self.controller.renamed.get(person, person)
        if person and person != self.controller.state.scorer_name:
            self.controller.rename(person)

    def _say_saved(self) -> None:
        controller = self.controller
        if self._again and not controller.journal.waiting:
            more = len(self._again) - _MOST_NAMED
            first = [f"{more} earlier"] if more > 0 else []
            named = ", ".join([*first, *self._again[-_MOST_NAMED:]])
            controller.words.note(f"Sent again, and saved now: {named}.")
            controller.changed()
