"""Montages: what each EEG channel is measured against."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np

from explorer.night.channel import Channel
from explorer.night.night import Night
from explorer.vocabulary.channels import Kind, is_common_reference, read_derivation

AS_RECORDED = "as recorded"
AVERAGE = "average of the EEG channels"
LINKED_MASTOIDS = "linked mastoids"

_AVERAGE_SHORT = "avg"
_MASTOIDS = (("M1", "M2"), ("A1", "A2"))
_FEWEST_FOR_AVERAGE = 3
_PART = 600.0  # s read at a time of the channels that a montage needs: a whole night is 200 MB
_AT_ONCE = 4 * 2**20  # samples read at a time of all channels asked for: 16 MB
_REFERENCES_AT_ONCE = 16 * 2**20  # and of those that they are measured against: 64 MB


def available_montages(channels: Mapping[str, Channel]) -> tuple[str, ...]:
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
    frequencies = Counter(
        c.sampling_frequency for c in channels.values() if _is_recorded_eeg(c) and not c.is_bad
    )
    if any(count >= _FEWEST_FOR_AVERAGE for count in frequencies.values()):
        offered.append(AVERAGE)
    if mastoids(channels):
        offered.append(LINKED_MASTOIDS)
    return tuple(offered)


def mastoids(channels: Mapping[str, Channel]) -> tuple[str, ...]:
    """Name the two mastoids or ears, where both were recorded as channels of their own."""
    return next((pair for pair in _MASTOIDS if set(pair) <= channels.keys()), ())


def montage_references(
    channel: str, channels: Mapping[str, Channel], montage: str
) -> tuple[str, ...]:
    """Channels whose mean is taken from this one.

    Parameters
    ----------
    channel : str
        The channel shown.
    channels : mapping of str to Channel
        All of the night's.
    montage : str
        One of `available_montages`.

    Returns
    -------
    tuple of str
        Empty where the channel stays as recorded: it isn't EEG, was derived by
        hand, or the montage leaves it alone.

    Raises
    ------
    ValueError
        If the montage is not among those that the channels allow.
    """
    _check(montage, channels)
    return _references((channel,), channels, montage)[channel]


def derivation_names(channels: Mapping[str, Channel], montage: str) -> dict[str, str]:
    """Name what is seen of each channel in a montage: its electrode against what is taken from it.

    Parameters
    ----------
    channels, montage
        As of `montage_references`.

    Returns
    -------
    dict of str to str
        By channel: its own name where the montage leaves it as recorded.

    Raises
    ------
    ValueError
        If the montage is not among those that the channels allow.

    Examples
    --------
    >>> def eeg(name): return Channel(name, Kind.EEG, "uV", 100.0, "100Hz", 0)
    >>> channels = {name: eeg(name) for name in ("F4-M1", "C4-M1", "O2-M1")}
    >>> list(derivation_names(channels, AVERAGE).values())
    ['F4-avg', 'C4-avg', 'O2-avg']
    """
    if montage == AS_RECORDED:
        return {name: name for name in channels}
    _check(montage, channels)
    electrodes = {name: read_derivation(name).electrode for name in channels}
    # What was derived by hand is no second derivation of an electrode: "F4-C4" reads as one of F4.
    count = Counter(
        electrodes[name] for name, channel in channels.items() if not channel.derivation
    )
    named = {}
    for name, references in _references(tuple(channels), channels, montage).items():
        against = _AVERAGE_SHORT if montage == AVERAGE else f"({'+'.join(references)})/2"
        # Two derivations of one electrode are told apart by their own names.
        own = electrodes[name] if electrodes[name] and count[electrodes[name]] == 1 else name
        named[name] = f"{own}-{against}" if references else name
    return named


def _check(montage: str, channels: Mapping[str, Channel]) -> None:
    offered = available_montages(channels)
    if montage not in offered:
        raise ValueError(f"montage {montage!r} is not possible here, expected one of {offered}")


def _references(
    names: Sequence[str], channels: Mapping[str, Channel], montage: str
) -> dict[str, tuple[str, ...]]:
    """Find what several channels are measured against by one look at all channels."""
    if montage == AS_RECORDED:
        return dict.fromkeys(names, ())
    alike: dict[float, tuple[str, ...]]
    if montage == AVERAGE:
        by_rate: dict[float, list[str]] = {}
        for name, other in channels.items():
            if _is_recorded_eeg(other) and not other.is_bad:
                by_rate.setdefault(other.sampling_frequency, []).append(name)
        alike = {
            rate: tuple(same) for rate, same in by_rate.items() if len(same) >= _FEWEST_FOR_AVERAGE
        }
    else:
        pair = mastoids(channels)
        rates = {channels[name].sampling_frequency for name in pair}
        alike = dict.fromkeys(rates, pair) if len(rates) == 1 else {}
    return {
        name: alike.get(channels[name].sampling_frequency, ())
        if _is_recorded_eeg(channels[name])
        and (montage == AVERAGE or _is_unreferenced(channels, name))
        else ()
        for name in names
    }


def _is_recorded_eeg(channel: Channel) -> bool:
    """Whether a montage is for a channel: what was derived by hand stays as it was asked for."""
    return channel.kind == Kind.EEG and not channel.derivation


def _is_unreferenced(channels: Mapping[str, Channel], name: str) -> bool:
    """Whether the mastoids may be taken from a channel: not from "C3-M2", from which one was."""
    if reference := read_derivation(name).reference:
        return is_common_reference(reference)
    # What all channels were recorded against is common, whichever electrode it is.
    alike = {channels[other].reference for pair in _MASTOIDS for other in pair if other in channels}
    own = channels[name].reference
    return is_common_reference(own) or own in alike


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
    out: np.ndarray = samples - mean
    return out


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
        One of `available_montages`.

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
    first = max(start, 0.0)
    samples = every_in(night, (channel,), start, stop, montage)[channel]
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
    return dict(each_in(night, channels, start, stop, montage))


def each_in(
    night: Night, channels: Sequence[str], start: float, stop: float, montage: str
) -> Iterator[tuple[str, np.ndarray]]:
    """Read as `every_in` does, a few channels at a time, so that they need not all be held.

    Yields
    ------
    (str, array of float32)
        Each channel once, those of one sampling frequency and reference behind each other.
    """
    _check(montage, night.channels)
    references = _references(channels, night.channels, montage)
    alike: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for name in channels:
        alike.setdefault((night.channels[name].group, references[name]), []).append(name)
    for (group, against), names in alike.items():
        mean = _mean(night, against, start, stop)
        frequency = night.channels[names[0]].sampling_frequency
        length = (min(stop, night.duration) - max(start, 0.0)) * frequency
        few = max(int(_AT_ONCE / max(length, 1.0)), 1)
        for first in range(0, len(names), few):
            some = names[first : first + few]
            read = night.samples(start, stop, some)[group]
            yield from zip(some, rereference(read, mean), strict=True)


def _mean(night: Night, names: Sequence[str], start: float, stop: float) -> list[np.ndarray]:
    """Mean of some channels of one sampling frequency, read a part at a time; none of none."""
    if not names:
        return []
    group = night.channels[names[0]].group
    first, last = max(start, 0.0), min(stop, night.duration)
    a_second = len(names) * night.channels[names[0]].sampling_frequency
    part = min(_PART, max(_REFERENCES_AT_ONCE / a_second, 1.0))
    count = max(math.ceil((last - first) / part), 1)
    edges = [start, *(first + part * np.arange(1, count)).tolist(), stop]
    parts = []
    for begin, end in pairwise(edges):
        read = night.samples(begin, end, names)[group]
        mean = np.array(read[0])
        for row in read[1:]:  # one after the other, as sums of many are rounded
            mean += row
        mean /= len(read)
        parts.append(mean)
    return [parts[0] if count == 1 else np.concatenate(parts)]
