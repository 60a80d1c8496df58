"""Hypnograms drawn at random: counted transitions, bent by sleep drive, cycle and hour of night."""

from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import xarray as xr

from explorer.night.hypnogram import DEFAULT_EPOCH_LENGTH, make_hypnogram, stage_attrs
from explorer.vocabulary.stages import SCORED, Stage

# 70 013 transitions between W, N1, N2, N3, REM (rows from, columns to) from epoch to epoch of 30 s,
# about 73 nights: Metzner et al. 2021, Communications Biology 4, matrix "traMat_Epoch".
TRANSITION_COUNTS = (
    (11737, 571, 84, 2, 2),
    (281, 6697, 1661, 11, 59),
    (253, 1070, 26259, 505, 272),
    (49, 176, 279, 9630, 12),
    (57, 189, 84, 2, 10071),
)
_COUNTED_EPOCH_LENGTH = 30.0

# Sleep drive falls faster in N3 than in N1 and N2, and builds up awake with 18.2 h (Achermann).
_FASTER_IN_N3 = 1.6
_SLOWER_IN_N1_N2 = 0.8
_BUILD_UP_HOURS = 18.2
_MOST_LEAVING = 0.95
"""Cap on the probability of leaving a stage at one epoch."""

ONSET_SPREAD = 0.6
"""Standard deviation of the logarithm of sleep onset latency."""


@dataclass(frozen=True)
class Profile:
    """How one age group sleeps: the modulators of the transition matrix.

    Fitted, roughly, by differential evolution to norms of the age group; not themselves published.
    Rates are multiplied by the exponential of the terms below, where S is sleep drive (1 at
    lights-off), x the fraction of the night that is over, and G the NREM-REM cycle (-1 to 1).
    """

    name: str
    into_n3: float
    """Into N3, with S."""
    out_of_n3: float
    """Out of N3, against S."""
    middle_drive: float
    """S at which neither changes."""
    into_rem: float
    """Into REM, with G."""
    out_of_rem: float
    """Out of REM, against G."""
    rem_with_time: float
    """Into REM, with x; half of it against leaving."""
    cycle_length: float
    """Of G, in min."""
    cycle_phase: float
    """Of G at sleep onset, in cycles."""
    into_wake: float
    """Into wake, throughout."""
    out_of_wake: float
    """Out of wake, throughout."""
    wake_with_time: float
    """Into wake, with x."""
    n1_to_n2: float
    """From N1 to N2, throughout."""
    n2_to_n1: float
    """From N2 to N1, throughout."""
    drive_decay: float
    """Time constant of S, in h."""
    onset_latency: float
    """Mean sleep onset latency, in min."""
    ages: str
    """In years."""
    amplitude: float = 1.0
    """Of slow waves, spindles and delta, as a factor."""
    spindle_rate: float = 1.0
    """Number of spindles, as a factor."""
    sigma_between: float = 1.0
    """Sigma of N2 and N3 between spindles, beyond a line from 8 to 20 Hz, as a factor: 1 as people
    have it between those that experts mark, 0 for an aperiodic background."""
    alpha_frequency: float = 10.2
    """Hz"""


PROFILES = MappingProxyType(
    {
        "young": Profile(
            name="young",
            into_n3=0.303,
            out_of_n3=2.47,
            middle_drive=0.45,
            into_rem=0.584,
            out_of_rem=0.975,
            rem_with_time=1.183,
            cycle_length=99.5,
            cycle_phase=-0.148,
            into_wake=0.537,
            out_of_wake=1.05,
            wake_with_time=1.399,
            n1_to_n2=0.728,
            n2_to_n1=-0.749,
            drive_decay=3.742,
            onset_latency=14.8,
            ages="18-34",
        ),
        "older": Profile(
            name="older",
            into_n3=1.375,
            out_of_n3=1.903,
            middle_drive=0.55,
            into_rem=0.318,
            out_of_rem=1.365,
            rem_with_time=0.872,
            cycle_length=91.3,
            cycle_phase=0.124,
            into_wake=1.164,
            out_of_wake=0.92,
            wake_with_time=1.655,
            n1_to_n2=0.622,
            n2_to_n1=-0.823,
            drive_decay=2.969,
            onset_latency=23.5,
            ages="65-79",
            amplitude=0.8,
            spindle_rate=0.6,
            alpha_frequency=9.2,
        ),
    }
)


