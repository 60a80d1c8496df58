"""Heart rate, epoch by epoch, from the electrocardiogram where the night has one."""

from collections.abc import Callable
from contextlib import nullcontext

import numpy as np
import xarray as xr

from explorer.analysis.heartbeat_process import Finder, beat_finder
from explorer.night.night import Night
from explorer.vocabulary.channels import Kind
from explorer.vocabulary.stages import stages_told

_CHUNK = 1800.0
"""s of ECG looked through at a time: bounds the memory, and lets progress be told."""
_OVERLAP = 10.0
"""s before and after a chunk, so that the detector has settled where it counts."""
_PLAUSIBLE = (0.33, 2.0)
"""s between two beats: 30 to 180 a minute. A missed or an invented beat falls outside, mostly."""
_FEWEST = 5
"""Intervals that an epoch needs."""
LOWEST_RATE = 64.0
"""Hz of sampling below which R waves are not looked for: the search's own band ends at 30 Hz."""


def ecg_channel(night: Night) -> str:
    """Name of the first ECG that is sampled fast enough; "" where there is none."""
    for channel in sorted(night.channels.values(), key=lambda one: one.is_bad):
        if channel.kind == Kind.ECG and channel.sampling_frequency >= LOWEST_RATE:
            return channel.name
    return ""


def heart_beats(
    night: Night,
    channel: str,
    *,
    told: Callable[[float], None] = lambda _share: None,
    finder: Finder | None = None,
) -> np.ndarray:
    """Find the heart beats of a night.

    Parameters
    ----------
    night : Night
        Whose samples are read piece by piece.
    channel : str
        Its ECG.
    told : callable of float
        Told now and then what share is done.
    finder : Finder, optional
        Of `explorer.analysis.heartbeat_process.beat_finder`, started before; one is started if not.

    Returns
    -------
    array of float64, shape (beats,)
        s from the start of the recording, rising.

    Notes
    -----
    `sleepecg.detect_heartbeats` (Hofer & Brunner): Pan & Tompkins 1985, IEEE Trans Biomed Eng
    32:230, with adaptive thresholds.

    Examples
    --------
    >>> from explorer.models.simulated_night import simulate_night
    >>> night = simulate_night(1, hours=0.1)
    >>> 50 < heart_beats(night, "ECG").size / 6 < 80  # a minute
    True
    """
    with nullcontext(finder) if finder else beat_finder() as find:
        return _beats(night, channel, told, find)


def _beats(night: Night, channel: str, told: Callable[[float], None], find: Finder) -> np.ndarray:
    rate = night.channels[channel].sampling_frequency
    found = []
    starts = np.arange(0.0, night.duration, _CHUNK)
    for start in starts:
        told(start / night.duration)
        stop = min(start + _CHUNK, night.duration)
        begin = max(start - _OVERLAP, 0.0)
        (values,) = night.samples(begin, min(stop + _OVERLAP, night.duration), [channel]).values()
        samples = np.nan_to_num(values[0].astype(np.float64))
        if samples.size < 2 * rate or not np.ptp(samples) > 0:  # the detector learns for 2 s
            continue
        beats = begin + find(samples, rate) / rate
        found.append(beats[(beats >= start) & (beats < stop)])
    return np.concatenate(found) if found else np.zeros(0)


def heart_rate(beats: np.ndarray, hypnogram: xr.DataArray) -> xr.DataArray:
    """Heart rate of each epoch.

    Parameters
    ----------
    beats : array of float64, shape (beats,)
        s, rising.
    hypnogram : xr.DataArray of Stage, dims (epoch)
        Whose epochs count.

    Returns
    -------
    xr.DataArray, dims (epoch), units "1/min"
        From the median interval between beats that begin in the epoch; NaN where fewer than five
        are of 0.33 to 2 s.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> heart_rate(np.arange(0, 45, 0.8), make_hypnogram(["N2", "N2"])).round(1).values.tolist()
    [75.0, 75.0]
    """
    gaps, at = np.diff(beats), beats[:-1]
    plausible = (gaps >= _PLAUSIBLE[0]) & (gaps <= _PLAUSIBLE[1])
    gaps, at = gaps[plausible], at[plausible]
    length = float(hypnogram.epoch_length)
    edges = hypnogram.onset.values
    first, last = np.searchsorted(at, edges), np.searchsorted(at, edges + length)
    values = np.array(
        [
            60 / np.median(gaps[a:b]) if b - a >= _FEWEST else np.nan
            for a, b in zip(first, last, strict=True)
        ]
    ).reshape(hypnogram.shape)
    rate = hypnogram.copy(data=values)
    rate.attrs = {"units": "1/min", "long_name": "heart rate"}
    return rate.rename("HR")


def by_stage(values: xr.DataArray, hypnogram: xr.DataArray) -> dict[str, float]:
    """Mean of each stage's epochs, NaN left out; stages without any are absent."""
    found = {}
    for stage in stages_told(hypnogram.values):
        here = values.values[(hypnogram.values == stage) & np.isfinite(values.values)]
        if here.size:
            found[stage.name] = float(here.mean())
    return found
