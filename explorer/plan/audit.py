"""A comparison held to its plan: the plan's text, what departs from it, and the flow of people."""

from dataclasses import dataclass

from explorer.plan.analysis_plan import plan_text
from explorer.plan.departures import check, unchecked
from explorer.plan.flow import Flow, flow
from explorer.plan.study_plan import StudyPlan
from explorer.study.compare_design import Study


@dataclass(frozen=True)
class Audit:
    """What a report says of a study's plan."""

    plan: StudyPlan
    departures: tuple[str, ...]
    unchecked: tuple[str, ...]
    """What could not be held against the plan."""
    flow: Flow
    is_unsealed: bool = False
    """Whether the sealed list was opened, and who took what held against it."""

    @property
    def sentence(self) -> str:
        """How many things depart."""
        count = len(self.departures)
        if not count:
            return "Nothing departs from the plan."
        return f"{count} {'thing departs' if count == 1 else 'things depart'} from the plan."

    @property
    def text(self) -> str:
        """The analysis plan."""
        return plan_text(self.plan)


def audit(plan: StudyPlan, study: Study, sealed: str = "") -> Audit:
    """Hold a comparison to its plan.

    Parameters
    ----------
    plan : StudyPlan
    study : Study
        As `compare_design` gives it.
    sealed : str
        Text of the sealed file, "" where it is not opened.

    Returns
    -------
    Audit
    """
    return Audit(
        plan,
        check(plan, study, sealed),
        unchecked(plan, study, sealed),
        flow(plan, study, sealed),
        is_unsealed=bool(sealed),
    )