def profile_named(name: str | Profile) -> Profile:
    """Look a profile up by its name; a profile of one's own passes through.

    Examples
    --------
    >>> profile_named("older").ages
    '65-79'
    """
    if isinstance(name, Profile):
        return name
    if name not in PROFILES:
        raise ValueError(f"unknown profile {name!r}, expected one of {list(PROFILES)}")
    return PROFILES[name]


def simulate_hypnograms(
    nights: int,
    *,
    rng: np.random.Generator,
    hours: float = 8.0,
    profile: str | Profile = "young",
    epoch_length: float = DEFAULT_EPOCH_LENGTH,
) -> xr.DataArray:
    """Draw hypnograms from lights-off to lights-on.

    Parameters
    ----------
    nights : int
        How many.
    rng : np.random.Generator
        Where chance comes from.
    hours : float
        Time in bed, in h.
    profile : str or Profile
        One of `PROFILES`, or one's own.
    epoch_length : float
        s. The counts are of 30-s epochs; at other lengths the rates of leaving are kept.

    Returns
    -------
    xr.DataArray of Stage, dims (night, epoch)
        Coordinates as of `make_hypnogram`.

    Raises
    ------
    ValueError
        If there would be no night or no epoch, or the profile is unknown.

    Notes
    -----
    A Markov chain on published counts [1]_ whose rates follow sleep drive, the NREM-REM cycle and
    the hour of night. Wake before sleep is lognormal, and sleep begins with N1. Bouts of wake are
    geometric, where real ones have a longer tail [2]_. With the profile "young", nights of 8 h have
    on average 421 min of sleep, 20 % of it N3 and 21 % REM; 53 % of N3 falls in the first third.

    References
    ----------
    .. [1] Metzner et al. 2021, Commun Biol 4.
    .. [2] Lo et al. 2004, PNAS 101:17545.

    Examples
    --------
    >>> nights = simulate_hypnograms(20, rng=np.random.default_rng(1))
    >>> nights.dims, nights.shape
    (('night', 'epoch'), (20, 960))
    """
    chosen = profile_named(profile)
    if not (np.isfinite(epoch_length) and epoch_length > 0):
        raise ValueError(f"epoch_length must be positive, in s, is {epoch_length}")
    epochs = int(hours * 3600 / epoch_length) if np.isfinite(hours) else 0
    if nights < 1 or epochs < 1:
        raise ValueError(
            f"at least one night of one epoch is needed, got {nights} nights of {hours} h"
        )
    grid = make_hypnogram(np.zeros(epochs, np.int8), epoch_length)
    return xr.DataArray(
        _draw(nights, epochs, epoch_length, chosen, rng),
        dims=("night", "epoch"),
        coords=grid.coords,
        name="stage",
        attrs=stage_attrs(),
    )


def sleep_drive(hypnogram: xr.DataArray, *, profile: str | Profile = "young") -> xr.DataArray:
    """Sleep drive at the beginning of each epoch: 1 at the first, spent in NREM, regained awake.

    Parameters
    ----------
    hypnogram : xr.DataArray of Stage, dims (..., epoch)
        With the scalar coordinate ``epoch_length`` in s.
    profile : str or Profile
        Gives the time constant.

    Returns
    -------
    xr.DataArray, dims (..., epoch), no unit

    Examples
    --------
    >>> drive = sleep_drive(make_hypnogram(["N3"] * 240))
    >>> float(drive[0]), round(float(drive[-1]), 2)
    (1.0, 0.43)
    """
    chosen = profile_named(profile)
    stages = np.moveaxis(hypnogram.values.astype(np.int64), hypnogram.get_axis_num("epoch"), -1)
    drive = np.empty(stages.shape)
    now = np.ones(stages.shape[:-1])
    epoch_length = float(hypnogram.epoch_length)  # looked up once: a coordinate is slow to find
    for epoch in range(stages.shape[-1]):
        drive[..., epoch] = now
        now = _next_drive(now, stages[..., epoch], epoch_length, chosen)
    dims = [dim for dim in hypnogram.dims if dim != "epoch"] + ["epoch"]
    return xr.DataArray(
        drive,
        dims=dims,
        coords=hypnogram.coords,
        name="drive",
        attrs={"units": "1", "long_name": "sleep drive (Process S), 1 at lights-off"},
    ).transpose(*hypnogram.dims)


