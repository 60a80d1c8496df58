"""Montages: what each EEG channel is measured against."""

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from explorer.night.night import Channel, Night
from explorer.vocabulary.channels import Kind

AS_RECORDED = "as recorded"
AVERAGE = "average of the EEG channels"
LINKED_MASTOIDS = "linked mastoids"

_MASTOIDS = (("M1", "M2"), ("A1", "A2"))
_FEWEST_FOR_AVERAGE = 3
_PART = 600.0  # s read at a time of the channels that a montage needs: a whole night is 200 MB
_MOST_READ = 1 << 23  # samples of all of them, 32 MB, read at a time where that is shorter


def montages_of(channels: Mapping[str, Channel]) -> tuple[str, ...]:
    """Montages that these channels allow.

    Parameters
    ----------
    channels : mapping of str to Channel
        As a night has them.

    Returns
    -------
    tuple of str
        `AS_RECORDED` always; `AVERAGE` from three EEG channels of one sampling frequency;
        `LINKED_MASTOIDS` where both mastoids were recorded as channels of their own.
    """
    offered = [AS_RECORDED]
    frequencies = [c.sampling_frequency for c in channels.values() if c.kind == Kind.EEG]
    if any(frequencies.count(f) >= _FEWEST_FOR_AVERAGE for f in frequencies):
        offered.append(AVERAGE)
    if any(set(pair) <= channels.keys() for pair in _MASTOIDS):
        offered.append(LINKED_MASTOIDS)
    return tuple(offered)


def references_of(channel: str, channels: Mapping[str, Channel], montage: str) -> tuple[str, ...]:
    """Channels whose mean is taken from this one.

    Parameters
    ----------
    channel : str
        The channel shown.
    channels : mapping of str to Channel
        All of the night's.
    montage : str
        One of `montages_of`.

    Returns
    -------
    tuple of str
        Empty where the channel stays as recorded: it isn't EEG, or the montage leaves it alone.

    Raises
    ------
    ValueError
        If the montage is not among those that the channels allow.
    """
    offered = montages_of(channels)
    if montage not in offered:
        raise ValueError(f"montage {montage!r} is not possible here, expected one of {offered}")
    shown = channels[channel]
    if montage == AS_RECORDED or shown.kind != Kind.EEG:
        return ()
    same_rate = [
        name
        for name, other in channels.items()
        if other.kind == Kind.EEG and other.sampling_frequency == shown.sampling_frequency
    ]
    if montage == AVERAGE:
        return tuple(same_rate) if len(same_rate) >= _FEWEST_FOR_AVERAGE else ()
    pair = next(pair for pair in _MASTOIDS if set(pair) <= channels.keys())
    matching = [
        name for name in pair if channels[name].sampling_frequency == shown.sampling_frequency
    ]
    return pair if len(matching) == len(pair) else ()


def rereference(samples: np.ndarray, references: Sequence[np.ndarray]) -> np.ndarray:
    """Take the mean of the reference channels from the samples.

    Parameters
    ----------
    samples : array of float32, shape (..., time)
        One channel or more.
    references : sequence of array, each (time,)
        None for a channel left as recorded.

    Returns
    -------
    array of float32, shape (..., time)

    Examples
    --------
    >>> rereference(np.array([3.0, 5.0]), [np.array([1.0, 1.0]), np.array([3.0, 1.0])]).tolist()
    [1.0, 4.0]
    """
    if not len(references):
        return samples
    mean = np.array(references[0], samples.dtype)
    for reference in references[1:]:  # one after the other: no copy of them all
        mean += reference
    mean /= len(references)
    return samples - mean


def samples_in(
    night: Night, channel: str, start: float, stop: float, montage: str
) -> tuple[np.ndarray, float]:
    """Read one channel in a montage, and the time of its first sample.

    Parameters
    ----------
    night : Night
    channel : str
        Its name.
    start, stop : float
        s from the start of the recording; cut to the recording.
    montage : str
        One of `montages_of`.

    Returns
    -------
    (array of float32, float)
        In the channel's units; the time in s.

    Raises
    ------
    ValueError
        If the channel is unknown, the montage is not possible, or the window is empty.
    """
    frequency = night.channels[channel].sampling_frequency
    first, last = max(start, 0.0), min(stop, night.duration)
    count = 1
    if references := references_of(channel, night.channels, montage):
        fits = max(_MOST_READ // len(references) // math.ceil(frequency), 1)  # whole s
        part = min(_PART, fits)
        count = max(math.ceil((last - first) / part), 1)
    else:
        part = last - first
    edges = [start, *(first + part * np.arange(1, count)).tolist(), stop]
    parts = [every_in(night, (channel,), *edge, montage)[channel] for edge in pairwise(edges)]
    samples = parts[0] if count == 1 else np.concatenate(parts)
    return samples, round(first * frequency) / frequency


def every_in(
    night: Night, channels: Sequence[str], start: float, stop: float, montage: str
) -> dict[str, np.ndarray]:
    """Read several channels in a montage; what they are measured against is read once.

    Parameters
    ----------
    night, start, stop, montage
        As of `samples_in`.
    channels : sequence of str
        Their names.

    Returns
    -------
    dict of str to array of float32
        By channel.

    Raises
    ------
    ValueError
        As `samples_in`.
    """
    references = {name: references_of(name, night.channels, montage) for name in channels}
    every = dict.fromkeys(one for name in channels for one in (name, *references[name]))
    rows: dict[str, np.ndarray] = {}
    for group, read in night.samples(start, stop, tuple(every)).items():
        names = [name for name in every if night.channels[name].group == group]
        rows |= dict(zip(names, read, strict=True))
    found: dict[str, np.ndarray] = {}
    for against in dict.fromkeys(references.values()):
        same = [name for name in channels if references[name] == against]
        if against:
            table = np.stack([rows[name] for name in same])
            found |= dict(zip(same, rereference(table, [rows[r] for r in against]), strict=True))
        else:
            found |= {name: rows[name] for name in same}
    return found
