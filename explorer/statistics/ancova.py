"""Analysis of covariance (ANCOVA) of a treatment, and its randomisation test.

One kernel serves every design: what was drawn by lot is a column of numbers, what else is known of
the units (a baseline, covariates, strata) is taken out of it and of the response.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, prod

import numpy as np
import numpy.typing as npt
from scipy.special import stdtr, stdtrit

from explorer.statistics.effect_sizes import Floats
from explorer.statistics.permutation_and_bootstrap import TIE

MOST_ASSIGNMENTS = 20_000
"""Assignments up to which all are counted."""
RANDOM_ASSIGNMENTS = 19_999
_AT_A_TIME = 2_000  # assignments tested together: bounds the memory of many people
_NO_SPREAD = 1e-10  # of a column beside what explains it: what is left is rounding


@dataclass(frozen=True)
class AdjustedDifference:
    """A treatment's coefficient in a linear model, with what its uncertainty rests on."""

    estimate: float
    """In the response's unit, as are the others but `freedom`; NaN where it is not estimable."""
    standard_error: float
    freedom: int
    residual_sd: float

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Student's interval of the estimate."""
        if not np.isfinite(self.standard_error):
            return np.nan, np.nan
        half = float(stdtrit(self.freedom, (1 + level) / 2)) * self.standard_error
        return self.estimate - half, self.estimate + half

    @property
    def p(self) -> float:
        """Student's two-sided p of no difference."""
        if not self.standard_error > 0:
            return np.nan
        return float(2 * stdtr(self.freedom, -abs(self.estimate / self.standard_error)))

    def p_equivalence(self, bound: float) -> float:
        """Test by two one-sided tests that the difference lies within -bound and bound: the p."""
        if not self.standard_error > 0:
            return np.nan
        above_low = stdtr(self.freedom, -(self.estimate + bound) / self.standard_error)
        below_high = stdtr(self.freedom, (self.estimate - bound) / self.standard_error)
        return float(max(above_low, below_high))


@dataclass(frozen=True)
class RandomisationTest:
    """What chance alone would do, and how it was counted."""

    p: float
    """Two-sided; NaN where nothing can be tested."""
    exact: bool
    """Whether every assignment was counted, rather than a random sample of them."""
    floor: float
    """The smallest p that these assignments could have given."""


@dataclass(frozen=True, eq=False)
class Assignments:
    """The ways in which a treatment could have been drawn."""

    columns: npt.NDArray[np.float64]
    """shape (assignments, units)."""
    exact: bool
    """Whether these are all, the one that was drawn among them."""


NOT_SAID = AdjustedDifference(np.nan, np.nan, 0, np.nan)


def adjusted_difference(
    response: npt.ArrayLike, treatment: npt.ArrayLike, covariates: npt.ArrayLike
) -> AdjustedDifference:
    """Estimate a treatment's effect by least squares, with covariates taken out.

    Parameters
    ----------
    response : array, shape (units,)
        One value a unit (a person, or one person's night), without NaN.
    treatment : array, shape (units,)
        What was drawn by lot: 1 for the treated and 0 for the others.
    covariates : array, shape (units, columns)
        Everything else in the model, the column of ones among it. Columns that are sums of others
        count once.

    Returns
    -------
    AdjustedDifference
        NaN where the treatment cannot be told from the covariates, or no degree of freedom is left.

    Notes
    -----
    The coefficient of the treatment in ordinary least squares, by the theorem of Frisch, Waugh and
    Lovell: response and treatment are each freed from the covariates, and one regressed on the
    other. With a baseline among the covariates it is the analysis of covariance of a parallel
    trial, which needs fewer people than change scores and does not mistake regression to the mean
    for an effect [1]_.

    References
    ----------
    .. [1] Vickers AJ, Altman DG. Analysing controlled trials with baseline and follow up
       measurements. BMJ 2001;323:1123-1124.

    Examples
    --------
    Two groups without a covariate are Student's t-test:

    >>> found = adjusted_difference([1.0, 2.0, 3.0, 5.0], [0, 0, 1, 1], np.ones((4, 1)))
    >>> round(found.estimate, 6), found.freedom, round(found.p, 4)
    (2.5, 2, 0.1548)
    """
    y, drawn = (np.asarray(one, np.float64) for one in (response, treatment))
    basis = _basis(np.asarray(covariates, np.float64), y.size)
    freedom = y.size - basis.shape[1] - 1
    rest, freed = y - basis @ (basis.T @ y), drawn - basis @ (basis.T @ drawn)
    square = float(freed @ freed)
    if freedom < 1 or square <= _NO_SPREAD * max(float(drawn @ drawn), 1e-300):
        return NOT_SAID
    estimate = float(freed @ rest) / square
    residual = rest - estimate * freed
    scale = float(residual @ residual) / freedom
    if scale <= (np.finfo(np.float64).eps * np.abs(y).max(initial=0)) ** 2 * y.size:
        scale = 0.0
    return AdjustedDifference(
        estimate, float(np.sqrt(scale / square)), freedom, float(np.sqrt(scale))
    )


