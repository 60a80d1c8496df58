"""Reading of a study off the page's thread: its table, or a simulated trial; it can be stopped."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.app.compare.compare_controls import CompareControls
from explorer.app.compare.example_studies import EEG
from explorer.app.latest_worker import LatestWorker
from explorer.study.comparison_nights import ComparisonNights, read_comparison_nights
from explorer.study.simulated_trial import simulated_trial

if TYPE_CHECKING:
    import pandas as pd

    Given = Path | pd.DataFrame | ComparisonNights | str | None
    Source = tuple[Given, bool, str]
    """What is read, whether within the folders of a page alone, and the Dask cluster's address."""


class StudyReader(LatestWorker["Source", ComparisonNights]):
    """What reads a study, the newest that was asked for.

    Parameters
    ----------
    controls : CompareControls
        Where its progress is told.
    safe_callback : callable
        Wraps a callback, as `explorer.app.app_context.AppContext.safe_callback`.
    shown, failed : callable
        As in `explorer.app.latest_worker.LatestWorker`.
    """

    def __init__(
        self,
        controls: CompareControls,
        safe_callback: Callable[[Callable[..., None]], Callable[..., None]],
        shown: Callable[["Source", ComparisonNights], None],
        failed: Callable[["Source", Exception], None],
    ) -> None:
        super().__init__(self._read, shown, failed)
        self._controls = controls
        self._tell = safe_callback(controls.tell_progress)
        self._stopped = threading.Event()

    def read(self, source: "Given", *, fenced: bool) -> None:
        """Begin to read; `fenced` as in `explorer.study.comparison_nights`."""
        self._stopped.clear()
        simulating = source is None or isinstance(source, str)
        words = "Simulating a trial…" if simulating else "Reading the table…"
        self._controls.tell(words, reading=True)
        # Where it runs is chosen for tables; a download reads its own.
        scheduler = self._controls.run_on.value if isinstance(source, Path) else ""
        self.request((source, fenced, scheduler))

    def stop(self) -> None:
        """Stop after the night that is under way."""
        self._stopped.set()

    def _progress(self, done: int, total: int) -> bool:
        self._tell(done, total)
        return not self._stopped.is_set()

    def _read(self, request: "Source") -> ComparisonNights:
        source, fenced, scheduler = request
        if isinstance(source, ComparisonNights):
            return source
        if source is None or isinstance(source, str):
            return simulated_trial(eeg=source == EEG, progress=self._progress)
        return read_comparison_nights(source, self._progress, fenced=fenced, scheduler=scheduler)
