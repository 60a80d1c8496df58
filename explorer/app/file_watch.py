"""The watch over the files of the night on screen: whether they are still what was opened."""

from typing import Protocol

from explorer.app.latest_worker import LatestWorker
from explorer.app.sharing.session_controller import SessionController
from explorer.app.state import ExplorerState
from explorer.io.same_recording import check_unchanged
from explorer.night.night import Night
from explorer.storage.changed_files import FileChangedError


class Watched(Protocol):
    """What the page around must have."""

    state: ExplorerState
    session: SessionController


class FileWatch:
    """Says once what became of a file: what a person tried since stands until there is more.

    Parameters
    ----------
    page : Watched
        Shows the night, and says it.
    """

    def __init__(self, page: Watched) -> None:
        self.page = page
        self._noticed = ""
        self.worker: LatestWorker[Night, None] = LatestWorker(
            check_unchanged, lambda *_: self.settle(), self._changed
        )

    def look(self) -> None:
        """See off the page's thread whether the files of the night on screen are still the same."""
        if not self.worker.busy:
            self.worker.request(self.page.state.night)

    def notice(self, sentence: str) -> None:
        """Say what became of the file, unless that was what was noticed last."""
        if sentence != self._noticed:
            self._noticed = sentence
            self.page.session.say_changed(sentence)

    def settle(self) -> None:
        """Say nothing of the file any more: it is as it was, or was read anew."""
        self._noticed = ""
        self.page.session.say_changed("")

    def _changed(self, night: Night, error: Exception) -> None:
        if night is self.page.state.night and isinstance(error, FileChangedError):
            self.notice(str(error))
