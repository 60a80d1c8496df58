"""The choices that change a night's samples: channels, montage, mains filter."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SignalView:
    """The choices that change samples."""

    channels: tuple[str, ...]
    montage: str
    notch: float
