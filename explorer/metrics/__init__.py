"""From a hypnogram to numbers with units: how long, how soon, how unbroken, how much."""

from explorer.metrics.aliases import SCRIPT_NAMES
from explorer.metrics.bed_limits import (
    Proposal,
    propose_main_sleep,
    without_isolated_sleep,
    without_unscored_edges,
)
from explorer.metrics.bout_laws import bout_law
from explorer.metrics.bouts import BOUT_STATES, bout_survival
from explorer.metrics.clock_times import midsleep, social_jet_lag
from explorer.metrics.complexity import compare_with_shuffled
from explorer.metrics.conventions import by_conventions, select_conventions
from explorer.metrics.cycle_rules import CYCLE_RULES, CycleRule
from explorer.metrics.cycles import cycles
from explorer.metrics.definitions import DEFINITIONS, Definition, definition, departures
from explorer.metrics.hypnogram_rows import between_lights
from explorer.metrics.metric import GROUPS, Metric
from explorer.metrics.metric_catalogue import (
    COARSE_METRICS,
    METRICS,
    OBSERVED_METRICS,
    groups_of,
    metric,
    metrics_of,
)
from explorer.metrics.norms import NORMS, Norm, find_norms
from explorer.metrics.observed import Observed
from explorer.metrics.other_tools import PEER_NUMBERS, PeerNumber, find_peer_numbers
from explorer.metrics.regularity import sleep_regularity_index
from explorer.metrics.scorer_agreement import agreement, bland_altman, cohen_kappa
from explorer.metrics.table import table
from explorer.metrics.transitions import markov_entropy_rate, transitions
from explorer.metrics.uncertainty import from_probabilities, over_scorers, sample_hypnograms

__all__ = [
    "table",
    "METRICS",
    "COARSE_METRICS",
    "OBSERVED_METRICS",
    "metrics_of",
    "groups_of",
    "GROUPS",
    "Metric",
    "metric",
    "Observed",
    "cycles",
    "CYCLE_RULES",
    "CycleRule",
    "transitions",
    "markov_entropy_rate",
    "bout_survival",
    "bout_law",
    "BOUT_STATES",
    "compare_with_shuffled",
    "over_scorers",
    "sample_hypnograms",
    "from_probabilities",
    "agreement",
    "cohen_kappa",
    "bland_altman",
    "between_lights",
    "propose_main_sleep",
    "Proposal",
    "without_unscored_edges",
    "without_isolated_sleep",
    "DEFINITIONS",
    "Definition",
    "definition",
    "departures",
    "by_conventions",
    "select_conventions",
    "SCRIPT_NAMES",
    "PEER_NUMBERS",
    "PeerNumber",
    "find_peer_numbers",
    "NORMS",
    "Norm",
    "find_norms",
    "sleep_regularity_index",
    "midsleep",
    "social_jet_lag",
]
