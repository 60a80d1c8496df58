"""The going noise of EEG, EOG and chin EMG: spectra by stage, woven into one long recording."""

from collections.abc import Callable
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import xarray as xr
from scipy import fft

from explorer.models.epoch_lookup import epochs_at
from explorer.vocabulary.stages import SCORED, Stage

FRAME = 4.0
"""Length in s of the overlapping frames that the noise is woven from."""

# One-sided power density in uV^2/Hz at these frequencies. Levels are rounded ones from between
# those of real central derivations; slow waves, spindles and eye movements come on top. Sigma
# (11-16 Hz) of N2 is 6.7 uV^2 and 0.15 of 4.5-30 Hz, medians over 4 s; in the N2 of six people,
# where neither of two experts marked a spindle, 5.0 to 16 and 0.12 to 0.22 (DREAMS, doi
# 10.5281/zenodo.2650142; tests/detectors/test_pure_background.py compares them). That is more than
# a straight line from 8 to 20 Hz, as it is in five of the six: spindles that nobody marked.
_KNOTS = (0.25, 0.5, 1.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0, 16.0, 20.0, 25.0, 30.0, 40.0, 128.0)
_DENSITY = MappingProxyType(
    {
        Stage.W: (60, 50, 30, 14, 6.5, 4.5, 3.6, 2.7, 2.0, 1.1, 0.8, 0.55, 0.35, 0.16, 0.03),
        Stage.N1: (25, 25, 24, 16, 8.0, 6.5, 3.6, 2.0, 1.1, 0.6, 0.38, 0.2, 0.11, 0.04, 0.008),
        Stage.N2: (28, 38, 48, 40, 16, 7.5, 4.6, 3.0, 1.9, 0.62, 0.27, 0.12, 0.06, 0.02, 0.005),
        Stage.N3: (30, 42, 56, 48, 19, 8.5, 5.2, 3.4, 1.9, 0.55, 0.22, 0.1, 0.05, 0.015, 0.004),
        Stage.REM: (22, 24, 25, 17, 8.0, 6.2, 3.6, 2.3, 1.4, 0.65, 0.42, 0.22, 0.12, 0.04, 0.008),
    }
)
_SIGMA_ENDS = (8.0, 20.0)
"""Hz between which a background without any oscillation is straight on logarithmic axes."""
_DELTA_KNOTS = (0.25, 0.5, 0.9, 1.5, 3.0, 5.0, 128.0)
_DELTA_DENSITY = (40.0, 130.0, 190.0, 110.0, 30.0, 1.5, 1e-4)
"""Of N3 at full sleep drive, beyond its separate slow waves."""
_DELTA_IN_N2 = 0.12
_ALPHA_PEAK = 45.0
"""uV^2/Hz over the occiput, awake with closed eyes."""
_ALPHA_WIDTH = 0.9
"""Standard deviation in Hz."""
_ALPHA_LEFT_IN_N1 = 0.08
_MOVEMENT_KNOTS = (0.25, 1.0, 3.0, 10.0, 30.0, 128.0)
_MOVEMENT_DENSITY = (1500.0, 900.0, 120.0, 6.0, 4.0, 2.0)

# Places on a flat head, nose up, ears at +-1; noise of two places correlates with their distance.
_PLACES = MappingProxyType(
    {
        "F3-M2": (-0.4, 0.6),
        "F4-M1": (0.4, 0.6),
        "C3-M2": (-0.5, 0.0),
        "C4-M1": (0.5, 0.0),
        "O1-M2": (-0.25, -0.9),
        "O2-M1": (0.25, -0.9),
        "E1-M2": (-0.7, 0.95),
        "E2-M2": (0.7, 0.95),
    }
)
_CORRELATION_LENGTH = 1.6
_PARTS = (*(stage.name for stage in SCORED), "delta", "alpha", "movement")
# By region: power of each part relative to the densities above, in the order of `_PARTS`.
_GAINS = MappingProxyType(
    {
        "F": (1.0, 0.9, 1.05, 1.05, 0.95, 1.15, 0.15, 1.0),
        "C": (0.9, 1.0, 1.0, 1.0, 1.0, 0.8, 0.25, 0.7),
        "O": (0.8, 0.8, 0.75, 0.7, 0.85, 0.3, 1.0, 0.7),
        "E": (1.1, 0.7, 0.5, 0.5, 0.7, 0.4, 0.05, 1.3),
    }
)

