"""Power by simulation, through the very comparison that will analyse the study."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import xarray as xr

from explorer.plan.study_plan import CROSSOVER, PARALLEL, StudyPlan
from explorer.statistics.arms import VISITS, Arms
from explorer.statistics.n_of_1_test import compare_blocks
from explorer.statistics.paired import compare_conditions
from explorer.statistics.parallel import compare_arms

SIMULATIONS = 200
ASSIGNMENTS = 499
"""Drawings of the arms in each simulated trial where they are too many to count."""
_LEVEL = 6.0  # of the logarithm, about 400 uV^2; and its tenfold of a unit: neither matters

Progress = Callable[[int, int, int], bool]
"""Told how many trials showed it, of how many simulated, of how many in all; False stops."""


@dataclass(frozen=True)
class SimulatedPower:
    """How many of so many simulated trials showed the effect."""

    seen: int
    simulated: int

    @property
    def power(self) -> float:
        """Share that showed it; NaN before the first."""
        return self.seen / self.simulated if self.simulated else float("nan")

    @property
    def standard_error(self) -> float:
        """Monte-Carlo standard error of that share."""
        share = (self.seen + 1) / (self.simulated + 2)  # not 0 where all or none showed it
        return float(np.sqrt(share * (1 - share) / (self.simulated + 2)))

    @property
    def sentence(self) -> str:
        """The share in plain words."""
        return (
            f"In {self.seen} of {self.simulated} simulated trials the comparison itself showed it: "
            f"{100 * self.power:.0f} ± {100 * self.standard_error:.0f} %, those who are lost "
            "left out."
        )


def _unheard(_seen: int, _done: int, _total: int) -> bool:
    return True


def simulate_power(
    plan: StudyPlan,
    *,
    simulations: int = SIMULATIONS,
    effect: float | None = None,
    progress: Progress = _unheard,
) -> SimulatedPower:
    """Simulate the planned study many times, and analyse each as the study will be.

    Parameters
    ----------
    plan : StudyPlan
    simulations : int
        Trials, 1 or more.
    effect : float, optional
        True difference, on the scale that is tested; the plan's smallest effect if not given. 0
        gives how often there is a false alarm.
    progress : callable of (int, int, int) -> bool
        False stops it: what was simulated so far is given.

    Returns
    -------
    SimulatedPower

    Raises
    ------
    ValueError
        If there is nothing to simulate.

    Notes
    -----
    Normal values with the plan's spread; as many people are drawn as the plan recruits, and each
    is lost with the plan's attrition (at follow-up, or one of a pair; nights in an n-of-1 trial).
    What decides is the p of `compare_arms`, `compare_conditions` or `compare_blocks`, as in
    `sleep-explorer compare`.

    Examples
    --------
    >>> from explorer.plan.make_plan import study
    >>> plan = study(design="crossover", primary="SWA", smallest_effect="20%", nights=1)
    >>> simulate_power(plan, simulations=20).simulated
    20
    """
    if simulations < 1:
        raise ValueError(f"at least one simulation is needed, has {simulations}")
    rng = np.random.default_rng(plan.seed)
    truth = plan.bound if effect is None else effect
    seen = 0
    for done in range(simulations):
        if not progress(seen, done, simulations):
            return SimulatedPower(seen, done)
        seen += _p_of_one(plan, truth, rng) <= plan.alpha
    progress(seen, simulations, simulations)
    return SimulatedPower(seen, simulations)


def _p_of_one(plan: StudyPlan, truth: float, rng: np.random.Generator) -> float:
    """Give p of one simulated study; NaN, which shows nothing, where too few are left."""
    if plan.design == PARALLEL:
        values, arm = _visits(plan, truth, rng)
        arms = _arms(plan, values, arm)
        try:
            found = compare_arms(
                arms,
                reference=plan.reference,
                primary=plan.primary,
                smallest_effects={plan.primary: plan.smallest},
                rng=rng,
                assignments=ASSIGNMENTS,
            )
        except ValueError:  # an arm of which nobody was left
            return float("nan")
        return float(found.table.p_permutation.item())
    if plan.design == CROSSOVER:
        pairs = _means(plan, plan.recruited, rng)
        pairs[:, 1] += truth
        pairs[rng.random(plan.recruited) < plan.attrition, 1] = np.nan
        compared = compare_conditions(
            _crossed(plan, pairs),
            reference=plan.reference,
            primary=plan.primary,
            smallest_effects={plan.primary: plan.smallest},
            rng=rng,
            quick=True,
        )
        return float(compared.table.p_permutation.item())
    nights, names, blocks = _blocks(plan, truth, rng)
    try:
        one = compare_blocks(nights, names, blocks, reference=plan.reference, rng=rng)
    except ValueError:  # no block kept both conditions
        return float("nan")
    return float(one.p.item())


def _means(plan: StudyPlan, people: int, rng: np.random.Generator) -> np.ndarray:
    """Everybody's mean of nights at two visits or in two conditions, shape (people, 2)."""
    person = rng.normal(0, plan.sd * np.sqrt(plan.icc), (people, 1))
    night = rng.normal(0, plan.sd * np.sqrt((1 - plan.icc) / plan.nights), (people, 2))
    return np.asarray(_middle(plan) + person + night)


