"""What the session needs of the page around it, and of what that is made of."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from explorer.app.analysis_cache import AnalysisCache
from explorer.app.app_context import AppContext
from explorer.app.latest_worker import LatestWorker
from explorer.app.sharing.page_exports import PageMaker
from explorer.app.state import ExplorerState
from explorer.datasets.night_locations import NightLocation
from explorer.night.night import Night


class Nights(Protocol):
    """What the session needs of the nights."""

    title: str
    """What the picker calls the night on screen."""
    nights: dict[str, Callable[..., Night]]
    places: dict[str, NightLocation]
    """Place of each night of the picker that has one."""

    @property
    def place(self) -> NightLocation:
        """Where the night on screen is found again."""

    def follow_link(self, text: str) -> None:
        """Bring the view to where a link says."""

    def cancel(self) -> None:
        """Give up the night that is being opened."""

    def read_again(self) -> None:
        """Open the night on screen anew."""

    def answer(self, said: Mapping[str, Any], *, remember: bool) -> None:
        """Open what waits for an answer."""

    def say_units(self, units: Mapping[str, str]) -> None:
        """Open the night on screen anew with these units."""

    def offer_download(self, collection: str) -> None:
        """Show the dialog that fetches a collection's nights."""

    def forget(self) -> None:
        """Forget what words were said to mean."""

    def request(
        self,
        title: str,
        opening: Callable[..., Night],
        place: NightLocation = ...,
        view: str = "",
        said: Mapping[str, Any] = ...,
    ) -> None:
        """Open a night, and bring the view to where a link says."""


class EventSearch(Protocol):
    """Whoever looks for events on the page."""

    @property
    def is_looking(self) -> bool:
        """Whether events are still being looked for."""


class Waiting(Protocol):
    """What is put off while a hand drags."""

    waits: bool


class Page(Protocol):
    """What the session needs of the page around it."""

    state: ExplorerState
    cache: AnalysisCache
    context: AppContext

    @property
    def night_manager(self) -> Nights:
        """Opens nights, and knows their places."""

    @property
    def page_maker(self) -> PageMaker:
        """Makes pages without a kernel of the view."""

    @property
    def signal(self) -> EventSearch:
        """Looks for events."""

    @property
    def hand(self) -> Waiting:
        """Draws what was put off once the hand rests."""

    @property
    def analyser(self) -> LatestWorker[Any, None]:
        """Computes the spectra."""

    @property
    def tab(self) -> str:
        """Title of the tab turned to, "" for the first."""

    def safe_callback(self, callback: Callable[..., None]) -> Callable[..., None]:
        """Wrap a callback."""

    def show(self, title: str) -> None:
        """Turn to a tab."""

    def show_tab(self, title: str) -> None:
        """Turn to the tab of a link; to the night's own where there is none of this title."""

    def catch_up(self) -> None:
        """Take up what other pages did on this night since."""
