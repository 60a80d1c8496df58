"""Where two curves differ: runs of time tested as a whole, by flipping people's signs."""

import numpy as np
import xarray as xr
from scipy.special import stdtrit

from explorer.intervals import equal_runs
from explorer.statistics.equivalence import ALPHA
from explorer.vocabulary.counts import pluralize

EXACT_UP_TO = 12
PERMUTATIONS = 4_999
BLOCK = 256


def cluster_test(
    differences: xr.DataArray,
    *,
    rng: np.random.Generator,
    dim: str = "time",
    threshold: float | None = None,
    permutations: int = PERMUTATIONS,
) -> xr.Dataset:
    """Find the stretches in which paired curves differ more than chance would have them.

    Parameters
    ----------
    differences : xr.DataArray, dims (subject, `dim`)
        Condition minus reference, a curve a person, without NaN.
    rng : np.random.Generator
        Used above `EXACT_UP_TO` people, where not all sign flips are counted.
    dim : str
        Along which neighbours are neighbours.
    threshold : float, optional
        Absolute t from which a point belongs to a cluster; that of p = .05 at one point if not
        given. It decides which clusters there are, not whether the test is valid.
    permutations : int
        Random sign flips.

    Returns
    -------
    xr.Dataset
        ``t`` (`dim`); and along ``cluster``: ``first`` and ``last`` (indices along `dim`, both
        within), ``start`` and ``stop`` (its coordinate, where there is one), ``mass`` (sum of t)
        and ``p``. Attrs ``threshold``, ``exact`` and ``permutations``.

    Raises
    ------
    ValueError
        If the dims differ, values are missing, or there are fewer than two people.

    Notes
    -----
    The largest absolute cluster mass of each flip is the null distribution [1]_. p belongs to the
    cluster as a whole: it does not date its beginning or its end [2]_.

    References
    ----------
    .. [1] Maris E, Oostenveld R. Nonparametric statistical testing of EEG- and MEG-data. J Neurosci
       Methods 2007;164:177-190.
    .. [2] Sassenhagen J, Draschkow D. Cluster-based permutation tests of MEG/EEG data do not
       establish significance of effect latency or location. Psychophysiology 2019;56:e13335.

    Examples
    --------
    >>> curves = np.tile([0.0, 0.0, 5.0, 5.0, 0.0], (8, 1))
    >>> curves += np.random.default_rng(1).normal(0, 1, curves.shape)
    >>> found = cluster_test(
    ...     xr.DataArray(curves, dims=("subject", "time")), rng=np.random.default_rng(2))
    >>> found["first"].values.tolist(), found["last"].values.tolist(), found.p.values.tolist()
    ([2], [3], [0.0078125])
    """
    if set(differences.dims) != {"subject", dim}:
        raise ValueError(f"differences need the dims subject and {dim}, have {differences.dims}")
    curves = differences.transpose("subject", dim).values.astype(np.float64)
    people = curves.shape[0]
    if people < 2 or not np.isfinite(curves).all():
        raise ValueError(
            f"a cluster test needs at least 2 people and no missing values, has "
            f"{pluralize(people, 'person', 'people')} and {int((~np.isfinite(curves)).sum())} "
            "missing; "
            "cut them to what all have"
        )
    limit = float(stdtrit(people - 1, 1 - ALPHA / 2)) if threshold is None else float(threshold)
    squares = (curves**2).sum(0)
    observed = one_sample_t(curves.sum(0)[None], squares, people)[0]
    first, last, mass = _clusters(observed, limit)
    signs, exact = sign_flips(people, permutations, rng)
    largest = np.concatenate(
        [
            _largest(one_sample_t(signs[at : at + BLOCK] @ curves, squares, people), limit)
            for at in range(0, len(signs), BLOCK)
        ]
    )
    p = cluster_p(mass, largest, exact)
    found = xr.Dataset(
        {
            "t": (dim, observed),
            "first": ("cluster", first),
            "last": ("cluster", last),
            "mass": ("cluster", mass),
            "p": ("cluster", p),
        },
        attrs={"threshold": limit, "exact": exact, "permutations": len(largest) + (not exact)},
    )
    if dim in differences.coords:
        along = differences[dim]
        found = found.assign_coords({dim: along})
        found["start"], found["stop"] = (
            ("cluster", along.values[places], dict(along.attrs)) for places in (first, last)
        )
    return found


def sign_flips(people: int, permutations: int, rng: np.random.Generator) -> tuple[np.ndarray, bool]:
    """Draw signs of people's differences: every flip up to `EXACT_UP_TO` people, else some.

    Returns
    -------
    (array of float64, shape (flip, people), bool)
        And whether they are all. Of mirror images one is there: both have the same masses.

    Examples
    --------
    >>> signs, exact = sign_flips(3, 99, np.random.default_rng(1))
    >>> signs.shape, exact
    ((4, 3), True)
    """
    if people > EXACT_UP_TO:
        return rng.integers(0, 2, (permutations, people)) * 2.0 - 1, False
    codes = np.arange(2 ** (people - 1))
    return 1.0 - 2.0 * ((codes[:, None] >> np.arange(people)) & 1), True


def cluster_p(masses: np.ndarray, largest: np.ndarray, exact: bool) -> np.ndarray:
    """Share of the flips whose largest mass reaches each cluster's; the data count as one flip."""
    if not exact:
        largest = np.append(largest, np.abs(masses).max(initial=0.0))
    tie = 1 - np.sqrt(np.finfo(np.float64).eps)
    return np.array([(largest >= abs(one) * tie).mean() for one in masses])


def one_sample_t(sums: np.ndarray, squares: np.ndarray, people: int) -> np.ndarray:
    """Student's t of each point, from sums over people; 0 where nobody has any."""
    variance = (squares - sums**2 / people) / (people - 1)
    error = np.sqrt(np.maximum(variance, 0) / people)
    flat = error <= np.sqrt(np.finfo(np.float64).eps * squares)
    return np.where(flat, 0.0, sums / people / np.where(flat, 1.0, error))


def _clusters(t: np.ndarray, limit: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """First and last index and sum of t of every run beyond the limit on one side."""
    side = np.where(t > limit, 1, np.where(t < -limit, -1, 0))
    runs = equal_runs(side)
    first, stop = runs[side[runs[:, 0]] != 0].T
    total = np.concatenate([[0.0], np.cumsum(t)])
    return first, stop - 1, total[stop] - total[first]


def _largest(t: np.ndarray, limit: float) -> np.ndarray:
    """Largest absolute sum of t of the runs of each row, all rows of shape (flip, point) at once.

    A row at a time took four fifths of a test.
    """
    flips, points = t.shape
    side = np.zeros((flips, points + 1), np.int8)  # behind its last point a row is on no side
    side[:, :points] = (t > limit) * np.int8(1) - (t < -limit)
    begins = np.ones(side.shape, bool)
    begins[:, 1:points] = side[:, 1:points] != side[:, : points - 1]
    total = np.zeros(side.shape)
    np.cumsum(t, axis=1, out=total[:, 1:])
    edges = np.flatnonzero(begins)
    mass = np.where(side.flat[edges[:-1]] == 0, 0.0, np.abs(np.diff(total.flat[edges])))
    largest: np.ndarray = np.maximum.reduceat(
        np.append(mass, 0.0), np.flatnonzero(edges % (points + 1) == 0)
    )
    return largest
