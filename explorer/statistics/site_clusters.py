"""Where over the scalp two conditions differ: cluster permutation test over neighbouring sites."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import xarray as xr
from scipy.special import stdtrit

from explorer.statistics.cluster_permutation import (
    BLOCK,
    PERMUTATIONS,
    cluster_p,
    one_sample_t,
    sign_flips,
)
from explorer.statistics.equivalence import ALPHA
from explorer.vocabulary.counts import pluralize


def site_cluster_test(
    differences: xr.DataArray,
    neighbours: npt.NDArray[np.bool_],
    *,
    rng: np.random.Generator,
    threshold: float | None = None,
    permutations: int = PERMUTATIONS,
) -> xr.Dataset:
    """Find groups of neighbouring sites that differ more than chance would have them.

    Parameters
    ----------
    differences : xr.DataArray, dims (subject, site)
        Condition minus reference, a value a person and site, without NaN.
    neighbours : array of bool, shape (site, site)
        Symmetric: which sites are neighbours.
    rng : np.random.Generator
        Used above `explorer.statistics.cluster_permutation.EXACT_UP_TO` people.
    threshold : float, optional
        Absolute t from which a site belongs to a cluster; that of p = .05 at one site if not given.
    permutations : int
        Random sign flips.

    Returns
    -------
    xr.Dataset
        ``t`` (site); ``cluster_of`` (site), the cluster's number or -1; and along ``cluster``:
        ``mass`` (sum of t), ``sites`` (how many) and ``p``. Attrs ``threshold``, ``exact`` and
        ``permutations``.

    Raises
    ------
    ValueError
        If the dims or the neighbours do not fit, values are missing, or there are fewer than two
        people.

    Notes
    -----
    As `explorer.statistics.cluster_permutation.cluster_test`, with neighbours over the scalp in
    place of neighbours in time [1]_: a cluster is a connected group of sites beyond the threshold
    on one side, and the largest absolute mass of each sign flip is the null distribution. MNE's
    ``permutation_cluster_1samp_test`` with the same adjacency gives the same. p belongs to the
    cluster as a whole: it does not say which of its sites differ [2]_.

    References
    ----------
    .. [1] Maris E, Oostenveld R. Nonparametric statistical testing of EEG- and MEG-data. J Neurosci
       Methods 2007;164:177-190.
    .. [2] Sassenhagen J, Draschkow D. Cluster-based permutation tests of MEG/EEG data do not
       establish significance of effect latency or location. Psychophysiology 2019;56:e13335.

    Examples
    --------
    >>> values = np.tile([0.0, 3.0, 3.0, 0.0], (8, 1))
    >>> values += np.random.default_rng(1).normal(0, 1, values.shape)
    >>> chain = np.eye(4, k=1, dtype=bool) | np.eye(4, k=-1, dtype=bool)
    >>> found = site_cluster_test(
    ...     xr.DataArray(values, dims=("subject", "site")), chain, rng=np.random.default_rng(2))
    >>> found.cluster_of.values.tolist(), found.p.values.tolist()
    ([-1, 0, 0, -1], [0.0078125])
    """
    if set(differences.dims) != {"subject", "site"}:
        raise ValueError(f"differences need the dims subject and site, have {differences.dims}")
    values = differences.transpose("subject", "site").values.astype(np.float64)
    people, sites = values.shape
    near = np.asarray(neighbours, bool)
    if near.shape != (sites, sites) or (near != near.T).any():
        raise ValueError(
            f"{pluralize(sites, 'site')} need a symmetric table of neighbours of as many rows and "
            f"columns, have one of shape {near.shape}"
        )
    if people < 2 or not np.isfinite(values).all():
        raise ValueError(
            f"a cluster test needs at least 2 people and no missing values, has "
            f"{pluralize(people, 'person', 'people')} and {int((~np.isfinite(values)).sum())} "
            "missing; keep the sites that all have"
        )
    limit = float(stdtrit(people - 1, 1 - ALPHA / 2)) if threshold is None else float(threshold)
    squares = (values**2).sum(0)
    observed = one_sample_t(values.sum(0)[None], squares, people)[0]
    lists = [np.flatnonzero(row).tolist() for row in near]
    labels, masses = _clusters(observed, lists, limit)
    signs, exact = sign_flips(people, permutations, rng)
    largest = np.array(
        [
            np.abs(_clusters(row, lists, limit)[1]).max(initial=0.0)
            for at in range(0, len(signs), BLOCK)
            for row in one_sample_t(signs[at : at + BLOCK] @ values, squares, people)
        ]
    )
    coords = {"site": differences.site} if "site" in differences.coords else {}
    return xr.Dataset(
        {
            "t": ("site", observed),
            "cluster_of": ("site", labels),
            "mass": ("cluster", masses),
            "sites": ("cluster", np.bincount(labels[labels >= 0], minlength=len(masses))),
            "p": ("cluster", cluster_p(masses, largest, exact)),
        },
        coords=coords,
        attrs={
            "threshold": limit,
            "exact": exact,
            "permutations": len(largest) + (not exact),
        },
    )


def _clusters(
    t: npt.NDArray[np.float64], near: Sequence[Sequence[int]], limit: float
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Tell each site's cluster, -1 for none, and the sum of t of each cluster."""
    sides = np.where(t > limit, 1, np.where(t < -limit, -1, 0)).tolist()
    labels = [-1] * len(sides)
    masses: list[float] = []
    for seed, side in enumerate(sides):
        if not side or labels[seed] >= 0:
            continue
        # From one site to its neighbours on the same side, until there are no more.
        labels[seed], found = len(masses), [seed]
        for site in found:
            for other in near[site]:
                if sides[other] == side and labels[other] < 0:
                    labels[other] = len(masses)
                    found.append(other)
        masses.append(float(t[found].sum()))
    return np.array(labels, np.int64), np.array(masses)
