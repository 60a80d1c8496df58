"""Many nights: paired differences, intervals, power."""

from explorer.comparison.clusters import cluster_test
from explorer.comparison.equivalence import Outcome, SmallestEffect
from explorer.comparison.mixed import mixed_model
from explorer.comparison.paired import Comparison, compare
from explorer.comparison.pairs import by_condition, make_nights
from explorer.comparison.power import detectable_percent, pairs_needed, power_of_pairs
from explorer.comparison.single_person import compare_blocks

__all__ = [
    "Comparison",
    "Outcome",
    "SmallestEffect",
    "by_condition",
    "cluster_test",
    "compare",
    "compare_blocks",
    "detectable_percent",
    "make_nights",
    "mixed_model",
    "pairs_needed",
    "power_of_pairs",
]
