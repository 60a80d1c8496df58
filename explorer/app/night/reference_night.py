"""A second night whose numbers stand beside: chosen by its title, or named by a link."""

from collections.abc import Callable, Mapping

from explorer.app.permalink.field_text import items, joined
from explorer.app.state import ExplorerState
from explorer.app.status import Status
from explorer.bridge.live_figure import LiveFigure
from explorer.datasets.night_locations import UNLOCATED, NightLocation, loader_for
from explorer.night.night import Night
from explorer.storage.bounded_wait import PatientWorker

_Opening = Callable[[], Night]


class ReferenceNight:
    """Opens the reference night off the page's thread, and keeps where it is found again.

    Parameters
    ----------
    state : ExplorerState
        Its ``reference``, ``reference_title`` and ``reference_place`` are written.
    pane : LiveFigure
        Held while what came is shown.
    status : Status
        Told what is opened, and what could not be.
    """

    def __init__(self, state: ExplorerState, pane: LiveFigure, status: Status) -> None:
        self.state, self.pane, self.status = state, pane, status
        self.nights: Mapping[str, _Opening] = {}
        self.places: Mapping[str, NightLocation] = {}
        self.found: Callable[[NightLocation], tuple[str, Callable[..., Night]]] = loader_for
        """Finds a night by its place."""
        self.opener = PatientWorker(self._open, self._opened, self._not_opened)
        self._beside: dict[str, tuple[_Opening, NightLocation]] = {}  # that a link named
        self.opening = ""
        """Title of the night that was asked for and has not come; the one before it stands."""
        self._shown = ""  # place of the night that stands beside

    def titles(self) -> tuple[str, ...]:
        """Name the nights that can stand beside."""
        return tuple({**self.nights, **self._beside})

    def offer(self, nights: Mapping[str, _Opening], places: Mapping[str, NightLocation]) -> None:
        """Let these nights, by title, stand beside."""
        self.nights, self.places = nights, places
        self.offered()

    offered: Callable[[], None] = staticmethod(lambda: None)
    """Called when other nights can stand beside."""

    waiting: Callable[[], None] = staticmethod(lambda: None)
    """Called when a night was asked for, and when it came or could not."""

    def follow(self, changed: frozenset[str]) -> None:
        """Open the night that a link named."""
        if "reference_place" not in changed or self.state.reference_place == self._shown:
            return
        night, hypnogram = [*items(self.state.reference_place), "", ""][:2]
        place = NightLocation(night, hypnogram)
        known = (title for title, one in self.places.items() if one == place)
        try:
            self.choose(next(known, None) or self._named(place) if night else "")
        except (ValueError, OSError) as error:
            self._refuse("The reference night of the link", error)

    def _named(self, place: NightLocation) -> str:
        """Offer a night that only a link names; no title stands for two nights."""
        title, opening = self.found(place)
        while title in self.nights:
            title = f"{title} (reference)"
        self._beside[title] = (opening, place)
        self.offered()
        return title

    def choose(self, title: str) -> None:
        """Let a night of this title stand beside; none where there is none of it."""
        opening = self.nights.get(title) or self._beside.get(title, (None,))[0]
        given_up, self.opening = self.opening, title if opening else ""
        if opening:
            self.status.message = f"Opening {title} for reference…"
            self.waiting()
            self.opener.request((title, opening))
        else:
            if given_up:
                self.status.message = ""
            self._show("", None)

    def _open(self, request: tuple[str, _Opening]) -> Night:
        return request[1]()

    def _opened(self, request: tuple[str, _Opening], night: Night) -> None:
        with self.pane:
            if request[0] != self.opening:  # another was asked for since, or none
                return
            self.status.message = ""
            self._show(request[0], night)

    def _show(self, title: str, night: Night | None) -> None:
        place = self.places.get(title) or self._beside.get(title, (None, UNLOCATED))[1]
        said = (place.night, *filter(None, [place.hypnogram])) if place.night else ()
        self.opening = ""
        with self.state.batch():
            self._shown = joined(said)
            self.state.reference_place = self._shown
            self.state.reference_title = title
            self.state.reference = night
        self.waiting()

    def _not_opened(self, request: tuple[str, _Opening], error: Exception) -> None:
        with self.pane:
            if request[0] == self.opening:
                self._refuse(request[0], error)

    def _refuse(self, what: str, error: Exception) -> None:
        self.status.refuse(f"{what} could not be opened for reference: {error}")
        self.state.reference_place = self._shown
        self.opening = ""
        self.waiting()
