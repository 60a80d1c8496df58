"""Arousals of a simulated hypnogram: 3 to 15 s, in sleep, as many as the profile has."""

import numpy as np
import pytest

from explorer.models.arousal_events import simulate_arousals
from explorer.models.simulated_hypnogram import simulate_hypnograms
from explorer.models.sleep_profiles import PROFILES
from explorer.night.hypnogram import make_hypnogram
from explorer.vocabulary.stages import SLEEP, Stage


def night_and_arousals(profile, seed):
    rng = np.random.default_rng(seed)
    hypnogram = simulate_hypnograms(1, rng=rng, profile=profile).isel(night=0)
    return hypnogram, simulate_arousals(hypnogram, rng=rng, profile=profile)


@pytest.mark.parametrize("profile", list(PROFILES))
def test_there_are_as_many_an_hour_as_the_profile_has(profile):
    count = hours = 0.0
    for seed in range(12):
        hypnogram, arousals = night_and_arousals(profile, seed)
        count += arousals.sizes["arousal"]
        hours += np.isin(hypnogram.values, SLEEP).sum() / 120
    index = PROFILES[profile].arousal_index
    assert 0.75 * index < count / hours < 1.15 * index


def test_they_last_3_to_15_s_begin_in_sleep_and_leave_10_s_of_it_between():
    hypnogram, arousals = night_and_arousals("apnoea", 3)
    onset, duration = arousals.onset.values, arousals.duration.values
    assert ((duration >= 3) & (duration <= 15)).all()
    assert (np.diff(onset) - duration[:-1] >= 10 - 0.002).all()  # both are said to the ms
    assert np.isin(hypnogram.values[(onset // 30).astype(int)], SLEEP).all()


def test_awakenings_are_announced():
    hypnogram, arousals = night_and_arousals("young", 5)
    codes = hypnogram.values
    leaving = (codes[:-1] == Stage.N2) & np.isin(codes[1:], [Stage.W, Stage.N1])
    before = np.flatnonzero(leaving) * 30
    hit = [((arousals.onset >= start) & (arousals.onset < start + 30)).any() for start in before]
    in_n2 = (codes[(arousals.onset.values // 30).astype(int)] == Stage.N2).sum()
    assert np.mean(hit) > 3 * in_n2 / (codes == Stage.N2).sum()


def test_a_night_awake_has_none_and_one_epoch_will_do():
    rng = np.random.default_rng(1)
    assert simulate_arousals(make_hypnogram(["W"] * 40), rng=rng).sizes["arousal"] == 0
    assert simulate_arousals(make_hypnogram(["N2"]), rng=rng).onset.dims == ("arousal",)
