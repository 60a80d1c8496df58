"""Spindles by YASA's rule: two of three measures of sigma at once, smoothed over 0.1 s."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.fft

from explorer.detectors.inputs import moving_moments
from explorer.dsp.filters import Taps, design_band
from explorer.dsp.gaps import FloatArray
from explorer.dsp.threads import in_chunks
from explorer.intervals import Spans, complement

_WINDOW, _STEP = 0.3, 0.1  # s, of the moving RMS and correlation
_SHARE_WINDOW, _SHARE_STEP = 2.0, 0.2  # s, of the short Fourier transforms
_SMOOTHING = 0.1  # s
_TRIM = 0.10  # of the moving RMS at each end, before its spread is taken
_HIGHEST_RMS = 10.0  # uV; a higher threshold would come from movement
_SIGMA_TRANSITION = 1.5  # Hz
_FRAMES_A_CHUNK = 8192
_FRAMES_IN_CACHE = 128


@dataclass(frozen=True)
class YasaSpindleRule:
    """YASA's rule for spindles.

    Parameters
    ----------
    name, source : str
        What it is called, and who published it.
    band : (float, float)
        Of the spindles, Hz.
    broad : (float, float)
        With which sigma is compared, Hz.
    duration : (float, float)
        s.
    least_gap : float
        s; spindles nearer than this are one.
    relative_power : float
        Least share of sigma in the power of the broad band.
    correlation : float
        Least correlation of the sigma band with the broad one.
    rms : float
        Least RMS of the sigma band, in trimmed standard deviations above its mean.
    """

    name: str = "yasa"
    source: str = "YASA 0.8.1, spindles_detect, after Lacourse et al. 2019"
    band: tuple[float, float] = (12.0, 15.0)
    broad: tuple[float, float] = (1.0, 30.0)
    duration: tuple[float, float] = (0.5, 2.0)
    least_gap: float = 0.5
    relative_power: float = 0.2
    correlation: float = 0.65
    rms: float = 1.5

    def taps(self, frequency: float) -> tuple[Taps, Taps]:
        """Design the filters of the sigma and of the broad band."""
        sigma = design_band(
            *self.band,
            frequency,
            low_transition=_SIGMA_TRANSITION,
            high_transition=_SIGMA_TRANSITION,
        )
        return sigma, design_band(*self.broad, frequency)


def yasa_spindles(
    sigma: FloatArray,
    broad: FloatArray,
    frequency: float,
    allowed: Spans,
    rule: YasaSpindleRule,
) -> Spans:
    """Find spindles in a filtered channel.

    Parameters
    ----------
    sigma, broad : array of float32, shape (n,)
        Filtered, uV; NaN in gaps.
    frequency : float
        Sampling frequency, Hz.
    allowed : array, shape (k, 2)
        Stretches in which spindles are looked for.
    rule : YasaSpindleRule
        Thresholds.

    Returns
    -------
    array of int64, shape (spindles, 2)
        First and last sample of each.
    """
    from explorer.detectors import detection_loops

    n = sigma.size
    share, hop = _relative_power(broad, frequency, rule)
    at = np.arange(0, n / frequency, _STEP)
    begin = np.maximum(((at - _WINDOW / 2) * frequency).astype(np.int64), 0)
    end = ((at + _WINDOW / 2) * frequency).astype(np.int64)
    end[end > n - 1] = n
    power, _, correlation = moving_moments(sigma, broad, begin, end)
    rms = np.empty(n, np.float32)
    detection_loops.interpolate(begin + end, np.sqrt(power), rms)
    mean, spread = detection_loops.mean_and_trimmed_spread(rms, rms.view(np.uint32), allowed, _TRIM)
    least_rms = np.float32(min(mean + rule.rms * spread, _HIGHEST_RMS))
    agreeing = np.zeros(n, np.uint8)
    least = (least_rms, rule.correlation, np.float32(rule.relative_power))
    detection_loops.count_agreeing(rms, correlation, begin + end, share, hop, least, agreeing)
    for first, last in complement(allowed, n):
        agreeing[first:last] = 0
    window = int(_SMOOTHING * frequency)
    found = np.empty((n // 2 + 1, 2), np.int64)
    count = detection_loops.smoothed_runs(
        agreeing, window, 2 * window, rule.least_gap * frequency, found
    )
    events = found[:count].copy()
    length = events[:, 1] / frequency - events[:, 0] / frequency
    return events[(length > rule.duration[0]) & (length < rule.duration[1])]


def _relative_power(
    broad: FloatArray, frequency: float, rule: YasaSpindleRule
) -> tuple[npt.NDArray[np.float32], int]:
    """Share of sigma in each of the short Fourier transforms, and the samples between two."""
    from explorer.detectors.detection_loops import band_shares

    length = int(_SHARE_WINDOW * frequency)
    hop = length - int(length - _SHARE_STEP * frequency)
    edge = length // 2
    frames = -(-broad.size // hop) + 1
    padded = np.zeros((frames - 1) * hop + length, np.float32)
    kept = min(broad.size, padded.size - edge)
    padded[edge : edge + kept] = broad[:kept]
    windows = np.lib.stride_tricks.sliding_window_view(padded, length)[::hop]
    taper = (0.5 - 0.5 * np.cos(2 * np.pi / length * np.arange(length))).astype(np.float32)
    grid = np.arange(length // 2 + 1) * (frequency / length)
    whole = np.flatnonzero((grid >= rule.broad[0]) & (grid <= rule.broad[1]))
    part = np.flatnonzero((grid >= rule.band[0]) & (grid <= rule.band[1]))
    out = np.empty(frames, np.float32)

    def job(first: int, last: int) -> None:
        for start in range(first, last, _FRAMES_IN_CACHE):
            stop = min(start + _FRAMES_IN_CACHE, last)
            spectra = scipy.fft.rfft(windows[start:stop] * taper, axis=-1)
            band_shares(spectra, part[0], part[-1] + 1, whole[0], whole[-1] + 1, out[start:stop])

    in_chunks(job, frames, _FRAMES_A_CHUNK)
    return out, hop
