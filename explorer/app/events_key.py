"""The key of a night's events in the analysis cache: all that they depend on."""

from typing import NamedTuple

from explorer.night.night import Night


class EventsKey(NamedTuple):
    """All that the events of a night depend on."""

    night: Night
    """As it was recorded: of channels derived by hand, the name says all."""
    channel: str
    montage: str
    notch: float
    detector: str
    stages: bytes
    edges: tuple[float, ...]
    """Of the band, Hz; empty where a rule as published has its own."""

    def is_same_but_band(self, other: tuple[object, ...]) -> bool:
        """Whether at most the band sets these apart."""
        return self[:-1] == other[:-1]
