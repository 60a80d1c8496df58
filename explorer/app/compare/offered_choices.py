"""What may be chosen of these nights, shown in the controls of a comparison."""

from collections.abc import Sequence

from explorer.app.compare.compare_controls import CompareControls
from explorer.study.comparison_choices import ComparisonChoices
from explorer.study.comparison_nights import ComparisonNights
from explorer.study.metric_choice import (
    DEFAULT_PRIMARY,
    estimable,
    is_measured,
    measured_besides,
)
from explorer.study.person_covariates import covariates_of, is_usable


def offer_choices(
    controls: CompareControls,
    material: ComparisonNights,
    choices: ComparisonChoices,
    conditions: Sequence[str],
) -> None:
    """Show what is chosen, and all that these nights have to choose from.

    Parameters
    ----------
    controls : CompareControls
    material : ComparisonNights
    choices : ComparisonChoices
    conditions : sequence of str
        Of nights that could be read.
    """
    nights = material.nights
    controls.show(
        choices,
        conditions,
        signals=DEFAULT_PRIMARY in nights,
        defined=is_measured(nights),
        covariates=[name for name in covariates_of(nights) if is_usable(nights, name)],
        measured=measured_besides(nights),
        there=estimable(nights),
    )
