"""How steeply a spectrum falls with frequency, whatever peaks stand on it: its aperiodic part."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

DEFAULT_RANGE = (1.0, 20.0)
"""Hz. Clear of mains and of the filters of recordings at 100 Hz; holds spindles and alpha."""

HIGH_RANGE = (30.0, 45.0)
"""Hz. Lendner et al. 2020; needs a recording that reaches well above 45 Hz, and little muscle."""

MAINS = 50.0  # Hz
_MAINS_REACH = 2.0  # Hz to either side that mains may colour
_ROOM_NEEDED = 0.9  # of the Nyquist frequency: above it the recorder's own filter shapes the slope
_ROOM_WISHED = 0.8
_FEWEST_BINS = 6
_FLOOR_PERCENTILE = 0.025  # per cent, specparam's: the bins that no peak stands on


@dataclass(frozen=True, eq=False)
class AperiodicFit:
    """A line through a spectrum on log-log axes.

    Parameters
    ----------
    exponent : array of float64, shape (...,)
        Power falls as frequency to the power ``-exponent``; NaN where the spectrum is.
    offset : array of float64, shape (...,)
        log10 of the density at 1 Hz.
    r_squared : array of float64, shape (...,)
        Share of the log density's variance that the line explains, peaks included.
    low, high : float
        The range that was fitted, Hz.
    notes : tuple of str
        What a reader should know before trusting it.
    """

    exponent: npt.NDArray[np.float64]
    offset: npt.NDArray[np.float64]
    r_squared: npt.NDArray[np.float64]
    low: float
    high: float
    notes: tuple[str, ...]


def fit_aperiodic(
    density: npt.ArrayLike,
    frequency: npt.ArrayLike,
    sampling_frequency: float,
    *,
    low: float = DEFAULT_RANGE[0],
    high: float = DEFAULT_RANGE[1],
    low_pass: float | None = None,
    mains: float = MAINS,
) -> AperiodicFit:
    """Fit a line to each spectrum on log-log axes, from its lower edge.

    Parameters
    ----------
    density : array, shape (..., frequencies)
        Power spectral density, positive.
    frequency : array, shape (frequencies,)
        Hz.
    sampling_frequency : float
        Of the recording, Hz.
    low, high : float
        Range of the fit in Hz; `DEFAULT_RANGE` or, where the recording allows, `HIGH_RANGE`.
    low_pass : float, optional
        Upper edge of the recorder's filter in Hz, where the file says.
    mains : float
        50 or 60 Hz. Bins within 2 Hz of it are left out.

    Returns
    -------
    AperiodicFit

    Raises
    ------
    ValueError
        If the range reaches what the recorder's filter shapes, or holds too few bins.

    Notes
    -----
    The robust line of specparam's fixed mode [1]_ (no knee): a line through all bins; the bins
    above it are taken for peaks; a second line through the rest. Unlike specparam, no peaks are
    modelled and taken off before a third line, so that a whole night is fitted at once. Whether
    the exponent tells of excitation and inhibition is disputed; muscle flattens it above 20 Hz.

    References
    ----------
    .. [1] Donoghue et al. 2020, Nat Neurosci 23:1655, parameterizing neural power spectra.

    Examples
    --------
    >>> frequency = np.arange(0.25, 40, 0.25)
    >>> fit = fit_aperiodic(100 * frequency**-2.5, frequency, 256)
    >>> round(float(fit.exponent), 6), round(float(fit.offset), 6)
    (2.5, 2.0)
    """
    values, grid = np.asarray(density, np.float64), np.asarray(frequency, np.float64)
    notes = _check_range(low, high, sampling_frequency, low_pass, mains)
    picked = (grid >= low) & (grid <= high) & (grid > 0) & (np.abs(grid - mains) > _MAINS_REACH)
    if picked.sum() < _FEWEST_BINS:
        raise ValueError(
            f"a line needs {_FEWEST_BINS} bins or more, {low:g}-{high:g} Hz has {picked.sum()}"
        )
    with np.errstate(divide="ignore", invalid="ignore"):
        power = np.log10(values[..., picked])
    power = np.where(np.isfinite(power).all(axis=-1, keepdims=True), power, np.nan)
    abscissa = np.log10(grid[picked])
    slope, offset = _line(abscissa, power, np.ones_like(power))
    above = np.maximum(power - offset[..., None] - slope[..., None] * abscissa, 0)
    floor = np.percentile(above, _FLOOR_PERCENTILE, axis=-1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        slope, offset = _line(abscissa, power, (above <= floor).astype(np.float64))
        residual = power - offset[..., None] - slope[..., None] * abscissa
        spread = power - power.mean(axis=-1, keepdims=True)
        explained = 1 - (residual**2).sum(axis=-1) / (spread**2).sum(axis=-1)
    return AperiodicFit(-slope, offset, explained, float(low), float(high), notes)


def _check_range(
    low: float, high: float, sampling_frequency: float, low_pass: float | None, mains: float
) -> tuple[str, ...]:
    """Refuse a range that cannot be trusted, and say what to know of one that can."""
    nyquist = sampling_frequency / 2
    if not 0 < low < high:
        raise ValueError(f"a range needs 0 < low < high, has {low:g}-{high:g} Hz")
    if high > _ROOM_NEEDED * nyquist:
        raise ValueError(
            f"a slope over {low:g}-{high:g} Hz needs a sampling frequency of "
            f"{2 * high / _ROOM_NEEDED:g} Hz or more, has {sampling_frequency:g} Hz; "
            f"{DEFAULT_RANGE[0]:g}-{DEFAULT_RANGE[1]:g} Hz would do"
        )
    if low_pass is not None and high > _ROOM_NEEDED * low_pass:
        raise ValueError(
            f"a slope over {low:g}-{high:g} Hz is shaped by the recorder's low-pass at "
            f"{low_pass:g} Hz; {DEFAULT_RANGE[0]:g}-{DEFAULT_RANGE[1]:g} Hz would do"
        )
    notes = []
    if high > _ROOM_WISHED * nyquist:
        notes.append(f"{high:g} Hz is near the Nyquist frequency, {nyquist:g} Hz")
    if low - _MAINS_REACH < mains < high + _MAINS_REACH:
        notes.append(f"mains at {mains:g} Hz lie within the range; bins beside them are left out")
    return tuple(notes)


def _line(
    abscissa: npt.NDArray[np.float64],
    ordinate: npt.NDArray[np.float64],
    weight: npt.NDArray[np.float64],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Weighted least squares along the last axis: slope and ordinate at 0."""
    total = weight.sum(axis=-1)
    x = (weight * abscissa).sum(axis=-1) / total
    y = (weight * ordinate).sum(axis=-1) / total
    centred = abscissa - x[..., None]
    slope = (weight * centred * (ordinate - y[..., None])).sum(axis=-1) / (weight * centred**2).sum(
        axis=-1
    )
    return slope, y - slope * x
