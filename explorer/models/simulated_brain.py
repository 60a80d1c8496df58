"""EEG, EOG and chin EMG for a hypnogram: background, waves, and what breaks into them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import xarray as xr

from explorer.models.arousal_events import simulate_arousals
from explorer.models.background_eeg import HOP, add_background, frame_middles
from explorer.models.disturbances import (
    Disturbances,
    add_disturbances,
    draw_disturbances,
    draw_eyes_open,
)
from explorer.models.epoch_lookup import epochs_at
from explorer.models.graphoelements import draw_waves
from explorer.models.homeostatic_drive import sleep_drive
from explorer.models.rem_phasic import PhasicEvents, add_phasic, draw_phasic
from explorer.models.sleep_profiles import Profile
from explorer.models.spectral_variability import (
    DELTA,
    Person,
    autoregressive,
    band_gains,
    draw_person,
    infraslow_swell,
)
from explorer.models.stages_within_epochs import draw_stage_course
from explorer.models.wave_shapes import add_waves

EventRow = tuple[str, np.ndarray, np.ndarray, list[str]]
"""Kind, and of each event its onset and duration in s and its channel."""

_MUSCLE_TIME, _MUSCLE_SPREAD = 900.0, 0.4
"""s in which the level of the chin's EMG forgets itself, and SD of its logarithm."""
_PERSON_STREAM = 7
"""Sets the chance that makes a person apart from that of a night of the same seed."""
_WHOLE_RECORDING = ""


@dataclass(frozen=True)
class SimulatedBrain:
    """What the other signals of the night are to agree with."""

    course: xr.DataArray
    """Stages as they really change."""
    eyes_open: np.ndarray
    phasic: PhasicEvents
    rows: list[EventRow]


def person_named(person: int | Person | None, seed: int) -> Person:
    """Make the person of a number, or of the night's seed where none is named."""
    if isinstance(person, Person):
        return person
    return draw_person(np.random.default_rng([_PERSON_STREAM, seed if person is None else person]))


def simulate_brain(
    signal: np.ndarray,
    channels: tuple[str, ...],
    hypnogram: xr.DataArray,
    *,
    profile: Profile,
    person: Person,
    slow_wave_gain: float,
    sampling_frequency: float,
    movements: np.ndarray,
    arousals: np.ndarray | None,
    disturbances: bool,
    rng: np.random.Generator,
    told: Callable[[float], None] = lambda _share: None,
) -> SimulatedBrain:
    """Fill the rows of EEG, EOG and chin EMG, in place.

    Parameters
    ----------
    signal : array of float32, shape (channels, samples)
        Zeros.
    channels : tuple of str
        Names of the rows.
    hypnogram : xr.DataArray of Stage, dims (epoch)
        As scored.
    profile, person, slow_wave_gain, sampling_frequency, arousals, disturbances
        As `explorer.models.simulated_night.simulate_night` has them.
    movements : array, shape (movements, 2)
        Onset and duration of each, in s.
    rng : np.random.Generator
        Where chance comes from.
    told : callable of float
        Told now and then what share is done, up to 1.

    Returns
    -------
    SimulatedBrain
    """
    stages, gaining, noise, waving, breaking, phases = rng.spawn(6)
    course, elsewhere = draw_stage_course(hypnogram, stages)
    step = float(course.epoch_length)
    drive = np.repeat(sleep_drive(hypnogram, profile=profile).values, course.size // hypnogram.size)
    eyes_open = draw_eyes_open(course, stages)
    middle = frame_middles(signal.shape[1], sampling_frequency)
    swell = infraslow_swell(course.size, step, gaining)
    at = epochs_at(course, middle)
    gains = band_gains(course.values[at], swell[at], HOP, person, profile.sigma_between, gaining)
    drift = autoregressive(middle.size, 1, HOP, _MUSCLE_TIME, gaining)[:, 0]
    alpha_frequency = profile.alpha_frequency + person.alpha_frequency
    add_background(
        signal,
        channels,
        course,
        drive,
        sampling_frequency=sampling_frequency,
        movements=movements,
        eyes_open=eyes_open,
        gains=gains,
        muscle=np.exp(_MUSCLE_SPREAD * drift + person.log_muscle).astype(np.float32),
        alpha_frequency=alpha_frequency,
        alpha_gain=float(np.exp(person.log_alpha)),
        delta_gain=profile.amplitude * slow_wave_gain,
        sigma_between=profile.sigma_between,
        rng=noise,
        told=told,
    )
    rows: list[EventRow] = [
        ("other_stage", *elsewhere.T, [_WHOLE_RECORDING] * len(elsewhere)),
    ]
    heads = [row for row, name in enumerate(channels) if not name.startswith("EMG")]
    head = tuple(channels[row] for row in heads)
    opened = np.flatnonzero(np.diff(np.concatenate([[0], eyes_open.astype(int), [0]]))) * step
    lasting = opened[1::2] - opened[::2]
    rows.append(("eyes_open", opened[::2], lasting, [_WHOLE_RECORDING] * lasting.size))
    for kind in draw_waves(
        course,
        drive,
        amplitude=profile.amplitude,
        slow_wave_gain=slow_wave_gain,
        wave_level=np.exp(np.interp(course.onset.values, middle, gains[:, DELTA]) / 2),
        spindle_rate=profile.spindle_rate * float(np.exp(person.log_spindle_rate)),
        spindle_frequency=person.spindle_frequency,
        swell=swell,
        rng=waving,
    ):
        largest = add_waves(signal[: len(heads)], head, kind, sampling_frequency, waving)
        rows.append((kind.kind, kind.onset, kind.duration, [head[row] for row in largest]))
    phasic = draw_phasic(course, phases)
    add_phasic(signal, channels, phasic, sampling_frequency, phases)
    central = next(name for name in (*(one for one in head if one[0] == "C"), *head))
    rows.append(("sawtooth_wave", *phasic.sawtooth.T, [central] * len(phasic.sawtooth)))
    if len(head) < len(channels):
        rows.append(("twitch", *phasic.twitches.T, [channels[-1]] * len(phasic.twitches)))
    if disturbances:
        if arousals is None:
            found = simulate_arousals(hypnogram, rng=breaking, profile=profile)
            arousals = np.column_stack([found.onset.values, found.duration.values])
        drawn = draw_disturbances(course, head, arousals, breaking)
        add_disturbances(
            signal,
            channels,
            drawn,
            sampling_frequency=sampling_frequency,
            alpha_frequency=alpha_frequency,
            rng=breaking,
        )
        rows += _rows_of(drawn)
    return SimulatedBrain(course, eyes_open, phasic, rows)


def _rows_of(drawn: Disturbances) -> list[EventRow]:
    anywhere = _WHOLE_RECORDING
    return [
        ("arousal", *drawn.arousals.T, [anywhere] * len(drawn.arousals)),
        ("alpha_intrusion", *drawn.alpha_intrusions.T, [anywhere] * len(drawn.alpha_intrusions)),
        ("sweat", *drawn.sweats.T, list(drawn.sweat_channels)),
        ("electrode_pop", *drawn.pops.T, list(drawn.pop_channels)),
    ]
