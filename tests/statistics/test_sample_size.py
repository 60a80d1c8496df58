"""How many people: the published arithmetic, and statsmodels."""

import math

import numpy as np
import pytest
from statsmodels.stats.power import TTestPower

from explorer.statistics.sample_size import (
    detectable_percent,
    pairs_needed,
    people_per_arm,
    power_of_arms,
    power_of_pairs,
)


@pytest.mark.parametrize(
    ("percent", "sd", "nearest"),
    [(3.7, 0.15, 136), (3.7, 0.10, 61), (1.6, 0.10, 313), (1.6, 0.15, 703)],
)
def test_pairs_needed_for_what_a_dose_of_magnesium_predicts(percent, sd, nearest):
    exact = TTestPower().solve_power(np.log1p(percent / 100) / sd, power=0.8, alpha=0.05)
    assert round(exact) == nearest
    assert pairs_needed(percent, sd) == np.ceil(exact)  # part of a person does not do


@pytest.mark.parametrize("pairs", [2, 3, 5, 12, 22, 136, 1000])
@pytest.mark.parametrize("d_z", [0.05, 0.24, 0.5, 0.8, -0.5])
def test_power_is_statsmodels(pairs, d_z):
    peer = TTestPower().power(abs(d_z), pairs, 0.05)
    known = np.isfinite(peer)  # its tail gives NaN for large effects in many people
    assert not known or power_of_pairs(pairs, d_z) == pytest.approx(peer, rel=1e-10)


@pytest.mark.parametrize(("pairs", "d_z"), [(136, 1.0), (136, 2.0), (12, 5.0), (40, 1.5)])
def test_an_effect_nobody_could_miss_has_all_the_power(pairs, d_z):
    assert power_of_pairs(pairs, d_z) == pytest.approx(1)


def test_power_is_the_share_of_simulated_trials_that_see_it(rng):
    trials, pairs, d_z = 20_000, 12, 0.8
    d = rng.normal(d_z, 1, (trials, pairs))
    t = d.mean(1) / d.std(1, ddof=1) * np.sqrt(pairs)
    seen = (np.abs(t) > 2.200985).mean()  # t of 11 degrees of freedom, two-sided .05
    power = power_of_pairs(pairs, d_z)
    assert abs(seen - power) < 4 * np.sqrt(power * (1 - power) / trials)


def test_without_an_effect_power_is_alpha():
    assert power_of_pairs(22, 0.0) == pytest.approx(0.05)


def test_what_can_be_seen_and_who_is_needed_are_inverse():
    assert pairs_needed(detectable_percent(61, 0.1), 0.1) in (61, 62)
    assert pairs_needed(-3.7, 0.15) < pairs_needed(3.7, 0.15)  # a loss is more on the log scale


@pytest.mark.parametrize(
    ("percent", "sd", "power"), [(0, 0.1, 0.8), (-100, 0.1, 0.8), (5, 0, 0.8), (5, 0.1, 1.0)]
)
def test_questions_without_an_answer_are_refused(percent, sd, power):
    with pytest.raises(ValueError, match="pairs_needed"):
        pairs_needed(percent, sd, power=power)


def test_an_effect_too_small_for_any_trial_is_refused():
    with pytest.raises(ValueError, match="more than"):
        pairs_needed(0.001, 0.2)


# In the lab people differ with an SD of the logarithm of 0.5, and two nights of one person with an
# SD of the log ratio of 0.15: so one night differs between people with this SD, and two nights of
# one person correlate so much.
ONE_NIGHT = math.sqrt(0.5**2 + 0.15**2 / 2)
BETWEEN_NIGHTS = 0.5**2 / ONE_NIGHT**2


@pytest.mark.parametrize(
    ("sd", "correlation", "people"),
    [(0.15, 0.0, 269), (ONE_NIGHT, 0.0, 3108), (ONE_NIGHT, BETWEEN_NIGHTS, 263)],
)
def test_parallel_arms_take_more_people_than_a_crossover(sd, correlation, people):
    assert people_per_arm(3.7, sd, correlation=correlation) == people
    arms = pytest.importorskip("statsmodels.stats.power").TTestIndPower()
    effect = math.log(1.037) / (sd * math.sqrt(1 - correlation**2))
    assert math.ceil(arms.solve_power(effect, power=0.8, alpha=0.05)) == people
    assert power_of_arms(people, effect) >= 0.8 > power_of_arms(people - 1, effect)


def test_each_covariate_takes_a_degree_of_freedom_of_the_arms():
    from scipy.stats import nct, t

    people, effect, freedom = 8, 1.0, 13
    shift, critical = effect * math.sqrt(people / 2), t.ppf(0.975, freedom)
    expected = nct.sf(critical, freedom, shift) + nct.cdf(-critical, freedom, shift)
    assert power_of_arms(people, effect, covariates=1) == pytest.approx(expected, rel=1e-6)
    with pytest.raises(ValueError, match="too few for 3 covariates"):
        power_of_arms(2, 1.0, covariates=3)


def test_a_correlation_of_one_or_an_arm_of_one_is_refused():
    with pytest.raises(ValueError, match="a correlation lies above -1 and below 1, is 1"):
        people_per_arm(3.7, 0.15, correlation=1)
    with pytest.raises(ValueError, match="at least 2 people in each arm, has 1"):
        power_of_arms(1, 0.5)
    with pytest.raises(ValueError, match="people_per_arm needs a change other than 0"):
        people_per_arm(0, 0.15)
