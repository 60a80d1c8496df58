"""One channel of a night, to be worked through in parts where it is long."""

from collections.abc import Iterator, Sequence

import numpy as np

from explorer.dsp.chunked_samples import Samples
from explorer.dsp.flat import is_flat
from explorer.dsp.memory_budget import too_much
from explorer.night.night import Night
from explorer.storage.settings import MEMORY_VARIABLE

_FIRST, _MOST = 5.0, 300.0  # s at once, to see whether a channel is flat


def in_parts(night: Night, channel: str, start: float = 0.0, stop: float = np.inf) -> Samples:
    """Take one channel's samples as they were recorded.

    Parameters
    ----------
    night : Night
    channel : str
        Its name.
    start, stop : float
        s from the start of the recording; cut to the recording.

    Returns
    -------
    Samples
        float32, in the channel's units.

    Raises
    ------
    ValueError
        If the night has no such channel.

    Examples
    --------
    >>> from explorer.models.simulated_night import simulate_night
    >>> in_parts(simulate_night(hours=0.1), "F4-M1", 60, 90).read(0, 4).shape
    (4,)
    """
    total = night.signal(channel).sizes["time"]
    frequency = night.channels[channel].sampling_frequency
    first = min(max(round(start * frequency), 0), total)
    last = total if stop == np.inf else min(max(round(stop * frequency), first), total)

    def read(begin: int, end: int) -> np.ndarray:
        if begin == end:
            return np.zeros(0, np.float32)
        times = (first + begin) / frequency, (first + end) / frequency
        (found,) = night.samples(*times, [channel]).values()
        out: np.ndarray = found[0]
        return out

    return Samples(last - first, read)


def is_flat_channel(night: Night, channel: str) -> bool:
    """Whether a channel in uV is flat all night; read only as far as it takes to see otherwise.

    Parameters
    ----------
    night : Night
    channel : str
        Its name.

    Returns
    -------
    bool

    Raises
    ------
    ValueError
        If the night has no such channel.

    Examples
    --------
    >>> from explorer.models.simulated_night import simulate_night
    >>> is_flat_channel(simulate_night(hours=0.1), "F4-M1")
    False
    """
    samples = in_parts(night, channel)
    rate = night.channels[channel].sampling_frequency
    return is_flat(_growing_parts(samples, max(round(_FIRST * rate), 1), round(_MOST * rate)))


def _growing_parts(samples: Samples, step: int, most: int) -> Iterator[np.ndarray]:
    """Read a channel on, ever more at once."""
    first = 0
    while first < samples.size:
        last = min(first + step, samples.size)
        yield samples.read(first, last)
        first, step = last, max(min(2 * step, most), step)


def refuse_too_long(night: Night, channels: Sequence[str], bytes_a_sample: int, what: str) -> None:
    """Refuse work that needs whole channels at once, where those are too long for the memory.

    Parameters
    ----------
    night : Night
    channels : sequence of str
        Those that the work holds.
    bytes_a_sample : int
        What it holds of each.
    what : str
        The work, as the beginning of a sentence that goes on with hours.

    Raises
    ------
    ValueError
        In a sentence with what it would take, and what can be done.
    """
    samples = sum(night.signal(name).sizes["time"] for name in channels)
    refused = too_much(
        f"{what} {night.duration / 3600:.0f} h of {', '.join(channels)}",
        samples * bytes_a_sample / 1e6,
        f"cut the recording into nights, or allow more with {MEMORY_VARIABLE}",
        alone=True,
    )
    if refused:
        raise ValueError(refused)
