"""The gain of the band's filter, below the band's edges."""

import ipywidgets as widgets
import numpy as np

from explorer.app.analysis_cache import AnalysisCache
from explorer.app.state import ExplorerState
from explorer.render.environment import pieces
from explorer.vocabulary.bands import Band

SHOWN_RESPONSE = (0.0, 40.0)
"""Hz, of the filter's gain."""

_WIDTH, _HEIGHT = 190, 44  # px
_GAIN = pieces("night/filter_gain.html.j2")


class FilterResponse:
    """A small curve, which the page keeps up to date while a hand moves the band."""

    def __init__(self, state: ExplorerState, cache: AnalysisCache) -> None:
        self.state, self.cache = state, cache
        self.widget = widgets.HTML()
        self.widget.add_class("filter-response")

    def follow(self, changed: frozenset[str]) -> None:
        """Draw the curve of another band."""
        if changed & {"night", "band"}:
            self.widget.value = self._picture(self.state.band)

    def _picture(self, band: Band) -> str:
        """Draw the gain of the filter that the traces really go through."""
        channel = self.state.night.channels.get(self.state.analysis_channel)
        words = f"{band.low:g}–{band.high:g} Hz"
        if channel is None:
            return _GAIN.edges(words)
        # Above half its sampling frequency a channel holds nothing, and a filter has no gain.
        most, note = channel.sampling_frequency / 2, ""
        if band.high > most:
            words = f"{band.low:g}–{max(band.low, most):g} Hz"
            rate = f"{channel.sampling_frequency:g} Hz"
            note = f" · at {rate} this channel holds up to {most:g} Hz"
        if not self.cache.can_filter(channel.name, band):
            return _GAIN.edges(words + note)
        shown = min(SHOWN_RESPONSE[1], most)
        frequencies = np.linspace(SHOWN_RESPONSE[0], shown, 160)
        gain = np.abs(self.cache.filter_response(channel.name, band, frequencies))
        points = " ".join(
            f"{x:.1f},{_HEIGHT - 2 - g * (_HEIGHT - 6):.1f}"
            for x, g in zip(frequencies / SHOWN_RESPONSE[1] * _WIDTH, gain, strict=True)
        )
        return _GAIN.gain(points, _WIDTH, _HEIGHT, words, note)
