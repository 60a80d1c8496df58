"""Right answers pass, typical wrong ones meet their hint, and answers can be computed again."""

import json
import math
import re
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats

from explorer.app.night.event_controls import EventControls
from explorer.app.state import ExplorerState
from explorer.detectors.coupling import length_by_chance
from explorer.evidence import load
from explorer.evidence.exercises import ChoiceRule, NumberRule, check
from explorer.evidence.parse_exercises import load_exercises
from explorer.metrics import metric
from explorer.models.nmda_block import nmda_open_fraction
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.vocabulary.shown_numbers import shown_number
from tests.temazepam import stages_of

EXERCISES = load_exercises()
KEYMAP = json.loads((files("explorer.bridge") / "js" / "keymap.json").read_text("utf-8"))["keys"]
BY_KEY = {exercise.key: exercise for exercise in EXERCISES}
PARTS = [
    pytest.param(exercise, part, id=f"{exercise.key}-{part.key}")
    for exercise in EXERCISES
    for part in exercise.parts
]
NUMBERS = [case for case in PARTS if isinstance(case.values[1].rule, NumberRule)]
CHOICES = [case for case in PARTS if isinstance(case.values[1].rule, ChoiceRule)]


def rule(exercise, part):
    return BY_KEY[exercise].part(part).rule


def test_there_are_fourteen():
    assert [exercise.number for exercise in EXERCISES] == list(range(1, 15))


def test_whoever_drags_the_line_is_told_how_to_set_it_back_exactly():
    """A drag moves it by several µV a pixel: 75 is seldom met."""
    night = Night.make({}, {"me": make_hypnogram(["W", "N2"])})
    field = EventControls(ExplorerState(night=night)).line.description
    keys = {act: key for row in KEYMAP for key, act in row["bindings"].items()}
    steps = [step.gesture for exercise in EXERCISES for step in exercise.steps]
    dragged = [gesture for gesture in steps if "µV line" in gesture and "back" in gesture]
    assert dragged
    for gesture in dragged:
        assert f"“{field}”" in gesture
        assert f"press {keys['line-up']} and {keys['line-down'].replace('+', ' ')}" in gesture


@pytest.mark.parametrize(("exercise", "part"), NUMBERS)
def test_a_right_number_passes_to_the_edge_of_its_tolerance_and_no_further(exercise, part):
    value, tolerance = part.rule.value, part.rule.tolerance
    for answer in (value, value - tolerance, value + tolerance):
        assert check(exercise, answer, part=part.key).passed
    for answer in (value - 1.01 * tolerance, value + 1.01 * tolerance):
        assert not check(exercise, answer, part=part.key).passed


CYCLES = np.array([0.71, 2.26, 3.90, 5.56, 7.12]), np.array([1.78, 1.22, 0.67, 0.52, 0.39])


@pytest.mark.parametrize(("part", "floor"), [("without_floor", 0.0), ("with_floor", 0.25)])
def test_a_time_constant_is_told_by_the_method_that_gives_it(part, floor):
    hours, activity = CYCLES
    (_, squares), _ = optimize.curve_fit(
        lambda t, a, tau: floor + (a - floor) * np.exp(-t / tau), hours, activity, p0=(2, 3)
    )
    line = -1 / np.polyfit(hours, np.log(activity - floor), 1)[0]
    said = check(BY_KEY["decay"], squares, part=part)
    told = f"{squares:.2f} h by least squares, and {line:.2f} h by a line through the logarithms"
    assert (said.passed, said.message) == (True, f"Right: {told}.")
    assert check(BY_KEY["decay"], line, part=part).passed


@pytest.mark.parametrize(("part", "volt"), [("at_rest", -60), ("at_zero", 0)])
def test_a_block_is_told_for_the_asked_magnesium_and_for_the_labs_own(part, volt):
    lab = 0.924  # mM, as the chain of the lab prints it after "rat dose"
    asked, own = (
        100 * (1 - float(nmda_open_fraction(volt, to)) / float(nmda_open_fraction(volt, 0.8)))
        for to in (0.92, lab)
    )
    said = check(BY_KEY["nmda_block"], round(own, 1), part=part)
    told = (
        f"{shown_number(round(asked) if asked > 10 else round(asked, 1))} % to 0.92 mM, and "
        f"{own:.1f} % to the {lab} mM that the lab has at the rat dose"
    )
    assert (said.passed, said.message) == (True, f"Right: {told}.")