EMG_LEVEL = MappingProxyType(
    {Stage.W: 11.0, Stage.N1: 6.5, Stage.N2: 4.5, Stage.N3: 3.8, Stage.REM: 1.6}
)
"""RMS of the chin EMG by stage, in uV."""
_EMG_MOVING = 45.0
_EMG_KNOTS = (0.25, 8.0, 20.0, 60.0, 128.0)
_EMG_SHAPE = (0.001, 0.05, 1.0, 0.8, 0.25)
_BLOCK = 150
"""Frames woven at a time, to bound the memory."""


def add_background(
    signal: np.ndarray,
    channels: tuple[str, ...],
    hypnogram: xr.DataArray,
    drive: xr.DataArray,
    *,
    sampling_frequency: float,
    movements: np.ndarray,
    alpha_frequency: float,
    delta_gain: float,
    sigma_between: float,
    rng: np.random.Generator,
    told: Callable[[float], None] = lambda _share: None,
) -> None:
    """Add noise that fits each stage, in place.

    Parameters
    ----------
    signal : array of float32, shape (channels, samples)
        uV. EEG, EOG, and "EMG chin".
    channels : tuple of str
        Names of the rows.
    hypnogram, drive : xr.DataArray, dims (epoch)
        See `simulate_hypnograms` and `sleep_drive`.
    sampling_frequency : float
        Hz.
    movements : array, shape (movements, 2)
        Onset and duration of each, in s.
    alpha_frequency : float
        Hz.
    delta_gain : float
        Factor on the amplitude of delta waves.
    sigma_between : float
        As `explorer.models.sleep_profiles.Profile` has it.
    rng : np.random.Generator
        Where chance comes from.
    told : callable of float
        Told now and then what share is done, up to 1.
    """
    samples_in_frame = int(FRAME * sampling_frequency)
    hop = samples_in_frame // 2
    frames = signal.shape[1] // hop + 2
    # Frame i begins one hop before its place, so that the first hop of signal has two frames too.
    middle = np.arange(frames) * hop / sampling_frequency
    parts = _weights(hypnogram, drive, middle, movements, delta_gain)
    frequency = fft.rfftfreq(samples_in_frame, 1 / sampling_frequency)
    shapes = _shapes(frequency, alpha_frequency, sigma_between)
    # E|X|^2 = density * fs * n / 2 for one-sided density; a complex normal of unit parts has 2.
    scale = np.float32(np.sqrt(sampling_frequency * samples_in_frame / 4))
    window = np.sin(np.pi * (np.arange(samples_in_frame) + 0.5) / samples_in_frame)
    window = window.astype(np.float32) * scale
    mixing = _mixing(channels)
    tail = np.zeros((len(channels), hop), np.float32)
    for first in range(0, frames, _BLOCK):
        told(first / frames)
        block = slice(first, min(first + _BLOCK, frames))
        n_block = block.stop - first
        noise = rng.standard_normal(
            (len(channels), n_block, frequency.size, 2), np.float32
        ).reshape(len(channels), -1)
        # einsum rather than BLAS: its threads spin beside other work, and its sums differ by build.
        noise = np.einsum("ij,jk->ik", mixing, noise)
        spectra = noise.view(np.complex64).reshape(len(channels), n_block, frequency.size)
        for row, channel in enumerate(channels):
            spectra[row] *= np.sqrt(_density(channel, parts[block], shapes))
            pieces = fft.irfft(spectra[row], samples_in_frame, overwrite_x=True)
            pieces *= window
            woven = pieces[:, :hop]
            woven[0] += tail[row]
            woven[1:] += pieces[:-1, hop:]
            tail[row] = pieces[-1, hop:]
            # The first frame's first half lies before the recording.
            _add_at(signal[row], woven.reshape(-1), (first - 1) * hop)


def _add_at(signal: np.ndarray, piece: np.ndarray, start: int) -> None:
    stop = min(start + piece.size, signal.size)
    if stop > max(start, 0):
        signal[max(start, 0) : stop] += piece[max(-start, 0) : stop - start]


