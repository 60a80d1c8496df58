"""Study plans: how many people and nights, a sealed list, and what departs from the plan.

It plans studies. It recommends no dose and gives no health advice.
"""

from explorer.plan.randomise import Randomisation, randomise
from explorer.plan.sample_size import how_many
from explorer.plan.simulated_power import simulate_power
from explorer.plan.study_plan import StudyPlan, study
from explorer.plan.washout import washout

__all__ = [
    "Randomisation",
    "StudyPlan",
    "how_many",
    "randomise",
    "simulate_power",
    "study",
    "washout",
]
