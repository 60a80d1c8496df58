"""Make a study plan from what is stated: the rest is published, or the project's own."""

from collections.abc import Mapping, Sequence

from explorer.metrics import METRICS
from explorer.metrics.aliases import find_symbol, script_name
from explorer.plan.planned_sample_size import fitted
from explorer.plan.spreads import find_published, no_published
from explorer.plan.study_plan import N_OF_1, PARALLEL, StudyPlan, checked
from explorer.statistics.equivalence import ALPHA, SMALLEST_EFFECTS, SmallestEffect

POWER_METRICS = ("SWA", "SIGMA")
"""Measured in uV^2, and so compared on their logarithms."""
EXCLUSIONS = (
    "recording failed",
    "less than 4 h of recording",
    "unscored for more than a third of the night",
)
"""Rules of exclusion where none are stated: they look at no result."""


def study(
    *,
    design: str = PARALLEL,
    primary: str = "SWA",
    smallest_effect: "float | str | SmallestEffect | None" = None,
    sd: float | None = None,
    icc: float | None = None,
    spread_source: str = "",
    reference: str = "placebo",
    condition: str = "treatment",
    nights: int = 2,
    power: float = 0.8,
    alpha: float = ALPHA,
    attrition: float = 0.15,
    block_size: int = 4,
    weeks: float = 0.0,
    washout_days: float = 0.0,
    covariates: Sequence[str] = (),
    definitions: Mapping[str, str] | None = None,
    exclusions: Sequence[str] = EXCLUSIONS,
    start: str = "",
    seed: int = 1,
) -> StudyPlan:
    """Plan a study: how many people and nights its smallest effect that matters takes.

    Parameters
    ----------
    design : {"parallel", "crossover", "n-of-1"}
    primary : str
        The one metric that decides, by name or symbol.
    smallest_effect : float, str or SmallestEffect
        The smallest difference that matters: a number in the metric's unit, or "10%". The
        project's own for N3 minutes and slow-wave activity, if not given.
    sd : float
        SD across people of one night, in the metric's unit; of its logarithm where the effect is
        in %. The published one where there is one, if not given.
    icc : float
        Intraclass correlation of two nights of one person, 0 to 1. Likewise.
    spread_source : str
        Where they are from; said of the published ones if not given.
    reference, condition : str
        What is compared, as the table of nights will name them.
    nights : int
        A person has at each visit (parallel), in each condition (crossover), or of either
        condition in a block (n-of-1).
    power, alpha : float
        Chance to see the effect if it is there, and to see one if there is none.
    attrition : float
        Share of people that will be lost, from 0 to below 1; of nights in an n-of-1 trial.
    block_size : int
        People within whom the list is balanced: a multiple of 2. In an n-of-1 trial it is twice
        `nights`.
    weeks, washout_days : float
        Of taking it before the nights that are compared, and between two conditions of a person.
    covariates : sequence of str
        Columns to be taken out, chosen now.
    definitions : mapping of str to str, optional
        Of metrics, in words; that of the primary metric's catalogue row if not given.
    exclusions : sequence of str
        Rules by which a night may be left out.
    start : str
        ISO date before which no night belongs to the study.
    seed : int
        Of simulations.

    Returns
    -------
    StudyPlan

    Raises
    ------
    ValueError
        If a number is out of its range, nothing is known of the metric's spread, or a power in
        uV^2 is given an effect that is not in %: with what would do.

    Examples
    --------
    >>> parallel = study(primary="SE", smallest_effect=5, sd=9.0, icc=0.5, nights=3)
    >>> parallel.people, parallel.recruited
    (16, 38)
    >>> study(design="crossover", primary="N3_min", smallest_effect=10, nights=2).people
    32
    """
    name = script_name(primary.strip())
    effect = _effect(name, smallest_effect)
    if sd is None or icc is None:
        published = find_published(name, relative=effect.relative)
        if published is None:
            raise ValueError(no_published(find_symbol(name), relative=effect.relative))
        sd = published.sd if sd is None else sd
        icc = published.icc if icc is None else icc
        spread_source = spread_source or published.source
    plan = StudyPlan(
        design=design,
        primary=name,
        units=unit_of(name),
        smallest_effect=float(effect.amount),
        relative=effect.relative,
        sd=float(sd),
        icc=float(icc),
        spread_source=spread_source or "stated by who made the plan",
        reference=reference.strip(),
        condition=condition.strip(),
        nights=nights,
        people=1,
        blocks=0,
        recruited=1,
        power=float(power),
        alpha=float(alpha),
        attrition=float(attrition),
        block_size=2 * nights if design == N_OF_1 else block_size,
        weeks=float(weeks),
        washout_days=float(washout_days),
        covariates=tuple(covariates),
        definitions=tuple((definitions or _definition(name)).items()),
        exclusions=tuple(rule.strip() for rule in exclusions if rule.strip()),
        start=start,
        seed=seed,
    )
    return fitted(checked(plan))


def is_relative(primary: str, smallest_effect: "float | str | SmallestEffect | None") -> bool:
    """Whether such an effect is in %, so that the metric is compared on its logarithm.

    Examples
    --------
    >>> is_relative("SWA", None), is_relative("N3_min", 10)
    (True, False)
    """
    return _effect(script_name(primary.strip()), smallest_effect).relative


def unit_of(primary: str) -> str:
    """Find a metric's unit by its name or symbol; "" where it is none of the catalogue.

    Examples
    --------
    >>> unit_of("N3_min"), unit_of("SWA")
    ('min', 'µV²')
    """
    name = script_name(primary.strip())
    if name in POWER_METRICS:
        return "µV²"
    metric = METRICS.get(find_symbol(name))
    return metric.units if metric else ""


def _effect(name: str, given: "float | str | SmallestEffect | None") -> SmallestEffect:
    if given is None:
        if name not in SMALLEST_EFFECTS:
            raise ValueError(
                f"no smallest effect that matters is known of {find_symbol(name)}: say one, such "
                "as 10 (in its unit) or 10%"
            )
        return SMALLEST_EFFECTS[name]
    effect = given if isinstance(given, SmallestEffect) else SmallestEffect.parse(str(given))
    if name in POWER_METRICS and not effect.relative:
        raise ValueError(
            f"{name} is compared on its logarithm, so its smallest effect is in %: "
            f"{effect.amount:g}% would do"
        )
    return effect


def _definition(name: str) -> dict[str, str]:
    symbol = find_symbol(name)
    metric = METRICS.get(symbol)
    if metric is None:
        return {symbol: "as this program measures it"}
    return {symbol: f"{metric.title}: {metric.formula}"}
