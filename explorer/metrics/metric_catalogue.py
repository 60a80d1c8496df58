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
from explorer.metrics.catalogue_heart import HEART_ROWS
from explorer.metrics.catalogue_indices import INDEX_ROWS
from explorer.metrics.catalogue_oxygen import OXYGEN_ROWS, from_marks
from explorer.metrics.catalogue_stages import COARSE_ROWS
from explorer.metrics.catalogue_timing import TIMING_ROWS
from explorer.metrics.hypnogram_rows import Hypnograms
from explorer.metrics.index_parts import only_where_whole
from explorer.metrics.metric import AASM, ANY_SLEEP, GROUPS, QUALITY, YASA, Metric
from explorer.metrics.oxygen_saturation import has_saturation
from explorer.metrics.stage_detail import LIGHT_OR_DEEP, WAKE_OR_SLEEP

__all__ = [
    "COARSE_METRICS",
    "GROUPS",
    "OBSERVED_METRICS",
    "METRICS",
    "Metric",
    "groups_of",
    "metric",
    "metrics_of",
]

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
        f"sleep maintenance, from {ANY_SLEEP} to lights-on",
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


OBSERVED_METRICS: MappingProxyType[str, Metric] = MappingProxyType(
    {row.symbol: row for row in (*INDEX_ROWS, *OXYGEN_ROWS, *HEART_ROWS)}
)
"""Those that rest on scored events, saturation or heart beats: they stand where there are any."""

# One row of each condition to stand: of the others a table's groups need nothing.
_WHOLE = tuple(
    {
        (row.group, row.stands_where): row
        for row in OBSERVED_METRICS.values()
        if not only_where_whole(row)
    }.values()
)

_EVERY: MappingProxyType[str, Metric] = MappingProxyType(
    {**METRICS, **COARSE_METRICS, **OBSERVED_METRICS}
)


def metrics_of(hypnograms: Hypnograms) -> dict[str, Metric]:
    """Return the rows of a table of these hypnograms, by symbol.

    `METRICS`; `COARSE_METRICS` where a scorer has light and deep sleep; and of `OBSERVED_METRICS`
    those that some scorer's marks, the oximeter or the ECG give.
    """
    return {**hypnograms.once(_rows_of)}


def groups_of(hypnograms: Hypnograms) -> frozenset[str]:
    """Return the groups that have a row in a table of these hypnograms.

    Those of `metrics_of`, found without asking of every row whether it stands.
    """
    observed = hypnograms.observed
    there = {row.group for row in METRICS.values()}
    if observed is None or observed.is_empty:
        return frozenset(there)
    rows = (row for row in _WHOLE if _stands(row, hypnograms))
    return frozenset(there.union(row.group for row in rows))


def _stands(row: Metric, hypnograms: Hypnograms) -> bool:
    return row.stands_where is not None and bool(hypnograms.once(row.stands_where).any())


def _rows_of(hypnograms: Hypnograms) -> dict[str, Metric]:
    coarse = COARSE_METRICS if hypnograms.told(LIGHT_OR_DEEP).any() else {}
    return {**METRICS, **coarse, **_observed(hypnograms)}


def _observed(hypnograms: Hypnograms) -> dict[str, Metric]:
    if hypnograms.observed is None or hypnograms.observed.is_empty:
        return {}
    rows = {symbol: row for symbol, row in OBSERVED_METRICS.items() if _stands(row, hypnograms)}
    if has_saturation(hypnograms).all():
        return rows
    return {symbol: from_marks(row) for symbol, row in rows.items()}


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
    if found not in _EVERY:
        near = get_close_matches(symbol, [*_EVERY, *SCRIPT_NAMES]) or list(METRICS)
        raise ValueError(f"no metric {symbol!r}, expected one of {near}")
    return _EVERY[found]
