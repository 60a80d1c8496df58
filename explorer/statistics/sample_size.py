"""How many people it takes to see an effect of a given size."""

from collections.abc import Callable

import numpy as np
from scipy.special import nctdtr, stdtrit

from explorer.statistics.equivalence import ALPHA

MOST_PAIRS = 1_000_000


def power_of_pairs(pairs: int, d_z: float, alpha: float = ALPHA) -> float:
    """Chance that a two-sided paired t-test finds an effect that is there.

    Parameters
    ----------
    pairs : int
        People with both conditions, at least 2.
    d_z : float
        Mean of the differences over their SD.
    alpha : float
        Chance of finding an effect that is not there.

    Returns
    -------
    float, 0 to 1

    Raises
    ------
    ValueError
        If there are fewer than two pairs.

    Notes
    -----
    The noncentral t distribution with n - 1 degrees of freedom and noncentrality d_z sqrt(n) [1]_.

    References
    ----------
    .. [1] Cohen J. Statistical Power Analysis for the Behavioral Sciences. 2nd ed. 1988, chapter 2.

    Examples
    --------
    >>> round(power_of_pairs(34, 0.5), 3)
    0.808
    """
    if pairs < 2:
        raise ValueError(f"power needs at least 2 pairs, has {pairs}")
    return _power(pairs - 1, abs(d_z) * np.sqrt(pairs), alpha)


def pairs_needed(
    percent: float, sd_log_ratio: float, *, power: float = 0.8, alpha: float = ALPHA
) -> int:
    """People needed to see a change of so many %.

    Parameters
    ----------
    percent : float
        The true change, in % of the reference; -100 and below is no change but a loss.
    sd_log_ratio : float
        SD across people of the log ratio of condition to reference; 0.10-0.15 for slow-wave
        activity.
    power : float
        Chance of seeing it, 0 to 1.
    alpha : float
        Chance of seeing what is not there.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If the change is 0 or not above -100 %, the SD is not above 0, or more than a million
        people would be needed.

    Examples
    --------
    >>> pairs_needed(3.7, 0.15), pairs_needed(1.6, 0.10), pairs_needed(1.6, 0.15)
    (136, 314, 703)
    """
    return _people_needed(percent, sd_log_ratio, power, alpha, power_of_pairs, "pairs_needed")


def power_of_arms(
    people: int, effect: float, alpha: float = ALPHA, *, covariates: int = 0
) -> float:
    """Chance that a two-sided t-test between two arms finds an effect that is there.

    Parameters
    ----------
    people : int
        In each arm, at least 2.
    effect : float
        Difference of the arms' means over the SD within an arm (Cohen's d), of what covariates
        leave where there are some.
    alpha : float
        Chance of finding an effect that is not there.
    covariates : int
        Of an analysis of covariance, the baseline among them: each takes a degree of freedom.

    Returns
    -------
    float, 0 to 1

    Raises
    ------
    ValueError
        If there are fewer than two people in an arm, or no degree of freedom is left.

    Examples
    --------
    >>> round(power_of_arms(64, 0.5), 3)
    0.801
    """
    if people < 2:
        raise ValueError(f"power needs at least 2 people in each arm, has {people}")
    freedom = 2 * people - 2 - covariates
    if freedom < 1:
        raise ValueError(f"{people} people in each arm are too few for {covariates} covariates")
    return _power(freedom, abs(effect) * np.sqrt(people / 2), alpha)


def people_per_arm(
    percent: float,
    sd_log: float,
    *,
    correlation: float = 0.0,
    power: float = 0.8,
    alpha: float = ALPHA,
) -> int:
    """People needed in each of two parallel arms to see a change of so many %.

    Parameters
    ----------
    percent : float
        The true change, in % of the other arm.
    sd_log : float
        SD within an arm of the logarithm of what the arms are compared on: of the outcome, or of
        its change from a baseline.
    correlation : float
        Of the outcome with a baseline that the comparison takes into account (analysis of
        covariance), which leaves `sd_log` times sqrt(1 - correlation^2); 0 without one.
    power, alpha : float
        As in `pairs_needed`.

    Returns
    -------
    int
        In one arm; a trial needs twice as many.

    Raises
    ------
    ValueError
        As `pairs_needed` does, or if the correlation is not above -1 and below 1.

    Examples
    --------
    A change of 3.7 %, compared on change scores with an SD of 0.15:

    >>> people_per_arm(3.7, 0.15)
    269
    """
    if not -1 < correlation < 1:
        raise ValueError(f"a correlation lies above -1 and below 1, is {correlation}")
    sd = sd_log * float(np.sqrt(1 - correlation**2))
    return _people_needed(percent, sd, power, alpha, power_of_arms, "people_per_arm")


