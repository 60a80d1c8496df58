"""The traces of the window, each in its lane, and the band over the analysed one."""

import json
from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
from bokeh.plotting import figure

from explorer.app.analysis_cache import AnalysisCache
from explorer.app.night.lane_words import lane_words
from explorer.app.night.trace_figure import TraceFigure
from explorer.app.night.trace_source import filter_rule, send_source
from explorer.app.panel import (
    Panel,
    Watch,
    set_clock,
    set_ticks,
)
from explorer.app.state import ExplorerState
from explorer.app.trace_layout import TraceLane, lay_out_traces
from explorer.bridge.live_figure import LiveFigure
from explorer.bridge.trace_samples import TraceRow, encode, thinned
from explorer.render.round_numbers import round_number
from explorer.render.theme import Theme, choose_theme
from explorer.storage.bounded_wait import answer_within
from explorer.vocabulary.bands import Band
from explorer.vocabulary.units import MICROVOLT

_POINTS_A_WINDOW = 3000  # more than two a pixel column of any screen this is shown on
_MARGIN = 90.0  # s held on each side of the window, in windows of up to two minutes
LONGEST_READ = 3.0
"""s that a window's samples may take before the page says so and goes on."""

_LONGEST_FULL_RATE = 120.0  # s; longer windows get extremes
_BAR_SHARE = 0.6  # of a lane, at most, for a scale bar


