"""Whether a difference is there, is too small to matter, or is not yet known."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
from scipy.special import stdtr

from explorer.statistics.effect_sizes import sample_sd

ALPHA = 0.05


class Outcome(StrEnum):
    """The four answers that a comparison can give."""

    DIFFERENCE = "difference"
    NEGLIGIBLE = "difference, but negligible"
    EQUIVALENT = "equivalent"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True)
class SmallestEffect:
    """The smallest difference that would matter, said before anybody looks.

    Parameters
    ----------
    amount : float
        Above 0.
    relative : bool
        In % of the reference rather than in the metric's own unit.
    """

    amount: float
    relative: bool = False

    def __post_init__(self) -> None:
        if not (np.isfinite(self.amount) and self.amount > 0):
            raise ValueError(f"a smallest effect must be above 0, is {self.amount}")

    @classmethod
    def parse(cls, text: str) -> "SmallestEffect":
        """Read ``10`` (in the metric's unit) or ``10%``.

        Examples
        --------
        >>> SmallestEffect.parse("10%")
        SmallestEffect(amount=10.0, relative=True)
        """
        number = text.strip().removesuffix("%").strip()
        try:
            amount = float(number)
        except ValueError:
            raise ValueError(f"a smallest effect reads like '10' or '10%', not {text!r}") from None
        return cls(amount, text.strip().endswith("%"))

    @property
    def text(self) -> str:
        """As `parse` reads it.

        Examples
        --------
        >>> SmallestEffect.parse("12.5 %").text
        '12.5%'
        """
        return f"{float(self.amount)!r}{'%' if self.relative else ''}"

    @property
    def bound(self) -> float:
        """Its half-width on the scale it is tested on: the metric's unit, or the log ratio."""
        return float(np.log1p(self.amount / 100)) if self.relative else self.amount


# 10 min of deep sleep and 10 % of slow-wave activity, by this project's own judgement: there is no
# convention. For the other metrics none is made up.
SMALLEST_EFFECTS: MappingProxyType[str, SmallestEffect] = MappingProxyType(
    {
        "N3_min": SmallestEffect(10.0),
        "SWA": SmallestEffect(10.0, relative=True),
        "SWA_Riedner": SmallestEffect(10.0, relative=True),
    }
)


def equivalence_test(values: npt.ArrayLike, bound: float) -> float:
    """Two one-sided tests that a mean lies between -bound and bound.

    Parameters
    ----------
    values : array, shape (n,)
        Differences or log ratios, one a person.
    bound : float
        Above 0, in the units of `values`; chosen before.

    Returns
    -------
    float
        p, the larger of both; NaN for fewer than two pairs, or values that are all alike.

    Raises
    ------
    ValueError
        If the bound is not above 0.

    Notes
    -----
    Schuirmann's procedure [1]_: below .05 just where the 90 % t-interval lies within the bounds.

    References
    ----------
    .. [1] Schuirmann DJ. A comparison of the two one-sided tests procedure and the power approach
       for assessing the equivalence of average bioavailability. J Pharmacokinet Biopharm
       1987;15:657-680.

    Examples
    --------
    >>> round(equivalence_test([-0.5, 0.5, 0.2, -0.1], 2.0), 4)
    0.0013
    """
    if not bound > 0:
        raise ValueError(f"an equivalence bound must be above 0, is {bound}")
    v = np.asarray(values, np.float64)
    spread = sample_sd(v)
    if not spread > 0:
        return np.nan
    error = spread / np.sqrt(v.size)
    above_low = stdtr(v.size - 1, -(v.mean() + bound) / error)
    below_high = stdtr(v.size - 1, (v.mean() - bound) / error)
    return float(max(above_low, below_high))


def decide(p_difference: float, p_equivalence: float, alpha: float = ALPHA) -> Outcome:
    """Which of the four answers two p-values give; a NaN decides nothing.

    Examples
    --------
    >>> str(decide(0.2, 0.3)), str(decide(0.01, 0.02)), str(decide(0.2, float("nan")))
    ('inconclusive', 'difference, but negligible', 'inconclusive')
    """
    if p_difference <= alpha:
        return Outcome.NEGLIGIBLE if p_equivalence <= alpha else Outcome.DIFFERENCE
    return Outcome.EQUIVALENT if p_equivalence <= alpha else Outcome.INCONCLUSIVE


def benjamini_hochberg(p_values: Sequence[float] | npt.ArrayLike) -> np.ndarray:
    """Adjust p-values so that at most a share alpha of the discoveries is expected to be false.

    Parameters
    ----------
    p_values : array, shape (tests,)
        NaN is no test: it is left out of the count and stays NaN.

    Returns
    -------
    array, shape (tests,)

    Notes
    -----
    The step-up procedure [1]_: the k-th smallest of m times m / k, made monotonic from above.

    References
    ----------
    .. [1] Benjamini Y, Hochberg Y. Controlling the false discovery rate. J R Stat Soc B
       1995;57:289-300.

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, 0.03]).round(3).tolist()
    [0.03, 0.04, 0.04]
    """
    p = np.asarray(p_values, np.float64)
    adjusted = np.full(p.shape, np.nan)
    tests = np.flatnonzero(np.isfinite(p))
    order = tests[np.argsort(p[tests])]
    stepped = p[order] * order.size / np.arange(1, order.size + 1)
    adjusted[order] = np.minimum(np.minimum.accumulate(stepped[::-1])[::-1], 1)
    return adjusted
