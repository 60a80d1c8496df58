"""One person's blocks: every schedule counted, and a trend that fools a t-test."""

import itertools

import numpy as np
import pytest
from scipy import stats

from explorer.statistics.n_of_1_test import compare_blocks


def test_every_schedule_of_the_blocks_is_counted(rng):
    values = rng.normal(30, 5, 10)
    conditions = list("abbaabbaab")
    blocks = np.repeat([1, 2, 3], [4, 4, 2])
    found = compare_blocks(values, conditions, blocks, reference="a", rng=rng)
    differences = [
        np.mean(values[(flags := np.concatenate(parts))]) - np.mean(values[~flags])
        for parts in itertools.product(
            *[
                [
                    np.isin(np.arange(size), places)
                    for places in itertools.combinations(range(size), half)
                ]
                for size, half in ((4, 2), (4, 2), (2, 1))
            ]
        )
    ]
    assert found.schedules == len(differences) == 72
    observed = (
        values[np.array(conditions) == "b"].mean() - values[np.array(conditions) == "a"].mean()
    )
    assert found.mean_difference.item() == pytest.approx(observed)
    assert found.p.item() == np.mean(np.abs(differences) >= abs(observed) - 1e-9)
    largest = max(np.abs(differences))
    assert found.p_floor.item() == np.mean(np.abs(differences) >= largest - 1e-9) == 2 / 72


def test_a_trend_over_the_weeks_makes_no_false_alarms():
    rng = np.random.default_rng(5)
    alarms = np.zeros(2)
    for _ in range(400):
        nights = np.cumsum(rng.normal(0, 5, 12))  # each night remembers the one before
        labels = np.concatenate([rng.permutation(["a", "b"]) for _ in range(6)])
        found = compare_blocks(nights, labels, np.repeat(range(6), 2), reference="a", rng=rng)
        alarms += (
            found.p.item() <= 0.05,
            stats.ttest_ind(nights[labels == "a"], nights[labels == "b"]).pvalue <= 0.05,
        )
    assert alarms[0] / 400 <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / 400)


def test_uneven_blocks_have_a_floor_of_one_schedule(rng):
    found = compare_blocks([1, 2, 9], list("aab"), [1, 1, 1], reference="a", rng=rng)
    assert found.p.item() == found.p_floor.item() == 1 / 3


def test_a_missing_night_is_left_out_and_said(rng):
    values = [30, 20, np.nan, 25, 40, 20]
    found = compare_blocks(values, list("abbaab"), [1, 1, 2, 2, 3, 3], reference="a", rng=rng)
    assert found.nights == 5
    assert any("1 night without a value" in note for note in found.attrs["notes"])
    assert any("nothing of people in general" in note for note in found.attrs["notes"])


def test_long_schedules_are_sampled(rng):
    values = np.concatenate([rng.normal(30, 5, 30), rng.normal(22, 5, 30)])
    found = compare_blocks(values, ["a"] * 30 + ["b"] * 30, [1] * 60, reference="a", rng=rng)
    assert not found.exact
    assert found.p.item() < 0.001


def test_what_is_no_schedule_is_refused(rng):
    with pytest.raises(ValueError, match="two conditions"):
        compare_blocks([1, 2], ["a", "a"], [1, 1], reference="a", rng=rng)
    with pytest.raises(ValueError, match="no block"):
        compare_blocks([1, 2], ["a", "b"], [1, 2], reference="a", rng=rng)
    with pytest.raises(ValueError, match="equally long"):
        compare_blocks([1, 2], ["a", "b"], [1], reference="a", rng=rng)
