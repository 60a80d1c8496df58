"""The Signal tab: average waves, SWA by cycle, spectra by stage and coupling of one channel."""

from importlib.resources import files
from typing import Any

import ipywidgets as widgets
from markupsafe import Markup

from explorer.analysis.event_search import DetectionRule
from explorer.analysis.n3_rule import n3_by_rule
from explorer.analysis.search_scope import SearchScope
from explorer.analysis.signal_summary import SignalSummary, summarise
from explorer.analysis.signal_view import SignalView
from explorer.analysis.wave_coupling import NO_BAND, rules_for
from explorer.app.app_context import AppContext
from explorer.app.latest_worker import LatestWorker
from explorer.app.shown_stages import HIDDEN
from explorer.app.signal.signal_controls import SignalControls
from explorer.app.signal.topography_panel import TopographyPanel
from explorer.app.state import SAMPLES, STAGES, SWA_BANDS, ExplorerState
from explorer.app.status import ANALYSIS
from explorer.render.environment import pieces
from explorer.render.signal.signal_figures import Shown, render
from explorer.render.theme import choose_theme
from explorer.vocabulary.bands import Band

_BEARING = SAMPLES | STAGES | ANALYSIS | {"selection", "detector", "slow_wave_activity"}
_DRAWN = frozenset({"band", "n3_amplitude", "swa_reference", "dark", "lights", "definitions"})
_HIDING = frozenset({"blind", "sitting"})
_HEAD = pieces("page/head.html.j2")

Rules = tuple[DetectionRule, DetectionRule]
Request = tuple[tuple[object, ...], str, SignalView, tuple[float, ...], Rules, Band, SearchScope]


class SignalPage:
    """Figures of the channel that the night is analysed on, and of the part that is brushed."""

    def __init__(self, state: ExplorerState, context: AppContext) -> None:
        self.state, self.context = state, context
        style = (files("explorer.render.signal") / "signal_figures.css").read_text("utf-8")
        style += (files("explorer.render") / "templates" / "signal" / "scalp_map.css").read_text(
            "utf-8"
        )
        self.controls = SignalControls(state)
        self.body = widgets.HTML(_HEAD.paragraph("computing…", "quiet"))
        self.body.add_class("signal-body")
        self.topography = TopographyPanel(state, context)
        self.widget = widgets.VBox(
            [
                widgets.HTML(_HEAD.style(Markup(style))),
                self.controls.widget,
                self.body,
                self.topography.widget,
            ]
        )
        self.controls.connect(context.safe_callback, self._take_reference)
        self.summary: SignalSummary | None = None
        self._wanted: tuple[object, ...] = ()
        show, fail = context.safe_callback(self._show), context.safe_callback(self._fail)
        self.worker: LatestWorker[Request, SignalSummary | None] = LatestWorker(
            self._summarise, show, fail
        )
        self._stale = True
        self.follow(frozenset({"shown"}))

    def follow(self, changed: frozenset[str]) -> None:
        """Compute anew what changed bears on, once the page is in sight."""
        self._stale |= bool(changed & _BEARING)
        if changed & _HIDING:  # what is hidden from now on is not left in sight meanwhile
            self.summary, self._wanted = None, ()
            self.body.value = _HEAD.paragraph("computing…", "quiet")
        in_sight = "shown" in changed or self.context.in_sight(self)
        if in_sight:  # what nobody sees is brought up to date when it is turned to
            self.controls.follow(changed | {"night"} if "shown" in changed else changed)
        self.topography.follow(changed, in_sight=in_sight)
        if self._stale and in_sight:
            self._want()
        elif changed & (_DRAWN | {"shown"}) and self.summary is not None and not self._stale:
            self._draw(self.summary)

    def _want(self) -> None:
        state = self.state
        self._stale = False
        # By a rule that stays where it is, or nights would differ by a band that happens to be
        # under the hand: the band's own events are the Night tab's.
        rules = rules_for(NO_BAND, state.detector)
        activity = next(band for band in SWA_BANDS if band.name == state.slow_wave_activity)
        searched = state.search_scope
        stages = searched.hypnogram.values.tobytes()
        self._wanted = (*state.analysis_key, state.epochs_selected, rules, activity, stages)
        if not state.analysis_channel:
            self.body.value = _HEAD.paragraph("This night has no signal, only a hypnogram.")
        elif not self.context.cache.has_analysis(state.analysis_channel, self.state.view):
            self.body.value = _HEAD.paragraph("computing the night’s spectra…", "quiet")
        else:
            self.body.add_class("computing")
            asked = (
                state.analysis_channel,
                state.view,
                state.epochs_selected,
                rules,
                activity,
                searched,
            )
            self.worker.request((self._wanted, *asked))

    def _summarise(self, request: Request) -> SignalSummary | None:
        _, channel, view, selection, rules, activity, searched = request
        cache = self.context.cache
        analysis = cache.analysis(channel, view)
        if analysis.whole is None:
            return None
        return summarise(
            analysis.whole,
            analysis.density,
            analysis.frequencies,
            searched.hypnogram,
            searched=searched.stages,
            selection=selection,
            rules=rules,
            swa_band=activity,
        )

    def _show(self, request: Request, summary: SignalSummary | None) -> None:
        if request[0] == self._wanted:
            self.summary = summary
            self._draw(summary)

    def _draw(self, summary: SignalSummary | None) -> None:
        state = self.state
        self.body.remove_class("computing")
        analysis = self.context.cache.analysis(state.analysis_channel, self.state.view)
        whole = analysis.whole
        if summary is None or whole is None:
            why = analysis.too_long or (
                f"{state.analysed} is not an electrical signal in µV sampled fast enough "
                "to hold slow waves: choose another channel."
            )
            self.body.value = _HEAD.paragraph(why)
            return
        part = "whole recording"
        if state.epochs_selected:
            start, stop = state.epochs_selected
            part = f"selection, {(stop - start) / 60:.0f} min"
        in_bed = state.parts[0]  # N3 by criterion is of the same part wherever it stands
        name, channel, band, mean = state.swa_reference or ("", "", "", 0.0)
        shown = Shown(
            where=f"{state.analysed} · {part}",
            made="simulated" if state.night.simulated else "measured",
            band=state.band,
            line=state.n3_amplitude,
            by_rule=HIDDEN
            if state.blind
            else n3_by_rule(
                *(whole.waves, in_bed.hypnogram, state.n3_amplitude),
                masked=whole.masked,
                inside=in_bed.inside,
            ),
            part=in_bed.name,
            # A mean of another band is no reference for this one.
            reference=(name, channel, mean) if band == state.slow_wave_activity else (),
            channel=state.analysed,
            searched=state.search_scope.words,
            no_stages=state.why_no_stages,
        )
        self.body.value = render(summary, choose_theme(state.dark), shown)

    def _take_reference(self) -> None:
        """Make this night's SWA on this channel what others are divided by; or forget it."""
        state = self.state
        mean = float("nan") if self.summary is None else self.summary.course.mean
        if state.swa_reference:
            state.swa_reference = ()
        elif mean > 0:
            state.swa_reference = (
                state.night.title,
                state.analysed,
                state.slow_wave_activity,
                mean,
            )
        else:
            why = state.why_no_stages
            said = f"stages are {why}" if why == HIDDEN else why or "this night has no N2 or N3"
            self.context.refuse(f"There is no reference for SWA: {said}.")

    def _fail(self, _request: object, error: Any) -> None:
        self.body.remove_class("computing")
        self.body.value = _HEAD.paragraph(f"These figures could not be made: {error}", "problem")
