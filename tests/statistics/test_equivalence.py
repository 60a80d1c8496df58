"""Four answers, equivalence and the count of tests."""

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.weightstats import ttost_paired

from explorer.statistics.effect_sizes import t_interval
from explorer.statistics.equivalence import (
    Outcome,
    SmallestEffect,
    benjamini_hochberg,
    decide,
    equivalence_test,
)


def test_equivalence_is_statsmodels(rng):
    placebo = rng.normal(30, 10, 12)
    drug = placebo + rng.normal(1, 4, 12)
    peer = ttost_paired(drug, placebo, -5, 5)[0]
    assert equivalence_test(drug - placebo, 5) == pytest.approx(peer, rel=1e-10)


def test_equivalence_holds_just_where_the_ninety_percent_interval_is_inside(rng):
    for _ in range(200):
        differences = rng.normal(0, 3, 10)
        low, high = t_interval(differences, 0.9)
        assert (equivalence_test(differences, 2.0) < 0.05) == (low > -2 and high < 2)


@pytest.mark.parametrize(
    ("differences", "outcome"),
    [
        ([9, 11, 10, 12, 8, 10, 9, 11], Outcome.DIFFERENCE),
        ([1, 1.1, 0.9, 1.2, 0.8, 1, 0.9, 1.1], Outcome.NEGLIGIBLE),
        ([1, -1, 0.9, -0.8, 1.1, -1, 0.2, -0.3], Outcome.EQUIVALENT),
        ([30, -28, 25, -20, 10, -31, 29, 4], Outcome.INCONCLUSIVE),
    ],
)
def test_each_of_the_four_answers_can_be_given(differences, outcome):
    p = stats.ttest_1samp(differences, 0).pvalue
    assert decide(p, equivalence_test(differences, 5.0)) is outcome


def test_no_p_value_decides_nothing():
    assert decide(np.nan, np.nan) is Outcome.INCONCLUSIVE


def test_the_correction_is_statsmodels_and_scipys(rng):
    p = rng.uniform(0, 1, 30) ** 2
    assert benjamini_hochberg(p) == pytest.approx(multipletests(p, method="fdr_bh")[1])
    assert benjamini_hochberg(p) == pytest.approx(stats.false_discovery_control(p))


def test_a_test_that_was_not_made_does_not_count():
    with_gap = benjamini_hochberg([0.01, np.nan, 0.04])
    assert np.isnan(with_gap[1])
    assert with_gap[[0, 2]] == pytest.approx(benjamini_hochberg([0.01, 0.04]))


def test_the_bounds_of_a_percentage_are_those_of_its_log_ratio():
    assert SmallestEffect.parse(" 10 %").bound == pytest.approx(0.0953, abs=5e-5)
    assert SmallestEffect.parse("10").bound == 10


@pytest.mark.parametrize("text", ["", "ten", "-3", "0%", "nan"])
def test_a_smallest_effect_that_says_nothing_is_refused(text):
    with pytest.raises(ValueError, match="smallest effect"):
        SmallestEffect.parse(text)
