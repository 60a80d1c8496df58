"""Simulated hypnograms: NREM and REM periods that alternate, and semi-Markov bouts within them.

A night is a sleep onset latency and then cycles, each a NREM period, with or without a span of N3,
and a REM period. Their lengths, and the stages' dwell times within them, are drawn from laws with
the medians of a `Profile`, bent by what a person and a night have of their own (`TRAITS`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.models.sleep_profiles import LATER, Profile, profile_named
from explorer.models.stage_bouts import (
    N1,
    N2,
    SCORED_EPOCH,
    Bouts,
    Chance,
    W,
    deep_sleep,
    light_sleep,
    rem_sleep,
)
from explorer.night.hypnogram import DEFAULT_EPOCH_LENGTH, make_hypnogram, stage_attrs

Persons = int | Sequence[int | str] | npt.NDArray[np.integer | np.str_]
"""How many people share the nights evenly, or whose each night is."""


@dataclass(frozen=True)
class Trait:
    """What people and nights differ in, as a factor whose logarithm is normal."""

    spread: float
    """Standard deviation of the logarithm over nights of different people."""
    icc: float
    """Intraclass correlation: the share of that variance which is between people."""


# Spreads: so that the 10th to 90th percentiles of 76 young nights (as `SOURCES` has them) are met.
# ICCs: so that two nights of one person agree as 51 pairs of Sleep-EDF's cassette do (`AGREEMENT`):
# a night's own chance, of which bout comes when, takes its part of the agreement too.
TRAITS: MappingProxyType[str, Trait] = MappingProxyType(
    {
        "fragmentation": Trait(0.30, 0.80),  # how soon N2 and REM are left
        "depth": Trait(0.68, 0.97),  # N3: its probability and its span
        "rem": Trait(0.26, 0.95),  # length of REM periods
        "period": Trait(0.10, 0.90),  # length of NREM periods
        "n1": Trait(0.20, 0.50),  # dwell in N1
        "wake": Trait(0.75, 0.95),  # share of the exits that lead to wake
        "wake_length": Trait(0.12, 0.90),  # how soon long bouts of wake become rare
        "alternation": Trait(0.65, 0.95),  # flicker of N3, N2 and N1: people's, and their scorers'
        "rem_bouts": Trait(0.50, 0.50),  # dwell in REM
    }
)
AGREEMENT: MappingProxyType[str, float] = MappingProxyType(
    {"TST": 0.25, "WASO": 0.50, "N3": 0.80, "REM": 0.50}
)
"""Intraclass correlations of two nights of one person that simulated nights are to have.

