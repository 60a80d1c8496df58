"""Two published ring trials as simulated twins: drawn, analysed both ways, opened in Compare."""

import threading

import ipywidgets as widgets

from explorer import evidence
from explorer.app.app_context import AppContext
from explorer.app.latest_worker import LatestWorker
from explorer.plan.published_twins import DESIGNS, Twin, simulate_twin
from explorer.render.environment import pieces
from explorer.render.evidence.citations import badge
from explorer.render.plan.plan_figures import TEMPLATE, twin_board
from explorer.study.comparison_nights import ComparisonNights

_HEAD = "page/head.html.j2"
_ABOUT = (
    "Simulated people and nights, and a trial that was published. Number of people, ages, dose "
    "and duration are the trial's; the evidence holds neither the size of its arms nor means and "
    "spreads of what its ring gave, so arms are taken as equal and nights come from the model of "
    "sleep architecture. A vendor's scores are not simulated."
)
_TRUTHS = (("nothing happens", False), ("as the lab's hypothesis has it", True))
Request = tuple[str, bool, int]


class TwinsView:
    """A trial, what is put in, a button; the sentences and the two analyses side by side.

    Parameters
    ----------
    context : AppContext
    """

    def __init__(self, context: AppContext) -> None:
        self.context = context
        names = {one.key: f"{one.authors} {one.year}" for one in evidence.load().studies}
        self.which = widgets.Dropdown(
            options=[(names[key], key) for key in DESIGNS], description="trial"
        )
        self.which.tooltip = "whose design the simulated twin has"
        self.truth = widgets.Dropdown(options=list(_TRUTHS), description="put in")
        self.truth.tooltip = "the effect that the simulation puts in"
        self.go = widgets.Button(
            description="Simulate its twin", tooltip="another one each time: some seconds"
        )
        self.stop = widgets.Button(description="Stop", tooltip="do not wait for it")
        self.compare = widgets.Button(
            description="Open it in Compare", tooltip="person by person", disabled=True
        )
        for one in (self.go, self.stop, self.compare):
            one.layout.width = "auto"
        self.stop.layout.display = "none"
        self.said = widgets.HTML()
        self.board = widgets.HTML()
        row = widgets.HBox([self.which, self.truth, self.go, self.stop, self.compare, self.said])
        row.add_class("plan-row")
        about = pieces(TEMPLATE).paragraph(_ABOUT, "quiet")
        self.widget = widgets.VBox(
            [
                widgets.HTML(
                    pieces(TEMPLATE).heading("Two published trials, taught", badge("simulated"))
                ),
                widgets.HTML(about),
                row,
                self.board,
            ]
        )
        self.widget.add_class("plan-twins")
        self.twin: Twin | None = None
        # The first that is shown is as most are: 1 is among the few of Hausenblas's twins in which
        # chance alone puts the primary metric below .05.
        self._number = 1
        self._wanted = threading.Event()
        safe_callback = context.safe_callback
        self.worker: LatestWorker[Request, Twin] = LatestWorker(
            lambda request: simulate_twin(request[0], by_hypothesis=request[1], seed=request[2]),
            safe_callback(self._show),
            safe_callback(self._failed),
        )
        self.opener: LatestWorker[Twin, ComparisonNights] = LatestWorker(
            Twin.to_compare, safe_callback(self._opened), safe_callback(self._failed)
        )
        self.go.on_click(safe_callback(lambda _b: self._request()))
        self.stop.on_click(safe_callback(lambda _b: self._rest()))
        self.compare.on_click(safe_callback(lambda _b: self._open()))

    def _request(self) -> None:
        self._number += 1
        self._wanted.set()
        self.stop.layout.display = ""
        self.said.value = pieces(TEMPLATE).working("simulating its nights, and comparing them")
        self.worker.request((self.which.value, self.truth.value, self._number))

    def _rest(self) -> None:
        """Wait no longer; what comes still is not shown."""
        self._wanted.clear()
        self.stop.layout.display = "none"
        self.said.value = ""

    def _show(self, request: Request, twin: Twin) -> None:
        if not self._wanted.is_set() or request[2] != self._number:
            return
        self._rest()
        self.twin = twin
        self.compare.disabled = False
        self.board.value = twin_board(twin)

    def _failed(self, _request: object, error: Exception) -> None:
        self._rest()
        self.said.value = pieces(_HEAD).alert("problem", str(error))

    def _open(self) -> None:
        if self.twin is not None:
            self.said.value = pieces(TEMPLATE).working("measuring every night of it")
            self.opener.request(self.twin)

    def _opened(self, _twin: Twin, nights: ComparisonNights) -> None:
        self.said.value = ""
        self.context.turn_to("Compare").read(nights)
