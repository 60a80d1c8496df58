"""Events and the line of N3 on the page: what is asked of the worker, and who hears of it."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, Protocol

import ipywidgets as widgets
import numpy as np
from bokeh.models import Range1d

from explorer.analysis.event_search import AUTO, DetectedEvents, SearchScope
from explorer.analysis.signal_view import SignalView
from explorer.app.analysis_cache import AnalysisCache, EventsKey
from explorer.app.latest_worker import LatestWorker
from explorer.app.night.event_controls import EventControls
from explorer.app.night.event_numbers import EventNumbersPanel
from explorer.app.night.event_strips import EventStripsPanel
from explorer.app.state import THRESHOLDS, ExplorerState
from explorer.bridge.live_figure import LiveFigure
from explorer.vocabulary.bands import BANDS, Band

Request = tuple[EventsKey, str, SignalView, Band, str, SearchScope]

_ANALYSED = frozenset({"night", "analysis_channel", "montage", "notch", "analysis_ready_for"})
_SEARCHED_BY = frozenset({"band", "detector", "scorer", "edits", "automatic_scorings"})
_CONTROLS_AT = 6  # below scoring, staging, and the band's heading, preset, slider and response
_NUMBERS_AT = 2  # below the headline and the band's power
_NONE = np.zeros(0)
_SIGMA = next(band for band in BANDS if band.name == "sigma")


class Column(Protocol):
    """A panel of widgets, one below the other."""

    widget: widgets.Box


class Host(Protocol):
    """What the page around must have."""

    pane: LiveFigure
    controls: Column
    numbers: Column

    def safe_callback(self, callback: Callable[..., None]) -> Callable[..., None]:
        """Wrap a callback."""

    def work_failed(self, request: object, error: Exception) -> None:
        """Say what went wrong in a worker."""


class EventsController:
    """Strips, numbers and controls of the events, and the worker that finds them.

    Parameters
    ----------
    state : ExplorerState
        Watched; its ``detected`` is written when events are at hand.
    cache : AnalysisCache
        Finds the events.
    night_range : Range1d
        Time axis of the panels along the night.
    """

    def __init__(self, state: ExplorerState, cache: AnalysisCache, night_range: Range1d) -> None:
        self.state, self.cache = state, cache
        self.strips = EventStripsPanel(state, cache, night_range)
        self.numbers = EventNumbersPanel(state, cache)
        self.controls = EventControls(state)
        self.pane: LiveFigure | None = None
        self.worker: LatestWorker[Request, DetectedEvents | None] | None = None
        self._looked_ahead: tuple[object, ...] = ()

    def connect(self, page: Host) -> None:
        """Take a place on the page: its pane draws, its columns get widgets."""
        self.pane = page.pane
        self.pane.n3_amplitude_limits = list(THRESHOLDS)
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
        self.controls.connect(page.safe_callback)
        self.pane.observe(page.safe_callback(self._dragged), "n3_amplitude")
        self.pane.listen("ready", page.safe_callback(self._shown_anew))

    def follow(self, changed: frozenset[str]) -> None:
        """Ask for events that are not at hand, and let the panels draw."""
        assert self.pane is not None
        assert self.worker is not None
        if "n3_amplitude" in changed:
            self.pane.n3_amplitude = self.state.n3_amplitude
        if changed & _ANALYSED:
            self._send_waves()
        if changed & (_ANALYSED | _SEARCHED_BY):
            self._want_events()
        for panel in (self.numbers, self.controls):
            panel.follow(changed)

    def _shown_anew(self, _message: dict[str, Any]) -> None:
        """Send a page that has just opened what was sent before it was there."""
        self._send_waves()
        self._want_events()

    def _dragged(self, change: dict[str, Any]) -> None:
        self.state.n3_amplitude = change["new"]

    def _request(self) -> Request:
        state = self.state
        asked = (
            state.analysis_channel,
            state.view,
            state.band,
            state.detector,
            state.search_scope,
        )
        return self.cache.events_key(*asked), *asked

    def _want_events(self) -> None:
        """Show the events if they are at hand, else ask the worker: the newest band wins."""
        assert self.worker is not None
        state = self.state
        if not state.analysis_channel or not self.cache.has_analysis(
            state.analysis_channel, self.state.view
        ):
            state.events_key = ()
            self._send(None)
            return
        request = self._request()
        if self.cache.has_events(*request[1:]):
            self._show(request[0], self.cache.events(*request[1:]))
        else:
            self.worker.request(request)

    @property
    def is_looking(self) -> bool:
        """Whether the events of this view are still being looked for."""
        missing = self.state.analysis_channel and self.state.events_key != self._request()[0]
        return bool(missing and self.worker is not None and self.worker.busy)

    def _find(self, request: Request) -> DetectedEvents | None:
        return self.cache.events(*request[1:])

    def _found(self, request: Request, found: DetectedEvents | None) -> None:
        assert self.pane is not None
        with self.pane:  # numbers and strips set off before what is drawn over the traces
            if self._is_news(request[0]):
                self.state.events_key = request[0]
        with self.pane:
            if self.state.events_key == request[0]:
                self._send(found)
        self._look_ahead(request)

    def _is_news(self, found: EventsKey) -> bool:
        """Whether what was found is asked for; or was, while a hand drags the band.

        A picture of the last band but one is better than none until the hand rests.
        """
        asked = self._request()[0]
        return found == asked or (found.is_same_but_band(asked) and self.state.events_key != asked)

    def _look_ahead(self, request: Request) -> None:
        """Find spindles of the usual band once a channel, so that the first drag there is quick."""
        assert self.worker is not None
        _, channel, view, _, _, searched = request
        ahead = (self.cache.night, channel, view)
        at_hand = self.cache.has_analysis(channel, view)  # else another channel is in sight
        # Once: a drag soon pushes them out of what is kept, and must not pay for them again.
        if at_hand and self.worker.idle and ahead != self._looked_ahead:
            self._looked_ahead = ahead
            with suppress(ValueError):  # too slow a channel: said when it is asked for
                self.cache.events(channel, view, _SIGMA, AUTO, searched)

    def _show(self, key: tuple[object, ...], found: DetectedEvents | None) -> None:
        self._send(found)
        self.state.events_key = key

    def _send(self, found: DetectedEvents | None) -> None:
        """Send the page what it draws over the traces."""
        assert self.pane is not None
        if found is None:
            self.pane.send_events("events", self.state.analysis_channel, _NONE, _NONE, _NONE)
            return
        events = found.events
        amplitude = events["peak_to_peak" if "peak_to_peak" in events else "amplitude"].values
        self.pane.send_events(
            "events",
            self.state.analysis_channel,
            events.onset.values,
            events.duration.values,
            amplitude,
        )

    def _send_waves(self) -> None:
        """Send the waves that the line judges: once a channel."""
        assert self.pane is not None
        channel = self.state.analysis_channel
        whole = None
        if channel and self.cache.has_analysis(channel, self.state.view):
            whole = self.cache.analysis(channel, self.state.view).whole
        if whole is None:
            self.pane.send_events("waves", channel, _NONE, _NONE, _NONE)
            return
        waves = whole.waves
        self.pane.send_events("waves", channel, waves.onset, waves.duration, waves.amplitude)
