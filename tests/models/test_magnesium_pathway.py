"""A dose to a night: each link is said, and the same person sleeps both nights."""

import numpy as np
import pytest

import explorer.models
from explorer.models.magnesium_pathway import (
    simulate_treated_night,
    slow_wave_activity_factor,
)
from explorer.models.neural_mass import MASSES, simulate_neural_mass


def test_baseline_magnesium_changes_no_slow_wave():
    assert slow_wave_activity_factor(0.8) == 1
    assert slow_wave_activity_factor(1.2, nmda_share=0) == 1


@pytest.mark.parametrize(("rise", "percent"), [(0.019, 1.6), (0.045, 3.7)])
def test_two_grams_bring_less_than_four_per_cent(rise, percent):
    assert abs(100 * (slow_wave_activity_factor(0.8 * (1 + rise)) - 1) - percent) < 0.1


def test_a_lack_of_magnesium_lowers_and_much_of_it_saturates():
    factors = [slow_wave_activity_factor(m) for m in (0.4, 0.6, 0.8, 1.2, 1.6)]
    assert np.all(np.diff(factors) > 0)
    assert factors[0] < 0.2
    assert factors[-1] < 1.3


def test_the_factor_is_that_of_the_neural_mass():
    from dataclasses import replace

    from scipy.signal import welch

    def activity(magnesium, seed):
        mass = replace(MASSES["N3"], magnesium=magnesium)
        voltage = simulate_neural_mass(mass, seconds=200, rng=np.random.default_rng(seed))
        frequency, density = welch(voltage, 100, nperseg=1000)
        return density[(frequency >= 0.5) & (frequency <= 4)].sum()

    ratios = [activity(1.04, seed) / activity(0.8, seed) for seed in range(4)]
    error = np.std(ratios, ddof=1) / 2
    assert abs(np.mean(ratios) - slow_wave_activity_factor(1.04)) < 4 * error + 0.02  # its own SE


def nights(**options):
    return [
        simulate_treated_night(
            **{"dose_mg": dose, "hours": 1.5, "seed": 3, "sampling_frequency": 64} | options
        )
        for dose in (0, 144)
    ]


def test_placebo_and_dose_of_one_seed_are_one_person():
    placebo, dosed = nights()
    assert placebo.hypnogram.equals(dosed.hypnogram)
    assert placebo.events.equals(dosed.events)
    ratio = dosed.signal("F3-M2").values.std() / placebo.signal("F3-M2").values.std()
    assert 1 < ratio < np.sqrt(1.037)


def test_a_night_says_each_link_and_that_it_is_simulated():
    placebo, dosed = nights()
    assert dosed.simulated
    assert dosed.attrs["condition"] == "simulated: 144 mg/d Mg as threonate, 6 weeks"
    assert placebo.attrs["condition"] == "simulated: placebo"
    said = " ".join(dosed.reader_notes)
    for word in ("hypothesis", "+4.49 %", "+3.66 %", "carry-over from rats 1", "architecture 0"):
        assert word in said


def test_the_attrs_hold_every_parameter_and_what_came_of_the_links():
    night = explorer.models.simulate_treated_night(
        144, 6, 40, hours=0.2, seed=3, sampling_frequency=64, architecture_coupling=0.5
    )
    attrs = night.attrs
    given = {"dose_mg": 144, "weeks": 6, "age": 40, "form": "threonate", "carry_over": 1}
    given |= {"nmda_share": 0.2, "architecture_coupling": 0.5, "seed": 3}
    assert given == {name: attrs[name] for name in given}
    assert round(100 * attrs["brain_magnesium_rise"], 1) == 4.5
    assert round(100 * attrs["slow_wave_activity_factor"] - 100, 1) == 3.7


def test_a_night_says_how_far_it_is_and_can_be_stopped():
    told = []
    simulate_treated_night(
        hours=1, sampling_frequency=64, progress=lambda share: told.append(share) or True
    )
    assert told == sorted(told)
    assert told[0] == 0
    assert 0.75 < told[-1] < 1
    with pytest.raises(ValueError, match="Stopped after 0 %: no night was simulated"):
        simulate_treated_night(hours=1, sampling_frequency=64, progress=lambda _share: False)


def test_coupling_to_architecture_is_off_until_asked_for():
    placebo, dosed = nights(hours=3.0)
    assert placebo.hypnogram.equals(dosed.hypnogram)
    _, coupled = nights(hours=3.0, architecture_coupling=20.0)  # absurdly strong
    assert not placebo.hypnogram.equals(coupled.hypnogram)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"dose_mg": -1}, "dose"),
        ({"age": 12}, "age"),
        ({"nmda_share": 0.6}, "nmda_share"),
        ({"architecture_coupling": -1}, "architecture_coupling"),
        ({"form": "oxide"}, "unknown form"),
    ],
)
def test_what_cannot_be_is_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        simulate_treated_night(hours=0.1, **wrong)


@pytest.mark.parametrize(
    ("dose", "days"), [(1e6, 42), (2001, 42), (144, 1e6), (-5, 42), (float("inf"), 42)]
)
def test_a_course_that_the_model_is_not_of_is_refused(dose, days):
    with pytest.raises(ValueError, match=r"would do|must be 0 or more"):
        explorer.models.magnesium_course(dose, days=days)


def test_magnesium_outside_the_runs_is_refused():
    with pytest.raises(ValueError, match=r"from 0.4 to 1.6 mM"):
        slow_wave_activity_factor(2.0)


@pytest.mark.parametrize("name", explorer.models.__all__)
def test_every_public_name_can_be_had(name):
    assert getattr(explorer.models, name) is not None


def test_another_name_is_refused():
    with pytest.raises(AttributeError, match="no attribute"):
        _ = explorer.models.nonsense