def _weights(
    hypnogram: xr.DataArray,
    drive: xr.DataArray,
    middle: np.ndarray,
    movements: np.ndarray,
    delta_gain: float,
) -> np.ndarray:
    """How much of each part of `_PARTS` there is in each frame, as power."""
    epoch = epochs_at(hypnogram, middle)
    stage = hypnogram.values[epoch]
    weights = np.zeros((middle.size, len(_PARTS)), np.float32)
    weights[np.arange(middle.size), stage] = 1.0
    depth = (stage == Stage.N3) + _DELTA_IN_N2 * (stage == Stage.N2)
    weights[:, _PARTS.index("delta")] = depth * drive.values[epoch] * delta_gain**2
    weights[:, _PARTS.index("alpha")] = (stage == Stage.W) + _ALPHA_LEFT_IN_N1 * (stage == Stage.N1)
    smooth = weights.copy()
    smooth[1:-1] = (weights[:-2] + 2 * weights[1:-1] + weights[2:]) / 4
    for onset, duration in movements:
        # A frame reaches half its length before its middle, where it is faint.
        smooth[(middle > onset + FRAME / 4) & (middle < onset + duration), -1] = 1.0
    return smooth


def _shapes(frequency: np.ndarray, alpha_frequency: float, sigma_between: float) -> np.ndarray:
    """Density of each part of `_PARTS`, and last that of EMG of 1 uV RMS, in uV^2/Hz."""
    rows = [_between(frequency, _KNOTS, _DENSITY[stage]) for stage in SCORED]
    for stage in (Stage.N2, Stage.N3):
        ends = np.interp(_SIGMA_ENDS, _KNOTS, _DENSITY[stage])
        inside = (frequency >= _SIGMA_ENDS[0]) & (frequency <= _SIGMA_ENDS[1])
        line = _between(frequency[inside], _SIGMA_ENDS, ends)
        rows[stage][inside] += (1 - sigma_between) * (line - rows[stage][inside])
    rows.append(_between(frequency, _DELTA_KNOTS, _DELTA_DENSITY))
    rows.append(_ALPHA_PEAK * np.exp(-0.5 * ((frequency - alpha_frequency) / _ALPHA_WIDTH) ** 2))
    rows.append(_between(frequency, _MOVEMENT_KNOTS, _MOVEMENT_DENSITY))
    emg = _between(frequency, _EMG_KNOTS, _EMG_SHAPE)
    rows.append(emg / (emg.sum() * frequency[1]))
    shapes = np.array(rows, np.float32)
    shapes[:, 0] = 0.0
    return shapes


def _between(frequency: np.ndarray, knots: tuple[float, ...], density: npt.ArrayLike) -> np.ndarray:
    """Straight lines between the knots on logarithmic axes."""
    above_zero = np.maximum(frequency, knots[0])
    out: np.ndarray = np.exp(np.interp(np.log(above_zero), np.log(knots), np.log(density)))
    return out


def _density(channel: str, parts: np.ndarray, shapes: np.ndarray) -> np.ndarray:
    """Power density of one channel in each frame, shape (frames, frequencies)."""
    if channel.startswith("EMG"):
        level = np.array([EMG_LEVEL[stage] ** 2 for stage in SCORED], np.float32)
        power = (parts[:, : len(SCORED)] * level).sum(axis=1)
        power += parts[:, -1] * np.float32(_EMG_MOVING**2)
        alone: np.ndarray = power[:, None] * shapes[-1]
        return alone
    gains = np.array(_GAINS[channel[0]], np.float32)
    out: np.ndarray = np.einsum("fp,pk->fk", parts * gains, shapes[:-1])
    return out


def _mixing(channels: tuple[str, ...]) -> np.ndarray:
    """Lower triangle that makes independent noise correlate as the places of the channels do."""
    # Somewhere far away: muscle has nothing to do with the brain's noise.
    places = np.array(
        [_PLACES.get(channel, (1e6 * row, 1e6)) for row, channel in enumerate(channels)]
    )
    distance = np.linalg.norm(places[:, None] - places[None], axis=-1)
    return np.linalg.cholesky(np.exp(-distance / _CORRELATION_LENGTH)).astype(np.float32)
