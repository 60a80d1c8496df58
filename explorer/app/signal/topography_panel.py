"""The Signal tab's topography: a map over the scalp that follows the band."""

from typing import Any, NamedTuple

import ipywidgets as widgets
import numpy as np

from explorer.analysis.night_parts import NightPart
from explorer.analysis.power_by_stage import ALL
from explorer.analysis.scalp_sites import ScalpSites, scalp_sites
from explorer.analysis.search_scope import SearchScope
from explorer.analysis.signal_view import SignalView
from explorer.analysis.topography import DEEP, QUANTITIES, Progress, ScalpNight, scalp_night
from explorer.app.app_context import AppContext
from explorer.app.band_slider import BandSlider
from explorer.app.latest_worker import LatestWorker
from explorer.app.signal.topography_in_page import followed_in_page
from explorer.app.state import SAMPLES, STAGES, ExplorerState
from explorer.bridge.scalp_map_widget import ScalpMapWidget
from explorer.io.far_overview import overview_share
from explorer.night.night import Night
from explorer.render.environment import pieces
from explorer.render.signal.topography_figure import too_few_sites, topography_figure
from explorer.vocabulary.counts import pluralize

_HEAD = pieces("page/head.html.j2")
_BEARING = SAMPLES | STAGES | {"selection", "lights", "definitions"}
_SPINDLES = QUANTITIES[2]
_FROM_AFAR = (
    "No topography: of this far recording only an overview has been read; open its address anew "
    "with “fetch all of it” to map it."
)


class TopographyRequest(NamedTuple):
    """What a map is made from."""

    key: tuple[object, ...]
    night: Night
    sites: ScalpSites
    part: NightPart
    searched: SearchScope
    view: SignalView
    spindles: bool


class LeftUndone(Exception):  # noqa: N818 - nothing has gone wrong: another answer is wanted by now
    """Ends the work on sites whose answer nobody waits for."""


