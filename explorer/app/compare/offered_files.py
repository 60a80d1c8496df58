"""The report and the numbers of a comparison offered as files, once all is computed."""

from explorer.app.app_context import AppContext
from explorer.app.compare.export_files import numbers_file, report_file
from explorer.plan.audit import Audit, audit
from explorer.study.compare_design import Study
from explorer.study.comparison_choices import ComparisonChoices
from explorer.study.comparison_nights import ComparisonNights


def held_to_plan(context: AppContext, study: Study) -> Audit | None:
    """Hold a study to the plan of the tab Plan; None where there is none."""
    held = context.study
    return audit(held.plan, study, held.sealed) if held.plan else None


class OfferedFiles:
    """What is to be saved: at once, or as soon as the intervals are computed.

    Parameters
    ----------
    context : AppContext
    """

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._wishes: tuple[str, ...] = ()

    def offer(
        self,
        what: str,
        material: ComparisonNights | None,
        study: Study | None,
        choices: ComparisonChoices,
        *,
        waiting: bool,
    ) -> None:
        """Offer the report or the numbers as a file; while they are computed, when they are.

        Raises
        ------
        ValueError
            If nothing was compared.
        """
        if material is None or study is None:
            raise ValueError("There is nothing to save yet: read a table, or simulate a trial.")
        if waiting:
            self._wishes = tuple(dict.fromkeys([*self._wishes, what]))
            self._context.say(f"The {what} will be saved when the intervals are computed.")
            return
        if what == "report":
            file = report_file(material, study, choices, held_to_plan(self._context, study))
        else:
            file = numbers_file(material, study)
        self._context.offer_file(*file)
        self._context.say("")

    def take_wishes(self) -> tuple[str, ...]:
        """Return what was asked for meanwhile, once."""
        wishes, self._wishes = self._wishes, ()
        return wishes
