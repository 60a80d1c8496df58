"""The going noise of EEG, EOG and chin EMG: spectra by stage, woven into one long recording."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import xarray as xr
from scipy import fft

from explorer.models.spectral_variability import interpolation
from explorer.vocabulary.stages import SCORED, Stage

FRAME, FADE = 4.0, 1.0
"""s: the frames that the noise is woven from, and how long each fades into the next."""
HOP = FRAME - FADE

# One-sided power density in uV^2/Hz at these frequencies. Levels are rounded ones from between
# those of real central derivations; slow waves, spindles and eye movements come on top. Sigma
# (11-16 Hz) of N2 is 7.6 uV^2 and 0.15 of 4.5-30 Hz, medians over 4 s; in the N2 of six people,
# where neither of two experts marked a spindle, 5.0 to 16 and 0.12 to 0.22 (DREAMS, doi
# 10.5281/zenodo.2650142; tests/detectors/test_pure_background.py compares them). That is more than
# a straight line from 8 to 20 Hz, as it is in five of the six: spindles that nobody marked.
_KNOTS = (0.25, 0.5, 1.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0, 16.0, 20.0, 25.0, 30.0, 40.0, 128.0)
_DENSITY = MappingProxyType(
    {
        Stage.W: (75, 62, 38, 18, 7.5, 4.8, 3.4, 2.2, 1.3, 0.7, 0.37, 0.25, 0.14, 0.07, 0.018),
        Stage.N1: (25, 25, 24, 16, 6.8, 5.3, 3.4, 1.9, 1.05, 0.55, 0.36, 0.18, 0.085, 0.021, 0.005),
        Stage.N2: (24, 32, 39, 31, 13.9, 7.7, 4.7, 3.1, 2.05, 0.65, 0.26, 0.11, 0.05, 0.014, 0.004),
        Stage.N3: (30, 42, 54, 44, 16, 7.8, 4.9, 3.5, 2.35, 0.66, 0.19, 0.08, 0.034, 0.009, 0.003),
        Stage.REM: (26, 28, 28, 18, 8.0, 6.2, 3.5, 2.1, 1.1, 0.38, 0.2, 0.1, 0.055, 0.02, 0.005),
    }
)
_SIGMA_ENDS = (8.0, 20.0)
"""Hz between which a background without any oscillation is straight on logarithmic axes."""
_DELTA_KNOTS = (0.25, 0.5, 0.9, 1.5, 3.0, 5.0, 128.0)
_DELTA_DENSITY = (32.0, 105.0, 150.0, 86.0, 24.0, 1.4, 1e-4)
"""Of N3 at full sleep drive, beyond its separate slow waves."""
_DELTA_IN_N2 = 0.06
_ALPHA_PEAK = 29.0
"""uV^2/Hz over the occiput, awake with closed eyes."""
_ALPHA_WIDTH = 0.9
"""Standard deviation in Hz."""
_ALPHA_LEFT_IN_N1 = 0.12
_ALPHA_EYES_OPEN = 0.12
"""Share of alpha's power that is left with open eyes."""
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
_BLOCK = 120
"""Frames woven at a time, to bound the memory."""
_WORKERS = 2


def frame_middles(samples: int, sampling_frequency: float) -> np.ndarray:
    """Middle of each frame that a recording is woven from, in s."""
    hop, fade = (round(part * sampling_frequency) for part in (HOP, FADE))
    count = (samples + fade - 1) // hop + 1
    # The first frame begins one fade before the recording.
    middle: np.ndarray = np.arange(count) * HOP - FADE + FRAME / 2
    return middle