class TracesPanel(Panel):
    """Lanes of traces. The page draws them; this sends samples and says where they go."""

    def __init__(
        self, state: ExplorerState, cache: AnalysisCache, pane: LiveFigure, drawing: TraceFigure
    ) -> None:
        self.pane, self.drawing = pane, drawing
        pane.filter_rule = filter_rule(_LONGEST_FULL_RATE)
        super().__init__(state, cache)
        self.generation = 0
        self.lanes: tuple[TraceLane, ...] = ()

    def build(self) -> figure:
        """Give the figure that the pane carries already."""
        return self.drawing.plot

    def watches(self) -> Sequence[Watch]:
        """Say what is drawn for which change."""
        return (
            (
                frozenset({"night", "visible_channels", "montage", "notch", "display_filters"}),
                self.lay_out,
            ),
            (
                frozenset({"analysis_channel", "gains", "channel_scales", "inverted", "dark"}),
                self.change_gain,
            ),
            (frozenset({"band", "analysis_channel"}), self.refilter),
        )

    # ---- what the state asks for ---------------------------------------------------------------

    def lay_out(self) -> None:
        """Other channels, montage or night: other lanes, and none of the samples held fit."""
        self.generation += 1
        self.pane.layout_id += 1
        self._draw_lanes()
        self.push_window()
        if not self.state.visible_channels:
            self.say("No channel is chosen: pick some at the left to see their traces.")

    def push_window(self) -> None:
        """Send the window unasked: at a new layout, and to a page that is still being drawn."""
        if self.state.visible_channels:
            self.answer(
                {"start": self.state.window_start, "length": self.state.window_length}, pushed=True
            )

    def change_gain(self) -> None:
        """Draw the samples that are held larger or smaller."""
        self._draw_lanes()

    @property
    def is_filtered_by_page(self) -> bool:
        """Whether the page filters a window as long as this by itself."""
        return bool(self.state.window_length <= _LONGEST_FULL_RATE)

    def refilter(self) -> None:
        """Filter the visible window and push it; the page asks for the rest when it rests."""
        self.generation += 1
        state = self.state
        window = (state.window_start, state.window_stop)
        self._send("band", window, state.window_length, pushed=True)

    def answer(self, request: dict[str, Any], *, pushed: bool = False) -> None:
        """Send the window that the page needs, then what lies around it."""
        try:
            self._answer(request, pushed=pushed)
        except Exception:
            self.pane.send({"kind": "unanswered"})  # or the page would wait for the rest
            raise

    def _answer(self, request: dict[str, Any], *, pushed: bool) -> None:
        start = float(request["start"])
        length = float(request["length"])
        if start >= self.state.night.duration:
            # Of a longer night, which has left the screen since: nobody waits for its samples.
            self.pane.send({"kind": "unanswered"})
            return
        missing = request.get("missing", ("raw", "band"))
        with_source = "source" in missing  # what the page filters by itself
        around = not pushed and request.get("around", True)
        missing = [what for what in missing if what != "source"]
        for what in missing:
            last = not pushed and not around and what == missing[-1]
            self._send(what, (start, start + length), length, pushed=pushed, answers=last)
        if not around:
            return
        margin = _MARGIN if length <= _LONGEST_FULL_RATE else length
        ahead = margin * 0.5 * float(request.get("direction", 0))
        first = max(0.0, start - margin + min(0.0, ahead))
        last = min(self.state.night.duration, start + length + margin + max(0.0, ahead))
        if with_source:
            send_source(
                *(self.pane, self.state, start, length),
                generation=self.generation,
                longest=LONGEST_READ,
            )
        for what in missing:
            self._send(what, (first, last), length, answers=what == missing[-1])
        if not missing:
            self.pane.send({"kind": "answered"})

    def send_overview(self, rows: list[TraceRow]) -> None:
        """Send the whole night's extremes, from which the page draws far jumps."""
        self.pane.send_traces(
            "overview", rows, covers=(0.0, self.state.night.duration), generation=0
        )

    def _send(self, what: str, covers: tuple[float, float], length: float, **flags: bool) -> None:
        """Send a stretch of samples as windows of this length need them."""
        start, stop = covers
        thin = length > _LONGEST_FULL_RATE
        points = _POINTS_A_WINDOW / length if thin else float("inf")
        band = self.state.band if what == "band" else None
        rows: list[TraceRow] = []
        if stop > start:
            # On a thread of its own: a drive that does not answer must not hold the page.
            wanted = f"the samples from {start:.0f} to {stop:.0f} s"
            read = partial(self._rows, start, stop, band, points)
            rows = answer_within(LONGEST_READ, read, wanted)
        self.pane.send_traces(
            what,
            rows,
            covers=covers,
            generation=self.generation,
            shortest=length if thin else 0.0,
            band=(self.state.band.low, self.state.band.high),
            **flags,
        )

    def _rows(self, start: float, stop: float, band: Band | None, points: float) -> list[TraceRow]:
        """Read the lanes' samples, each kind's through its own filter; in a band the analysed."""
        cache, state, every = self.cache, self.state, self.state.night.channels
        by_filter: dict[Band | None, list[str]] = {}
        for name in state.visible_channels:
            if band is None:
                by_filter.setdefault(state.display_filter(name), []).append(name)
            elif name == state.analysis_channel and cache.can_filter(name, band):
                by_filter[band] = [name]
        rows = {}
        for through, shown in by_filter.items():
            found = cache.each_filtered(shown, start, stop, state.view, through)
            for name, samples, begins in found:
                rate = every[name].sampling_frequency
                row = encode(*thinned(samples, begins, rate, points))
                if band is None and through is not None:  # a filter takes the middle away
                    row["offset"] += cache.scale(name, state.montage)[0]
                rows[name] = row
        none = np.zeros(0, np.float32)
        return [
            rows[name] if name in rows else encode(none, start, every[name].sampling_frequency)
            for name in self.state.visible_channels
        ]

    # ---- how it looks --------------------------------------------------------------------------

    def _draw_lanes(self) -> None:
        theme = choose_theme(self.state.dark)
        self.lanes = lay_out_traces(self.state, self.cache, theme)
        self._tell_lanes(theme)
        centres = [lane.centre for lane in self.lanes]
        axis = self.figure.yaxis[0]
        set_ticks(axis, centres)
        axis.major_label_overrides = {
            lane.centre: lane_words(
                self.state.derivation(lane.channel.name), is_inverted=lane.gain < 0
            )
            for lane in self.lanes
        }
        self.figure.y_range.update(start=-0.85, end=max(len(self.lanes) - 0.15, 0.75))
        set_clock(self.figure, self.state)
        self._draw_bars()
        self.drawing.bar_labels.major_label_text_color = theme.muted
        self.drawing.event_layers.paint(theme)

    def _tell_lanes(self, theme: Theme) -> None:
        self.pane.lanes = json.dumps(
            [
                lane.as_message()
                | {
                    "band_colour": theme.band,
                    "name": lane.channel.name,
                    "label": self.state.derivation(lane.channel.name)
                    + self.state.polarity_words(lane.channel.name),
                    "units": lane.shown_units,
                    "analysed": lane.channel.name == self.state.analysis_channel,
                    "amplitude": lane.channel.units == MICROVOLT,
                }
                for lane in self.lanes
            ]
        )

    def _draw_bars(self) -> None:
        """One scale bar for each scale there is, beside the first lane that has it."""
        seen: set[tuple[float, str]] = set()
        bars: dict[str, list[Any]] = {key: [] for key in ("x", "low", "high", "colour")}
        labels: dict[float, str] = {}
        for lane in self.lanes:
            units_a_lane = lane.span / abs(lane.gain)
            if (units_a_lane, lane.shown_units) in seen:
                continue
            seen.add((units_a_lane, lane.shown_units))
            length = round_number(units_a_lane * _BAR_SHARE / 2.5)
            high = length / units_a_lane
            bars["x"].append(0.998)
            bars["low"].append(lane.centre - high / 2)
            bars["high"].append(lane.centre + high / 2)
            bars["colour"].append(lane.colour)
            labels[lane.centre] = f"{length:g} {lane.shown_units}"
        self.drawing.bars.data = bars
        set_ticks(self.drawing.bar_labels, list(labels))
        self.drawing.bar_labels.major_label_overrides = labels
