"""Departures from a plan: each design against each, people, and conditions."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from explorer import plan
from explorer.plan.audit import audit
from explorer.study.cohort import cohort
from explorer.study.compare_design import compare_design
from explorer.study.comparison_choices import without

DESIGNS = ("parallel", "crossover", "n-of-1")


def made(design, **changed):
    said = {"primary": "N3_min", "smallest_effect": 20, "nights": 1, "condition": "MgT"}
    return plan.study(design=design, **said | changed)


def analysed(design, conditions=("placebo", "MgT"), left_out=(), **columns):
    """Compare a few nights of one design."""
    rows = []
    for k in range(8 if design != "n-of-1" else 1):
        for night in range(8 if design == "n-of-1" else 2):
            arm = conditions[(k if design == "parallel" else k + night) % 2]
            visit = ("baseline", "follow-up")[night % 2]
            rows.append((f"P{k}", arm, visit, night + 1, 60.0 + 7 * k + 3 * night**2 % 11))
    table = pd.DataFrame(rows, columns=["subject", "condition", "visit", "night", "N3_min"])
    if design != "parallel":
        table = table.drop(columns="visit")
    table = table.assign(**columns)
    rng = np.random.default_rng(1)
    nights = without(cohort(table), frozenset(left_out))
    return compare_design(nights, reference="placebo", primary="N3_min", rng=rng)


@pytest.mark.parametrize("planned", DESIGNS)
@pytest.mark.parametrize("was", DESIGNS)
def test_another_design_than_was_planned_and_its_people_are_named(planned, was):
    study, one = analysed(was), made(planned)
    held = audit(one, study)
    said = f"Analysed as {was}, and planned as {planned}."
    assert (said in held.departures) == (planned != was)
    assert not any("one person's" in sentence for sentence in held.departures)
    people = [sentence for sentence in held.departures if "analysed" in sentence]
    count = 1 if was == "n-of-1" else 8
    whole = one.people * (2 if planned == "parallel" else 1)
    if planned != was:
        kind = "More" if count > whole else "Fewer"
        who = "1 person" if count == 1 else f"{count} people"
        were = f"{whole} {'was' if whole == 1 else 'were'} planned"
        assert people == [f"{kind} than planned: {who} analysed, {were}."]
    assert (held.flow.head.title == "One person") == (planned == was == "n-of-1")


def test_more_people_than_were_to_be_recruited_are_named():
    few = replace(made("crossover"), people=4, recruited=6)
    (said,) = [one for one in plan.check(few, analysed("crossover")) if "people" in one]
    assert said == "More than planned: 8 people analysed, 6 were planned."


def test_a_condition_that_the_table_lacks_is_one_sentence():
    said = plan.check(made("crossover", condition="temazepam"), analysed("crossover"))
    about = [one for one in said if "temazepam" in one]
    assert about == [
        "temazepam, which was planned, is not in the table; MgT, which was not planned, is "
        "compared."
    ]
    turned = made("crossover", condition="placebo", reference="MgT")
    (about,) = [one for one in plan.check(turned, analysed("crossover")) if "not compared" in one]
    assert about.startswith("placebo, which was planned, is not compared; MgT, which was not")


@pytest.mark.parametrize("design", ["parallel", "crossover"])
def test_who_is_left_out_at_the_analysis_slept_all_the_same(design):
    flow = audit(made(design), analysed(design, left_out=["P2"])).flow
    steps = [column.steps for column in flow.columns]
    assert sum(one[0].count for one in steps) == 8
    for place in (1, 2):  # periods, or visits
        assert sum(one[place].count for one in steps) == 8
        assert not [line for one in steps for line in one[place].lines if not line.endswith(" 0")]
    assert sum(one[-1].count for one in steps) == 7
    (last,) = [one[-1].lines for one in steps if one[-1].count < one[1].count]
    said = ("not analysed: 1",)
    if design == "crossover":
        said = ("without a pair: 0", "excluded at the analysis: 1")
    assert last == (*said, "2 nights excluded, left out by hand")


def test_nights_without_a_number_are_missing_from_their_period():
    study = analysed("crossover", exclude=["yes"] + [""] * 15, reason="recording failed")
    unread = study.nights.N3_min.where(study.nights.status == "done")
    study = replace(study, nights=study.nights.assign(N3_min=unread))
    steps = [column.steps for column in audit(made("crossover"), study).flow.columns]
    assert sum(one[1].count + one[2].count for one in steps) == 15
    (last,) = [one[-1].lines for one in steps if one[-1].count < len(steps) * 2]
    assert last == ("without a pair: 1", "1 night excluded, recording failed")
