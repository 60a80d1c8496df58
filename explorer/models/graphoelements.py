"""Slow waves, K-complexes, vertex waves and spindles: when, how large and where."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import xarray as xr

from explorer.models.epoch_lookup import epochs_at, times_in
from explorer.vocabulary.stages import Stage

TRUTH = "simulation (truth)"
"""Source of every event that was put in, rather than found."""
PUT_IN = frozenset(
    {
        *("slow_wave", "k_complex", "vertex_wave", "spindle", "rapid_eye_movement"),
        *("sawtooth_wave", "twitch", "blink", "slow_eye_movement", "eyes_open"),
        *("alpha_intrusion", "sweat", "electrode_pop", "movement", "other_stage"),
    }
)
"""Kinds of events that a simulated night has and that no scorer marks one by one."""


@dataclass(frozen=True)
class Waves:
    """Graphoelements of one kind, one an entry.

    ``trough`` is the middle of a spindle and the negative peak of the others.
    """

    kind: str
    trough: np.ndarray
    """s"""
    length: np.ndarray
    """s"""
    amplitude: np.ndarray
    """Peak to peak where it is largest, in uV."""
    frequency: np.ndarray
    """Hz; of spindles only, else zero."""
    places: tuple[float, float, float]
    """Share of the amplitude at frontal, central and occipital sites."""

    @property
    def onset(self) -> np.ndarray:
        """Where each begins, in s."""
        share = 0.5 if self.kind == "spindle" else _BEFORE_TROUGH
        return self.trough - share * self.length

    @property
    def duration(self) -> np.ndarray:
        """How long each lasts, in s."""
        return self.length * (1.0 if self.kind == "spindle" else _BEFORE_TROUGH + _AFTER_TROUGH)


# Shares of the amplitude at F, C, O. Slow waves are largest in front; of spindles the slow ones are
# frontal, the fast ones centro-parietal; vertex waves are central.
_FRONTAL = (1.0, 0.74, 0.42)
_SLOW_SPINDLE = (1.0, 0.65, 0.3)
_FAST_SPINDLE = (0.6, 1.0, 0.5)
_VERTEX = (0.7, 1.0, 0.35)

# Median peak-to-peak amplitudes in uV at full sleep drive, and their spread (SD of the logarithm).
_N3_WAVE, _BORDER_WAVE, _N2_WAVE, _K_COMPLEX = 119.0, 76.0, 74.5, 135.0
_SPREAD, _SPINDLE_SPREAD = 0.35, 0.25
_DEPTH_SPREAD = 0.15
"""Of the stretches of one stage."""
_BORDER = 120.0
"""s from N3 within which N2 has more and larger slow waves."""
CREST_AT = 0.46
"""Where the crest after a slow wave's trough lies, in shares of its length from the trough."""
# A slow wave can be told from nothing between these two shares of its length from the trough.
_BEFORE_TROUGH, _AFTER_TROUGH = 0.3, 0.8
# Shortest gap between troughs and mean of what comes on top, in s: 24 waves a minute in N3, 13 in
# N2 that borders on it, and 8 elsewhere in N2; 1.2 K-complexes a minute.
_N3_GAP, _BORDER_GAP, _N2_GAP = (1.0, 1.5), (1.3, 3.4), (1.3, 6.2)
_K_GAP, _VERTEX_GAP = (8.0, 42.0), (4.0, 16.0)
# Median length in s and SD of its logarithm; the negative half-wave is about 0.55 of it.
_N3_LENGTH, _N2_LENGTH = (0.74, 0.18), (0.52, 0.2)
_SLOW_OSCILLATION, _SLOW_OSCILLATION_SHARE = (1.15, 0.12), 0.35
"""Likewise of those of N3 that are slow oscillations below 1 Hz, and how many are."""
_SHORTEST_WAVE, _LONGEST_WAVE = 0.36, 1.5
_K_LENGTH = (0.85, 1.25)
_VERTEX_LENGTH = (0.22, 0.34)
_VERTEX_AMPLITUDE = 80.0

