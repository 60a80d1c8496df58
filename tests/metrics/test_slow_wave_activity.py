"""Slow-wave activity: nights that a hand can count, and decays that are known."""

import numpy as np
import pytest

from explorer.metrics.slow_wave_activity import (
    fit_decay,
    slow_wave_energy,
    swa_by_cycle,
    swa_by_epoch,
    swa_by_third,
)
from explorer.night.hypnogram import make_hypnogram

HOURS = np.array([0.6, 2.2, 3.8, 5.3, 6.8])


def night_of_cycles(count):
    return make_hypnogram((["N2"] * 40 + ["N3"] * 40 + ["REM"] * 20) * count + ["W"])


def test_wake_rem_and_artefacts_have_no_swa():
    night = make_hypnogram(["W", "N1", "N2", "N3", "REM"])
    swa = swa_by_epoch([1, 2, 3, np.nan, 5], night)
    assert np.isfinite(swa.values).tolist() == [False, False, True, False, False]
    assert swa.attrs["units"] == "uV^2"


def test_cycles_of_a_constant_night_are_all_a_hundred_per_cent():
    night = night_of_cycles(3)
    swa = swa_by_epoch(np.full(night.size, 400.0), night)
    found = swa_by_cycle(swa, night)
    assert found.swa.values.tolist() == [400.0] * 3
    assert found.relative.values.tolist() == [100.0] * 3
    assert found.epochs.values.tolist() == [80] * 3
    assert found.midpoint.values.tolist() == [1200.0, 4200.0, 7200.0]


def test_absolute_swa_doubles_with_power_and_relative_swa_does_not():
    night = night_of_cycles(2)
    power = np.random.default_rng(1).uniform(100, 900, night.size)
    one, two = (swa_by_cycle(swa_by_epoch(p, night), night) for p in (power, 2 * power))
    np.testing.assert_allclose(two.swa, 2 * one.swa)
    np.testing.assert_allclose(two.relative, one.relative)


@pytest.mark.parametrize("factor", [2, 3])
def test_energy_does_not_depend_on_the_epochs_length(factor):
    night = night_of_cycles(2)
    power = np.random.default_rng(1).uniform(100, 900, night.size)
    fine = make_hypnogram(np.repeat(night.values, factor), 30 / factor)
    whole = slow_wave_energy(swa_by_epoch(power, night)).values[-1]
    parts = slow_wave_energy(swa_by_epoch(np.repeat(power, factor), fine)).values[-1]
    assert parts == pytest.approx(whole)


def test_thirds_of_a_sleepless_night_are_nan():
    night = make_hypnogram(["W"] * 6)
    assert np.isnan(swa_by_third(swa_by_epoch(np.ones(6), night), night)).all()


@pytest.mark.parametrize(
    ("convention", "level"), [("asymptote fixed at 0", 0.0), ("asymptote free", 80.0)]
)
def test_a_known_decay_is_found(convention, level):
    values = level + 900 * np.exp(-HOURS / 2.0)
    found = fit_decay(HOURS * 3600, values, convention=convention)
    assert found.tau == pytest.approx(2.0, rel=0.02)
    assert found.asymptote == pytest.approx(level, abs=10)
    assert found.low <= found.tau <= found.high


def test_the_two_conventions_give_two_time_constants_of_the_same_night():
    values = 150 + 800 * np.exp(-HOURS / 1.8)
    to_zero, to_asymptote = (
        fit_decay(HOURS * 3600, values, convention=name)
        for name in ("asymptote fixed at 0", "asymptote free")
    )
    assert to_zero.tau > 1.3 * to_asymptote.tau


def test_a_night_without_decay_has_no_upper_end():
    rising = fit_decay(HOURS * 3600, [300, 310, 305, 320, 330])
    assert rising.high == np.inf


@pytest.mark.parametrize(
    ("convention", "cycles"), [("asymptote fixed at 0", 2), ("asymptote free", 3)]
)
def test_too_few_cycles_are_refused(convention, cycles):
    with pytest.raises(ValueError, match=f"cycles with N2 or N3, has {cycles}"):
        fit_decay(HOURS[:cycles] * 3600, np.arange(cycles) + 1.0, convention=convention)


def test_power_of_another_night_is_refused():
    with pytest.raises(ValueError, match="one value an epoch"):
        swa_by_epoch([1.0], make_hypnogram(["N2", "N3"]))
