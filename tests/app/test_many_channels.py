"""Many channels shown at once: what is read grows as they do, and they are looked through once."""

import numpy as np
import pytest

from explorer.analysis.signal_view import SignalView
from explorer.app.analysis_cache import AnalysisCache
from explorer.app.state import ExplorerState
from explorer.app.trace_layout import lay_out_traces
from explorer.night.hypnogram import make_hypnogram
from explorer.night.montage import AS_RECORDED, AVERAGE, available_montages, samples_in
from explorer.night.night import Night
from explorer.night.schema import make_signals, rate_name
from explorer.render.theme import choose_theme
from explorer.vocabulary.bands import BANDS

SECONDS = 120


def night_of(count):
    rng = np.random.default_rng(0)
    names = [f"E{number}" for number in range(count)]
    signals = make_signals(
        20 * rng.standard_normal((count, 100 * SECONDS), dtype=np.float32),
        100.0,
        names,
        ["EEG"] * count,
        ["uV"] * count,
    )
    return Night.make({rate_name(100.0): signals}, {"a": make_hypnogram(["W"] * 4)}, simulated=True)


def shown(night, montage):
    """Do what showing all channels does: lanes, the window as recorded, and in the band."""
    state, cache = ExplorerState(night), AnalysisCache(night)
    state.montage = montage
    state.visible_channels = tuple(night.channels)
    lay_out_traces(state, cache, choose_theme(dark=False))
    view = SignalView(state.visible_channels, montage, 0.0)
    for band in (None, BANDS[0]):
        assert len(
            list(cache.each_filtered(state.visible_channels, 30.0, 60.0, view, band))
        ) == len(state.visible_channels)


@pytest.mark.parametrize("montage", [AS_RECORDED, AVERAGE])
def test_four_times_the_channels_are_four_times_the_reading_in_as_many_reads(montage, monkeypatch):
    reads, rows = [], []
    read = Night.samples

    def counted(self, start, stop, channels=None):
        reads.append(1)
        rows.append(len(self.channels if channels is None else channels))
        return read(self, start, stop, channels)

    monkeypatch.setattr(Night, "samples", counted)
    taken = []
    for count in (16, 64):
        reads.clear()
        rows.clear()
        shown(night_of(count), montage)
        taken.append((len(reads), sum(rows)))
    (few_reads, few_rows), (many_reads, many_rows) = taken
    assert many_reads <= few_reads + 2
    assert many_rows <= 4.5 * few_rows


def test_which_montages_there_are_is_found_by_one_look_at_each_channel():
    class Counted(float):
        compared = 0

        def __eq__(self, other):
            Counted.compared += 1
            return float(self) == float(other)

        __hash__ = float.__hash__

    night = night_of(64)
    channels = {
        name: one.__class__(one.name, one.kind, one.units, Counted(100.0), one.group, one.row)
        for name, one in night.channels.items()
    }
    assert AVERAGE in available_montages(channels)
    assert Counted.compared <= 2 * len(channels)


@pytest.mark.parametrize("montage", [AS_RECORDED, AVERAGE])
def test_channels_filtered_and_scaled_together_are_as_each_alone(montage):
    night = night_of(5)
    cache, view = AnalysisCache(night), SignalView(tuple(night.channels), montage, 50.0)
    together = cache.scales(view.channels, montage)
    for band in (None, BANDS[0]):
        found = list(cache.each_filtered(view.channels, 0.0, 40.0, view, band))
        for name, samples, begins in found:
            alone, at = AnalysisCache(night).filtered(name, 0.0, 40.0, view, band)
            np.testing.assert_array_equal(samples, alone)
            assert begins == at
            assert together[name] == AnalysisCache(night).scale(name, montage)
    raw, _ = samples_in(night, "E0", 0.0, 40.0, AVERAGE)
    every = night.samples(0.0, 40.0)[rate_name(100.0)]
    np.testing.assert_allclose(raw, every[0] - every.mean(axis=0), atol=1e-4)
