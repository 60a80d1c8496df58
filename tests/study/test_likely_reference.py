"""Which side of a comparison is the reference, where nobody said: by the conditions' own names."""

import numpy as np
import pandas as pd
import pytest

from explorer.study.cohort import cohort
from explorer.study.compare_design import compare_design
from explorer.study.likely_reference import (
    chosen_reference_note,
    likely_reference,
    named_references,
    same_condition,
    says_treatment,
)

ACTIVE = ("mg", "Mg", "MgT", "MAGNESIUM", "Verum", "active", "drug", "Treatment", "400 mg")
PLAIN = ("placebo", "PLACEBO", "PLA", "Ctrl", "control", "sham", "Baseline", "plcebo", "0 mg")


@pytest.mark.parametrize("reference", [*PLAIN, "PlaceboCaps", "no treatment", "ohne Mg", "Pla1"])
@pytest.mark.parametrize("active", ACTIVE)
def test_placebo_is_told_from_what_was_given_in_any_spelling(active, reference):
    assert likely_reference(sorted([active, reference])) == reference
    assert named_references([active, reference]) == [reference]
    assert "by its name" in chosen_reference_note(reference, [active, reference])


def test_of_placebo_and_baseline_placebo_is_the_plainer():
    assert named_references(["Baseline", "PLACEBO", "mg"]) == ["PLACEBO"]
    assert named_references(["placebo", "placebo + Mg"]) == ["placebo"]


@pytest.mark.parametrize("names", [["A", "B"], ["Mg", "MgT"], ["10 mg", "20 mg"], ["P", "V"]])
def test_where_no_name_is_plain_the_first_is_taken_and_it_is_said_how_to_change_it(names):
    assert likely_reference(names) == names[0]
    assert not named_references(names)
    said = chosen_reference_note(names[0], names)
    assert "as the first by the alphabet" in said
    assert "--reference" in said


def test_two_names_that_say_reference_are_not_plain():
    names = ["placebo-drug", "placebo-mg"]
    assert named_references(names) == names
    assert "as the first by the alphabet" in chosen_reference_note(names[0], names)


def test_what_is_called_no_treatment_beside_one_that_is_is_taken_and_why_is_said():
    assert likely_reference(["Mg", "water"]) == "water"
    assert "not called a treatment" in chosen_reference_note("water", ["Mg", "water"])


def test_a_treatment_is_told_from_a_time():
    assert [says_treatment(name) for name in ("PLA", "mg", "baseline", "week 4", "end")] == [
        *(True, True, False, False, False)
    ]


def test_a_reference_in_other_capitals_is_the_one_that_is_meant():
    assert same_condition("Placebo", ["PLACEBO", "mg"]) == "PLACEBO"
    assert same_condition("placebo", ["PLACEBO", "Placebo"]) == "placebo"  # which, nobody knows
    frame = pd.DataFrame(
        {
            "subject": [*"AABBCC"],
            "condition": ["mg", "PLACEBO"] * 3,
            "TST": [420, 400, 431, 409, 440, 421],
        }
    )
    rng = np.random.default_rng(1)
    found = compare_design(cohort(frame), reference="placebo", primary="TST", rng=rng)
    assert found.comparison.reference == "PLACEBO"
    assert float(found.comparison.table.mean_difference.item()) > 0  # mg minus placebo
