"""Sample size of a planned study: people, nights and weeks, by the closed form of its design."""

from dataclasses import dataclass, replace

import numpy as np

from explorer.plan.study_plan import CROSSOVER, N_OF_1, PARALLEL, StudyPlan
from explorer.statistics.sample_size import fewest_people, power_of_arms, power_of_pairs
from explorer.vocabulary.counts import pluralize

_MOST_DAYS_A_WEEK = 7


@dataclass(frozen=True)
class Needed:
    """How many it takes, and what that rests on."""

    plan: StudyPlan
    """With its people, blocks and recruited set."""
    comparison_sd: float
    """SD of what is compared: of the follow-up with the baseline taken out, of a person's
    difference, or of one night; in the scale that is tested."""
    correlation: float
    """Of a person's means of `nights` nights, baseline with follow-up."""
    formula_power: float
    """Of the people planned, by the noncentral t distribution."""

    @property
    def sentence(self) -> str:
        """The answer in plain words."""
        plan = self.plan
        nights, people = pluralize(plan.nights, "night"), pluralize(plan.people, "person", "people")
        if plan.design == PARALLEL:
            who = (
                f"{people} analysed in each of two arms, with {nights} at baseline and as many at "
                "follow-up"
            )
        elif plan.design == CROSSOVER:
            who = f"{people} analysed, with {nights} in each of two conditions"
        else:
            who = (
                f"One person, with {pluralize(plan.blocks, 'block')} of {2 * plan.nights} nights "
                "analysed, half of them of either condition"
            )
        verb = "is" if plan.recruited == 1 else "are"
        lost = f"{100 * plan.attrition:g} %"
        more = (
            f"{pluralize(plan.recruited, 'block')} {verb} to be begun, for {lost} of nights will "
            "be lost"
            if plan.design == N_OF_1
            else f"{pluralize(plan.recruited, 'person', 'people')} {verb} to be recruited, for "
            f"{lost} will be lost"
        )
        return (
            f"{who}: a difference of {plan.effect_words} in {plan.symbol} is seen with a chance of "
            f"{100 * self.formula_power:.0f} % at p ≤ {plan.alpha:g}. {more}. {_long(plan)}."
        )


def _long(plan: StudyPlan) -> str:
    """Say how many nights are slept in how many weeks, and how many of them are analysed."""
    spent = (
        f"That is {pluralize(plan.nights_a_person, 'night')} a person in about "
        f"{pluralize(max(round(weeks(plan)), 1), 'week')}"
    )
    if plan.design != N_OF_1:
        spent += f", {pluralize(plan.nights_begun, 'night')} in all"
    lost = plan.nights_begun > plan.nights_analysed
    return f"{spent}, of which {plan.nights_analysed} are analysed" if lost else spent


def comparison_sd(plan: StudyPlan) -> tuple[float, float]:
    """SD of what the design compares, and the correlation of a person's means.

    Parameters
    ----------
    plan : StudyPlan

    Returns
    -------
    sd, correlation : float

    Notes
    -----
    A mean of k nights has the variance s^2 (icc + (1 - icc) / k), and two such means of a person
    correlate by k icc / (1 + (k - 1) icc) (Spearman and Brown). An analysis of covariance leaves
    1 - r^2 of a follow-up's variance [1]_; a crossover's difference has the variance
    2 s^2 (1 - icc) / k, as people's own level cancels. In an n-of-1 trial nights are the units.

    References
    ----------
    .. [1] Borm GF, Fransen J, Lemmens WA. A simple sample size formula for analysis of covariance
       in randomized clinical trials. J Clin Epidemiol 2007;60:1234-1238.
    """
    between, within = plan.sd**2 * plan.icc, plan.sd**2 * (1 - plan.icc)
    mean = between + within / plan.nights
    correlation = between / mean
    if plan.design == PARALLEL:
        return float(np.sqrt(mean * (1 - correlation**2))), correlation
    if plan.design == CROSSOVER:
        return float(np.sqrt(2 * within / plan.nights)), correlation
    return float(np.sqrt(within)), correlation


def power_of(plan: StudyPlan, people: int, effect: float, alpha: float) -> float:
    """Chance to see a standardised effect with so many people an arm, people, or blocks."""
    if plan.design == PARALLEL:
        # Nobody's baseline explains a follow-up that is the baseline again: one covariate.
        return power_of_arms(people, effect, alpha, covariates=1 + len(plan.covariates))
    if plan.design == CROSSOVER:
        return power_of_pairs(people, effect, alpha)
    # Nights of either condition are the units, and each block but one takes a degree of freedom.
    return power_of_arms(people * plan.nights, effect, alpha, covariates=people - 1)