# Spindles a minute: fast and slow in N2, and their share in N3.
_FAST_RATE, _SLOW_RATE, _IN_N3 = 2.6, 1.1, 0.48
_FAST_FREQUENCY, _SLOW_FREQUENCY, _FREQUENCY_SPREAD = 13.4, 11.8, 0.35
_FAST_AMPLITUDE, _SLOW_AMPLITUDE = 38.0, 30.0
_SIZE_IN_N3, _LENGTH_IN_N3 = 0.62, 0.5
"""Factors on the amplitude and length of spindles there."""
_SIZE_RIDING, _LENGTH_RIDING = 0.9, 0.66
"""Likewise of those that ride on a wave."""
_SHORTEST_SPINDLE, _LONGEST_SPINDLE, _SPINDLE_LENGTH = 0.5, 2.0, 0.92
_SPINDLE_REFRACTORY = 1.2
"""s from one spindle's middle to the next at least."""
_INFRASLOW_DEPTH = 0.7
_COUPLED = 0.4
"""Share of N3's fast spindles that ride on the positive half of a large slow oscillation."""
_COUPLED_IN_N2 = 0.4
"""As a factor on that share: those of N2 ride on K-complexes."""
_CARRIED_SPREAD = 0.07
"""s, SD of the middle of that spindle about the wave's crest."""
COUPLING = (
    f"simulated coupling: {_COUPLED:.0%} of the fast spindles of N3 ride on large slow "
    f"oscillations and {_COUPLED * _COUPLED_IN_N2:.0%} of those of N2 on K-complexes, "
    f"their middle at the crest after the trough (SD {_CARRIED_SPREAD:g} s); the other spindles "
    "keep no phase"
)
"""What was put in, for those who measure it."""


def draw_waves(
    course: xr.DataArray,
    drive: np.ndarray,
    *,
    amplitude: float,
    slow_wave_gain: float,
    wave_level: np.ndarray,
    spindle_rate: float,
    spindle_frequency: float,
    swell: np.ndarray,
    rng: np.random.Generator,
) -> list[Waves]:
    """Say which waves the night has.

    Parameters
    ----------
    course : xr.DataArray, dims (epoch)
        As of `draw_stage_course`.
    drive : array, shape (epochs of the course,)
        As of `sleep_drive`.
    amplitude : float
        Factor on every amplitude.
    slow_wave_gain : float
        Further factor on the amplitude of slow waves and K-complexes.
    wave_level : array, shape (epochs of the course,)
        Likewise, as the night goes on.
    spindle_rate : float
        Factor on the number of spindles.
    spindle_frequency : float
        Hz that this person's spindles are faster by.
    swell : array, shape (epochs of the course,)
        As of `infraslow_swell`.
    rng : np.random.Generator
        Where chance comes from.

    Returns
    -------
    list of Waves
    """
    # Slow-wave activity is the square of an amplitude, and follows the drive.
    level = np.sqrt(drive)

    def sized(
        times: np.ndarray, median: float, follows: float, spread_by: float = _SPREAD
    ) -> np.ndarray:
        spread = np.exp(spread_by * rng.standard_normal(times.size))
        epoch = epochs_at(course, times)
        out: np.ndarray = median * spread * (1 - follows + follows * level[epoch])
        return out

    def lengths(times: np.ndarray, median: float, spread: float) -> np.ndarray:
        drawn = median * np.exp(spread * rng.standard_normal(times.size))
        return np.clip(drawn, _SHORTEST_WAVE, _LONGEST_WAVE)

    stages = course.values
    # Each stretch of N3 has a depth of its own, and N2 on its borders has slow waves already.
    border = _near(stages == Stage.N3, _BORDER / float(course.epoch_length)) & (stages == Stage.N2)
    n3 = times_in(course, stages == Stage.N3, _N3_GAP, rng)
    n2 = times_in(course, (stages == Stage.N2) & ~border, _N2_GAP, rng)
    n2 = np.sort(np.concatenate([n2, times_in(course, border, _BORDER_GAP, rng)]))
    k_complex = times_in(course, stages == Stage.N2, _K_GAP, rng)
    n2 = n2[_distance(n2, k_complex) > 2 * _K_LENGTH[1]]
    vertex = times_in(course, stages == Stage.N1, _VERTEX_GAP, rng)
    slow_times = np.concatenate([n3, n2])
    oscillation = rng.random(n3.size) < _SLOW_OSCILLATION_SHARE
    n3_lengths = np.where(oscillation, lengths(n3, *_SLOW_OSCILLATION), lengths(n3, *_N3_LENGTH))
    slow_lengths = np.concatenate([n3_lengths, lengths(n2, *_N2_LENGTH)])
    n2_median = np.where(border[epochs_at(course, n2)], _BORDER_WAVE, _N2_WAVE)
    slow_sizes = np.concatenate([sized(n3, _N3_WAVE, 0.8), n2_median * sized(n2, 1.0, 0.8)])
    slow_sizes *= _depth_of_bouts(stages, rng)[epochs_at(course, slow_times)]
    large = slow_sizes[: n3.size] > np.median(slow_sizes[: n3.size]) if n3.size else oscillation
    k_lengths = rng.uniform(*_K_LENGTH, k_complex.size)
    k_sizes = sized(k_complex, _K_COMPLEX, 0.25)
    none = np.zeros_like
    slow = amplitude * slow_wave_gain
    waves = [
        Waves(
            "slow_wave",
            slow_times,
            slow_lengths,
            slow * slow_sizes * wave_level[epochs_at(course, slow_times)],
            none(slow_times),
            _FRONTAL,
        ),
        Waves(
            "k_complex",
            k_complex,
            k_lengths,
            slow * k_sizes * wave_level[epochs_at(course, k_complex)],
            none(k_complex),
            _FRONTAL,
        ),
        Waves(
            "vertex_wave",
            vertex,
            rng.uniform(*_VERTEX_LENGTH, vertex.size),
            amplitude * sized(vertex, _VERTEX_AMPLITUDE, 0.0),
            none(vertex),
            _VERTEX,
        ),
    ]
    crests = {
        Stage.N2: k_complex + CREST_AT * k_lengths,
        Stage.N3: (n3 + CREST_AT * n3_lengths)[oscillation & large],
    }
    for rate, frequency, size, places, carriers in (
        (_FAST_RATE, _FAST_FREQUENCY, _FAST_AMPLITUDE, _FAST_SPINDLE, crests),
        (_SLOW_RATE, _SLOW_FREQUENCY, _SLOW_AMPLITUDE, _SLOW_SPINDLE, {}),
    ):
        times, ride = _spindle_times(course, rate * spindle_rate, swell, carriers, rng)
        lasting = _SPINDLE_LENGTH * np.exp(0.3 * rng.standard_normal(times.size))
        in_n3 = stages[epochs_at(course, times)] == Stage.N3
        lasting *= np.where(in_n3, np.where(ride, _LENGTH_RIDING, _LENGTH_IN_N3), 1.0)
        large_one = np.where(in_n3, np.where(ride, _SIZE_RIDING, _SIZE_IN_N3), 1.0)
        waves.append(
            Waves(
                "spindle",
                times,
                np.clip(lasting, _SHORTEST_SPINDLE, _LONGEST_SPINDLE),
                amplitude * sized(times, size, 0.0, _SPINDLE_SPREAD) * large_one,
                frequency + spindle_frequency + _FREQUENCY_SPREAD * rng.standard_normal(times.size),
                places,
            )
        )
    return waves


