"""Whole simulated nights: a hypnogram, signals that fit it, and the truth about what was put in."""

from collections.abc import Callable, Sequence
from datetime import datetime

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer import __version__
from explorer.models.graphoelements import COUPLING, TRUTH
from explorer.models.physiological_channels import (
    BLINK_LENGTH,
    RAPID_LENGTH,
    SLOW_LENGTH,
    add_eyes,
    add_heart,
    breathe,
    draw_breaths,
    oxygen_and_position,
)
from explorer.models.simulated_brain import person_named, simulate_brain
from explorer.models.simulated_hypnogram import simulate_hypnograms
from explorer.models.sleep_profiles import Profile, profile_named
from explorer.models.spectral_variability import Person
from explorer.night.hypnogram import DEFAULT_EPOCH_LENGTH
from explorer.night.night import Night
from explorer.night.schema import make_events, make_signals, rate_name
from explorer.vocabulary.channels import Kind
from explorer.vocabulary.seeds import whole_seed
from explorer.vocabulary.simulated_subjects import (
    SIMULATION,
    simulated_subject,
    simulated_subject_title,
)
from explorer.vocabulary.stages import SCORED, Stage
from explorer.vocabulary.units import MICROVOLT

_BRAIN_AND_EYES = (
    "F3-M2",
    "F4-M1",
    "C3-M2",
    "C4-M1",
    "O1-M2",
    "O2-M1",
    "E1-M2",
    "E2-M2",
)
_CHIN, _HEART = "EMG chin", "ECG"
_BREATH = ("Flow", "Thorax", "Abdomen")
_BREATH_FREQUENCY, _OXYGEN_FREQUENCY = 32.0, 1.0
_START = datetime(2026, 1, 1, 23)
_MAINS_AMPLITUDE = 1.5
"""uV"""
_MOVEMENT_LENGTH = (2.0, 6.0)
"""s"""
_SHARE_OF_BACKGROUND = 0.75
"""Of the time that a night takes, roughly."""
NOTE = "simulated: drawn from a statistical model, recorded from nobody"


