"""Runs that differ in one setting only."""

import numpy as np
import pytest

from explorer.models.paired_runs import PairedRuns


@pytest.fixture(scope="module")
def runs():
    return PairedRuns("N3", seconds=30, rng=np.random.default_rng(5))


def test_the_same_setting_gives_the_same_run(runs):
    np.testing.assert_array_equal(runs.run(magnesium=0.9), runs.run(magnesium=0.9))


def test_at_baseline_no_knob_acts(runs):
    plain = runs.run()
    for knob in ("gaba_gain_of_magnesium", "compensation", "nmda_share"):
        np.testing.assert_array_equal(plain, runs.run(**{knob: 0.4}))


def test_runs_that_share_their_noise_are_alike_and_others_are_not():
    # A slow wave that comes a moment earlier takes the next ones with it: alike, not the same.
    shared, apart = [], []
    for seed in range(8):
        here, there = (
            PairedRuns("N3", seconds=30, rng=np.random.default_rng(one)) for one in (seed, seed + 8)
        )
        plain = here.run()
        shared.append(np.corrcoef(plain, here.run(magnesium=0.801))[0, 1])
        apart.append(np.corrcoef(plain, there.run())[0, 1])
    error = np.hypot(np.std(shared), np.std(apart)) / np.sqrt(8)
    assert np.mean(shared) - np.mean(apart) > 4 * error
    assert abs(np.mean(apart)) < 4 * np.std(apart) / np.sqrt(8)


def test_an_unknown_stage_is_refused():
    with pytest.raises(ValueError, match="expected one of"):
        PairedRuns("N5", seconds=1, rng=np.random.default_rng(1))
