"""What breaks into sleep and its recording: arousals, alpha intrusion, twitches, sweat and pops."""

from dataclasses import dataclass

import numpy as np
import xarray as xr
from scipy import fft

from explorer.models.epoch_lookup import times_in
from explorer.vocabulary.stages import Stage

_ALPHA_GAP, _ALPHA_LENGTH = (20.0, 700.0), (2.0, 8.0)
_AROUSAL_RMS, _ALPHA_RMS = 9.0, 7.0
"""uV over the occiput."""
_BETA_IN_AROUSAL = 0.4
_EMG_IN_AROUSAL = 10.0
_SITE_SHARE = {"F": 0.75, "C": 0.8, "O": 1.0, "E": 0.4}
_ALIKE = 0.8
"""Share of a burst's variance that all channels have in common."""
_RAMP = 0.4
"""s"""
_SWEATS_A_NIGHT, _SWEAT_LENGTH, _SWEAT_RMS, _SWEAT_BAND = 0.8, (120.0, 480.0), 30.0, (0.12, 0.45)
_POPS_A_NIGHT, _POP_SIZE, _POP_DECAY = 8.0, (80.0, 260.0), 0.3
_AT_ONE_ELECTRODE = 0.7
"""Share of the pops that are the loosest electrode's."""
_HOURS = 8.0
_OPEN_FOR, _CLOSED_FOR = 35.0, 50.0
"""s, mean, that eyes are open or closed awake."""


@dataclass(frozen=True)
class Disturbances:
    """Onset and duration in s of each, shape (events, 2), and on which channel it is."""

    arousals: np.ndarray
    alpha_intrusions: np.ndarray
    sweats: np.ndarray
    sweat_channels: tuple[str, ...]
    pops: np.ndarray
    pop_channels: tuple[str, ...]


def draw_eyes_open(course: xr.DataArray, rng: np.random.Generator) -> np.ndarray:
    """Draw where eyes are open: now and then awake, never asleep.

    Returns
    -------
    array of bool, shape (epochs of the course,)
    """
    duration = course.size * float(course.epoch_length)
    pairs = int(2 * duration / (_OPEN_FOR + _CLOSED_FOR)) + 10
    dwells = rng.exponential((_CLOSED_FOR, _OPEN_FOR), (pairs, 2)).ravel().cumsum()
    turned = np.searchsorted(dwells, course.onset.values, side="right")
    out: np.ndarray = (turned % 2 == 1) & (course.values == Stage.W)
    return out


def draw_disturbances(
    course: xr.DataArray,
    channels: tuple[str, ...],
    arousals: np.ndarray,
    rng: np.random.Generator,
) -> Disturbances:
    """Draw when each of the others comes.

    Parameters
    ----------
    course : xr.DataArray, dims (epoch)
        As of `draw_stage_course`.
    channels : tuple of str
        EEG and EOG.
    arousals : array, shape (arousals, 2)
        Onset and duration in s.
    rng : np.random.Generator
        Where chance comes from.

    Returns
    -------
    Disturbances
    """
    duration = course.size * float(course.epoch_length)
    stages = course.values
    nrem = np.isin(stages, (Stage.N2, Stage.N3))
    alpha = times_in(course, nrem, (_ALPHA_GAP[0], _ALPHA_GAP[1] * rng.lognormal(0, 0.6)), rng)
    share = duration / 3600 / _HOURS
    sweats = rng.uniform(0, duration, rng.poisson(_SWEATS_A_NIGHT * share))
    pops = rng.uniform(0, duration, rng.poisson(_POPS_A_NIGHT * share))
    loose = rng.integers(len(channels))
    at = np.where(
        rng.random(pops.size) < _AT_ONE_ELECTRODE,
        loose,
        rng.integers(len(channels), size=pops.size),
    )
    return Disturbances(
        arousals=np.asarray(arousals, float).reshape(-1, 2),
        alpha_intrusions=np.column_stack([alpha, rng.uniform(*_ALPHA_LENGTH, alpha.size)]),
        sweats=np.column_stack([sweats, rng.uniform(*_SWEAT_LENGTH, sweats.size)]),
        sweat_channels=tuple(
            channels[one] for one in rng.integers(len(channels), size=sweats.size)
        ),
        pops=np.column_stack([pops, np.full(pops.size, 4 * _POP_DECAY)]),
        pop_channels=tuple(channels[one] for one in at),
    )


