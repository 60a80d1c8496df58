"""What is shipped says no more than its sources, and filters keep what they promise."""

import os
import subprocess
import sys
from itertools import product
from pathlib import Path

import numpy as np
import pytest

import explorer.evidence
from explorer.evidence import load
from explorer.evidence.evidence_records import BADGES, FORMS, GRADES, MGT, SPECIES
from explorer.models.magnesium_pathway import slow_wave_activity_factor
from explorer.models.pharmacokinetics import (
    ELEMENTAL_SHARE_OF_PURE_SALT,
    ELEMENTAL_SHARE_OF_THREONATE,
)
from explorer.models.supplement_scenario import LADDER, ScenarioPrediction, SupplementScenario

EVIDENCE = load()
# MgT holds 7.2 % elemental magnesium by weight as sold: 2 g give 144 mg.
MGT_ELEMENTAL_SHARE = 0.072
MG_PER_MMOL = 24.305

KEYS = [claim.key for claim in EVIDENCE.claims]
STATEMENTS = [
    *EVIDENCE.facts,
    *(caveat for claim in EVIDENCE.claims for caveat in claim.caveats),
    *(s for study in EVIDENCE.studies for s in (*study.funding, *study.limits, *study.findings)),
]


def study(key):
    return next(study for study in EVIDENCE.studies if study.key == key)


@pytest.mark.parametrize("claim", EVIDENCE.claims, ids=KEYS)
def test_a_claim_has_a_study_against_it_or_says_that_none_was_found(claim):
    contrary = EVIDENCE.for_and_against(claim).contrary
    assert bool(contrary) != bool(claim.no_contrary)
    assert contrary or "as of November 2026" in claim.no_contrary


@pytest.mark.parametrize("claim", EVIDENCE.claims, ids=KEYS)
def test_a_claim_has_a_study_for_it_a_badge_and_something_that_would_settle_it(claim):
    assert EVIDENCE.for_and_against(claim).supporting
    assert claim.badge in BADGES
    assert claim.settle
    assert claim.caveats


def test_contested_claims_have_both_sides():
    for claim in EVIDENCE.claims:
        sides = EVIDENCE.for_and_against(claim)
        assert claim.contested == bool(sides.supporting and sides.contrary)


def test_a_hypothesis_is_never_graded_as_shown_in_people():
    assert {claim.grade for claim in EVIDENCE.claims if claim.badge == "hypothesis"} <= {"C", "D"}


def test_grade_a_says_that_it_is_no_grade_for_mgt():
    for claim in EVIDENCE.claims:
        assert (claim.grade[0] == "A") == ("it is not a grade for" in claim.graded_for)


def test_no_study_of_mgt_in_people_recorded_an_eeg():
    people = EVIDENCE.filter(species="human", form=MGT).studies
    assert people
    for trial in people:
        words = trial.measured_by.replace("no EEG", "")
        assert "EEG" not in words
        assert "polysomnography" not in words
        assert trial.grade != "A"


def test_the_norm_is_said_before_any_claim():
    assert EVIDENCE.facts[0].text.startswith(
        "We found no EEG study of MgT in people as of November 2026"
    )
    assert "no group difference" in EVIDENCE.facts[1].text
    assert "lower slow-wave activity" in EVIDENCE.facts[2].text
    assert "simulated" in EVIDENCE.facts[3].text


def test_the_two_contents_of_magnesium_are_told_apart_where_they_stand():
    said = next(one.text for one in EVIDENCE.facts if "Two contents" in one.text)
    pure, taken = ELEMENTAL_SHARE_OF_PURE_SALT, ELEMENTAL_SHARE_OF_THREONATE
    assert f"50 mg in 604 mg of MgT are {100 * 50 / 604:.1f} %" in said
    assert pytest.approx(pure, rel=0.01) == 50 / 604
    assert f"({MG_PER_MMOL:.1f} of {MG_PER_MMOL / pure:.1f} g/mol" in said
    assert f"with one water it is {100 * MG_PER_MMOL / (MG_PER_MMOL / pure + 18.015):.1f} %" in said
    assert f"{2000 * taken:.0f} mg in 2 g are {100 * taken:.1f} %" in said
    assert f"computed with {100 * taken:.1f} %" in said


