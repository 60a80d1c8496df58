"""Clusters over the scalp against MNE's, and how often there is one where there is nothing."""

import numpy as np
import pytest
import xarray as xr
from mne.stats import permutation_cluster_1samp_test
from scipy import stats
from scipy.sparse import csr_matrix

from explorer.analysis.scalp_interpolation import neighbouring_sites
from explorer.models.simulated_scalp import SITES
from explorer.statistics.site_clusters import site_cluster_test
from explorer.vocabulary.scalp_positions import scalp_positions

PLACES = np.array([scalp_positions()[site] for site in SITES])
NEAR = neighbouring_sites(PLACES)
FRONT = PLACES[:, 1] > 0.4


def _differences(rng, people, effect):
    """Smooth over the scalp, as a field is; `effect` in front."""
    spread = np.exp(-((PLACES[:, None] - PLACES) ** 2).sum(-1) / 0.3)
    values = rng.normal(0, 1, (people, len(SITES))) @ spread / np.sqrt((spread**2).sum(0))
    values[:, FRONT] += effect
    return xr.DataArray(values, dims=("subject", "site"), coords={"site": list(SITES)})


@pytest.mark.parametrize("people", [6, 8, 10])
def test_clusters_and_exact_p_are_mnes(rng, people):
    values = _differences(rng, people, 0.9)
    found = site_cluster_test(values, NEAR, rng=rng)
    t, clusters, p, null = permutation_cluster_1samp_test(
        values.values,
        threshold=float(stats.t.ppf(0.975, people - 1)),
        n_permutations=2**people,
        adjacency=csr_matrix(NEAR),
        tail=0,
        out_type="mask",
        verbose="error",
    )
    assert found.t.values == pytest.approx(t)
    assert found.attrs["permutations"] == len(null)
    ours = {
        tuple((found.cluster_of == k).values.tolist()): float(found.p[k])
        for k in range(found.sizes["cluster"])
    }
    theirs = {tuple(mask.tolist()): float(value) for mask, value in zip(clusters, p, strict=True)}
    assert found.sizes["cluster"] > 0
    assert ours.keys() == theirs.keys()
    assert [ours[key] for key in theirs] == pytest.approx(list(theirs.values()))


def test_a_difference_in_front_is_found_in_front(rng):
    found = site_cluster_test(_differences(rng, 14, 2.0), NEAR, rng=rng)
    assert not found.attrs["exact"]
    best = int(found.p.argmin("cluster"))
    assert float(found.p[best]) < 0.01
    assert (found.cluster_of.values == best)[FRONT].all()


def test_pure_noise_has_a_cluster_in_one_trial_of_twenty():
    rng = np.random.default_rng(12)
    trials = 200
    alarms = sum(
        bool((site_cluster_test(_differences(rng, 8, 0.0), NEAR, rng=rng).p <= 0.05).any())
        for _ in range(trials)
    )
    assert alarms / trials <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / trials)


def test_the_same_seed_gives_the_same_p():
    values = _differences(np.random.default_rng(3), 13, 0.5)
    first, second = (
        site_cluster_test(values, NEAR, rng=np.random.default_rng(9), permutations=200)
        for _ in range(2)
    )
    assert first.identical(second)


def test_opposite_sides_are_clusters_of_their_own(rng):
    values = _differences(rng, 8, 3.0)
    values.values[:, ~FRONT] -= 3.0
    found = site_cluster_test(values, NEAR, rng=rng)
    assert found.cluster_of.values[FRONT].tolist() != found.cluster_of.values[~FRONT].tolist()
    assert set(np.sign(found.mass.values)) == {-1.0, 1.0}


def test_what_does_not_fit_is_refused(rng):
    values = _differences(rng, 8, 0.0)
    with pytest.raises(ValueError, match="symmetric table of neighbours"):
        site_cluster_test(values, NEAR[:5, :5], rng=rng)
    values.values[0, 0] = np.nan
    with pytest.raises(ValueError, match="keep the sites that all have"):
        site_cluster_test(values, NEAR, rng=rng)
    with pytest.raises(ValueError, match="dims subject and site"):
        site_cluster_test(values.rename(site="time"), NEAR, rng=rng)