@pytest.mark.parametrize(("exercise", "part"), NUMBERS)
def test_a_typical_wrong_number_gets_its_hint(exercise, part):
    for hint in part.hints:
        edges = [edge for edge in (hint.low, hint.high) if np.isfinite(edge)]
        feedback = check(exercise, float(np.mean(edges)), part=part.key)
        assert not feedback.passed
        assert feedback.message == hint.message


@pytest.mark.parametrize(("exercise", "part"), CHOICES)
def test_the_right_choice_passes_and_every_other_gets_its_hint(exercise, part):
    for choice in part.rule.choices:
        feedback = check(exercise, choice, part=part.key)
        assert feedback.passed == (choice == part.rule.answer)
    for hint in part.hints:
        assert check(exercise, hint.choice, part=part.key).message == hint.message


@pytest.mark.parametrize("answer", ["6", " 6 s ", "6,0", "6.05 s", 6, 6.0])
def test_numbers_are_read_as_people_type_them(answer):
    assert check(BY_KEY["twenty_percent_rule"], answer).passed


@pytest.mark.parametrize("answer", ["", "six", "6 min", "nan", "inf", "6 7", float("nan")])
def test_what_is_no_number_is_asked_for_with_its_unit(answer):
    feedback = check(BY_KEY["twenty_percent_rule"], answer)
    assert not feedback.passed
    assert feedback.message == "Give one number in s."


def test_a_minus_as_printed_is_read():
    assert check(BY_KEY["twenty_percent_rule"], "\u22126").message == "Not yet: −6 s is too low."


def test_an_unknown_choice_is_answered_with_the_choices():
    feedback = check(BY_KEY["evidence_cards"], "by magic")
    assert not feedback.passed
    assert "by a ring" in feedback.message


def test_an_unknown_part_is_refused_with_the_parts():
    with pytest.raises(ValueError, match=r"no part 'x', expected one of \['pairs'"):
        check(BY_KEY["power"], 1, part="x")


@given(st.sampled_from([case.values for case in PARTS]), st.one_of(st.text(), st.floats()))
def test_no_answer_breaks_the_check(case, answer):
    exercise, part = case
    assert check(exercise, answer, part=part.key).message


def test_the_nmda_answers_follow_from_the_block_equation():
    def open_fraction(voltage, magnesium):  # Jahr & Stevens 1990
        return 1 / (1 + magnesium / 3.57 * np.exp(-0.062 * voltage))

    for part, voltage in (("at_rest", -60), ("at_zero", 0)):
        lost = 100 * (1 - open_fraction(voltage, 0.92) / open_fraction(voltage, 0.80))
        assert rule("nmda_block", part).right(lost)
        assert abs(lost - rule("nmda_block", part).value) < 0.1


def test_the_power_answers_follow_from_the_paired_t_test():
    power = pytest.importorskip("statsmodels.stats.power").TTestPower()
    for part, percent in (("pairs", 3.7), ("small_effect", 1.6)):
        pairs = power.solve_power(np.log(1 + percent / 100) / 0.15, power=0.8, alpha=0.05)
        assert round(pairs) == rule("power", part).value


def explained(exercise):
    return " ".join(one.text for one in BY_KEY[exercise].explanation)


def test_every_number_of_people_in_the_exercise_on_power_is_computed_again():
    power = pytest.importorskip("statsmodels.stats.power")

    def pairs(percent, sd):
        return math.ceil(
            power.TTestPower().solve_power(np.log1p(percent / 100) / sd, power=0.8, alpha=0.05)
        )

    def arm(sd):
        return math.ceil(
            power.TTestIndPower().solve_power(np.log(1.037) / sd, power=0.8, alpha=0.05)
        )

    said = explained("power")
    assert f"with 0.10, {pairs(3.7, 0.10)} pairs" in said
    assert pairs(3.7, 0.10) == 62
    assert f"takes {pairs(1.6, 0.10)} to {pairs(1.6, 0.15)}" in said
    assert f"would take {pairs(24, 0.10)} to {pairs(24, 0.15)} people" in said
    # People differ with an SD of 0.5 in the lab, two nights of one with an SD of the ratio of 0.15.
    night = np.sqrt(0.5**2 + 0.15**2 / 2)
    covariate = night * np.sqrt(1 - (0.5**2 / night**2) ** 2)
    assert f"{arm(0.15)} people a group, {2 * arm(0.15)} in all" in said
    assert f"{arm(covariate)} a group with the baseline" in said
    assert f"{arm(night):,} a group without a baseline" in said
    assert (arm(0.15), arm(covariate), arm(night)) == (269, 263, 3108)
    hints = BY_KEY["power"].part("pairs").hints
    assert any(h.low <= arm(0.15) <= h.high and "538 in all" in h.message for h in hints)


