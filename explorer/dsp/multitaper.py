"""Multitaper spectrogram: each window's spectrum from several orthogonal tapers."""

import numpy as np
import numpy.typing as npt
import scipy.fft

from explorer.dsp.chunked_samples import Samples, Work, as_samples, chunked
from explorer.dsp.gaps import FloatArray
from explorer.dsp.spectrogram import (
    DEFAULT_MAXIMUM_FREQUENCY,
    SAMPLES_A_CHUNK,
    Spectrogram,
    bins_up_to,
)
from explorer.dsp.threads import DEFAULT_THREADS

DEFAULT_WINDOW = 30.0  # s
DEFAULT_TAPERS = 6


def multitaper_spectrogram(
    samples: npt.ArrayLike | Samples,
    sampling_frequency: float,
    *,
    window_length: float = DEFAULT_WINDOW,
    step: float | None = None,
    tapers: int = DEFAULT_TAPERS,
    maximum_frequency: float = DEFAULT_MAXIMUM_FREQUENCY,
    together: int = 1,
    threads: int = DEFAULT_THREADS,
) -> Spectrogram:
    """Estimate the spectrum of each window from several orthogonal tapers.

    Parameters
    ----------
    samples : array, shape (n,), or Samples
        One channel; NaN where there is a gap.
    sampling_frequency : float
        Hz.
    window_length : float
        s.
    step : float, optional
        From one window's beginning to the next, in s; as long as the window if not given.
    tapers : int
        How many sine tapers, K: a spectral peak is spread over (K + 1) / `window_length` Hz, and
        the estimate has 2 K degrees of freedom.
    maximum_frequency : float
        Hz; the lower of this and the Nyquist frequency is the last that is given.
    together : int
        So many windows, one after the other, give one row: the mean of those without a gap.
    threads : int
        How many work at a time. The result does not depend on it.

    Returns
    -------
    Spectrogram
        Windows that do not fit before the end are left out; a window with a gap is NaN.

    Raises
    ------
    ValueError
        If the samples are not one row, or the window is too short for its tapers.

    Notes
    -----
    Sine tapers, equally weighted, the window's mean taken off. They come near the minimum of bias
    that any K tapers can have, and all K follow from a single Fourier transform of twice the
    length, as shifted differences of its bins [1]_. Sines at the samples' middles,
    ``sin(pi k (t + 1/2) / N)``, so that the frequencies are those of a window of N samples.

    References
    ----------
    .. [1] Riedel & Sidorenko 1995, IEEE Trans Signal Process 43:188, minimum bias multiple taper
       spectral estimation.

    Examples
    --------
    >>> time = np.arange(6000) / 100
    >>> found = multitaper_spectrogram(np.sin(2 * np.pi * 12 * time), 100)
    >>> found.density.shape, found.onset.tolist()
    ((2, 1201), [0.0, 30.0])
    >>> float(found.frequency[found.density[0].argmax()]).__round__(1)
    12.0
    """
    values = as_samples(samples)
    work, found = spectrogram_work(
        values.size,
        sampling_frequency,
        window_length=window_length,
        step=step,
        tapers=tapers,
        maximum_frequency=maximum_frequency,
        together=together,
    )
    values.through([work], threads=threads)
    return found


def spectrogram_work(
    size: int,
    sampling_frequency: float,
    *,
    window_length: float = DEFAULT_WINDOW,
    step: float | None = None,
    tapers: int = DEFAULT_TAPERS,
    maximum_frequency: float = DEFAULT_MAXIMUM_FREQUENCY,
    together: int = 1,
) -> tuple[Work, Spectrogram]:
    """Plan `multitaper_spectrogram`, to be done in one pass with other work.

    Parameters
    ----------
    size : int
        Samples of the channel.
    sampling_frequency, window_length, step, tapers, maximum_frequency, together
        As there.

    Returns
    -------
    Work
        For `explorer.dsp.chunked_samples.Samples.through`.
    Spectrogram
        Holds the densities once that work is done.
    """
    length, hop = _in_samples(window_length, step, sampling_frequency)
    if not 1 <= tapers < length / 2:
        raise ValueError(f"tapers must be 1 to {length // 2 - 1}, is {tapers}")
    from explorer.dsp.sample_loops import accumulate_sine_tapers

    bins = bins_up_to(length, sampling_frequency, maximum_frequency)
    count = max((size - length) // hop + 1, 0)
    rows = -(-count // together)
    density = np.empty((rows, bins), np.float32)
    scale = np.float32(1 / (tapers * length * sampling_frequency))
    fewest = max(1, SAMPLES_A_CHUNK // (2 * length))
    chunks = chunked(count, -(-fewest // together) * together)

    def job(k: int, samples: FloatArray) -> None:
        windows = np.lib.stride_tricks.sliding_window_view(samples, length)[::hop]
        part = np.asarray(windows, np.float32)
        part = part - part.mean(axis=-1, keepdims=True)
        spectra = scipy.fft.rfft(part, 2 * length, axis=-1)
        first, last = chunks[k]
        own = np.empty((last - first, bins), np.float32) if together > 1 else density[first:last]
        accumulate_sine_tapers(spectra, tapers, scale, length % 2 == 0, own)
        if together > 1:
            density[first // together : -(-last // together)] = _means(own, together)

    spans = np.stack([chunks[:, 0] * hop, (chunks[:, 1] - 1) * hop + length], axis=1)
    return Work(spans, job), Spectrogram(
        density,
        np.arange(rows) * (together * hop / sampling_frequency),
        np.arange(bins) * (sampling_frequency / length),
        length / sampling_frequency,
    )


def _means(rows: FloatArray, together: int) -> FloatArray:
    """Mean of so many rows after each other, NaN left out."""
    known = np.isfinite(rows)
    starts = np.arange(0, len(rows), together)
    total = np.add.reduceat(np.where(known, rows, 0), starts, axis=0)
    count = np.add.reduceat(known.astype(np.float32), starts, axis=0)
    return np.divide(total, count, out=np.full_like(total, np.nan), where=count > 0)


def sine_tapers(length: int, count: int) -> npt.NDArray[np.float64]:
    """Tapers that `multitaper_spectrogram` uses, each of unit energy.

    Parameters
    ----------
    length, count : int
        Samples in a window, and how many tapers.

    Returns
    -------
    array of float64, shape (count, length)

    Examples
    --------
    >>> tapers = sine_tapers(100, 3)
    >>> bool(np.allclose(tapers @ tapers.T, np.eye(3)))
    True
    """
    middles = (np.arange(length) + 0.5) * np.pi / length
    out: npt.NDArray[np.float64] = np.sqrt(2 / length) * np.sin(
        np.multiply.outer(np.arange(1, count + 1), middles)
    )
    return out


def _in_samples(window: float, step: float | None, frequency: float) -> tuple[int, int]:
    length = round(window * frequency)
    hop = length if step is None else round(step * frequency)
    if length < 2 or hop < 1:
        raise ValueError(f"a window of {window} s every {step} s is none at {frequency:g} Hz")
    return length, hop