class TopographyPanel:
    """Quantity, stage and band, and the map of them; one sentence where a night has no eight sites.

    Parameters
    ----------
    state : ExplorerState
    context : AppContext
    """

    def __init__(self, state: ExplorerState, context: AppContext) -> None:
        self.state, self.context = state, context
        self.quantity = widgets.Dropdown(
            options=QUANTITIES, tooltip="what is mapped", layout=widgets.Layout(width="auto")
        )
        self.stage = widgets.Dropdown(
            options=(ALL,), tooltip="in which stage", layout=widgets.Layout(width="auto")
        )
        self.slider = BandSlider(state, description="band", layout=widgets.Layout(width="360px"))
        self.edges = self.slider.widget
        self.controls = widgets.HBox([self.quantity, self.stage, self.edges])
        self.controls.add_class("signal-controls")
        self.body = ScalpMapWidget()
        # In the page: the map follows the hand without asking the kernel.
        self.link = widgets.jsdlink((self.edges, "value"), (self.body, "band"))
        self.widget = widgets.VBox(
            [widgets.HTML(_HEAD.heading("Topography")), self.controls, self.body]
        )
        self.widget.add_class("topography-panel")
        self.found: ScalpNight | None = None
        self._wanted: tuple[object, ...] = ()
        self._following = False
        self._stage_by_hand = False
        safe = context.safe_callback
        self._tell = safe(self._say_progress)
        self.worker: LatestWorker[TopographyRequest, ScalpNight] = LatestWorker(
            self._analyse, safe(self._show), safe(self._fail)
        )
        self.quantity.observe(safe(self._choose_quantity), "value")
        self.stage.observe(safe(self._choose_stage), "value")
        self.slider.connect(safe)

    # ---- from the hand -------------------------------------------------------------------------

    def _choose_quantity(self, _change: dict[str, Any]) -> None:
        self.edges.layout.display = "" if self.quantity.value == QUANTITIES[0] else "none"
        self.want()

    def _choose_stage(self, change: dict[str, Any]) -> None:
        if not self._following and change["new"] is not None:
            self._stage_by_hand = True
            self._draw()

    # ---- from the state ------------------------------------------------------------------------

    def follow(self, changed: frozenset[str], *, in_sight: bool) -> None:
        """Draw the band's map at once; analyse the sites anew where what they give has changed."""
        if changed & {"band", "night", "shown"}:
            self.slider.follow()
        if changed & (_BEARING | {"shown"}) and in_sight:
            self.want()
        elif changed & _BEARING:
            self.found, self._wanted = None, ()
        elif "band" in changed and in_sight:
            self._draw()

    def want(self) -> None:
        """Show what is known of this night and these choices, or begin to find it out."""
        state = self.state
        night = state.night
        if not night.channels:
            self._refuse(_HEAD.paragraph("This night has no signal, only a hypnogram."))
            return
        sites = scalp_sites(night, state.view.montage)
        if not sites.enough:
            self._refuse(too_few_sites(sites))
            return
        if overview_share(night) < 1:
            self._refuse(_HEAD.paragraph(_FROM_AFAR))
            return
        self.controls.layout.display = ""
        if state.why_no_stages:  # which stages there are is no news while they are hidden
            self._offer((ALL,), ALL)
        request = self._request(sites)
        if request.key == self._wanted and self.found is not None:
            self._draw()
            return
        self._wanted, self.found = request.key, None
        kept = self.context.cache.scalp_nights.peek(request.key)
        if kept is not None:
            self._show(request, kept)
        else:
            count = pluralize(len(sites.sites), "site")
            self.body.show(_HEAD.paragraph(f"computing {count}…", "quiet"))
            self.worker.request(request)

    def _request(self, sites: ScalpSites) -> TopographyRequest:
        state = self.state
        spindles = self.quantity.value == _SPINDLES
        # What was searched for spindles has the power too.
        if (*state.scalp_key, True) in self.context.cache.scalp_nights:
            spindles = True
        return TopographyRequest(
            (*state.scalp_key, spindles),
            state.night,
            sites,
            state.parts[-1],
            state.search_scope,
            state.view,
            spindles,
        )

    def _refuse(self, words: str) -> None:
        self.found, self._wanted = None, ()
        self.controls.layout.display = "none"
        self.body.show(words)

    def _analyse(self, request: TopographyRequest) -> ScalpNight:
        return scalp_night(
            request.night,
            request.sites,
            request.part,
            request.searched,
            notch=request.view.notch,
            spindles=request.spindles,
            told=self._told_of(request),
        )

    def _told_of(self, request: TopographyRequest) -> Progress:
        def told(done: int, total: int) -> None:
            if request.key != self._wanted:
                raise LeftUndone
            self._tell(done, total, request.key)

        return told

    def _say_progress(self, done: int, total: int, key: tuple[object, ...]) -> None:
        if key == self._wanted and self.found is None:
            self.body.show(_HEAD.progress(done, total, f"site {done} of {total}…"))

    def _show(self, request: TopographyRequest, found: ScalpNight) -> None:
        self.context.cache.scalp_nights.get(request.key, lambda: found)
        if request.key != self._wanted:
            return
        self.found = found
        self._draw()

    def _draw(self) -> None:
        found = self.found
        if found is None:
            return
        self._offer_stages(found)
        stage, quantity = self.stage.value, self.quantity.value
        values = found.map_of(quantity, stage=stage, band=self.state.band)
        html = topography_figure(values)
        if quantity == QUANTITIES[0]:
            self.body.show_band(html, *followed_in_page(found, values, self.state.band))
        else:
            self.body.show(html)

    def _offer_stages(self, found: ScalpNight) -> None:
        """Offer the stages in which this is known; N2 and N3 at first, where slow waves are."""
        at = [
            stage
            for row, stage in enumerate(found.stages)
            if found.epochs[row].any()
            and (self.quantity.value != _SPINDLES or np.isfinite(found.spindles[row]).any())
        ] or [ALL]
        usual = DEEP if DEEP in at else at[0]
        chosen = self.stage.value
        if chosen not in at or not self._stage_by_hand:
            chosen = usual
        self._offer(tuple(at), chosen)

    def _offer(self, stages: tuple[str, ...], chosen: str) -> None:
        self._following = True
        try:
            if tuple(self.stage.options) != stages:
                self.stage.options = stages
            self.stage.value = chosen
        finally:
            self._following = False

    def _fail(self, request: TopographyRequest, error: Exception) -> None:
        if not isinstance(error, LeftUndone) and request.key == self._wanted:
            words = f"The topography could not be made: {error}"
            self.body.show(_HEAD.paragraph(words, "problem"))
