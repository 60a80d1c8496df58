"""Flat channels: an electrode that was not connected leaves the same value all night."""

from collections.abc import Iterable

import numpy as np

FLAT = 0.05
"""uV to either side of its middle, within which a channel is flat."""


def is_flat(parts: Iterable[np.ndarray]) -> bool:
    """Whether a channel never leaves one value.

    Parameters
    ----------
    parts : iterable of array, shape (n,)
        The channel in uV, part by part, NaN in gaps; none is asked for once one varies.

    Returns
    -------
    bool
        False where there is no sample at all, which is a gap and no flat channel.

    Examples
    --------
    >>> is_flat([np.full(100, 7.0)]), is_flat([np.zeros(100), np.ones(100)])
    (True, False)
    >>> is_flat([np.array([np.nan])])
    False
    """
    low, high = np.inf, -np.inf
    for part in parts:
        known = part[np.isfinite(part)]
        if known.size:
            low, high = min(low, float(known.min())), max(high, float(known.max()))
        if high - low >= 2 * FLAT:
            return False
    return bool(np.isfinite(low))
