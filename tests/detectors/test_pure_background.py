"""Noise without a spindle: is it like people's N2, and what does each rule find in it by chance."""

import functools
from dataclasses import replace

import numpy as np
import pytest
import scipy.signal
from scipy.stats import chi2, poisson

from explorer.detectors.detector_catalogue import find_detector
from explorer.detectors.event_agreement import event_agreement
from explorer.detectors.spindles import RULES, detect_spindles
from explorer.models.simulated_channel import simulate_channel
from explorer.models.simulated_night import simulate_night
from explorer.models.sleep_profiles import profile_named
from explorer.models.spectral_variability import AVERAGE
from explorer.night.hypnogram import make_hypnogram
from explorer.night.schema import make_events
from explorer.vocabulary.stages import Stage
from tests.detectors.a7_as_written import a7_as_written

FREQUENCY = 128
HOURS = 3
SEEDS = (0, 1)
N2 = make_hypnogram(["N2"] * (120 * HOURS))
NREM = (Stage.N1, Stage.N2, Stage.N3)
NOTHING = replace(profile_named("young"), spindle_rate=0.0)
A7 = RULES["a7"]
SEGMENT = 4.0  # s
SIGMA = (11, 16)  # Hz
STRAIGHT = (8, 20)  # Hz


@functools.cache
def backgrounds(sigma):
    """Hours of N2 with neither spindle nor slow wave, a seed each; and so much sigma is left."""
    nights = (
        simulate_channel(
            N2,
            seed=seed,
            profile=replace(NOTHING, sigma_between=sigma),
            slow_wave_gain=0.0,
            sampling_frequency=FREQUENCY,
            person=AVERAGE,
            disturbances=False,
        )
        for seed in SEEDS
    )
    return [night.signal("F4-M1").load() for night in nights]


def spindles(onset, duration):
    words = ["spindle"] * len(onset)
    return make_events(onset=onset, duration=duration, kind=words, channel=words, source=words)


def test_the_default_rule_finds_one_or_two_an_hour_in_a_background_without_sigma():
    found = sum(detect_spindles(one, hypnogram=N2).sizes["event"] for one in backgrounds(0.0))
    # Three in two hours come to more than this in one of a thousand pairs of nights.
    assert found <= poisson.ppf(0.999, 1.5 * HOURS * len(SEEDS))


@pytest.mark.parametrize("sigma", [0.0, 1.0])
@pytest.mark.parametrize("rule", list(RULES))
def test_what_a_rule_finds_in_noise_is_what_the_catalogue_says_of_it(rule, sigma):
    found = sum(
        detect_spindles(one, hypnogram=N2, rule=RULES[rule]).sizes["event"]
        for one in backgrounds(sigma)
    )
    hours = HOURS * len(SEEDS)
    # The exact interval of 99.9 % of a Poisson count: bands come and go, so counts spread more.
    low = chi2.ppf(0.0005, 2 * found) / 2 / hours if found else 0.0
    high = chi2.ppf(0.9995, 2 * found + 2) / 2 / hours
    chance = find_detector("spindle", rule).by_chance
    assert low <= (chance.sigma_left if sigma else chance.aperiodic) <= high


@pytest.mark.parametrize("name", ["yasa", "yasa fast"])
def test_of_yasa_s_rules_the_two_without_slow_spindles_find_hardly_any_in_noise(name):
    found = [detect_spindles(one, hypnogram=N2, rule=RULES[name]) for one in backgrounds(1.0)]
    # Likewise of one in two hours.
    assert sum(one.sizes["event"] for one in found) <= poisson.ppf(0.999, HOURS * len(SEEDS) / 2)


def test_chance_bursts_are_the_rule_s_own_and_not_our_reading_of_it():
    for one in backgrounds(1.0):
        hour = one.isel(time=slice(0, 3600 * FREQUENCY))
        written = a7_as_written(
            hour.values.astype(float), FREQUENCY, np.ones(hour.sizes["time"], bool)
        )
        ours = detect_spindles(hour, hypnogram=N2.isel(epoch=slice(0, 120)), rule=A7)
        assert event_agreement(ours, spindles(*written), overlap=0.8).f1 > 0.85


@pytest.mark.parametrize("number", [1, 2, 4, 5, 6])
def test_a7_finds_in_people_what_the_rule_as_written_finds(number, excerpt):
    samples, signal, hypnogram, _ = excerpt(number)
    frequency = float(signal.sampling_frequency)
    stages = stage_of_samples(hypnogram, frequency, samples.size)
    onset, duration = a7_as_written(samples, frequency, stages == Stage.N2)
    middle = ((onset + duration / 2) * frequency).astype(int)
    asleep = np.isin(stages[middle], NREM)
    ours = detect_spindles(signal, hypnogram=hypnogram, stages=NREM, rule=A7)
    assert event_agreement(ours, spindles(onset[asleep], duration[asleep])).f1 > 0.95


