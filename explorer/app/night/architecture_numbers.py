"""Numbers at the right: sleep architecture and band power, of the night and of the selection."""

from collections.abc import Callable
from dataclasses import replace
from html import escape

import ipywidgets as widgets
import numpy as np

from explorer.analysis.event_lanes import EventFilter
from explorer.analysis.metrics_query import MetricsQuery
from explorer.analysis.power_by_stage import ALL, power_by_stage
from explorer.app.analysis_cache import AnalysisCache
from explorer.app.latest_worker import LatestWorker
from explorer.app.metrics_snapshot import snapshot
from explorer.app.night.headline_panel import REFERENCE, headline
from explorer.app.night.reference_night import ReferenceNight
from explorer.app.night.saved_numbers import SavedNumbers
from explorer.app.state import SAMPLES, STAGES, ExplorerState
from explorer.app.status import ANALYSIS, Status
from explorer.app.time_in_bed_words import ACCEPT, RESET, propose_lights
from explorer.bridge.live_figure import LiveFigure
from explorer.bridge.table_widget import TableWidget
from explorer.night.night import Night
from explorer.render.architecture.around_figure import AROUND, NOTHING_AROUND, AroundChoice
from explorer.render.architecture.event_lanes_part import FILTER, GO_TO
from explorer.render.architecture.sections import COPY, CSV, unfolding_sections
from explorer.render.environment import pieces
from explorer.render.number_format import number
from explorer.render.tables import row, squared, table
from explorer.vocabulary.stages import stages_told

_ASKED_BY = STAGES | {"lights", "selection", "definitions", "reference", "event_filter"}
_POWER_BY = SAMPLES | STAGES | ANALYSIS | {"lights", "selection", "definitions", "band"}
_SEEN = frozenset({"analysis_channel", "montage", "notch", "band"})
_Question = tuple[MetricsQuery, tuple[str, ...], bool, EventFilter, AroundChoice]
SafeCallback = Callable[[Callable[..., None]], Callable[..., None]]


