"""Power in the band over the night, epoch by epoch, with its medians by thirds."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from bokeh.models import ColumnDataSource, FixedTicker, Label, Node, Range1d
from bokeh.plotting import figure

from explorer.analysis.night_parts import NightPart
from explorer.analysis.spectral_analysis import SpectralAnalysis
from explorer.app.overlays import paint_marks, selection_box, window_box
from explorer.app.panel import (
    HAIRLINE,
    Panel,
    Watch,
    clock_ticks,
    night_figure,
    set_clock,
    set_ticks,
)
from explorer.app.state import SAMPLES, STAGES
from explorer.app.status import ANALYSIS
from explorer.night.clock_words import clock_start
from explorer.render.theme import choose_theme
from explorer.vocabulary.stages import is_sleep

HEADROOM = 1.05
"""Of the scale, over the highest power."""

SHOWN_SHARE = 100
"""Per cent of the epochs without artefacts that the scale shows whole."""


class BandPowerPanel(Panel):
    """A line that follows the band as it is dragged."""

    def build(self) -> figure:
        """Make the empty line."""
        plot = night_figure("band_power", 104, self.night_range, label="µV²", numbers=True)
        plot.y_range = Range1d(0, 1)
        plot.yaxis.ticker.desired_num_ticks = 3
        plot.yaxis.name = "band_power_axis"
        plot.xaxis[0].ticker, plot.xgrid[0].ticker = FixedTicker(), FixedTicker()
        self.power = ColumnDataSource({"time": [], "power": []}, name="power", syncable=False)
        self.line = plot.line("time", "power", source=self.power, line_width=HAIRLINE)
        self.medians = ColumnDataSource(
            {"left": [], "right": [], "power": []}, name="power_medians", syncable=False
        )
        self.median_lines = plot.segment(
            "left", "power", "right", "power", source=self.medians, line_width=2.5
        )
        # Words of the figure: a legend of Bokeh's is an element of the page, which the browser lays
        # out anew with every value under a dragged band.
        self.legend = Label(
            name="band_power_words",  # where the panel is low the page puts the axis' words there
            x=Node(target="frame", symbol="right", offset=-3),
            y=Node(target="frame", symbol="top", offset=2),
            anchor="top_right",
            text=_median_of("sleep"),
            text_font_size="10px",
            background_fill_alpha=0.7,
        )
        plot.add_layout(self.legend)
        self.marks = [selection_box(), window_box()]
        for mark in self.marks:
            plot.add_layout(mark)
        return plot

    def watches(self) -> Sequence[Watch]:
        """Say what is drawn for which change."""
        return (
            (frozenset({"night"}), self.new_night),
            (SAMPLES | STAGES | ANALYSIS | {"band"}, self.draw_line),
            (frozenset({"lights", "definitions"}), self.draw_medians),
            (frozenset({"dark"}), self.repaint),
        )

    def new_night(self) -> None:
        """Lay the clock out anew."""
        set_clock(self.figure, self.state)
        for guide in (self.figure.xaxis[0], self.figure.xgrid[0]):
            set_ticks(guide, clock_ticks(self.state))
        has_clock = clock_start(self.state.night)[1]
        self.figure.xaxis[0].axis_label = None if has_clock else "from the start"

    def draw_line(self) -> None:
        """Send the band's power: some thousand numbers."""
        found = self._found()
        if found is None:
            self.line.glyph.line_alpha = 0.35 if self.state.analysis_channel else 0.0
            return
        analysis, power = found
        hypnogram = self.state.hypnogram
        onset, length = hypnogram.onset.values, float(hypnogram.epoch_length)
        self.power.data = {
            "time": (onset + length / 2).astype(np.float32),
            "power": power.astype(np.float32),
        }
        self._draw_medians_of(power)
        self.line.glyph.line_alpha = 1.0
        whole = analysis.whole
        shown = power if whole is None else power[~whole.masked]
        finite = shown[np.isfinite(shown)]
        top = float(np.percentile(finite, SHOWN_SHARE)) if finite.size else 1.0
        self.figure.y_range.end = (top or 1.0) * HEADROOM
        units = "µV²" if analysis.units == "uV" else f"{analysis.units or 'units'}²"
        # The edges, not the name, and the unit on a line of its own: what is longer than the axis
        # is high is cut off.
        low, high = analysis.held(self.state.band)
        self.figure.yaxis[0].axis_label = f"{low:g}–{high:g} Hz\n{units}"

    def draw_medians(self) -> None:
        """Send the medians by thirds of the sleep in bed, or of what is known: three numbers."""
        found = self._found()
        if found is not None:
            self._draw_medians_of(found[1])

    def _found(self) -> tuple[SpectralAnalysis, np.ndarray] | None:
        """Give the analysis and its power in the band; None while there is none."""
        channel = self.state.analysis_channel
        if not channel or not self.cache.has_analysis(channel, self.state.view):
            return None
        analysis = self.cache.analysis(channel, self.state.view)
        return analysis, analysis.band_power(self.state.band)

    def _draw_medians_of(self, power: np.ndarray) -> None:
        hypnogram = self.state.hypnogram
        onset, length = hypnogram.onset.values, float(hypnogram.epoch_length)
        part = self.state.parts[0]
        counted = counted_epochs(part)
        parts = thirds(power, counted)
        self.legend.text = _median_of(counted_words(part, counted))
        self.medians.data = {
            "left": [onset[first] for first, _, _ in parts],
            "right": [onset[last - 1] + length for _, last, _ in parts],
            "power": [median for _, _, median in parts],
        }

    def repaint(self) -> None:
        """Colour the lines and the marks."""
        theme = choose_theme(self.state.dark)
        self.line.glyph.line_color = theme.band
        self.median_lines.glyph.line_color = theme.text
        self.legend.update(text_color=theme.text, background_fill_color=theme.paper)
        paint_marks(self.marks, theme)


