"""Welch's spectrum of each epoch: half-overlapping segments, averaged."""

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

DEFAULT_SEGMENT = 4.0
"""s. A resolution of 0.25 Hz, the field's habit in sleep."""

_WINDOWS = {"hann": (0.5, 0.5), "hamming": (0.54, 0.46)}


def welch_by_epoch(
    samples: npt.ArrayLike | Samples,
    sampling_frequency: float,
    *,
    epoch_length: float = 30.0,
    segment_length: float = DEFAULT_SEGMENT,
    window: str = "hann",
    average: str = "mean",
    maximum_frequency: float = DEFAULT_MAXIMUM_FREQUENCY,
    threads: int = DEFAULT_THREADS,
) -> Spectrogram:
    """Estimate the spectrum of each epoch by Welch's method: half-overlapping segments.

    Parameters
    ----------
    samples : array, shape (n,), or Samples
        One channel, from the first epoch's onset; NaN where there is a gap or an artefact.
    sampling_frequency : float
        Hz.
    epoch_length, segment_length : float
        s. Segments overlap by half and do not reach beyond their epoch.
    window : {"hann", "hamming"}
        Periodic. With ``"hamming"`` and ``average="median"`` the spectrum is YASA's.
    average : {"mean", "median"}
        Of the segments. The median forgives short artefacts and is corrected for its bias.
    maximum_frequency : float
        Hz; the lower of this and the Nyquist frequency is the last that is given.
    threads : int
        How many work at a time. The result does not depend on it.

    Returns
    -------
    Spectrogram
        One row an epoch. Segments with a gap are left out; NaN where none is left.

    Raises
    ------
    ValueError
        If the samples are not one row, or a choice is none of the above.

    Notes
    -----
    Equal to ``scipy.signal.welch(epoch, window=..., average=...)`` with its defaults: the mean of
    each segment taken off, density scaling, one side.

    Examples
    --------
    >>> noise = np.random.default_rng(1).standard_normal(30_000)
    >>> found = welch_by_epoch(noise, 100)
    >>> found.density.shape, bool(abs(found.density.mean() - 2 / 100) < 1e-3)
    ((10, 161), True)
    """
    values = as_samples(samples)
    work, found = welch_work(
        values.size,
        sampling_frequency,
        epoch_length=epoch_length,
        segment_length=segment_length,
        window=window,
        average=average,
        maximum_frequency=maximum_frequency,
    )
    values.through([work], threads=threads)
    return found


def welch_work(
    size: int,
    sampling_frequency: float,
    *,
    first: int = 0,
    epoch_length: float = 30.0,
    segment_length: float = DEFAULT_SEGMENT,
    window: str = "hann",
    average: str = "mean",
    maximum_frequency: float = DEFAULT_MAXIMUM_FREQUENCY,
) -> tuple[Work, Spectrogram]:
    """Plan `welch_by_epoch`, to be done in one pass with other work.

    Parameters
    ----------
    size : int
        Samples of the channel.
    first : int
        The sample at which the first epoch begins.
    sampling_frequency, epoch_length, segment_length, window, average, maximum_frequency
        As there.

    Returns
    -------
    Work
        For `explorer.dsp.chunked_samples.Samples.through`.
    Spectrogram
        Holds the densities once that work is done.
    """
    if window not in _WINDOWS:
        raise ValueError(f"unknown window {window!r}, expected one of {list(_WINDOWS)}")
    if average not in ("mean", "median"):
        raise ValueError(f"unknown average {average!r}, expected 'mean' or 'median'")
    length = round(segment_length * sampling_frequency)
    epoch, hop = round(epoch_length * sampling_frequency), length - length // 2
    if not 2 <= length <= epoch:
        raise ValueError(f"segments of {segment_length} s do not fit epochs of {epoch_length} s")
    from explorer.dsp.sample_loops import segment_means, segment_medians

    segments = (epoch - length) // hop + 1
    count = max(size - first, 0) // epoch
    bins = bins_up_to(length, sampling_frequency, maximum_frequency)
    offset, share = _WINDOWS[window]
    taper = offset - share * np.cos(2 * np.pi / length * np.arange(length))
    taper = (taper * np.sqrt(2 / (sampling_frequency * (taper**2).sum()))).astype(np.float32)
    density = np.empty((count, bins), np.float32)
    biases = median_bias(np.arange(segments + 1))
    ends_at_nyquist = length % 2 == 0 and bins == length // 2 + 1

    chunks = chunked(count, max(1, SAMPLES_A_CHUNK // (segments * length)))

    def job(k: int, samples: FloatArray) -> None:
        epochs = samples.reshape(-1, epoch)
        views = np.lib.stride_tricks.sliding_window_view(epochs, length, axis=-1)
        part = np.array(views[:, ::hop], np.float32)
        part -= part.mean(axis=-1, keepdims=True)
        part *= taper
        spectra = scipy.fft.rfft(part, axis=-1)[..., :bins]
        power = spectra.real**2 + spectra.imag**2
        power[..., 0] /= 2
        if ends_at_nyquist:
            power[..., -1] /= 2
        own = density[slice(*chunks[k])]
        if average == "mean":
            segment_means(power, own)
        else:
            segment_medians(power, biases, own)

    return Work(first + chunks * epoch, job), Spectrogram(
        density,
        np.arange(count) * (epoch / sampling_frequency),
        np.arange(bins) * (sampling_frequency / length),
        epoch / sampling_frequency,
    )


def median_bias(segments: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Give the expected median of so many periodograms as a share of their mean.

    Notes
    -----
    Allen et al. 2012, Phys Rev D 85:122006, appendix B; for an even number that of the odd one
    below, as scipy has it.

    Examples
    --------
    >>> median_bias([1, 2, 3]).round(4).tolist()
    [1.0, 1.0, 0.8333]
    """
    counts = np.atleast_1d(np.asarray(segments))
    pairs = 2.0 * np.arange(1, max(int(counts.max()), 1))
    terms = np.concatenate(([0.0], np.cumsum(1 / (pairs + 1) - 1 / pairs)))
    out: npt.NDArray[np.float64] = 1 + terms[np.maximum((counts - 1) // 2, 0)]
    return out
