"""Montages: what each EEG channel is measured against."""

from collections.abc import Mapping, Sequence

import numpy as np

from explorer.night.night import Channel
from explorer.vocabulary.channels import Kind

AS_RECORDED = "as recorded"
AVERAGE = "average of the EEG channels"
LINKED_MASTOIDS = "linked mastoids"

_MASTOIDS = (("M1", "M2"), ("A1", "A2"))
_FEWEST_FOR_AVERAGE = 3


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
    return samples - np.mean(np.stack(list(references)), axis=0, dtype=samples.dtype)