After 51 people with two nights in Sleep-EDF's cassette, aged 25 to 101: .23, .48, .78 and .48.
"""

_SHORTEST_NREM = 35.0
"""min"""
_JOINED = (75.0, 0.20)
"""Median in min, and spread, of what the NREM period gains whose REM period was skipped."""
_AFTER_REM = (0.40, 0.75)  # cumulative: to N2, to N1, else wake
_N2_BEFORE_REM = 3
"""Epochs at least from the last N3 to REM."""
_MOST = MappingProxyType({"n3_brief": 0.90, "rem_brief": 0.60, "wake_share": 0.85})
_BRIEF_REM = 0.12
"""Share of bouts of REM that are brief."""


def simulate_hypnograms(
    nights: int,
    *,
    rng: np.random.Generator,
    profile: str | Profile | Sequence[str | Profile] = "young",
    hours: float = 8.0,
    persons: Persons | None = None,
    epoch_length: float = DEFAULT_EPOCH_LENGTH,
) -> xr.DataArray:
    """Draw hypnograms from lights-off to lights-on.

    Parameters
    ----------
    nights : int
        How many in all.
    rng : np.random.Generator
        Where chance comes from.
    profile : str, Profile or sequence of them
        One of `PROFILES`, one's own, or one a night.
    hours : float
        Time in bed, in h.
    persons : int or sequence of int or str, optional
        Of how many people the nights are, each with as many nights, one after the other; or whose
        each night is. Without, every night is another person's.
    epoch_length : float
        s. Bouts are those of 30-s epochs; other epochs have the stage at their middle.

    Returns
    -------
    xr.DataArray of Stage, dims (night, epoch)
        Coordinates as of `make_hypnogram`, and ``person`` along ``night`` where `persons` is given.

    Raises
    ------
    ValueError
        If there would be no night or no epoch, the profile is unknown, or the nights cannot be
        dealt to the persons.

    Notes
    -----
    REM periods end NREM periods of a drawn length [1]_, so that REM comes neither at once nor by
    the clock; the stages' dwell times are no Markov chain's [2]_, and bouts of wake fall as a power
    [3]_. What a REM period is short of, the next makes up for. Each trait of `TRAITS` is drawn once
    a person and once a night, in the shares of its intraclass correlation. ``SOURCES`` in
    `explorer.models.sleep_profiles` says where each number is from.

    References
    ----------
    .. [1] Feinberg & Floyd 1979, Psychophysiology 16:283.
    .. [2] Kemp & Kamphuisen 1986, Sleep 9:405.
    .. [3] Lo et al. 2004, PNAS 101:17545.

    Examples
    --------
    >>> nights = simulate_hypnograms(20, rng=np.random.default_rng(1), persons=10)
    >>> nights.dims, nights.shape, nights.person.values[:4].tolist()
    (('night', 'epoch'), (20, 960), [0, 0, 1, 1])
    """
    if not (np.isfinite(epoch_length) and epoch_length > 0):
        raise ValueError(f"epoch_length must be positive, in s, is {epoch_length}")
    epochs = int(hours * 3600 / epoch_length) if np.isfinite(hours) else 0
    if nights < 1 or epochs < 1:
        raise ValueError(
            f"at least one night of one epoch is needed, got {nights} nights of {hours} h"
        )
    profiles = _profiles(profile, nights)
    people = np.arange(nights) if persons is None else _people(persons, nights)
    middles = ((np.arange(epochs) + 0.5) * epoch_length // SCORED_EPOCH).astype(int)
    scored = int(middles[-1]) + 1
    traits = _draw_traits(people, rng)
    stages = [
        _night(one, scored, {name: exp(log[night]) for name, log in traits.items()}, Chance(rng))
        for night, one in enumerate(profiles)
    ]
    drawn = np.array(stages, np.int8)[:, middles]
    grid = make_hypnogram(np.zeros(epochs, np.int8), epoch_length)
    coords = dict(grid.coords)
    if persons is not None:
        coords["person"] = xr.Variable("night", people)
    return xr.DataArray(
        drawn, dims=("night", "epoch"), coords=coords, name="stage", attrs=stage_attrs()
    )


def _profiles(profile: str | Profile | Sequence[str | Profile], nights: int) -> list[Profile]:
    """Give the profile of each night."""
    if isinstance(profile, str | Profile):
        return [profile_named(profile)] * nights
    if len(profile) != nights:
        raise ValueError(f"one profile a night is needed, got {len(profile)} for {nights} nights")
    return [profile_named(one) for one in profile]


def _people(persons: Persons, nights: int) -> npt.NDArray[np.integer | np.str_]:
    """Say whose each night is."""
    if isinstance(persons, int | np.integer):
        if persons < 1 or nights % persons:
            raise ValueError(
                f"{nights} nights cannot be dealt evenly to {persons} persons: nights counts those "
                "of all, a multiple of persons"
            )
        return np.repeat(np.arange(persons), nights // int(persons))
    people = np.asarray(persons)
    if people.shape != (nights,):
        raise ValueError(
            f"persons must say whose each of the {nights} nights is, or how many people there are; "
            f"got {people.size} names"
        )
    return people


def _draw_traits(
    people: npt.NDArray[np.integer | np.str_], rng: np.random.Generator
) -> dict[str, list[float]]:
    """Logarithm of each trait's factor, night by night."""
    _, place = np.unique(people, return_inverse=True)
    drawn = {}
    for name, trait in TRAITS.items():
        person = rng.standard_normal(int(place.max()) + 1)[place]
        night = rng.standard_normal(place.size)
        mixed = np.sqrt(trait.icc) * person + np.sqrt(1 - trait.icc) * night
        drawn[name] = (trait.spread * mixed).tolist()
    return drawn


