"""The application context: what a tab may ask of the application around it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from explorer.app.analysis_cache import AnalysisCache
from explorer.night.night import Night
from explorer.storage.suggest_path import in_words


class GivenNights:
    """What a person last gave to a tab that holds many nights; others may take it up."""

    def __init__(self) -> None:
        self._latest: Any = None

    def give(self, nights: Any) -> None:
        """Let other tabs have these: `explorer.study.comparison_nights.ComparisonNights`."""
        self._latest = nights

    def latest(self) -> Any:
        """Return what was given last; None before anything was."""
        return self._latest


@dataclass(frozen=True)
class AppContext:
    """Handed to each page when it is made."""

    safe_callback: Callable[[Callable[..., None]], Callable[..., None]]
    """Wraps a callback: one lock, one batch of messages, one sentence if it fails."""

    open_night: Callable[[str, Callable[[], Night]], None]
    """Opens a night under a title, off the page's thread, and shows it on the night's tab."""

    say: Callable[[str], None]
    """Writes one sentence to the foot of the page; "" for none."""

    cache: AnalysisCache
    """Answers about the night on screen."""

    in_sight: Callable[[object], bool]
    """Whether a page is the one turned to: what nobody sees need not be computed."""

    turn_to: Callable[[str], Any] = lambda _title: None
    """Turns to the tab of this title, and gives its page; None for the night itself."""

    given: GivenNights = field(default_factory=GivenNights)
    """Many nights that were given to some tab."""

    file_on_screen: Callable[[], Path | None] = lambda: None
    """File of many nights from which the one on screen was opened; None where it is of one."""


def describe_error(error: Exception) -> str:
    """Say what went wrong in one sentence; the kind of error too where it is none of ours.

    Examples
    --------
    >>> describe_error(ValueError("no such channel")), describe_error(KeyError("a"))
    ('no such channel', "KeyError: 'a'")
    """
    if isinstance(error, MemoryError):
        return (
            "There was not enough memory for this, and it was left; the rest of the page goes on. "
            "A shorter recording, or fewer channels, takes less."
        )
    if isinstance(error, ValueError | OSError):
        return in_words(error) or type(error).__name__
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
