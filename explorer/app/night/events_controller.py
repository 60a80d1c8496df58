"""Events and the amplitude criterion on the page: what is asked of the worker, who hears of it."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numpy as np

from explorer.analysis.event_search import AUTO, DetectedEvents, detection_for
from explorer.analysis.search_scope import SearchScope
from explorer.analysis.signal_view import SignalView
from explorer.app.analysis_cache import AnalysisCache, EventsKey
from explorer.app.latest_worker import LatestWorker
from explorer.app.night.event_controls import EventControls
from explorer.app.night.event_numbers import EventNumbersPanel
from explorer.app.state import SAMPLES, STAGES, THRESHOLDS, ExplorerState
from explorer.app.status import ANALYSIS, Status
from explorer.bridge.live_figure import LiveFigure
from explorer.dsp.threads import NoLongerWantedError, while_wanted
from explorer.vocabulary.bands import BANDS, Band

Request = tuple[EventsKey, str, SignalView, Band, str, SearchScope]

_ANALYSED = SAMPLES | ANALYSIS
_SEARCHED_BY = STAGES | {"band", "detector"}
_NONE = np.zeros(0)
_SIGMA = next(band for band in BANDS if band.name == "sigma")


class EventsController:
    """Numbers and controls of the events, what the page draws, and the worker that finds them.

    Parameters
    ----------
    state : ExplorerState
        Watched.
    cache : AnalysisCache
        Finds the events.
    status : Status
        Its ``events_key`` is written here alone, when events are at hand.
    pane : LiveFigure
        Draws events and waves over the traces.
    safe_callback : callable
        Wraps every callback.
    failed : callable of (object, Exception)
        Told what went wrong in the worker.
    """

    def __init__(
        self,
        state: ExplorerState,
        cache: AnalysisCache,
        status: Status,
        pane: LiveFigure,
        safe_callback: Callable[[Callable[..., None]], Callable[..., None]],
        failed: Callable[[object, Exception], None],
    ) -> None:
        self.state, self.cache, self.status, self.pane = state, cache, status, pane
        self.numbers = EventNumbersPanel(state, cache, status)
        self.controls = EventControls(state)
        self.worker: LatestWorker[Request, DetectedEvents | None] = LatestWorker(
            self._find, self._found, failed
        )
        self._looked_ahead: tuple[object, ...] = ()
        self._let_go: Band | None = None  # where a hand left the band last
        self._sent: tuple[str, DetectedEvents | None] | None = None
        pane.n3_amplitude_limits = list(THRESHOLDS)
        pane.listen("ready", safe_callback(self._shown_anew))
        pane.observe(safe_callback(self._held), "holding")
        self.controls.connect(safe_callback)

    def follow(self, changed: frozenset[str]) -> None:
        """Ask for events that are not at hand, and let the panels draw."""
        if changed & (_ANALYSED | {"blind"}):
            self._send_waves()
        if changed & (_ANALYSED | _SEARCHED_BY):
            self._want_events()
        for panel in (self.numbers, self.controls):
            panel.follow(changed)

    def _shown_anew(self, _message: dict[str, Any]) -> None:
        """Send a page that has just opened what was sent before it was there."""
        self._sent = None
        self._send_waves()
        self._want_events()

    def _held(self, change: dict[str, Any]) -> None:
        """Take note of where a hand lets go of the band."""
        self._let_go = None if change["new"] else self.state.band

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
        state = self.state
        if state.blind or not (
            state.analysis_channel and self.cache.has_analysis(state.analysis_channel, state.view)
        ):
            self.status.events_key = ()
            self._send(None)
            return
        request = self._request()
        # That no kind of event lives in a band is known without a search.
        none = detection_for(state.band, state.detector) is None
        if none or self.cache.has_events(*request[1:]):
            self._show(request[0], None if none else self.cache.events(*request[1:]))
        else:
            self.worker.request(request)

    @property
    def is_looking(self) -> bool:
        """Whether the events of this view are still being looked for."""
        wanted = self.state.analysis_channel and not self.state.blind
        missing = wanted and self.status.events_key != self._request()[0]
        return bool(missing and self.worker.busy)

    def _find(self, request: Request) -> DetectedEvents | None:
        with while_wanted(lambda: self._is_news(request[0])):
            return self.cache.events(*request[1:])

    def _found(self, request: Request, found: DetectedEvents | None) -> None:
        with self.pane:  # numbers and strips set off before what is drawn over the traces
            if self._is_news(request[0]):
                self.status.events_key = request[0]
        with self.pane:
            if self.status.events_key == request[0]:
                self._send(found)
        self._look_ahead(request)

    def _is_news(self, found: EventsKey) -> bool:
        """Whether what was found is asked for; or was, while a hand drags the band.

        A picture of the last band but one is better than none while the hand moves on; once it has
        let go, drawing that would only put off the last.
        """
        asked = self._request()[0]
        if self.state.blind:
            return False
        moves_on = self.state.band != self._let_go and self.status.events_key != asked
        return found == asked or (moves_on and found.is_same_but_band(asked))

    def _look_ahead(self, request: Request) -> None:
        """Find spindles of the usual band once a channel, so that the first drag there is quick."""
        _, channel, view, _, _, searched = request
        ahead = (self.cache.night, channel, view)
        at_hand = self.cache.has_analysis(channel, view)  # else another channel is in sight
        # Once: a drag soon pushes them out of what is kept, and must not pay for them again.
        if not at_hand or not self.worker.idle or ahead == self._looked_ahead:
            return
        with suppress(ValueError):  # too slow a channel: said when it is asked for
            try:
                with while_wanted(lambda: self.worker.idle):
                    self.cache.events(channel, view, _SIGMA, AUTO, searched)
            except NoLongerWantedError:  # another question comes first
                return
        self._looked_ahead = ahead

    def _show(self, key: tuple[object, ...], found: DetectedEvents | None) -> None:
        self._send(found)
        self.status.events_key = key

    def _send(self, found: DetectedEvents | None) -> None:
        """Send the page what it draws over the traces, unless it has that already."""
        sent, self._sent = self._sent, (self.state.analysis_channel, found)
        if sent is not None and sent[0] == self._sent[0] and sent[1] is found:
            return
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
        channel = self.state.analysis_channel
        whole = None
        shown = channel and not self.state.blind
        if shown and self.cache.has_analysis(channel, self.state.view):
            whole = self.cache.analysis(channel, self.state.view).whole
        if whole is None:
            self.pane.send_events("waves", channel, _NONE, _NONE, _NONE)
            return
        waves = whole.waves
        self.pane.send_events("waves", channel, waves.onset, waves.duration, waves.amplitude)
