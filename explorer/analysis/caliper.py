"""A caliper on one channel: duration, peak-to-peak amplitude and frequency of a stretch."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from explorer.analysis.channel_samples import each_filtered
from explorer.analysis.signal_view import SignalView
from explorer.night.night import Night

LONGEST = 120.0
"""s that a caliper spans at most: what is longer is no wave."""
_DEAD_BAND = 0.1  # of the peak-to-peak amplitude: what crosses the middle by less is noise
_FEWEST = 3  # crossings that make a cycle


@dataclass(frozen=True)
class Measured:
    """What a caliper reads.

    Parameters
    ----------
    duration : float
        s.
    peak_to_peak : float
        In the channel's units; NaN without samples.
    frequency : float
        Hz, of the waves between the first and the last crossing of their middle; NaN for less
        than a cycle.
    cycles : float
        How many that are.
    counted : float
        s between these crossings, so that cycles over it is the frequency; NaN like both.
    """

    duration: float
    peak_to_peak: float
    frequency: float
    cycles: float
    counted: float

    @property
    def as_one_wave(self) -> float:
        """Frequency in Hz if the whole stretch is one wave; NaN where it has no duration."""
        return 1 / self.duration if self.duration > 0 else float("nan")


def measure(
    samples: npt.NDArray[np.floating], sampling_frequency: float, duration: float | None = None
) -> Measured:
    """Measure the waves in a stretch of samples.

    Parameters
    ----------
    samples : array of float, shape (n,)
        NaN in gaps, which are left out of the amplitude and end what is counted as one train.
    sampling_frequency : float
        Hz.
    duration : float, optional
        s; by the samples where it is not given.

    Returns
    -------
    Measured

    Examples
    --------
    >>> wave = 50 * np.sin(2 * np.pi * 13 * np.arange(256) / 256)
    >>> found = measure(wave, 256.0)
    >>> found.duration, round(found.peak_to_peak), round(found.frequency, 1), round(found.cycles)
    (1.0, 100, 13.0, 12)
    """
    length = samples.size / sampling_frequency if duration is None else duration
    known = samples[np.isfinite(samples)].astype(np.float64)
    if not known.size:
        return Measured(length, float("nan"), float("nan"), float("nan"), float("nan"))
    low, high = float(known.min()), float(known.max())
    crossings = _crossings(samples.astype(np.float64) - (low + high) / 2, _DEAD_BAND * (high - low))
    if len(crossings) < _FEWEST:
        return Measured(length, high - low, float("nan"), float("nan"), float("nan"))
    cycles = (len(crossings) - 1) / 2
    seconds = float(crossings[-1] - crossings[0]) / sampling_frequency
    return Measured(length, high - low, cycles / seconds, cycles, seconds)


def _crossings(centred: npt.NDArray[np.float64], least: float) -> list[float]:
    """Find where the middle is crossed from one side to the other, in samples and parts of them."""
    side = np.where(centred > least, 1, np.where(centred < -least, -1, 0))
    there = np.flatnonzero(side)
    turns = np.flatnonzero(np.diff(side[there]))
    found: list[float] = []
    for before, after in zip(there[turns].tolist(), there[turns + 1].tolist(), strict=True):
        part = centred[before : after + 1]
        if not np.isfinite(part).all():
            found = []
            continue
        at = int(np.flatnonzero(np.sign(part[:-1]) != np.sign(part[1:]))[0])
        found.append(before + at + float(part[at] / (part[at] - part[at + 1])))
    return found


def measure_stretch(
    night: Night, view: SignalView, channel: str, start: float, stop: float
) -> Measured:
    """Measure one channel between two moments, as its trace is seen.

    Parameters
    ----------
    night : Night
    view : SignalView
        In which montage, and without which mains.
    channel : str
        Its name.
    start, stop : float
        s; `LONGEST` apart at most.

    Returns
    -------
    Measured
    """
    ((_, samples, _),) = each_filtered(
        night, [channel], start, stop, montage=view.montage, notch=view.notch
    )
    return measure(samples, night.channels[channel].sampling_frequency, stop - start)
