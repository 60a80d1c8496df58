"""Safe callbacks: under one lock what a hand or worker sets off, and one sentence if it fails."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from explorer.app.app_context import describe_error
from explorer.app.status import Status
from explorer.bridge.live_figure import LiveFigure
from explorer.dsp.threads import NoLongerWantedError
from explorer.storage.changed_files import FileChangedError


class SafeCallbacks:
    """Wraps callbacks of a page, and says what went wrong in them and in its workers.

    Parameters
    ----------
    pane : LiveFigure
        Whose lock every change is made under.
    status : Status
        Gets the sentence.
    left : callable of () -> None
        Called when a worker left what nobody wants any more.
    file_changed : callable of str
        Called, with the sentence, when the file of the night changed under the page.
    """

    def __init__(
        self,
        pane: LiveFigure,
        status: Status,
        *,
        left: Callable[[], None],
        file_changed: Callable[[str], None],
    ) -> None:
        self.pane, self.status = pane, status
        self.left, self.file_changed = left, file_changed

    def wrap(self, callback: Callable[..., None]) -> Callable[..., None]:
        """Wrap a callback: one lock, one batch of messages, and one sentence if it fails.

        Voilà swallows what a callback raises, and JupyterLab may run two at once. The sentence goes
        once the same callback goes well.
        """
        refused = ""

        @wraps(callback)
        def guarded(*arguments: Any) -> None:
            nonlocal refused
            with self.pane:
                try:
                    callback(*arguments)
                except Exception as error:
                    refused = self._say(error)
                    return
                if refused:
                    self.status.forget_refusal(refused)
                    refused = ""

        return guarded

    def work_failed(self, _request: object, error: Exception) -> None:
        """Say what went wrong in a worker."""
        if isinstance(error, NoLongerWantedError):
            self.left()
            return
        with self.pane:
            self._say(error)

    def _say(self, error: Exception) -> str:
        if isinstance(error, FileChangedError):
            self.file_changed(str(error))
        said = describe_error(error)
        self.status.refuse(said)
        return said
