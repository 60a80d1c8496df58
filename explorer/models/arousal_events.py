"""Arousals of a given hypnogram: when each begins and how long it lasts, 3 to 15 s."""

from math import log

import numpy as np
import xarray as xr

from explorer.models.epoch_lookup import stages_at
from explorer.models.sleep_profiles import Profile, profile_named
from explorer.vocabulary.stages import SLEEP, Stage

SHORTEST, LONGEST = 3.0, 15.0
"""s: what is shorter is no arousal by the AASM's rule, what is longer is scored as wake."""
_MEDIAN, _SPREAD = 7.0, 0.45
"""Of the lognormal of durations, in s: a choice of this project within the limits."""
_SLEEP_BEFORE = 10.0
"""s of sleep that the AASM's rule asks for before an arousal."""
_AT_CHANGES = 0.6
"""Share of the changes to N1, and of awakenings, that an arousal announces: this project's."""
# How often each stage is broken beside N2. In Boselli et al. 1998 only N1's and N2's arousals grow
# with age, and REM has about as many as N2 has in the young; the numbers are this project's.
_BESIDE_N2 = {Stage.N1: 1.6, Stage.N2: 1.0, Stage.N3: 0.35, Stage.REM: 0.9}


def simulate_arousals(
    hypnogram: xr.DataArray, *, rng: np.random.Generator, profile: str | Profile = "young"
) -> xr.Dataset:
    """Draw the arousals of one night: before changes to N1 and wake, and between.

    Parameters
    ----------
    hypnogram : xr.DataArray of Stage, dims (epoch)
        With the scalar coordinate ``epoch_length`` in s.
    rng : np.random.Generator
        Where chance comes from.
    profile : str or Profile
        Gives the arousals an hour of sleep (`Profile.arousal_index`).

    Returns
    -------
    xr.Dataset, dims (arousal)
        ``onset`` and ``duration`` in s, from the clock of the hypnogram's ``onset``; in order, each
        in an epoch of sleep and 10 s at least after the end of the one before.

    Notes
    -----
    The number is a Poisson number around the index times the hours of sleep, as far as the 10 s of
    sleep between two leave room.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> night = make_hypnogram(["W"] * 20 + ["N2"] * 240)
    >>> arousals = simulate_arousals(night, rng=np.random.default_rng(1))
    >>> bool(((arousals.duration >= 3) & (arousals.duration <= 15)).all())
    True
    """
    chosen = profile_named(profile)
    stages, onsets = hypnogram.values, hypnogram.onset.values.astype(float)
    length = float(hypnogram.epoch_length)
    asleep = np.isin(stages, SLEEP)
    wanted = rng.poisson(chosen.arousal_index * asleep.sum() * length / 3600)

    left = (stages[1:] == Stage.W) | ((stages[1:] == Stage.N1) & (stages[:-1] != Stage.W))
    changes = np.flatnonzero(asleep[:-1] & left & (stages[1:] != stages[:-1]))
    changes = changes[rng.random(changes.size) < _AT_CHANGES]
    announced = onsets[changes] + length - np.minimum(length, LONGEST) * rng.random(changes.size)

    weights = np.zeros(stages.size)
    for stage, rate in _BESIDE_N2.items():
        weights[stages == stage] = rate
    others = np.empty(0)
    if weights.any():
        epochs = rng.choice(stages.size, max(0, wanted - announced.size), p=weights / weights.sum())
        others = onsets[epochs] + length * rng.random(epochs.size)
    onset = np.concatenate([rng.permutation(announced)[:wanted], others])
    onset.sort()
    duration = np.clip(rng.lognormal(log(_MEDIAN), _SPREAD, onset.size), SHORTEST, LONGEST)
    if onset.size:
        duration = np.minimum(duration, np.maximum(SHORTEST, onsets[-1] + length - onset))
    onset, duration = _apart(onset, duration)
    inside = np.isin(stages_at(hypnogram, onset), SLEEP) if onset.size else np.zeros(0, bool)
    return xr.Dataset(
        {
            "onset": ("arousal", onset[inside].round(3), {"units": "s"}),
            "duration": ("arousal", duration[inside].round(3), {"units": "s"}),
        }
    )


def _apart(onset: np.ndarray, duration: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Leave out what begins before there was sleep enough since the arousal before."""
    kept, end = [], -np.inf
    for place, (begins, lasts) in enumerate(zip(onset, duration, strict=True)):
        if begins >= end + _SLEEP_BEFORE:
            kept.append(place)
            end = begins + lasts
    return onset[kept], duration[kept]
