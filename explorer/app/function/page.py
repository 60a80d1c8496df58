"""The Function tab: what the open night holds of what sleep is said to serve."""

from importlib.resources import files
from typing import Any

import ipywidgets as widgets
from markupsafe import Markup

from explorer import evidence
from explorer.analysis.search_scope import SearchScope
from explorer.analysis.signal_view import SignalView
from explorer.analysis.sleep_function import SleepFunctionProxies, measure_function
from explorer.app.app_context import AppContext
from explorer.app.latest_worker import LatestWorker
from explorer.app.state import SAMPLES, STAGES, ExplorerState
from explorer.app.status import ANALYSIS
from explorer.night.night import Night
from explorer.render.environment import pieces
from explorer.render.function.sleep_function_figures import CLAIMS, render
from explorer.vocabulary.channels import Kind

_WORDS = "tables.html.j2"
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
        self.body = widgets.HTML(pieces(_WORDS).quiet("computing…"))
        self.widget = widgets.VBox(
            [widgets.HTML(pieces("page/head.html.j2").style(Markup(style))), self.body]
        )
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
            self.body.value = pieces(_WORDS).plain("This night has no signal, only a hypnogram.")
        elif state.night.channels[state.analysis_channel].kind not in _BRAIN:
            self._refuse(state.analysis_channel)
        elif not self.context.cache.has_analysis(state.analysis_channel, view):
            self.body.value = pieces(_WORDS).quiet("computing the night’s spectra…")
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
            self.body.value = pieces(_WORDS).quiet(f"computing {words}…")

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
        self.body.value = render(
            found,
            searched.hypnogram,
            self.claims,
            where=f"{self.state.analysed} · whole recording",
            made=made,
        )

    def _refuse(self, channel: str, why: str = "") -> None:
        self.found = None
        usual = (
            f"{channel} is not an EEG in µV sampled fast enough to hold slow waves: "
            "choose another channel on the Night tab."
        )
        self.body.value = pieces(_WORDS).plain(why or usual)

    def _fail(self, request: Request, error: Any) -> None:
        if request[0] == self._wanted:
            self.body.value = pieces(_WORDS).problem(f"This could not be measured: {error}")
