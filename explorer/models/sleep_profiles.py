"""Sleep profiles: how an age group or a disorder sleeps, as numbers with their source each.

A profile holds medians and shapes of a night (`explorer.models.simulated_hypnogram`) and what of
its EEG goes with age. `SOURCES` says where each number is from.
"""

from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Any

Cycles = tuple[float, float, float, float, float]
"""One number a NREM-REM cycle: the first to the fourth, and the fifth and every later one."""
LATER = 4
"""Place of the fifth and every later cycle."""


@dataclass(frozen=True)
class Profile:
    """How a group of people sleeps: medians of the time in each part of a night, and their spread.

    A spread is the standard deviation of the logarithm. Times are in min, dwell times of one stage
    in epochs of 30 s, as they were scored.
    """

    name: str
    ages: str
    """In years."""
    onset_latency: float = 13.0
    """Median sleep onset latency, in min."""
    onset_spread: float = 0.75
    nrem_minutes: Cycles = (85.0, 84.0, 74.0, 66.0, 60.0)
    """Median length of the NREM period of each cycle, wake within it counted."""
    nrem_spread: Cycles = (0.30, 0.26, 0.25, 0.25, 0.30)
    skipped_first_rem: float = 0.15
    """Share of nights whose first REM period does not come, so that two NREM periods join."""
    rem_minutes: Cycles = (16.0, 25.0, 28.0, 31.0, 30.0)
    """Median length of the REM period of each cycle."""
    rem_shape: float = 6.0
    """Of their gamma distribution."""
    n3_probability: Cycles = (0.97, 0.90, 0.64, 0.46, 0.32)
    """Share of NREM periods that have any N3."""
    n3_latency: Cycles = (23.0, 20.0, 28.0, 31.0, 31.0)
    """Median time from the start of the NREM period to its N3, in min."""
    n3_latency_spread: float = 0.58
    n3_minutes: Cycles = (60.0, 42.0, 22.0, 16.0, 12.0)
    """Median time from the first to the last epoch of N3 in a NREM period that has it."""
    n3_spread: float = 0.34
    n1_epochs: float = 2.4
    """Mean dwell in N1."""
    n2_epochs: float = 21.0
    """Median dwell in N2 outside N3's span, where it is not brief."""
    n3_epochs: float = 15.0
    """Median dwell in N3, where it is not brief."""
    n3_brief: float = 0.50
    """Share of bouts of N3 that are brief."""
    rem_epochs: float = 44.0
    """Median dwell in REM, where it is not brief."""
    wake_share: float = 0.33
    """Share of the exits from N2, outside N3's span, that lead to wake: the others to N1."""
    wake_exponent: float = 1.75
    """Of the zeta distribution of bouts of wake."""
    longest_wake: int = 80
    """Cap on a bout of wake, in epochs."""
    fragmentation: float = 1.0
    """Factor on how soon N2, N3 and REM are left."""
    depth: float = 1.0
    """Factor on the time in N3's span: what deepens sleep pulls at it."""
    arousal_index: float = 14.7
    """Arousals an hour of sleep."""
    drive_decay: float = 3.742
    """Time constant of sleep drive in NREM sleep, in h."""
    amplitude: float = 1.0
    """Of slow waves, spindles and delta, as a factor."""
    spindle_rate: float = 1.0
    """Number of spindles, as a factor."""
    sigma_between: float = 1.0
    """Sigma of N2 and N3 between spindles, beyond a line from 8 to 20 Hz, as a factor: 1 as people
    have it between those that experts mark, 0 for an aperiodic background."""
    alpha_frequency: float = 10.2
    """Hz"""


