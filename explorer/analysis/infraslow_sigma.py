"""The slow waxing and waning of sigma in NREM sleep, about once in fifty seconds."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.dsp.blocks import BlockSpectra
from explorer.dsp.filters import design_band
from explorer.intervals import runs
from explorer.vocabulary.bands import Band
from explorer.vocabulary.stages import DEEPER_NREM

BAND = Band("sigma", 11.0, 16.0)
BIN = 4.0
"""s of sigma power in one value."""
LEAST_BOUT = 240.0
"""s of unbroken N2 and N3 that a bout needs, and the length of a segment: some five of the waves
that are looked for."""
RANGE = (0.01, 0.1)
"""Hz; below, a bout of a few minutes holds no whole wave."""
SURROGATES = 100
"""Times that the bins of each segment change places, to see how high chance reaches."""
_HIGHEST_SHARE = 0.45  # of the sampling frequency that the band may reach
_TRANSFORMED = 1024
"""Values, padded: the same frequencies for bouts of any length."""


@dataclass(frozen=True, eq=False)
class Infraslow:
    """Spectrum of the course of sigma power.

    Parameters
    ----------
    frequency, density : array of float64, shape (frequencies,)
        Hz within `RANGE`, and power relative to its mean there; empty where no bout lasts.
    peak : float
        Hz where it is highest; NaN where no bout lasts.
    prominence : float
        Times the median there.
    needed : float
        Times the median that a peak must reach: the most that any of `SURROGATES` does.
    bouts : int
        How many were long enough.
    minutes : float
        Their time.
    """

    frequency: npt.NDArray[np.float64]
    density: npt.NDArray[np.float64]
    peak: float
    prominence: float
    needed: float
    bouts: int
    minutes: float

    @property
    def stands_out(self) -> bool:
        """Whether there is a peak at all, and not only a spectrum that falls."""
        at_the_edge = not self.frequency.size or self.peak == self.frequency[0]
        return bool(self.prominence >= self.needed) and not at_the_edge


def infraslow_sigma(
    spectra: BlockSpectra,
    hypnogram: xr.DataArray,
    masked: npt.NDArray[np.bool_] | None = None,
    *,
    rng: np.random.Generator,
) -> Infraslow:
    """Find how fast sigma power waxes and wanes in NREM sleep.

    Parameters
    ----------
    spectra : BlockSpectra
        Of one channel.
    hypnogram : xr.DataArray of Stage, dims (epoch)
        Bouts are runs of N2 and N3.
    masked : array of bool, shape (epoch,), optional
        Epochs with artefacts, which break a bout.
    rng : np.random.Generator
        For the surrogates.

    Returns
    -------
    Infraslow

    Raises
    ------
    ValueError
        If the recording is sampled too slowly to hold 11-16 Hz.

    Notes
    -----
    Power of 11-16 Hz in bins of 4 s, in each unbroken bout of 4 min or more: segments of 4 min that
    overlap by half, relative to their mean, without their trend, Hann window, padded; the mean over
    all. Surrogates put the bins of each segment in another order: few large spindles make noise
    rougher than any formula says. After Lecci et al. 2017, Sci Adv 3:e1602026, who found a peak
    near 0.02 Hz in mice and people.

    Examples
    --------
    >>> from explorer.dsp.blocks import build_block_spectra
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> time, rng = np.arange(60_000) / 100, np.random.default_rng(1)
    >>> swell = 1 + 0.6 * np.cos(2 * np.pi * 0.02 * time)
    >>> spectra = build_block_spectra((swell * np.cos(2 * np.pi * 13 * time)).astype("f4"), 100.0)
    >>> round(infraslow_sigma(spectra, make_hypnogram(["N2"] * 20), rng=rng).peak, 3)
    0.02
    """
    rate = spectra.sampling_frequency
    if BAND.high > _HIGHEST_SHARE * rate:
        raise ValueError(
            f"sampled at {rate:g} Hz, sigma of {BAND.low:g}-{BAND.high:g} Hz needs "
            f"{BAND.high / _HIGHEST_SHARE:.0f} Hz or more"
        )
    taps = design_band(BAND.low, BAND.high, rate)
    divisor = spectra.rate_divisor(taps)
    power = np.abs(spectra.analytic(taps, rate_divisor=divisor)) ** 2 / 2
    per_bin = round(BIN * rate / divisor)
    bins = np.full(power.size // per_bin, np.nan)
    whole = power[: bins.size * per_bin].reshape(bins.size, per_bin)
    known = np.isfinite(whole).all(axis=1)
    bins[known] = whole[known].mean(axis=1)
    frequency = np.asarray(np.fft.rfftfreq(_TRANSFORMED, BIN), np.float64)
    inside = (frequency >= RANGE[0]) & (frequency <= RANGE[1])
    length = round(LEAST_BOUT / BIN) - 1  # a bout begins between two bins
    levels: list[npt.NDArray[np.float64]] = []
    time, bouts = 0.0, 0
    for begin, end in _bouts(hypnogram, masked):
        course = bins[int(np.ceil(begin / BIN)) : int(end // BIN)]
        before = len(levels)
        for first in range(0, course.size - length + 1, length // 2):
            level = course[first : first + length]
            if np.isfinite(level).all() and level.mean() > 0:
                levels.append(level / level.mean())
        if len(levels) > before:
            time, bouts = time + course.size * BIN, bouts + 1
    segments = np.array(levels).reshape(-1, length)
    total = _spectrum(segments)[inside]
    if not total.sum() > 0:
        nothing, unknown = np.zeros(0), float("nan")
        return Infraslow(nothing, nothing, unknown, unknown, unknown, bouts, time / 60)
    relative = total / total.mean()
    highest = int(np.argmax(relative))
    by_chance = [
        _prominence(_spectrum(rng.permuted(segments, axis=1))[inside]) for _ in range(SURROGATES)
    ]
    return Infraslow(
        frequency[inside],
        relative,
        float(frequency[inside][highest]),
        _prominence(relative),
        max(by_chance),
        bouts,
        time / 60,
    )


def _spectrum(segments: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Mean power of the segments without their trend."""
    length = segments.shape[1]
    place = np.arange(length) - (length - 1) / 2
    slope = segments @ place / (place @ place)
    level = segments - segments.mean(axis=1, keepdims=True) - slope[:, None] * place
    power = np.abs(np.fft.rfft(level * np.hanning(length), _TRANSFORMED, axis=1)) ** 2
    return np.asarray(power.sum(axis=0))


def _prominence(density: npt.NDArray[np.float64]) -> float:
    return float(density.max() / np.median(density))


def _bouts(
    hypnogram: xr.DataArray, masked: npt.NDArray[np.bool_] | None
) -> list[tuple[float, float]]:
    """Begin and end in s of each run of N2 and N3 that lasts."""
    asleep = np.isin(hypnogram.values, DEEPER_NREM)
    if masked is not None:
        asleep &= ~masked
    length = float(hypnogram.epoch_length)
    first = float(hypnogram.onset[0]) if asleep.size else 0.0
    return [
        (first + begin * length, first + end * length)
        for begin, end in runs(asleep)
        if (end - begin) * length >= LEAST_BOUT
    ]