def test_two_groups_drawn_alike_are_told_apart_by_tests_within_them_and_not_between_them():
    rng = np.random.default_rng(59)
    a, b = (rng.normal(-1.6, 5, 40) for _ in range(2))
    printed = BY_KEY["healthy_on_paper"].steps[1].gesture
    for name, group in (("A", a), ("B", b)):
        p = stats.ttest_1samp(group, 0).pvalue
        mean = shown_number(group.mean(), ".1f")
        shown = f"group {name} {mean} ± {group.std(ddof=1):.1f}, p = {p:.2g}"
        assert shown in printed
    t = abs(stats.ttest_ind(a, b).statistic)
    assert rule("healthy_on_paper", "between").right(t)
    assert rule("healthy_on_paper", "between").right((2.4 - 0.8) / np.sqrt((4.9**2 + 5.0**2) / 40))
    assert t < stats.t.ppf(0.975, 78) < 1.995


def test_half_of_all_trials_without_a_difference_end_in_one_significant_group():
    rng = np.random.default_rng(1)
    a, b = (rng.normal(-1.6, 5, (20_000, 40)) for _ in range(2))
    within_a, within_b = (stats.ttest_1samp(g, 0, axis=1).pvalue < 0.05 for g in (a, b))
    between = stats.ttest_ind(a, b, axis=1).pvalue < 0.05
    assert abs(within_a.mean() - 0.5) < 0.02
    assert rule("healthy_on_paper", "how_often").right(100 * (within_a ^ within_b).mean())
    assert abs(between.mean() - 0.05) < 0.01


def test_the_rem_latencies_of_the_night_on_paper_are_those_of_the_catalogue():
    words = BY_KEY["rem_latency"].steps[1].gesture.split(": ")[1]
    runs = re.findall(r"(W|R|N[123] )(\d*\.?\d+)", words)
    night = make_hypnogram(
        [
            {"R": "REM"}.get(name.strip(), name.strip())
            for name, minutes in runs
            for _ in range(round(2 * float(minutes)))
        ]
    )
    for part, symbol in (
        ("lights_off", "Lat_REM"),
        ("onset", "Lat_REM_onset"),
        ("nrem_only", "Lat_REM_NREM"),
    ):
        assert float(metric(symbol)(night)) == rule("rem_latency", part).value


def test_the_real_nights_beside_the_rem_latencies_are_the_published_ones(temazepam_rows):
    found = {"Lat_REM": [], "Lat_REM_onset": [], "Lat_REM_NREM": []}
    for row in temazepam_rows:
        if row["condition"] == "placebo":
            night = stages_of(Path(row["hypnogram"]))
            for symbol, values in found.items():
                values.append(float(metric(symbol)(night)))
    onset = found["Lat_REM_onset"]
    assert len(onset) == 22
    tenth, half, most = np.percentile(onset, [10, 50, 90])
    said = BY_KEY["rem_latency"].steps[2].gesture
    assert f"before {tenth:.0f} min, half before {half:.0f}, nine in ten before {most:.0f}" in said
    assert f"the earliest at {min(onset):.0f}" in said
    nrem, off = (np.median(found[name]) for name in ("Lat_REM_NREM", "Lat_REM"))
    middles = f"from {nrem:.0f} (NREM only) to {half:.0f} (from sleep onset) and {off:.0f} min"
    assert middles in explained("rem_latency")


def test_spindles_are_asked_of_real_sleep_and_the_sample_night_is_not_made_its_witness():
    part = BY_KEY["coupling"].part("stage")
    assert "real sleep" in part.question
    (hint,) = [one for one in part.hints if one.choice == "N3"]
    assert "simulator" in hint.message


def test_the_decay_answers_follow_from_a_fit_of_the_printed_points():
    from scipy.optimize import curve_fit

    hours = np.array([0.71, 2.26, 3.90, 5.56, 7.12])
    activity = np.array([1.78, 1.22, 0.67, 0.52, 0.39])
    for part, floor in (("without_floor", 0.0), ("with_floor", 0.25)):
        (_, tau), _ = curve_fit(
            lambda t, a, tau, floor=floor: floor + (a - floor) * np.exp(-t / tau),
            hours,
            activity,
            p0=(2, 3),
        )
        assert rule("decay", part).right(tau)
    logarithmic = -1 / np.polyfit(hours, np.log(activity), 1)[0]
    assert rule("decay", "without_floor").right(logarithmic)


def test_the_two_process_answer_follows_from_its_equation():
    pressure = 1 - (1 - 0.17) * np.exp(-40 / 18.2)
    assert round(pressure, 2) == rule("two_process", "pressure").value


