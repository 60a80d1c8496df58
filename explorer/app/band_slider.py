"""Slider for both edges of the band under the hand, for every tab that has one."""

from collections.abc import Callable
from typing import Any

from explorer.app.state import ExplorerState
from explorer.bridge.steady_slider import SteadyRangeSlider
from explorer.vocabulary.bands import HIGHEST, LOWEST, NARROWEST, Band, named_band

_STEP = 0.05  # Hz


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
        self.widget = SteadyRangeSlider(min=LOWEST, max=HIGHEST, step=_STEP, readout=False, **look)
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
        told = all(abs(a - b) <= _STEP / 2 for a, b in zip(edges, shown, strict=True))
        if not self._following and not told and high - low >= NARROWEST:
            self.state.band = named_band(low, high)


def _within(band: Band) -> tuple[float, float]:
    """Edges of a band as far as the slider reaches."""
    return (
        min(max(band.low, LOWEST), HIGHEST - NARROWEST),
        min(max(band.high, LOWEST + NARROWEST), HIGHEST),
    )
