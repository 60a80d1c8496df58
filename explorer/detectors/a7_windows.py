"""Windows of 0.3 s of a channel, as the rule A7 looks at them: what no sigma band changes."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from explorer.detectors.a7_memory import A7Memory
from explorer.dsp.gaps import FloatArray
from explorer.dsp.threads import in_chunks

WINDOW, STEP = 0.3, 0.1  # s
WINDOWS_A_CHUNK = 1 << 15

_PADDED = 2.0  # s; the windows' spectra have bins of 0.5 Hz
_TOTAL = (4.5, 30.0)
_SLOW, _FAST = (0.5, 8.0), (16.0, 30.0)
_NEGLIGIBLE_AXIS = 1e-6  # of the largest, as power: float32 holds no more beside it

Values = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class A7Background:
    """What the rule needs of a channel whatever the band: made once, asked for every band.

    Parameters
    ----------
    broad : array of float32, shape (n,)
        The broad band, uV; NaN in gaps.
    frequency : float
        Its sampling frequency, Hz.
    begin : array of int64, shape (windows,)
        First sample of each window of 0.3 s.
    mean, deviation : array of float32, shape (windows,)
        Mean of the broad band in each window, uV, and its summed squared distance from that, uV^2.
    sums : array of float64, shape (windows, 3)
        Power of each window in 4.5-30, 0.5-8 and 16-30 Hz.
    memory : A7Memory
        What the band looked at last leaves for the next.
    """

    broad: FloatArray
    frequency: float
    begin: npt.NDArray[np.int64]
    mean: FloatArray
    deviation: FloatArray
    sums: Values
    memory: A7Memory = field(default_factory=A7Memory)


def a7_background(broad: FloatArray, frequency: float) -> A7Background:
    """Measure the windows of a channel, whatever the band.

    Parameters
    ----------
    broad : array of float32, shape (n,)
        Filtered by the second of `A7SpindleRule.taps`, uV; NaN in gaps.
    frequency : float
        Sampling frequency, Hz.

    Returns
    -------
    A7Background
    """
    length = round(WINDOW * frequency)
    windows = max(int(np.floor((broad.size - length) / (STEP * frequency) + 1e-9)) + 1, 0)
    begin = np.minimum(
        np.round(np.arange(windows) * STEP * frequency).astype(np.int64), broad.size - length
    )
    mean, deviation = np.empty((2, begin.size), np.float32)

    def job(first: int, last: int) -> None:
        from explorer.detectors.a7_kernels import broad_windows

        part = slice(first, last)
        broad_windows(broad, begin[part], length, mean[part], deviation[part])

    in_chunks(job, begin.size, WINDOWS_A_CHUNK)
    sums = band_sums(broad, begin, frequency, (_TOTAL, _SLOW, _FAST))
    return A7Background(broad, frequency, begin, mean, deviation, sums)


def band_sums(
    broad: FloatArray,
    begin: npt.NDArray[np.int64],
    frequency: float,
    bands: Sequence[tuple[float, float]],
) -> Values:
    """Power of each window in the bins of its Fourier transform that lie in each band.

    A band's power is a quadratic form of the window's samples. In so short a window few of its
    axes matter: products with those are a tenth of the work of the transform.
    """
    from explorer.detectors.detection_loops import window_energies

    length = round(WINDOW * frequency)
    bins = _bins(frequency)
    angles = np.multiply.outer(np.arange(length), 2 * np.pi / frequency * bins)
    taper = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(length) / (length - 1))
    series = taper[:, None, None] * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    # The window's mean comes off before the taper: both are one product with the samples.
    series = series - series.mean(axis=0)
    axes = [_main_axes(series[:, _bins_within(bins, *band)].reshape(length, -1)) for band in bands]
    ends = np.cumsum([part.shape[1] for part in axes])
    every = np.ascontiguousarray(np.concatenate(axes, axis=1).T, np.float32)
    out = np.empty((begin.size, len(bands)))

    def job(first: int, last: int) -> None:
        window_energies(broad, begin[first:last], every, ends, out[first:last])

    in_chunks(job, begin.size, WINDOWS_A_CHUNK)
    return out


def band_bins(frequency: float, band: tuple[float, float]) -> tuple[int, int]:
    """First and last of the bins by which `band_sums` measures a band: all that it makes of it.

    Examples
    --------
    >>> band_bins(128.0, (11.0, 15.3)), band_bins(128.0, (11.0, 15.2))
    ((22, 30), (22, 30))
    """
    found = _bins_within(_bins(frequency), *band)
    return int(found[0]), int(found[-1])


def _bins(frequency: float) -> Values:
    return np.arange(0, frequency / 2 + 1e-9, 1 / _PADDED)


def _bins_within(bins: Values, low: float, high: float) -> npt.NDArray[np.intp]:
    """Bins of a band; the one nearest its middle where it is narrower than their distance."""
    found = np.flatnonzero((bins >= low) & (bins <= high))
    nearest = np.argmin(np.abs(bins - (low + high) / 2))
    return found if found.size else np.array([nearest])


def _main_axes(vectors: Values) -> Values:
    """Fewer vectors whose squared products with anything sum to the same."""
    left, sizes, _ = np.linalg.svd(vectors, full_matrices=False)
    kept = sizes**2 > _NEGLIGIBLE_AXIS * sizes[0] ** 2
    return np.asarray(left[:, kept] * sizes[kept])
