"""What can be saved of a view: report, table and provenance, written off the page's thread."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from explorer.app.latest_worker import LatestWorker
from explorer.bridge.session_widget import SessionWidget
from explorer.render.architecture.metrics_csv import as_csv
from explorer.render.night.night_report import Figure, render_report
from explorer.render.night.provenance import ViewSnapshot, as_json

_LONGEST_NAME = 80


@dataclass(frozen=True, eq=False)
class _Request:
    what: str
    view: ViewSnapshot
    figures: tuple[Figure, ...] = ()


class Exporting:
    """Writes what the dialog "share" asks for.

    Parameters
    ----------
    widget : SessionWidget
        Whose messages it answers.
    view_now : callable of str -> SignalView
        The view on screen, given the page's whole link.
    """

    def __init__(self, widget: SessionWidget, view_now: Callable[[str], ViewSnapshot]) -> None:
        self.widget = widget
        self.view_now = view_now
        self._writer: LatestWorker[_Request, tuple[str, str, str]] = LatestWorker(
            lambda request: written(request.what, request.view, request.figures),
            lambda _request, file: self.widget.offer_file(*file),
            lambda _request, error: self.widget.send(
                {"kind": "export-refused", "sentence": str(error)}
            ),
        )

    def connect(self, safe_callback: Callable[[Callable[..., None]], Callable[..., None]]) -> None:
        """Answer the session widget's messages."""

        def asked(message: dict[str, Any], buffers: Sequence[memoryview]) -> None:
            names = [str(name) for name in message.get("figures", ())]
            figures = tuple(zip(names, map(bytes, buffers), strict=True))
            try:
                view = self.view_now(str(message.get("link", "")))
            except ValueError as error:
                self.widget.send({"kind": "export-refused", "sentence": str(error)})
                return
            self._writer.request(_Request(str(message["what"]), view, figures))

        self.widget.listen("export", safe_callback(asked))


def written(what: str, view: ViewSnapshot, figures: Sequence[Figure] = ()) -> tuple[str, str, str]:
    """Write one export.

    Parameters
    ----------
    what : {"report", "table", "provenance"}
    view : SignalView
    figures : sequence of (str, bytes)
        For the report.

    Returns
    -------
    name, text, media type : str
        Of the file.

    Raises
    ------
    ValueError
        If there is no such export.
    """
    stem = file_stem(view.title, simulated=view.night.simulated)
    if what == "report":  # with every number, whatever is unfolded
        every = replace(view, asked=view.asked.with_signals())
        return f"{stem}_report.html", render_report(every, figures), "text/html"
    if what == "table":
        return f"{stem}_metrics.csv", as_csv(view.asked.with_signals()), "text/csv"
    if what == "provenance":
        return f"{stem}_provenance.json", as_json(view), "application/json"
    raise ValueError(f"no export {what!r}, expected report, table or provenance")


def file_stem(title: str, *, simulated: bool) -> str:
    """Begin a file's name with the night's, and say if it is simulated.

    Examples
    --------
    >>> file_stem("sample night (simulated)", simulated=True)
    'sample_night_simulated'
    >>> file_stem("night <1>.edf", simulated=True)
    'night_1_edf_simulated'
    """
    tidy = re.sub(r"\W+", "_", title).strip("_")[:_LONGEST_NAME] or "night"
    return tidy if not simulated or tidy.endswith("simulated") else f"{tidy}_simulated"