def _bouts(profile: Profile, traits: dict[str, float]) -> Bouts:
    """Bend the profile's dwell times by a person's and a night's traits."""
    soon = profile.fragmentation * traits["fragmentation"]
    flicker = traits["alternation"]
    wake = profile.wake_share * traits["wake"] / flicker**0.8
    return Bouts(
        n1=max(1.1, profile.n1_epochs * traits["n1"] * flicker**0.45),
        n2=profile.n2_epochs / soon / flicker**0.7,
        n3=profile.n3_epochs / soon * traits["depth"] ** 0.4 / flicker**0.9,
        rem=profile.rem_epochs / soon * traits["rem_bouts"],
        n3_brief=min(_MOST["n3_brief"], profile.n3_brief * flicker),
        rem_brief=min(_MOST["rem_brief"], _BRIEF_REM * soon),
        wake_share=min(_MOST["wake_share"], wake),
        wake_exponent=profile.wake_exponent * traits["wake_length"] / flicker**0.15,
        longest_wake=profile.longest_wake,
    )


def _night(profile: Profile, epochs: int, traits: dict[str, float], chance: Chance) -> list[int]:
    """Draw one night: stage codes, as many as `epochs`."""
    bouts = _bouts(profile, traits)
    latency = int(2 * chance.lognormal(profile.onset_latency, profile.onset_spread))
    out = [W] * max(1, latency)
    cycle, first, due, had = 0, N1, 0.0, 0.0
    while len(out) < epochs:
        at = min(cycle, LATER)
        median = profile.nrem_minutes[at] * traits["period"]
        minutes = max(_SHORTEST_NREM, chance.lognormal(median, profile.nrem_spread[at]))
        out += _nrem_period(profile, minutes, at, traits["depth"], bouts, chance, first, cycle == 0)
        if cycle == 0 and chance.uniform() < profile.skipped_first_rem:
            median, spread = _JOINED
            minutes = chance.lognormal(median * traits["period"], spread)
            out += _nrem_period(profile, minutes, 1, traits["depth"], bouts, chance, N2, False)
        median = profile.rem_minutes[at] * traits["rem"]
        minutes = median * chance.gamma(profile.rem_shape) * (due + median) / (had + median)
        due, had = due + median, had + minutes
        out += rem_sleep(chance, max(2, int(2 * minutes)), bouts)
        drawn = chance.uniform()
        first = N2 if drawn < _AFTER_REM[0] else N1 if drawn < _AFTER_REM[1] else W
        cycle += 1
    return out[:epochs]


def _nrem_period(
    profile: Profile,
    minutes: float,
    at: int,
    depth: float,
    bouts: Bouts,
    chance: Chance,
    first: int,
    onset: bool,
) -> list[int]:
    """Draw a NREM period: light sleep, in which N3 may have its span."""
    epochs = int(2 * minutes)
    if chance.uniform() >= profile.n3_probability[at] ** (1 / depth):
        return light_sleep(chance, epochs, bouts, first, onset)
    latency = int(2 * chance.lognormal(profile.n3_latency[at], profile.n3_latency_spread))
    latency = max(4, min(latency, epochs - 8))
    median = profile.n3_minutes[at] * depth * profile.depth
    span = int(2 * chance.lognormal(median, profile.n3_spread))
    span = max(1, min(span, epochs - latency - _N2_BEFORE_REM))
    return [
        *light_sleep(chance, latency, bouts, first, onset),
        *deep_sleep(chance, span, bouts),
        *light_sleep(chance, epochs - latency - span, bouts, N2, False),
    ]
