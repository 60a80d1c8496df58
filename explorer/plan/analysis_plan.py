"""The analysis plan as text: what will be measured, compared, left out, and called an effect."""

from types import MappingProxyType

from explorer.plan.planned_sample_size import comparison_sd, how_many
from explorer.plan.study_plan import CROSSOVER, N_OF_1, NO_ADVICE, PARALLEL, StudyPlan
from explorer.vocabulary.counts import pluralize

_ANALYSES = MappingProxyType(
    {
        PARALLEL: (
            "Analysis of covariance of the follow-up on the arm and the baseline, of everybody "
            "with a follow-up in the arm that was drawn for them. p is from drawing the arms "
            "again. No p within an arm is evidence of an effect, and none is given."
        ),
        CROSSOVER: (
            "Each person's nights of a condition are averaged, and the differences compared by "
            "flipping their signs. Carry-over is not tested; the washout is there for it."
        ),
        N_OF_1: (
            "Nights are compared within the one person, by drawing the conditions again within the "
            "blocks in which they were drawn. It says nothing of other people."
        ),
    }
)


def plan_text(plan: StudyPlan, *, washout_sentence: str = "", simulated: str = "") -> str:
    """Write the analysis plan, a heading and its sentences each.

    Parameters
    ----------
    plan : StudyPlan
    washout_sentence : str
        As `explorer.plan.washout.Washout` says it.
    simulated : str
        As `explorer.plan.simulated_power.SimulatedPower` says it.

    Returns
    -------
    str
        Markdown, without what only the sealed file may say.

    Examples
    --------
    >>> from explorer.plan.make_plan import study
    >>> text = plan_text(study(primary="N3_min", smallest_effect=10))
    >>> text.splitlines()[0]
    '# Analysis plan: N3, treatment against placebo'
    """
    sd, correlation = comparison_sd(plan)
    scale = "of the logarithm" if plan.relative else plan.units
    sections = {
        "Design": [f"{_design(plan)}.", how_many(plan).sentence, simulated],
        "Primary metric": [
            f"{plan.symbol} decides; every other metric is secondary, its p adjusted for their "
            "number (Benjamini-Hochberg).",
            *(f"{symbol}: {words}." for symbol, words in plan.definitions),
        ],
        "Smallest effect that matters": [
            f"{plan.effect_words}. Smaller differences are called negligible, by two one-sided "
            f"tests at {plan.alpha:g}; what shows neither a difference nor equivalence is called "
            "inconclusive.",
        ],
        "Spread": [
            f"SD of one night across people {plan.sd:.3g} {scale}, intraclass correlation of a "
            f"person's nights {plan.icc:.2f}: {plan.spread_source}.",
            f"{_averaged(plan)}, {_compared(plan)} has an SD of "
            f"{sd:.3g} {scale}"
            + (
                f", the baseline (r = {correlation:.2f}) taken out."
                if plan.design == PARALLEL
                else "."
            ),
            "It is supposed that the effect is the same in everybody.",
        ],
        "Analysis": [
            _ANALYSES[plan.design],
            f"Taken out too: {', '.join(plan.covariates)}." if plan.covariates else "",
        ],
        "Nights left out": [
            "Only by these rules, which look at no result, and by name in the table's column "
            f"reason: {'; '.join(plan.exclusions)}."
            if plan.exclusions
            else "None.",
        ],
        "Randomisation": [
            f"Permuted blocks of {plan.block_size}. Who takes what is in a sealed file that a "
            "partner keeps.",
            f"Its SHA-256 is {plan.sealed_sha256}."
            if plan.sealed_sha256
            else "The list is not drawn yet.",
        ],
        "Washout": _washout(plan, washout_sentence),
        "What departs": [
            "The report names what departs from this plan: another primary metric or definition, "
            "nights left out without a rule, a list that was changed, dates, and numbers that fell "
            "short.",
        ],
    }
    lines = [f"# Analysis plan: {plan.symbol}, {plan.condition} against {plan.reference}", ""]
    for heading, sentences in sections.items():
        said = [one for one in sentences if one]
        if said:
            lines += [f"## {heading}", "", " ".join(said), ""]
    return "\n".join([*lines, NO_ADVICE, ""])


def _design(plan: StudyPlan) -> str:
    weeks = f" after {pluralize(plan.weeks, 'week')} of taking it" if plan.weeks else ""
    if plan.design == PARALLEL:
        return f"Two parallel arms, {plan.reference} and {plan.condition}, compared{weeks}"
    if plan.design == CROSSOVER:
        return f"Crossover of {plan.reference} and {plan.condition} in either order{weeks}"
    return f"One person's nights of {plan.reference} and {plan.condition} in drawn order"


def _averaged(plan: StudyPlan) -> str:
    """Say what is averaged before it is compared; nothing of one night, or of one person's."""
    if plan.design == N_OF_1:
        return "Night by night, with nothing averaged"
    if plan.nights == 1:
        return "With 1 night, and nothing averaged"
    return f"With {pluralize(plan.nights, 'night')} averaged"


def _compared(plan: StudyPlan) -> str:
    if plan.design == PARALLEL:
        return "the follow-up"
    return "a person's difference" if plan.design == CROSSOVER else "one night"


def _washout(plan: StudyPlan, sentence: str) -> list[str]:
    if plan.design == PARALLEL:
        return []
    if plan.design == N_OF_1:
        return [
            sentence,
            "Night by night only what acts and is gone within a night can be compared: what "
            "lingers for days takes a crossover.",
        ]
    planned = f"{_days_are(plan.washout_days)} planned." if plan.washout_days else (
        "No washout is planned, so what is left of the first condition acts on the second."
    )  # fmt: skip
    return [planned, sentence]


def _days_are(days: float) -> str:
    return f"{pluralize(days, 'day')} {'is' if days == 1 else 'are'}"
