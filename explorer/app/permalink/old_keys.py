"""Keys of older links, which keep opening, and the keys written today."""

from types import MappingProxyType

OLD_KEYS: MappingProxyType[str, str] = MappingProxyType(
    {
        "span": "window_length",
        "at": "window_start",
        "channels": "visible_channels",
        "channel": "analysis_channel",
        "gain": "gains",
        "part": "selection",
        "define": "definitions",
        "line": "n3_amplitude",
        "events": "detector",
    }
)
"""Keys of older links, by which they still open, and the keys written today."""
