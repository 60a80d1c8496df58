"""What is asked of the channel that a night is analysed on, frozen for a report."""

from functools import partial

from explorer.analysis.signal_snapshot import SignalSnapshot
from explorer.app.analysis_cache import AnalysisCache
from explorer.app.state import ExplorerState
from explorer.metrics.conventions import select_conventions


def take_signal_snapshot(state: ExplorerState, cache: AnalysisCache) -> SignalSnapshot | None:
    """Freeze what the page asks of its channel; None of a night without signals."""
    channel = state.analysis_channel
    if not channel:
        return None
    samples = state.view
    ready = cache.night is state.night and cache.has_analysis(channel, samples)
    scalp = [(*state.scalp_key, with_spindles) for with_spindles in (True, False)]
    return SignalSnapshot(
        state.night,
        channel,
        samples,
        cache.analysis(channel, samples) if ready else None,
        partial(AnalysisCache(state.night).analysis, channel, samples),
        state.hypnogram,
        state.is_scored,
        state.search_scope,
        state.band,
        state.detector,
        state.n3_amplitude,
        state.time_in_bed,
        state.selection,
        select_conventions(state.definitions),
        next(filter(None, (cache.scalp_nights.peek(key) for key in scalp)), None),
        state.blind,
    )
