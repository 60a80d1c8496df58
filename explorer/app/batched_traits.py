"""Traits whose changes are told once a gesture, when all that it changes agrees."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from traitlets import HasTraits

Listener = Callable[[frozenset[str]], None]


class Together(HasTraits):
    """Traits that several of a gesture change; who listens hears of them together.

    Examples
    --------
    >>> from traitlets import Int
    >>> class Place(Together):
    ...     start, stop = Int(), Int()
    >>> place = Place()
    >>> place.on_change(lambda changed: print(sorted(changed)))
    >>> with place.together():
    ...     place.start, place.stop = 1, 2
    ['start', 'stop']
    """

    def __init__(self, **traits: Any) -> None:
        self._depth = 0
        self._changed: set[str] = set()
        self._preparing: list[Listener] = []
        self._listeners: list[Listener] = []
        super().__init__(**traits)

    def on_change(self, listener: Listener) -> None:
        """Call `listener` with the names of the traits that changed, once a gesture."""
        self._listeners.append(listener)

    def before_change(self, prepare: Listener) -> None:
        """Call `prepare` before the listeners: what it changes is part of the same gesture."""
        self._preparing.append(prepare)

    @contextmanager
    def together(self) -> Iterator[None]:
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
        with self.together():
            self._changed.add(change["name"])
            super().notify_change(change)
