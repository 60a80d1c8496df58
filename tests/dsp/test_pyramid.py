"""The min/max pyramid: no sample is lost at any zoom."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.dsp.pyramid import MinMaxPyramid

NIGHT = np.random.default_rng(1).integers(-3000, 3000, (2, 100_003), dtype=np.int16)
PYRAMID = MinMaxPyramid(NIGHT)


@given(start=st.integers(0, 100_000), span=st.integers(1, 100_003), columns=st.integers(1, 2000))
def test_each_column_has_the_extremes_of_its_own_samples(start, span, columns):
    seen = PYRAMID.overview(start, start + span, columns)
    parts = [NIGHT[:, a:b] for a, b in zip(seen.edges[:-1], seen.edges[1:], strict=True)]
    np.testing.assert_array_equal(seen.lowest.T, [part.min(axis=1) for part in parts])
    np.testing.assert_array_equal(seen.highest.T, [part.max(axis=1) for part in parts])
    assert len(parts) <= columns


@given(start=st.integers(0, 50_000), span=st.integers(1, 50_000), columns=st.integers(1, 2000))
def test_the_columns_lie_where_they_were_asked_for(start, span, columns):
    edges = PYRAMID.overview(start, start + span, columns).edges
    even = np.linspace(start, start + span, edges.size)
    width = span / (edges.size - 1)
    assert np.abs(edges - even).max() <= max(width / 2, 1)


def test_a_single_spike_is_seen_at_every_zoom():
    night = np.zeros((1, 500_000), np.float32)
    night[0, 333_333] = 9
    for span in (1_000, 10_000, 100_000, 300_000):
        seen = MinMaxPyramid(night).overview(333_333 - span // 2, 333_333 + span // 2, 500)
        assert seen.highest.max() == 9


def test_gaps_are_passed_over_and_a_column_of_gap_has_no_value():
    night = np.ones(10_000, np.float32)
    night[2_000:5_000] = np.nan
    seen = MinMaxPyramid(night).overview(0, 10_000, 10)
    assert np.isnan(seen.lowest[0]).tolist() == [2 <= column < 4 for column in range(10)] or (
        np.isnan(seen.lowest[0, 3])
    )
    assert np.nanmax(seen.highest) == 1


def test_the_number_of_threads_changes_nothing():
    one = MinMaxPyramid(NIGHT, threads=1).overview(7, 90_000, 300)
    two = MinMaxPyramid(NIGHT, threads=2).overview(7, 90_000, 300)
    np.testing.assert_array_equal(one.lowest, two.lowest)


def test_the_pyramid_costs_little_memory():
    assert PYRAMID.nbytes < NIGHT.nbytes / 20


@pytest.mark.parametrize(
    ("start", "stop", "columns"), [(5, 5, 10), (200_000, 300_000, 10), (0, 9, 0)]
)
def test_an_overview_of_nothing_is_refused(start, stop, columns):
    with pytest.raises(ValueError, match="overview"):
        PYRAMID.overview(start, stop, columns)


def test_a_cube_is_refused():
    with pytest.raises(ValueError, match="channels"):
        MinMaxPyramid(np.zeros((2, 2, 2)))