def detectable_percent(
    pairs: int, sd_log_ratio: float, *, power: float = 0.8, alpha: float = ALPHA
) -> float:
    """Smallest rise, in %, that so many people would show.

    Parameters
    ----------
    pairs : int
        People with both conditions, at least 2.
    sd_log_ratio : float
        SD across people of the log ratio of condition to reference, above 0.
    power, alpha : float
        As in `pairs_needed`.

    Returns
    -------
    float, %

    Examples
    --------
    >>> round(detectable_percent(136, 0.15), 1)
    3.7
    """
    effect = detectable_effect(pairs, power=power, alpha=alpha)
    return float(100 * np.expm1(effect * sd_log_ratio))


def detectable_effect(pairs: int, *, power: float = 0.8, alpha: float = ALPHA) -> float:
    """Smallest d_z that so many people would show.

    Parameters
    ----------
    pairs : int
        People with both conditions, at least 2.
    power, alpha : float
        As in `pairs_needed`.

    Returns
    -------
    float
        In SDs of the differences.

    Examples
    --------
    >>> round(detectable_effect(34), 3)
    0.495
    """
    low, high = 0.0, 1.0
    while power_of_pairs(pairs, high, alpha) < power:
        high *= 2
    for _ in range(60):  # halves the bracket to the last bit of a float
        middle = (low + high) / 2
        low, high = (
            (low, middle) if power_of_pairs(pairs, middle, alpha) >= power else (middle, high)
        )
    return high


def _power(freedom: int, shift: float, alpha: float) -> float:
    """Chance that a two-sided t-test finds a noncentrality."""
    critical = float(stdtrit(freedom, 1 - alpha / 2))
    # Far in its tail the distribution is below 1e-13 and the series for it gives NaN.
    missed, mirrored = np.nan_to_num(nctdtr(freedom, shift, [critical, -critical]))
    return float(1 - missed + mirrored)


def fewest_people(
    effect: float,
    chance: Callable[[int, float, float], float],
    *,
    power: float = 0.8,
    alpha: float = ALPHA,
    fewest: int = 2,
) -> int:
    """Fewest people at whom the chance to see a standardised effect reaches a power.

    Parameters
    ----------
    effect : float
        In SDs of what is compared, other than 0.
    chance : callable of (int, float, float) -> float
        Chance to see it with so many people, such as `power_of_pairs`: people, effect, alpha.
    power, alpha : float
        As in `pairs_needed`.
    fewest : int
        With which `chance` can be asked, 2 or more.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If more than a million would be needed.

    Examples
    --------
    >>> fewest_people(0.5, power_of_pairs), fewest_people(0.5, power_of_arms)
    (34, 64)
    """
    low, high = fewest - 1, fewest
    while high <= MOST_PAIRS and chance(high, effect, alpha) < power:
        low, high = high, 2 * high
    if high > MOST_PAIRS:
        raise ValueError(f"an effect of {effect:.3g} SD would need more than {MOST_PAIRS:,} people")
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if chance(middle, effect, alpha) >= power else (middle, high)
    return high


def _people_needed(
    percent: float,
    sd: float,
    power: float,
    alpha: float,
    chance: Callable[[int, float, float], float],
    asked: str,
) -> int:
    """Fewest people at whom the chance to see a change reaches `power`."""
    if not (percent > -100 and percent != 0 and sd > 0 and alpha < power < 1):
        raise ValueError(
            f"{asked} needs a change other than 0 and above -100 %, an SD above 0 and a power "
            f"between alpha and 1, has {percent} %, {sd}, {power}"
        )
    effect = float(np.log1p(percent / 100)) / sd
    try:
        return fewest_people(effect, chance, power=power, alpha=alpha)
    except ValueError:
        raise ValueError(
            f"a change of {percent} % would need more than {MOST_PAIRS:,} people"
        ) from None