_FITTED = (
    "fitted by hand: young, to 15 nights of DODH (healthy adults, consensus of five scorers), 22 "
    "placebo nights of Sleep-EDF's telemetry and 39 nights of its cassette aged 35 or less; middle "
    "and older, to 37 and 29 nights of the cassette aged 36-65 and 66-101"
)
_BAGLIONI = (
    "insomnia: in the direction of Baglioni et al. 2014, Sleep Med Rev 18:195 (23 studies: sleep "
    "less continuous, less N3, less REM); by how much is this project's choice"
)
_APNOEA_SHIFTS = (
    "apnoea: in the direction of Norman et al. 2006, Sleep 29:1625 (bouts of every stage shorter); "
    "by how much is this project's choice, beside 33 nights of DODO (people with apnoea)"
)
_EEG = "this project's, roughly after the literature of each age; not fitted"

SOURCES: MappingProxyType[str, str] = MappingProxyType(
    {
        "onset_latency": f"{_FITTED}; {_BAGLIONI}",
        "onset_spread": _FITTED,
        "nrem_minutes": f"{_FITTED}; periods after Feinberg & Floyd 1979, Psychophysiology 16:283",
        "nrem_spread": _FITTED,
        "skipped_first_rem": _FITTED,
        "rem_minutes": f"{_FITTED}; longer from cycle to cycle as in Feinberg & Floyd; {_BAGLIONI}",
        "rem_shape": _FITTED,
        "n3_probability": _FITTED,
        "n3_latency": _FITTED,
        "n3_latency_spread": _FITTED,
        "n3_minutes": f"{_FITTED}; {_BAGLIONI}; {_APNOEA_SHIFTS}",
        "n3_spread": _FITTED,
        "n1_epochs": f"{_FITTED}; geometric",
        "n2_epochs": f"{_FITTED}; lognormal after Kemp & Kamphuisen 1986, Sleep 9:405",
        "n3_epochs": _FITTED,
        "n3_brief": _FITTED,
        "rem_epochs": _FITTED,
        "wake_share": f"{_FITTED}; {_BAGLIONI}; {_APNOEA_SHIFTS}",
        "wake_exponent": f"{_FITTED}; a power after Lo et al. 2004, PNAS 101:17545; {_BAGLIONI}",
        "longest_wake": _FITTED,
        "fragmentation": f"1 by definition for healthy people; {_BAGLIONI}; {_APNOEA_SHIFTS}",
        "depth": "1 by definition: a factor for what deepens sleep",
        "arousal_index": "Boselli et al. 1998, Sleep 21:351: 14.7 an hour at 20-39 years, 17.8 at "
        "40-59, 27.1 at 60 and over; apnoea: this project's choice",
        "drive_decay": _EEG,
        "amplitude": _EEG,
        "spindle_rate": _EEG,
        "sigma_between": _EEG,
        "alpha_frequency": _EEG,
    }
)
"""Where each number of a profile is from, by its name in `Profile`."""

_YOUNG = Profile("young", "18-35")
_MIDDLE = replace(
    _YOUNG,
    name="middle",
    ages="36-65",
    onset_latency=15.0,
    nrem_minutes=(88.0, 88.0, 80.0, 72.0, 66.0),
    nrem_spread=(0.31, 0.30, 0.30, 0.30, 0.34),
    n3_probability=(0.74, 0.60, 0.36, 0.29, 0.21),
    n3_latency=(28.0, 24.0, 28.0, 30.0, 30.0),
    n3_minutes=(34.0, 26.0, 16.0, 13.0, 10.0),
    n3_brief=0.62,
    n3_epochs=8.0,
    n1_epochs=3.9,
    n2_epochs=27.0,
    rem_minutes=(19.0, 22.5, 26.0, 28.0, 28.0),
    rem_epochs=36.0,
    wake_share=0.62,
    wake_exponent=1.55,
    longest_wake=120,
    arousal_index=17.8,
    drive_decay=3.4,
    amplitude=0.94,
    spindle_rate=0.8,
    alpha_frequency=9.7,
)
_OLDER = replace(
    _MIDDLE,
    name="older",
    ages="66-101",
    onset_latency=20.0,
    nrem_minutes=(78.0, 92.0, 88.0, 84.0, 80.0),
    nrem_spread=(0.32, 0.34, 0.34, 0.34, 0.36),
    n3_probability=(0.90, 0.75, 0.50, 0.35, 0.25),
    n3_minutes=(40.0, 34.0, 24.0, 16.0, 12.0),
    n1_epochs=3.5,
    n2_epochs=15.0,
    rem_minutes=(16.0, 21.5, 24.0, 25.0, 24.0),
    rem_epochs=28.0,
    wake_share=0.75,
    wake_exponent=1.48,
    arousal_index=27.1,
    drive_decay=2.969,
    amplitude=0.88,
    spindle_rate=0.6,
    alpha_frequency=9.2,
)
_INSOMNIA = replace(
    _MIDDLE,
    name="insomnia",
    onset_latency=28.0,
    n3_minutes=(29.0, 22.0, 13.5, 11.0, 8.5),
    rem_minutes=(17.0, 20.0, 23.5, 25.0, 25.0),
    wake_share=0.80,
    wake_exponent=1.40,
    fragmentation=1.2,
)
_APNOEA = replace(
    _MIDDLE,
    name="apnoea",
    n3_minutes=(27.0, 21.0, 13.0, 10.5, 8.0),
    n1_epochs=2.2,
    wake_share=0.80,
    wake_exponent=1.75,
    fragmentation=1.8,
    arousal_index=40.0,
)