def fitted(plan: StudyPlan) -> StudyPlan:
    """Set people, blocks and recruited so that the plan's power is reached.

    Raises
    ------
    ValueError
        If it would take more than a million.
    """
    sd, _ = comparison_sd(plan)
    if not sd > 0:
        raise ValueError(
            "with an ICC of 1 a person's nights are all alike, so nothing varies: give the ICC "
            "below 1"
        )
    fewest = 2 if plan.design != PARALLEL else 2 + (1 + len(plan.covariates)) // 2
    fewest = max(fewest, _fewest_testable(plan))
    needed = fewest_people(
        plan.bound / sd,
        lambda people, effect, alpha: power_of(plan, people, effect, alpha),
        power=plan.power,
        alpha=plan.alpha,
        fewest=fewest,
    )
    if plan.design == N_OF_1:
        blocks = int(np.ceil(needed / (1 - plan.attrition)))
        return replace(plan, people=1, blocks=needed, recruited=blocks)
    groups = 2 if plan.design == PARALLEL else 1
    drawn = int(np.ceil(groups * needed / (1 - plan.attrition)))
    return replace(plan, people=needed, blocks=0, recruited=drawn + drawn % 2)


def _fewest_testable(plan: StudyPlan) -> int:
    """Below this the randomisation test could not reach alpha, however large the effect."""
    from math import comb

    count = 2
    while True:
        if plan.design == PARALLEL:
            floor = 2 / comb(2 * count, count)
        elif plan.design == CROSSOVER:
            floor = 2.0 ** (1 - count)
        else:
            floor = 2.0 / comb(2 * plan.nights, plan.nights) ** count
        if floor <= plan.alpha:
            return count
        count += 1


def how_many(plan: StudyPlan) -> Needed:
    """Say how many people, nights and weeks a plan takes.

    Parameters
    ----------
    plan : StudyPlan
        As `study` makes it.

    Returns
    -------
    Needed
        By the closed form; `explorer.plan.simulate_power` tries the same people by simulation
        through the comparison itself.

    Examples
    --------
    >>> from explorer.plan.make_plan import study
    >>> needed = how_many(study(design="crossover", primary="SWA", smallest_effect="10%", nights=1))
    >>> needed.plan.people, round(needed.comparison_sd, 3), needed.formula_power >= 0.8
    (22, 0.15, True)
    """
    plan = fitted(plan)
    sd, correlation = comparison_sd(plan)
    count = plan.blocks or plan.people
    return Needed(plan, sd, correlation, power_of(plan, count, plan.bound / sd, plan.alpha))


def power_curve(plan: StudyPlan, most: int | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Power by the number of people (an arm, or in all) or blocks.

    Parameters
    ----------
    plan : StudyPlan
    most : int, optional
        Largest number; twice what is planned if not given.

    Returns
    -------
    people, power : arrays, shape (points,)
    """
    sd, _ = comparison_sd(plan)
    planned = plan.blocks or plan.people
    last = max(most or 2 * planned, _fewest_testable(plan) + 2)
    people = np.unique(np.linspace(_fewest_testable(plan), last, 60).round().astype(int))
    effect = plan.bound / sd
    usable = [int(one) for one in people if one > 1 + len(plan.covariates)]
    return np.array(usable), np.array([power_of(plan, one, effect, plan.alpha) for one in usable])


def smallest_seen(plan: StudyPlan, people: int) -> float:
    """Smallest effect that so many people (an arm, or in all) or blocks show with its power.

    Returns
    -------
    float
        In the plan's units, or in % where it is relative.

    Examples
    --------
    >>> from explorer.plan.make_plan import study
    >>> plan = study(primary="N3_min", smallest_effect=10, nights=2)
    >>> round(smallest_seen(plan, plan.people), 1)
    10.0
    """
    sd, _ = comparison_sd(plan)
    low, high = 0.0, 1.0
    while power_of(plan, people, high, plan.alpha) < plan.power:
        high *= 2
    for _ in range(50):
        middle = (low + high) / 2
        seen = power_of(plan, people, middle, plan.alpha) >= plan.power
        low, high = (low, middle) if seen else (middle, high)
    return float(100 * np.expm1(high * sd)) if plan.relative else high * sd


def weeks(plan: StudyPlan) -> float:
    """How long one person is in the study, in weeks.

    Parallel: the baseline's nights, the weeks of taking it with the follow-up's nights in the last
    of them. Crossover: that twice, without a baseline, with the washout between. n-of-1: a night a
    day.
    """
    slept = plan.nights / _MOST_DAYS_A_WEEK
    if plan.design == PARALLEL:
        return slept + max(plan.weeks, slept)
    if plan.design == CROSSOVER:
        return 2 * max(plan.weeks, slept) + plan.washout_days / _MOST_DAYS_A_WEEK
    return plan.recruited * 2 * slept
