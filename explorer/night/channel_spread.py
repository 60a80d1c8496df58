"""Where a channel's values lie and how far they spread, from snippets across the night."""

from collections.abc import Iterator, Sequence

import numpy as np

from explorer.night.montage import every_in
from explorer.night.night import Night

SNIPPETS = 24
"""Places in the night that a channel's offset and spread are read off."""
SNIPPET = 4.0
"""s"""
_AT_ONCE = 4 * 2**20  # samples read for several channels: 16 MB


def by_rate(night: Night, channels: Sequence[str]) -> dict[float, list[str]]:
    """Channels by their sampling frequency in Hz."""
    found: dict[float, list[str]] = {}
    for name in channels:
        found.setdefault(night.channels[name].sampling_frequency, []).append(name)
    return found


def measure_spread(
    night: Night, channels: Sequence[str], montage: str
) -> Iterator[tuple[str, tuple[float, float]]]:
    """Read the middle and spread of channels off the same snippets, some channels at a time.

    Parameters
    ----------
    night : Night
    channels : sequence of str
        Their names.
    montage : str
        One of `explorer.night.montage.available_montages`.

    Yields
    ------
    (str, (float, float))
        Each channel's median and spread in its units, as
        `explorer.app.analysis_cache.AnalysisCache.scale` says.
    """
    starts = np.linspace(0, max(0.0, night.duration - SNIPPET), SNIPPETS)
    for frequency, names in by_rate(night, channels).items():
        few = max(int(_AT_ONCE / (SNIPPETS * SNIPPET * frequency)), 1)
        for first in range(0, len(names), few):
            some = names[first : first + few]
            read = [every_in(night, some, t, t + SNIPPET, montage) for t in starts]
            for name in some:
                yield name, _scale([rows[name] for rows in read])


def _scale(read: Sequence[np.ndarray]) -> tuple[float, float]:
    snippets = [finite for s in read if (finite := s[np.isfinite(s)]).size]
    if not snippets:
        return 0.0, 0.0
    around = np.concatenate([s - np.median(s) for s in snippets])
    low, high = np.percentile(around, [1, 99])
    middle = np.median(np.concatenate(snippets))
    return float(middle), float(high - low)
