"""The overview of a night: extremes of every channel shown, from which far places are drawn."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Protocol

from explorer.analysis.signal_view import SignalView
from explorer.app.analysis_cache import AnalysisCache
from explorer.app.latest_worker import LatestWorker
from explorer.app.night.trace_overview import overview_rows
from explorer.app.state import ExplorerState
from explorer.bridge.live_figure import LiveFigure
from explorer.bridge.trace_samples import TraceRow
from explorer.dsp.threads import NoLongerWantedError
from explorer.io.far_overview import overview_only
from explorer.night.night import Night

_LONGEST_WAIT = 1.5  # s that the overview of a night lets the rest go first

Request = tuple[int, Night, SignalView]


class Traces(Protocol):
    """Whoever sends an overview."""

    def send_overview(self, rows: list[TraceRow]) -> None:
        """Send the channels' extremes to the page."""


class OverviewSender:
    """Makes the overview on a thread, after what is in sight.

    Parameters
    ----------
    state : ExplorerState
        Whose night and channels it is of.
    cache : AnalysisCache
        Keeps it.
    pane : LiveFigure
        Draws it.
    traces : Traces
        Sends it.
    first : sequence of LatestWorker
        Are waited for a moment.
    failed : callable of (object, Exception)
        Told what went wrong.
    """

    def __init__(
        self,
        state: ExplorerState,
        cache: AnalysisCache,
        pane: LiveFigure,
        traces: Traces,
        first: Sequence[LatestWorker[Any, Any]],
        failed: Callable[[object, Exception], None],
    ) -> None:
        self.state, self.cache, self.pane = state, cache, pane
        self._traces, self._first = traces, first
        self.worker: LatestWorker[Request, list[TraceRow]] = LatestWorker(
            self._read, self._send, failed
        )

    def request(self) -> None:
        """Ask for the overview of the night and channels on screen."""
        if self.state.visible_channels:
            self.worker.request((self.pane.layout_id, self.state.night, self.state.view))

    def _read(self, request: Request) -> list[TraceRow]:
        _, night, view = request
        for worker in self._first:
            worker.wait(_LONGEST_WAIT)

        def told(_share: float) -> None:
            if request[0] != self.pane.layout_id:
                raise NoLongerWantedError

        make = partial(overview_rows, night, view, told)
        with overview_only(night, lambda done, of: told(done / of)):
            rows: list[TraceRow] = self.cache.overviews.get((night.recorded, view), make)
        return rows

    def _send(self, request: Request, rows: list[TraceRow]) -> None:
        with self.pane:
            if request[0] == self.pane.layout_id:
                self._traces.send_overview(rows)
