"""Analysis of covariance against statsmodels and closed forms, and its randomisation test."""

import itertools

import numpy as np
import pytest
from scipy import stats

from explorer.statistics.ancova import (
    adjusted_difference,
    arm_assignments,
    randomisation_test,
    sign_assignments,
)
from explorer.statistics.permutation_and_bootstrap import sign_flip_test


@pytest.fixture
def trial():
    rng = np.random.default_rng(11)
    treated = np.array([0, 1] * 9)
    before = rng.normal(400, 30, 18)
    age = rng.uniform(20, 60, 18)
    after = 150 + 0.6 * before - 0.3 * age + 12 * treated + rng.normal(0, 15, 18)
    return after, treated, np.column_stack([np.ones(18), before, age])


def test_the_coefficient_its_interval_and_its_p_are_those_of_statsmodels(trial):
    sm = pytest.importorskip("statsmodels.api")
    after, treated, known = trial
    peer = sm.OLS(after, np.column_stack([treated, known])).fit()
    found = adjusted_difference(after, treated, known)
    assert found.estimate == pytest.approx(peer.params[0], rel=1e-9)
    assert found.standard_error == pytest.approx(peer.bse[0], rel=1e-9)
    assert found.interval() == pytest.approx(tuple(peer.conf_int()[0]), rel=1e-9)
    assert found.p == pytest.approx(peer.pvalues[0], rel=1e-9)
    assert found.freedom == peer.df_resid


def test_without_covariates_it_is_students_t_of_two_groups(trial):
    after, treated, _ = trial
    found = adjusted_difference(after, treated, np.ones((18, 1)))
    assert found.p == pytest.approx(
        stats.ttest_ind(after[treated == 1], after[treated == 0]).pvalue
    )


def test_equivalence_is_told_just_where_the_90_percent_interval_lies_within_the_bound(trial):
    found = adjusted_difference(*trial)
    reach = max(map(abs, found.interval(0.9)))
    assert found.p_equivalence(reach * 1.001) < 0.05 < found.p_equivalence(reach * 0.999)


def test_a_copied_covariate_counts_once_and_one_that_is_the_arm_leaves_nothing(trial):
    after, treated, known = trial
    twice = adjusted_difference(after, treated, np.column_stack([known, known[:, 1] * 2 + 1]))
    assert twice.estimate == pytest.approx(adjusted_difference(*trial).estimate)
    assert np.isnan(adjusted_difference(after, treated, np.column_stack([known, treated])).p)


def test_the_permutation_of_arms_is_the_count_of_every_refit(trial):
    after, treated, known = (one[:8] for one in trial)
    drawn = arm_assignments(treated, ["x"] * 8, np.random.default_rng(0))
    found = randomisation_test(after, treated, known, drawn)

    def t(chosen):
        arm = np.isin(np.arange(8), chosen).astype(float)
        one = adjusted_difference(after, arm, known)
        return abs(one.estimate / one.standard_error)

    every = [t(chosen) for chosen in itertools.combinations(range(8), 4)]
    observed = t(np.flatnonzero(treated))
    assert found.exact
    assert len(every) == len(drawn.columns) == 70
    assert found.p == pytest.approx(np.mean(np.array(every) >= observed - 1e-9))
    assert found.floor == pytest.approx(2 / 70)  # either arm may be the treated one


def test_without_covariates_the_permutation_is_scipys():
    rng = np.random.default_rng(5)
    one, other = rng.normal(0, 1, 6), rng.normal(1, 1, 5)
    values, treated = np.concatenate([one, other]), np.repeat([0, 1], [6, 5])
    drawn = arm_assignments(treated, [""] * 11, rng)
    found = randomisation_test(values, treated, np.ones((11, 1)), drawn)

    def far(a, b, axis):  # two-sided by size; scipy's own doubles the smaller tail
        return np.abs(np.mean(a, axis) - np.mean(b, axis))

    peer = stats.permutation_test((one, other), far, vectorized=True, alternative="greater")
    assert found.p == pytest.approx(peer.pvalue)


def test_arms_are_drawn_again_within_their_strata_only():
    drawn = arm_assignments([1, 0, 0, 1, 1], ["a", "a", "b", "b", "b"], np.random.default_rng(0))
    assert drawn.exact
    assert len(drawn.columns) == 2 * 3
    assert (drawn.columns[:, :2].sum(1) == 1).all()
    many = arm_assignments([0, 1] * 20, ["a"] * 20 + ["b"] * 20, np.random.default_rng(0))
    assert not many.exact
    assert (many.columns[:, :20].sum(1) == 10).all()


def test_signs_of_pairs_without_covariates_are_the_sign_flip_test():
    differences = np.array([3.0, -1.0, 4.0, 2.0, -0.5, 6.0])
    rng = np.random.default_rng(0)
    drawn = sign_assignments(6, rng)
    found = randomisation_test(differences, np.ones(6), np.zeros((6, 0)), drawn)
    assert found.p == sign_flip_test(differences, rng).p
