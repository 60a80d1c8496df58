"""Power in a band of any edges: at once from a cumulative spectrum, or by Simpson's rule."""

import numpy as np
import numpy.typing as npt

DoubleArray = npt.NDArray[np.float64]

_PARABOLA_PAST_ITS_MIDDLE = np.array([-1, 8, 5]) / 12  # of its last three points


def cumulative_power(density: npt.ArrayLike, frequency: npt.ArrayLike) -> DoubleArray:
    """Power from the first frequency up to each frequency, by the trapezoidal rule.

    Parameters
    ----------
    density : array, shape (..., frequencies)
        Power spectral density, as `explorer.dsp.welch.welch_by_epoch` gives it.
    frequency : array, shape (frequencies,)
        Hz, rising.

    Returns
    -------
    array of float64, shape (..., frequencies), in the unit of `density` times Hz

    Raises
    ------
    ValueError
        If the two do not belong together.

    Examples
    --------
    >>> cumulative_power([1.0, 1.0, 3.0], [0.0, 0.5, 1.0]).tolist()
    [0.0, 0.5, 1.5]
    """
    values, grid = np.asarray(density, np.float64), np.asarray(frequency, np.float64)
    if grid.ndim != 1 or values.shape[-1:] != grid.shape or np.any(np.diff(grid) <= 0):
        raise ValueError(
            f"a density of shape {values.shape} needs as many rising frequencies, has {grid.shape}"
        )
    out = np.zeros(values.shape)
    np.cumsum((values[..., 1:] + values[..., :-1]) / 2 * np.diff(grid), -1, out=out[..., 1:])
    return out


def band_power(
    cumulative: npt.ArrayLike, frequency: npt.ArrayLike, low: float, high: float
) -> DoubleArray:
    """Power between two real-valued edges, at the price of four look-ups a row.

    Parameters
    ----------
    cumulative : array, shape (..., frequencies)
        As `cumulative_power` gives it.
    frequency : array, shape (frequencies,)
        Hz, rising.
    low, high : float
        The band's edges in Hz, within the frequencies.

    Returns
    -------
    array of float64, shape (...,), in the unit of `cumulative`

    Raises
    ------
    ValueError
        If the edges do not rise, or lie outside the frequencies.

    Notes
    -----
    On edges that are bins this is the trapezoidal rule; between bins the density counts as
    constant, so the power grows without steps as an edge moves. Simpson's rule on whole bins,
    YASA's (`simpson_band_power`), weighs the bins 4:2:4: on one epoch's ragged spectrum the two
    differ by some per cent either way (4 % in a real epoch of N2), on the mean of many by none.

    Examples
    --------
    >>> frequency = np.arange(0, 41, 0.25)
    >>> flat = cumulative_power(np.ones(164), frequency)
    >>> round(float(band_power(flat, frequency, 0.6, 4.1)), 6)
    3.5
    """
    grid, values = np.asarray(frequency, np.float64), np.asarray(cumulative)
    if not grid[0] <= low < high <= grid[-1]:
        raise ValueError(
            f"a band needs edges that rise within {grid[0]:g}-{grid[-1]:g} Hz, has "
            f"{low:g}-{high:g} Hz"
        )
    edges = np.array([low, high])
    left = np.minimum(np.searchsorted(grid, edges, side="right") - 1, grid.size - 2)
    share = (edges - grid[left]) / (grid[left + 1] - grid[left])
    at = [
        values[..., k] * (1 - s) + values[..., k + 1] * s for k, s in zip(left, share, strict=True)
    ]
    return np.asarray(at[1] - at[0], np.float64)


def simpson_band_power(
    density: npt.ArrayLike, frequency: npt.ArrayLike, low: float, high: float
) -> DoubleArray:
    """Power over the bins from `low` to `high`, both included, by Simpson's rule.

    Parameters
    ----------
    density : array, shape (..., frequencies)
        Power spectral density.
    frequency : array, shape (frequencies,)
        Hz, evenly spaced.
    low, high : float
        Hz.

    Returns
    -------
    array of float64, shape (...,), in the unit of `density` times Hz

    Raises
    ------
    ValueError
        If fewer than two bins lie in the band.

    Notes
    -----
    YASA's rule (``bandpower_from_psd``, with ``relative=False``), which integrates by
    ``scipy.integrate.simpson``: an even number of bins ends with Cartwright's correction.

    Examples
    --------
    >>> float(simpson_band_power([0.0, 1.0, 4.0, 9.0], [0, 1, 2, 3], 0, 3))
    9.0
    """
    values, grid = np.asarray(density), np.asarray(frequency, np.float64)
    picked = np.flatnonzero((grid >= low) & (grid <= high))
    if picked.size < 2:
        raise ValueError(
            f"a band needs two bins or more, {low:g}-{high:g} Hz has {picked.size} of bins "
            f"{grid[1] - grid[0]:g} Hz apart"
        )
    weights = _simpson_weights(picked.size) * (grid[1] - grid[0])
    return np.asarray(values[..., picked[0] : picked[-1] + 1] @ weights, np.float64)


def _simpson_weights(points: int) -> DoubleArray:
    """Weights of Simpson's rule for unit spacing."""
    if points == 2:
        return np.array([0.5, 0.5])
    weights = np.zeros(points)
    whole = points - (points + 1) % 2  # an odd number of points makes whole parabolas
    weights[:whole:2] = 2 / 3
    weights[1:whole:2] = 4 / 3
    weights[[0, whole - 1]] = 1 / 3
    if whole < points:
        weights[-3:] += _PARABOLA_PAST_ITS_MIDDLE
    return weights
