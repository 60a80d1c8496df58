"""Clusters in time against MNE's, and how often there is one where there is nothing."""

import numpy as np
import pytest
import xarray as xr
from mne.stats import permutation_cluster_1samp_test
from scipy import stats

from explorer.statistics.cluster_permutation import _clusters, _largest, cluster_test


def _curves(rng, people, effect=1.2):
    noise = rng.normal(0, 1, (people, 60))
    smooth = np.apply_along_axis(np.convolve, 1, noise, np.ones(5) / 5, mode="same")
    smooth[:, 20:35] += effect * 0.5
    smooth[:, 45:50] -= effect * 0.4
    return xr.DataArray(smooth, dims=("subject", "time"), coords={"time": np.arange(60.0)})


@pytest.mark.parametrize("people", [6, 8, 10])
def test_clusters_and_exact_p_are_mnes(rng, people):
    curves = _curves(rng, people)
    found = cluster_test(curves, rng=rng)
    t, clusters, p, null = permutation_cluster_1samp_test(
        curves.values,
        threshold=float(stats.t.ppf(0.975, people - 1)),
        n_permutations=2**people,
        adjacency=None,
        tail=0,
        out_type="indices",
        verbose="error",
    )
    assert found.t.values == pytest.approx(t)
    order = np.argsort([where[0][0] for where in clusters])  # MNE lists one sign after the other
    assert found["first"].values.tolist() == [int(clusters[one][0][0]) for one in order]
    assert found["last"].values.tolist() == [int(clusters[one][0][-1]) for one in order]
    assert found.attrs["permutations"] == len(null)
    assert found.p.values == pytest.approx(p[order])


def test_sampled_flips_agree_with_mnes_within_their_error(rng):
    curves = _curves(rng, 16, effect=0.7)
    found = cluster_test(curves, rng=rng, threshold=2.0)
    _, clusters, p, _ = permutation_cluster_1samp_test(
        curves.values,
        threshold=2.0,
        n_permutations=5000,
        adjacency=None,
        rng=1,
        out_type="indices",
        verbose="error",
    )
    assert not found.attrs["exact"]
    order = np.argsort([where[0][0] for where in clusters])
    assert found.p.values == pytest.approx(p[order], abs=4 * np.sqrt(0.25 * 2 / 5000))


def test_pure_noise_has_a_cluster_in_one_trial_of_twenty():
    rng = np.random.default_rng(11)
    trials = 200
    alarms = sum(
        bool((cluster_test(_curves(rng, 8, effect=0.0), rng=rng).p <= 0.05).any())
        for _ in range(trials)
    )
    assert alarms / trials <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / trials)


def test_stretches_are_said_in_the_units_of_time(rng):
    found = cluster_test(_curves(rng, 10, effect=4.0), rng=rng)
    assert found["start"].values[0] == found["first"].values[0]
    assert 18 <= found["start"].values[0] <= 22


def test_nothing_beyond_the_threshold_is_no_cluster(rng):
    assert cluster_test(_curves(rng, 8), rng=rng, threshold=99.0).sizes["cluster"] == 0


def test_curves_of_different_length_are_refused(rng):
    curves = _curves(rng, 8)
    curves[3, 50:] = np.nan
    with pytest.raises(ValueError, match="10 missing"):
        cluster_test(curves, rng=rng)
    with pytest.raises(ValueError, match="dims"):
        cluster_test(curves.rename(subject="person"), rng=rng)


@pytest.mark.parametrize("points", [1, 2, 37])
def test_the_largest_cluster_of_many_flips_is_that_of_each(points):
    t = np.random.default_rng(points).standard_normal((50, points)) * 2
    t[0] = 0.0
    t[1] = np.nan
    t[2] = -5.0
    each = [np.abs(_clusters(row, 1.5)[2]).max(initial=0.0) for row in t]
    np.testing.assert_array_equal(_largest(t, 1.5), each)
