"""The night on screen, and what is made of it once: what every part of the state stands on."""

from collections.abc import Callable
from typing import Any, TypeVar

from traitlets import Instance

from explorer.app.batched_traits import BatchedHasTraits
from explorer.night.night import Night

Made = TypeVar("Made")


class NightOnScreen(BatchedHasTraits):
    """One night, and values kept as long as what they are made of stays the same."""

    night = Instance(Night)
    """The night on screen. Never a bare Dataset: ``==`` on it is truthy, so no panel is told."""

    def __init__(self, **traits: Any) -> None:
        self._made: dict[str, tuple[tuple[Any, ...], Any]] = {}
        super().__init__(**traits)

    def _made_once(self, name: str, of: tuple[Any, ...], make: Callable[[], Made]) -> Made:
        """Make a value again only where one of those it is made of is another object."""
        known = self._made.get(name)
        if known is None or any(a is not b for a, b in zip(of, known[0], strict=True)):
            known = self._made[name] = (of, make())
        value: Made = known[1]
        return value
