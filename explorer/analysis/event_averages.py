"""Averages locked to events: the mean wave, its interval, and single traces behind it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from explorer.analysis.channel_night import ChannelNight
from explorer.detectors.inputs import read_sampling_frequency
from explorer.dsp.filters import design_band

_BROAD = (0.3, 35.0)  # Hz, the scorer's filter
_HIGHEST_SHARE = 0.45  # of the sampling frequency that a filter's edge may reach
_SINGLES = 40
_INTERVAL = 1.96  # standard errors
_NEAREST_TROUGH = 0.06  # s, most of a cycle of 12 Hz to either side of an envelope's peak


@dataclass(frozen=True, eq=False)
class AverageWave:
    """The mean of what surrounds events.

    Parameters
    ----------
    time : array of float64, shape (time,)
        s from the event's anchor.
    mean, low, high : array of float64, shape (time,)
        uV; the interval of the mean, 1.96 standard errors to each side.
    singles : array of float32, shape (traces, time)
        Some of the single traces, evenly through the night.
    events : int
        How many were averaged.
    """

    time: npt.NDArray[np.float64]
    mean: npt.NDArray[np.float64]
    low: npt.NDArray[np.float64]
    high: npt.NDArray[np.float64]
    singles: npt.NDArray[np.float32]
    events: int


def broad_night(channel: ChannelNight) -> tuple[npt.NDArray[np.float32], float]:
    """Filter the night to 0.3-35 Hz, at a reduced rate.

    Returns
    -------
    (array of float32, float)
        uV, NaN in gaps; and its sampling frequency in Hz.
    """
    frequency = read_sampling_frequency(channel.signal)
    taps = design_band(_BROAD[0], min(_BROAD[1], _HIGHEST_SHARE * frequency), frequency)
    divisor = channel.spectra.rate_divisor(taps)
    return channel.spectra.filtered(taps, rate_divisor=divisor), frequency / divisor


def average_around(
    samples: npt.NDArray[np.float32],
    rate: float,
    anchors: npt.NDArray[np.float64],
    *,
    before: float,
    after: float,
) -> AverageWave:
    """Average the stretches around some moments.

    Parameters
    ----------
    samples : array of float32, shape (n,)
        uV; stretches that touch a gap are left out.
    rate : float
        Samples a second.
    anchors : array of float64, shape (events,)
        s.
    before, after : float
        s on each side.

    Returns
    -------
    AverageWave
        All NaN where no event has its surroundings whole.

    Examples
    --------
    >>> wave = np.tile(np.r_[np.zeros(50), 1, np.zeros(49)], 10).astype("f4")
    >>> found = average_around(wave, 100.0, np.arange(1, 9) + 0.5, before=0.1, after=0.1)
    >>> found.events, float(found.mean.max()), float(found.time[found.mean.argmax()])
    (8, 1.0, 0.0)
    """
    reach = np.arange(-round(before * rate), round(after * rate) + 1)
    rows = np.round(anchors * rate).astype(np.int64)[:, None] + reach
    rows = rows[(rows[:, 0] >= 0) & (rows[:, -1] < samples.size)] if rows.size else rows
    traces = samples[rows]
    traces = traces[np.isfinite(traces).all(axis=1)]
    count = len(traces)
    nothing = np.full(reach.size, np.nan)
    mean = traces.mean(axis=0, dtype=np.float64) if count else nothing
    error = traces.std(axis=0, ddof=1, dtype=np.float64) / np.sqrt(count) if count > 1 else nothing
    chosen = np.unique(np.linspace(0, count - 1, min(count, _SINGLES)).astype(np.int64))
    return AverageWave(
        reach / rate,
        mean,
        mean - _INTERVAL * error,
        mean + _INTERVAL * error,
        traces[chosen] if count else traces,
        count,
    )


def nearest_troughs(
    samples: npt.NDArray[np.float32], rate: float, moments: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Move moments to the lowest sample nearby, so that spindles line up by their cycles.

    Parameters
    ----------
    samples : array of float32, shape (n,)
        Of the sigma band.
    rate : float
        Samples a second.
    moments : array of float64, shape (events,)
        s, where the envelopes are highest.

    Returns
    -------
    array of float64, shape (events,)
        s.
    """
    reach = max(round(_NEAREST_TROUGH * rate), 1)
    rows = np.round(moments * rate).astype(np.int64)[:, None] + np.arange(-reach, reach + 1)
    rows = np.clip(rows, 0, samples.size - 1)
    lowest = np.argmin(np.nan_to_num(samples[rows]), axis=1) if rows.size else np.zeros(0, int)
    troughs: npt.NDArray[np.float64] = rows[np.arange(len(rows)), lowest] / rate
    return troughs