@pytest.mark.parametrize(
    ("key", "elemental"),
    [
        ("wary_1999", 12 * MG_PER_MMOL),
        ("hornyak_1998", 12.4 * MG_PER_MMOL),
        ("hausenblas_2024", 1000 * MGT_ELEMENTAL_SHARE),
        ("lopresti_2026", 2000 * MGT_ELEMENTAL_SHARE),
        ("nct07015047", 1000 * MGT_ELEMENTAL_SHARE),
        ("held_2002", 30 * MG_PER_MMOL),
        ("von_eckardstein_2016", 80 * MG_PER_MMOL),
    ],
)
def test_elemental_magnesium_follows_from_the_dose(key, elemental):
    assert study(key).elemental_mg == pytest.approx(elemental, abs=0.5)


def test_what_was_computed_from_held_follows_from_its_means():
    """Hedges' g_av with J = 1 - 3/(4(n - 1) - 1), n = 12."""
    correction = 1 - 3 / (4 * 11 - 1)
    rows = {
        "0.33": (16.5, 20.4, 10.1, 15.4),
        "0.39": (47128.7, 21417.7, 37862.1, 23241.7),
        "0.32": (1923.0, 1111.3, 1541.0, 1134.5),
    }
    computed = next(f.text for f in study("held_2002").findings if f.computed)
    for printed, (treated, treated_sd, placebo, placebo_sd) in rows.items():
        effect = (treated - placebo) / ((treated_sd + placebo_sd) / 2) * correction
        assert f"{effect:.2f}" == printed
        assert printed in computed
    assert f"+{100 * (47128.7 / 37862.1 - 1):.1f} %" in computed
    assert f"+{100 * (1923.0 / 1541.0 - 1):.1f} %" in computed


def test_the_dose_of_the_trials_is_a_small_part_of_the_rats():
    scaled = SupplementScenario(dose=LADDER[2].dose).elemental  # as the lab says it
    assert f"hold {scaled:.0f} mg" in EVIDENCE.facts[4].text
    assert round(100 * 72 / scaled) == 13
    assert round(100 * 144 / scaled) == 25
    assert "13 to 25 %" in EVIDENCE.facts[4].text


def test_what_the_model_expects_of_helds_dose_is_what_the_lab_says():
    step = LADDER[4]
    scenario = SupplementScenario(dose=step.dose, weeks=step.weeks, form=step.form)
    expected = f"{100 * ScenarioPrediction(scenario).rise:.2g} %"
    (said,) = [f.text for f in study("held_2002").findings if f.claim == "brain_magnesium"]
    assert f"rise by {expected}" in said
    exercises = Path(explorer.evidence.__file__).with_name("exercises_08_to_12.toml")
    assert f"kinetics expect +{expected} brain magnesium" in exercises.read_text("utf-8")


def test_a_study_that_mixes_read_and_remembered_numbers_marks_each():
    delta = [f for f in study("held_2002").findings if f.claim == "slow_wave_sleep"]
    assert {(f.verified, f.computed) for f in delta} == {(1, 0), (0, 0), (0, 1)}


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda s: s.text[:40])
def test_every_statement_is_verified_or_computed_or_says_how_sure_we_are(statement):
    assert statement.verified + statement.computed + bool(statement.confidence) == 1


def test_a_registration_without_results_says_nothing_yet():
    registered = study("nct07015047")
    assert registered.registered_without_results
    assert registered.nct == "NCT07015047"
    assert {finding.direction for finding in registered.findings} == {"neutral"}


def test_no_sentence_gives_advice():
    words = " ".join(
        [s.text for s in STATEMENTS]
        + [w for c in EVIDENCE.claims for w in (c.verdict, c.settle, c.graded_for)]
    ).lower()
    for advice in ("you should", "we recommend", "recommended dose", "take magnesium", "is safe"):
        assert advice not in words


