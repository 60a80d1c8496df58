"""Semi-Markov bouts of sleep stages within one NREM or REM period: how long, and what comes next.

A stage is held for a time drawn from its own law and then left for another by fixed chances; dwell
times are in epochs of 30 s, as scorers have them. Families after Kemp & Kamphuisen 1986 (a stage's
dwell does not fade like a Markov chain's), Lo et al. 2004 (bouts of wake fall as a power, 2.2 in
their people, 1.6 to 1.9 in the nights named in `explorer.models.sleep_profiles`).
"""

from bisect import bisect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import exp, log1p

import numpy as np

from explorer.vocabulary.stages import Stage

W, N1, N2, N3, REM = (int(stage) for stage in (Stage.W, Stage.N1, Stage.N2, Stage.N3, Stage.REM))
SCORED_EPOCH = 30.0
"""s: the epoch of the scorers whose bouts these are."""
_AT_ONCE = 512


class Chance:
    """Uniform and normal numbers one by one, drawn by the hundred: a draw of one is slow."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.uniform = _one_by_one(rng.random).__next__
        self.normal = _one_by_one(rng.standard_normal).__next__

    def geometric(self, mean: float) -> int:
        """Draw 1, 2, ... epochs of a memoryless stay."""
        return 1 + int(log1p(-self.uniform()) / log1p(-1 / mean)) if mean > 1 else 1

    def lognormal(self, median: float, spread: float) -> float:
        """Draw around a median; `spread` is the standard deviation of the logarithm."""
        return median * exp(spread * self.normal())

    def gamma(self, shape: float) -> float:
        """Draw around a median of 1: the cube of a normal number (Wilson & Hilferty 1931)."""
        ninth = 1 / (9 * shape)
        return float(max(0.0, 1 + self.normal() * ninth**0.5 / (1 - ninth)) ** 3)

    def zeta(self, exponent: float, longest: int) -> int:
        """Draw 1 to `longest` epochs whose chances fall as a power."""
        return 1 + bisect(_zeta(round(exponent, 2), longest), self.uniform())


def _one_by_one(draw: Callable[[int], np.ndarray]) -> Iterator[float]:
    while True:
        yield from draw(_AT_ONCE).tolist()


@lru_cache(maxsize=1024)
def _zeta(exponent: float, longest: int) -> list[float]:
    chances = np.arange(1, longest + 1) ** -exponent
    return list(np.cumsum(chances / chances.sum())[:-1])


@dataclass(frozen=True)
class Bouts:
    """How one person holds the stages in one night."""

    n1: float
    """Mean dwell."""
    n2: float
    """Median dwell outside N3's span, where it is not brief."""
    n3: float
    """Likewise, of N3."""
    rem: float
    """Likewise, of REM."""
    n3_brief: float
    """Share of bouts of N3 that are brief."""
    rem_brief: float
    """Likewise, of REM."""
    wake_share: float
    """Of the exits from N2 outside N3's span: the others lead to N1."""
    wake_exponent: float
    """Of bouts of wake."""
    longest_wake: int
    """Cap on them."""


_BRIEF_N2, _LONG_N2 = (0.20, 2.0), 0.85  # share and mean of brief bouts; spread of the others
_N2_IN_N3, _LONG_N2_IN_N3 = (0.60, 2.0), (6.0, 0.8)  # likewise between bouts of N3
_BRIEF_N3, _LONG_N3 = 1.4, 0.9
_BRIEF_REM, _LONG_REM = 2.5, 0.8
_N1_AT_ONSET = 2.2
"""Factor on the dwell in N1 until N2 is first reached."""
_BACK_TO_WAKE = (0.55, 0.18)
"""Share of the exits from N1 that lead to wake, before N2 is first reached and after."""
_WAKE_TO_N1 = 0.92
_LEAVING_N3 = (0.92, 0.98)  # cumulative: to N2, to wake, else N1
_LEAVING_REM = (0.40, 0.74)  # cumulative: to wake, to N1, else N2
_WAKE_IN_N3 = (0.70, 2.4, 20)  # share of one epoch; exponent and cap of the others
_WAKE_IN_REM = (0.60, 2.2, 16)


def light_sleep(chance: Chance, epochs: int, bouts: Bouts, first: int, onset: bool) -> list[int]:
    """Draw N1, N2 and wake outside N3's span, from the stage `first` on."""
    out: list[int] = []
    stage = first
    while len(out) < epochs:
        if stage == N1:
            held = chance.geometric(bouts.n1 * (_N1_AT_ONSET if onset else 1.0))
            after = W if chance.uniform() < _BACK_TO_WAKE[not onset] else N2
        elif stage == N2:
            onset = False
            if chance.uniform() < _BRIEF_N2[0]:
                held = chance.geometric(_BRIEF_N2[1])
            else:
                held = max(1, int(chance.lognormal(bouts.n2, _LONG_N2)))
            after = W if chance.uniform() < bouts.wake_share else N1
        else:
            held = chance.zeta(bouts.wake_exponent, bouts.longest_wake)
            after = N1 if chance.uniform() < _WAKE_TO_N1 else N2
        out += [stage] * held
        stage = after
    return out[:epochs]


def deep_sleep(chance: Chance, epochs: int, bouts: Bouts) -> list[int]:
    """Draw N3 and what breaks it, from the first to the last epoch of N3 in a NREM period."""
    out: list[int] = []
    stage = N3
    while len(out) < epochs:
        if stage == N3:
            if chance.uniform() < bouts.n3_brief:
                held = chance.geometric(_BRIEF_N3)
            else:
                held = max(2, int(chance.lognormal(bouts.n3, _LONG_N3)))
            drawn = chance.uniform()
            after = N2 if drawn < _LEAVING_N3[0] else W if drawn < _LEAVING_N3[1] else N1
        elif stage == N2:
            if chance.uniform() < _N2_IN_N3[0]:
                held = chance.geometric(_N2_IN_N3[1])
            else:
                held = max(1, int(chance.lognormal(*_LONG_N2_IN_N3)))
            after = N3
        elif stage == N1:
            held, after = chance.geometric(2.0), N2
        else:
            held = _short_wake(chance, _WAKE_IN_N3)
            after = N2 if chance.uniform() < 0.30 else N1
        out += [stage] * held
        stage = after
    return out[:epochs]


def rem_sleep(chance: Chance, epochs: int, bouts: Bouts) -> list[int]:
    """Draw REM and what breaks it."""
    out: list[int] = []
    stage = REM
    while len(out) < epochs:
        if stage == REM:
            if chance.uniform() < bouts.rem_brief:
                held = chance.geometric(_BRIEF_REM)
            else:
                held = max(1, int(chance.lognormal(bouts.rem, _LONG_REM)))
            drawn = chance.uniform()
            after = W if drawn < _LEAVING_REM[0] else N1 if drawn < _LEAVING_REM[1] else N2
        elif stage == W:
            held = _short_wake(chance, _WAKE_IN_REM)
            after = REM if chance.uniform() < 0.35 else N1
        elif stage == N1:
            held = chance.geometric(2.0)
            after = REM if chance.uniform() < 0.75 else N2
        else:
            held, after = chance.geometric(2.5), REM
        out += [stage] * held
        stage = after
    return out[:epochs]


def _short_wake(chance: Chance, law: tuple[float, float, int]) -> int:
    one, exponent, longest = law
    return 1 if chance.uniform() < one else chance.zeta(exponent, longest)
