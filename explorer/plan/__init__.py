"""Study plans: how many people and nights, a sealed list, and what departs from the plan.

It plans studies. It recommends no dose and gives no health advice.
"""

from explorer.plan.analysis_plan import plan_text
from explorer.plan.departures import check, compare_as_planned
from explorer.plan.flow import Flow, flow
from explorer.plan.make_plan import study
from explorer.plan.planned_sample_size import how_many
from explorer.plan.randomise import Randomisation, randomise
from explorer.plan.simulated_power import simulate_power
from explorer.plan.spreads import PUBLISHED, Spread, spread_of_nights
from explorer.plan.study_plan import StudyPlan
from explorer.plan.washout import washout

__all__ = [
    "PUBLISHED",
    "Flow",
    "Randomisation",
    "Spread",
    "StudyPlan",
    "check",
    "compare_as_planned",
    "flow",
    "how_many",
    "plan_text",
    "randomise",
    "simulate_power",
    "spread_of_nights",
    "study",
    "washout",
]
