"""Number fields for both edges of the band, for those who would rather type than drag."""

from collections.abc import Callable
from typing import Any

import ipywidgets as widgets

from explorer.app.state import ExplorerState
from explorer.vocabulary.bands import HIGHEST, LOWEST, NARROWEST, Band, named_band

_STEP = 0.5  # Hz an arrow of a field
_LOW, _HIGH = "low", "high"


class BandFields:
    """Two fields that write the band's edges to the state, and follow it."""

    def __init__(self, state: ExplorerState) -> None:
        self.state = state
        self.low = _field("from", LOWEST, HIGHEST - NARROWEST, "lower edge of the band, Hz")
        self.high = _field("to", LOWEST + NARROWEST, HIGHEST, "upper edge of the band, Hz")
        self.widget = widgets.HBox([self.low, self.high], layout=widgets.Layout(width="98%"))
        self._following = False

    def connect(self, safe_callback: Callable[[Callable[..., None]], Callable[..., None]]) -> None:
        """Let the fields write to the state, each callback wrapped by `safe_callback`."""
        for field, edge in ((self.low, _LOW), (self.high, _HIGH)):

            def written(change: dict[str, Any], edge: str = edge) -> None:
                if not self._following:
                    self.state.band = with_edge(self.state.band, edge, change["new"])

            field.observe(safe_callback(written), "value")

    def follow(self) -> None:
        """Show the state's band."""
        self._following = True
        try:
            self.low.value, self.high.value = self.state.band.low, self.state.band.high
        finally:
            self._following = False


def with_edge(band: Band, edge: str, hertz: float) -> Band:
    """Move one edge of a band to where it was typed; the other yields where it must.

    Parameters
    ----------
    band : Band
    edge : str
        "low" or "high".
    hertz : float
        Where it goes.

    Returns
    -------
    Band

    Examples
    --------
    >>> slow = named_band(0.5, 4)
    >>> moved = with_edge(slow, "low", 11.0)
    >>> moved.low, moved.high
    (11.0, 11.5)
    >>> with_edge(moved, "high", 16).name
    'sigma'
    """
    if edge == _LOW:
        return named_band(hertz, max(band.high, hertz + NARROWEST))
    return named_band(min(band.low, hertz - NARROWEST), hertz)


def _field(words: str, least: float, most: float, tooltip: str) -> widgets.BoundedFloatText:
    return widgets.BoundedFloatText(
        min=least,
        max=most,
        step=_STEP,
        description=words,
        tooltip=tooltip,
        layout=widgets.Layout(width="auto", flex="1 1 0", min_width="0"),
        style={"description_width": "32px"},
    )
