"""Which condition the others are compared with, where nobody has said."""

import re
from collections.abc import Sequence

import xarray as xr

from explorer.vocabulary.counts import listed
from explorer.vocabulary.stage_words import fold_word

_WORDS = frozenset(
    (
        *("placebo", "plazebo", "plac", "pbo", "control", "ctrl", "kontrolle", "kontroll"),
        *("controle", "controllo", "sham", "schein", "scheinbehandlung", "factice", "simulacro"),
        *("baseline", "bl", "before", "pre", "vorher", "vor", "avant", "antes", "prima", "voor"),
        *("vooraf", "basis", "ausgangswert", "untreated", "unbehandelt", "none"),
    )
)


def likely_reference(conditions: Sequence[str]) -> str:
    """Choose the condition whose name says placebo, control, baseline, sham or before.

    Parameters
    ----------
    conditions : sequence of str
        At least one.

    Returns
    -------
    str
        The first of them where none has such a name.

    Examples
    --------
    >>> likely_reference(["MgT", "Placebo (caps)"]), likely_reference(["a", "b"])
    ('Placebo (caps)', 'a')
    """
    return next((name for name in conditions if says_reference(name)), conditions[0])


def says_reference(condition: str) -> bool:
    """Whether a condition's name says that the others are compared with it."""
    return any(fold_word(word) in _WORDS for word in re.split(r"[\W_]+", condition) if word)


def chosen_reference_note(reference: str) -> str:
    """Say that nobody chose the reference, and by what it was taken."""
    why = "by its name" if says_reference(reference) else "as the first by the alphabet"
    return f"Nobody chose a reference: {reference} was taken, {why}."


def by_its_name(nights: xr.Dataset) -> tuple[xr.Dataset, str]:
    """Take the one condition whose name says that it is the reference.

    Parameters
    ----------
    nights : xr.Dataset, dims (recording)

    Returns
    -------
    xr.Dataset
        With a note that says so.
    str

    Raises
    ------
    ValueError
        If none or several have such a name.
    """
    conditions = sorted({str(name) for name in nights.condition.values if str(name)})
    named = [name for name in conditions if says_reference(name)]
    if len(named) != 1:
        raise ValueError(
            "the condition that the others are compared with is needed: --reference placebo, "
            f"or a plan that says it with --plan; the table has {listed(conditions)}"
        )
    return with_note(nights, chosen_reference_note(named[0])), named[0]


def with_note(nights: xr.Dataset, said: str) -> xr.Dataset:
    """Add a sentence to what is said of a study's nights."""
    return nights.assign_attrs(notes=[*nights.attrs.get("notes", []), said])