def _near(epochs: np.ndarray, reach: float) -> np.ndarray:
    """Epochs within so many of these epochs."""
    if not epochs.any():
        return epochs
    return _distance(np.arange(epochs.size), np.flatnonzero(epochs)) <= reach


def _depth_of_bouts(stages: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Factor on the amplitude in each epoch, the same throughout a bout of one stage."""
    bout = np.concatenate([[0], np.cumsum(np.diff(stages) != 0)])
    out: np.ndarray = np.exp(_DEPTH_SPREAD * rng.standard_normal(bout[-1] + 1))[bout]
    return out


def _distance(times: np.ndarray, others: np.ndarray) -> np.ndarray:
    """How far each time is from the nearest of the others, in s."""
    if not others.size:
        return np.full(times.size, np.inf)
    after = np.searchsorted(others, times)
    nearest = others[np.clip([after - 1, after], 0, others.size - 1)]
    out: np.ndarray = np.abs(nearest - times).min(axis=0)
    return out


def _spindle_times(
    course: xr.DataArray,
    rate: float,
    swell: np.ndarray,
    crests: Mapping[Stage, np.ndarray],
    rng: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:
    """Middles of spindles in N2 and N3, waxing and waning every 50 s, none too near another.

    Second, which of them ride on a wave: they are part of the stage's number, never more.
    """
    found = []
    for stage, share in ((Stage.N2, 1.0), (Stage.N3, _IN_N3)):
        if rate <= 0:
            continue
        # Drawn too many, then thinned to the rate of the moment.
        most = rate * share * (1 + _INFRASLOW_DEPTH)
        times = times_in(course, course.values == stage, (0.0, 60 / most), rng)
        now = 1 + _INFRASLOW_DEPTH * swell[epochs_at(course, times)]
        times = times[rng.random(times.size) * (1 + _INFRASLOW_DEPTH) < now]
        ride = rng.random(times.size) < _COUPLED * (_COUPLED_IN_N2 if stage == Stage.N2 else 1.0)
        crest = np.sort(crests.get(stage, np.zeros(0)))
        if crest.size:
            nearest = np.searchsorted(crest, times[ride]).clip(max=crest.size - 1)
            times[ride] = crest[nearest] + _CARRIED_SPREAD * rng.standard_normal(ride.sum())
        found.append(np.stack([times, ride & bool(crest.size)]))
    times, rides = np.concatenate(found, axis=1) if found else np.zeros((2, 0))
    order = np.argsort(times)
    times, rides = times[order], rides[order] > 0
    margin = _LONGEST_SPINDLE / 2
    end = float(course.onset[-1] + course.epoch_length)
    kept = np.diff(times, prepend=-np.inf) > _SPINDLE_REFRACTORY
    kept &= (times > margin) & (times < end - margin)
    return times[kept], rides[kept]
