"""A least-recently-used cache of answers, by their question."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Generic, TypeVar

Answer = TypeVar("Answer")
Key = tuple[Any, ...]


class LRUCache(Generic[Answer]):
    """Answers by the question; beyond so many, the one longest not asked for goes.

    Several threads may ask. What two ask for at once is computed by both: neither waits.

    Parameters
    ----------
    most : int
        How many are kept.
    weigh : callable of Answer -> float, optional
        How heavy an answer is.
    heaviest : callable of () -> float, optional
        How much they may weigh together; the newest is kept in any case.

    Examples
    --------
    >>> squares = LRUCache(2)
    >>> [squares.get((n,), lambda n=n: n * n) for n in (1, 2, 1, 3)]
    [1, 4, 1, 9]
    >>> [(n,) in squares for n in (1, 2, 3)]
    [True, False, True]
    """

    def __init__(
        self,
        most: int,
        weigh: Callable[[Answer], float] = lambda _answer: 0.0,
        heaviest: Callable[[], float] = lambda: 0.0,
    ) -> None:
        self._most = most
        self._weigh, self._heaviest = weigh, heaviest
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self._lock = Lock()

    def __contains__(self, key: object) -> bool:
        """Whether `get` would answer at once."""
        return key in self._answers

    def known(self, key: Key) -> Answer | None:
        """Return the answer if it is kept, without computing it."""
        with self._lock:
            return self._answers.get(key)

    def get(self, key: Key, compute: Callable[[], Answer]) -> Answer:
        """Return the answer, computed if it is not kept."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        answer = compute()
        with self._lock:
            self._answers[key] = answer
            heaviest = self._heaviest()
            while len(self._answers) > self._most or (
                len(self._answers) > 1 and sum(map(self._weigh, self._answers.values())) > heaviest
            ):
                self._answers.popitem(last=False)
        return answer

    def peek(self, key: Key) -> Answer | None:
        """Return the answer if it is kept; its place in the order stays."""
        return self._answers.get(key)

    def values(self) -> tuple[Answer, ...]:
        """All answers kept."""
        with self._lock:
            return tuple(self._answers.values())

    def keep_only(self, wanted: Callable[[Any], bool]) -> None:
        """Forget the answers to all other questions."""
        with self._lock:
            for key in [key for key in self._answers if not wanted(key)]:
                del self._answers[key]
