"""The Function tab: what the open night holds of what sleep is said to serve."""

from html import escape
from importlib.resources import files
from typing import Any

import ipywidgets as widgets

from explorer import evidence
from explorer.analysis.event_search import SearchScope
from explorer.analysis.signal_view import SignalView
from explorer.analysis.sleep_function import SleepFunctionProxies, measure_function
from explorer.app.app_context import AppContext
from explorer.app.latest_worker import LatestWorker
from explorer.app.state import SAMPLES, STAGES, ExplorerState
from explorer.app.status import ANALYSIS
from explorer.night.night import Night
from explorer.render.function.sleep_function_figures import CLAIMS, render
from explorer.vocabulary.channels import Kind

_BRAIN = (Kind.EEG, Kind.EOG, Kind.OTHER)  # what a file does not name may be an EEG
_BEARING = SAMPLES | STAGES | ANALYSIS

Request = tuple[tuple[object, ...], Night, SearchScope, str, SignalView]


class FunctionPage:
    """Memory, hormones and clearance: each measured on the open night, its caveat in sight.

    Parameters
    ----------
    state : ExplorerState
        Of the application.
    context : AppContext
        What the application offers.
    """

    def __init__(self, state: ExplorerState, context: AppContext) -> None:
        self.state, self.context = state, context
        style = (files("explorer.render.signal") / "signal_figures.css").read_text("utf-8")
        style += (files("explorer.app.function") / "page.css").read_text("utf-8")
        library = evidence.load()
        self.claims = {key: library.claim(key) for key in CLAIMS}
        self.body = widgets.HTML("<p class='quiet'>computing…</p>")
        self.widget = widgets.VBox([widgets.HTML(f"<style>{style}</style>"), self.body])
        self.found: SleepFunctionProxies | None = None
        self._wanted: tuple[object, ...] = ()
        self._stale = True
        safe_callback = context.safe_callback
        self._tell = safe_callback(self._say)
        self.worker: LatestWorker[Request, SleepFunctionProxies | None] = LatestWorker(
            self._measure, safe_callback(self._show), safe_callback(self._fail)
        )
        self.follow(frozenset({"shown"}))

    def follow(self, changed: frozenset[str]) -> None:
        """Measure anew what changed bears on, once the page is in sight."""
        self._stale |= bool(changed & _BEARING)
        if self._stale and ("shown" in changed or self.context.in_sight(self)):
            self._want()

    def _want(self) -> None:
        state = self.state
        self._stale = False
        view = state.view
        searched = state.search_scope
        stages = searched.hypnogram.values.tobytes()
        self._wanted = (*state.analysis_key, stages, searched.stages)
        if not state.analysis_channel:
            self.body.value = "<p>This night has no signal, only a hypnogram.</p>"
        elif state.night.channels[state.analysis_channel].kind not in _BRAIN:
            self._refuse(state.analysis_channel)
        elif not self.context.cache.has_analysis(state.analysis_channel, view):
            self.body.value = "<p class='quiet'>computing the night’s spectra…</p>"
        else:
            self._say("the night")
            self.worker.request((self._wanted, state.night, searched, state.analysis_channel, view))

    def _measure(self, request: Request) -> SleepFunctionProxies | None:
        wanted, night, searched, channel, view = request
        analysis = self.context.cache.analysis(channel, view)
        if analysis.whole is None:
            return None
        return measure_function(
            night,
            searched.hypnogram,
            analysis.whole,
            analysis.density,
            analysis.frequencies,
            searched=searched.stages,
            told=lambda words: self._tell(words, wanted),
        )

    def _say(self, words: str, wanted: tuple[object, ...] | None = None) -> None:
        """Say what is being computed, unless something else is wanted by now."""
        if wanted in (None, self._wanted):
            self.body.value = f"<p class='quiet'>computing {escape(words)}…</p>"

    def _show(self, request: Request, found: SleepFunctionProxies | None) -> None:
        wanted, night, searched, channel, _ = request
        if wanted != self._wanted:
            return
        self.found = found
        if found is None:
            view = self.state.view
            self._refuse(channel, self.context.cache.analysis(channel, view).too_long)
            return
        made = "simulated" if night.simulated else "measured"
        self.body.value = render(found, searched.hypnogram, self.claims, where=channel, made=made)

    def _refuse(self, channel: str, why: str = "") -> None:
        self.found = None
        usual = (
            f"{channel} is not an EEG in µV sampled fast enough to hold slow waves: "
            "choose another channel on the Night tab."
        )
        self.body.value = f"<p>{escape(why or usual)}</p>"

    def _fail(self, request: Request, error: Any) -> None:
        if request[0] == self._wanted:
            self.body.value = (
                f"<p class='problem'>This could not be measured: {escape(str(error))}</p>"
            )
