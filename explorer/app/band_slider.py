"""Slider for both edges of the band under the hand, for every tab that has one."""

from collections.abc import Callable
from typing import Any

from explorer.app.state import ExplorerState
from explorer.bridge.steady_slider import SteadyRangeSlider
from explorer.vocabulary.bands import HIGHEST, LOWEST, NARROWEST, Band, named_band

STEP = 0.05
"""Hz between two places of the slider."""

_DECIMALS = 6


class BandSlider:
    """A slider that writes the band to the state, and follows it.

    Parameters
    ----------
    state : ExplorerState
        Whose band it is.
    **look
        Traits of the widget: its layout, a description.
    """

    def __init__(self, state: ExplorerState, **look: Any) -> None:
        self.state = state
        self.widget = SteadyRangeSlider(min=LOWEST, max=HIGHEST, step=STEP, readout=False, **look)
        self.widget.tooltip = "Band: its lower and upper edge, in Hz"
        self._following = False

    def connect(self, safe_callback: Callable[[Callable[..., None]], Callable[..., None]]) -> None:
        """Let a hand on the slider write to the state, by a callback that is wrapped."""
        self.widget.observe(safe_callback(self._written), "value")

    def follow(self) -> None:
        """Show the state's band."""
        self._following = True
        try:
            self.widget.value = _within(self.state.band)
        finally:
            self._following = False

    def _written(self, change: dict[str, Any]) -> None:
        low, high = edges = change["new"]
        # A band between the slider's steps is answered with the nearest step: no hand.
        shown = _within(self.state.band)
        told = all(abs(a - b) <= STEP / 2 for a, b in zip(edges, shown, strict=True))
        if not self._following and not told and high - low >= NARROWEST:
            self.state.band = named_band(low, high)


def _within(band: Band) -> tuple[float, float]:
    """Places of a band's edges on the slider, as far as it reaches.

    Told a value between two places, the browser's slider would send the nearer one back, and where
    that is late it would take the band back there from where a hand has dragged it since.
    """
    return (
        _place(min(max(band.low, LOWEST), HIGHEST - NARROWEST)),
        _place(min(max(band.high, LOWEST + NARROWEST), HIGHEST)),
    )


def _place(hertz: float) -> float:
    return round(LOWEST + round((hertz - LOWEST) / STEP) * STEP, _DECIMALS)
