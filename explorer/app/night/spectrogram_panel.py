"""The night's multitaper spectrogram in dB, with the band's two edges on it to drag."""

from collections.abc import Sequence

import numpy as np
from bokeh.models import ColorBar, FixedTicker, Label, LinearColorMapper, Range1d
from bokeh.palettes import Viridis256
from bokeh.plotting import figure

from explorer.analysis.colour_limits import robust_limits
from explorer.analysis.logarithmic_rows import (
    FREQUENCIES_TOLD,
    LOWEST_SHOWN,
    logarithmic_rows,
)
from explorer.analysis.spectrogram_picture import SpectrogramPicture
from explorer.analysis.spectrogram_settings import USUAL, USUAL_HIGHEST
from explorer.app.overlays import band_marks, paint_marks, window_box
from explorer.app.panel import Panel, Watch, night_figure
from explorer.app.state import SAMPLES
from explorer.app.status import ANALYSIS, PICTURE
from explorer.render.round_numbers import round_number
from explorer.render.theme import choose_theme
from explorer.vocabulary.shown_numbers import shown_number

_LEVELS = 255  # of the image as it is sent: 0.2 dB a step over 50 dB
_LOWEST = 1  # of what is drawn
_TICKS = 3  # of the colours
_LOOKS = frozenset(
    {
        *("colour_limits", "spectrogram_top"),
        *("spectrogram_settings", "spectrogram_logarithmic"),
    }
)
LOGARITHMIC = "logarithmic"
"""Tag of a frequency axis whose coordinate is log10 Hz: the page's hands read it."""


