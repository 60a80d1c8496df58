"""Choices of a comparison after a reader's hand: a choice taken, a person or a metric in or out."""

from dataclasses import replace
from typing import Any

from explorer.app.compare.first_choices import MOST_SHOWN
from explorer.study.comparison_choices import ComparisonChoices

FIELDS = ("reference", "condition", "primary", "covariates")
"""What is chosen by its own name; anything else is a family of definitions."""


def with_choice(choices: ComparisonChoices, what: str, value: Any) -> ComparisonChoices:
    """Take a choice; a new primary metric is drawn person by person too, in front.

    Parameters
    ----------
    choices : ComparisonChoices
    what : str
        One of `FIELDS`, or a family of definitions.
    value : object
        What was chosen; of a family, one of its variants.

    Examples
    --------
    >>> changed = with_choice(ComparisonChoices("placebo", shown=("SWA",)), "primary", "TST")
    >>> changed.primary, changed.shown
    ('TST', ('TST', 'SWA'))
    """
    if what not in FIELDS:
        return choices.with_definition(what, value)
    chosen: dict[str, Any] = {what: value}
    if what == "reference":
        chosen["taken"] = ""  # somebody chose it: nothing says any more that nobody did
    if what == "primary" and value and value not in choices.shown:
        chosen["shown"] = (value, *choices.shown)[:MOST_SHOWN]
    return replace(choices, **chosen)


def with_person(choices: ComparisonChoices, person: str, *, included: bool) -> ComparisonChoices:
    """Take a person into the comparison, or leave them out."""
    out = choices.excluded
    return replace(choices, excluded=out - {person} if included else out | {person})


def with_metric_toggled(
    choices: ComparisonChoices, metric: str, first: ComparisonChoices
) -> ComparisonChoices:
    """Draw a metric person by person, in front; or no longer, while another is left.

    Parameters
    ----------
    choices : ComparisonChoices
    metric : str
        As the page shows it, under the definitions chosen.
    first : ComparisonChoices
        Those that the comparison began with.

    Examples
    --------
    >>> choices = ComparisonChoices("placebo", shown=("SWA", "TST"))
    >>> with_metric_toggled(choices, "SWA", choices).shown
    ('TST',)
    >>> with_metric_toggled(choices, "SE", choices).shown
    ('SE', 'SWA', 'TST')
    """
    shown = choices.shown
    symbols = {choices.defined(name): name for name in (*first.shown, *shown)}
    name = symbols.get(metric, metric)
    if name in shown and len(shown) > 1:
        shown = tuple(one for one in shown if one != name)
    elif name not in shown:
        shown = (name, *shown)[:MOST_SHOWN]
    return replace(choices, shown=shown)
