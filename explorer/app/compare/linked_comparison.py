"""What a link says of a comparison: its table, by path, and what was chosen of it."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from explorer.app.app_context import AppContext
from explorer.app.compare.example_studies import EEG, SIMULATED
from explorer.app.compare.first_choices import conditions_read
from explorer.app.state import ExplorerState
from explorer.datasets.night_locations import allowed_path
from explorer.storage.allowed_folders import allowed_file
from explorer.study.comparison_choices import ComparisonChoices
from explorer.study.comparison_nights import ComparisonNights

if TYPE_CHECKING:
    from explorer.app.compare.study_reader import Given

LEFT_OUT = (
    "The nights compared have no place on this server that a link can name: it leaves the "
    "comparison out."
)
_NAMES = ("reference", "condition", "primary")
_LONGEST = 5000  # of a link's 8000 characters


@dataclass(frozen=True)
class LinkedComparison:
    """A comparison as a link has it."""

    table: str
    """Path of a table within the folders that a page may open, or the name of an example."""
    choices: ComparisonChoices
    first_primary: str
    """Primary metric with which results were first seen."""

    @property
    def path(self) -> str:
        """Path of its table, "" of an example."""
        return "" if self.table in (SIMULATED, EEG) else self.table

    @property
    def source(self) -> "Given":
        """What is to be read.

        Raises
        ------
        ValueError
            If there is no such table, or no page may open it.
        """
        if self.table in (SIMULATED, EEG):
            return self.table
        return allowed_file(self.table, or_folder=True)

    def chosen(self, material: ComparisonNights, before: ComparisonChoices) -> ComparisonChoices:
        """Take the link's choices as far as these nights have what they name."""
        conditions, own = conditions_read(material), self.choices
        known = set(map(str, material.nights.subject.values))
        reference = own.reference if own.reference in conditions else before.reference
        others = [name for name in conditions if name != reference]
        there = not own.primary or before.defined(own.primary) in material.nights
        primary = own.primary if there else before.primary
        shown = [primary, *(one for one in before.shown if one != primary)]
        return replace(
            before,
            reference=reference,
            condition=own.condition if own.condition in others else others[0],
            primary=primary,
            shown=tuple(filter(None, shown))[: max(len(before.shown), 1)],
            covariates=tuple(n for n in own.covariates if n in material.nights.variables),
            excluded=own.excluded & known,
            definitions=own.definitions,
            taken="" if reference != before.taken else before.taken,
        )


class CompareLink:
    """What the page's link says of what is compared, and what a link that is followed asks for.

    Parameters
    ----------
    state : ExplorerState or None
        Its ``comparison`` is read and written; nothing is where there is none.
    context : AppContext
    """

    def __init__(self, state: ExplorerState | None, context: AppContext) -> None:
        self.state, self.context = state, context
        self._asked: tuple[Given, LinkedComparison] | None = None
        self._said = ""

    def news(self, changed: frozenset[str]) -> str:
        """Return what a link asks for that this page does not show; "" for nothing."""
        if self.state is None or "comparison" not in changed:
            return ""
        before, self._said = self._said, self.state.comparison
        return "" if self._said == before else self._said

    def ask(self, text: str) -> tuple["Given", str]:
        """Return what a link's text asks to be read, and its path; ValueError if that cannot be."""
        asked = read_comparison(text)
        self._asked = asked.source, asked
        return self._asked[0], asked.path

    def take(
        self, source: "Given", material: ComparisonNights, choices: ComparisonChoices
    ) -> tuple[ComparisonChoices, ComparisonChoices, str] | None:
        """Give the link's choices, those it began with, and its first primary metric; once."""
        if self._asked is None or self._asked[0] is not source:
            return None
        (_, asked), self._asked = self._asked, None
        choices = asked.chosen(material, choices)
        begun = replace(choices, excluded=frozenset(), definitions=())
        return choices, begun, asked.first_primary

    def say(
        self,
        source: "Given",
        material: ComparisonNights,
        choices: ComparisonChoices,
        first_primary: str,
    ) -> None:
        """Let the page's link say what is compared, or the dialog that it leaves it out."""
        self._said = write_comparison(source, material, choices, first_primary)
        self.context.study.about_link = "" if self._said else LEFT_OUT
        if self.state is not None:
            self.state.comparison = self._said


def write_comparison(
    source: "Given", material: ComparisonNights, choices: ComparisonChoices, first_primary: str
) -> str:
    """Write what is compared for a link; "" where no link can name its nights.

    Parameters
    ----------
    source : Path, DataFrame, ComparisonNights, str or None
        Where the nights come from.
    material : ComparisonNights
    choices : ComparisonChoices
    first_primary : str
        As of `LinkedComparison`.

    Returns
    -------
    str
        As `read_comparison` reads it.
    """
    table = _place_of(source, material)
    if not table:
        return ""
    said: dict[str, Any] = {"table": table}
    said |= {name: getattr(choices, name) for name in _NAMES}
    if choices.covariates:
        said["covariates"] = list(choices.covariates)
    if choices.excluded:
        said["left_out"] = sorted(choices.excluded)
    if choices.definitions:
        said["definitions"] = [list(pair) for pair in choices.definitions]
    if first_primary != choices.primary:
        said["first_primary"] = first_primary
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return text if len(text) <= _LONGEST else ""


def _place_of(source: "Given", material: ComparisonNights) -> str:
    if isinstance(source, str) or source is None:
        return source or SIMULATED
    if isinstance(source, pd.DataFrame) or material.table is None:
        return ""
    place = allowed_path(material.table)
    try:
        return (
            place if allowed_file(place, or_folder=True) == Path(material.table).resolve() else ""
        )
    except (ValueError, OSError):
        return ""


def read_comparison(text: str) -> LinkedComparison:
    """Read what a link says of a comparison.

    Parameters
    ----------
    text : str
        As `write_comparison` gives it.

    Returns
    -------
    LinkedComparison

    Raises
    ------
    ValueError
        If it is none, in one sentence.

    Examples
    --------
    >>> read_comparison('{"table":"nights.csv","primary":"TST","left_out":["A"]}').choices.excluded
    frozenset({'A'})
    """
    try:
        said = json.loads(text)
        reference, condition, primary = (str(said.get(name, "")) for name in _NAMES)
        choices = ComparisonChoices(
            reference,
            condition=condition,
            primary=primary,
            covariates=tuple(map(str, said.get("covariates", ()))),
            excluded=frozenset(map(str, said.get("left_out", ()))),
            definitions=tuple((str(a), str(b)) for a, b in said.get("definitions", ())),
        )
        table = str(said["table"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise ValueError("what this link says of a comparison cannot be read") from None
    return LinkedComparison(table, choices, str(said.get("first_primary", choices.primary)))
