"""Colour limits of a spectrogram that artefacts do not move (robust percentiles)."""

import numpy as np


def robust_limits(image: np.ndarray, low: float = 5.0, high: float = 99.0) -> tuple[float, float]:
    """Percentiles of what is finite, for a colour scale that one artefact cannot spoil."""
    finite = image[np.isfinite(image)]
    if not finite.size:
        return 0.0, 1.0
    bottom, top = np.percentile(finite[:: max(1, finite.size // 200_000)], [low, high])
    return float(bottom), float(top if top > bottom else bottom + 1)
