"""The application context: what a tab may ask of the application around it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer.app.analysis_cache import AnalysisCache
from explorer.app.asking import without_options
from explorer.io.reading_choices import UnclearError
from explorer.storage.copied_files import by_chosen_names
from explorer.storage.suggest_path import in_words

if TYPE_CHECKING:
    from explorer.bridge.browser_memory import BrowserMemory
    from explorer.plan.study_plan import StudyPlan
    from explorer.study.comparison_nights import ComparisonNights


@dataclass(eq=False)
class StudyInHand:
    """The study that the tabs share: its nights, and the plan that it is held to."""

    nights: "ComparisonNights | None" = None
    """Those of the tab Compare, once it has read or simulated any."""
    given: "ComparisonNights | None" = None
    """Those of them that a person gave."""
    plan: "StudyPlan | None" = None
    """None where nothing is held to a plan."""
    sealed: str = ""
    """Text of the plan's sealed file, where the list was drawn on this page."""
    plan_memory: "BrowserMemory | None" = None
    """Where the browser keeps the plan, if the whole page shows it; else the tab Plan does."""
    about_link: str = ""
    """What a link leaves out of the comparison on screen; "" for nothing."""


@dataclass(frozen=True)
class AppContext:
    """Handed to each page when it is made."""

    safe_callback: Callable[[Callable[..., None]], Callable[..., None]]
    """Wraps a callback: one lock, one batch of messages, one sentence if it fails."""

    open_night: Callable[..., None]
    """Opens a night under a title, off the page's thread, and shows it on the night's tab: its
    title, what opens it, and its `NightLocation`, where a link can find it again."""

    say: Callable[[str], None]
    """Writes one sentence to the foot of the page; "" for none."""

    cache: AnalysisCache
    """Answers about the night on screen."""

    in_sight: Callable[[object], bool]
    """Whether a page is the one turned to: what nobody sees need not be computed."""

    night_place: Callable[[], tuple[str, str]] = lambda: ("", "")
    """Where a link finds the night on screen again, and its scorer's file; "" for neither."""

    bring_night: Callable[[str, Callable[[], None]], None] = lambda _night, then: then()
    """Brings a night on screen, said as `night_place` does, and then goes on; at once where it is
    there already."""

    turn_to: Callable[[str], Any] = lambda _title: None
    """Turns to the tab of this title, and gives its page; None for the night itself."""

    offer_file: Callable[[str, str, str], None] = lambda _name, _text, _media_type: None
    """Lets the page save a text as a file: its name, the text, its media type."""

    show_beside: Callable[[Any], None] = lambda _widget: None
    """Shows a widget below whatever tab is turned to; None takes it away."""

    study: StudyInHand = field(default_factory=StudyInHand)
    """What one tab has of a study, and another may use."""

    file_on_screen: Callable[[], Path | None] = lambda: None
    """File of many nights from which the one on screen was opened; None where it is of one."""

    forget_refusal: Callable[[], None] = lambda: None
    """Takes the sentence of what was refused before from the foot of the page."""

    refuse: Callable[[str], None] = lambda _sentence: None
    """Writes to the foot why something is not done, until something else is begun."""


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
    if isinstance(error, UnclearError):
        return by_chosen_names(without_options(error))
    if isinstance(error, ValueError | OSError):
        return by_chosen_names(in_words(error)) or type(error).__name__
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
