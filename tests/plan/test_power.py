"""How many people: against statsmodels, against the closed form, and by simulation."""

from dataclasses import replace

import numpy as np
import pytest

from explorer import plan
from explorer.plan.analysis_plan import plan_text
from explorer.plan.planned_sample_size import comparison_sd, power_curve, power_of, smallest_seen
from explorer.statistics.sample_size import power_of_pairs


def planned(**words):
    stated = {"primary": "TST", "smallest_effect": 30, "sd": 60.0, "icc": 0.5, "nights": 1}
    return plan.study(**(stated | words))


@pytest.mark.parametrize(("icc", "nights", "effect"), [(0.5, 1, 30), (0.2, 3, 25), (0.8, 2, 20)])
def test_two_arms_take_what_statsmodels_says_with_the_baseline_taken_out(icc, nights, effect):
    peer = pytest.importorskip("statsmodels.stats.power").TTestIndPower()
    made = planned(icc=icc, nights=nights, smallest_effect=effect)
    mean = 60 * np.sqrt(icc + (1 - icc) / nights)
    r = nights * icc / (1 + (nights - 1) * icc)
    sd = mean * np.sqrt(1 - r**2)  # the design factor of an analysis of covariance
    wanted = peer.solve_power(effect / sd, alpha=0.05, power=0.8)
    # statsmodels knows no covariate: one degree of freedom of some dozens lies between.
    assert made.people - 1 <= np.ceil(wanted) <= made.people
    formula = plan.how_many(made).formula_power
    assert formula == pytest.approx(peer.power(effect / sd, made.people, 0.05), abs=0.005)


@pytest.mark.parametrize("nights", [1, 2, 4])
def test_a_crossover_takes_what_statsmodels_says_of_pairs(nights):
    peer = pytest.importorskip("statsmodels.stats.power").TTestPower()
    made = planned(design="crossover", nights=nights)
    sd = 60 * np.sqrt(2 * (1 - 0.5) / nights)
    assert made.people == np.ceil(peer.solve_power(30 / sd, alpha=0.05, power=0.8))
    assert plan.how_many(made).formula_power == pytest.approx(
        peer.power(30 / sd, made.people, 0.05)
    )


def test_one_persons_pairs_of_nights_are_a_paired_t_test():
    made = planned(design="n-of-1")
    sd, _ = comparison_sd(made)
    formula = power_of(made, made.blocks, 30 / sd, 0.05)
    assert formula == pytest.approx(power_of_pairs(made.blocks, 30 / (sd * np.sqrt(2))))


def test_the_normal_approximation_of_two_arms_lies_just_below():
    made = planned()
    sd, _ = comparison_sd(made)
    approximate = 2 * (1.959964 + 0.841621) ** 2 * sd**2 / 30**2
    assert approximate < made.people < approximate + 4


@pytest.mark.parametrize("design", ["parallel", "crossover", "n-of-1"])
def test_simulated_trials_show_it_as_often_as_the_formula_says(design):
    # A large effect: few people, so that each simulated trial is quick. Nobody is lost.
    made = planned(design=design, smallest_effect=60, attrition=0.0, seed=5)
    found = plan.simulate_power(made, simulations=80)
    count = made.recruited // 2 if design == "parallel" else made.recruited
    sd, _ = comparison_sd(made)
    formula = power_of(made, count, made.bound / sd, made.alpha)
    # A permutation of few people is cautious: its p comes in steps.
    assert found.power == pytest.approx(formula, abs=0.06 + 3.5 * found.standard_error)


@pytest.mark.parametrize("design", ["parallel", "crossover", "n-of-1"])
def test_where_nothing_happens_one_trial_in_twenty_at_most_says_so(design):
    made = planned(design=design, smallest_effect=60, attrition=0.0, seed=5)
    found = plan.simulate_power(made, simulations=80, effect=0.0)
    assert found.power <= 0.05 + 3.5 * np.sqrt(0.05 * 0.95 / 80)


def test_whom_attrition_takes_is_recruited_beforehand():
    all_stay, some_leave = planned(attrition=0.0), planned(attrition=0.2)
    assert all_stay.people == some_leave.people
    assert all_stay.recruited == 2 * all_stay.people
    assert some_leave.recruited == pytest.approx(2 * some_leave.people / 0.8, abs=2)