def simulate_night(
    seed: int = 0,
    *,
    hours: float = 8.0,
    profile: str | Profile = "young",
    epoch_length: float = DEFAULT_EPOCH_LENGTH,
    sampling_frequency: float = 256.0,
    hypnogram: xr.DataArray | None = None,
    person: int | Person | None = None,
    arousals: npt.ArrayLike | None = None,
    disturbances: bool = True,
    slow_wave_gain: float = 1.0,
    mains_frequency: float | None = None,
    progress: Callable[[float], bool] | None = None,
) -> Night:
    """Simulate one night of polysomnography with known events.

    Parameters
    ----------
    seed : int
        The same seed gives the same night.
    hours : float
        From lights-off, which is the start of the recording, to lights-on, its end.
    profile : str or Profile
        One of `explorer.models.PROFILES`, or one's own.
    epoch_length : float
        s.
    sampling_frequency : float
        Of EEG, EOG, EMG and ECG, in Hz; a whole number of at least 64.
    hypnogram : xr.DataArray of Stage, dims (epoch), optional
        Stages to simulate signals for. Then `hours` and `epoch_length` are its own.
    person : int or Person, optional
        Whose night it is: nights of one number have a person's spectrum and spindles in common.
        The seed's own person, if not given.
    arousals : array, shape (arousals, 2), optional
        Onset and duration of each in s, in place of those of `simulate_arousals`.
    disturbances : bool
        Whether anything breaks into sleep and recording: arousals, alpha intrusions, sweat, pops.
    slow_wave_gain : float
        Factor on the amplitude of slow waves, K-complexes and delta.
    mains_frequency : float, optional
        Frequency in Hz of a small hum, if there is to be one.
    progress : callable of float, optional
        Told now and then what share is done, from 0 to 1; where it answers False, the rest is
        not simulated.

    Returns
    -------
    Night
        Six EEG, two EOG, chin EMG and ECG in uV; breath at 32 Hz; oxygen and position at 1 Hz. Its
        events are what was put in, each with the channel in which it is largest, or none: kinds
        "slow_wave", "k_complex", "vertex_wave", "spindle", "rapid_eye_movement", "sawtooth_wave",
        "twitch", "blink", "slow_eye_movement", "eyes_open", "arousal", "alpha_intrusion", "sweat",
        "electrode_pop", "movement", and "other_stage" where a stretch of an epoch is of another
        stage than the epoch is scored.

    Raises
    ------
    ValueError
        If the seed is none, the profile is unknown, the night has no epoch, a stage of `hypnogram`
        is not one of W, N1, N2, N3 and REM, the sampling frequency or gain is out of range, or
        `progress` asked to stop.

    Notes
    -----
    Stages as of `simulate_hypnograms`; they change inside epochs, of which each keeps its stage for
    more than half. Delta, and the square of slow waves' amplitude, follow a sleep drive that NREM
    sleep spends, so slow-wave activity declines from cycle to cycle. Spectra are like those of real
    central derivations in each stage; every band has a factor of the person's, and a gain that
    comes and goes within minutes. Eyes move the oftener in REM the later it is, and the heart
    quickens with the simulated breath. Nothing here was fitted to one person.

    Examples
    --------
    >>> night = simulate_night(1, hours=0.5)
    >>> night.simulated, night.duration, night.channels["C3-M2"].units
    (True, 1800.0, 'uV')
    """
    seed = whole_seed(seed)
    chosen = profile_named(profile)
    if not (sampling_frequency >= 64 and float(sampling_frequency).is_integer()):
        raise ValueError(
            f"sampling_frequency must be a whole number of Hz, at least 64, is {sampling_frequency}"
        )
    if not (np.isfinite(slow_wave_gain) and slow_wave_gain >= 0):
        raise ValueError(f"slow_wave_gain must be a factor of 0 or more, is {slow_wave_gain}")

    def told(share: float) -> None:
        if progress is not None and not progress(share):
            raise ValueError(f"Stopped after {100 * share:.0f} %: no night was simulated.")

    stages, brain, eyes, heart, rest = np.random.default_rng(seed).spawn(5)
    if hypnogram is None:
        hypnogram = simulate_hypnograms(
            1, rng=stages, hours=hours, profile=chosen, epoch_length=epoch_length
        ).isel(night=0)
    elif not np.isin(hypnogram.values, SCORED).all():
        raise ValueError(f"every epoch needs a stage of {[stage.name for stage in SCORED]}")
    elif hypnogram.sizes["epoch"] == 0 or float(hypnogram.onset[0]) != 0:
        raise ValueError("the hypnogram needs an epoch, the first at 0 s")
    duration = float(hypnogram.sizes["epoch"] * hypnogram.epoch_length)
    movements = _movements(hypnogram, rest)

    names = (*_BRAIN_AND_EYES, _CHIN, _HEART)
    signal = np.zeros((len(names), round(duration * sampling_frequency)), np.float32)
    made = simulate_brain(
        signal[:-1],
        names[:-1],
        hypnogram,
        profile=chosen,
        person=person_named(person, seed),
        slow_wave_gain=slow_wave_gain,
        sampling_frequency=sampling_frequency,
        movements=movements,
        arousals=None if arousals is None else np.asarray(arousals, float),
        disturbances=disturbances,
        rng=brain,
        told=lambda share: told(_SHARE_OF_BACKGROUND * share),
    )
    told(_SHARE_OF_BACKGROUND)
    rows = [("movement", movements[:, 0], movements[:, 1], [_CHIN] * len(movements)), *made.rows]
    rapid = made.phasic.rapid
    blinks, slow = add_eyes(
        signal[:-2], names[:-2], made.course, rapid, made.eyes_open, sampling_frequency, eyes
    )
    for kind, onsets, lasting in (
        ("rapid_eye_movement", rapid, RAPID_LENGTH),
        ("blink", blinks, BLINK_LENGTH),
        ("slow_eye_movement", slow, SLOW_LENGTH),
    ):
        rows.append((kind, onsets, np.full(onsets.size, lasting), ["E1-M2"] * onsets.size))
    told((1 + _SHARE_OF_BACKGROUND) / 2)
    breaths = draw_breaths(hypnogram, duration, rest)
    add_heart(signal[-1], hypnogram, breaths, sampling_frequency, heart)
    if mains_frequency is not None:
        time = np.arange(signal.shape[1]) / sampling_frequency
        signal += (_MAINS_AMPLITUDE * np.sin(2 * np.pi * mains_frequency * time)).astype(np.float32)

    kinds = [Kind.EEG] * 6 + [Kind.EOG] * 2 + [Kind.EMG, Kind.ECG]
    return Night.make(
        {
            rate_name(sampling_frequency): make_signals(
                signal, sampling_frequency, names, kinds, [MICROVOLT] * len(names)
            ),
            rate_name(_BREATH_FREQUENCY): make_signals(
                breathe(breaths, duration, _BREATH_FREQUENCY, rest),
                _BREATH_FREQUENCY,
                _BREATH,
                [Kind.RESPIRATION] * len(_BREATH),
                [MICROVOLT] * len(_BREATH),
            ),
            rate_name(_OXYGEN_FREQUENCY): make_signals(
                oxygen_and_position(hypnogram, duration, movements, rest),
                _OXYGEN_FREQUENCY,
                ["SpO2", "Position"],
                [Kind.OXIMETRY, Kind.POSITION],
                ["%", ""],
            ),
        },
        {SIMULATION: hypnogram},
        _events(rows, duration),
        subject=simulated_subject(chosen.name, seed),
        subject_title=simulated_subject_title(chosen.name, seed),
        start=_START.isoformat(),
        lights_off=0.0,
        lights_on=duration,
        source=f"simulated by Sleep Architecture Explorer {__version__}, seed {seed}",
        licence="CC0-1.0",
        simulated=True,
        hypnogram_source="drawn before the signals were",
        reader_notes=[NOTE, COUPLING],
    )


