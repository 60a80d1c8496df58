"""What a comparison of new nights begins with: reference, primary metric, and who is drawn."""

import re
from collections.abc import Sequence
from dataclasses import replace

from explorer.plan.study_plan import StudyPlan
from explorer.study.comparison_choices import ComparisonChoices
from explorer.study.comparison_nights import ComparisonNights
from explorer.study.likely_reference import likely_reference, same_condition
from explorer.study.metric_choice import default_primary, named_in, table_columns
from explorer.study.night_task import OUTCOME
from explorer.study.person_covariates import named_covariate
from explorer.vocabulary.counts import first_few

# Drawn beside the primary: what a slow-wave claim and what a pill would move.
_SHOWN = ("N3_min", "WASO_SPT")
_MOST_SAID = 3  # nights of a kind that are named where they could not be read, and kinds
_FILE = re.compile(r"\S*/\S*|\d+")
MOST_SHOWN = 4
"""Metrics that are drawn person by person at a time."""


def conditions_read(material: ComparisonNights) -> list[str]:
    """Conditions of the nights that could be read, in alphabetical order."""
    names = {str(name) for name in material.nights.condition.values[material.done]}
    return sorted(names, key=lambda name: (name.casefold(), name))


def first_choices(
    material: ComparisonNights, before: ComparisonChoices, plan: StudyPlan | None, *, by_hand: bool
) -> tuple[ComparisonNights, ComparisonChoices]:
    """Choose what a first look at these nights compares.

    Parameters
    ----------
    material : ComparisonNights
        That were read.
    before : ComparisonChoices
        What was chosen of other nights.
    plan : StudyPlan or None
        To which the nights are held, as by ``compare --plan``.
    by_hand : bool
        Whether somebody chose the primary metric of `before`.

    Returns
    -------
    ComparisonNights
        With the plan's smallest effect, where there is a plan.
    ComparisonChoices

    Raises
    ------
    ValueError
        If fewer than two conditions could be read.
    """
    conditions = conditions_read(material)
    if len(conditions) < 2:
        nights = material.nights
        lost = nights.sentence.values[nights.status.values != "done"]
        said = _why_lost([str(sentence) for sentence in lost])
        found = f": {', '.join(conditions)} alone" if conditions else ""
        raise ValueError(
            f"{material.title}: no two conditions could be read{found}{'. ' if said else ''}{said}"
        )
    own = same_condition("" if before.taken else before.reference, conditions)
    planned = same_condition(plan.reference, conditions) if plan is not None else ""
    wanted = (own, material.suggested)
    reference = next((name for name in wanted if name in conditions), likely_reference(conditions))
    chosen = reference in wanted or planned in conditions
    primary, own_choice = default_primary(material.nights, reference), before.primary
    there = not own_choice or named_in(material.nights, own_choice) in material.nights
    if plan is not None and named_in(material.nights, plan.primary) in material.nights:
        primary = named_in(material.nights, plan.primary)  # whatever was chosen of other nights
    elif by_hand and (there or plan is None):
        primary = own_choice
    covariates: list[str] = []
    if plan is not None:
        covariates = [named_covariate(material.nights, name) for name in plan.covariates]
        reference = planned if planned in conditions else reference
        smallest = {**material.smallest_effects, plan.primary: plan.smallest}
        material = replace(material, smallest_effects=smallest)
    others = [name for name in conditions if name != reference]
    columns = tuple(table_columns(material.nights, OUTCOME))
    return material, ComparisonChoices(
        reference,
        condition=others[0],
        primary=primary,
        shown=tuple(dict.fromkeys([primary, *_SHOWN, *columns]))[not primary :][:MOST_SHOWN],
        person=str(material.nights.subject.values[material.done[0]]),
        own=columns,
        covariates=tuple(name for name in covariates if name in material.nights.variables),
        taken="" if chosen else reference,
    )


def _why_lost(sentences: Sequence[str]) -> str:
    """Say why nights could not be read: each kind of reason once, with whose it is, and what helps.

    Examples
    --------
    >>> _why_lost([f"line {k} (S{k}): there is no file /a/{k}. Choose it" for k in range(2, 7)])
    'line 2 (S2): there is no file /a/2; likewise line 3 (S3), line 4 (S4) and 2 more. Choose it'
    """
    kinds: dict[str, list[tuple[str, str, str]]] = {}
    for sentence in sentences:
        said, _, advice = sentence.partition(". ")
        whose, _, why = said.rstrip(".").rpartition("): ")
        whose = f"{whose})" if whose else ""
        kinds.setdefault(_FILE.sub("", why), []).append((said.rstrip("."), whose, advice))
    parts: list[str] = []
    advised: dict[str, None] = {}
    for (said, _, advice), *others in list(kinds.values())[:_MOST_SAID]:
        advised[advice] = None
        others_of = first_few([whose for _, whose, _ in others], _MOST_SAID - 1)
        parts.append(f"{said}; likewise {others_of}" if others else said)
    left = sum(map(len, list(kinds.values())[_MOST_SAID:]))
    parts += [f"and {left} more for other reasons"] if left else []
    return ". ".join(["; ".join(parts), *filter(None, advised)])
