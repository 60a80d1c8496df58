"""The spectra of the channel on screen, asked of a worker: the newest choice wins."""

from collections.abc import Callable
from functools import partial

from explorer.analysis.signal_view import SignalView
from explorer.app.analysis_cache import AnalysisCache
from explorer.app.latest_worker import LatestWorker
from explorer.app.state import ExplorerState
from explorer.app.status import Status
from explorer.bridge.live_figure import LiveFigure
from explorer.dsp.threads import NoLongerWantedError

_COMPUTING = "Computing the spectra"

Request = tuple[tuple[object, ...], str, SignalView]


class AnalysisRequests:
    """Asks for whole-night analyses that are not at hand, and says how far one is.

    Parameters
    ----------
    state : ExplorerState
        Whose night, channel, montage and mains filter are analysed.
    cache : AnalysisCache
        Computes and keeps the analyses.
    status : Status
        Its ``analysis_ready_for`` is written here alone.
    pane : LiveFigure
        Its lock is held while anything is told.
    failed : callable of (object, Exception)
        Told what went wrong.
    """

    def __init__(
        self,
        state: ExplorerState,
        cache: AnalysisCache,
        status: Status,
        pane: LiveFigure,
        failed: Callable[[object, Exception], None],
    ) -> None:
        self.state, self.cache, self.status, self.pane = state, cache, status, pane
        self.worker: LatestWorker[Request, None] = LatestWorker(self._analyse, self._ready, failed)

    def request(self) -> None:
        """Ask for the analysis of the choices on screen, unless it is at hand."""
        state = self.state
        channel = state.analysis_channel
        if channel and not self.cache.has_analysis(channel, state.view):
            self.status.message = f"{_COMPUTING} of {state.analysed} for the whole night…"
            self.worker.request((state.analysis_key, channel, state.view))

    def say_left(self) -> None:
        """Take back the last words of work that was left, where the newer choice needs none."""
        state = self.state
        with self.pane:
            if not self.worker.idle or not self.status.message.startswith(_COMPUTING):
                return
            if self.cache.has_analysis(state.analysis_channel, state.view):
                analysis = self.cache.analysis(state.analysis_channel, state.view)
                self.status.message = analysis.too_long

    def _analyse(self, request: Request) -> None:
        self.cache.analysis(request[1], request[2], partial(self._read_so_far, *request[:2]))

    def _read_so_far(self, key: tuple[object, ...], channel: str, share: float) -> None:
        """Say how far a long recording is; leave it if another channel or night is in sight."""
        with self.pane:
            if key != self.state.analysis_key:
                raise NoLongerWantedError
            hours = self.state.night.duration / 3600
            self.status.message = f"{_COMPUTING} of {channel}: reading {hours:.0f} h, {share:.0%}…"

    def _ready(self, request: Request, _nothing: None) -> None:
        with self.pane:
            if request[0] == self.state.analysis_key:
                with self.status.batch():
                    self.status.analysis_ready_for = ()  # told, even if the same came last
                    self.status.analysis_ready_for = request[0]
                    self.status.message = self.cache.analysis(*request[1:]).too_long
                return
        self.say_left()
