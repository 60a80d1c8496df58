"""The spectrogram by a person's own settings, asked of a worker: the newest choice wins."""

from collections.abc import Callable

from explorer.analysis.signal_view import SignalView
from explorer.analysis.spectrogram_settings import USUAL, SpectrogramSettings
from explorer.app.analysis_cache import AnalysisCache
from explorer.app.latest_worker import LatestWorker
from explorer.app.state import SAMPLES, ExplorerState
from explorer.app.status import ANALYSIS, Status
from explorer.bridge.live_figure import LiveFigure

_BY = SAMPLES | ANALYSIS | {"spectrogram_settings", "spectrogram_top"}
Request = tuple[str, SignalView, SpectrogramSettings]


class PictureRequests:
    """Asks for a spectrogram that is not at hand, once the channel's analysis is.

    Parameters
    ----------
    state, cache, status, pane, failed
        As of `explorer.app.analysis_requests.AnalysisRequests`.
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
        self.worker: LatestWorker[Request, None] = LatestWorker(self._make, self._made, failed)

    def follow(self, changed: frozenset[str]) -> None:
        """Ask for the picture of the choices on screen, unless it is at hand or the usual one."""
        state = self.state
        channel, settings = state.analysis_channel, state.picture_settings
        if not changed & _BY or settings == USUAL or not channel:
            return
        key = self.cache.picture_key(channel, state.view, settings)
        if self.cache.has_analysis(channel, state.view) and key not in self.cache.pictures:
            self.worker.request((channel, state.view, settings))

    def _make(self, request: Request) -> None:
        self.cache.picture(*request)

    def _made(self, request: Request, _nothing: None) -> None:
        with self.pane:
            self.status.picture_ready_for = self.cache.picture_key(*request)