@pytest.mark.parametrize(("species", "form"), list(product((None, *SPECIES), (None, *FORMS))))
def test_filters_can_be_taken_one_after_the_other(species, form):
    together = EVIDENCE.filter(species=species, form=form)
    assert together == EVIDENCE.filter(form=form).filter(species=species)
    assert together == together.filter(species=species, form=form)
    assert set(together.studies) <= set(EVIDENCE.studies)
    assert together.claims == EVIDENCE.claims


@pytest.mark.parametrize("field", ["species", "form", "grade"])
def test_the_values_of_a_filter_share_out_the_studies(field):
    choices = {"species": SPECIES, "form": FORMS, "grade": tuple(GRADES)}[field]
    parts = [EVIDENCE.filter(**{field: choice}).studies for choice in choices]
    without_grade = sum(not s.grade for s in EVIDENCE.studies) if field == "grade" else 0
    assert sum(map(len, parts)) + without_grade == len(EVIDENCE.studies)


def test_an_unknown_choice_is_refused_with_the_choices():
    with pytest.raises(ValueError, match=r"unknown species 'cat', expected one of .*human"):
        EVIDENCE.filter(species="cat")
    with pytest.raises(ValueError, match="unknown claim 'x', expected one of"):
        EVIDENCE.for_and_against("x")


def test_sides_share_out_the_findings_of_a_claim():
    sides = [EVIDENCE.for_and_against(key) for key in KEYS]
    shared = sum(len(s.supporting) + len(s.contrary) + len(s.neutral) for s in sides)
    assert shared == sum(len(study.findings) for study in EVIDENCE.studies)


def test_the_table_has_a_row_for_each_finding_and_the_date():
    table = EVIDENCE.to_table()
    assert table.sizes["finding"] == sum(len(study.findings) for study in EVIDENCE.studies)
    assert table.attrs["reviewed"] == "November 2026"
    assert table.elemental_mg.attrs["units"] == "mg/d"
    rats = table.where(table.study == "slutsky_2010", drop=True)
    assert np.isnan(rats.elemental_mg).all()  # a dose per kg of rat is no dose a day


def test_the_table_of_nothing_is_empty():
    empty = EVIDENCE.filter(species="cells", form="magnesium citrate")
    assert empty.to_table().sizes["finding"] == 0


def told(key):
    """Everything that a claim says of itself."""
    claim = EVIDENCE.claim(key)
    return " ".join(
        [claim.verdict, claim.no_contrary, claim.graded_for, *(c.text for c in claim.caveats)]
    )


def findings(key, claim):
    return [one for one in study(key).findings if one.claim == claim]


def test_the_rise_in_the_fluid_was_seen_by_a_second_laboratory_and_is_graded_as_before():
    said = told("blood_brain_barrier")
    assert "no independent replication" not in said
    assert "Another laboratory found the same in mice" in said
    assert EVIDENCE.claim("blood_brain_barrier").grade == "C"
    (replication,) = findings("shen_2019", "blood_brain_barrier")
    assert replication.direction == "for"
    assert study("shen_2019").pmid == "31806980"
    assert "not on magnesium sulfate" in replication.text
    for one in EVIDENCE.studies:
        for statement in (*one.limits, *one.findings):
            assert "no independent replication" not in statement.text


def test_bioavailability_in_blood_is_not_told_as_magnesium_in_the_brain():
    (finding,) = findings("uysal_2019", "blood_brain_barrier")
    assert "citrate and oxide the lowest" not in finding.text
    assert "lowest bioavailability, which is of blood" in finding.text
    assert study("uysal_2019").doi == "10.1007/s12011-018-1351-9"


def test_a_line_selected_for_its_blood_speaks_of_blood():
    against = [f for f in study("chollet_2000_2001").findings if f.direction == "against"]
    assert "red blood cells" in against[0].text
    assert "brains of the two lines differed little" in against[0].text