class SpectrogramPanel(Panel):
    """One image a channel; moving the band moves two lines and nothing else."""

    def build(self) -> figure:
        """Make the figure with an empty image."""
        plot = night_figure("spectrogram", 136, self.night_range, label="Hz", numbers=True)
        plot.min_border_top = plot.min_border_bottom = 6  # for half of the labels at both ends
        plot.y_range = Range1d(0, 30)
        self._hertz = plot.yaxis[0].ticker
        octaves = [float(np.log10(hertz)) for hertz in FREQUENCIES_TOLD]
        self._octaves = FixedTicker(ticks=octaves)
        labels = (f"{hertz:g}" for hertz in FREQUENCIES_TOLD)
        self._octave_labels = dict(zip(octaves, labels, strict=True))
        plot.grid.visible = False
        plot.xaxis.visible = False
        self.mapper = LinearColorMapper(
            palette=Viridis256,
            low=_LOWEST,
            high=_LEVELS,
            low_color=(0, 0, 0, 0.0),
        )
        self.image = plot.image(
            image=[np.zeros((1, 1), np.uint8)], x=0, y=0, dw=0, dh=0, color_mapper=self.mapper
        )
        self.image.data_source.name = "spectrogram_image"
        self.levels = FixedTicker(name="spectrogram_levels")
        self.colours = ColorBar(
            color_mapper=self.mapper,
            ticker=self.levels,
            width=8,
            padding=0,
            margin=0,
            label_standoff=3,
            title=None,
            border_line_color=None,
            background_fill_alpha=0.0,
            major_label_text_font_size="11px",
            major_tick_line_color=None,
        )
        plot.add_layout(self.colours, "right")
        # What was sent last: where only the top changed, nothing is sent again.
        self._decibels: np.ndarray | None = None
        self._drawn: tuple[float, float, bool] = (0.0, 0.0, False)
        self.said = Label(
            x=4,
            y=0,
            x_units="screen",
            y_offset=-2,
            text="",
            text_font_size="10px",
            text_baseline="top",
            text_color="#FFFFFF",
            background_fill_color="#000000",
            background_fill_alpha=0.6,
            visible=False,
            name="spectrogram_settings",
        )
        plot.add_layout(self.said)
        self.marks = [*band_marks(), window_box()]
        for mark in self.marks:
            plot.add_layout(mark)
        return plot

    def watches(self) -> Sequence[Watch]:
        """Say what is drawn for which change."""
        return (
            (SAMPLES | ANALYSIS | PICTURE | _LOOKS, self.draw_image),
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
        picture = self._picture(channel)
        if picture is None:
            self.image.glyph.global_alpha = 0.35
            return
        low, high = self.state.colour_limits or robust_limits(picture.decibels)
        self._tell_limits(low, high)
        logarithmic = self.state.spectrogram_logarithmic
        drawn = (low, high, logarithmic)
        if picture.decibels is not self._decibels or drawn != self._drawn:
            self._decibels, self._drawn = picture.decibels, drawn
            self._send(picture, low, high)
        self.image.glyph.update(image="image", x="x", y="y", dw="dw", dh="dh", global_alpha=1.0)
        self._set_axis(min(self.state.spectrogram_top or USUAL_HIGHEST, picture.highest))
        self.said.update(
            text=picture.settings.words,
            y=self.figure.y_range.end,
            visible=True,
        )
        self.figure.yaxis[0].axis_label = f"{_short(self.state.analysed)}, Hz"

    def _set_axis(self, highest: float) -> None:
        """Let the axis end at a frequency in Hz, and be of Hz or of their logarithm."""
        logarithmic = self.state.spectrogram_logarithmic
        start, end = (np.log10((LOWEST_SHOWN, highest)).tolist()) if logarithmic else (0.0, highest)
        axis, span = self.figure.yaxis[0], self.figure.y_range
        tags = [LOGARITHMIC] if logarithmic else []
        if span.tags != tags:
            span.tags = tags
            axis.ticker = self._octaves if logarithmic else self._hertz
            axis.major_label_overrides = self._octave_labels if logarithmic else {}
        span.update(start=start, end=end)

    def _picture(self, channel: str) -> SpectrogramPicture | None:
        """Take the picture by the settings chosen; None while it is made."""
        state = self.state
        settings = state.picture_settings
        if settings == USUAL:
            analysis = self.cache.analysis(channel, state.view)
            night = state.night
            rate = night.channels[channel].sampling_frequency
            return SpectrogramPicture(
                analysis.spectrogram,
                analysis.spectrogram_start,
                analysis.spectrogram_step,
                analysis.highest,
                USUAL.on(night.duration, float(night.hypnogram.epoch_length), rate),
            )
        key = self.cache.picture_key(channel, state.view, settings)
        return self.cache.pictures.peek(key)

    def _send(self, picture: SpectrogramPicture, low: float, high: float) -> None:
        decibels, bottom, top = picture.decibels, 0.0, picture.highest
        if self.state.spectrogram_logarithmic:
            decibels = logarithmic_rows(decibels, top)
            bottom, top = np.log10((LOWEST_SHOWN, top)).tolist()
        scaled = (decibels - low) / (high - low) * _LEVELS
        pixels = np.clip(np.nan_to_num(scaled, posinf=_LEVELS, neginf=0.0), _LOWEST, _LEVELS)
        pixels[np.isnan(scaled)] = 0  # nothing is drawn where nothing was recorded, or has come
        self.image.data_source.data = {
            "image": [pixels.astype(np.uint8)],
            "x": [picture.start],
            "y": [bottom],
            "dw": [picture.decibels.shape[1] * picture.step],
            "dh": [top - bottom],
        }

    def _tell_limits(self, low: float, high: float) -> None:
        """Write the levels beside their colours, dB."""
        # Not on the mapper: any change of it colours the whole image anew.
        self.levels.tags = [float(low), float(high)]
        step = round_number((high - low) / _TICKS)
        decibels = np.arange(np.ceil(low / step) * step, high + 1e-9, step)
        levels = ((decibels - low) / (high - low) * _LEVELS).tolist()
        self.levels.ticks = levels
        labels = [shown_number(value) for value in decibels]
        labels[-1:] = [f"{label} dB" for label in labels[-1:]]
        self.colours.major_label_overrides = dict(zip(levels, labels, strict=True))

    def drawn_limits(self) -> tuple[float, float] | None:
        """Levels that the colours lie between now, dB; None where nothing is drawn."""
        return (self.levels.tags[0], self.levels.tags[1]) if self.levels.tags else None

    def _clear(self) -> None:
        self.image.glyph.global_alpha = 0.0
        self.said.visible = False

    def repaint(self) -> None:
        """Colour the marks."""
        theme = choose_theme(self.state.dark)
        paint_marks(self.marks, theme)
        self.colours.major_label_text_color = theme.text


def _short(channel: str) -> str:
    most = 12
    return channel if len(channel) <= most else channel[: most - 1] + "…"
