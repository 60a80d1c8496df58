"""Restricted maximum likelihood (REML) of a linear mixed model, people being the groups."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

ON_THE_BOUNDARY = (
    "REML: people differ no more than nights of one person do, so that the variance between them "
    "is at its lower bound, 0"
)
_GRID, _GOLDEN, _STEPS = 33, (np.sqrt(5) - 1) / 2, 60
_BOUNDARY = 1e-4
"""Ratio of the SDs between and within people below which the former counts as none."""


@dataclass(frozen=True, eq=False)
class MixedFit:
    """What a fit found."""

    estimate: np.ndarray
    """Of the fixed effects, shape (terms,)."""
    standard_error: np.ndarray
    """Shape (terms,)."""
    between: np.ndarray
    """Covariance of the random effects, shape (effects, effects)."""
    within: float
    """Variance of what is left."""
    notes: tuple[str, ...]


def fit_by_reml(
    response: npt.ArrayLike, fixed: npt.ArrayLike, random: npt.ArrayLike, group: npt.ArrayLike
) -> MixedFit:
    """Fit fixed and random effects by restricted maximum likelihood.

    Parameters
    ----------
    response : array, shape (rows,)
    fixed : array, shape (rows, terms)
        Of full column rank.
    random : array, shape (rows, 1 or 2)
        Design of the random effects: a column of ones for a random intercept, and beside it what
        may have a slope of its own in each group.
    group : array of int, shape (rows,)
        Group of each row, from 0.

    Returns
    -------
    MixedFit

    Raises
    ------
    ValueError
        If shapes do not fit, there are more than two random effects, or no row is left over for
        the variance.
    numpy.linalg.LinAlgError
        If columns of `fixed` are sums of others.

    Notes
    -----
    The profiled criterion of Bates et al. [1]_, whose only free numbers are the relative Cholesky
    factor of the random effects: one for an intercept, searched over a grid and by the golden
    section, three with a slope. All groups are computed at once from their cross products.

    References
    ----------
    .. [1] Bates D, Maechler M, Bolker B, Walker S. Fitting linear mixed-effects models using lme4.
       J Stat Softw 2015;67(1), section 3.4.

    Examples
    --------
    >>> fit = fit_by_reml([1.0, 2, 5, 6, 3, 5], np.ones((6, 1)), np.ones((6, 1)),
    ...                   [0, 0, 1, 1, 2, 2])
    >>> round(float(fit.estimate[0]), 3), round(fit.within, 3), round(float(fit.between[0, 0]), 3)
    (3.667, 1.0, 3.583)
    """
    y = np.asarray(response, np.float64)
    x, z = np.asarray(fixed, np.float64), np.asarray(random, np.float64)
    groups = np.asarray(group)
    if not (x.ndim == z.ndim == 2 and len(x) == len(z) == len(groups) == y.size):
        raise ValueError(
            "response, fixed, random and group need as many rows, have shapes "
            f"{y.shape}, {x.shape}, {z.shape}, {groups.shape}"
        )
    if z.shape[1] not in (1, 2):
        raise ValueError(f"one or two random effects can be fitted, not {z.shape[1]}")
    if y.size <= x.shape[1]:
        raise ValueError(f"{x.shape[1]} terms need more than {y.size} rows")
    products = _CrossProducts(y, x, z, groups)
    factor = products.best_intercept() if z.shape[1] == 1 else products.best_slope()
    solved = products.solve(factor)
    alone = np.sqrt(np.diag(factor @ factor.T))
    return MixedFit(
        solved.estimate,
        np.sqrt(solved.within * np.diag(solved.inverse)),
        solved.within * factor @ factor.T,
        solved.within,
        (ON_THE_BOUNDARY,) if alone[0] < _BOUNDARY else (),
    )


@dataclass(frozen=True, eq=False)
class _Solved:
    criterion: float
    estimate: np.ndarray
    inverse: np.ndarray
    within: float


class _CrossProducts:
    """Sums of products within each group: all that the criterion needs of the rows."""

    def __init__(self, y: np.ndarray, x: np.ndarray, z: np.ndarray, group: np.ndarray) -> None:
        self.rows, self.terms = x.shape
        xy = np.column_stack([x, y])
        groups = int(group.max()) + 1
        self.zz = np.zeros((groups, z.shape[1], z.shape[1]))
        self.zxy = np.zeros((groups, z.shape[1], self.terms + 1))
        np.add.at(self.zz, group, z[:, :, None] * z[:, None, :])
        np.add.at(self.zxy, group, z[:, :, None] * xy[:, None, :])
        self.xyxy = xy.T @ xy

    def solve(self, factor: np.ndarray) -> _Solved:
        """Give the best fixed effects for a relative Cholesky factor, and REML's criterion."""
        inner = np.eye(len(factor)) + factor.T @ self.zz @ factor
        side = factor.T @ self.zxy
        left = self.xyxy - (side.transpose(0, 2, 1) @ np.linalg.solve(inner, side)).sum(0)
        inverse = np.linalg.inv(left[:-1, :-1])
        estimate = inverse @ left[:-1, -1]
        rest = max(float(left[-1, -1] - left[:-1, -1] @ estimate), np.finfo(float).tiny)
        freedom = self.rows - self.terms
        criterion = (
            freedom * np.log(rest)
            + np.linalg.slogdet(inner)[1].sum()
            + np.linalg.slogdet(left[:-1, :-1])[1]
        )
        return _Solved(float(criterion), estimate, inverse, rest / freedom)

    def best_intercept(self) -> np.ndarray:
        """Search the one ratio of SDs; as ratio / (1 + ratio) it lies between 0 and 1."""

        def factor(at: float) -> np.ndarray:
            return np.array([[at / (1 - at)]])

        def criterion(at: float) -> float:
            return self.solve(factor(at)).criterion

        places = np.linspace(0, 1, _GRID, endpoint=False)
        nearest = int(np.argmin([criterion(at) for at in places]))
        low = float(places[max(nearest - 1, 0)])
        high = float(places[nearest + 1]) if nearest + 1 < _GRID else 1 - 1e-6
        inner = [high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)]
        values = [criterion(at) for at in inner]
        for _ in range(_STEPS):
            if values[0] <= values[1]:
                high, inner[1], values[1] = inner[1], inner[0], values[0]
                inner[0] = high - _GOLDEN * (high - low)
                values[0] = criterion(inner[0])
            else:
                low, inner[0], values[0] = inner[0], inner[1], values[1]
                inner[1] = low + _GOLDEN * (high - low)
                values[1] = criterion(inner[1])
        best = (low + high) / 2
        return factor(0.0 if criterion(0.0) <= criterion(best) else best)

    def best_slope(self) -> np.ndarray:
        """Search the three numbers of two random effects, from two beginnings."""
        from scipy.optimize import minimize  # a tenth of a second: most designs have no slope

        def factor(at: np.ndarray) -> np.ndarray:
            return np.array([[at[0], 0.0], [at[1], at[2]]])

        def criterion(at: np.ndarray) -> float:
            return self.solve(factor(at)).criterion

        exact = {"xatol": 1e-7, "fatol": 1e-10, "maxiter": 4000, "maxfev": 4000}
        found = [
            minimize(criterion, begin, method="Nelder-Mead", options=exact)
            for begin in ([1.0, 0.0, 1.0], [0.1, 0.0, 0.1])
        ]
        return factor(min(found, key=lambda one: float(one.fun)).x)
