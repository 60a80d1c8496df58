"""Controls at the left: band, channels, montage, mains, looks and window."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import ipywidgets as widgets
import numpy as np

from explorer.app.analysis_cache import AnalysisCache
from explorer.app.band_slider import BandSlider
from explorer.app.night.band_fields import BandFields
from explorer.app.night.channel_list import ChannelList
from explorer.app.night.derivation_controls import DerivationControls
from explorer.app.night.filter_response import FilterResponse
from explorer.app.night.filter_words import mains_words
from explorer.app.night.spectrogram_controls import SpectrogramControls
from explorer.app.night.trace_looks import TraceLooks
from explorer.app.state import NOTCHES, WINDOW_LENGTHS, ExplorerState
from explorer.night.montage import available_montages
from explorer.render.environment import pieces
from explorer.render.theme import choose_theme
from explorer.vocabulary.bands import BANDS, OWN_BAND

_SAME = 1e-6  # epochs
_LEGEND = pieces("night/legend.html.j2")
_FILTER = pieces("night/filter_words.html.j2")


class ControlsPanel:
    """Widgets that write to the state, and follow it when something else has changed it."""

    def __init__(self, state: ExplorerState, cache: AnalysisCache) -> None:
        self.state = state
        self.cache = cache
        self._following = False
        wide = widgets.Layout(width="98%")
        self.preset = widgets.Dropdown(layout=wide, description="")
        self.preset.tooltip = "Band: whose power and events are shown, by its name"
        self.slider = BandSlider(state, layout=wide)
        self.edges = self.slider.widget
        self.fields = BandFields(state)
        self.response = FilterResponse(state, cache)
        self.blind = widgets.ToggleButton(
            description="blind",
            tooltip="hide others’ stages, events and N3 by amplitude criterion, to score by eye",
            layout=wide,
        )
        self.channel = widgets.Dropdown(layout=wide)
        self.channel.tooltip = (
            "Analysis channel: spectrogram, power, events and N3 are measured on it"
        )
        self.channels = ChannelList(state)
        self.montage = widgets.Dropdown(layout=wide)
        self.montage.tooltip = "Montage: what each EEG channel is referred to"
        self.derivations = DerivationControls(state)
        self.notch = widgets.ToggleButtons(
            options=[("off" if not hz else f"{hz:g} Hz", hz) for hz in NOTCHES],
            style=widgets.ToggleButtonsStyle(button_width="52px"),
        )
        self.notch_words = widgets.HTML()
        self.looks = TraceLooks(state)
        self.spectrogram = SpectrogramControls(state)
        self.legend = widgets.HTML()
        self.legend.add_class("explorer-sheet")
        self.length = widgets.Dropdown(
            options=[(_length(s), s) for s in WINDOW_LENGTHS], layout=widgets.Layout(width="84px")
        )
        self.length.tooltip = "Window, epoch: how much of the night the traces show"
        self.back = _button("◀", "previous epoch (Shift ←)")
        self.forward = _button("▶", "next epoch (Shift →)")
        self.band_rows = (
            _heading("Band"),
            *(self.preset, self.edges, self.fields.widget, self.response.widget),
        )
        """What the band is chosen by, one below the other."""
        self.view_rows = (
            _heading("Analysis channel"),
            self.channel,
            _heading("Spectrogram"),
            *self.spectrogram.rows,
            _heading("Traces"),
            self.channels.widget,
            _heading("Montage"),
            self.montage,
            _heading("Derivations"),
            self.derivations.widget,
            _heading("Mains filter"),
            self.notch,
            self.notch_words,
            _heading("Filters of the traces"),
            self.looks.filter_rows,
            _heading("Scale, polarity, order"),
            self.looks.target,
            self.looks.look_row,
            _heading("Window, epoch"),
            widgets.HBox([self.length, self.back, self.forward]),
            self.legend,
        )
        """The other choices, one below the other."""

    def connect(self, safe_callback: Callable[[Callable[..., None]], Callable[..., None]]) -> None:
        """Let the widgets write to the state, each callback wrapped by `safe_callback`."""
        state = self.state

        def observe(widget: widgets.Widget, write: Callable[[Any], None]) -> None:
            def written(change: dict[str, Any]) -> None:
                if not self._following:
                    write(change["new"])

            widget.observe(safe_callback(written), "value")

        def set_preset(name: str) -> None:
            chosen = next((band for band in BANDS if band.name == name), None)
            if chosen:
                state.band = chosen

        observe(self.preset, set_preset)
        self.slider.connect(safe_callback)
        self.fields.connect(safe_callback)
        observe(self.blind, lambda blind: setattr(state, "blind", blind))
        observe(self.channel, lambda name: name and setattr(state, "analysis_channel", name))
        self.channels.connect(safe_callback)
        observe(self.montage, lambda name: name and setattr(state, "montage", name))
        self.derivations.connect(safe_callback)
        observe(self.notch, lambda hz: setattr(state, "notch", hz))
        observe(self.length, lambda length: self._zoom(length))
        self.looks.connect(safe_callback)
        self.spectrogram.connect(safe_callback)
        self.back.on_click(safe_callback(lambda _b: self._step(-1)))
        self.forward.on_click(safe_callback(lambda _b: self._step(+1)))

    def follow(self, changed: frozenset[str]) -> None:
        """Show the state, without writing back what is only shown."""
        with self._quietly():
            if "night" in changed:
                self._offer()
            if changed & {"night", "band"}:
                self._show_band()
            if changed & {"blind", "night"}:
                self.blind.value = self.state.blind
            if "montage" in changed and "night" not in changed:
                self._offer_channels()
            if changed & {"analysis_channel", "montage", "night"}:
                self.channel.value = self.state.analysis_channel or None
            self.channels.follow(changed)
            self.derivations.follow(changed)
            self.looks.follow(changed)
            self.spectrogram.follow(changed)
            if "dark" in changed:
                self.legend.value = _LEGEND.legend(choose_theme(self.state.dark))
            if changed & {"montage", "night"}:
                self.montage.value = self.state.montage
            if changed & {"notch", "night"}:
                self.notch.value = self.state.notch
            if changed & {"notch", "night", "visible_channels", "analysis_channel", "montage"}:
                self.notch_words.value = self._mains_words()
            if changed & {"window_length", "night"}:
                self.length.value = self.state.window_length

    @contextmanager
    def _quietly(self) -> Iterator[None]:
        self._following = True
        try:
            yield
        finally:
            self._following = False

    def _offer(self) -> None:
        """Offer what this night has."""
        self._offer_channels()
        self.montage.options = available_montages(self.state.night.channels)

    def _offer_channels(self) -> None:
        state = self.state
        self.channel.options = [(state.derivation(name), name) for name in state.night.channels]

    def _show_band(self) -> None:
        band = self.state.band
        if not self.preset.options:
            labels = [(f"{b.name}  {b.low:g}–{b.high:g} Hz", b.name) for b in BANDS]
            self.preset.options = [*labels, (OWN_BAND, OWN_BAND)]
        self.preset.value = band.name if band in BANDS else OWN_BAND
        self.slider.follow()
        self.fields.follow()

    def _mains_words(self) -> str:
        state = self.state
        names = dict.fromkeys((*state.visible_channels, state.analysis_channel))
        shown = [state.night.channels[name] for name in names if name in state.night.channels]
        return _FILTER.note(mains_words(state.notch, shown, state.derivation))

    def _step(self, epochs: int) -> None:
        """Go to the edge of the next epoch, or of the one before."""
        length, first = float(self.state.night.hypnogram.epoch_length), self.state.night.first_onset
        at = (self.state.window_start - first) / length
        edge = np.floor(at + _SAME) + 1 if epochs > 0 else np.ceil(at - _SAME) - 1
        self.state.window_start = float(first + edge * length)

    def _zoom(self, length: float) -> None:
        """Change the window's length about its middle."""
        with self.state.batch():
            middle = self.state.window_start + self.state.window_length / 2
            self.state.window_length = length
            self.state.window_start = middle - length / 2


def _heading(text: str) -> widgets.HTML:
    return widgets.HTML(pieces("page/head.html.j2").heading(text))


def _button(text: str, tooltip: str) -> widgets.Button:
    return widgets.Button(
        description=text, tooltip=tooltip, layout=widgets.Layout(width="30px", min_width="30px")
    )


def _length(seconds: float) -> str:
    return f"{seconds:g} s" if seconds < 60 else f"{seconds / 60:g} min"
