"""One channel's samples in a montage, without mains, and through a band's filter."""

from collections.abc import Iterator, Sequence
from functools import lru_cache, reduce

import numpy as np
import numpy.typing as npt

from explorer.dsp.chunked_samples import Samples, Told
from explorer.dsp.filter_design import Taps
from explorer.dsp.filters import (
    combine,
    design_band,
    design_notch,
    filter_window,
    frequency_response,
    needed_context,
)
from explorer.night.channel_spread import by_rate
from explorer.night.montage import AS_RECORDED, each_in
from explorer.night.night import Night
from explorer.vocabulary.bands import Band

HIGHEST_SHARE = 0.45
"""Of the sampling frequency, that a filter's edge may reach."""
_KEPT_FILTERS = 32


def is_within_reach(lowest: float, frequency: float) -> bool:
    """Whether a filter can begin here: a channel that is sampled too slowly holds nothing of it.

    Parameters
    ----------
    lowest : float
        Lower edge of a band, or the mains frequency, Hz.
    frequency : float
        Of the samples, Hz.

    Examples
    --------
    >>> is_within_reach(10, 50), is_within_reach(50, 100)
    (True, False)
    """
    return lowest < HIGHEST_SHARE * frequency


def design_filter(band: Band | None, notch: float, frequency: float) -> Taps | None:
    """Design the band's and the notch's filter as one; None where neither applies.

    Parameters
    ----------
    band : Band or None
        None for the notch alone.
    notch : float
        Hz; 0 for none.
    frequency : float
        Of the samples, Hz.

    Returns
    -------
    Taps or None

    Examples
    --------
    >>> design_filter(None, 0.0, 256.0) is None, design_filter(None, 50.0, 64.0) is None
    (True, True)
    """
    return _designed(None if band is None else (band.low, band.high), notch, frequency)


def filter_gain(
    band: Band, sampling_frequency: float, frequencies: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Gain of the band's filter at these frequencies.

    Parameters
    ----------
    band : Band
    sampling_frequency : float
        Hz.
    frequencies : array of float64
        Hz.

    Returns
    -------
    array of float64
        1 everywhere where no filter applies.

    Examples
    --------
    >>> filter_gain(Band("slow wave", 0.5, 4.0), 100.0, np.array([2.0])).round(1).tolist()
    [1.0]
    """
    taps = design_filter(band, 0.0, sampling_frequency)
    flat = np.ones(frequencies.size)
    return flat if taps is None else frequency_response(taps, sampling_frequency, frequencies)


@lru_cache(_KEPT_FILTERS)
def _designed(edges: tuple[float, float] | None, notch: float, frequency: float) -> Taps | None:
    highest = HIGHEST_SHARE * frequency
    parts = []
    if edges is not None and edges[0] < highest:
        parts.append(design_band(edges[0], min(edges[1], highest), frequency))
    if notch and notch < highest:
        parts.append(design_notch(notch, frequency))
    return reduce(combine, parts) if parts else None


def each_filtered(
    night: Night,
    channels: Sequence[str],
    start: float,
    stop: float,
    *,
    montage: str = AS_RECORDED,
    notch: float = 0.0,
    band: Band | None = None,
) -> Iterator[tuple[str, np.ndarray, float]]:
    """Filter with real context on both sides, so that the result equals the whole night's.

    Parameters
    ----------
    night : Night
    channels : sequence of str
        Their names; what they share is read and made once.
    start, stop : float
        s from the start of the recording; cut to the recording.
    montage : str
        One of `explorer.night.montage.available_montages`.
    notch : float
        Mains to take out, Hz; 0 for none.
    band : Band or None
        None for the notch alone.

    Yields
    ------
    (str, array of float32, float)
        Each channel once, in an order that suits the file; the time of its first sample, s.
    """
    for frequency, names in by_rate(night, channels).items():
        taps = design_filter(band, notch, frequency)
        if taps is None:
            begins = round(max(start, 0.0) * frequency) / frequency
            for name, samples in each_in(night, names, start, stop, montage):
                yield name, samples, begins
            continue
        context = needed_context(taps)
        total = round(night.duration * frequency)
        first, last = (min(max(round(time * frequency), 0), total) for time in (start, stop))
        around = ((first - context) / frequency, (last + context) / frequency)
        # NaN beyond the recording's ends: the filter continues it there by odd reflection.
        before = context - (first - round(max(around[0], 0.0) * frequency))
        for name, wide in each_in(night, names, *around, montage):
            after = last - first + 2 * context - before - wide.size
            padded = np.pad(wide, (before, max(after, 0)), constant_values=np.nan)
            yield name, filter_window(padded, taps), first / frequency


def whole_channel(
    night: Night,
    channel: str,
    *,
    montage: str = AS_RECORDED,
    notch: float = 0.0,
    told: Told = lambda _share: None,
) -> Samples:
    """Take all of one channel, to be worked through in parts where it is long.

    Parameters
    ----------
    night, montage, notch
        As of `each_filtered`.
    channel : str
        Its name.
    told : callable of float
        Told now and then how far a pass through a long recording is; what it raises ends it.

    Returns
    -------
    Samples
        float32, in the channel's units; NaN in gaps.

    Raises
    ------
    ValueError
        If the night has no such channel.
    """
    size = night.signal(channel).sizes["time"]
    rate = night.channels[channel].sampling_frequency

    def read(first: int, last: int) -> np.ndarray:
        is_all = (first, last) == (0, size)
        ends = (0.0, night.duration) if is_all else (first / rate, last / rate)
        every = each_filtered(night, (channel,), *ends, montage=montage, notch=notch)
        return next(samples for _, samples, _ in every)

    return Samples(size, read, told)
