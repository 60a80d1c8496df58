"""Laws of intervals, on spans that nobody thought of."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from explorer.intervals import (
    complement,
    contains,
    dilate,
    equal_runs,
    intersect,
    merge,
    runs,
    widen,
)

END = 60
places = np.arange(END)
flags = st.lists(st.booleans(), min_size=END, max_size=END).map(np.array)
spans = st.lists(st.tuples(st.integers(0, END), st.integers(0, END)).map(sorted), max_size=12).map(
    lambda pairs: np.array(pairs, np.int64).reshape(-1, 2)
)


def taken(some: np.ndarray) -> np.ndarray:
    """Flag every place that some span holds, one span after the other."""
    held = np.zeros(END, bool)
    for begin, end in some:
        held[begin:end] = True
    return held


@given(flags)
def test_runs_hold_just_the_places_flagged_and_never_touch(flags):
    found = runs(flags)
    assert (taken(found) == flags).all()
    assert (found[1:, 0] > found[:-1, 1]).all()


@given(st.lists(st.integers(0, 2), max_size=30).map(np.array))
def test_equal_runs_make_up_the_whole_and_differ_from_their_neighbours(values):
    found = equal_runs(values)
    assert np.diff(found).sum() == values.size
    assert (found[1:, 0] == found[:-1, 1]).all()
    assert all(len(set(values[begin:end])) == 1 for begin, end in found)
    assert all(values[begin - 1] != values[begin] for begin in found[1:, 0])


@given(spans, st.integers(0, 5))
def test_merged_spans_hold_the_same_places_further_apart_than_the_gap(spans, gap):
    found = merge(spans, gap)
    assert (taken(found) >= taken(spans)).all()
    assert (found[1:, 0] - found[:-1, 1] > gap).all()
    assert (merge(found, gap) == found).all()
    if gap == 0:
        assert (taken(found) == taken(spans)).all()


@given(spans, st.integers(0, 8))
def test_dilated_spans_hold_what_lies_within_reach(spans, by):
    long = spans[spans[:, 0] < spans[:, 1]]
    near = [bool(((p >= long[:, 0] - by) & (p < long[:, 1] + by)).any()) for p in places]
    assert (taken(dilate(long, by, END)) == near).all()
    assert widen(long, by, END).shape == long.shape  # which `dilate` then joins


@given(spans, spans)
def test_an_intersection_holds_what_both_hold_whichever_comes_first(one, other):
    one, other = merge(one), merge(other)
    assert (taken(intersect(one, other)) == (taken(one) & taken(other))).all()
    assert intersect(one, other).tolist() == intersect(other, one).tolist()
    assert not len(intersect(one, complement(one, END)))


@given(spans)
def test_a_complement_holds_what_no_span_does(spans):
    assert (taken(complement(spans, END)) == ~taken(spans)).all()


@given(spans)
def test_a_place_is_contained_where_a_span_holds_it(spans):
    assert (contains(merge(spans), places) == taken(spans)).all()


def test_seconds_merge_as_samples_do_and_stay_what_they_were():
    assert merge(np.array([[0.1, 0.3], [0.3, 0.5], [0.6, 0.7]])).tolist() == [
        [0.1, 0.5],
        [0.6, 0.7],
    ]