def _next_drive(
    drive: np.ndarray, stage: np.ndarray, epoch_length: float, profile: Profile
) -> np.ndarray:
    """Sleep drive one epoch on."""
    decay_hours = {
        Stage.N1: profile.drive_decay / _SLOWER_IN_N1_N2,
        Stage.N2: profile.drive_decay / _SLOWER_IN_N1_N2,
        Stage.N3: profile.drive_decay / _FASTER_IN_N3,
    }
    hours = epoch_length / 3600
    kept = np.ones(len(SCORED))
    for asleep, tau in decay_hours.items():
        kept[asleep] = np.exp(-hours / tau)
    regained = 1 - (1 - drive) * np.exp(-hours / _BUILD_UP_HOURS)
    out: np.ndarray = np.where(
        stage == Stage.W, regained, drive * kept[np.clip(stage, 0, Stage.REM)]
    )
    return out


def _draw(
    nights: int, epochs: int, epoch_length: float, profile: Profile, rng: np.random.Generator
) -> np.ndarray:
    """Stages as int8, shape (nights, epochs): all nights step together."""
    per_count = epoch_length / _COUNTED_EPOCH_LENGTH
    counts = np.array(TRANSITION_COUNTS, float)
    rates = counts / counts.sum(axis=1, keepdims=True)
    np.fill_diagonal(rates, 0.0)
    rates[Stage.N1, Stage.N2] *= np.exp(profile.n1_to_n2)
    rates[Stage.N2, Stage.N1] *= np.exp(profile.n2_to_n1)
    log_mean = np.log(profile.onset_latency) - ONSET_SPREAD**2 / 2
    latency = 60 * rng.lognormal(log_mean, ONSET_SPREAD, nights)
    onset = np.minimum((latency / epoch_length).round().astype(int), epochs)

    stages = np.full((nights, epochs), Stage.W, np.int8)
    now = np.full(nights, Stage.N1)
    drive = np.ones(nights)
    chance = rng.random((epochs, nights))
    for epoch in range(epochs):
        asleep = epoch >= onset
        stages[:, epoch] = np.where(asleep, now, Stage.W)
        drive = _next_drive(drive, stages[:, epoch].astype(np.int64), epoch_length, profile)
        minutes_slept = (epoch - onset) * epoch_length / 60
        factor = _factors(now, drive, minutes_slept, (epoch + 1) / epochs, profile)
        leaving = rates[now] * factor * per_count
        total = leaving.sum(axis=1)
        leaving *= np.minimum(1.0, _MOST_LEAVING / np.maximum(total, _MOST_LEAVING))[:, None]
        leaving[np.arange(nights), now] = 1 - leaving.sum(axis=1)
        drawn = (leaving.cumsum(axis=1) < chance[epoch][:, None]).sum(axis=1)
        now = np.where(asleep, np.minimum(drawn, Stage.REM), now)
    return stages


def _factors(
    now: np.ndarray, drive: np.ndarray, minutes_slept: np.ndarray, passed: float, profile: Profile
) -> np.ndarray:
    """Return what each rate is multiplied by, shape (nights, stages to)."""
    more_drive = drive - profile.middle_drive
    cycle = -np.cos(2 * np.pi * (minutes_slept / profile.cycle_length - profile.cycle_phase))
    later = passed - 0.5
    log = np.zeros((now.size, len(SCORED)))
    log[:, Stage.N3] = profile.into_n3 * more_drive
    log[:, Stage.REM] = profile.into_rem * cycle + profile.rem_with_time * later
    log[:, Stage.W] = profile.into_wake + profile.wake_with_time * later
    leaving = np.zeros((now.size, len(SCORED)))
    leaving[:, Stage.W] = profile.out_of_wake
    leaving[:, Stage.N3] = -profile.out_of_n3 * more_drive
    leaving[:, Stage.REM] = -profile.out_of_rem * cycle - profile.rem_with_time * later / 2
    out: np.ndarray = np.exp(log + leaving[np.arange(now.size), now][:, None])
    return out
