"""What is known of a channel of a night."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Channel:
    """What is known of a channel without reading its samples."""

    name: str
    kind: str
    units: str
    sampling_frequency: float
    """Hz"""
    group: str
    """Its group under /signals."""
    row: int
    """Its place within that group."""
    is_bad: bool = False
    """Whether it was marked bad beside the recording."""
    reference: str = ""
    """What it was measured against, where that is said beside the recording."""
    derivation: str = ""
    """The expression it was derived by from recorded channels; "" for a recorded one."""
