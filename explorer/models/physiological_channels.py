"""Eyes, heart, breath, oxygen and position, as they go with each stage."""

from types import MappingProxyType

import numpy as np
import xarray as xr

from explorer.models.epoch_lookup import stages_at, times_in
from explorer.vocabulary.stages import Stage

# Eyes. A deflection rises within tens of ms and dies away through the recorder's high-pass.
_RISE, _DECAY = 0.035, 0.4
"""s"""
_RAPID_AMPLITUDE, _BLINK_AMPLITUDE, _SLOW_AMPLITUDE = 85.0, 70.0, 45.0
"""uV at either eye."""
_OTHER_EYE = -0.85
"""The other eye sees the same movement with the other sign."""
_BURST_GAP, _IN_BURST, _BURSTS_END = (0.35, 0.6), 4, (1.0, 22.0)
RAPID_LENGTH = 0.5
"""s that a rapid eye movement lasts, as marked."""
_FRONT_SEES = 0.12
_SLOW_GAP, _SLOW_LENGTH = (3.0, 5.0), 4.0
_BLINK_GAP = (1.5, 8.0)

# Heart, in beats a minute.
HEART_RATE = MappingProxyType(
    {Stage.W: 68.0, Stage.N1: 62.0, Stage.N2: 58.0, Stage.N3: 57.0, Stage.REM: 63.0}
)
# Irregularity of the heart: SD of its slow wander, and its swing with the breath, as shares.
_WANDER = MappingProxyType(
    {Stage.W: 0.05, Stage.N1: 0.035, Stage.N2: 0.025, Stage.N3: 0.015, Stage.REM: 0.05}
)
_BREATH_IN_HEART = 0.035
# P, Q, R, S, T: s from the R peak, width in s, and height in uV.
_HEARTBEAT = (
    (-0.17, 0.022, 110.0),
    (-0.032, 0.009, -90.0),
    (0.0, 0.011, 1050.0),
    (0.033, 0.010, -220.0),
    (0.27, 0.045, 260.0),
)
_ECG_NOISE = 12.0
"""uV"""

# Breath, in breaths a minute, and its irregularity (SD of the logarithm of each breath's length).
BREATHING_RATE = MappingProxyType(
    {Stage.W: 15.5, Stage.N1: 15.0, Stage.N2: 14.5, Stage.N3: 14.5, Stage.REM: 15.5}
)
_BREATH_SPREAD = MappingProxyType(
    {Stage.W: 0.16, Stage.N1: 0.1, Stage.N2: 0.06, Stage.N3: 0.03, Stage.REM: 0.18}
)
_OXYGEN_AWAKE, _OXYGEN_ASLEEP = 97.0, 96.0
_POSITIONS = (1.0, 2.0, 3.0, 4.0)
"""Supine, left, right, prone."""


def add_eyes(
    signal: np.ndarray,
    channels: tuple[str, ...],
    hypnogram: xr.DataArray,
    sampling_frequency: float,
    rng: np.random.Generator,
) -> np.ndarray:
    """Add eye movements in place: rapid in REM, slow in N1, blinks awake.

    Returns
    -------
    array
        Onset of each rapid eye movement of REM sleep, in s; each lasts half a second or so.
    """
    left, right = (channels.index(name) for name in ("E1-M2", "E2-M2"))
    front = [row for row, name in enumerate(channels) if name.startswith("F")]
    stages = hypnogram.values
    bursts = times_in(hypnogram, stages == Stage.REM, _BURSTS_END, rng)
    rapid: np.ndarray = bursts[:, None] + np.cumsum(
        _BURST_GAP[0] + rng.exponential(_BURST_GAP[1], (bursts.size, _IN_BURST)), axis=1
    )
    rapid = np.sort(rapid[rng.random(rapid.shape) < 0.7])
    rapid = rapid[stages_at(hypnogram, rapid) == Stage.REM]
    rapid = rapid[np.diff(rapid, prepend=-np.inf) > _BURST_GAP[0]]
    blinks = times_in(hypnogram, stages == Stage.W, _BLINK_GAP, rng)
    slow = times_in(hypnogram, stages == Stage.N1, _SLOW_GAP, rng)

    time = np.arange(int(4 * _DECAY * sampling_frequency)) / sampling_frequency
    jump = (1 - np.exp(-time / _RISE)) * np.exp(-time / _DECAY)
    jump = (jump / jump.max()).astype(np.float32)
    time = np.arange(int(_SLOW_LENGTH * sampling_frequency)) / sampling_frequency / _SLOW_LENGTH
    roll = (np.sin(2 * np.pi * time) * np.sin(np.pi * time)).astype(np.float32)
    for onsets, shape, median in (
        (rapid, jump, _RAPID_AMPLITUDE),
        (blinks, jump, _BLINK_AMPLITUDE),
        (slow, roll, _SLOW_AMPLITUDE),
    ):
        size = median * np.exp(0.35 * rng.standard_normal(onsets.size))
        size *= rng.choice([-1, 1], onsets.size)
        for onset, amplitude in zip(onsets, size.astype(np.float32), strict=True):
            start = round(onset * sampling_frequency)
            stop = min(start + shape.size, signal.shape[1])
            piece = amplitude * shape[: max(stop - start, 0)]
            signal[left, start:stop] += piece
            signal[right, start:stop] += np.float32(_OTHER_EYE) * piece
            for row in front:
                sign = 1 if channels[row] == "F3-M2" else _OTHER_EYE
                signal[row, start:stop] += np.float32(_FRONT_SEES * sign) * piece
    return rapid


