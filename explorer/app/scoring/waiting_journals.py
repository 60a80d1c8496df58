"""Journals that wait for a full disk: tried again until all that they hold is written."""

import threading
from collections.abc import Callable
from pathlib import Path

from explorer.scoring.journal import Journal

_RETRY = 3.0  # s between tries on a full disk


class WaitingJournals:
    """Journals of which the disk refused something, tried again on a thread of their own.

    Parameters
    ----------
    tried : callable of (Journal, AppendOutcome)
        Told what came of each try, a journal at a time.
    """

    def __init__(self, tried: Callable[..., None]) -> None:
        self.held: dict[Path, Journal] = {}
        """By their file; what the disk refused is in memory alone."""
        self._tried = tried
        self._timer: threading.Timer | None = None

    def hold(self, journal: Journal) -> None:
        """Try again until the disk takes what waits, even when another night is on screen."""
        self.held[journal.path] = journal
        if self._timer is None or not self._timer.is_alive():
            self._timer = threading.Timer(_RETRY, self.try_again)
            self._timer.daemon = True
            self._timer.start()

    def try_again(self) -> None:
        """Write what waits in every journal; called on a thread of its own."""
        self._timer = None
        for path, journal in list(self.held.items()):
            outcome = journal.retry()
            if outcome.saved:
                del self.held[path]
            self._tried(journal, outcome)
        if self.held:
            self.hold(next(iter(self.held.values())))
