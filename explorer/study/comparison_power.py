"""How many pairs a change of a metric takes, in the scale and the unit that it is tested in."""

from dataclasses import dataclass

import numpy as np

from explorer.statistics.effect_sizes import log_ratios, sample_sd
from explorer.statistics.metric_names import metric_in_words
from explorer.statistics.paired import Comparison
from explorer.statistics.paired_numbers import LOG_RATIO
from explorer.statistics.sample_size import detectable_effect, fewest_people, power_of_pairs
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.shown_numbers import shown_number
from explorer.vocabulary.shown_units import shown_units

POWER = 0.8
"""Cohen 1988: the field's custom for the chance of seeing an effect that is there."""
USUAL_CHANGE = 10.0
"""%, where no smallest effect of the metric was stated."""


@dataclass(frozen=True)
class PairsForChange:
    """Pairs that a change takes, if people vary as they do here."""

    metric: str
    change: str
    """The true change, in words."""
    spread: str
    """By how much people's changes differ, in words."""
    pairs: int
    """Those that there are."""
    needed: int
    """Those that see the change with `POWER`."""
    seen: str
    """The smallest change that those that there are would have shown, in words."""
    d_z: float
    """The change in SDs of people's changes."""

    @property
    def sentence(self) -> str:
        """The answer in words."""
        return (
            f"To see {self.change} in {self.metric} with {POWER:.0%} power at p < .05 takes "
            f"{pluralize(self.needed, 'pair')}, if people vary as here ({self.spread} from "
            f"{pluralize(self.pairs, 'pair')}, itself uncertain). With these, a change of "
            f"{self.seen} or more could have been seen."
        )


def pairs_for_change(
    found: Comparison, metric: str, condition: str, percent: float | None = None
) -> PairsForChange:
    """Work out how many pairs a change takes.

    Parameters
    ----------
    found : Comparison
        Whose people's spread is taken.
    metric, condition : str
        Of its table.
    percent : float, optional
        The true change, in % of the reference; the smallest effect that was stated for the metric,
        else `USUAL_CHANGE`, if not given.

    Returns
    -------
    PairsForChange
        Of what is tested on log ratios in %, else in the metric's own unit.

    Raises
    ------
    ValueError
        If there are fewer than two pairs that differ, the change is none, or a million pairs are
        too few for it.
    """
    row = found.table.sel(condition=condition, metric=metric)
    pair = found.values[metric].sel(condition=[found.reference, condition])
    before, after = pair.transpose("condition", "subject").values
    relative = str(row["scale"].item()) == LOG_RATIO
    changes = log_ratios(after, before) if relative else after - before
    changes = changes[np.isfinite(changes)]
    spread, name = sample_sd(changes), metric_in_words(row)
    if not spread > 0:
        above = " above 0" if relative else ""
        there = f"there are {changes.size}"
        if changes.size >= 2:
            there = f"of the {changes.size} all differ by the same"
            if not changes.any():
                there = f"of the {changes.size} none do"
        raise ValueError(
            f"power needs at least two pairs with {name}{above} that differ from each other; "
            f"{there}"
        )
    stated = float(row.smallest_effect)
    units = {"%": "percentage points", "1": ""}.get(
        str(row.units.item()), shown_units(str(row.units.item()))
    )
    level = float(row.reference_mean)
    if relative:
        percent = percent if percent is not None else stated
        percent = percent if np.isfinite(percent) else USUAL_CHANGE
        amount = float(np.log1p(percent / 100)) if percent > -100 else -np.inf
        change, of = (
            f"{shown_number(percent, '+g')} %",
            f"SD of the log ratio {shown_number(spread, '.2f')}",
        )
    elif percent is None and np.isfinite(stated):
        amount = stated
        change, of = f"{shown_number(stated, '+g')} {units}".strip(), _spread(spread, units)
    else:
        percent = USUAL_CHANGE if percent is None else percent
        amount = percent / 100 * level
        change = (
            f"{shown_number(amount, '+.3g')} {units}".strip()
            + f" ({shown_number(percent, '+g')} % of the mean)"
        )
        of = _spread(spread, units)
    if not np.isfinite(amount) or amount == 0:
        raise ValueError(f"a change of {change} in {name} is none that can be planned for")
    d_z = amount / spread
    needed = fewest_people(d_z, power_of_pairs, power=POWER)
    effect = detectable_effect(changes.size, power=POWER) * spread
    seen = f"{100 * np.expm1(effect):.0f} %" if relative else f"{effect:.3g} {units}".strip()
    return PairsForChange(name, change, of, int(changes.size), needed, seen, d_z)


def _spread(spread: float, units: str) -> str:
    return f"SD of people's changes {spread:.3g} {units}".strip()
