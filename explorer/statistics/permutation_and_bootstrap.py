"""What chance alone would do: sign flips for tests, resampled people for intervals."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from explorer.statistics.effect_sizes import Floats, sample_sd

# Two halves of 2^20 sums each are counted against each other in about a second.
EXACT_UP_TO = 40
RANDOM_FLIPS = 99_999
RESAMPLES = 9_999
TIES_BY_FLIPS = 13
"""Pairs up to which scipy too counts flips where ranks are tied."""
RANKS_COUNTED = 50
"""Pairs up to which it counts those of ranks without ties."""
# Sums that rounding alone tells apart are ties, and ties count as "as extreme".
TIE = 1e-10


@dataclass(frozen=True)
class SignFlip:
    """A sign-flip test, and how it came about."""

    p: float
    """Two-sided; NaN where there is nothing to flip."""
    exact: bool
    """Whether every assignment of signs was counted, rather than a random sample of them."""
    floor: float
    """The smallest p that these differences could have given."""


def sign_flip_test(differences: npt.ArrayLike, rng: np.random.Generator) -> SignFlip:
    """Test that paired differences are as often up as down, whatever their distribution.

    Parameters
    ----------
    differences : array, shape (pairs,)
        One a person, without NaN.
    rng : np.random.Generator
        Used above `EXACT_UP_TO` pairs only.

    Returns
    -------
    SignFlip
        p is NaN without any difference other than 0.

    Notes
    -----
    Where the treatment does nothing, each person's difference could as well have had the other
    sign. p is the share of all 2^n assignments of signs whose mean is at least as far from 0 as the
    observed one (Fisher's randomisation test [1]_). No assignment is more extreme than all signs
    alike, so p is never below 2 / 2^n: with five people never below .0625. The sums of either half
    of the people are listed, and pairs of sums counted by bisection, so 40 people are still exact.
    Above that, `RANDOM_FLIPS` random assignments with the observed one among them [2]_.

    References
    ----------
    .. [1] Fisher RA. The Design of Experiments. 1935, section 21.
    .. [2] Phipson B, Smyth GK. Permutation p-values should never be zero. Stat Appl Genet Mol Biol
       2010;9:39.

    Examples
    --------
    Three of three up: only the observed signs and their mirror image of eight are as extreme.

    >>> sign_flip_test([1.0, 2.0, 4.0], np.random.default_rng(0))
    SignFlip(p=0.25, exact=True, floor=0.25)
    """
    d = np.asarray(differences, np.float64)
    d = d[d != 0]  # a difference of 0 has no sign to flip: it doubles both counts
    if not d.size:
        return SignFlip(np.nan, True, np.nan)
    observed = abs(d.sum()) - TIE * np.abs(d).sum()
    if d.size <= EXACT_UP_TO:
        half = d.size // 2
        few, many = np.sort(_signed_sums(d[:half])), _signed_sums(d[half:])
        at_least = few.size - np.searchsorted(few, observed - many, side="left")
        at_most = np.searchsorted(few, -observed - many, side="right")
        count = int(at_least.sum() + at_most.sum())
        total = few.size * many.size
        return SignFlip(min(count / total, 1.0), True, 2.0 ** (1 - d.size))
    extreme = 1
    for block in np.array_split(np.arange(RANDOM_FLIPS), 20):
        signs = rng.integers(0, 2, (block.size, d.size), dtype=np.int8) * 2 - 1
        extreme += int((np.abs(signs @ d) >= observed).sum())
    return SignFlip(extreme / (RANDOM_FLIPS + 1), False, 1 / (RANDOM_FLIPS + 1))


def _signed_sums(values: Floats) -> Floats:
    """Every sum of these values with either sign, shape (2^n,)."""
    sums = np.zeros(1)
    for value in values:
        sums = np.concatenate([sums + value, sums - value])
    return sums


def bootstrap_interval(
    statistic: Callable[[Floats], Floats],
    data: npt.ArrayLike,
    rng: np.random.Generator,
    *,
    level: float = 0.95,
    resamples: int = RESAMPLES,
) -> tuple[float, float, str]:
    """Bias-corrected and accelerated bootstrap interval over people.

    Parameters
    ----------
    statistic : callable
        From (..., people, columns) to (...).
    data : array, shape (people, columns)
        One row a person, so that a person's conditions stay together.
    rng : np.random.Generator
        Chooses the resamples.
    level : float
        Confidence, 0 to 1.
    resamples : int
        How many times as many people are drawn with replacement.

    Returns
    -------
    low, high : float
        In the units of the statistic; NaN where the interval is not estimable.
    reason : str
        Why it cannot; "" where it can.

    Notes
    -----
    BCa after Efron [1]_, the acceleration from leaving out one person at a time. With fewer than
    about ten people every bootstrap interval is too narrow.

    References
    ----------
    .. [1] Efron B. Better bootstrap confidence intervals. J Am Stat Assoc 1987;82:171-185.

    Examples
    --------
    >>> people = np.random.default_rng(1).normal(5, 1, (30, 1))
    >>> low, high, reason = bootstrap_interval(
    ...     lambda d: d.mean((-2, -1)), people, np.random.default_rng(2))
    >>> bool(low < people.mean() < high)
    True
    """
    rows = np.asarray(data, np.float64)
    people = rows.shape[0]
    if people < 3:
        return np.nan, np.nan, f"a bootstrap needs at least 3 people, has {people}"
    if all(sample_sd(column) == 0 for column in rows.T):
        return np.nan, np.nan, "a bootstrap needs people who differ, all are alike"
    drawn = rng.integers(0, people, (resamples, people))
    with np.errstate(invalid="ignore", divide="ignore"):
        estimate = float(statistic(rows))
        # By `take`, which is a dozen times faster than an index here.
        distribution = np.asarray(statistic(rows.take(drawn, axis=0)), np.float64)
        others = np.array([np.delete(np.arange(people), person) for person in range(people)])
        jackknife = np.asarray(statistic(rows[others]), np.float64)
    return bca_limits(estimate, distribution, jackknife, level)


def bca_limits(
    estimate: float, distribution: Floats, jackknife: Floats, level: float
) -> tuple[float, float, str]:
    """Limits of a BCa interval from a bootstrap distribution and its jackknife.

    Examples
    --------
    >>> low, high, _ = bca_limits(0.0, np.linspace(-1, 1, 1001), np.array([-1.0, 0.0, 1.0]), 0.9)
    >>> round(low, 2), round(high, 2)
    (-0.9, 0.9)
    """
    usable = distribution[np.isfinite(distribution)]
    if usable.size < distribution.size * level or not np.isfinite(jackknife).all():
        return np.nan, np.nan, "too many resamples in which the statistic is not estimable"
    below = ((usable < estimate).sum() + (usable <= estimate).sum()) / (2 * usable.size)
    if not 0 < below < 1:
        return np.nan, np.nan, "every resample lies on one side of the estimate"
    influence = jackknife.mean() - jackknife
    squares = (influence**2).sum()
    if not squares > 0:
        return np.nan, np.nan, "no single person moves the statistic"
    acceleration = (influence**3).sum() / (6 * squares**1.5)
    bias = ndtri(below)
    z = bias + ndtri(np.array([(1 - level) / 2, (1 + level) / 2]))
    low, high = np.percentile(usable, 100 * ndtr(bias + z / (1 - acceleration * z)))
    return float(low), float(high), ""


def signed_rank_test(differences: npt.ArrayLike) -> float:
    """Wilcoxon's signed-rank test of paired differences.

    Parameters
    ----------
    differences : array, shape (n,)
        One a person.

    Returns
    -------
    float
        p, two-sided; NaN where every difference is 0.

    Notes
    -----
    As ``scipy.stats.wilcoxon`` chooses: exact without ties and zeros, all flips counted where few
    are tied, else the normal distribution. `scipy.stats` is not imported for it, because that takes
    longer than everything else of a comparison.

    Examples
    --------
    >>> signed_rank_test([1.0, 2.0, 2.0, 3.0, 4.0])
    0.0625
    """
    d = np.asarray(differences, np.float64)
    known = d[d != 0]
    if not known.size:
        return float("nan")
    ranks, ties = _average_ranks(np.abs(known))
    tied = known.size < d.size or bool((ties > 1).any())
    if tied and d.size <= TIES_BY_FLIPS:
        return sign_flip_test(ranks * np.sign(known), np.random.default_rng(0)).p
    positive, n = float(ranks[known > 0].sum()), known.size
    if not tied and d.size <= RANKS_COUNTED:
        return min(2 * _share_of_flips(min(positive, n * (n + 1) / 2 - positive), n), 1.0)
    variance = (n * (n + 1) * (2 * n + 1) - (ties**3 - ties).sum() / 2) / 24
    return float(2 * ndtr(-abs(positive - n * (n + 1) / 4) / np.sqrt(variance)))


def _average_ranks(sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rank from 1, equal ones by their mean; and how many there are of each size."""
    _, place, counts = np.unique(sizes, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return ((2 * last - counts + 1) / 2)[place], counts


def _share_of_flips(most: float, n: int) -> float:
    """Share of all sign flips of the ranks 1 to n whose positive ones sum to this or less."""
    ways = np.ones(1)
    for rank in range(1, n + 1):
        longer = np.zeros(ways.size + rank)
        longer[: ways.size] = ways
        longer[rank:] += ways
        ways = longer / 2
    return float(ways[: int(most) + 1].sum())