@pytest.mark.parametrize("nights", [1, 8])
@pytest.mark.parametrize("design", ["parallel", "crossover", "n-of-1"])
@pytest.mark.parametrize("attrition", [0.0, 0.15])
def test_a_plan_names_the_nights_that_it_schedules_and_those_of_them_analysed(
    design, nights, attrition
):
    drawn = plan.randomise(planned(design=design, nights=nights, attrition=attrition))
    made = drawn.plan
    # A row of an n-of-1 schedule is a night; of another, a visit with its number of nights.
    each = [1 if design == "n-of-1" else int(row[2]) for row in drawn.schedule]
    assert made.nights_begun == sum(each)
    analysed = 2 * nights * (made.blocks or made.people * (1 + (design == "parallel")))
    said = plan.how_many(made).sentence
    in_all = f"{sum(each)} nights" + (" in all" if design != "n-of-1" else " a person in about")
    assert in_all in said
    assert (f"of which {analysed} are analysed." in said) == (sum(each) > analysed)
    assert said in plan_text(made)


def test_one_persons_weeks_are_those_of_the_nights_named():
    said = plan.how_many(
        plan.study(design="n-of-1", primary="TST", smallest_effect=30, nights=1)
    ).sentence
    assert "118 nights a person in about 17 weeks, of which 100 are analysed." in said


def test_more_nights_take_fewer_people_down_to_what_people_differ_by():
    counts = [planned(nights=nights).people for nights in (1, 2, 4, 8)]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[-1]


def test_a_simulation_can_be_stopped_and_says_how_far_it_came():
    told = []

    def progress(_seen, done, total):
        told.append((done, total))
        return done < 3

    found = plan.simulate_power(planned(smallest_effect=60), simulations=50, progress=progress)
    assert found.simulated == 3
    assert told[-1] == (3, 50)
    assert "of 3 simulated trials" in found.sentence


def test_the_curve_passes_through_the_plan_and_the_smallest_seen_is_the_effect():
    made = planned(design="crossover")
    people, power = power_curve(made)
    assert power[people >= made.people].min() >= made.power - 1e-9
    assert power[people < made.people].max() < made.power
    assert smallest_seen(made, made.people) == pytest.approx(30, rel=0.02)
    assert smallest_seen(made, made.people) <= 30


def test_so_few_that_no_permutation_could_show_it_are_never_planned():
    huge = planned(design="crossover", smallest_effect=500)
    assert huge.people == 6  # 2 / 2^6 is the first below .05
    assert planned(smallest_effect=900).people >= 4


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"design": "cohort"}, "no design 'cohort'"),
        ({"sd": -1.0}, "sd, the SD of one night"),
        ({"icc": 1.5}, "icc lies from 0"),
        ({"design": "crossover", "icc": 1.0}, "icc lies from 0 below 1"),
        ({"nights": 0}, "whole number from 1"),
        ({"attrition": 1.0}, "attrition lies"),
        ({"power": 0.01}, "power lies"),
        ({"block_size": 3}, "multiple of 2"),
        ({"start": "next week"}, "2026-03-15 would do"),
        ({"condition": "placebo"}, "different names"),
        ({"primary": "SWA", "smallest_effect": 10}, "10% would do"),
        ({"primary": "WASO", "smallest_effect": None}, "no smallest effect that matters"),
        ({"primary": "SE", "smallest_effect": 5, "sd": None}, "give sd and icc"),
        ({"smallest_effect": 0.001}, "more than 1,000,000"),
        ({"weeks": -1}, "weeks must be 0 or more"),
    ],
)
def test_what_cannot_be_planned_is_refused_in_a_sentence(words, said):
    with pytest.raises(ValueError, match=said):
        planned(**words)


def test_a_plan_survives_its_file_and_a_damaged_one_is_named():
    made = planned(covariates=["age"], exclusions=["recording failed"])
    assert plan.StudyPlan.from_json(made.to_json()) == made
    for text, said in (
        ("{", "no JSON"),
        ("[1]", "no plan"),
        (made.to_json().replace('"format": 1', '"format": 9'), "format 9"),
        (made.to_json().replace('"primary": "TST",', ""), "lacks primary"),
        (made.to_json().replace('"sd": 60.0', '"sd": "wide"'), "wrong kind"),
    ):
        with pytest.raises(ValueError, match=said):
            plan.StudyPlan.from_json(text)


def test_two_plans_of_one_seed_simulate_alike():
    made = replace(planned(smallest_effect=60), seed=9)
    assert plan.simulate_power(made, simulations=10) == plan.simulate_power(made, simulations=10)


@pytest.mark.parametrize(
    ("design", "nights", "said"),
    [
        ("n-of-1", 2, "Night by night, with nothing averaged, one night has an SD"),
        ("n-of-1", 1, "Night by night, with nothing averaged, one night has an SD"),
        ("crossover", 1, "With 1 night, and nothing averaged, a person's difference has"),
        ("crossover", 2, "With 2 nights averaged, a person's difference has an SD"),
    ],
)
def test_a_plan_says_of_what_its_spread_is(design, nights, said):
    assert said in plan_text(planned(design=design, nights=nights))