def randomisation_test(
    response: npt.ArrayLike,
    treatment: npt.ArrayLike,
    covariates: npt.ArrayLike,
    assignments: Assignments,
) -> RandomisationTest:
    """Test a treatment against every way in which it could have been drawn.

    Parameters
    ----------
    response, treatment, covariates
        As in `adjusted_difference`.
    assignments : Assignments
        As `arm_assignments` or `sign_assignments` gives them.

    Returns
    -------
    RandomisationTest

    Notes
    -----
    Units keep their values and their covariates, and only the treatment is drawn again, as it was
    in the study; each time the same model is fitted. p is the share of assignments whose t of the
    treatment is at least as far from 0 as the one observed (Fisher; with a model's covariates
    after Gail et al. [1]_). t rises with the partial correlation, which is what is compared.

    References
    ----------
    .. [1] Gail MH, Tan WY, Piantadosi S. Tests for no treatment effect in randomized clinical
       trials. Biometrika 1988;75:57-64.

    Examples
    --------
    >>> drawn = arm_assignments([0, 0, 1, 1], ["", "", "", ""], np.random.default_rng(0))
    >>> found = randomisation_test([1.0, 2.0, 3.0, 5.0], [0, 0, 1, 1], np.ones((4, 1)), drawn)
    >>> round(found.p, 4), found.exact, round(found.floor, 4)
    (0.3333, True, 0.3333)
    """
    y, drawn = (np.asarray(one, np.float64) for one in (response, treatment))
    basis = _basis(np.asarray(covariates, np.float64), y.size)
    rest = y - basis @ (basis.T @ y)
    freedom = y.size - basis.shape[1] - 1
    if freedom < 1 or float(rest @ rest) <= _NO_SPREAD**2 * max(float(y @ y), 1e-300):
        return RandomisationTest(np.nan, assignments.exact, np.nan)
    observed = _partial(drawn[None], rest, basis)[0]
    if not np.isfinite(observed):
        return RandomisationTest(np.nan, assignments.exact, np.nan)
    found = np.concatenate(
        [
            _partial(assignments.columns[first : first + _AT_A_TIME], rest, basis)
            for first in range(0, len(assignments.columns), _AT_A_TIME)
        ]
    )
    found = np.nan_to_num(found)
    near = TIE * max(observed, 1e-300)
    extreme, total = int((found >= observed - near).sum()), found.size
    if not assignments.exact:
        return RandomisationTest((extreme + 1) / (total + 1), False, 1 / (total + 1))
    most = int((found >= found.max() * (1 - TIE)).sum())
    return RandomisationTest(extreme / total, True, most / total)


def arm_assignments(
    treated: npt.ArrayLike,
    strata: Sequence[object],
    rng: np.random.Generator,
    *,
    random: int = RANDOM_ASSIGNMENTS,
) -> Assignments:
    """List the ways in which as many units of each stratum could have been treated.

    Parameters
    ----------
    treated : array, shape (units,)
        1 for the treated and 0 for the others.
    strata : sequence, shape (units,)
        Within which the treatment was drawn; all alike where it was drawn over everybody.
    rng : np.random.Generator
        Used above `MOST_ASSIGNMENTS` assignments only.
    random : int
        How many are drawn then.

    Returns
    -------
    Assignments

    Examples
    --------
    >>> arm_assignments([0, 1, 0, 1], ["a", "a", "b", "b"], np.random.default_rng(0)).columns.shape
    (4, 4)
    """
    drawn = np.asarray(treated, np.float64)
    names = np.asarray([str(name) for name in strata])
    places = [np.flatnonzero(names == one) for one in dict.fromkeys(names.tolist())]
    counts = [int(drawn[part].sum()) for part in places]
    ways = [comb(part.size, count) for part, count in zip(places, counts, strict=True)]
    if prod(ways) <= MOST_ASSIGNMENTS:
        columns = np.zeros((1, drawn.size))
        for part, count in zip(places, counts, strict=True):
            chosen = list(itertools.combinations(part.tolist(), count))
            one = np.zeros((len(chosen), drawn.size))
            for row, treated_units in enumerate(chosen):
                one[row, list(treated_units)] = 1
            columns = (columns[:, None] + one).reshape(-1, drawn.size)
        return Assignments(columns, True)
    columns = np.tile(drawn, (random, 1))
    for part in places:
        columns[:, part] = rng.permuted(columns[:, part], axis=1)
    return Assignments(columns, False)


def sign_assignments(
    units: int, rng: np.random.Generator, *, random: int = RANDOM_ASSIGNMENTS
) -> Assignments:
    """List the ways in which pairs could have had their conditions: a sign a pair.

    Parameters
    ----------
    units : int
        Pairs.
    rng : np.random.Generator
        Used above `MOST_ASSIGNMENTS` assignments only.
    random : int
        How many are drawn then.

    Returns
    -------
    Assignments

    Examples
    --------
    >>> sign_assignments(3, np.random.default_rng(0)).columns.shape
    (8, 3)
    """
    if 2**units <= MOST_ASSIGNMENTS:
        return Assignments(np.array(list(itertools.product((1.0, -1.0), repeat=units))), True)
    return Assignments(rng.choice([1.0, -1.0], (random, units)), False)


def _basis(covariates: Floats, units: int) -> Floats:
    """Orthonormal columns that span the covariates, shape (units, rank)."""
    columns = covariates.reshape(units, -1) if units else np.zeros((0, 0))
    size = np.sqrt((columns**2).sum(0))
    columns = columns[:, size > 0] / size[size > 0]
    if not columns.shape[1]:
        return np.zeros((units, 0))
    left, strength, _ = np.linalg.svd(columns, full_matrices=False)
    return np.asarray(left[:, strength > 1e-10 * strength[0]])


def _partial(drawn: Floats, rest: Floats, basis: Floats) -> Floats:
    """Absolute partial covariance over the treatment's own spread, an assignment at a time."""
    square = (drawn**2).sum(1)
    left = square - ((drawn @ basis) ** 2).sum(1)
    known = left > _NO_SPREAD * square
    out = np.full(len(drawn), np.nan)
    out[known] = np.abs(drawn[known] @ rest) / np.sqrt(left[known])
    return out
