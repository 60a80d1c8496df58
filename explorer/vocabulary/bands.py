"""Frequency bands by name, and the edges that the field gives them."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Band:
    """A frequency band, edges in Hz.

    Parameters
    ----------
    name : str
        What the field calls it.
    low, high : float
        Edges in Hz, ``0 < low < high``.

    Raises
    ------
    ValueError
        If the edges are not finite, positive and rising.

    Examples
    --------
    >>> Band("sigma", 11, 16).width
    5.0
    """

    name: str
    low: float
    high: float

    def __post_init__(self) -> None:
        """Refuse edges no filter could have."""
        object.__setattr__(self, "low", float(self.low))
        object.__setattr__(self, "high", float(self.high))
        if not 0 < self.low < self.high < float("inf"):
            raise ValueError(
                f"band {self.name!r} needs 0 < low < high, has {self.low}-{self.high} Hz"
            )

    @property
    def width(self) -> float:
        """Width in Hz."""
        return self.high - self.low


# The keys 1-9 choose these in order.
BANDS = (
    Band("slow wave", 0.5, 4.0),
    Band("slow oscillation", 0.5, 1.25),
    Band("delta", 1.0, 4.0),
    Band("theta", 4.0, 8.0),
    Band("alpha", 8.0, 12.0),
    Band("sigma", 11.0, 16.0),
    Band("fast spindle", 12.0, 15.0),
    Band("beta", 16.0, 30.0),
    Band("broad", 0.3, 35.0),
)

# Slow-wave activity: the Zurich edges are the default, Riedner et al. 2007 the choice.
SLOW_WAVE_ACTIVITY = Band("slow-wave activity", 0.75, 4.5)
SLOW_WAVE_ACTIVITY_RIEDNER = Band("slow-wave activity (Riedner 2007)", 0.5, 4.0)

LOWEST, HIGHEST, NARROWEST = 0.1, 35.0, 0.5
"""Hz: how low and how high a band may reach under the hand, and how narrow it may be."""

OWN_BAND = "own band"
"""Name of a band whose edges are nobody's."""


def named_band(low: float, high: float) -> Band:
    """Band with these edges: a preset where they are a preset's.

    Examples
    --------
    >>> named_band(0.5, 4.0).name, named_band(0.6, 4.0).name
    ('slow wave', 'own band')
    """
    for band in BANDS:
        if abs(band.low - low) < 1e-6 and abs(band.high - high) < 1e-6:
            return band
    return Band(OWN_BAND, round(low, 3), round(high, 3))
