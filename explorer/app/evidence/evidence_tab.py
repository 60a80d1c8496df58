"""The evidence: what is claimed, by whom it was tested, and what came out."""

from collections.abc import Mapping
from typing import Any

import ipywidgets as widgets
import xarray as xr

from explorer import evidence
from explorer.analysis.claim_values import of_the_hypnogram, of_the_signal
from explorer.analysis.signal_view import SignalView
from explorer.app.app_context import AppContext
from explorer.app.latest_worker import LatestWorker
from explorer.app.state import SAMPLES, STAGES, ExplorerState
from explorer.app.status import ANALYSIS
from explorer.evidence.evidence_records import GRADES
from explorer.evidence.live_value import LiveValue
from explorer.night.night import Night
from explorer.render.environment import pieces
from explorer.render.evidence import evidence_page

_ANY = "any"
_BEARING = SAMPLES | STAGES | ANALYSIS | {"lights"}

Request = tuple[tuple[object, ...], Night, xr.DataArray, str, SignalView]


class EvidencePage:
    """Claims with the studies for and against each, filtered by grade, species and form.

    Parameters
    ----------
    state : ExplorerState
        Whose night gives the claims' metrics their values.
    context : AppContext
        What the application offers.
    """

    def __init__(self, state: ExplorerState, context: AppContext) -> None:
        self.state, self.context = state, context
        self.evidence = evidence.load()
        table = self.evidence.studies
        # Whole grades are of studies; a claim's own may lie between two.
        self.grade = _choice("grade", [(f"{key}: {_short(key)}", key) for key in GRADES])
        self.species = _choice("species", [(s, s) for s in sorted({s.species for s in table})])
        self.form = _choice("form", [(s, s) for s in sorted({s.form for s in table})])
        self.hiding = widgets.ToggleButton(
            description="hide grades",
            tooltip="hide grades and verdicts, to give one’s own first",
            layout=widgets.Layout(width="auto"),
        )
        self.begin = ""
        """Key of the claim that the page is read from; "" for its top."""
        self.body = widgets.HTML()
        self.body.add_class("explorer-page-body")
        for choice in (self.grade, self.species, self.form, self.hiding):
            choice.observe(context.safe_callback(self._draw), "value")
        self.widget = widgets.VBox(
            [
                widgets.HTML(pieces("page/head.html.j2").style(evidence_page.evidence_style())),
                widgets.HBox([self.grade, self.species, self.form, self.hiding]),
                self.body,
            ]
        )
        self.live: dict[str, LiveValue] = {}
        self._wanted: tuple[object, ...] = ()
        self._measuring = False
        """Whether the signal's metrics are on their way."""
        self._stale = True
        self.worker: LatestWorker[Request, Mapping[str, LiveValue]] = LatestWorker(
            self._measure,
            context.safe_callback(self._measured),
            context.safe_callback(self._failed),
        )
        self._draw()

    def show(self, claim: str, *, graded: bool = True) -> None:
        """Have the page read from a claim, with every study, and with grades or without."""
        self.begin = claim
        for choice in (self.grade, self.species, self.form):
            choice.value = _ANY
        self.hiding.value = not graded
        self._draw()

    def follow(self, changed: frozenset[str]) -> None:
        """Say the metrics of the night anew, once the page is in sight."""
        self._stale |= bool(changed & _BEARING)
        if self._stale and ("shown" in changed or self.context.in_sight(self)):
            self._stale = False
            self._want()

    def _want(self) -> None:
        """Say the hypnogram's metrics at once, and ask for the signal's."""
        state = self.state
        simulated = state.night.simulated
        self.live = of_the_hypnogram(
            self.evidence, state.hypnogram, state.time_in_bed, simulated=simulated
        )
        view = state.view
        self._wanted = (*state.analysis_key, state.hypnogram.values.tobytes())
        channel = state.analysis_channel
        self._measuring = bool(channel) and self.context.cache.has_analysis(channel, view)
        self._draw()
        if self._measuring:
            request = (self._wanted, state.night, state.hypnogram, channel, view)
            self.worker.request(request)

    def _measure(self, request: Request) -> Mapping[str, LiveValue]:
        _, night, hypnogram, channel, view = request
        return of_the_signal(night, hypnogram, self.context.cache.analysis(channel, view))

    def _measured(self, request: Request, values: Mapping[str, LiveValue]) -> None:
        if request[0] == self._wanted:
            self.live |= values
            self._measuring = False
            self._draw()

    def _failed(self, request: Request, error: Exception) -> None:
        if request[0] == self._wanted:
            self._measuring = False
            self._draw()
            self.context.refuse(f"The claims' metrics could not all be measured: {error}")

    def _draw(self, _change: dict[str, Any] | None = None) -> None:
        chosen = {
            name: None if choice.value == _ANY else choice.value
            for name, choice in (
                ("grade", self.grade),
                ("species", self.species),
                ("form", self.form),
            )
        }
        self.body.value = evidence_page.render_evidence_page(
            self.evidence,
            live_values=self.live,
            graded=not self.hiding.value,
            begin=self.begin,
            measuring=self._measuring,
            **chosen,
        )


def _short(grade: str) -> str:
    return GRADES[grade].partition(":")[0].partition(",")[0]


def _choice(name: str, values: list[tuple[str, str]]) -> widgets.Dropdown:
    return widgets.Dropdown(
        description=name, options=[(_ANY, _ANY), *values], layout=widgets.Layout(width="290px")
    )
