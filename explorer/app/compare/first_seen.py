"""With which primary metric results were first seen: one chosen after that is exploratory."""

from pathlib import Path

from explorer.plan.study_plan import StudyPlan
from explorer.study.comparison_nights import ComparisonNights


class FirstSeen:
    """What the results of each nights were first looked at with, while the page is open.

    Examples
    --------
    >>> from explorer.study.simulated_trial import simulated_trial
    >>> trial, seen = simulated_trial(people=3, hours=2), FirstSeen()
    >>> [seen.primary(trial, name, None, by_hand=True) for name in ("WASO", "TST")]
    ['WASO', 'WASO']
    """

    def __init__(self) -> None:
        self._seen: dict[Path | str, tuple[str, StudyPlan | None]] = {}

    def primary(
        self, material: ComparisonNights, primary: str, plan: StudyPlan | None, *, by_hand: bool
    ) -> str:
        """Return the primary metric with which these nights were first seen.

        Parameters
        ----------
        material : ComparisonNights
            Read once more or not: that does not make one forget what their results were.
        primary : str
            That of now, "" for none.
        plan : StudyPlan or None
            To which they are held.
        by_hand : bool
            Whether somebody chose it; else the nights decided, and nobody by their results.
        """
        key = material.table or material.title
        first, first_plan = self._seen.setdefault(key, (primary, plan))
        if not by_hand and plan is first_plan:
            first = primary
            self._seen[key] = first, plan
        return first
