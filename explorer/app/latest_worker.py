"""Long work off the page's thread: the newest request wins, and what is begun is finished."""

import logging
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from explorer.background_thread import start_background_thread
from explorer.release_memory import release_compiler_pages, trim_heap

Request = TypeVar("Request")
Answer = TypeVar("Answer")

_LOG = logging.getLogger(__name__)


class LatestWorker(Generic[Request, Answer]):
    """A thread that works on the newest request only.

    Requests that arrive while it works replace one another; the one under way is finished, because
    cancelling on every newer value would starve the picture during a drag. With nothing left to do,
    what loading its loops took of the memory is given back, and what it freed.

    Parameters
    ----------
    work : callable of Request -> Answer
        Runs on the worker's thread.
    done : callable of (Request, Answer)
        Called there too with what came of it.
    failed : callable of (Request, Exception)
        Called there with what went wrong; what it raises itself is logged, and the next request is
        served.

    Examples
    --------
    >>> squares = []
    >>> worker = LatestWorker(lambda n: n * n, lambda n, square: squares.append(square), print)
    >>> worker.request(3)
    >>> worker.wait(), squares
    (True, [9])
    """

    def __init__(
        self,
        work: Callable[[Request], Answer],
        done: Callable[[Request, Answer], None],
        failed: Callable[[Request, Exception], None],
    ) -> None:
        self._work, self._done, self._failed = work, done, failed
        self._condition = threading.Condition()
        self._waiting: list[Request] = []
        self._busy = False
        self._thread: threading.Thread | None = None

    def request(self, request: Request) -> None:
        """Ask for this, in place of whatever waits."""
        with self._condition:
            self._waiting = [request]
            if self._thread is None:
                self._thread = start_background_thread(self._run)

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until nothing is left to do; False if that took longer than `timeout` s."""
        with self._condition:
            return self._condition.wait_for(
                lambda: not self._waiting and not self._busy, timeout=timeout
            )

    @property
    def busy(self) -> bool:
        """Whether there is work under way or waiting."""
        return self._busy or bool(self._waiting)

    @property
    def idle(self) -> bool:
        """Whether nothing waits: what is under way, if anything, is the newest."""
        return not self._waiting

    def _run(self) -> None:
        while True:
            if not self._waiting:
                self._release()
            with self._condition:
                if not self._waiting:
                    self._thread = None  # one that idles costs memory: the next request makes one
                    self._condition.notify_all()
                    return
                request = self._waiting.pop()
                self._busy = True
            try:
                self._serve(request)
            finally:
                with self._condition:
                    self._busy = False
                    self._condition.notify_all()

    def _release(self) -> None:
        try:
            release_compiler_pages()
            trim_heap()
        except Exception:  # a thread that ended here would leave every later request waiting
            _LOG.exception("Memory could not be given back.")

    def _serve(self, request: Request) -> None:
        try:
            self._done(request, self._work(request))
        except Exception as error:
            try:
                self._failed(request, error)
            except Exception:  # a thread that ended here would leave every later request waiting
                _LOG.exception("A failure could not be told.")
