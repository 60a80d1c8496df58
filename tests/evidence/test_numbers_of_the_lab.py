"""Each number that an exercise names and a model makes is that model's, at the digits said."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.datasets.sample_night import sample_night
from explorer.evidence.parse_exercises import load_exercises
from explorer.metrics.cycles import cycles
from explorer.models.day_schedule import DaySchedule, night_after, pressure_course
from explorer.models.nmda_block import BASELINE, nmda_open_fraction
from explorer.models.sleep_profiles import middle_age
from explorer.models.supplement_scenario import LADDER, ScenarioPrediction, SupplementScenario
from explorer.render.lab.model_figures import ladder_table, signed
from explorer.statistics.sample_size import pairs_needed

BY_KEY = {exercise.key: exercise for exercise in load_exercises()}
START = SupplementScenario()
ONE, TWO, RATS, PLAIN, HELD = (
    ScenarioPrediction(replace(START, dose=step.dose, weeks=step.weeks, form=step.form))
    for step in LADDER
)


def said(key):
    exercise = BY_KEY[key]
    return " ".join(
        [
            *(step.gesture for step in exercise.steps),
            *(one.text for one in exercise.explanation),
            *(part.question for part in exercise.parts),
            *(hint.message for part in exercise.parts for hint in part.hints),
        ]
    )


def test_the_dose_ladder_says_what_the_lab_says():
    words = said("dose_ladder")
    rises = (ONE.rise, TWO.rise, RATS.rise)
    assert ", ".join(signed(rise) for rise in rises) in words
    assert f"{signed(PLAIN.rise, 2)} for plain magnesium" in words
    nothing_carries = ScenarioPrediction(replace(START, carry_over=0.0))
    assert nothing_carries.rise == pytest.approx(PLAIN.rise)
    assert words.count(signed(PLAIN.rise, 2)) == 2
    assert BY_KEY["dose_ladder"].part("trial_dose").rule.value == float(f"{100 * TWO.rise:.1f}")
    for rise in (PLAIN.rise, HELD.rise):
        assert signed(rise, 2) in ladder_table(START)


def test_the_exercise_on_power_says_what_the_lab_says():
    words = said("power")
    assert f"the chain predicts {signed(TWO.change)}" in words
    assert f"1 g ({signed(ONE.change)})" in words
    assert f"An effect of {signed(ONE.change)} takes" in words
    for percent in (100 * TWO.change, 100 * ONE.change):
        assert f"{pairs_needed(round(percent, 1), 0.15)}" in words
    assert f"d_z = {np.log1p(round(TWO.change, 3)) / 0.15:.2f}" in words
    assert f"expect {signed(HELD.rise, 2)} brain magnesium" in words
    assert f"disagree {24 / (100 * HELD.rise):.0f}-fold" in words


def test_the_nmda_block_says_what_the_lab_says():
    words = said("nmda_block")
    assert f"from {BASELINE:.2f} to about {RATS.magnesium:.2f} mM" in words
    before, after = nmda_open_fraction(np.full(2, -60.0), [BASELINE, RATS.magnesium]).values
    assert f"from {before:.3f} to {after:.3f}: {100 * (1 - after / before):.0f} % of" in words
    assert f"{100 * (1 - before):.0f} % blocked already" in words
    before, after = nmda_open_fraction(np.zeros(2), [BASELINE, RATS.magnesium]).values
    assert f"At 0 mV it falls by {100 * (1 - after / before):.0f} %" in words


def test_the_two_mechanisms_are_those_of_the_lab():
    words = said("two_mechanisms")
    rats = RATS.setting
    gain = 0.35
    inhibition = ScenarioPrediction(replace(rats, nmda_share=0.0, gaba_gain_of_magnesium=gain))
    both = ScenarioPrediction(replace(rats, gaba_gain_of_magnesium=gain))
    assert f"(magnesium {signed(RATS.rise)})" in words
    assert f"inhibition alone, {signed(gain * RATS.rise, 0)}" in words
    alone = (RATS.change, inhibition.change, both.change)
    assert f"N3 {signed(alone[0])}, {signed(alone[1])} and together {signed(alone[2])}" in words
    light = (RATS.change_n2, inhibition.change_n2, both.change_n2)
    assert f"N2 {', '.join(signed(one, 0) for one in light[:2])} and {signed(light[2], 0)}" in words


def test_forty_hours_awake_are_those_of_the_lab():
    words = said("two_process")
    day = DaySchedule(awake=40, amplitude=0.0)
    usual = DaySchedule(amplitude=0.0)
    kept = night_after(pressure_course(day), day)
    plain = night_after(pressure_course(day, ordinary=True), usual)
    assert f"S of {plain.at_bedtime:.2f} at an ordinary bedtime" in words
    assert f"{kept.at_bedtime:.2f} after {day.awake:.0f} h" in words
    more = f"{kept.hours - plain.hours:.1f} h"
    assert f"takes {more} more" in words
    assert f"by about {more}" in words
    assert f"{DaySchedule().build_up:g} h" in words
    assert f"{DaySchedule().decay:g} h" in words


def test_the_cycles_of_the_sample_night_are_those_said():
    hypnogram = sample_night("young").hypnogram
    ours, lunas = (cycles(hypnogram, rule=rule) for rule in ("Feinberg & Floyd", "Luna"))
    for found in (ours, lunas):
        assert found.complete.values.tolist() == [True] * 5 + [False]
    later = float(lunas.onset[0] - ours.onset[0]) / 60
    assert "both find five complete cycles and one more" in said("cycles")
    assert f"begins {later:.0f} min later by Luna" in said("cycles")


def test_the_simulated_nights_have_the_ages_said():
    ages = " and ".join(f"{middle_age(name):.0f}" for name in ("young", "older"))
    assert f"{ages} years" in said("ageing")
