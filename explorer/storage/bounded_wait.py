"""Work that may never end, as on a drive that does not answer: left behind, not waited for."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from explorer.background_thread import start_background_thread
from explorer.release_memory import release_compiler_pages, trim_heap

Request = TypeVar("Request")
Answer = TypeVar("Answer")

_LOG = logging.getLogger(__name__)

MOST_LEFT = 4
"""Threads that may hang at a time; a thread that waits for a drive cannot be ended."""
_left: set[threading.Thread] = set()  # that answer to `answer_within` and have not answered


def answer_within(seconds: float, work: Callable[[], Answer], what: str) -> Answer:
    """Return what `work` gives, if it does soon enough.

    Parameters
    ----------
    seconds : float
        Then it is left behind, and its answer dropped.
    work : callable of () -> Answer
        Runs on a thread of its own.
    what : str
        What was asked, to begin a sentence.

    Raises
    ------
    TimeoutError
        If it took longer, or too many hang already.
    Exception
        What `work` raised.

    Examples
    --------
    >>> answer_within(5.0, lambda: 6 * 7, "this sum")
    42
    """
    _left.difference_update([thread for thread in _left if not thread.is_alive()])
    if len(_left) >= MOST_LEFT:
        raise TimeoutError(
            f"{what}: not asked, as {len(_left)} earlier questions still wait for a drive that "
            "does not answer; see to the drive, then try again"
        )
    answers: list[Answer] = []
    errors: list[Exception] = []

    def run() -> None:
        try:
            answers.append(work())
        except Exception as error:  # raised again below, where the answer is waited for
            errors.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        _left.add(thread)
        raise TimeoutError(
            f"{what}: no answer within {seconds:g} s; its drive may be away or busy, so try again "
            "or choose another place"
        )
    if errors:
        raise errors[0]
    return answers[0]


class PatientWorker(Generic[Request, Answer]):
    """Works on the newest request only, and leaves behind what does not end.

    A newer request waits a moment for the one under way, then takes its place; without a newer one
    it is given up after a deadline. What was left behind may end when it likes: its answer is
    dropped.

    Parameters
    ----------
    work : callable of Request -> Answer
        Runs on a thread of its own.
    done : callable of (Request, Answer)
        Called there with what came of it.
    failed : callable of (Request, Exception)
        Called with what went wrong; a TimeoutError where it was given up. What it raises itself is
        logged, and the next request is served.
    deadline, patience : float
        s until it is given up, and until a newer request takes its place.

    Examples
    --------
    >>> squares = []
    >>> worker = PatientWorker(lambda n: n * n, lambda n, square: squares.append(square), print)
    >>> worker.request(3)
    >>> worker.wait(), squares
    (True, [9])
    """

    def __init__(
        self,
        work: Callable[[Request], Answer],
        done: Callable[[Request, Answer], None],
        failed: Callable[[Request, Exception], None],
        *,
        deadline: float = 60.0,
        patience: float = 2.0,
    ) -> None:
        self._work, self._done, self._failed = work, done, failed
        self.deadline, self.patience = deadline, patience
        self._condition = threading.Condition()
        self._waiting: list[Request] = []
        self._turn: threading.Thread | None = None  # whose answer is wanted
        self._answering = False  # it has come, and is being handed over
        self._began = 0.0  # when the deadline of what is under way began
        self._left: list[threading.Thread] = []

    def request(self, request: Request) -> None:
        """Ask for this, in place of whatever waits."""
        with self._condition:
            self._waiting = [request]
            if self._turn is None:
                self._begin()
            # A newer request wakes the watch of the one under way.
            self._condition.notify_all()

    def cancel(self) -> bool:
        """Give up what is under way and what waits; whether there was anything."""
        with self._condition:
            under_way = self._turn is not None and not self._answering
            found = bool(self._waiting) or under_way
            self._waiting = []
            if under_way:
                self._leave()
            self._condition.notify_all()
            return found

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until nothing is left to do; False if that took longer than `timeout` s."""
        with self._condition:
            return self._condition.wait_for(lambda: not self.busy, timeout=timeout)

    def get_on(self) -> bool:
        """Say, from its thread, that what is under way gets on: its deadline begins anew.

        Returns
        -------
        bool
            Whether its answer is still wanted.
        """
        with self._condition:
            if self._turn is not threading.current_thread() or self._waiting:
                return False
            self._began = time.monotonic()
            return True

    @property
    def busy(self) -> bool:
        """Whether there is work under way or waiting."""
        return self._turn is not None or bool(self._waiting)

    @property
    def waiting(self) -> Request | None:
        """What will be worked on next, if anything waits."""
        return next(iter(self._waiting), None)

    @property
    def left(self) -> int:
        """How many requests were left behind and have not ended."""
        self._left = [thread for thread in self._left if thread.is_alive()]
        return len(self._left)

    def _begin(self) -> None:
        request = self._waiting.pop()
        run = self._refuse if self.left >= MOST_LEFT else self._run
        self._began = time.monotonic()
        self._turn = start_background_thread(run, request)
        threading.Thread(target=self._watch, args=(self._turn, request), daemon=True).start()

    def _leave(self) -> None:
        if self._turn is not None:
            self._left.append(self._turn)
        self._turn = None

    def _watch(self, turn: threading.Thread, request: Request) -> None:
        """Leave a request behind once it has had its time."""
        with self._condition:
            while self._turn is turn and not self._answering:
                until = self._began + (self.patience if self._waiting else self.deadline)
                if time.monotonic() < until:
                    self._condition.wait(until - time.monotonic())
                    continue
                self._leave()
                if self._waiting:
                    self._begin()
                    return
                break
            else:
                return
        late = (
            f"no answer within {self.deadline:g} s, so it was given up; a drive may be away, or "
            "the machine busy: try again"
        )
        self._tell_failure(request, TimeoutError(late))
        with self._condition:
            self._condition.notify_all()

    def _refuse(self, request: Request) -> None:
        number = self.left
        said = (
            f"not begun, as {number} earlier ones still wait for a drive that does not answer; see "
            "to the drive, then try again"
        )
        self._hand_over(lambda: self._tell_failure(request, TimeoutError(said)))

    def _run(self, request: Request) -> None:
        try:
            answer = self._work(request)
        except Exception as error:
            said = error
            self._hand_over(lambda: self._tell_failure(request, said))
        else:

            def tell() -> None:
                try:
                    self._done(request, answer)
                except Exception as error:
                    self._tell_failure(request, error)

            self._hand_over(tell)

    def _tell_failure(self, request: Request, error: Exception) -> None:
        try:
            self._failed(request, error)
        except Exception:  # whoever waits for the worker, and the next request, must go on
            _LOG.exception("A failure could not be told.")

    def _hand_over(self, tell: Callable[[], None]) -> None:
        """Tell what came of it, unless nobody waits for it any more; then begin the next."""
        with self._condition:
            if self._turn is not threading.current_thread():
                return
            self._answering = True
        try:
            tell()
            if not self._waiting:
                release_compiler_pages()
                trim_heap()
        finally:
            with self._condition:
                self._answering, self._turn = False, None
                if self._waiting:
                    self._begin()
                self._condition.notify_all()
