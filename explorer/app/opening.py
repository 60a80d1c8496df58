"""A night that is asked for: how it is opened, where it is found again, and what follows then."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from explorer.datasets.night_locations import UNLOCATED, NightLocation
from explorer.night.night import Night


@dataclass(frozen=True)
class Opening:
    """A night to be opened, and the view to open it at."""

    title: str
    open: Callable[..., Night]
    place: NightLocation = UNLOCATED
    view: str = ""
    said: Mapping[str, Any] = field(default_factory=dict)
    """What a person said of its files: ``stages``, ``subject``, ``night`` and ``units``."""
    again: bool = False
    """Whether it is on screen already, and is read anew because its file changed."""
    then: Callable[[], None] | None = None
    """What is done once it is on screen."""
