"""The Function tab: what the open night holds of what sleep is said to serve."""

import threading
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

_LOOK, _STOP = "Look for heart beats", "Stop looking for heart beats"
_TOOLTIP = "Heart beats take longest; all else stands without them"

Request = tuple[tuple[object, ...], Night, SearchScope, str, SignalView, threading.Event]


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
        self.progress = widgets.HTML()
        self.search = widgets.Button(description=_STOP, tooltip=_TOOLTIP, layout={"width": "auto"})
        self.under_way = widgets.HBox([self.progress, self.search], layout={"display": "none"})
        self.widget = widgets.VBox(
            [
                widgets.HTML(pieces("page/head.html.j2").style(Markup(style))),
                self.under_way,
                self.body,
            ]
        )
        self.found: SleepFunctionProxies | None = None
        self._wanted: tuple[object, ...] = ()
        self._drawn: tuple[object, ...] = ()
        """What the page shows, as `_wanted`, in part or whole."""
        self._cancel = threading.Event()
        self._stale = True
        safe_callback = context.safe_callback
        self._tell = safe_callback(self._say)
        self._show_part = safe_callback(self._draw)
        self.search.on_click(safe_callback(self._stop_or_look))
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
        self._cancel.set()  # what is looked for in another night or channel
        self._cancel, self._drawn = threading.Event(), ()
        self._offer("")
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
            channel, cancel = state.analysis_channel, self._cancel
            self.worker.request((self._wanted, state.night, searched, channel, view, cancel))

    def _measure(self, request: Request) -> SleepFunctionProxies | None:
        wanted, night, searched, channel, view, cancel = request
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
            partly=lambda found: self._show_part(request, found),
            cancel=cancel,
        )

    def _say(self, words: str, wanted: tuple[object, ...] | None = None) -> None:
        """Say what is being computed, unless something else is wanted by now."""
        if wanted not in (None, self._wanted):
            return
        said = pieces(_WORDS).quiet(f"computing {words}…")
        if self._drawn:
            self.progress.value = said
        else:
            self.body.value = said

    def _offer(self, action: str) -> None:
        """Offer to stop the search for heart beats, or to begin it; "" for neither."""
        self.search.description = action or _STOP
        self.under_way.layout.display = "" if action else "none"
        self.progress.value = ""

    def _stop_or_look(self, _button: object) -> None:
        if self.search.description == _STOP:
            self._cancel.set()
        else:
            self._want()

    def _draw(self, request: Request, found: SleepFunctionProxies) -> None:
        """Draw what is known, while heart beats are looked for still."""
        if request[0] == self._wanted and request[-1] is self._cancel:
            self._render(request, found)
            self._offer(_STOP)

    def _show(self, request: Request, found: SleepFunctionProxies | None) -> None:
        wanted, _, _, channel, _, cancel = request
        if wanted != self._wanted or cancel is not self._cancel:
            return
        self.found = found
        if found is None:
            view = self.state.view
            self._refuse(channel, self.context.cache.analysis(channel, view).too_long)
            return
        self._render(request, found)
        self._offer(_LOOK if cancel.is_set() else "")

    def _render(self, request: Request, found: SleepFunctionProxies) -> None:
        self._drawn, night, searched, *_ = request
        made = "simulated" if night.simulated else "measured"
        self.body.value = render(
            found,
            searched.hypnogram,
            self.claims,
            where=f"{self.state.analysed} · whole recording",
            made=made,
            searched=searched,
            no_stages=self.state.why_no_stages,
        )

    def _refuse(self, channel: str, why: str = "") -> None:
        self.found = None
        self._offer("")
        usual = (
            f"{channel} is not an EEG in µV sampled fast enough to hold slow waves: "
            "choose another channel on the Night tab."
        )
        self.body.value = pieces(_WORDS).plain(why or usual)

    def _fail(self, request: Request, error: Any) -> None:
        if request[0] == self._wanted:
            self._offer("")
            self.body.value = pieces(_WORDS).problem(f"This could not be measured: {error}")
