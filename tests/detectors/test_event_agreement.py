"""Agreement of two tables of events: counts a hand can check, and laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.detectors.event_agreement import event_agreement
from explorer.night.schema import make_events


def table(spans):
    words = ["spindle"] * len(spans)
    spans = np.array(spans, float).reshape(-1, 2)
    return make_events(
        onset=spans[:, 0],
        duration=spans[:, 1] - spans[:, 0],
        kind=words,
        channel=words,
        source=words,
    )


SPANS = st.lists(
    st.tuples(st.integers(0, 300), st.integers(1, 30)).map(lambda s: (s[0], s[0] + s[1])),
    max_size=20,
)


@pytest.mark.parametrize(
    ("found", "reference", "overlap", "matched"),
    [
        ([(0, 1)], [(0, 1)], 1.0, 1),
        ([(0, 1)], [(0.5, 1.5)], 0.3, 1),  # 0.5 of 1.5
        ([(0, 1)], [(0.5, 1.5)], 0.34, 0),
        ([(0, 1)], [(1, 2)], 0.01, 0),  # touching is not overlapping
        ([(0, 1), (0.2, 1.2)], [(0, 1)], 0.2, 1),  # one to one
        ([(0, 10)], [(0, 4), (5, 9)], 0.2, 1),
        ([], [(0, 1)], 0.2, 0),
    ],
)
def test_pairs_are_counted(found, reference, overlap, matched):
    assert event_agreement(table(found), table(reference), overlap=overlap).matched == matched


@given(found=SPANS, reference=SPANS)
def test_swapping_the_tables_swaps_precision_and_recall(found, reference):
    there = event_agreement(table(found), table(reference))
    back = event_agreement(table(reference), table(found))
    np.testing.assert_array_equal(
        [there.precision, there.recall, there.f1], [back.recall, back.precision, back.f1]
    )


@given(spans=SPANS)
def test_a_table_agrees_with_itself(spans):
    agreement = event_agreement(table(spans), table(spans))
    assert agreement.matched == len(spans)


@given(found=SPANS, reference=SPANS)
def test_asking_for_more_overlap_matches_no_more(found, reference):
    less, more = (
        event_agreement(table(found), table(reference), overlap=overlap).matched
        for overlap in (0.2, 0.6)
    )
    assert more <= less


def test_two_empty_tables_have_no_agreement():
    assert np.isnan(event_agreement(table([]), table([])).f1)


def test_an_overlap_of_nothing_is_refused():
    with pytest.raises(ValueError, match="overlap"):
        event_agreement(table([]), table([]), overlap=0)