def _movements(hypnogram: xr.DataArray, rng: np.random.Generator) -> np.ndarray:
    """Onset and duration in s of a movement at each awakening, shape (movements, 2)."""
    wakes = np.flatnonzero((hypnogram.values[1:] == Stage.W) & (hypnogram.values[:-1] != Stage.W))
    onsets = hypnogram.onset.values[wakes + 1]
    return np.column_stack([onsets, rng.uniform(*_MOVEMENT_LENGTH, onsets.size)])


def _events(
    rows: Sequence[tuple[str, np.ndarray, np.ndarray, Sequence[str]]], duration: float
) -> xr.Dataset:
    """Make the table of what was put in, cut to the recording."""
    kinds = np.concatenate([[kind] * len(onset) for kind, onset, _, _ in rows])
    channels = np.concatenate([np.asarray(channels, str) for _, _, _, channels in rows])
    onsets = np.concatenate([onset for _, onset, _, _ in rows])
    ends = onsets + np.concatenate([lasting for _, _, lasting, _ in rows])
    onsets, ends = np.clip(onsets, 0, duration), np.clip(ends, 0, duration)
    # To the millisecond: less than a sample, and what a file of annotations can carry.
    onsets, lasting = np.round(onsets, 3), np.round(ends - onsets, 3)
    kept = np.flatnonzero(lasting > 0)
    # In the order in which such a file lists them.
    kept = kept[np.lexsort((kinds[kept], lasting[kept], onsets[kept]))]
    return make_events(
        onset=onsets[kept],
        duration=lasting[kept],
        kind=kinds[kept].astype(str),
        channel=channels[kept],
        source=np.full(kept.size, TRUTH),
    )
