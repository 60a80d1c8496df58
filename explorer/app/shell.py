"""The explorer's page: panels laid out around one state and one live pane."""

from collections.abc import Callable
from functools import partial, wraps
from importlib import import_module
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import ipywidgets as widgets
from bokeh.layouts import column
from bokeh.models import Range1d

from explorer.analysis.signal_view import SignalView
from explorer.app.analysis_cache import AnalysisCache
from explorer.app.app_context import AppContext, describe_error
from explorer.app.header import FootPanel, HeaderPanel
from explorer.app.latest_worker import LatestWorker
from explorer.app.night.band_power import BandPowerPanel
from explorer.app.night.controls import ControlsPanel
from explorer.app.night.events_controller import EventsController
from explorer.app.night.hypnogram_panel import HypnogramPanel, stages_message
from explorer.app.night.numbers import NumbersPanel
from explorer.app.night.spectrogram import SpectrogramPanel
from explorer.app.night.traces import TracesPanel
from explorer.app.night_manager import NightManager
from explorer.app.panel import clock_start
from explorer.app.scoring.controls import ScoringPanel
from explorer.app.scoring.staging_panel import StagingPanel
from explorer.app.sharing.session_controller import SessionController
from explorer.app.state import ExplorerState
from explorer.bridge.live_figure import LiveFigure
from explorer.datasets.night_locations import UNLOCATED, NightLocation
from explorer.dsp.chunked_samples import NoLongerWantedError
from explorer.night.night import Night
from explorer.storage.open_files import FileChangedError
from explorer.vocabulary.bands import BANDS, HIGHEST, LOWEST, NARROWEST, named_band

# Title of each tab, and the page behind it; the first is the night itself.
TABS: MappingProxyType[str, tuple[str, str]] = MappingProxyType(
    {
        "Night": ("", ""),
        "Signal": ("explorer.app.signal.page", "SignalPage"),
        "Function": ("explorer.app.function.page", "FunctionPage"),
        "Compare": ("explorer.app.compare.page", "ComparePage"),
        "Magnesium lab": ("explorer.app.lab.page", "LabPage"),
        "Evidence": ("explorer.app.evidence.page", "EvidencePage"),
        "Exercises": ("explorer.app.exercises.page", "ExercisesPage"),
    }
)

_ANALYSED_BY = frozenset({"night", "analysis_channel", "montage", "notch"})
_COMPUTING = "Computing the spectra"
_LONGEST_WAIT = 1.5  # s that the overview of a night lets the rest go first