def counted_epochs(part: NightPart) -> np.ndarray:
    """Flag the epochs of which the medians are: sleep in this part, or all of it where none is.

    Parameters
    ----------
    part : NightPart

    Returns
    -------
    array of bool, shape (epoch,)

    Examples
    --------
    >>> from explorer.analysis.night_parts import night_parts
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> (part,) = night_parts(make_hypnogram(["N2", "W", "N2", "N3"]), (30.0, 90.0))
    >>> counted_epochs(part).tolist()
    [False, False, True, False]
    """
    asleep = is_sleep(part.hypnogram.values) & part.inside
    counted: np.ndarray = asleep if asleep.any() else part.inside
    return counted


def counted_words(part: NightPart, counted: np.ndarray) -> str:
    """Say what the counted epochs are: no sleep where nobody scored it, or its stages are hidden.

    Examples
    --------
    >>> from explorer.analysis.night_parts import night_parts
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> (part,) = night_parts(make_hypnogram(["N2", "W", "N2", "N3"]), (30.0, 90.0))
    >>> counted_words(part, counted_epochs(part)), counted_words(part, part.inside)
    ('sleep', 'the time in bed')
    """
    if is_sleep(part.hypnogram.values[counted]).all() and counted.any():
        return "sleep"
    return "the recording" if part.inside.all() else "the time in bed"


def _median_of(what: str) -> str:
    return f"━ median of each third of {what}"


def thirds(values: np.ndarray, mask: np.ndarray) -> Sequence[tuple[int, int, float]]:
    """Thirds of the stretch between the first and last epoch of the mask, with their medians.

    Parameters
    ----------
    values : array, shape (epoch,)
        NaN where there is none.
    mask : array of bool, shape (epoch,)
        Epochs that count.

    Returns
    -------
    sequence of (int, int, float)
        First epoch, epoch after the last, and median of the masked values between.
    """
    parts = []
    for first, last in third_spans(mask):
        chosen = values[first:last][mask[first:last]]
        chosen = chosen[np.isfinite(chosen)]
        parts.append((first, last, float(np.median(chosen)) if chosen.size else np.nan))
    return parts


def third_spans(mask: np.ndarray) -> list[tuple[int, int]]:
    """Cut the stretch between the first and last epoch of a mask into thirds.

    Examples
    --------
    >>> third_spans(np.array([False, True, True, False, True]))
    [(1, 2), (2, 4), (4, 5)]
    """
    inside = np.flatnonzero(mask)
    if not inside.size:
        return []
    edges = np.linspace(inside[0], inside[-1] + 1, 4).round().astype(int)
    return list(pairwise(edges.tolist()))
