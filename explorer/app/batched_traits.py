"""Batched traits: observers of a gesture's changes are called once, when all agree."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from traitlets import HasTraits

Listener = Callable[[frozenset[str]], None]


class BatchedHasTraits(HasTraits):
    """Traits that several of a gesture change; who listens hears of them together.

    Examples
    --------
    >>> from traitlets import Int
    >>> class Place(BatchedHasTraits):
    ...     start, stop = Int(), Int()
    >>> place = Place()
    >>> place.on_commit(lambda changed: print(sorted(changed)))
    >>> with place.batch():
    ...     place.start, place.stop = 1, 2
    ['start', 'stop']
    """

    def __init__(self, **traits: Any) -> None:
        self._depth = 0
        self._changed: set[str] = set()
        self._preparing: list[Listener] = []
        self._listeners: list[Listener] = []
        super().__init__(**traits)

    def on_commit(self, listener: Listener) -> None:
        """Call `listener` with the names of the traits that changed, once a gesture."""
        self._listeners.append(listener)

    def on_prepare(self, prepare: Listener) -> None:
        """Call `prepare` before the listeners: what it changes is part of the same gesture."""
        self._preparing.append(prepare)

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Make several changes one: listeners hear of them all at the end, when all agree."""
        self._depth += 1
        try:
            yield
        finally:
            try:
                if self._depth == 1 and self._changed:
                    for prepare in self._preparing:
                        prepare(frozenset(self._changed))
            finally:  # whatever fails, the next gesture is told of
                self._depth -= 1
            if not self._depth and self._changed:
                changed, self._changed = frozenset(self._changed), set()
                for listener in self._listeners:
                    listener(changed)

    def notify_change(self, change: Any) -> None:
        """Tell observers, then listeners, once what the observers changed has settled."""
        with self.batch():
            self._changed.add(change["name"])
            super().notify_change(change)
