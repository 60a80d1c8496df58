"""Number fields for both edges of the band, for those who would rather type than drag."""

import math
from collections.abc import Callable
from typing import Any

import ipywidgets as widgets

from explorer.app.state import ExplorerState
from explorer.render.environment import pieces
from explorer.vocabulary.bands import HIGHEST, LOWEST, NARROWEST, Band, named_band

_STEP = 0.5  # Hz an arrow of a field
_LOW, _HIGH = "from", "to"
_DECIMALS = 3  # Hz that are told apart: a field shows as many


class BandFields:
    """Two fields that write the band's edges to the state, and follow it.

    An edge that no band can have is refused below the fields, and the band stays as it was.
    """

    def __init__(self, state: ExplorerState) -> None:
        self.state = state
        self.low = _field(_LOW, "lower edge of the band, Hz")
        self.high = _field(_HIGH, "upper edge of the band, Hz")
        self.problem = widgets.HTML()
        fields = widgets.HBox([self.low, self.high], layout=widgets.Layout(width="98%"))
        self.widget = widgets.VBox([fields, self.problem], layout=widgets.Layout(width="98%"))
        self._following = False

    def connect(self, safe_callback: Callable[[Callable[..., None]], Callable[..., None]]) -> None:
        """Let the fields write to the state, each callback wrapped by `safe_callback`."""
        for field, edge in ((self.low, _LOW), (self.high, _HIGH)):

            def written(change: dict[str, Any], edge: str = edge) -> None:
                if not self._following:
                    self._take(edge, change["new"])

            field.observe(safe_callback(written), "value")

    def follow(self) -> None:
        """Show the state's band."""
        self.problem.value = ""
        self._following = True
        try:
            self.low.value, self.high.value = self.state.band.low, self.state.band.high
        finally:
            self._following = False

    def _take(self, edge: str, hertz: float) -> None:
        channel = self.state.night.channels.get(self.state.analysis_channel)
        self.problem.value = ""
        held = channel.sampling_frequency / 2 if channel else math.inf
        try:
            self.state.band = with_edge(self.state.band, edge, hertz, held)
            self.follow()  # where what was typed is rounded to what holds already, nothing changes
        except ValueError as error:
            self.follow()
            self.problem.value = pieces("tables.html.j2").problem(str(error))


def with_edge(band: Band, edge: str, hertz: float, held: float = math.inf) -> Band:
    """Move one edge of a band to where it was typed.

    Parameters
    ----------
    band : Band
    edge : str
        "from" or "to".
    hertz : float
        Where it goes; taken to a thousandth.
    held : float
        Highest frequency in Hz that the channel holds. A band may end above it, which is said where
        the filter is drawn; one that begins there has nothing in it.

    Returns
    -------
    Band

    Raises
    ------
    ValueError
        If the edge cannot go there; the sentence says where it can.

    Examples
    --------
    >>> slow = named_band(0.5, 4)
    >>> with_edge(slow, "to", 2).high
    2.0
    >>> with_edge(slow, "to", 2.12345).high
    2.123
    >>> with_edge(slow, "from", 11.0)
    Traceback (most recent call last):
        ...
    ValueError: from 11 Hz: a band is 0.5 Hz wide or more, and this one ends at 4 Hz; \
0.1 to 3.5 Hz would do, and 0.5 Hz was kept
    """
    hertz = round(hertz, _DECIMALS)
    width = f"a band is {NARROWEST:g} Hz wide or more, and this one"
    if edge == _LOW:
        least, most, kept = LOWEST, min(band.high, held, HIGHEST) - NARROWEST, band.low
        wrong = f"{width} ends at {band.high:g} Hz"
        if held < band.high:
            wrong = f"this channel holds up to {held:g} Hz"
    else:
        least, most, kept = band.low + NARROWEST, HIGHEST, band.high
        wrong = f"{width} begins at {band.low:g} Hz"
    if not LOWEST <= hertz <= HIGHEST:
        wrong = f"a band lies within {LOWEST:g} and {HIGHEST:g} Hz"
    if not least <= hertz <= most:
        raise ValueError(
            f"{edge} {hertz:g} Hz: {wrong}; {least:g} to {most:g} Hz would do, "
            f"and {kept:g} Hz was kept"
        )
    return named_band(hertz, band.high) if edge == _LOW else named_band(band.low, hertz)


def _field(words: str, tooltip: str) -> widgets.FloatText:
    return widgets.FloatText(
        step=_STEP,
        description=words,
        tooltip=tooltip,
        layout=widgets.Layout(width="auto", flex=f"1 1 {len(words)}ch", min_width="0"),
        style={"description_width": "max-content"},
    )
