"""A study plan: design, primary metric, smallest effect, spread, people and nights, in one record.

It plans studies. It recommends no dose and gives no health advice.
"""

import json
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any

import numpy as np

from explorer.metrics.aliases import find_symbol
from explorer.statistics.equivalence import SmallestEffect
from explorer.vocabulary.counts import listed

PARALLEL, CROSSOVER, N_OF_1 = DESIGNS = ("parallel", "crossover", "n-of-1")
NO_ADVICE = "This plans a study; it recommends no dose, and is no health advice."
FORMAT = 1
"""Of the JSON; a plan of a later one is refused."""


@dataclass(frozen=True)
class StudyPlan:
    """What is settled before anybody sleeps; the analysis is held to it.

    Made by `study`, which checks it; a changed copy by `dataclasses.replace` is another plan.
    """

    design: str
    """One of `DESIGNS`."""
    primary: str
    """Script name of the one metric that decides."""
    units: str
    """Of the primary metric."""
    smallest_effect: float
    """The smallest difference that matters, in `units`, or in % where `relative`; above 0."""
    relative: bool
    """Whether it is in % of the reference: then the metric is compared on its logarithm."""
    sd: float
    """SD across people of one night, in `units`; of the logarithm where `relative`."""
    icc: float
    """Intraclass correlation of two nights of one person, 0 to 1."""
    spread_source: str
    """Where `sd` and `icc` are from."""
    reference: str
    condition: str
    """Names of what is compared, as the table will have them."""
    nights: int
    """A person has at each visit, in each condition, or of either condition in a block."""
    people: int
    """Analysed people an arm; people in a crossover; 1 in an n-of-1 trial."""
    blocks: int
    """Of nights in an n-of-1 trial; 0 in the others."""
    recruited: int
    """People drawn in all, with those who will be lost."""
    power: float
    alpha: float
    attrition: float
    """Share of people (of an n-of-1 trial: of nights) that is expected to be lost."""
    block_size: int
    """People, or nights of an n-of-1 trial, within whom the list is balanced."""
    weeks: float
    """Of taking it, before the nights that are compared; 0 where not said."""
    washout_days: float
    """Between two conditions of one person; 0 where there is none."""
    covariates: tuple[str, ...]
    definitions: tuple[tuple[str, str], ...]
    """Symbol and definition in words of the primary metric."""
    exclusions: tuple[str, ...]
    """Rules by which a night may be left out; the table's ``reason`` begins with one of them."""
    start: str
    """ISO date before which no night belongs to the study; "" where not said."""
    seed: int
    """Of simulations; the list is drawn by another, which is sealed."""
    sealed_sha256: str = ""
    """Of the sealed file; "" until the list is drawn."""

    @property
    def bound(self) -> float:
        """The smallest effect on the scale that is tested: `units`, or the log ratio."""
        return SmallestEffect(self.smallest_effect, self.relative).bound

    @property
    def smallest(self) -> SmallestEffect:
        """The smallest effect as the comparison takes it."""
        return SmallestEffect(self.smallest_effect, self.relative)

    @property
    def symbol(self) -> str:
        """Symbol of the primary metric, as tables head it."""
        return find_symbol(self.primary)

    @property
    def effect_words(self) -> str:
        """The smallest effect with its unit."""
        return f"{self.smallest_effect:g} {'%' if self.relative else self._plain_units}".strip()

    @property
    def _plain_units(self) -> str:
        return "percentage points" if self.units == "%" else self.units

    @property
    def nights_a_person(self) -> int:
        """Nights that one person sleeps for the study, with those that will be lost."""
        return 2 * self.nights * (self.recruited if self.design == N_OF_1 else 1)

    @property
    def nights_begun(self) -> int:
        """Nights of all who are recruited, or of all blocks that are begun: the schedule's."""
        return 2 * self.nights * self.recruited

    @property
    def nights_analysed(self) -> int:
        """Nights of those who are analysed, without what will be lost."""
        if self.design == N_OF_1:
            return 2 * self.nights * self.blocks
        return 2 * self.nights * self.people * (2 if self.design == PARALLEL else 1)

    def to_json(self) -> str:
        """Write the plan, sorted and indented, so that two equal plans are equal files."""
        body = {"format": FORMAT, "about": NO_ADVICE, **asdict(self)}
        return json.dumps(body, indent=2, sort_keys=True, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "StudyPlan":
        """Read a plan that `to_json` wrote.

        Raises
        ------
        ValueError
            If it is no plan, of a later format, or lacks a field: named in one sentence.
        """
        try:
            given = json.loads(text)
        except ValueError as error:
            raise ValueError(f"the plan is no JSON: {error}") from None
        if not isinstance(given, dict) or "design" not in given:
            raise ValueError("the plan is no plan of a study: it names no design")
        if "allocation" in given:
            raise ValueError(
                "this is the sealed list of who takes what, and the plan is wanted here: the file "
                "that the tab Plan gives as 'Plan file', or plan --save wrote"
            )
        if given.get("format") != FORMAT:
            which = f"format {given['format']}" if "format" in given else "no format that it names"
            raise ValueError(f"the plan is of {which}, and this reads format {FORMAT}")
        names = [one.name for one in fields(cls)]
        missing = [name for name in names if name not in given and name != "sealed_sha256"]
        if missing:
            raise ValueError(f"the plan lacks {', '.join(missing)}")
        values: dict[str, Any] = {name: given[name] for name in names if name in given}
        for name in ("covariates", "exclusions"):
            values[name] = tuple(map(str, values[name]))
        values["definitions"] = tuple((str(a), str(b)) for a, b in values["definitions"])
        try:
            return checked(cls(**values))
        except TypeError as error:
            raise ValueError(f"the plan has a value of the wrong kind: {error}") from None


def is_plan(text: str) -> bool:
    """Whether the text of a file is a plan, which is easily taken for its sealed list.

    Examples
    --------
    >>> is_plan('{"format": 1, "design": "crossover"}'), is_plan('{"allocation": {}}')
    (True, False)
    """
    try:
        given = json.loads(text)
    except ValueError:
        return False
    return isinstance(given, dict) and "design" in given and "allocation" not in given


def with_seal(plan: StudyPlan, sha256: str) -> StudyPlan:
    """Put the sealed file's checksum into its plan."""
    return replace(plan, sealed_sha256=sha256)


def checked(plan: StudyPlan) -> StudyPlan:
    """Refuse what cannot be planned, in one sentence."""
    if plan.design not in DESIGNS:
        raise ValueError(f"no design {plan.design!r}, expected one of {listed(DESIGNS)}")
    for name, low, high, open_high in (
        ("icc", 0.0, 1.0, plan.design != PARALLEL),
        ("attrition", 0.0, 1.0, True),
        ("power", plan.alpha, 1.0, True),
        ("alpha", 0.0, 1.0, True),
    ):
        value = getattr(plan, name)
        if not (np.isfinite(value) and low <= value <= high) or (open_high and value >= high):
            end = "below" if open_high else "to"
            raise ValueError(f"{name} lies from {low:g} {end} {high:g}, is {value!r}")
    if not (np.isfinite(plan.sd) and plan.sd > 0):
        raise ValueError(f"sd, the SD of one night across people, must be above 0, is {plan.sd!r}")
    if plan.nights < 1 or plan.nights != int(plan.nights):
        raise ValueError(f"nights must be a whole number from 1, is {plan.nights!r}")
    if plan.block_size < 2 or plan.block_size % 2:
        raise ValueError(
            f"block_size must be a multiple of 2, for there are 2 arms or orders, is "
            f"{plan.block_size!r}"
        )
    for name in ("weeks", "washout_days"):
        if not (np.isfinite(getattr(plan, name)) and getattr(plan, name) >= 0):
            raise ValueError(f"{name} must be 0 or more, is {getattr(plan, name)!r}")
    if not plan.reference or not plan.condition or plan.reference == plan.condition:
        raise ValueError(
            "a study compares two conditions of different names, has "
            f"{plan.reference!r} and {plan.condition!r}"
        )
    if plan.start:
        try:
            date.fromisoformat(plan.start)
        except ValueError:
            raise ValueError(
                f"start {plan.start!r} is no date; a date like 2026-03-15 would do"
            ) from None
    return plan