def add_background(
    signal: np.ndarray,
    channels: tuple[str, ...],
    course: xr.DataArray,
    drive: np.ndarray,
    *,
    sampling_frequency: float,
    movements: np.ndarray,
    eyes_open: np.ndarray,
    gains: np.ndarray,
    muscle: np.ndarray,
    alpha_frequency: float,
    alpha_gain: float,
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
    course : xr.DataArray, dims (epoch)
        As of `draw_stage_course`.
    drive : array, shape (epochs of the course,)
        As of `sleep_drive`.
    sampling_frequency : float
        Hz, whole.
    movements : array, shape (movements, 2)
        Onset and duration of each, in s.
    eyes_open : array of bool, shape (epochs of the course,)
        Where eyes are open if awake.
    gains : array of float32, shape (frames, knots)
        As of `band_gains`, for the frames of `frame_middles`.
    muscle : array, shape (frames,)
        Factor on the amplitude of EMG.
    alpha_frequency : float
        Hz.
    alpha_gain : float
        Factor on the power of alpha.
    delta_gain : float
        Factor on the amplitude of delta waves.
    sigma_between : float
        As `explorer.models.sleep_profiles.Profile` has it.
    rng : np.random.Generator
        Where chance comes from.
    told : callable of float
        Told now and then what share is done, up to 1.

    Notes
    -----
    Two threads weave blocks of frames, each block with a generator of its own, so that the signal
    does not depend on which of them is first.
    """
    samples_in_frame, hop, fade = (round(part * sampling_frequency) for part in (FRAME, HOP, FADE))
    middle = frame_middles(signal.shape[1], sampling_frequency)
    parts = _weights(course, drive, middle, movements, eyes_open, delta_gain, alpha_gain)
    frequency = fft.rfftfreq(samples_in_frame, 1 / sampling_frequency)
    shapes = _shapes(frequency, alpha_frequency, sigma_between)
    knots = interpolation(frequency)
    # E|X|^2 = density * fs * n / 2 for one-sided density; a complex normal of unit parts has 2.
    scale = np.float32(np.sqrt(sampling_frequency * samples_in_frame / 4))
    rise = np.sin(np.pi / 2 * (np.arange(fade) + 0.5) / fade)
    window = np.concatenate([rise, np.ones(hop - fade), rise[::-1]]).astype(np.float32) * scale
    mixing = _mixing(channels)
    blocks = [slice(first, first + _BLOCK) for first in range(0, middle.size, _BLOCK)]

    def weave(work: tuple[slice, np.random.Generator]) -> np.ndarray:
        block, own = work
        held = parts[block]
        gain = np.exp(np.einsum("fk,kh->fh", gains[block], knots))
        noise = own.standard_normal((len(channels), len(held), frequency.size, 2), np.float32)
        # einsum rather than BLAS: its threads spin beside other work, and its sums differ by build.
        noise = np.einsum("ij,jk->ik", mixing, noise.reshape(len(channels), -1))
        spectra = noise.view(np.complex64).reshape(len(channels), len(held), frequency.size)
        woven = np.empty((len(channels), len(held) * hop + fade), np.float32)
        for row, channel in enumerate(channels):
            density = _density(channel, held, shapes)
            density *= muscle[block, None] ** 2 if channel.startswith("EMG") else gain
            spectra[row] *= np.sqrt(density, out=density)
            pieces = fft.irfft(spectra[row], samples_in_frame, overwrite_x=True)
            pieces *= window
            body = woven[row, :-fade].reshape(len(held), hop)
            body[:] = pieces[:, :hop]
            body[1:, :fade] += pieces[:-1, hop:]
            woven[row, -fade:] = pieces[-1, hop:]
        return woven

    with ThreadPoolExecutor(_WORKERS) as pool:
        works = zip(blocks, rng.spawn(len(blocks)), strict=True)
        for place, (block, woven) in enumerate(
            zip(blocks, _in_turn(pool, weave, works), strict=True)
        ):
            told(place / len(blocks))
            _add_at(signal, woven, block.start * hop - fade)


def _in_turn(
    pool: ThreadPoolExecutor,
    weave: Callable[[tuple[slice, np.random.Generator]], np.ndarray],
    works: Iterable[tuple[slice, np.random.Generator]],
) -> Iterator[np.ndarray]:
    """Results in order, with no more of them held than the workers need."""
    waiting: deque[Future[np.ndarray]] = deque()
    for work in works:
        waiting.append(pool.submit(weave, work))
        if len(waiting) > _WORKERS:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _add_at(signal: np.ndarray, piece: np.ndarray, start: int) -> None:
    stop = min(start + piece.shape[1], signal.shape[1])
    if stop > max(start, 0):
        signal[:, max(start, 0) : stop] += piece[:, max(-start, 0) : stop - start]


def _weights(
    course: xr.DataArray,
    drive: np.ndarray,
    middle: np.ndarray,
    movements: np.ndarray,
    eyes_open: np.ndarray,
    delta_gain: float,
    alpha_gain: float,
) -> np.ndarray:
    """How much of each part of `_PARTS` there is in each frame, as power."""
    stage = course.values
    step = float(course.epoch_length)
    weights = np.zeros((stage.size, len(_PARTS)))
    weights[np.arange(stage.size), stage] = 1.0
    depth = (stage == Stage.N3) + _DELTA_IN_N2 * (stage == Stage.N2)
    weights[:, _PARTS.index("delta")] = depth * drive * delta_gain**2
    awake = np.where(eyes_open, _ALPHA_EYES_OPEN, 1.0) * (stage == Stage.W)
    weights[:, _PARTS.index("alpha")] = alpha_gain * (
        awake + _ALPHA_LEFT_IN_N1 * (stage == Stage.N1)
    )
    for onset, duration in movements:
        weights[int(onset / step) : int(np.ceil((onset + duration) / step)), -1] = 1.0
    # Mean over the frame's own time: up to the middles of its two fades.
    before = np.concatenate([np.zeros((1, len(_PARTS))), weights.cumsum(axis=0)])
    first, last = (
        np.clip(np.round((middle + side * HOP / 2) / step).astype(int), 0, stage.size)
        for side in (-1, 1)
    )
    first = np.minimum(first, stage.size - 1)
    last = np.maximum(last, first + 1)
    out: np.ndarray = (before[last] - before[first]) / (last - first)[:, None]
    return out.astype(np.float32)


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
