"""Graphoelements as samples: the course of each wave, added to each channel."""

import numpy as np

from explorer.models.graphoelements import CREST_AT, Waves

_SITES = "FCO"
_EYES_SEE = 0.35
"""Share of frontal waves that the electrodes at the eyes pick up."""
# Shape of a slow wave, in shares of its length from the trough: a negative bell, a wider positive
# one after it.
_DOWN_WIDTH, _UP_WIDTH, _UP_SIZE = 0.16, 0.19, 0.84
_SIDES_SPREAD = 0.12
_SPINDLE_SLOWING = 0.5
"""Hz that a spindle slows by from beginning to end."""


def wave_shapes(waves: Waves, sampling_frequency: float) -> tuple[np.ndarray, np.ndarray]:
    """Course of each wave, 1 from peak to peak, and the sample each begins at.

    Returns
    -------
    shapes : array of float32, shape (waves, samples)
    first : array of int, shape (waves,)
    """
    longest = float(waves.length.max(initial=0.1))
    # A wave of the mean shape is over one length either side of its trough.
    half = int(np.ceil(longest * sampling_frequency)) + 2
    first = np.round(waves.trough * sampling_frequency).astype(int) - half
    time = (np.arange(2 * half) - half) / sampling_frequency
    late = first / sampling_frequency + half / sampling_frequency - waves.trough
    time = time + late[:, None]
    share = time / waves.length[:, None]
    if waves.kind == "spindle":
        envelope = np.where(np.abs(share) < 0.5, np.cos(np.pi * share), 0.0)
        speed = waves.frequency[:, None] - _SPINDLE_SLOWING * share / 2
        shapes = envelope * np.cos(2 * np.pi * speed * time) / 2
    else:
        down = np.exp(-0.5 * (share / _DOWN_WIDTH) ** 2)
        up = np.exp(-0.5 * ((share - CREST_AT) / _UP_WIDTH) ** 2)
        shapes = _UP_SIZE * up - down
        shapes /= np.ptp(shapes, axis=1, keepdims=True) if shapes.size else 1.0
    return shapes.astype(np.float32), first


def add_waves(
    signal: np.ndarray,
    channels: tuple[str, ...],
    waves: Waves,
    sampling_frequency: float,
    rng: np.random.Generator,
) -> np.ndarray:
    """Add waves to each channel of EEG and EOG, in place.

    Returns
    -------
    array of int, shape (waves,)
        The row in which each is largest.
    """
    rows = [row for row, name in enumerate(channels) if name[0] in _SITES]
    eyes = [row for row, name in enumerate(channels) if name[0] == "E" and name[1] != "M"]
    place = np.array([waves.places[_SITES.index(channels[row][0])] for row in rows])
    sides = np.exp(_SIDES_SPREAD * rng.standard_normal((waves.trough.size, len(rows))))
    gains = (waves.amplitude[:, None] * place * sides / sides.mean(axis=1, keepdims=True)).astype(
        np.float32
    )
    at_eyes = gains[:, :1] * _EYES_SEE * waves.places[0]
    all_rows = np.array(rows + eyes)
    gains = np.concatenate([gains, np.repeat(at_eyes, len(eyes), axis=1)], axis=1)
    shapes, firsts = wave_shapes(waves, sampling_frequency)
    for shape, first, gain in zip(shapes, firsts, gains, strict=True):
        start, stop = max(first, 0), min(first + shape.size, signal.shape[1])
        piece = shape[start - first : stop - first]
        for row, factor in zip(all_rows, gain, strict=True):
            signal[row, start:stop] += factor * piece
    return all_rows[gains[:, : len(rows)].argmax(axis=1)] if len(gains) else np.zeros(0, int)
