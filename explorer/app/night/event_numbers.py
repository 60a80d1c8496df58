"""Numbers that follow band and line: events by stage, and N3 by amplitude criterion."""

from html import escape

import ipywidgets as widgets
import numpy as np

from explorer.analysis.channel_night import ChannelNight
from explorer.analysis.event_counts import ALL_MINUTES, counts_by_stage
from explorer.analysis.event_search import EVENT_RANGES, NAMES, by_chance, detection_for, left_out
from explorer.analysis.n3_rule import AASM_LINE, DERIVATION_MATTERS, LEAST_SHARE, n3_by_rule
from explorer.analysis.search_scope import SEARCH_STAGES, SearchScope
from explorer.analysis.signal_view import SignalView
from explorer.app.analysis_cache import AnalysisCache
from explorer.app.css_class import toggle_class
from explorer.app.state import SAMPLES, STAGES, ExplorerState
from explorer.app.status import ANALYSIS, EVENTS, Status
from explorer.render.environment import pieces
from explorer.render.tables import number, row, table
from explorer.vocabulary.bands import Band
from explorer.vocabulary.stages import stages_told

_SCORED = STAGES - {"night"}
_PARTED = frozenset({"lights", "selection", "definitions"})


class EventNumbersPanel:
    """Two widgets: N3 by amplitude criterion, which the line changes, and events of the band."""

    def __init__(self, state: ExplorerState, cache: AnalysisCache, status: Status) -> None:
        self.state = state
        self.status = status
        self.cache = cache
        self.rule = widgets.HTML()
        self.rule.add_class("n3-by-rule")
        self.events = widgets.HTML()
        self.widgets = (self.events, self.rule)

    def follow(self, changed: frozenset[str]) -> None:
        """Write the numbers anew that what changed bears on."""
        analysed = SAMPLES | ANALYSIS
        for widget, watched, render in (
            (self.rule, analysed | _SCORED | _PARTED | {"n3_amplitude"}, self._rule),
            (self.events, analysed | _SCORED | _PARTED | EVENTS, self._events),
        ):
            if changed & watched:
                try:
                    widget.value = render()
                except Exception as error:  # the page lives on, and says what is missing
                    sentence = f"These numbers could not be computed: {error}"
                    widget.value = f'<p class="problem">{escape(sentence)}</p>'
        if changed & (_SCORED | EVENTS | {"band", "detector"}):
            toggle_class(self.events, "computing", on=not self._at_hand())

    def _at_hand(self) -> bool:
        return bool(self.status.events_key == self.cache.events_key(*self._asked))

    @property
    def _asked(self) -> tuple[str, SignalView, Band, str, SearchScope]:
        state = self.state
        return (
            state.analysis_channel,
            state.view,
            state.band,
            state.detector,
            state.search_scope,
        )

    def _whole(self) -> ChannelNight | None:
        channel = self.state.analysis_channel
        if not channel or not self.cache.has_analysis(channel, self.state.view):
            return None
        return self.cache.analysis(channel, self.state.view).whole

    def _why_none(self) -> str:
        """Say why a recording as long as this one has no events."""
        channel = self.state.analysis_channel
        if not channel or not self.cache.has_analysis(channel, self.state.view):
            return ""
        why = self.cache.analysis(channel, self.state.view).too_long
        return f'<h2>Events</h2><p class="quiet">{escape(why)}</p>' if why else ""

    def _rule(self) -> str:
        whole, state = self._whole(), self.state
        if whole is None or state.blind:
            return ""
        parts = state.parts
        line = state.n3_amplitude
        found = [
            n3_by_rule(whole.waves, part.hypnogram, line, masked=whole.masked, inside=part.inside)
            for part in parts
        ]
        kappa = "agreement on N3 or not, over the epochs scored N1, N2 or N3 without artefacts"
        rows = [
            row(
                "minutes",
                [
                    n
                    for one in found
                    for n in (number(one.minutes, 1), number(one.scored_minutes, 1))
                ],
                "min",
                f"epochs of which {LEAST_SHARE:.0%} or more are waves of 0.5-2 Hz above the line",
            ),
            row(
                "share of TST",
                [
                    n
                    for one in found
                    for n in (number(one.percent, 1), number(one.scored_percent, 1))
                ],
                "%",
                "N3 over total sleep time",
            ),
            row("kappa", [n for one in found for n in (number(one.kappa, 2), "")], "", kappa),
        ]
        usual = "" if line == AASM_LINE else f" AASM: {AASM_LINE:.0f} µV."
        note = f"{state.analysed}, peak to peak.{usual} {DERIVATION_MATTERS}"
        columns = [
            f"{what}, {part.name}" for part in parts for what in (f"> {line:.0f} µV", "scorer")
        ]
        title = "N3 by amplitude criterion"
        return table(title, columns, rows) + pieces("tables.html.j2").quiet(note)

    def _events(self) -> str:
        state, whole = self.state, self._whole()
        key = self.cache.events_key(*self._asked)
        if whole is None:
            return self._why_none()
        if state.blind:
            hidden = "hidden while blind, as others’ stages and N3 by amplitude criterion are"
            return f'<h2>Events</h2><p class="quiet">{hidden}</p>'
        if not key.is_same_but_band(self.status.events_key):
            return str(self.events.value)
        found = self.cache.kept_events(self.status.events_key)
        if found is None:
            detection = detection_for(state.band, state.detector)
            reason = f"none in this band: {EVENT_RANGES}" if detection is None else "no events"
            return f'<h2>Events</h2><p class="quiet">{reason}</p>'
        if found.not_searched:
            name = NAMES[found.detection.kind]
            return f'<h2>{name}</h2><p class="quiet">{escape(left_out(found))}</p>'
        parts = state.parts
        counts = [
            counts_by_stage(found, part.hypnogram, whole.artefact_time, inside=part.inside)
            for part in parts
        ]
        told = stages_told(state.hypnogram.values)
        names = [stage.name for stage in told] if state.is_scored else []
        looked_in = found.detection.within(SEARCH_STAGES)
        searched = {stage.name for stage in looked_in}
        rows = [
            row(
                name,
                [_count(*count[name]) for count in counts],
                "/min",
                ALL_MINUTES if name == "all" else f"events in {name}",
            )
            for name in [*names, "all"]
            if name == "all" or (name in searched and any(count[name][0] for count in counts))
        ]
        others = [name for name in names if name not in searched]
        beside = [sum(count[name][0] for name in others) for count in counts]
        if any(beside):
            said = "begin just before a stage that is searched, in an epoch of another stage"
            rows.insert(-1, row("other", [str(number) for number in beside], "", said))
        chance = by_chance(found.detection)
        note = (
            f"{found.detection.words}; {state.search_scope.words_within(looked_in)}. {ALL_MINUTES} "
            f"{left_out(found)} {chance} "
            f"{'simulated' if state.night.simulated else 'measured'}"
        )
        title = f"{NAMES[found.detection.kind]}: count (density per min), {found.detection.edges}"
        numbers = table(title, [part.name for part in parts], rows)
        return numbers + pieces("tables.html.j2").quiet(note)


def _count(count: int, density: float) -> str:
    share = f' <span class="quiet">({density:.1f})</span>' if np.isfinite(density) else ""
    return f"{count}{share}"
