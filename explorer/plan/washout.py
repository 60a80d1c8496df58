"""Washout between two conditions of one person, from the lab's pharmacokinetics: a hypothesis."""

from dataclasses import dataclass

import numpy as np

from explorer.models.pharmacokinetics import magnesium_course
from explorer.statistics.caveats import WASHOUT_TIME_CONSTANTS, share_left

LEFT = share_left(WASHOUT_TIME_CONSTANTS, 1)
"""Share of the rise that a washout may leave: what five time constants do, 0.7 %."""
_FOLLOWED = 365.0  # d after the last dose


@dataclass(frozen=True)
class Washout:
    """How long what was taken lingers in the brain, by the model."""

    days: float
    """Until `LEFT` of the rise in the brain is left."""
    left_after_two_weeks: float
    """Share of the rise, 0 to 1."""
    form: str

    @property
    def sentence(self) -> str:
        """The washout in plain words, with what it rests on."""
        what = "magnesium L-threonate" if self.form == "threonate" else "another magnesium salt"
        return (
            f"Washout: by the lab's pharmacokinetics (a hypothesis; nobody measured it in people) "
            f"the rise of magnesium in the brain after {what} falls to {100 * LEFT:.1f} % in "
            f"{self.days:.0f} days; after 14 days {100 * self.left_after_two_weeks:.0f} % are left."
        )


def washout(
    elemental_mg: float, *, days: float, form: str = "threonate", carry_over: float = 1.0
) -> Washout:
    """Follow the model after the last dose until next to nothing is left.

    Parameters
    ----------
    elemental_mg : float
        Magnesium a day in mg, as the study takes it; the model's washout hardly depends on it.
    days : float
        How long it was taken.
    form : {"threonate", "other"}
    carry_over : float
        As in `explorer.models.pharmacokinetics.magnesium_course`.

    Returns
    -------
    Washout

    Raises
    ------
    ValueError
        As `magnesium_course` does, or if nothing was taken.

    Examples
    --------
    >>> found = washout(144, days=42)
    >>> round(found.days), round(found.left_after_two_weeks, 2)
    (59, 0.3)
    """
    if not elemental_mg > 0:
        raise ValueError(f"a washout is of something taken: the dose is {elemental_mg} mg a day")
    course = magnesium_course(
        elemental_mg, days=days, form=form, carry_over=carry_over, washout_days=_FOLLOWED
    )
    hours, rise = course.time.values, course.rise.values
    after = hours - days * 24
    last = float(np.interp(0, after, rise))
    share = rise[after >= 0] / last
    since = after[after >= 0] / 24
    above = np.flatnonzero(share > LEFT)
    end = float(since[min(above[-1] + 1, since.size - 1)]) if above.size else 0.0
    return Washout(end, float(np.interp(14, since, share)), form)
