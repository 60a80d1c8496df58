"""The catalogue of metrics: one row each, found by symbol.

A new metric is a function of `Hypnograms` and one row; the table, the comparison, the export and
the glossary follow.
"""

from difflib import get_close_matches
from types import MappingProxyType

from explorer.metrics import efficiency
from explorer.metrics.aliases import SCRIPT_NAMES, find_symbol
from explorer.metrics.catalogue_durations import ORGANISATION_ROWS
from explorer.metrics.catalogue_fragmentation import STABILITY_ROWS
from explorer.metrics.catalogue_stages import COARSE_ROWS
from explorer.metrics.catalogue_timing import TIMING_ROWS
from explorer.metrics.hypnogram_rows import Hypnograms
from explorer.metrics.metric import AASM, GROUPS, QUALITY, YASA, Metric
from explorer.metrics.stage_detail import LIGHT_OR_DEEP, WAKE_OR_SLEEP

__all__ = ["COARSE_METRICS", "GROUPS", "METRICS", "Metric", "metric", "metrics_of"]

QUALITY_ROWS = (
    Metric(
        "SE",
        "sleep efficiency",
        "%",
        efficiency.sleep_efficiency,
        QUALITY,
        "100 TST / TIB",
        AASM,
        detail=WAKE_OR_SLEEP,
    ),
    Metric(
        "SME",
        "sleep maintenance efficiency",
        "%",
        efficiency.sleep_maintenance_efficiency,
        QUALITY,
        "100 TST / SPT",
        YASA,
        detail=WAKE_OR_SLEEP,
    ),
    Metric(
        "SE_wake",
        "sleep efficiency, from lights-off to final wake",
        "%",
        efficiency.sleep_efficiency_to_final_wake,
        QUALITY,
        "100 TST / (T_wake − lights-off)",
        "Visbrain (total dark time ends with the last sleep)",
        "SE",
        detail=WAKE_OR_SLEEP,
    ),
    Metric(
        "SE_onset",
        "sleep maintenance, from sleep onset to lights-on",
        "%",
        efficiency.sleep_efficiency_from_onset,
        QUALITY,
        "100 TST / (lights-on − T_onset)",
        "sleep maintenance, as often reported in trials",
        "SE",
        detail=WAKE_OR_SLEEP,
    ),
)

_ROWS = (*ORGANISATION_ROWS, *TIMING_ROWS, *STABILITY_ROWS, *QUALITY_ROWS)

METRICS: MappingProxyType[str, Metric] = MappingProxyType({row.symbol: row for row in _ROWS})
"""Every metric by its symbol, in the order of tables."""

COARSE_METRICS: MappingProxyType[str, Metric] = MappingProxyType(
    {row.symbol: row for row in COARSE_ROWS}
)
"""Those that stand in tables after the others where a scorer has light and deep sleep."""


def metrics_of(hypnograms: Hypnograms) -> dict[str, Metric]:
    """Return the rows of a table of these hypnograms, by symbol: `METRICS`, and coarse ones."""
    coarse = COARSE_METRICS if hypnograms.told(LIGHT_OR_DEEP).any() else {}
    return {**METRICS, **coarse}


def metric(symbol: str) -> Metric:
    """Find a metric by its symbol.

    Parameters
    ----------
    symbol : str
        Such as "%N3", or a name that scripts use, such as "N3_pct".

    Returns
    -------
    Metric

    Raises
    ------
    ValueError
        If there is none; the nearest symbols are named.

    Examples
    --------
    >>> metric("SE").formula
    '100 TST / TIB'
    """
    found = find_symbol(symbol)
    every = METRICS | COARSE_METRICS
    if found not in every:
        near = get_close_matches(symbol, [*every, *SCRIPT_NAMES]) or list(METRICS)
        raise ValueError(f"no metric {symbol!r}, expected one of {near}")
    return every[found]