def test_a_pooled_mean_names_the_people_that_it_rests_on():
    latency, total = (f.text for f in findings("mah_2021", "steadier_sleep"))
    assert "2 trials with 55 people" in latency
    assert "certainty" in latency
    assert "2 trials with 55 people" in total
    assert "Held 2002" in study("mah_2021").limits[0].text


def test_what_is_said_of_gaba_does_not_contradict_itself():
    said = f"{EVIDENCE.facts[2].text} {told('gaba_tone')}"
    assert "Benzodiazepines and what else acts at their site" in said
    assert "Only agonists" not in said
    assert "Among GABAergic drugs gaboxadol" in said


def test_nobody_calls_verified_what_nobody_read():
    for one in EVIDENCE.studies:
        for statement in (*one.funding, *one.limits, *one.findings):
            assert not (statement.verified and "not noted" in statement.text.lower())
        assert one.funding or "funding" in one.unverified


def test_every_study_has_an_identifier_or_says_that_none_was_found():
    lacking = [
        one.key
        for one in EVIDENCE.studies
        if not (one.doi or one.pmid or one.pmcid or one.nct or one.isrctn)
    ]
    assert sorted(lacking) == ["tatsuki_2016", "wary_1999"]
    assert all("as of November 2026" in study(key).no_identifier for key in lacking)


def test_who_paid_is_said_where_an_index_or_a_registry_says_it():
    assert "University of California, Los Angeles" in study("nct07015047").funding[0].text
    assert "Magtein Bioscience" in study("zhang_2022").funding[0].text
    assert study("zhang_2022").unverified == ()


def test_the_reason_for_the_primary_metric_has_its_source():
    (reason,) = [c for c in EVIDENCE.claim("slow_wave_sleep").caveats if "0.91" in c.text]
    assert "Larsen et al. 1995, Sleep 18:7" in reason.text
    assert "50 healthy adults" in reason.text


def test_the_brain_of_people_was_measured_after_another_salt_and_did_not_change():
    (finding,) = findings("wary_1999", "brain_magnesium")
    assert finding.direction == "neutral"
    assert "did not change" in finding.text
    assert "after oral MgT" in told("brain_magnesium")
    assert "a month of another salt left free brain magnesium as it was" in told("brain_magnesium")


def test_studies_that_were_missing_are_there_with_what_weakens_them():
    assert "nobody was on placebo" in study("hornyak_1998").limits[0].text
    assert study("hornyak_1998").grade == "C"
    assert "combination" in study("dasdelen_2022").findings[0].text
    assert "lack made good" in study("li_2024").limits[0].text
    assert "lack made good" in study("chen_2023").limits[0].text
    assert "chloride" in study("macias_carballo_2021").findings[0].text


def test_benzodiazepines_are_told_with_all_that_they_did_to_spindles():
    spindles = study("plante_2015").findings[0].text
    assert "denser" in spindles
    assert "higher in front" in spindles
    assert "duration" not in study("plante_2015").unverified


def test_what_the_lab_predicts_of_four_per_cent_more_magnesium_is_what_its_model_says():
    said = told("nmda_block_sleep")
    for rise in (4, 4.5):
        change = 100 * (float(slow_wave_activity_factor(0.8 * (1 + rise / 100))) - 1)
        shown = f"{change:.2f}" if rise == 4 else f"{change:.1f}"
        assert f"by {shown} % for {rise:g} % more" in said


def test_one_line_says_how_many_figures_were_not_read_in_their_source():
    root = Path(__file__).resolve().parents[2]
    said = subprocess.run(
        [sys.executable, "tools/count_unverified.py"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    waits = EVIDENCE.waiting()
    assert said.count("\n") == 1
    assert f"{waits.sentences} sentences and {waits.fields} fields of the evidence" in said
    assert "tools/count_unverified.py" in (root / "Makefile").read_text("utf-8")