def test_the_chance_level_of_coupling_follows_from_random_phases():
    rng = np.random.default_rng(1)
    phases = rng.uniform(-np.pi, np.pi, (20_000, 20))
    resultant = np.abs(np.exp(1j * phases).mean(axis=1)).mean()
    assert abs(resultant - rule("coupling", "chance").value) < 0.005


def test_the_ageing_answer_is_four_decades():
    assert rule("ageing", "waso").value == pytest.approx(4 * 9.7)


def test_the_night_on_paper_is_the_one_of_the_definitions(shared_data):
    words = BY_KEY["cycles"].steps[0].gesture.split(": ")[1]
    runs = re.findall(r"(W|R|N[123] )(\d*\.?\d+)", words)
    stages = [name.strip() for name, minutes in runs for _ in range(round(2 * float(minutes)))]
    night = json.loads((shared_data / "night_for_definitions.json").read_text())
    assert stages == night["stages"]
    assert sum(name == "R" for name, _ in runs) == rule("cycles", "any_rem").value


def test_the_length_by_chance_is_the_one_that_the_exercise_says():
    said = BY_KEY["coupling"].explanation[2].text
    assert f"{length_by_chance(1):.2f}/sqrt(n): {length_by_chance(20):.1f} at 20" in said
    assert f"{length_by_chance(50):.2f} at 50" in said


def test_the_exercise_on_the_cards_agrees_with_the_cards():
    studies = {study.label: study for study in load().studies}
    larger, smaller = studies["Lopresti & Smith 2026"], studies["Hausenblas et al. 2024"]
    assert larger.n > smaller.n
    assert "ring" in larger.measured_by
    assert "ring" in smaller.measured_by
    against = [f for f in larger.findings if f.direction == "against"]
    assert rule("evidence_cards", "larger_trial").answer in against[0].text.lower()


def test_models_and_hypotheses_are_never_badged_as_measured():
    for exercise in EXERCISES:
        in_the_lab = any(step.view == "Magnesium lab" for step in exercise.steps)
        assert not (in_the_lab and exercise.badge == "measured")


GOOD = """
[[exercises]]
key = "one"
number = 1
title = "One"
source = "a paper"
badge = "measured"
goal = "See."
minutes = 15
place = { tab = "Night", start = 30.0 }
steps = [{ view = "Night", gesture = "Look." }]
explanation = [{ text = "Because.", verified = true }]
[[exercises.parts]]
key = "number"
question = "How many?"
value = 6
tolerance = 1
units = "s"
hints = [{ low = 9, high = 10, message = "Less." }]
[[exercises.parts]]
key = "choice"
question = "Which?"
answer = "a"
choices = ["a", "b"]
hints = [{ choice = "b", message = "No." }]
"""


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('title = "One"', "", "title is missing"),
        ("number = 1", "number = 2", "number must count from 1 without a gap"),
        ('view = "Night"', 'view = "Nite"', "steps 1: view must be one of"),
        ('goal = "See."', "", "goal is missing"),
        ("minutes = 15", "minutes = 45", "minutes must be 15 to 20, is 45"),
        ('tab = "Night", start', 'tab = "Nite", start', "place must have a tab, one of"),
        ("start = 30.0", 'start = "30"', "place may have .*has start = '30'"),
        ("start = 30.0", "where = 30.0", "place may have .*has where = 30.0"),
        ("low = 9", "low = 6.5", "parts 1: hints 1: low to high must leave out every right"),
        ("low = 9", "low = 11", "parts 1: hints 1: low must not be above high"),
        ("tolerance = 1", "tolerance = 0", "parts 1: tolerance must be above 0"),
        ("value = 6", "value = inf", "parts 1: value must be a finite number"),
        ("value = 6", "", "parts 1: value is missing"),
        ('answer = "a"', 'answer = "c"', "parts 2: answer must be one of"),
        ('choices = ["a", "b"]', 'choices = ["a", "b", "c"]', "parts 2: hints must answer every"),
        ('choice = "b"', 'choice = "a"', "parts 2: hints 1: choice must be one of"),
        ('hints = [{ choice = "b", message = "No." }]', "", "parts 2: hints is missing"),
        ('key = "choice"', 'key = "number"', "parts: key 'number' occurs twice"),
    ],
)
def test_a_bad_exercise_is_refused_by_name_and_field(tmp_path, old, new, fault):
    assert old in GOOD
    file = tmp_path / "exercises.toml"
    file.write_text(GOOD, encoding="utf-8")
    assert len(load_exercises(tmp_path)) == 1
    file.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ValueError, match=rf"^exercises(\.toml)?: .*{fault}"):
        load_exercises(tmp_path)