def add_heart(
    signal: np.ndarray,
    hypnogram: xr.DataArray,
    sampling_frequency: float,
    rng: np.random.Generator,
) -> np.ndarray:
    """Add an electrocardiogram to one row, in place.

    Returns
    -------
    array
        Times of the R peaks, in s.
    """
    duration = signal.size / sampling_frequency
    seconds = np.arange(int(duration) + 2.0)
    stage = stages_at(hypnogram, seconds)
    rate = _by_stage(HEART_RATE, stage)
    rate = np.convolve(np.pad(rate, 30, mode="edge"), np.ones(61) / 61, "valid")
    wander = np.convolve(rng.standard_normal(seconds.size + 40), np.ones(41) / np.sqrt(41), "valid")
    rate *= 1 + _by_stage(_WANDER, stage) * wander
    rate *= 1 + _BREATH_IN_HEART * np.sin(2 * np.pi * seconds * BREATHING_RATE[Stage.N2] / 60)
    beats_before = np.concatenate([[0.0], np.cumsum(np.maximum(rate, 30.0) / 60)[:-1]])
    beats: np.ndarray = np.interp(np.arange(1, int(beats_before[-1])), beats_before, seconds)

    half = int(0.45 * sampling_frequency)
    time = (np.arange(2 * half) - half) / sampling_frequency
    shape = sum(
        height * np.exp(-0.5 * ((time - at) / width) ** 2) for at, width, height in _HEARTBEAT
    )
    shape = np.asarray(shape, np.float32)
    signal += np.float32(_ECG_NOISE) * rng.standard_normal(signal.size, np.float32)
    for first in np.round(beats * sampling_frequency).astype(int) - half:
        start, stop = max(first, 0), min(first + shape.size, signal.size)
        signal[start:stop] += shape[start - first : stop - first]
    return beats


def breathe(
    hypnogram: xr.DataArray, duration: float, sampling_frequency: float, rng: np.random.Generator
) -> np.ndarray:
    """Airflow and the effort of chest and belly.

    Returns
    -------
    array of float32, shape (3, samples)
        In uV of the sensor: flow, chest, belly.
    """
    samples = round(duration * sampling_frequency)
    n_breaths = int(duration * max(BREATHING_RATE.values()) / 60 * 1.3) + 10
    chance = rng.standard_normal((2, n_breaths))
    stages = hypnogram.values
    length = float(hypnogram.epoch_length)
    onsets = np.zeros(n_breaths)
    for breath in range(1, n_breaths):
        epoch = min(int(onsets[breath - 1] / length), stages.size - 1)
        stage = Stage(int(stages[epoch]))
        spread = np.exp(_BREATH_SPREAD[stage] * chance[0, breath])
        onsets[breath] = onsets[breath - 1] + 60 / BREATHING_RATE[stage] * spread
    time = np.arange(samples) / sampling_frequency
    phase = np.interp(time, onsets, np.arange(n_breaths))
    depth = np.interp(time, onsets, np.exp(0.12 * chance[1])).astype(np.float32)
    angle = (2 * np.pi * (phase % 1)).astype(np.float32)
    noise = rng.standard_normal((3, samples), np.float32)
    flow = 120 * depth * (np.sin(angle) + 0.2 * np.sin(2 * angle)) + 4 * noise[0]
    chest = -180 * depth * np.cos(angle) + 5 * noise[1]
    belly = -150 * depth * np.cos(angle - np.float32(0.3)) + 5 * noise[2]
    return np.array([flow, chest, belly], np.float32)


def oxygen_and_position(
    hypnogram: xr.DataArray, duration: float, movements: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Oxygen saturation in %, and a code of the body's position, once a second.

    Returns
    -------
    array of float32, shape (2, s)
    """
    seconds = np.arange(int(duration), dtype=float)
    asleep = stages_at(hypnogram, seconds) != Stage.W
    level = np.where(asleep, _OXYGEN_ASLEEP, _OXYGEN_AWAKE)
    level = np.convolve(np.pad(level, 30, mode="edge"), np.ones(61) / 61, "valid")
    wander = np.convolve(rng.standard_normal(seconds.size + 60), np.ones(61) / 61, "valid")
    oxygen = np.clip(np.round(level + 3 * wander), 0, 100)
    turns = movements[rng.random(len(movements)) < 0.5, 0]
    codes = rng.choice(_POSITIONS, turns.size + 1, p=[0.4, 0.25, 0.25, 0.1])
    position = codes[np.searchsorted(turns, seconds, side="right")]
    return np.array([oxygen, position], np.float32)


def _by_stage(table: MappingProxyType[Stage, float], stage: np.ndarray) -> np.ndarray:
    out: np.ndarray = np.array([table[Stage(code)] for code in range(len(table))])[stage]
    return out