PROFILES: MappingProxyType[str, Profile] = MappingProxyType(
    {one.name: one for one in (_YOUNG, _MIDDLE, _OLDER, _INSOMNIA, _APNOEA)}
)


def profile_named(name: str | Profile) -> Profile:
    """Look a profile up by its name; a profile of one's own passes through.

    Examples
    --------
    >>> profile_named("older").ages
    '66-101'
    """
    if isinstance(name, Profile):
        return name
    if name not in PROFILES:
        raise ValueError(f"unknown profile {name!r}, expected one of {list(PROFILES)}")
    return PROFILES[name]


# Middles of the ages of the profiles, in years; between them parameters change in proportion.
_MIDDLES = ((26.0, _YOUNG), (51.0, _MIDDLE), (76.0, _OLDER))
YOUNGEST, OLDEST = 18.0, 79.0
"""Ages in years for which there are norms."""


def middle_age(profile: str | Profile) -> float:
    """Age in the middle of a profile's age group.

    Parameters
    ----------
    profile : str or Profile
        As of `profile_named`.

    Returns
    -------
    float
        Years; NaN where the profile is no age group's.

    Examples
    --------
    >>> middle_age("young"), middle_age("older"), middle_age("insomnia")
    (26.0, 76.0, nan)
    """
    chosen = profile_named(profile)
    return next((age for age, one in _MIDDLES if one == chosen), float("nan"))


def profile_at(age: float) -> Profile:
    """Profile of an age: between those of the young, the middle and the older in proportion.

    Parameters
    ----------
    age : float
        Years, 18 to 79.

    Returns
    -------
    Profile

    Raises
    ------
    ValueError
        If there are no norms for that age.

    Examples
    --------
    >>> profile_at(26).onset_latency, profile_at(38.5).onset_latency
    (13.0, 14.0)
    """
    if not YOUNGEST <= age <= OLDEST:
        raise ValueError(f"age must be from {YOUNGEST:g} to {OLDEST:g} years, is {age}")
    (low, younger), (high, older) = _MIDDLES[:2] if age <= _MIDDLES[1][0] else _MIDDLES[1:]
    share = min(max((age - low) / (high - low), 0.0), 1.0)
    between = {
        field.name: _between(getattr(younger, field.name), getattr(older, field.name), share)
        for field in fields(Profile)
        if field.name not in ("name", "ages")
    }
    return replace(younger, name=f"age {age:g}", ages=f"{age:g}", **between)


def _between(first: Any, last: Any, share: float) -> Any:
    """Go a share of the way from one number to another, or from each of some to its like."""
    if isinstance(first, tuple):
        return tuple(_between(one, other, share) for one, other in zip(first, last, strict=True))
    between = round((1 - share) * first + share * last, 12)
    return round(between) if isinstance(first, int) else between