def _middle(plan: StudyPlan) -> float:
    return _LEVEL if plan.relative else 10 * plan.sd


def _visits(
    plan: StudyPlan, truth: float, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    values = _means(plan, plan.recruited, rng)
    treated = rng.permutation(np.arange(plan.recruited) % 2 == 1)
    values[treated, 1] += truth
    values[rng.random(plan.recruited) < plan.attrition, 1] = np.nan
    return values, np.where(treated, plan.condition, plan.reference)


def _measured(plan: StudyPlan, values: np.ndarray) -> np.ndarray:
    """Values in the metric's unit: a log ratio is compared on the logarithm of these."""
    return np.exp(values) if plan.relative else values


def _variable(plan: StudyPlan, values: np.ndarray, dims: tuple[str, str]) -> xr.DataArray:
    attrs = {"units": plan.units, "long_name": plan.symbol}
    return xr.DataArray(_measured(plan, values), dims=dims, attrs=attrs)


def _arms(plan: StudyPlan, values: np.ndarray, arm: np.ndarray) -> Arms:
    count = len(values)
    people = [f"P{place:04d}" for place in range(count)]
    table = xr.Dataset(
        {plan.primary: _variable(plan, values, ("subject", "visit"))},
        coords={
            "subject": people,
            "visit": list(VISITS),
            "arm": ("subject", arm),
            "stratum": ("subject", [""] * count),
            "completed": ("subject", np.isfinite(values[:, 1])),
            "nights": (("subject", "visit"), np.where(np.isfinite(values), plan.nights, 0)),
        },
    )
    nothing = xr.DataArray(np.zeros((count, 0)), {"subject": people}, dims=("subject", "covariate"))
    return Arms(table, nothing)


def _crossed(plan: StudyPlan, pairs: np.ndarray) -> xr.Dataset:
    people = [f"P{place:04d}" for place in range(len(pairs))]
    return xr.Dataset(
        {plan.primary: _variable(plan, pairs, ("subject", "condition"))},
        coords={"subject": people, "condition": [plan.reference, plan.condition]},
    )


def _blocks(
    plan: StudyPlan, truth: float, rng: np.random.Generator
) -> tuple[np.ndarray, list[str], list[int]]:
    """One person's nights in order, with those lost left out."""
    shape = (plan.recruited, 2 * plan.nights)
    treated = rng.permuted(np.tile(np.arange(shape[1]) % 2 == 1, (shape[0], 1)), axis=1)
    nights = rng.normal(0, plan.sd * np.sqrt(1 - plan.icc), shape) + truth * treated
    nights[rng.random(shape) < plan.attrition] = np.nan
    names = np.where(treated, plan.condition, plan.reference)
    blocks = np.repeat(np.arange(shape[0]), shape[1])
    return nights.ravel(), names.ravel().tolist(), blocks.tolist()
