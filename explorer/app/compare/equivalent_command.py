"""The command that makes a comparison's report again, with every choice that it rests on."""

import shlex
from collections.abc import Iterable, Sequence

from explorer.metrics.aliases import find_symbol
from explorer.plan.audit import Audit
from explorer.statistics.equivalence import SMALLEST_EFFECTS, SmallestEffect
from explorer.study.comparison_choices import SEED, ComparisonChoices, without
from explorer.study.comparison_nights import ComparisonNights
from explorer.study.design import PARALLEL, find_design
from explorer.vocabulary.counts import listed
from explorer.vocabulary.name_lists import joined_names

PLAN_FILE, SEALED_FILE = "plan.json", "sealed.json"
"""Names under which the tab Plan saves a plan, and its sealed list."""


def equivalent_command(
    material: ComparisonNights, choices: ComparisonChoices, audit: Audit | None = None
) -> str:
    """Say what makes the same report again, typed on the command line.

    Parameters
    ----------
    material : ComparisonNights
        Without a table of its own where it was simulated on the page.
    choices : ComparisonChoices
    audit : Audit, optional
        Of the plan that the study is held to; `files_first` says where it is saved.

    Returns
    -------
    str
    """
    if material.table is None:
        return f"In the explorer: Compare, {material.title}, {'; '.join(_said(choices, audit))}"
    given: list[tuple[str, str]] = []
    if audit is not None:
        given.append(("--plan", PLAN_FILE))
        given += [("--sealed", SEALED_FILE)] if audit.is_unsealed else []
    given.append(("--reference", choices.reference))
    given.append(("--primary", choices.defined(choices.primary) or "none"))
    design = find_design(without(material.nights, choices.excluded))
    if audit is not None or design == PARALLEL:  # else the plan's design would be taken
        given.append(("--design", design))
    if choices.covariates or (audit is not None and audit.plan.covariates):
        given.append(("--covariates", joined_names(choices.covariates) or "none"))
    if choices.excluded:
        given.append(("--leave-out", joined_names(sorted(choices.excluded))))
    if choices.definitions:
        named = [name for name in choices.metrics if name in material.nights]
        given.append(("--metrics", joined_names(named)))
    for name, smallest in _own_bounds(material, audit):
        given.append(("--smallest", f"{name}={smallest.text}"))
    given += [("--seed", str(SEED)), ("--report", "report.html")]
    return shlex.join(["sleep-explorer", "compare", str(material.table), *_options(given)])


def files_first(audit: Audit | None) -> str:
    """Say which files have to be saved before the command runs; "" where there are none."""
    if audit is None:
        return ""
    sealed = f", and its sealed list as {SEALED_FILE}" if audit.is_unsealed else ""
    return (
        f"Before that, save the plan as {PLAN_FILE} (in the tab Plan: Plan file){sealed}, in the "
        "folder in which the command is run."
    )


def _own_bounds(
    material: ComparisonNights, audit: Audit | None
) -> list[tuple[str, SmallestEffect]]:
    """Smallest effects that neither the command itself nor the plan would take."""
    taken = dict(SMALLEST_EFFECTS)
    if audit is not None:
        taken[audit.plan.primary] = audit.plan.smallest
    return [one for one in material.smallest_effects.items() if taken.get(one[0]) != one[1]]


def _options(given: Iterable[tuple[str, str]]) -> list[str]:
    """Write options as words; a value that begins as options do is joined to its own."""
    words: list[str] = []
    for name, value in given:
        words += [f"{name}={value}"] if value.startswith("-") else [name, value]
    return words


def _said(choices: ComparisonChoices, audit: Audit | None) -> Sequence[str]:
    """Say in words what was chosen, of nights that no table names."""
    said = [f"reference {choices.reference}"]
    said.append(f"primary metric {find_symbol(choices.defined(choices.primary)) or 'none'}")
    if choices.covariates:
        said.append(f"taken out {listed(choices.covariates)}")
    if choices.excluded:
        said.append(f"left out {listed(sorted(choices.excluded))}")
    if choices.definitions:
        pairs = [" as ".join(map(find_symbol, pair)) for pair in choices.definitions]
        said.append(f"definitions {listed(pairs)}")
    if audit is not None:
        said.append(f"held to the plan in {PLAN_FILE}")
    return said