def test_a7_finds_in_a_simulated_night_what_the_rule_as_written_finds():
    signal = simulate_channel(N2.isel(epoch=slice(0, 120)), seed=9).signal("F4-M1").load()
    frequency = float(signal.sampling_frequency)
    written = a7_as_written(signal.values.astype(float), frequency, np.ones(signal.size, bool))
    ours = detect_spindles(signal, hypnogram=N2.isel(epoch=slice(0, 120)), rule=A7)
    assert ours.sizes["event"] > 50
    assert event_agreement(ours, spindles(*written), overlap=0.8).f1 > 0.93


def stage_of_samples(hypnogram, frequency, count):
    stages = np.repeat(hypnogram.values, round(float(hypnogram.epoch_length) * frequency))[:count]
    return np.pad(stages, (0, count - stages.size), constant_values=Stage.UNSCORED)


def sigma_of(samples, frequency, usable):
    """Of segments of 4 s: median and lowest fifth of sigma in uV^2, of its share; slope; hump."""
    length = round(SEGMENT * frequency)
    starts = [
        start
        for start in range(0, samples.size - length + 1, length // 2)
        if usable[start : start + length].all()
    ]
    rows = scipy.signal.detrend(np.stack([samples[start : start + length] for start in starts]))
    hertz, density = scipy.signal.periodogram(rows, frequency, "hann")

    def power(low, high):
        return density[:, (hertz >= low) & (hertz <= high)].sum(axis=1) * hertz[1]

    sigma, share = power(*SIGMA), power(*SIGMA) / power(4.5, min(30, frequency / 2))
    beside = ((hertz >= 4) & (hertz <= 10)) | ((hertz >= 18) & (hertz <= min(30, frequency / 2.2)))
    slope = np.polyfit(np.log(hertz[beside]), np.log(density.mean(axis=0)[beside]), 1)[0]
    return [
        *np.percentile(sigma, [20, 50]),
        *np.percentile(share, [20, 50]),
        slope,
        hump(hertz, np.median(density, axis=0)),
    ]


def hump(hertz, density):
    """How far 11-15 Hz are above a line from 8 to 20 Hz on logarithmic axes, as a factor."""
    near = [np.log(density[abs(hertz - at) <= 0.75]).mean() for at in STRAIGHT]
    inside = (hertz >= 11) & (hertz <= 15)
    line = np.interp(np.log(hertz[inside]), np.log(STRAIGHT), near)
    return np.exp((np.log(density[inside]) - line).mean())


def background_of_n2(sigma):
    night = simulate_night(
        4,
        hypnogram=N2.isel(epoch=slice(0, 120)),
        sampling_frequency=FREQUENCY,
        profile=replace(NOTHING, sigma_between=sigma),
        slow_wave_gain=0.0,
        person=AVERAGE,
        disturbances=False,
    )
    samples = night.signal("C4-M1").values
    return sigma_of(samples, FREQUENCY, np.ones(samples.size, bool))


@pytest.fixture(scope="module")
def people(excerpt):
    """N2 of six people where neither expert marked a spindle."""
    found = []
    for number in range(1, 7):
        samples, signal, hypnogram, experts = excerpt(number)
        frequency = float(signal.sampling_frequency)
        usable = stage_of_samples(hypnogram, frequency, samples.size) == Stage.N2
        for marks in experts:
            for onset, duration in zip(marks.onset.values, marks.duration.values, strict=True):
                first = max(round((onset - 1) * frequency), 0)
                usable[first : round((onset + duration + 1) * frequency)] = False
        found.append(sigma_of(samples, frequency, usable))
    return np.array(found)


def test_the_background_of_n2_is_that_of_people_where_neither_expert_marked_a_spindle(people):
    ours = background_of_n2(sigma=1.0)
    assert (people.min(axis=0) < ours).all()
    assert (ours < people.max(axis=0)).all()


def test_people_have_sigma_between_marked_spindles_and_an_aperiodic_background_has_none(people):
    assert ((people[:, -1] > 1.25) == [True, True, True, True, True, False]).all()
    assert background_of_n2(sigma=1.0)[-1] > 1.25
    assert background_of_n2(sigma=0.0)[-1] == pytest.approx(1, abs=0.06)
