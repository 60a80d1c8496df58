"""Events and the line of N3 on the page: what is asked of the worker, and who hears of it."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, Protocol

import ipywidgets as widgets
import numpy as np
from bokeh.models import Range1d

from explorer.derived import Derived, EventsKey, View
from explorer.live.pane import LivePane
from explorer.live.worker import LatestWorker
from explorer.panels.signal.controls import EventControls
from explorer.panels.signal.numbers import EventNumbersPanel
from explorer.panels.signal.strips import EventStripsPanel
from explorer.physiology.events import BY_THE_BAND, Found, Searched
from explorer.state import THRESHOLDS, ExplorerState
from explorer.vocabulary.bands import BANDS, Band

Request = tuple[EventsKey, str, View, Band, str, Searched]

_ANALYSED = frozenset({"night", "channel", "montage", "notch", "analysed"})
_SEARCHED_BY = frozenset({"band", "detector", "scorer", "edits", "stagings"})
_CONTROLS_AT = 6  # below scoring, staging, and the band's heading, preset, slider and response
_NUMBERS_AT = 2  # below the headline and the band's power
_NONE = np.zeros(0)
_SIGMA = next(band for band in BANDS if band.name == "sigma")


class Column(Protocol):
    """A panel of widgets, one below the other."""

    widget: widgets.Box


class Host(Protocol):
    """What the page around must have."""

    pane: LivePane
    controls: Column
    numbers: Column

    def guard(self, callback: Callable[..., None]) -> Callable[..., None]:
        """Wrap a callback."""

    def work_failed(self, request: object, error: Exception) -> None:
        """Say what went wrong in a worker."""


class SignalSide:
    """Strips, numbers and controls of the events, and the worker that finds them.

    Parameters
    ----------
    state : ExplorerState
        Watched; its ``detected`` is written when events are at hand.
    derived : Derived
        Finds the events.
    night_range : Range1d
        Time axis of the panels along the night.
    """

    def __init__(self, state: ExplorerState, derived: Derived, night_range: Range1d) -> None:
        self.state, self.derived = state, derived
        self.strips = EventStripsPanel(state, derived, night_range)
        self.numbers = EventNumbersPanel(state, derived)
        self.controls = EventControls(state)
        self.pane: LivePane | None = None
        self.worker: LatestWorker[Request, Found | None] | None = None
        self._looked_ahead: tuple[object, ...] = ()

    def connect(self, page: Host) -> None:
        """Take a place on the page: its pane draws, its columns get widgets."""
        self.pane = page.pane
        self.pane.threshold_limits = list(THRESHOLDS)
        self.worker = LatestWorker(self._find, self._found, page.work_failed)
        rows = list(page.controls.widget.children)
        page.controls.widget.children = (
            *rows[:_CONTROLS_AT],
            *self.controls.widgets,
            *rows[_CONTROLS_AT:],
        )
        # What a drag changes stands above what unfolds, so that a hand sees it.
        shown = list(page.numbers.widget.children)
        page.numbers.widget.children = (
            *shown[:_NUMBERS_AT],
            *self.numbers.widgets,
            *shown[_NUMBERS_AT:],
        )
        self.controls.connect(page.guard)
        self.pane.observe(page.guard(self._dragged), "threshold")
        self.pane.listen("ready", page.guard(self._shown_anew))

    def follow(self, changed: frozenset[str]) -> None:
        """Ask for events that are not at hand, and let the panels draw."""
        assert self.pane is not None
        assert self.worker is not None
        if "threshold" in changed:
            self.pane.threshold = self.state.threshold
        if changed & _ANALYSED:
            self._send_waves()
        if changed & (_ANALYSED | _SEARCHED_BY):
            self._want_events()
        for panel in (self.numbers, self.controls):
            panel.follow(changed)

    @property
    def _view(self) -> View:
        return View(self.state.channels, self.state.montage, self.state.notch)

    def _shown_anew(self, _message: dict[str, Any]) -> None:
        """Send a page that has just opened what was sent before it was there."""
        self._send_waves()
        self._want_events()

    def _dragged(self, change: dict[str, Any]) -> None:
        self.state.threshold = change["new"]

    def _request(self) -> Request:
        state = self.state
        asked = (state.channel, self._view, state.band, state.detector, state.searched)
        return self.derived.events_key(*asked), *asked

    def _want_events(self) -> None:
        """Show the events if they are at hand, else ask the worker: the newest band wins."""
        assert self.worker is not None
        state = self.state
        if not state.channel or not self.derived.has_analysis(state.channel, self._view):
            state.detected = ()
            self._send(None)
            return
        request = self._request()
        if self.derived.has_events(*request[1:]):
            self._show(request[0], self.derived.events(*request[1:]))
        else:
            self.worker.request(request)

    @property
    def is_looking(self) -> bool:
        """Whether the events of this view are still being looked for."""
        missing = self.state.channel and self.state.detected != self._request()[0]
        return bool(missing and self.worker is not None and self.worker.busy)

    def _find(self, request: Request) -> Found | None:
        return self.derived.events(*request[1:])

    def _found(self, request: Request, found: Found | None) -> None:
        assert self.pane is not None
        with self.pane:  # numbers and strips set off before what is drawn over the traces
            if self._is_news(request[0]):
                self.state.detected = request[0]
        with self.pane:
            if self.state.detected == request[0]:
                self._send(found)
        self._look_ahead(request)

    def _is_news(self, found: EventsKey) -> bool:
        """Whether what was found is asked for; or was, while a hand drags the band.

        A picture of the last band but one is better than none until the hand rests.
        """
        asked = self._request()[0]
        return found == asked or (found.is_same_but_band(asked) and self.state.detected != asked)

    def _look_ahead(self, request: Request) -> None:
        """Find spindles of the usual band once a channel, so that the first drag there is quick."""
        assert self.worker is not None
        _, channel, view, _, _, searched = request
        ahead = (self.derived.night, channel, view)
        at_hand = self.derived.has_analysis(channel, view)  # else another channel is in sight
        # Once: a drag soon pushes them out of what is kept, and must not pay for them again.
        if at_hand and self.worker.idle and ahead != self._looked_ahead:
            self._looked_ahead = ahead
            with suppress(ValueError):  # too slow a channel: said when it is asked for
                self.derived.events(channel, view, _SIGMA, BY_THE_BAND, searched)

    def _show(self, key: tuple[object, ...], found: Found | None) -> None:
        self._send(found)
        self.state.detected = key

    def _send(self, found: Found | None) -> None:
        """Send the page what it draws over the traces."""
        assert self.pane is not None
        if found is None:
            self.pane.send_events("events", self.state.channel, _NONE, _NONE, _NONE)
            return
        events = found.events
        amplitude = events["peak_to_peak" if "peak_to_peak" in events else "amplitude"].values
        self.pane.send_events(
            "events", self.state.channel, events.onset.values, events.duration.values, amplitude
        )

    def _send_waves(self) -> None:
        """Send the waves that the line judges: once a channel."""
        assert self.pane is not None
        channel = self.state.channel
        whole = None
        if channel and self.derived.has_analysis(channel, self._view):
            whole = self.derived.analysis(channel, self._view).whole
        if whole is None:
            self.pane.send_events("waves", channel, _NONE, _NONE, _NONE)
            return
        waves = whole.waves
        self.pane.send_events("waves", channel, waves.onset, waves.duration, waves.amplitude)
