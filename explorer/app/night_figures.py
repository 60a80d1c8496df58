"""The figures of a night and the pane that carries them, on a page with or without a kernel."""

from collections.abc import Callable

from bokeh.layouts import column
from bokeh.models.ui import UIElement

from explorer.app.analysis_cache import AnalysisCache
from explorer.app.night.band_power import BandPowerPanel
from explorer.app.night.event_lanes_panel import EventLanesPanel
from explorer.app.night.event_strips import EventStripsPanel
from explorer.app.night.hypnogram_panel import HypnogramPanel
from explorer.app.night.spectrogram_panel import SpectrogramPanel
from explorer.app.night.trace_figure import TraceFigure
from explorer.app.night.traces import TracesPanel
from explorer.app.panel import Panel
from explorer.app.state import ExplorerState
from explorer.app.status import Status
from explorer.bridge.live_figure import LiveFigure
from explorer.vocabulary.bands import BANDS, HIGHEST, LOWEST, NARROWEST


class NightFigures:
    """Hypnogram, spectrogram, strips, band power and traces, one above the other.

    Parameters
    ----------
    state : ExplorerState
    cache : AnalysisCache
    status : Status
    carry : callable of UIElement -> LiveFigure
        Makes the pane around the layout.
    """

    def __init__(
        self,
        state: ExplorerState,
        cache: AnalysisCache,
        status: Status,
        carry: Callable[[UIElement], LiveFigure] = LiveFigure,
    ) -> None:
        self.hypnogram = HypnogramPanel(state, cache)
        night_range = self.hypnogram.night_range
        self.event_lanes = EventLanesPanel(state, cache, night_range)
        self.spectrogram = SpectrogramPanel(state, cache, night_range)
        self.strips = EventStripsPanel(state, cache, night_range, status)
        self.band_power = BandPowerPanel(state, cache, night_range)
        drawing = TraceFigure()
        along_the_night = (self.hypnogram, self.spectrogram, self.strips, self.band_power)
        hypnogram, *others = (panel.figure for panel in along_the_night)
        figures = [hypnogram, self.event_lanes.figure, *others, drawing.plot]
        self.pane = carry(column(*figures, sizing_mode="stretch_width", spacing=0))
        self.pane.hint = bool(state.night.channels)
        self.pane.band_limits = [LOWEST, HIGHEST]
        self.pane.narrowest_band = NARROWEST
        self.pane.bands = [[band.low, band.high] for band in BANDS]
        self.traces = TracesPanel(state, cache, self.pane, drawing)
        self.panels: tuple[Panel, ...] = (*along_the_night, self.traces)
        """From top to bottom."""

    def show_night(self, state: ExplorerState) -> None:
        """Show the panels that this night has something for: of a hypnogram alone there is one."""
        for panel in self.panels[1:]:
            panel.figure.visible = bool(state.night.channels)
        if not state.night.channels:
            self.pane.hint = False  # it speaks of the spectrogram
