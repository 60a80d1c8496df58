"""What the lab's controls are set to, and what the chain of models makes of it."""

from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import numpy as np
import xarray as xr

from explorer.models.magnesium_pathway import slow_wave_activity_factor
from explorer.models.neural_mass_grid import STAGES, at_setting
from explorer.models.nmda_block import BASELINE, nmda_open_fraction
from explorer.models.pharmacokinetics import (
    ELEMENTAL_SHARE_OF_THREONATE,
    Kinetics,
    magnesium_course,
)

SALTS = MappingProxyType({"L-threonate": "threonate", "any other salt": "other"})
MG_A_GRAM = 1000 * ELEMENTAL_SHARE_OF_THREONATE
"""Elemental magnesium in mg in a gram of MgT."""
WASHOUT_DAYS = 28.0
"""How long the course is followed after the last dose."""
SLOWEST_RISE = 40.0
"""d; the rats' data allow a rise in brain with 12 to 40 d."""
AT_REST = -60.0
"""mV at which the share of open NMDA channels is said in words."""


@dataclass(frozen=True)
class SupplementScenario:
    """Where the lab's controls stand."""

    dose: float = 2.0
    """g of MgT a day; of another salt, what holds as much magnesium."""
    form: str = "threonate"
    weeks: float = 6.0
    age: float = 26.0
    """Years."""
    carry_over: float = 1.0
    """How far the rise in rats' brains holds in people; nobody has measured it."""
    nmda_share: float = 0.2
    gaba_gain_of_magnesium: float = 0.0
    compensation: float = 0.0
    architecture_coupling: float = 0.0
    """Relative change of the time in N3's span a relative change of slow-wave activity; unknown."""

    @property
    def elemental(self) -> float:
        """Magnesium in mg a day."""
        return self.dose * MG_A_GRAM

    @property
    def knobs(self) -> dict[str, float]:
        """What the neural mass is told besides magnesium."""
        return {
            "nmda_share": self.nmda_share,
            "gaba_gain_of_magnesium": self.gaba_gain_of_magnesium,
            "compensation": self.compensation,
        }


@dataclass(frozen=True)
class LadderStep:
    """A rung of the ladder of human effects."""

    name: str
    dose: float
    """g of MgT a day, or what holds as much magnesium."""
    weeks: float
    form: str = "threonate"


LADDER = (
    LadderStep("MgT 1 g, 3 wk", 1.0, 3.0),
    LadderStep("MgT 2 g, 6 wk", 2.0, 6.0),
    # 568 mg/d at 70 kg is what Slutsky's rats took, by body surface; they took it for 24 d.
    LadderStep("rats’ dose, 24 d", 7.9, 24 / 7),
    LadderStep("plain 144 mg, 6 wk", 2.0, 6.0, "other"),
    # Held et al. 2002: 729 mg a day of plain magnesium for 20 d.
    LadderStep("plain 729 mg, 3 wk", 729 / MG_A_GRAM, 3.0, "other"),
)


class ScenarioPrediction:
    """What the chain makes of a setting: every number is a model's or a hypothesis.

    Parameters
    ----------
    setting : SupplementScenario
        Where the controls stand.

    Examples
    --------
    >>> two_grams = ScenarioPrediction(SupplementScenario())
    >>> round(100 * two_grams.rise, 1), round(100 * two_grams.change, 1)
    (4.5, 3.7)
    """

    def __init__(self, setting: SupplementScenario) -> None:
        self.setting = setting
        self.rise = float(self.course.rise.values[round(setting.weeks * 7 * 24)])
        self.magnesium = BASELINE * (1 + self.rise)
        # Night and lab must agree, so the chain's own factor leads; the grid adds what it lacks.
        grid = {
            "plain": at_setting(self.magnesium, nmda_share=setting.nmda_share),
            "here": at_setting(self.magnesium, **setting.knobs),
            "base": at_setting(BASELINE),
        }
        chain = slow_wave_activity_factor(self.magnesium, nmda_share=setting.nmda_share)
        deep, light = STAGES.index("N3"), STAGES.index("N2")
        activity = {name: one.activity.values for name, one in grid.items()}
        ratio = float(activity["here"][deep] / activity["plain"][deep])
        self.change = chain * ratio - 1
        """Relative change of N3's slow-wave activity."""
        self.change_n2 = float(activity["here"][light] / activity["base"][light]) - 1
        self.waves = dict(zip(STAGES, grid["here"].waves.values.tolist(), strict=True))
        """Large slow waves a minute."""

    @cached_property
    def course(self) -> xr.Dataset:
        """Magnesium over the weeks, with the kinetics' own time of rise."""
        return self._follow(None)

    @cached_property
    def slow_course(self) -> xr.Dataset:
        """The same with the slowest rise that the rats' data allow."""
        return self._follow(Kinetics(threonate_time=SLOWEST_RISE))

    @property
    def open_change(self) -> float:
        """Relative change of the share of NMDA channels open at -60 mV."""
        before, after = nmda_open_fraction(np.full(2, AT_REST), [BASELINE, self.magnesium]).values
        return float(after / before - 1)

    def _follow(self, kinetics: Kinetics | None) -> xr.Dataset:
        return magnesium_course(
            self.setting.elemental,
            days=self.setting.weeks * 7,
            form=self.setting.form,
            carry_over=self.setting.carry_over,
            washout_days=WASHOUT_DAYS,
            kinetics=kinetics,
        )
