"""Sleep pressure and sleep-wake switches, at the numbers their papers' parameters give."""

import numpy as np
import pytest

from explorer.models.sleep_wake_switch import (
    classify_state,
    integrate_network,
    sleep_regulation_network,
    sleep_wake_switch,
)
from explorer.models.two_process import TwoProcess, slow_wave_driven_process, two_process
from explorer.night.hypnogram import make_hypnogram

DAY = 24 * 60


@pytest.mark.parametrize(("amplitude", "hours"), [(0.12, 7.95), (0.10, 7.68)])
def test_two_process_sleeps_as_long_as_published(amplitude, hours):
    course = two_process(12, parameters=TwoProcess(amplitude=amplitude))
    asleep = course.asleep.values
    assert abs(asleep[-3 * DAY :].mean() * 24 - hours) < 0.02
    onsets = course.time.values[1:][np.diff(asleep.astype(int)) == 1]
    np.testing.assert_allclose(np.diff(onsets)[-3:], 24, atol=0.05)


def test_pressure_rises_awake_and_falls_asleep():
    course = two_process(3)
    change = np.diff(course.pressure)
    assert (change[~course.asleep.values[:-1]] > 0).all()
    assert (change[course.asleep.values[:-1]] < 0).all()


def test_forty_hours_awake_bring_more_pressure_but_little_more_sleep():
    plain = two_process(12)
    bed = plain.time.values[1:][np.diff(plain.asleep.values.astype(int)) == 1][-3]
    awake = two_process(12, kept_awake=[(bed, bed + 24)])
    assert awake.pressure.max() > plain.pressure.max() + 0.1
    hours = [c.asleep.values[c.time.values >= bed + 20].sum() / 60 for c in (plain, awake)]
    assert 0 < hours[1] - hours[0] < 4  # for eight hours lost


def test_a_nap_lowers_the_pressure_of_the_evening():
    plain = two_process(12)
    wake = plain.time.values[1:][np.diff(plain.asleep.values.astype(int)) == -1][-2]
    nap = two_process(12, naps=[(wake + 8, wake + 10)])
    later = plain.time.values > wake + 10
    assert nap.pressure[later][0] < plain.pressure[later][0] - 0.1


def test_skewed_circadian_process_stays_a_day_long():
    course = two_process(12, parameters=TwoProcess(skewed=True))
    onsets = course.time.values[1:][np.diff(course.asleep.values.astype(int)) == 1]
    np.testing.assert_allclose(np.diff(onsets)[-3:], 24, atol=0.05)


def test_slow_waves_spend_pressure_cycle_by_cycle():
    nrem, rem = (85, 85, 80, 75, 60), (8, 16, 22, 26, 25)
    stages = [
        stage
        for length, dream in zip(nrem, rem, strict=True)
        for stage in ["N2"] * (2 * length) + ["REM"] * (2 * dream)
    ]
    course = slow_wave_driven_process(make_hypnogram(stages))
    means, first = [], 0
    for length, dream in zip(nrem, rem, strict=True):
        means.append(course.slow_wave_activity[first : first + 2 * length].mean().item())
        first += 2 * (length + dream)
    np.testing.assert_allclose(means, [1.78, 1.22, 0.67, 0.52, 0.39], atol=0.015)
    assert abs(course.pressure.max().item() - 3.02) < 0.02
    assert abs(course.pressure[-1].item() - 1.21) < 0.04


def test_slow_waves_do_not_depend_on_epoch_length():
    coarse = slow_wave_driven_process(make_hypnogram(["N2"] * 100 + ["REM"] * 20 + ["N3"] * 40, 30))
    fine = slow_wave_driven_process(make_hypnogram(["N2"] * 300 + ["REM"] * 60 + ["N3"] * 120, 10))
    np.testing.assert_allclose(coarse.slow_wave_activity, fine.slow_wave_activity[1::3], rtol=0.02)


def bouts(step, days=3):
    """Names and minutes of the network's bouts, to the second."""
    rates = integrate_network(days * 24 * 3600, round(1 / step), step, 0.5)
    state = classify_state(rates)
    edges = np.r_[0, np.flatnonzero(state[1:] != state[:-1]) + 1, state.size]
    return state[edges[:-1]].tolist(), np.diff(edges) / 60


NIGHT = slice(11, 20)
"""The second night: the first begins after less than a whole day awake."""


def test_the_network_sleeps_in_four_cycles():
    names, minutes = bouts(1.0)
    assert names[NIGHT] == ["NREM", "REM", "NREM", "REM", "NREM", "REM", "W", "NREM", "REM"]
    assert abs(minutes[10] / 60 - 16.6) < 0.05
    # Published to the minute, at this step.
    np.testing.assert_allclose(minutes[NIGHT], [103, 22, 100, 22, 101, 22, 4, 115, 19], atol=0.5)


def test_only_the_last_nrem_of_the_network_depends_on_the_step():
    steps = np.array([1.0, 0.5, 0.25, 0.1])
    night = np.array([bouts(step)[1][NIGHT] for step in steps])
    last = night[:, 7]
    slope, limit = np.polyfit(steps[1:], last[1:], 1)
    assert abs(limit - 116.36) < 0.03  # min; where rates moved last also lead, from above
    assert abs(slope + 0.95) < 0.1  # min a second: Euler's rule is of the first order
    others = np.delete(night, 7, axis=1)
    assert np.abs(others - others[-1]).max() < 0.3


def test_the_network_repeats_itself_from_the_second_day():
    _, minutes = bouts(1.0, days=5)
    day = slice(10, 20)
    np.testing.assert_allclose(minutes[20:30], minutes[day], atol=0.1)
    np.testing.assert_allclose(minutes[day].sum() / 60, 25.0, atol=0.02)


def test_the_switch_of_2008_sleeps_eight_and_a_half_hours():
    last = sleep_wake_switch(12).isel(time=slice(-2880, None))
    assert abs(last.asleep.mean().item() * 24 - 8.52) < 0.05  # up to where falling asleep is cut
    assert abs(last.pressure.min().item() - 12.5) < 0.05
    assert abs(last.pressure.max().item() - 15.1) < 0.05


def test_half_the_step_changes_neither_switch():
    for simulate, length in ((sleep_regulation_network, 30), (sleep_wake_switch, 3)):
        coarse, fine = (simulate(length, step=step) for step in (1.0, 0.5))
        assert np.abs(coarse.pressure - fine.pressure).max() < 0.01


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: two_process(0), "days"),
        (lambda: two_process(1, pressure=2), "pressure"),
        (lambda: sleep_regulation_network(0), "more than 0 h"),
        (lambda: sleep_regulation_network(1, step=7), "divide"),
        (lambda: sleep_wake_switch(-1), "more than 0 h"),
    ],
)
def test_courses_that_cannot_be_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
