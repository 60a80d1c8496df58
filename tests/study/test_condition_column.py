"""The condition among a table's columns: within people or between them, by who has which values."""

import pandas as pd
import pytest

from explorer.study.cohort import cohort
from explorer.study.cohort_table import read_table
from explorer.study.design import PARALLEL, WITHIN, find_design

TWICE = [*"aabbccdd"]
GIVEN, VISITS = ["mg", "PLACEBO"] * 4, ["baseline", "end"] * 4
ARMS, AGES = ["mg"] * 4 + ["placebo"] * 4, ["old"] * 4 + ["young"] * 4


def table(**columns):
    return pd.DataFrame({"id": TWICE, **columns, "TST": [400 + k * k for k in range(8)]})


@pytest.mark.parametrize(
    "heading",
    ["Group", "grp", "Arm", "Trt", "Phase", "Period", "Session", "Visit", "Timepoint", "Gruppe"],
)
def test_what_each_person_had_in_turn_is_the_condition_whatever_its_column_is_called(heading):
    found = read_table(table(**{heading: GIVEN}))
    assert {row.condition for row in found.rows} == {"mg", "PLACEBO"}
    assert all(row.status == "done" for row in found.rows)
    if heading != "Trt" or found.notes:
        assert f"{heading} (PLACEBO, mg), for 4 of 4 people" in found.notes[0]


def test_a_group_of_people_is_said_to_be_one():
    found = read_table(table(Group=AGES))
    assert "groups of people, not conditions of each person" in " ".join(found.notes)


@pytest.mark.parametrize("heading", ["Group", "Arm", "Trt"])
@pytest.mark.parametrize("visit", ["Visit", "Phase", "Session", "Period"])
def test_arms_and_visits_are_a_parallel_trial_by_the_data(heading, visit):
    nights = cohort(table(**{heading: ARMS, visit: VISITS}))
    assert find_design(nights) == PARALLEL
    assert set(nights.condition.values) == {"mg", "placebo"}


@pytest.mark.parametrize("heading", ["Session", "Condition", "Visit", "Treatment"])
def test_groups_of_people_beside_a_condition_are_no_condition(heading):
    frame = table(Group=AGES, **{heading: GIVEN})
    nights = cohort(frame)
    assert find_design(nights) == WITHIN
    assert set(nights.condition.values) == {"mg", "PLACEBO"}
    said = " ".join(read_table(frame).notes)
    assert "it tells people apart and is no condition" in said


def test_a_sequence_of_a_crossover_is_not_taken_for_what_was_given():
    found = read_table(table(Arm=["AB"] * 4 + ["BA"] * 4, Treatment=GIVEN, Period=[1, 2] * 4))
    assert {row.condition for row in found.rows} == {"mg", "PLACEBO"}
    assert [row.order for row in found.rows[:2]] == [1, 2]


def test_two_columns_that_may_each_be_the_condition_are_refused():
    with pytest.raises(ValueError, match="two columns mean 'condition'"):
        read_table(table(Arm=["x", "y"] * 4, Treatment=GIVEN))


@pytest.mark.parametrize("values", [["V1", "V2"], ["1", "2"], ["first", "second"], ["Mon", "Tue"]])
def test_visits_that_only_count_are_no_conditions_and_what_would_do_is_said(values):
    with pytest.raises(ValueError, match=r"if the column Visit \(.*\) has the conditions, head it"):
        read_table(table(Visit=values * 4))
