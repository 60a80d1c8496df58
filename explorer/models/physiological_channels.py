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
RAPID_LENGTH = 0.5
"""s that a rapid eye movement lasts, as marked."""
_FRONT_SEES, _FRONT_SEES_BLINKS = 0.12, 0.3
_SLOW_AWAKE = 0.3
"""Share of slow movements that closed eyes make awake already."""
_SLOW_GAP, SLOW_LENGTH = (3.0, 7.0), 4.0
"""s"""
_BLINK_GAP, BLINK_LENGTH = (1.0, 4.0), 0.4
"""s"""
_LOOK_GAP = (0.5, 8.0)
"""s between glances with open eyes."""

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
    course: xr.DataArray,
    rapid: np.ndarray,
    eyes_open: np.ndarray,
    sampling_frequency: float,
    rng: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:
    """Add eye movements in place: rapid in REM, blinks and glances with open eyes, else slow ones.

    Parameters
    ----------
    signal : array of float32, shape (channels, samples)
    channels : tuple of str
        With "E1-M2" and "E2-M2".
    course : xr.DataArray, dims (epoch)
        As of `draw_stage_course`.
    rapid : array
        Onset of each rapid eye movement of REM sleep, in s.
    eyes_open : array of bool, shape (epochs of the course,)
    sampling_frequency : float
        Hz
    rng : np.random.Generator
        Where chance comes from.

    Returns
    -------
    blinks, slow : array
        Onsets in s; each lasts `BLINK_LENGTH` and `SLOW_LENGTH`.
    """
    left, right = (channels.index(name) for name in ("E1-M2", "E2-M2"))
    front = [row for row, name in enumerate(channels) if name.startswith("F")]
    stages = course.values
    blinks = times_in(course, eyes_open, _BLINK_GAP, rng)
    glances = times_in(course, eyes_open, _LOOK_GAP, rng)
    drowsy = (stages == Stage.N1) | ((stages == Stage.W) & ~eyes_open)
    slow = times_in(course, drowsy, _SLOW_GAP, rng)
    slow = slow[(stages_at(course, slow) == Stage.N1) | (rng.random(slow.size) < _SLOW_AWAKE)]

    time = np.arange(int(4 * _DECAY * sampling_frequency)) / sampling_frequency
    jump = (1 - np.exp(-time / _RISE)) * np.exp(-time / _DECAY)
    jump = (jump / jump.max()).astype(np.float32)
    time = np.arange(int(SLOW_LENGTH * sampling_frequency)) / sampling_frequency / SLOW_LENGTH
    roll = (np.sin(2 * np.pi * time) * np.sin(np.pi * time)).astype(np.float32)
    time = np.arange(int(BLINK_LENGTH * sampling_frequency)) / sampling_frequency / BLINK_LENGTH
    lid = (np.sin(np.pi * time) ** 2).astype(np.float32)
    # A blink moves both eyes' potentials alike, a movement of the eyes one against the other.
    for onsets, shape, median, other, seen in (
        (rapid, jump, _RAPID_AMPLITUDE, _OTHER_EYE, _FRONT_SEES),
        (glances, jump, _RAPID_AMPLITUDE, _OTHER_EYE, _FRONT_SEES),
        (blinks, lid, _BLINK_AMPLITUDE, 0.9, _FRONT_SEES_BLINKS),
        (slow, roll, _SLOW_AMPLITUDE, _OTHER_EYE, _FRONT_SEES),
    ):
        size = median * np.exp(0.35 * rng.standard_normal(onsets.size))
        if shape is not lid:
            size *= rng.choice([-1, 1], onsets.size)
        for onset, amplitude in zip(onsets, size.astype(np.float32), strict=True):
            start = round(onset * sampling_frequency)
            stop = min(start + shape.size, signal.shape[1])
            piece = amplitude * shape[: max(stop - start, 0)]
            signal[left, start:stop] += piece
            signal[right, start:stop] += np.float32(other) * piece
            for row in front:
                sign = 1 if channels[row] == "F3-M2" or other > 0 else other
                signal[row, start:stop] += np.float32(seen * sign) * piece
    return blinks, slow


def add_heart(
    signal: np.ndarray,
    hypnogram: xr.DataArray,
    breaths: np.ndarray,
    sampling_frequency: float,
    rng: np.random.Generator,
) -> np.ndarray:
    """Add an electrocardiogram to one row, in place; it quickens with each breath in.

    Parameters
    ----------
    signal : array of float32, shape (samples,)
    hypnogram : xr.DataArray, dims (epoch)
    breaths : array
        Onset of each breath in, in s, from 0 on: see `draw_breaths`.
    sampling_frequency : float
        Hz
    rng : np.random.Generator
        Where chance comes from.

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
    phase = np.interp(seconds, breaths, np.arange(breaths.size))
    rate *= 1 + _BREATH_IN_HEART * np.sin(2 * np.pi * phase)
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


def draw_breaths(hypnogram: xr.DataArray, duration: float, rng: np.random.Generator) -> np.ndarray:
    """Draw the onset of each breath in s, from 0 to beyond the recording's end."""
    n_breaths = int(duration * max(BREATHING_RATE.values()) / 60 * 1.3) + 10
    chance = rng.standard_normal(n_breaths)
    stages = hypnogram.values.tolist()
    length = float(hypnogram.epoch_length)
    onsets = [0.0]
    for breath in range(1, n_breaths):
        stage = stages[min(int(onsets[-1] / length), len(stages) - 1)]
        spread = float(np.exp(_BREATH_SPREAD[stage] * chance[breath]))
        onsets.append(onsets[-1] + 60 / BREATHING_RATE[stage] * spread)
    return np.array(onsets)


def breathe(
    breaths: np.ndarray, duration: float, sampling_frequency: float, rng: np.random.Generator
) -> np.ndarray:
    """Airflow and the effort of chest and belly.

    Parameters
    ----------
    breaths : array
        See `draw_breaths`.
    duration : float
        s
    sampling_frequency : float
        Hz
    rng : np.random.Generator
        Where chance comes from.

    Returns
    -------
    array of float32, shape (3, samples)
        In uV of the sensor: flow, chest, belly.
    """
    samples = round(duration * sampling_frequency)
    time = np.arange(samples) / sampling_frequency
    phase = np.interp(time, breaths, np.arange(breaths.size))
    depth = np.exp(0.12 * rng.standard_normal(breaths.size))
    depth = np.interp(time, breaths, depth).astype(np.float32)
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
