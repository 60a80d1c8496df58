"""Sign flips against every assignment, and the bootstrap against scipy's."""

import itertools

import numpy as np
import pytest
from scipy import stats

from explorer.statistics import permutation_and_bootstrap
from explorer.statistics.permutation_and_bootstrap import (
    bca_limits,
    bootstrap_interval,
    sign_flip_test,
    signed_rank_test,
)


def _every_assignment(differences):
    signs = np.array(list(itertools.product([1, -1], repeat=len(differences))))
    sums = np.abs(signs @ differences)
    return (sums >= abs(sum(differences)) - 1e-9).mean()


@pytest.mark.parametrize("pairs", [1, 2, 3, 5, 8, 13])
def test_the_exact_test_counts_every_assignment(pairs, rng):
    for differences in (rng.normal(0.5, 1, pairs), rng.integers(-3, 4, pairs) + 0.5):
        assert sign_flip_test(differences, rng).p == _every_assignment(differences)


@pytest.mark.parametrize("pairs", [3, 5, 8, 14, 22])
def test_the_signed_rank_test_is_scipys_with_and_without_ties(pairs, rng):
    for differences in (rng.normal(0.5, 1, pairs), rng.integers(-3, 4, pairs).astype(float)):
        if differences.any():
            assert signed_rank_test(differences) == pytest.approx(
                stats.wilcoxon(differences).pvalue, abs=1e-12
            )
    assert np.isnan(signed_rank_test(np.zeros(pairs)))


def test_the_exact_test_is_scipys(rng):
    differences = rng.normal(0.5, 1, 11)
    peer = stats.permutation_test(
        (differences,), np.mean, permutation_type="samples", n_resamples=np.inf
    )
    assert sign_flip_test(differences, rng).p == peer.pvalue


def test_the_floor_is_reached_when_everybody_moves_one_way(rng):
    found = sign_flip_test(rng.uniform(1, 2, 5), rng)
    assert found.p == found.floor == 0.0625  # five people can never be significant


def test_a_person_without_a_difference_changes_nothing(rng):
    differences = rng.normal(0.5, 1, 9)
    assert sign_flip_test(np.append(differences, 0.0), rng).p == sign_flip_test(differences, rng).p


def test_half_minutes_that_tie_count_as_extreme(rng):
    # +0.1 +0.2 -0.3 sums to 0 by hand, not by floating point: every assignment is as extreme.
    assert sign_flip_test([0.1, 0.2, -0.3], rng).p == 1.0


def test_nobody_and_nothing_give_no_p(rng):
    assert np.isnan(sign_flip_test([], rng).p)
    assert np.isnan(sign_flip_test([0.0, 0.0], rng).p)


def test_the_sampled_test_agrees_with_the_exact_one(rng, monkeypatch):
    differences = rng.normal(0.3, 1, 30)
    exact = sign_flip_test(differences, rng)
    monkeypatch.setattr(permutation_and_bootstrap, "EXACT_UP_TO", 5)
    sampled = sign_flip_test(differences, rng)
    error = np.sqrt(exact.p * (1 - exact.p) / permutation_and_bootstrap.RANDOM_FLIPS)
    assert exact.exact
    assert not sampled.exact
    assert abs(sampled.p - exact.p) < 4 * error


def test_forty_people_are_still_counted_exactly(rng):
    differences = rng.normal(0.3, 1, 40)
    assert sign_flip_test(differences, rng).exact


def test_bca_limits_are_scipys_on_its_own_resamples(rng):
    people = rng.lognormal(0, 1, 15)
    peer = stats.bootstrap((people,), np.mean, method="BCa", rng=np.random.default_rng(1))
    jackknife = (people.sum() - people) / 14
    low, high, reason = bca_limits(people.mean(), peer.bootstrap_distribution, jackknife, 0.95)
    assert (low, high) == pytest.approx(tuple(peer.confidence_interval), rel=1e-12)
    assert reason == ""


def test_the_interval_keeps_a_persons_conditions_together(rng):
    people = rng.normal(0, 50, (20, 1))
    pairs = np.hstack([people, people + 5 + rng.normal(0, 0.1, (20, 1))])
    low, high, _ = bootstrap_interval(lambda d: (d[..., 1] - d[..., 0]).mean(-1), pairs, rng)
    assert 4.9 < low < high < 5.1  # people differ by 50, their differences by 0.1


@pytest.mark.parametrize(
    ("people", "reason"),
    [(np.ones((2, 1)), "at least 3"), (np.ones((9, 1)), "all are alike")],
)
def test_what_cannot_be_said_is_nan_with_its_reason(people, reason, rng):
    low, high, said = bootstrap_interval(lambda d: d.mean((-2, -1)), people, rng)
    assert np.isnan([low, high]).all()
    assert reason in said


def test_the_same_seed_gives_the_same_interval():
    people = np.random.default_rng(3).normal(0, 1, (12, 1))
    first, second = (
        bootstrap_interval(lambda d: d.mean((-2, -1)), people, np.random.default_rng(4))
        for _ in range(2)
    )
    assert first == second
