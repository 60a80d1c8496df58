"""Phasic REM sleep: bursts of rapid eye movements that thicken, sawtooth waves and twitches."""

from dataclasses import dataclass

import numpy as np
import xarray as xr

from explorer.models.epoch_lookup import stages_at, times_in
from explorer.vocabulary.stages import Stage

_BURSTS_END = (1.0, 12.0)
"""s between bursts where they are thickest."""
_AT_FIRST = 0.3
"""Density of bursts at lights-off, relative to that at the end of a night of eight hours."""
_HOURS = 8.0
_GAP, _IN_BURST, _KEPT = (0.3, 0.5), 5, 0.7
_SAWTOOTH_SHARE, _TWITCH_SHARE = 0.35, 0.4
"""Of bursts that begin with sawtooth waves, and that have a twitch of the chin."""
_TOOTH_FREQUENCY, _TOOTH_SIZE = (2.2, 4.5), 32.0
"""Hz; uV from peak to peak where it is largest."""
_LONE_TWITCH_GAP = (5.0, 90.0)
_TWITCH_LENGTH, _TWITCH_SIZE = (0.1, 0.35), 25.0
_SITES = {"F": 0.9, "C": 1.0, "O": 0.4}


@dataclass(frozen=True)
class PhasicEvents:
    """What comes in bursts."""

    rapid: np.ndarray
    """Onset of each rapid eye movement, in s."""
    sawtooth: np.ndarray
    """Onset and duration of each train in s, shape (trains, 2)."""
    twitches: np.ndarray
    """Likewise."""


def draw_phasic(course: xr.DataArray, rng: np.random.Generator) -> PhasicEvents:
    """Draw them: the later the night, the more of them.

    Parameters
    ----------
    course : xr.DataArray, dims (epoch)
        As of `draw_stage_course`.
    rng : np.random.Generator
        Where chance comes from.

    Returns
    -------
    PhasicEvents
    """
    bursts = times_in(course, course.values == Stage.REM, _BURSTS_END, rng)
    passed = np.clip(bursts / 3600 / _HOURS, 0, 1)
    bursts = bursts[rng.random(bursts.size) < _AT_FIRST + (1 - _AT_FIRST) * passed]
    rapid: np.ndarray = bursts[:, None] + np.cumsum(
        _GAP[0] + rng.exponential(_GAP[1], (bursts.size, _IN_BURST)), axis=1
    )
    rapid = np.sort(rapid[rng.random(rapid.shape) < _KEPT])
    rapid = rapid[stages_at(course, rapid) == Stage.REM]
    rapid = rapid[np.diff(rapid, prepend=-np.inf) > _GAP[0]]
    toothed = bursts[rng.random(bursts.size) < _SAWTOOTH_SHARE]
    lasting = rng.uniform(1.2, 3.0, toothed.size)
    sawtooth = np.column_stack([np.maximum(toothed - lasting, 0), lasting])
    lone = times_in(course, course.values == Stage.REM, _LONE_TWITCH_GAP, rng)
    with_burst = bursts[rng.random(bursts.size) < _TWITCH_SHARE]
    twitch = np.sort(np.concatenate([lone, with_burst + rng.uniform(0, 2, with_burst.size)]))
    twitches = np.column_stack([twitch, rng.uniform(*_TWITCH_LENGTH, twitch.size)])
    return PhasicEvents(rapid, sawtooth, twitches)


def add_phasic(
    signal: np.ndarray,
    channels: tuple[str, ...],
    drawn: PhasicEvents,
    sampling_frequency: float,
    rng: np.random.Generator,
) -> None:
    """Add sawtooth waves to the EEG and twitches to the chin's EMG, in place."""
    eeg = [row for row, name in enumerate(channels) if name[0] in _SITES]
    share = np.array([[_SITES[channels[row][0]]] for row in eeg])
    for onset, lasting in drawn.sawtooth:
        first = round(onset * sampling_frequency)
        count = min(round(lasting * sampling_frequency), signal.shape[1] - first)
        time = np.arange(max(count, 0)) / sampling_frequency
        phase = rng.uniform(*_TOOTH_FREQUENCY) * time
        teeth = (phase % 1 - 0.5) * np.sin(np.pi * time / lasting)
        size = _TOOTH_SIZE * np.exp(0.25 * rng.standard_normal())
        signal[eeg, first : first + time.size] += (size * share * teeth).astype(np.float32)
    for row in (row for row, name in enumerate(channels) if name.startswith("EMG")):
        for onset, lasting in drawn.twitches:
            first = round(onset * sampling_frequency)
            count = max(min(round(lasting * sampling_frequency), signal.shape[1] - first), 0)
            swell = np.sin(np.pi * (np.arange(count) + 0.5) / max(count, 1))
            size = _TWITCH_SIZE * np.exp(0.5 * rng.standard_normal())
            signal[row, first : first + count] += (
                size * swell * rng.standard_normal(count)
            ).astype(np.float32)
