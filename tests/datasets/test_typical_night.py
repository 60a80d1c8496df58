"""The sample nights are the ones that the stated criterion chooses."""

import numpy as np
import pytest
import xarray as xr

from explorer.datasets.sample_night import OLDER_SEED, SAMPLE_SEED
from explorer.datasets.typical_night import fit_to_show, night_of_seed, typical_seed
from explorer.metrics.table import table
from explorer.models.simulated_night import simulate_night


@pytest.mark.parametrize(
    ("profile", "minutes", "seed"), [("young", 10.0, SAMPLE_SEED), ("older", 5.0, OLDER_SEED)]
)
def test_the_criterion_chooses_the_sample_night(profile, minutes, seed):
    assert typical_seed(profile, longest_n3=minutes) == seed


@pytest.mark.parametrize(("profile", "seed"), [("young", SAMPLE_SEED), ("older", OLDER_SEED)])
def test_the_sample_night_has_what_a_lesson_needs(profile, seed):
    metrics = table(night_of_seed(seed, profile))
    assert float(metrics.CYCLES_complete) in (4, 5)
    assert metrics.Lat_N3_onset < metrics.REM_latency_sleep_onset
    assert metrics.N3_half1 > metrics.N3_half2
    assert metrics.awakenings >= 3


def test_the_candidate_of_a_seed_is_the_night_that_is_simulated():
    night = simulate_night(5, hours=1.0, sampling_frequency=64)
    np.testing.assert_array_equal(night.hypnogram, night_of_seed(5, "young", hours=1.0))


def test_where_no_night_is_fit_more_seeds_are_asked_for():
    with pytest.raises(ValueError, match="more seeds are needed"):
        typical_seed(seeds=range(8), hours=1.0)


def test_a_night_without_n3_is_not_fit():
    nights = xr.concat([night_of_seed(SAMPLE_SEED, "young")] * 2, "night")
    nights[1] = nights[1].where(nights[1] != 3, 2)
    assert fit_to_show(table(nights)).tolist() == [True, False]
