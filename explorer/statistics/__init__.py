"""Statistics: paired differences, intervals, resampling, power; arrays in, results out."""

from explorer.statistics.cluster_permutation import cluster_test
from explorer.statistics.equivalence import Outcome, SmallestEffect
from explorer.statistics.mixed_model import mixed_model
from explorer.statistics.n_of_1_test import compare_blocks
from explorer.statistics.paired import Comparison, compare_conditions
from explorer.statistics.sample_size import detectable_percent, pairs_needed, power_of_pairs
from explorer.statistics.values_per_person import by_condition, make_nights

__all__ = [
    "Comparison",
    "Outcome",
    "SmallestEffect",
    "by_condition",
    "cluster_test",
    "compare_conditions",
    "compare_blocks",
    "detectable_percent",
    "make_nights",
    "mixed_model",
    "pairs_needed",
    "power_of_pairs",
]
