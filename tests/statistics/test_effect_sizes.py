"""Effect sizes: published examples, peers, and laws."""

import numpy as np
import pytest
from scipy import stats

from explorer.statistics.effect_sizes import (
    as_percent,
    cohen_d_z,
    hedges_g_av,
    log_ratios,
    minimal_detectable_change,
    t_interval,
    t_test,
)


@pytest.mark.parametrize(
    ("magnesium", "placebo", "g"),
    [
        ((16.5, 20.4), (10.1, 15.4), 0.33),  # slow-wave sleep, min
        ((47128.7, 21417.7), (37862.1, 23241.7), 0.39),  # delta power
        ((1923.0, 1111.3), (1541.0, 1134.5), 0.32),  # sigma power
    ],
)
def test_g_av_of_the_published_magnesium_crossover(magnesium, placebo, g):
    found = hedges_g_av(magnesium[0] - placebo[0], magnesium[1], placebo[1], 12)
    assert round(found, 2) == g


def test_g_av_changes_its_sign_with_the_conditions_and_nothing_with_the_unit():
    assert hedges_g_av(3.0, 2.0, 4.0, 12) == -hedges_g_av(-3.0, 4.0, 2.0, 12)
    assert hedges_g_av(3.0, 2.0, 4.0, 12) == pytest.approx(hedges_g_av(180.0, 120.0, 240.0, 12))


def test_t_test_and_interval_are_scipys(rng):
    differences = rng.normal(1, 2, 12)
    peer = stats.ttest_1samp(differences, 0)
    assert t_test(differences) == pytest.approx((peer.statistic, peer.pvalue), rel=1e-12)
    assert t_interval(differences) == pytest.approx(tuple(peer.confidence_interval()), rel=1e-12)


def test_d_z_is_t_over_the_root_of_n(rng):
    differences = rng.normal(1, 2, 9)
    assert cohen_d_z(differences) == pytest.approx(t_test(differences)[0] / 3)


@pytest.mark.parametrize("differences", [[2.0], [1.5, 1.5, 1.5], [0.1 + 0.2, 0.3, 0.3]])
def test_people_who_do_not_differ_have_no_standardised_effect(differences):
    assert np.isnan(cohen_d_z(differences))
    assert np.isnan(t_test(differences)[1])


def test_twice_and_half_cancel_as_ratios_but_not_as_differences():
    assert as_percent(log_ratios([2.0, 1.0], [1.0, 2.0]).mean()) == pytest.approx(0)


def test_a_ratio_to_nothing_is_not_said():
    assert np.isnan(log_ratios([1.0, 0.0, 1.0], [0.0, 1.0, -1.0])).all()


def test_a_perfectly_reliable_metric_detects_any_change():
    assert minimal_detectable_change(30.0, 1.0) == 0
    with pytest.raises(ValueError, match="between 0 and 1"):
        minimal_detectable_change(30.0, 1.2)