def add_disturbances(
    signal: np.ndarray,
    channels: tuple[str, ...],
    drawn: Disturbances,
    *,
    sampling_frequency: float,
    alpha_frequency: float,
    rng: np.random.Generator,
) -> None:
    """Add them to EEG, EOG and the chin's EMG, in place."""
    eeg = [row for row, name in enumerate(channels) if not name.startswith("EMG")]
    muscle = [row for row, name in enumerate(channels) if name.startswith("EMG")]
    share = np.array([_SITE_SHARE[channels[row][0]] for row in eeg])[:, None]
    alpha = (alpha_frequency - 1.5, alpha_frequency + 1.5)
    for events, rms, beta in (
        (drawn.arousals, _AROUSAL_RMS, _BETA_IN_AROUSAL),
        (drawn.alpha_intrusions, _ALPHA_RMS, 0.0),
    ):
        for onset, lasting in events:
            first, count = _samples(onset, lasting, signal.shape[1], sampling_frequency)
            if count < 2:
                continue
            ramp = min(1.0, _RAMP / lasting)
            envelope = np.clip(np.linspace(0, 1 / ramp, count), 0, 1)
            envelope = envelope * envelope[::-1]
            size = rms * np.exp(0.3 * rng.standard_normal())
            burst = _burst(len(eeg), count, sampling_frequency, alpha, rng)
            if beta:
                burst += beta * _burst(len(eeg), count, sampling_frequency, (16.0, 28.0), rng)
            signal[eeg, first : first + count] += (size * share * envelope * burst).astype(
                np.float32
            )
            for row in muscle if beta else ():
                noise = _burst(1, count, sampling_frequency, (20.0, sampling_frequency / 2), rng)[0]
                loud = _EMG_IN_AROUSAL * np.exp(0.6 * rng.standard_normal())
                signal[row, first : first + count] += (loud * envelope * noise).astype(np.float32)
    for (onset, lasting), name in zip(drawn.sweats, drawn.sweat_channels, strict=True):
        first, count = _samples(onset, lasting, signal.shape[1], sampling_frequency)
        drift = _burst(1, count, sampling_frequency, _SWEAT_BAND, rng)[0]
        swell = np.sin(np.pi * (np.arange(count) + 0.5) / max(count, 1))
        signal[channels.index(name), first : first + count] += (_SWEAT_RMS * swell * drift).astype(
            np.float32
        )
    for (onset, lasting), name in zip(drawn.pops, drawn.pop_channels, strict=True):
        first, count = _samples(onset, lasting, signal.shape[1], sampling_frequency)
        size = rng.uniform(*_POP_SIZE) * rng.choice([-1, 1])
        fall = np.exp(-np.arange(count) / sampling_frequency / _POP_DECAY)
        signal[channels.index(name), first : first + count] += (size * fall).astype(np.float32)


def _samples(onset: float, lasting: float, total: int, frequency: float) -> tuple[int, int]:
    """First sample and their number, inside the recording."""
    first = min(round(onset * frequency), total)
    return first, min(round(lasting * frequency), total - first)


def _burst(
    rows: int, count: int, frequency: float, band: tuple[float, float], rng: np.random.Generator
) -> np.ndarray:
    """Noise of a band of unit RMS, much of it common to all rows, shape (rows, count)."""
    length = fft.next_fast_len(count, real=True)
    hertz = fft.rfftfreq(length, 1 / frequency)
    inside = (hertz >= band[0]) & (hertz <= band[1])
    if not inside.any():
        return np.zeros((rows, count))
    drawn = rng.standard_normal((rows + 1, inside.sum(), 2))
    mixed = np.sqrt(_ALIKE) * drawn[:1] + np.sqrt(1 - _ALIKE) * drawn[1:]
    spectra = np.zeros((rows, hertz.size), complex)
    spectra[:, inside] = mixed[..., 0] + 1j * mixed[..., 1]
    # A complex normal of unit parts at `k` of the lines gives a variance of 4 k / length**2.
    out: np.ndarray = fft.irfft(spectra, length)[:, :count]
    out *= length / (2 * np.sqrt(inside.sum()))
    return out
