"""No more false alarms than promised; the full table is benchmarks/bench_statistics.py's."""

import numpy as np
import pytest

from explorer.statistics.effect_sizes import t_interval, t_test
from explorer.statistics.permutation_and_bootstrap import bootstrap_interval, sign_flip_test

TRIALS = 2_000


def _error(share):
    return np.sqrt(share * (1 - share) / TRIALS)


@pytest.mark.parametrize("people", [5, 8, 12, 22])
@pytest.mark.parametrize("shape", ["normal", "heavy-tailed"])
def test_the_exact_test_has_the_size_that_counting_gives(people, shape):
    rng = np.random.default_rng(people)
    draw = rng.standard_normal if shape == "normal" else lambda n: rng.standard_t(3, n)
    alarms = sum(sign_flip_test(draw(people), rng).p <= 0.05 for _ in range(TRIALS))
    # The largest share of assignments, in mirrored pairs, that is not above .05: none of five.
    size = 2 * np.floor(0.05 * 2**people / 2) / 2**people
    assert abs(alarms / TRIALS - size) <= 3.5 * max(_error(size), 1e-12)


@pytest.mark.parametrize("people", [5, 8, 12, 22])
def test_students_test_and_interval_hold_what_they_promise(people):
    rng = np.random.default_rng(people)
    alarms = held = 0
    for _ in range(TRIALS):
        differences = rng.standard_normal(people)
        alarms += t_test(differences)[1] <= 0.05
        low, high = t_interval(differences)
        held += low <= 0 <= high
    assert abs(alarms / TRIALS - 0.05) <= 3.5 * _error(0.05)
    assert held == TRIALS - alarms  # one is the other's complement


def test_the_bootstrap_interval_is_too_narrow_in_few_people_and_better_in_more():
    held = {}
    for people in (5, 22):
        rng = np.random.default_rng(people)
        held[people] = 0
        for _ in range(500):
            low, high, _ = bootstrap_interval(
                lambda d: d.mean((-2, -1)), rng.normal(0, 1, (people, 1)), rng, resamples=999
            )
            held[people] += low <= 0 <= high
    assert held[5] / 500 < 0.90  # which is why the t-interval is shown as the interval
    assert held[22] / 500 > 0.90
