"""A snapshot of the page's state as a query for metrics, so that a worker can answer it."""

from explorer import metrics
from explorer.analysis.metrics_query import MetricsQuery, TimeInBed
from explorer.analysis.observed_night import observed_with_marks
from explorer.app.state import ExplorerState
from explorer.scoring.edit_history import Edits


def _asks_for(state: ExplorerState, in_bed: TimeInBed) -> bool:
    # By their text: NaN, for lights that nobody gave, is not equal to itself.
    return (
        in_bed.night is state.night
        and in_bed.stages is state.hypnograms
        and in_bed.scorer == state.scorer
        and str(in_bed.lights) == str(state.time_in_bed)
        and in_bed.conventions == metrics.select_conventions(state.definitions)
        and in_bed.observed is observed_with_marks(state.night, state.edits)
    )


def snapshot(state: ExplorerState, before: MetricsQuery | None = None) -> MetricsQuery:
    """Freeze what the state asks; what was counted in bed is taken over while that is the same."""
    conventions = metrics.select_conventions(state.definitions)
    if before is not None and _asks_for(state, before.in_bed):
        in_bed = before.in_bed
    else:
        in_bed = TimeInBed(
            state.night,
            state.hypnograms,
            state.scorer,
            state.time_in_bed,
            conventions,
            state.probability,
            state.scored_apart,
            observed_with_marks(state.night, state.edits),
        )
    asked = MetricsQuery(
        in_bed, state.epochs_selected, state.definitions, _reference(state, before, conventions)
    )
    return before if before is not None and _is_same(before, asked) else asked


def _is_same(one: MetricsQuery, other: MetricsQuery) -> bool:
    return (
        one.in_bed is other.in_bed
        and one.reference is other.reference
        and one.selection == other.selection
        and one.definitions == other.definitions
    )


def _reference(
    state: ExplorerState, before: MetricsQuery | None, conventions: tuple[tuple[str, str], ...]
) -> TimeInBed | None:
    night = state.reference
    if night is None:
        return None
    held = before.reference if before is not None else None
    if held is not None and held.night is night and held.conventions == conventions:
        return held
    lights = float(night.attrs["lights_off"]), float(night.attrs["lights_on"])
    observed = observed_with_marks(night, Edits())
    return TimeInBed(night, night.hypnograms, "", lights, conventions, observed=observed)
