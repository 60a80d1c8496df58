"""The explorer's page: panels laid out around one state and one live pane."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from explorer.app import tab_pages
from explorer.app.analysis_cache import AnalysisCache
from explorer.app.analysis_requests import AnalysisRequests
from explorer.app.app_context import AppContext
from explorer.app.css_class import toggle_class
from explorer.app.frozen_page.from_view import ViewedPages
from explorer.app.header import FootPanel, HeaderPanel
from explorer.app.night.architecture_numbers import NumbersPanel
from explorer.app.night.counts_in_page import PageNumbers
from explorer.app.night.event_list import EventList
from explorer.app.night.events_controller import EventsController
from explorer.app.night.night_controls import ControlsPanel
from explorer.app.night_figures import NightFigures
from explorer.app.night_manager import NightManager
from explorer.app.overview import OverviewSender
from explorer.app.page_layout import lay_out
from explorer.app.page_updates import PageUpdates
from explorer.app.picture_requests import PictureRequests
from explorer.app.plan.recall_plan import recall_plan
from explorer.app.safe_callbacks import SafeCallbacks
from explorer.app.scoring.epoch_cursor import EpochCursor
from explorer.app.scoring.lesson_panel import LessonPanel
from explorer.app.scoring.scoring_panel import ScoringPanel
from explorer.app.scoring.staging_panel import StagingPanel
from explorer.app.sharing.session_controller import SessionController
from explorer.app.state import ExplorerState
from explorer.app.status import Status
from explorer.app.tab_pages import SHOWN, TabPages
from explorer.app.trait_bindings import take_gestures
from explorer.bridge.browser_memory import BrowserMemory
from explorer.bridge.session_widget import SessionWidget
from explorer.datasets.night_locations import UNLOCATED, NightLocation, resolve_file
from explorer.io.devices.device_sleeps import ESTIMATED
from explorer.night.night import Night
from explorer.night.reading_account import FILE, NIGHT
from explorer.vocabulary.bands import BANDS


class Explorer:
    """One page: its state, its panels, and the widget that shows them.

    Parameters
    ----------
    night : Night
        The night to open on.
    title : str
        What the picker calls it.
    place : NightLocation
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
        self.state, self.status = ExplorerState(night), Status()
        self.cache = AnalysisCache(night)
        self._make_figures()
        callbacks = SafeCallbacks(
            *(self.pane, self.status),
            left=lambda: self.analyses.say_left(),
            file_changed=self._notice_changed_file,
        )
        self.safe_callback, self.work_failed = callbacks.wrap, callbacks.work_failed
        self._make_columns()
        self.night_manager = NightManager(self, night, title or night.title, place, opening)
        self.analyses: AnalysisRequests = AnalysisRequests(
            *(self.state, self.cache, self.status, self.pane), failed=self.work_failed
        )
        self.analyser = self.analyses.worker
        self.overview = OverviewSender(
            *(self.state, self.cache, self.pane, self.traces),
            first=(self.analyser, self.signal.worker),
            failed=self.work_failed,
        )
        self.overviewer = self.overview.worker
        self.pictures: PictureRequests = PictureRequests(
            *(self.state, self.cache, self.status, self.pane), failed=self.work_failed
        )
        self.context = AppContext(
            safe_callback=self.safe_callback,
            open_night=self.night_manager.request,
            say=self._say,
            cache=self.cache,
            bring_night=self.night_manager.bring,
            turn_to=self._turn_to,
            in_sight=self._in_sight,
            night_place=self._night_place,
            offer_file=self.session_widget.offer_file,
            file_on_screen=self._file_on_screen,
            show_beside=self._show_beside,
            forget_refusal=self.status.forget_refusal,
            refuse=self.status.refuse,
        )
        self.plan_memory = self.context.study.plan_memory = BrowserMemory("plan")
        self._turned_to = next(iter(tab_pages.TABS))
        self.tabs: TabPages = TabPages(
            self.state, self.context, tab_pages.TABS, self.session_widget
        )
        self.pages = self.tabs.pages
        self.page_maker = ViewedPages(self.state, lambda: self.night_manager.title)
        self.session: SessionController = SessionController(self, self.session_widget)
        self.widget = lay_out(self)
        self.updates = PageUpdates(self)
        self.hand = self.updates.hand
        self._connect()
        self.updates.begin()
        self.night_manager.list()
        self.night_manager.ask_of_first()

    # ---- making --------------------------------------------------------------------------------

    def _make_figures(self) -> None:
        figures = NightFigures(self.state, self.cache, self.status)
        self.night_figures, self.figures = figures, figures.panels
        self.pane, self.traces = figures.pane, figures.traces
        self.event_lanes = figures.event_lanes
        self.pane.add_class("explorer-pane")
        self.hypnogram, self.spectrogram = figures.hypnogram, figures.spectrogram
        self.strips, self.band_power = figures.strips, figures.band_power

    def _make_columns(self) -> None:
        state, cache, status, pane = self.state, self.cache, self.status, self.pane
        safe_callback = self.safe_callback
        self.signal = EventsController(state, cache, status, pane, safe_callback, self.work_failed)
        self.event_list = EventList(state, cache, status, self.event_lanes)
        self.page_numbers = PageNumbers(state, cache, pane, safe_callback)
        self.controls = ControlsPanel(state, cache)
        self.controls.spectrogram.drawn = self.spectrogram.drawn_limits
        self.numbers = NumbersPanel(state, cache, pane, safe_callback, status)
        self.session_widget = SessionWidget()
        self.header = HeaderPanel(state, list(tab_pages.TABS), self.session_widget)
        self.foot = FootPanel(state, status)
        self.beside = widgets.Box()
        self.beside.add_class("explorer-beside")
        cursor = EpochCursor(state)
        self.scoring = ScoringPanel(
            *(state, safe_callback, pane, cursor),
            next_uncertain=lambda: self.staging.next_uncertain(),
        )
        self.staging = StagingPanel(state, safe_callback, cursor)
        self.lesson = LessonPanel(state, safe_callback, pane, cursor, self._night_place)
        # What would score, stage or show answers is put away while a lesson is under way.
        for widget in (self.scoring.widget, self.staging.widget, self.controls.blind):
            widget.add_class("no-lesson")

    def _connect(self) -> None:
        safe_callback = self.safe_callback
        take_gestures(self.state, self.pane, safe_callback)
        self.event_lanes.connect(self.pane, safe_callback)
        self.controls.connect(safe_callback)
        self.event_list.connect(safe_callback)
        self.header.connect(safe_callback, self.night_manager.choose)
        self.plan_memory.observe(safe_callback(lambda _change: self._recall_plan()), "value")
        self.header.help.on_click(lambda _b: self.pane.send({"kind": "help"}))
        self.header.fold.observe(safe_callback(self._fold), "value")
        self.header.tabs.observe(safe_callback(lambda change: self.show(change["new"])), "value")
        self.pane.listen("need", safe_callback(self.traces.answer))
        self.pane.listen("hello", safe_callback(lambda _m: self.traces.push_window()))
        self.pane.listen("ready", safe_callback(lambda _m: self.overview.request()))
        self.pane.listen("key", safe_callback(lambda message: self._key(message["key"])))

    # ---- from the page to the state ------------------------------------------------------------

    def _recall_plan(self) -> None:
        """Hold Compare to the plan that the browser keeps, before the tab Plan is turned to."""
        if "Plan" not in self.pages and recall_plan(self.context.study):
            self.tabs.follow(SHOWN, "Compare")

    def _key(self, key: str) -> None:
        if key in "+=":
            self.state.change_gain("", +1)
        elif key in "-_":
            self.state.change_gain("", -1)
        elif key == "p":
            self.state.large_type = not self.state.large_type
        else:
            self.state.band = BANDS[int(key) - 1]

    def _fold(self, change: dict[str, Any]) -> None:
        toggle_class(self.widget, "folded", on=change["new"])

    def show(self, title: str, *, by_hand: bool = True) -> None:
        """Turn to a tab; its page is made when it is first turned to, and then stays."""
        self.night_manager.fetching.hide()  # it would cover what is turned to
        if title != self._turned_to:  # what was refused there is not spoken of here
            self.status.forget_refusal()
            self.session_widget.turns += by_hand  # before any link says the new tab
            self._turned_to = title
        self.tabs.show(title)
        toggle_class(self.widget, "elsewhere", on=self.tabs.is_page(title))
        self.header.tabs.value = title
        self.tabs.follow(SHOWN, title)
        self.session.follow(SHOWN)

    def catch_up(self, *, seen: bool = True) -> None:
        """Take up what other pages did on this night since; before this page is seen, or later."""
        self.scoring.controller.catch_up(seen=seen)
        self.night_manager.watch.look()

    def _notice_changed_file(self, sentence: str) -> None:
        self.night_manager.watch.notice(sentence)

    def show_tab(self, title: str, *, by_hand: bool = False) -> None:
        """Turn to the tab of a link; to the night's own where there is none of this title."""
        known = self.tabs.table
        self.show(title if title in known else next(iter(known)), by_hand=by_hand)

    @property
    def tab(self) -> str:
        """Title of the tab turned to; "" for the night itself."""
        return self._turned_to if self.tabs.is_page(self._turned_to) else ""

    def _turn_to(self, title: str) -> Any:
        self.show(title)
        return self.pages.get(title)

    def _in_sight(self, page: object) -> bool:
        return self.pages.get(self.header.tabs.value) is page

    def _night_place(self) -> tuple[str, str]:
        """Where a link finds the night on screen, and its scorer's file."""
        place = self.night_manager.place
        return place.night or self.night_manager.title, place.hypnogram

    def _show_beside(self, widget: widgets.Widget | None) -> None:
        if widget is None and self.beside.children:
            self.pane.send({"kind": "closed beside"})  # first: the focus is in what goes
        self.beside.children = () if widget is None else (widget,)

    def _file_on_screen(self) -> Path | None:
        """File from which the night on screen was taken, if it holds several nights."""
        account, place = self.state.night.account, self.night_manager.place.night
        is_export = any(one.kind == FILE and one.why == ESTIMATED for one in account)
        if not (is_export and place and sum(one.kind == NIGHT for one in account) > 1):
            return None
        try:
            return resolve_file(place, self.session.uploading.folder)
        except ValueError:  # an address, or a file that was removed since
            return None

    def _say(self, sentence: str) -> None:
        self.status.message = sentence

    # ---- long work -----------------------------------------------------------------------------

    def settle(self) -> None:
        """Wait for the first night's analysis, and write the page as it is then."""
        for worker in (self.analyser, self.overviewer, self.signal.worker):
            worker.wait()
        self.pane.write_ahead()
