"""The night's multitaper spectrogram, with the band's two edges on it to drag."""

from collections.abc import Sequence

import numpy as np
from bokeh.models import LinearColorMapper, Range1d
from bokeh.palettes import Viridis256
from bokeh.plotting import figure

from explorer.analysis.colour_limits import robust_limits
from explorer.app.overlays import band_marks, paint_marks, window_box
from explorer.app.panel import Panel, Watch, night_figure
from explorer.app.state import SAMPLES
from explorer.app.status import ANALYSIS
from explorer.render.theme import choose_theme

_LEVELS = 255  # of the image as it is sent: 0.2 dB a step over 50 dB
_LOWEST = 1  # of what is drawn


class SpectrogramPanel(Panel):
    """One image a channel; moving the band moves two lines and nothing else."""

    def build(self) -> figure:
        """Make the figure with an empty image."""
        plot = night_figure("spectrogram", 136, self.night_range, label="Hz")
        plot.y_range = Range1d(0, 30)
        plot.grid.visible = False
        plot.xaxis.visible = False
        self.mapper = LinearColorMapper(
            palette=Viridis256, low=_LOWEST, high=_LEVELS, low_color=(0, 0, 0, 0.0)
        )
        self.image = plot.image(
            image=[np.zeros((1, 1), np.uint8)], x=0, y=0, dw=0, dh=0, color_mapper=self.mapper
        )
        self.marks = [*band_marks(), window_box()]
        for mark in self.marks:
            plot.add_layout(mark)
        return plot

    def watches(self) -> Sequence[Watch]:
        """Say what is drawn for which change."""
        return (
            (SAMPLES | ANALYSIS, self.draw_image),
            (frozenset({"dark"}), self.repaint),
        )

    def draw_image(self) -> None:
        """Send the image of the channel that is analysed."""
        channel = self.state.analysis_channel
        if not channel:
            self._clear()
            self.say("This night has no signal, only a hypnogram: there is no spectrum to show.")
            return
        if not self.cache.has_analysis(channel, self.state.view):
            self.image.glyph.global_alpha = 0.35  # the old one fades while the new is computed
            return
        analysis = self.cache.analysis(channel, self.state.view)
        low, high = robust_limits(analysis.spectrogram)
        scaled = (analysis.spectrogram - low) / (high - low) * _LEVELS
        pixels = np.clip(np.nan_to_num(scaled, posinf=_LEVELS, neginf=0.0), _LOWEST, _LEVELS)
        pixels[np.isnan(scaled)] = 0  # nothing is drawn where nothing was recorded, or has come
        self.image.data_source.data = {
            "image": [pixels.astype(np.uint8)],
            "x": [analysis.spectrogram_start],
            "y": [0.0],
            "dw": [analysis.spectrogram.shape[1] * analysis.spectrogram_step],
            "dh": [analysis.highest],
        }
        self.image.glyph.update(image="image", x="x", y="y", dw="dw", dh="dh", global_alpha=1.0)
        self.figure.y_range.end = analysis.highest
        self.figure.yaxis[0].axis_label = f"{_short(self.state.analysed)}, Hz"

    def _clear(self) -> None:
        self.image.glyph.global_alpha = 0.0

    def repaint(self) -> None:
        """Colour the marks."""
        paint_marks(self.marks, choose_theme(self.state.dark))


def _short(channel: str) -> str:
    most = 12
    return channel if len(channel) <= most else channel[: most - 1] + "…"
