"""How large a paired difference is: standardised, as a ratio, and with an interval from Student."""

import numpy as np
import numpy.typing as npt
from scipy.special import stdtr, stdtrit

Floats = npt.NDArray[np.float64]


def hedges_g_av(mean_difference: float, sd_1: float, sd_2: float, pairs: int) -> float:
    """Standardised mean difference of two paired conditions, by the average of their SDs.

    Parameters
    ----------
    mean_difference : float
        Condition minus reference.
    sd_1, sd_2 : float
        SD of either condition across people, with n - 1.
    pairs : int
        People with both conditions.

    Returns
    -------
    float, no unit
        NaN for fewer than two pairs, or where both conditions have no spread.

    Notes
    -----
    ``mean_difference / ((sd_1 + sd_2) / 2) * J`` with ``J = 1 - 3 / (4 (pairs - 1) - 1)`` [1]_.
    The correction takes the degrees of freedom of pairs; programs that take those of two
    independent groups correct too little (.966 instead of .930 for 12 pairs).

    References
    ----------
    .. [1] Lakens D. Calculating and reporting effect sizes to facilitate cumulative science.
       Frontiers in Psychology 2013;4:863.

    Examples
    --------
    Slow-wave sleep under magnesium and placebo, from the published means and SDs of 12 people:

    >>> round(hedges_g_av(16.5 - 10.1, 20.4, 15.4, 12), 2)
    0.33
    """
    spread = (sd_1 + sd_2) / 2
    if pairs < 2 or not spread > 0:
        return np.nan
    return float(mean_difference / spread * small_sample_correction(pairs))


def small_sample_correction(pairs: int) -> float:
    """Hedges' J for paired data: how much a standardised difference shrinks.

    Examples
    --------
    >>> round(small_sample_correction(12), 3)
    0.93
    """
    return 1 - 3 / (4 * (pairs - 1) - 1)


def cohen_d_z(differences: npt.ArrayLike) -> float:
    """Mean of the differences in units of their own SD; what the power of a paired test needs.

    Parameters
    ----------
    differences : array, shape (pairs,)
        One a person.

    Returns
    -------
    float, no unit
        NaN for fewer than two pairs, or differences that are all alike.

    Examples
    --------
    >>> cohen_d_z([1.0, 2.0, 3.0])
    2.0
    """
    d = np.asarray(differences, np.float64)
    spread = sample_sd(d)
    return float(d.mean() / spread) if spread > 0 else np.nan


def sample_sd(values: Floats) -> float:
    """SD with n - 1; NaN for fewer than two values, 0 where rounding alone tells them apart.

    Examples
    --------
    >>> sample_sd(np.array([0.1 + 0.2, 0.3])), sample_sd(np.array([1.0, 2.0, 3.0]))
    (0.0, 1.0)
    """
    if values.size < 2:
        return np.nan
    alike = np.ptp(values) <= np.finfo(np.float64).eps * values.size * np.abs(values).max()
    return 0.0 if alike else float(values.std(ddof=1))


def t_interval(values: npt.ArrayLike, level: float = 0.95) -> tuple[float, float]:
    """Student's interval for a mean.

    Parameters
    ----------
    values : array, shape (n,)
        Differences or log ratios, one a person.
    level : float
        Confidence, 0 to 1.

    Returns
    -------
    tuple of float
        Low and high, in the units of `values`; NaN for fewer than two.

    Examples
    --------
    >>> low, high = t_interval([1.0, 2.0, 3.0])
    >>> round(low, 3), round(high, 3)
    (-0.484, 4.484)
    """
    v = np.asarray(values, np.float64)
    if v.size < 2:
        return np.nan, np.nan
    half = float(stdtrit(v.size - 1, (1 + level) / 2)) * sample_sd(v) / np.sqrt(v.size)
    return float(v.mean() - half), float(v.mean() + half)


def t_test(values: npt.ArrayLike, mean: float = 0.0) -> tuple[float, float]:
    """Student's paired test, as one of the differences.

    Parameters
    ----------
    values : array, shape (n,)
        Differences, one a person.
    mean : float
        Their mean under the hypothesis tested.

    Returns
    -------
    tuple of float
        t, and the two-sided p. NaN for fewer than two pairs, or differences that are all alike.

    Examples
    --------
    >>> t, p = t_test([1.0, 2.0, 3.0])
    >>> round(t, 3), round(p, 3)
    (3.464, 0.074)
    """
    v = np.asarray(values, np.float64)
    spread = sample_sd(v)
    if not spread > 0:
        return np.nan, np.nan
    t = float((v.mean() - mean) / (spread / np.sqrt(v.size)))
    return t, float(2 * stdtr(v.size - 1, -abs(t)))


def log_ratios(condition: npt.ArrayLike, reference: npt.ArrayLike) -> Floats:
    """Natural logarithm of condition over reference, a pair at a time.

    Parameters
    ----------
    condition, reference : array, shape (pairs,)
        In one unit.

    Returns
    -------
    array, shape (pairs,)
        NaN where either is not above 0: a ratio has nothing to say there.

    Examples
    --------
    >>> as_percent(float(log_ratios([1.1], [1.0])[0])).__round__(6)
    10.0
    """
    above, below = np.asarray(condition, np.float64), np.asarray(reference, np.float64)
    valid = (above > 0) & (below > 0)
    ratio = np.full(np.broadcast(above, below).shape, np.nan)
    np.divide(above, below, out=ratio, where=valid)
    out: Floats = np.log(ratio)
    return out


def as_percent(log_ratio: float) -> float:
    """Say a mean log ratio as the change in % that it stands for.

    Examples
    --------
    >>> round(as_percent(0.0953), 1)
    10.0
    """
    return float(100 * np.expm1(log_ratio))


def minimal_detectable_change(sd: float, reliability: float, level: float = 0.95) -> float:
    """Smallest change in one person that two single measurements can tell from none.

    Parameters
    ----------
    sd : float
        SD of the metric across people.
    reliability : float
        Intraclass correlation of repeated nights, 0 to 1.
    level : float
        Confidence, 0 to 1.

    Returns
    -------
    float, units of `sd`

    Notes
    -----
    ``z * sqrt(2) * sd * sqrt(1 - reliability)``: the SD of a difference of two nights that share
    everything but their error [1]_.

    References
    ----------
    .. [1] Weir JP. Quantifying test-retest reliability using the intraclass correlation
       coefficient and the SEM. J Strength Cond Res 2005;19:231-240.

    Examples
    --------
    Minutes awake have an intraclass correlation of about 0.5 from one night:

    >>> round(minimal_detectable_change(30.0, 0.5), 1)
    58.8
    """
    from scipy.special import ndtri

    if not 0 <= reliability <= 1:
        raise ValueError(f"reliability lies between 0 and 1, is {reliability}")
    return float(ndtri((1 + level) / 2) * np.sqrt(2 * (1 - reliability)) * sd)