class NumbersPanel:
    """What the hypnogram says, at once; what the band says; and the parts that unfold.

    The headline is written in the handler of the gesture. What is unfolded below is computed by a
    worker, newest question first, so that a drag never waits for it.
    """

    def __init__(
        self,
        state: ExplorerState,
        cache: AnalysisCache,
        pane: LiveFigure,
        safe_callback: SafeCallback,
        status: Status,
    ) -> None:
        self.state, self.pane, self.status = state, pane, status
        self.cache = cache
        self.asked: MetricsQuery | None = None
        self.around = NOTHING_AROUND
        self._parted: tuple[Night | None, Night | None] = (None, None)
        """Night, and the one for reference, that the unfolded parts were last filled for."""
        self.architecture = TableWidget()
        self.power = widgets.HTML()
        self.parts = TableWidget()
        self.worker = LatestWorker(self._work, self._worked, self._failed)
        self.saved = SavedNumbers(pane, status, self.parts)
        self.reference = ReferenceNight(state, pane, status)
        self.reference.offered = self._write_headline
        self.reference.waiting = self._wait_for_reference
        for sheet in (self.architecture, self.parts):
            sheet.listen("act", safe_callback(lambda message: self._act(message["what"])))
            sheet.listen("choose", safe_callback(lambda m: self._choose(m["name"], m["value"])))
        self.architecture.observe(safe_callback(lambda _c: self._write_headline()), "unfolded")
        self.parts.observe(safe_callback(lambda _c: self._ask_for_parts()), "unfolded")

    def follow(self, changed: frozenset[str]) -> None:
        """Write the numbers anew that what changed bears on."""
        self.reference.follow(changed)
        if changed & (_ASKED_BY | {"dark"}):
            self._write_headline()
            self._ask_for_parts()
        elif changed & _SEEN and "around" in self.parts.unfolded:
            self._ask_for_parts()
        if changed & _POWER_BY:
            self._write(self.power, self._band_power)

    # ---- from the page to the state ------------------------------------------------------------

    def _act(self, what: str) -> None:
        if what == RESET:
            self.state.lights = ()
        elif what == ACCEPT:
            proposal = propose_lights(self.state)
            if proposal is not None:
                self.state.lights = (proposal.start, proposal.stop)
        elif what.startswith(GO_TO):
            self._go_to(what.removeprefix(GO_TO))
        elif what in (CSV, COPY):
            asked = snapshot(self.state, self.asked)
            self.saved.ask(what, self.state.night.title, asked)

    def _go_to(self, moment: str) -> None:
        """Put the window around a moment in s, or as near as the recording has it."""
        time = float(moment)
        if not np.isfinite(time):
            return
        latest = max(self.state.night.duration - self.state.window_length, 0.0)
        before = time - self.state.window_length / 3
        self.state.window_start = min(max(before, 0.0), latest)

    def _choose(self, name: str, value: str) -> None:
        if name == "scorer":
            self.state.scorer = value
        elif name.startswith(FILTER):
            chosen = {name.removeprefix(FILTER): value}
            self.state.event_filter = replace(self.state.event_filter, **chosen)
        elif name.startswith(AROUND):
            self.around = replace(self.around, **{name.removeprefix(AROUND): value})
            self._ask_for_parts()
        elif name == REFERENCE:
            self.reference.choose(value)
        else:
            self.state.definitions = (*self.state.definitions, (name, value))

    # ---- from the state to the page ------------------------------------------------------------

    def _write_headline(self) -> None:
        def render() -> str:
            self.asked = snapshot(self.state, self.asked)
            unfolded = self.architecture.unfolded
            titles, opening = self.reference.titles(), self.reference.opening
            return headline(self.state, self.asked, unfolded, titles, opening)

        self._write(self.architecture, render)

    def _wait_for_reference(self) -> None:
        """Fade the numbers while the night whose name was chosen for one column is not there."""
        if self.reference.opening:
            self.architecture.add_class("computing")
            self.parts.add_class("computing")
        else:
            self.architecture.remove_class("computing")
            self._ask_for_parts()
        self._write_headline()

    def _write(self, widget: TableWidget | widgets.HTML, render: Callable[[], str]) -> None:
        try:
            widget.value = render()
        except Exception as error:  # the page lives on, and says what is missing
            sentence = f"These numbers could not be computed: {error}"
            widget.value = f'<p class="problem">{escape(sentence)}</p>'

    def _ask_for_parts(self) -> None:
        asked = snapshot(self.state, self.asked)
        state, unfolded = self.state, tuple(self.parts.unfolded)
        around = NOTHING_AROUND
        if "around" in unfolded:
            seen = {"channel": state.analysis_channel, "view": state.view, "band": state.band}
            around = replace(self.around, **seen)
        question = (asked, unfolded, state.dark, state.event_filter, around)
        if question[1]:
            if _nights(asked) != self._parted:  # old until it is filled anew
                self.parts.add_class("computing")
            self.worker.request(question)
        else:
            self._write(self.parts, lambda: self._work(question))
            self._filled(question)

    def _work(self, question: _Question) -> str:
        asked, unfolded, dark, events, around = question
        return unfolding_sections(asked, unfolded, dark=dark, events=events, around=around)

    def _worked(self, question: _Question, words: str) -> None:
        with self.pane:
            # An answer about another night or other unfolded parts is followed by its successor.
            if question[1] == tuple(self.parts.unfolded):
                self.parts.value = words
                if _nights(question[0]) == (self.state.night, self.state.reference):
                    self._filled(question)

    def _filled(self, question: _Question) -> None:
        self._parted = _nights(question[0])
        if not self.reference.opening:
            self.parts.remove_class("computing")

    def _failed(self, question: _Question, error: Exception) -> None:
        self._filled(question)
        sentence = f"These numbers could not be computed: {error}"
        self.parts.value = f'<p class="problem">{escape(sentence)}</p>'

    def _band_power(self) -> str:
        state = self.state
        view = state.view
        band = state.band
        if not state.analysis_channel:
            return ""
        if not self.cache.has_analysis(state.analysis_channel, view):
            # What the channel holds of the band, its spectra will say.
            heading = f"{band.name} {band.low:g}–{band.high:g} Hz"
            return f'<h2>{escape(heading)}</h2><p class="quiet">computing the night’s spectra…</p>'
        analysis = self.cache.analysis(state.analysis_channel, view)
        low, high = analysis.held(band)
        heading = f"{band.name} {low:g}–{high:g} Hz"
        hypnogram = state.hypnogram
        parts = state.parts
        means = [power_by_stage(analysis, band, part.hypnogram, part.inside) for part in parts]
        units = squared(analysis.units)
        names = [stage.name for stage in stages_told(hypnogram.values)] if state.is_scored else []
        rows = [
            row(one, [number(mean[one], 1) for mean in means], units, f"mean power of {one} epochs")
            for one in (*names, ALL)
        ]
        note = "" if state.night.simulated else " measured"
        said = f"{state.analysed}{note}"
        if not analysis.holds(band):
            said += (
                f": holds up to {analysis.usable:g} Hz, and so nothing of {band.low:g}–"
                f"{band.high:g} Hz, the band chosen"
            )
        caption = pieces("tables.html.j2").quiet(said)
        return table(heading, [part.name for part in parts], rows) + caption


def _nights(asked: MetricsQuery) -> tuple[Night, Night | None]:
    return asked.in_bed.night, asked.reference.night if asked.reference else None
