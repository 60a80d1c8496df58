"""Open recordings by name: a row that downloads them off the page's thread, and can be stopped."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import ipywidgets as widgets

from explorer.app.latest_worker import LatestWorker
from explorer.datasets.fetched_table import Fetched
from explorer.datasets.open_recordings import (
    COLLECTIONS,
    SOURCE,
    TABLE,
    cache_folder,
    fetch,
    open_nights,
)
from explorer.io.table_limits import NIGHTS
from explorer.render.environment import pieces
from explorer.storage.settings import read_settings
from explorer.vocabulary.spreadsheet import read_records

ABOUT = (
    "Open recordings from PhysioNet (Sleep-EDF Expanded, Kemp et al. 2000): two nights a person, "
    "about 26 MB each in telemetry and 48 MB in cassettes, checked against the published checksums "
    "and kept."
)
_TEMPLATE = "page/head.html.j2"
_SHORT = {"sleep-edf-st": "telemetry (temazepam)", "sleep-edf-sc": "cassette (age)"}
_A_SECOND = 5  # times that progress is told: the eye reads no more
_PAUSES = (0.5, 1.0, 2.0)
_TO_GO_ON = "press Download again to go on from there"


class StoppedError(Exception):
    """Whoever asked no longer wants it; what came so far is kept, and gone on from next time."""


@dataclass(frozen=True)
class Wanted:
    """What to download."""

    collection: str
    subjects: tuple[int, ...]
    """Empty for everybody."""
    hypnograms_only: bool
    table: str = TABLE
    """Name of the table that names these nights, and whatever it named before."""


class DownloadRow:
    """A collection, a person, a button; how far it is; and a button to stop it.

    Parameters
    ----------
    safe_callback : callable
        As `explorer.app.app_context.AppContext.safe_callback`.
    fetched : callable of Fetched
        Called with what was downloaded.
    groups : sequence of (str, Wanted), optional
        Offered instead of a choice of collection and person.
    """

    def __init__(
        self,
        safe_callback: Callable[[Callable[..., None]], Callable[..., None]],
        fetched: Callable[[Fetched], None],
        groups: Sequence[tuple[str, Wanted]] = (),
    ) -> None:
        self._safe_callback, self._fetched = safe_callback, fetched
        self._stop = threading.Event()
        self._told = 0.0
        self._is_failure = False
        """Whether what stands there is of a download that failed or was stopped."""
        self.collection = widgets.Dropdown(
            options=[(_SHORT.get(name, name), name) for name in COLLECTIONS],
            layout=widgets.Layout(width="180px"),
        )
        self.collection.tooltip = "; ".join(COLLECTIONS.values())
        self.person = widgets.Dropdown(
            description="person",
            layout=widgets.Layout(width="110px"),
            style={"description_width": "auto"},
        )
        self.person.tooltip = "whose nights to download"
        self.group = widgets.Dropdown(options=list(groups), layout=widgets.Layout(width="330px"))
        self.group.tooltip = "open nights to download, kept on this machine's disk"
        self.go = widgets.Button(description="Download", layout=widgets.Layout(width="86px"))
        self.go.tooltip = "download what is chosen; what is there already is not fetched again"
        self.stop = widgets.Button(description="Stop", layout=widgets.Layout(width="56px"))
        self.stop.tooltip = "stop; what came so far is kept"
        self.stop.layout.display = "none"
        self.said = widgets.HTML()
        choices = [self.group] if groups else [self.collection, self.person]
        self.widget = widgets.HBox([*choices, self.go, self.stop, self.said])
        self.widget.add_class("fetch-row")
        close = widgets.Button(
            description="×", tooltip="close", layout=widgets.Layout(width="28px")
        )
        close.on_click(safe_callback(lambda _b: self.hide()))
        about = widgets.HTML(pieces("tables.html.j2").quiet(ABOUT))
        self.dialog = widgets.VBox([widgets.HBox([self.widget, close]), about])
        self.dialog.add_class("explorer-fetch")
        self.hide()
        self._grouped = bool(groups)
        self._list_people()
        self.worker = LatestWorker(self._work, self._done, self._failed)
        self.collection.observe(safe_callback(lambda _c: self._list_people()), "value")
        self.go.on_click(safe_callback(lambda _b: self.ask()))
        self.stop.on_click(safe_callback(lambda _b: self._stop.set()))

    def _list_people(self) -> None:
        nights = open_nights(self.collection.value)
        people = sorted({night.subject for night in nights})
        self.person.options = people
        self.person.value = people[0]  # a list that is set later chooses nobody by itself

    def show(self) -> None:
        """Show the row as a dialog under the head of the page."""
        self.dialog.layout.display = ""

    def hide(self) -> None:
        """Put the dialog away, with a failure that was seen; a download under way goes on."""
        if self.dialog.layout.display != "none":
            self.forget_failure()
        self.dialog.layout.display = "none"

    def ask(self) -> None:
        """Begin to download what is chosen."""
        wanted = (
            self.group.value
            if self._grouped
            else Wanted(self.collection.value, (int(self.person.value),), False)
        )
        self._stop.clear()
        self._show("Asking the server…", working=True)
        self.worker.request(wanted)

    def _work(self, wanted: Wanted) -> Fetched:
        return fetch(
            wanted.collection,
            cache_folder(wanted.collection),
            subjects=wanted.subjects or None,
            hypnograms_only=wanted.hypnograms_only,
            source=read_settings().open_data or SOURCE,
            table=wanted.table,
            progress=self._progress,
            tries=4,
            pauses=_PAUSES,
            to_go_on=_TO_GO_ON,
        )

    def _progress(self, name: str, done: int, total: int) -> None:
        if self._stop.is_set():
            raise StoppedError
        now = time.monotonic()
        if now - self._told < 1 / _A_SECOND and done != total:
            return
        self._told = now
        size = f"{done / 1e6:.1f} of {total / 1e6:.1f} MB" if total else f"{done / 1e6:.1f} MB"
        said = pieces(_TEMPLATE).progress(done, max(total, 1), f"{name}: {size}")
        self._safe_callback(lambda: self._show(said, working=True))()

    def _done(self, _wanted: Wanted, fetched: Fetched) -> None:
        def show() -> None:
            self._show(pieces(_TEMPLATE).quietly(fetched.sentence))
            self._fetched(fetched)

        self._safe_callback(show)()

    def _failed(self, _wanted: Wanted, error: Exception) -> None:
        words = (
            f"Stopped; what came so far is kept: {_TO_GO_ON}."
            if isinstance(error, StoppedError)
            else str(error) or type(error).__name__
        )
        kind = "quiet" if isinstance(error, StoppedError) else "problem"
        said = pieces(_TEMPLATE).alert(kind, words)

        def show() -> None:
            self._show(said)
            self._is_failure = True

        self._safe_callback(show)()

    def forget_failure(self) -> None:
        """Take back what is said of a download that came to nothing, once it is of before."""
        if self._is_failure:
            self._show("")

    def _show(self, html: str, *, working: bool = False) -> None:
        self._is_failure = False
        self.said.value = html
        self.stop.layout.display = "" if working else "none"
        self.go.disabled = working


def downloaded(table: Path) -> list[tuple[str, Path, Path]]:
    """Name the recordings of a table that are there.

    Parameters
    ----------
    table : Path
        As `explorer.datasets.open_recordings.fetch` writes it.

    Returns
    -------
    list of (str, Path, Path)
        Title, recording and hypnogram.
    """
    NIGHTS.check_file(table, ",")
    rows = read_records(table.read_bytes().decode("utf-8-sig"))
    return [
        (
            f"Sleep-EDF {row['subject']} night {row['night']}, {row['condition']}",
            table.parent / row["path"],
            table.parent / row["hypnogram"],
        )
        for row in rows
        if all(row[name] and (table.parent / row[name]).is_file() for name in ("path", "hypnogram"))
    ]