class Explorer:
    """One page: its state, its panels, and the widget that shows them.

    Parameters
    ----------
    night : Night
        The night to open on.
    title : str
        What the picker calls it.
    place : Place
        Where a link finds it again.
    opening : callable of () -> Night, optional
        Opens it again, as its file may change.
    """

    def __init__(
        self,
        night: Night,
        title: str = "",
        place: NightLocation = UNLOCATED,
        opening: Callable[[], Night] | None = None,
    ) -> None:
        self.state = ExplorerState(night)
        self.cache = AnalysisCache(night)
        self._make_panels()
        self.night_manager = NightManager(self, night, title or night.title, place, opening)
        self._lay_out()
        self._connect()
        self._settle(frozenset(self.state.trait_names()))
        self.night_manager.list()

    # ---- making --------------------------------------------------------------------------------

    def _make_panels(self) -> None:
        state, cache = self.state, self.cache
        self.hypnogram = HypnogramPanel(state, cache)
        night_range: Range1d = self.hypnogram.figure.x_range
        self.spectrogram = SpectrogramPanel(state, cache, night_range)
        self.band_power = BandPowerPanel(state, cache, night_range)
        self.traces = TracesPanel(state, cache)
        self.signal = EventsController(state, cache, night_range)
        night_figures = (self.spectrogram, self.signal.strips, self.band_power)
        self.figures = (self.hypnogram, *night_figures, self.traces)
        self.controls = ControlsPanel(state, cache)
        self.numbers = NumbersPanel(state, cache)
        self.session = SessionController(state)
        self.header = HeaderPanel(state, list(TABS), self.session.widget)
        self.foot = FootPanel(state)
        self.scoring = ScoringPanel(state, self.safe_callback)
        self.staging = StagingPanel(state, self.safe_callback, self.scoring.epoch_cursor)
        followers = (
            *(self.numbers, self.controls, self.header, self.foot),
            *(self.scoring, self.staging, self.session),
        )
        # Samples set off first; events are looked for on a thread while the rest is drawn.
        self.panels = (self.traces, self.signal, *self.figures[:-1], *followers)
        layout = column(*(p.figure for p in self.figures), sizing_mode="stretch_width", spacing=0)
        self.pane = LiveFigure(layout)
        self.pane.hint = bool(self.state.night.channels)
        self.pane.band_limits = [LOWEST, HIGHEST]
        self.pane.narrowest_band = NARROWEST
        self.pane.add_class("explorer-pane")
        self.traces.pane = self.pane

    def _lay_out(self) -> None:
        self.pages: dict[str, Any] = {}
        self.other = widgets.Box()
        self.other.add_class("explorer-other")
        style = (files("explorer.app") / "shell.css").read_text("utf-8")
        controls = self.controls.widget
        controls.children = (self.scoring.widget, self.staging.widget, *controls.children)
        grid = widgets.Box(
            [
                self.header.widget,
                self.controls.widget,
                self.pane,
                self.numbers.widget,
                self.other,
                self.foot.widget,
                self.night_manager.fetching.dialog,
            ]
        )
        grid.add_class("explorer-grid")
        self.widget = widgets.Box([widgets.HTML(f"<style>{style}</style>"), grid])
        self.widget.add_class("sleep-explorer")

    def _connect(self) -> None:
        safe_callback = self.safe_callback
        self.context = AppContext(
            safe_callback=safe_callback,
            open_night=self.night_manager.request,
            say=self._say,
            cache=self.cache,
            turn_to=self._turn_to,
            in_sight=self._in_sight,
        )
        self.analyser = LatestWorker(self._analyse, self._analysed, self.work_failed)
        self.overviewer = LatestWorker(self._overview, self._overviewed, self.work_failed)
        self.state.on_prepare(self._prepare)
        self.state.on_commit(self._settle)
        self.controls.connect(safe_callback)
        self.numbers.connect(safe_callback, self.pane)
        self.signal.connect(self)
        self.scoring.connect(self.pane, self.staging.next_uncertain)
        self.staging.connect()
        self.session.connect(self)
        self.header.connect(safe_callback, self.night_manager.choose)
        self.header.help.on_click(lambda _b: self.pane.send({"kind": "help"}))
        self.header.fold.observe(safe_callback(self._fold), "value")
        self.header.tabs.observe(safe_callback(lambda change: self.show(change["new"])), "value")
        self.pane.listen("need", safe_callback(self.traces.answer))
        self.pane.listen("hello", safe_callback(lambda _m: self.traces.push_window()))
        self.pane.listen("ready", safe_callback(lambda _m: self._send_overview()))
        self.pane.listen("key", safe_callback(lambda message: self._key(message["key"])))
        self.pane.observe(safe_callback(self._scrubbed), "window_start")
        self.pane.observe(safe_callback(self._band_dragged), "band")
        self.pane.observe(safe_callback(self._brushed), "selection")

    def safe_callback(self, callback: Callable[..., None]) -> Callable[..., None]:
        """Wrap a callback: one lock, one batch of messages, and one sentence if it fails.

        Voilà swallows what a callback raises, and JupyterLab may run two at once.
        """

        @wraps(callback)
        def guarded(*arguments: Any) -> None:
            with self.pane:
                try:
                    callback(*arguments)
                except Exception as error:
                    self._say_failed(error)

        return guarded

    # ---- from the page to the state ------------------------------------------------------------

    def _scrubbed(self, change: dict[str, Any]) -> None:
        self.state.window_start = change["new"]

    def _band_dragged(self, change: dict[str, Any]) -> None:
        low, high = change["new"]
        self.state.band = named_band(low, high)

    def _brushed(self, change: dict[str, Any]) -> None:
        self.state.selection = tuple(change["new"])

    def _key(self, key: str) -> None:
        if key in "+=":
            self.state.change_gain("", +1)
        elif key in "-_":
            self.state.change_gain("", -1)
        else:
            self.state.band = BANDS[int(key) - 1]

    def _fold(self, change: dict[str, Any]) -> None:
        (self.widget.add_class if change["new"] else self.widget.remove_class)("folded")

    def show(self, title: str) -> None:
        """Turn to a tab; its page is made when it is first turned to, and then stays in the page.

        Taken out of the page and put in again, a widget leaves its old elements in the browser.
        """
        module, name = TABS[title]
        if module and title not in self.pages:
            self.pages[title] = getattr(import_module(module), name)(self.state, self.context)
            self.other.children = (*self.other.children, self.pages[title].widget)
        for one, page in self.pages.items():
            (page.widget.add_class if one == title else page.widget.remove_class)("turned-to")
        (self.widget.add_class if module else self.widget.remove_class)("elsewhere")
        self.header.tabs.value = title
        if module:
            self.pages[title].follow(frozenset({"shown"}))
        self.session.follow(frozenset({"shown"}))

    def catch_up(self) -> None:
        """Take up what other pages did on this night since."""
        self.scoring.controller.catch_up()
        self.night_manager.look()

    def show_tab(self, title: str) -> None:
        """Turn to a tab; to the night's own where there is none of this title."""
        self.show(title if title in TABS else next(iter(TABS)))

    @property
    def tab(self) -> str:
        """Title of the tab turned to; "" for the night itself."""
        title = str(self.header.tabs.value)
        return title if TABS[title][0] else ""

    def _turn_to(self, title: str) -> Any:
        self.show(title)
        return self.pages.get(title)

    def _in_sight(self, page: object) -> bool:
        return self.pages.get(self.header.tabs.value) is page

    def _say(self, sentence: str) -> None:
        self.state.message = sentence

    # ---- from the state to the page ------------------------------------------------------------

    def _prepare(self, changed: frozenset[str]) -> None:
        """Find what is known of the new choice already: it is then drawn once, not twice."""
        state = self.state
        if self.cache.night is not state.night:
            self.cache.turn_to(state.night, self.night_manager.recent)
        known = state.analysis_channel and self.cache.has_analysis(
            state.analysis_channel, self.state.view
        )
        if changed & _ANALYSED_BY and known:
            state.analysis_ready_for = state.analysis_key

    def _settle(self, changed: frozenset[str]) -> None:
        """Let every panel draw what a change asks for, as one message."""
        with self.pane:
            if changed & {"night", "scorer", "edits", "automatic_scorings"}:
                self._show_night()
            if "night" in changed:  # without signals there is nothing to control
                self.header.fold.value = not self.state.night.channels
            if "dark" in changed:
                (self.widget.add_class if self.state.dark else self.widget.remove_class)("dark")
            # What did not change is the hand's: it may be further on by now than the state is.
            state, pane = self.state, self.pane
            if "window_length" in changed:
                pane.window_length = state.window_length
                pane.margin = 45.0 if state.window_length <= 120 else state.window_length / 2
            if "window_start" in changed:
                pane.window_start = state.window_start
            if "band" in changed:
                pane.band = [state.band.low, state.band.high]
            if "selection" in changed:
                pane.selection = list(state.selection)
            for panel in (*self.panels, *self.pages.values()):
                panel.follow(changed)
            if changed & _ANALYSED_BY:
                self._want_analysis()
            if changed & {"night", "visible_channels", "montage", "notch"}:
                self._send_overview()

    def _show_night(self) -> None:
        night = self.state.night
        start, has_clock = clock_start(self.state)
        for panel in self.figures[1:]:  # of a hypnogram alone there is nothing else to draw
            panel.figure.visible = bool(night.channels)
        self.pane.total = night.duration
        self.pane.clock_start, self.pane.has_clock = start, has_clock
        self.pane.epoch_length = float(night.hypnogram.epoch_length)
        self.pane.epochs = stages_message(self.state)

    # ---- long work -----------------------------------------------------------------------------

    def _want_analysis(self) -> None:
        if not self.state.analysis_channel:
            return
        if self.cache.has_analysis(self.state.analysis_channel, self.state.view):
            return
        self.state.message = f"{_COMPUTING} of {self.state.analysis_channel} for the whole night…"
        self.analyser.request(
            (self.state.analysis_key, self.state.analysis_channel, self.state.view)
        )

    def _analyse(self, request: tuple[tuple[object, ...], str, SignalView]) -> None:
        self.cache.analysis(request[1], request[2], partial(self._read_so_far, *request[:2]))

    def _read_so_far(self, key: tuple[object, ...], channel: str, share: float) -> None:
        """Say how far a long recording is; leave it if another channel or night is in sight."""
        with self.pane:
            if key != self.state.analysis_key:
                raise NoLongerWantedError
            hours = self.state.night.duration / 3600
            self._say(f"{_COMPUTING} of {channel}: reading {hours:.0f} h, {share:.0%}…")

    def _analysed(
        self, request: tuple[tuple[object, ...], str, SignalView], _nothing: None
    ) -> None:
        with self.pane:
            if request[0] == self.state.analysis_key:
                with self.state.batch():
                    self.state.analysis_ready_for = request[0]
                    self.state.message = self.cache.analysis(*request[1:]).too_long

    def _send_overview(self) -> None:
        if self.state.visible_channels:
            self.overviewer.request((self.pane.layout_id, self.state.night, self.state.view))

    def _overview(self, request: tuple[int, Night, SignalView]) -> list[dict[str, Any]]:
        _, night, view = request
        for worker in (self.analyser, self.signal.worker):  # what is in sight comes first
            worker.wait(_LONGEST_WAIT)

        def told(_share: float) -> None:
            if request[0] != self.pane.layout_id:
                raise NoLongerWantedError

        make = partial(self.traces.overview_rows, night, view, told)
        rows: list[dict[str, Any]] = self.cache.overviews.get((night, view), make)
        return rows

    def _overviewed(
        self, request: tuple[int, Night, SignalView], rows: list[dict[str, Any]]
    ) -> None:
        with self.pane:
            if request[0] == self.pane.layout_id:
                self.traces.send_overview(rows)

    def settle(self) -> None:
        """Wait for the first night's analysis, and write the page as it is then."""
        for worker in (self.analyser, self.overviewer, self.signal.worker):
            worker.wait()
        self.pane.write_ahead()

    def work_failed(self, _request: object, error: Exception) -> None:
        """Say what went wrong in a worker."""
        if isinstance(error, NoLongerWantedError):
            with self.pane:  # its last words stand where the newer choice needs no work
                if not self.analyser.idle or not self.state.message.startswith(_COMPUTING):
                    return
                if self.cache.has_analysis(self.state.analysis_channel, self.state.view):
                    analysis = self.cache.analysis(self.state.analysis_channel, self.state.view)
                    self._say(analysis.too_long)
            return
        with self.pane:
            self._say_failed(error)

    def _say_failed(self, error: Exception) -> None:
        if isinstance(error, FileChangedError):
            self.session.say_changed(str(error))
        self._say(describe_error(error))
