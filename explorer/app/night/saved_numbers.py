"""Every number saved or copied, whatever is unfolded: the recording is read for what takes it."""

from dataclasses import dataclass

from explorer.analysis.metrics_query import MetricsQuery
from explorer.app.latest_worker import LatestWorker
from explorer.app.status import Status
from explorer.bridge.live_figure import LiveFigure
from explorer.bridge.table_widget import TableWidget
from explorer.render.architecture.metrics_csv import as_csv
from explorer.render.architecture.sections import COPY, CSV

_COUNTING = "Counting every number, those of oxygen and heart too…"


@dataclass(frozen=True, eq=False)
class _Wanted:
    what: str
    """`CSV` for a file, or `COPY`."""
    title: str
    asked: MetricsQuery


class SavedNumbers:
    """Writes the table on a worker's thread, for heart beats of a night take seconds.

    Parameters
    ----------
    pane : LiveFigure
        Whose lock is held while the page is told.
    status : Status
        Says that numbers are counted, while they are.
    sheet : TableWidget
        That offers the file, or the text to be pasted.
    """

    def __init__(self, pane: LiveFigure, status: Status, sheet: TableWidget) -> None:
        self._pane, self._status, self._sheet = pane, status, sheet
        self.worker = LatestWorker(self._write, self._offer, self._failed)

    def ask(self, what: str, title: str, asked: MetricsQuery) -> None:
        """Save (`CSV`) or copy (`COPY`) the table of a night of this title."""
        self._status.message = _COUNTING
        self.worker.request(_Wanted(what, title, asked))

    def _write(self, wanted: _Wanted) -> str:
        return as_csv(wanted.asked.with_signals(), delimiter="\t" if wanted.what == COPY else ",")

    def _offer(self, wanted: _Wanted, text: str) -> None:
        with self._pane:
            if self._status.message == _COUNTING and self.worker.idle:
                self._status.message = ""
            if wanted.what == CSV:
                name = "".join(c if c.isalnum() else "_" for c in wanted.title)
                self._sheet.offer_file(f"{name}_metrics.csv", text, "text/csv")
            else:
                self._sheet.offer_copy(text)

    def _failed(self, _wanted: _Wanted, error: Exception) -> None:
        with self._pane:
            self._status.refuse(f"The numbers could not be computed: {error}")
