"""A parallel trial from its table to its sentence: the analysis, who is missing, and bad input."""

import json
import re

import numpy as np
import pandas as pd
import pytest

from explorer.cli.command_line import main
from explorer.render.study.report import render_study_report
from explorer.study.cohort import cohort
from explorer.study.compare_design import compare_design
from explorer.study.study_summary import summary


@pytest.fixture(scope="module")
def trial():
    """Twenty people in two arms, one night a visit."""
    rng = np.random.default_rng(7)
    rows = []
    for person in range(20):
        arm = "placebo" if person % 2 else "MgT"
        before = rng.normal(400, 30)
        after = 160 + 0.6 * before + 25 * (arm == "MgT") + rng.normal(0, 10)
        age = int(rng.integers(20, 60))
        for visit, tst in (("baseline", before), ("follow-up", after)):
            power = float(np.exp(rng.normal(6, 0.3)))
            rows.append((f"S{person:02}", arm, visit, round(tst, 2), round(power, 1), age))
    return pd.DataFrame(rows, columns=["subject", "arm", "visit", "TST", "SWA", "age"])


def compared(frame, **options):
    options = {"design": "parallel", "reference": "placebo", "primary": "TST"} | options
    return compare_design(cohort(frame), rng=np.random.default_rng(1), **options)


def row_of(frame, name="TST", **options):
    return summary(compared(frame, **options))["metrics"][name]


def test_the_command_gives_the_analysis_of_covariance_of_statsmodels(trial, tmp_path, capsys):
    formula = pytest.importorskip("statsmodels.formula.api")
    path = tmp_path / "table.csv"
    trial.to_csv(path, index=False)
    words = ["compare", str(path), "--design", "parallel", "--reference", "placebo", "--json"]
    assert main(words) == 0
    found = json.loads(capsys.readouterr().out)
    wide = trial.pivot(index=["subject", "arm"], columns="visit", values=["TST", "SWA"])
    wide = wide.set_axis(["_".join(names).replace("-", "_") for names in wide], axis=1)
    wide = wide.reset_index().assign(treated=lambda table: (table.arm == "MgT") * 1.0)
    peer = formula.ols("TST_follow_up ~ treated + TST_baseline", wide).fit()
    row = found["metrics"]["TST"]
    assert row["adjusted_difference"] == pytest.approx(peer.params["treated"])
    assert row["ci"] == pytest.approx(list(peer.conf_int().loc["treated"]))
    assert row["p_ancova"] == pytest.approx(peer.pvalues["treated"])
    assert 0 < row["p_permutation"] <= 0.05
    assert row["n_by_arm"] == {"placebo": 10, "MgT": 10}
    logs = formula.ols("np.log(SWA_follow_up) ~ treated + np.log(SWA_baseline)", wide).fit()
    power = found["metrics"]["SWA"]  # power on its logarithm
    assert power["scale"] == "log ratio"
    assert power["percent"] == pytest.approx(100 * np.expm1(logs.params["treated"]))


def test_people_not_nights_are_counted_and_a_visits_nights_are_averaged(trial):
    once = row_of(trial)
    around = [trial.assign(TST=trial.TST + apart, date=day) for apart, day in
              ((-9, "2026-03-01"), (0, "2026-03-02"), (9, "2026-03-03"))]  # fmt: skip
    thrice = compared(pd.concat(around))
    row = summary(thrice)["metrics"]["TST"]
    assert row["n_by_arm"] == once["n_by_arm"]
    assert row["adjusted_difference"] == pytest.approx(once["adjusted_difference"])
    assert row["ci"] == pytest.approx(once["ci"])
    assert any("3 nights a visit" in note for note in thrice.notes)


def test_who_is_missing_is_said_by_arm_and_stays_in_the_arm_drawn(trial):
    no_follow_up = trial.subject.isin(["S01", "S03", "S05"]) & (trial.visit == "follow-up")
    no_baseline = trial.subject.isin(["S02"]) & (trial.visit == "baseline")
    study = compared(trial[~no_follow_up & ~no_baseline])
    row = summary(study)["metrics"]["TST"]
    assert row["missing_at_follow_up"] == {"placebo": 3, "MgT": 0}
    assert row["missing_at_baseline"] == {"placebo": 0, "MgT": 1}
    assert row["n_by_arm"] == {"placebo": 7, "MgT": 10}
    assert row["drawn_by_arm"] == {"placebo": 10, "MgT": 10}
    assert row["completers"]["n_by_arm"] == {"placebo": 7, "MgT": 9}
    assert row["missing_as_unchanged"]["n_by_arm"] == {"placebo": 10, "MgT": 10}
    said = " ".join(study.notes)
    assert "3 of 10 in placebo and 0 of 10 in MgT, unevenly" in said
    assert "without a baseline of TST are 0 in placebo and 1 in MgT" in said


def test_who_left_is_no_completer_and_is_analysed_as_drawn(trial):
    frame = trial.assign(completed=np.where(trial.subject == "S04", "no", "yes"))
    row = row_of(frame)
    assert row["n_by_arm"] == {"placebo": 10, "MgT": 10}
    assert row["completers"]["n_by_arm"] == {"placebo": 10, "MgT": 9}


def test_strata_and_covariates_enter_the_analysis(trial):
    frame = trial.assign(stratum=np.where(trial.age > 40, "older", "younger"))
    study = compared(frame, covariates=["age"])
    assert study.covariates == ("age",)
    taken_out = next(note for note in study.notes if "within 2 strata" in note)
    assert "and age, as they were at baseline," in taken_out
    assert row_of(frame, covariates=["age"])["ci"] != row_of(trial)["ci"]


def test_a_change_within_one_arm_is_refused_as_evidence_wherever_it_is_asked_for(trial):
    row = row_of(trial)
    assert row["within_arm"]["p"] is None
    assert "no evidence of an effect" in row["within_arm"]["why"]
    assert "regression to the mean" in row["change_scores"]["warning"]
    with pytest.raises(ValueError, match="is a visit, not an arm; a change from baseline within"):
        compared(trial, reference="baseline")
    with pytest.raises(ValueError, match=r"within one arm is no evidence .* --design parallel"):
        compared(trial, design="within")


def test_equivalence_is_of_the_adjusted_difference(trial):
    from explorer.statistics.equivalence import SmallestEffect

    wide = row_of(trial, smallest_effects={"TST": SmallestEffect(90)})
    assert wide["outcome"] == "difference, but negligible"
    narrow = row_of(trial, smallest_effects={"TST": SmallestEffect(5)})
    assert narrow["outcome"] == "difference"


def test_more_than_two_arms_are_each_compared_with_the_reference(trial):
    frame = trial.assign(arm=np.where(trial.subject.isin(["S00", "S02", "S04"]), "MgO", trial.arm))
    study = compared(frame)
    assert list(summary(study)["conditions"]) == ["MgO", "MgT"]
    assert any(
        "There are 3 arms: each other one was compared with placebo" in n for n in study.notes
    )
    assert study.sentence.count("against 10") == 2


@pytest.mark.parametrize(
    ("change", "options", "words"),
    [
        (lambda t: t, {"reference": "plcebo"}, r"'plcebo' is no arm, expected one of MgT"),
        (lambda t: t[t.arm == "MgT"], {"reference": "MgT"}, "needs a second arm beside 'MgT'"),
        (lambda t: t[(t.arm == "MgT") | (t.subject == "S01")], {}, "'placebo' has 1 person with"),
        (lambda t: t[t.visit == "baseline"], {}, "needs one visit that is the follow-up"),
        (lambda t: t.drop(columns="visit"), {}, "needs a column visit"),
        (lambda t: t, {"follow_up": "week 9"}, "no visit 'week 9' to be the follow-up"),
        (lambda t: t, {"covariates": ["mood"]}, "no covariate 'mood'; the table's are"),
    ],
)
def test_what_is_no_trial_of_arms_is_refused_in_one_sentence(trial, change, options, words):
    frame = change(trial)
    if "visit" not in frame:
        frame = frame.drop_duplicates("subject")
    with pytest.raises(ValueError, match=words) as error:
        compared(frame, **options)
    assert "\n" not in str(error.value)


def test_a_person_in_two_arms_is_left_out_by_name(trial):
    frame = trial.copy()
    frame.loc[1, "arm"] = "placebo"  # S00 at follow-up
    study = compared(frame)
    assert any(note.startswith("S00 is in 2 arms (MgT, placebo)") for note in study.notes)
    assert summary(study)["metrics"]["TST"]["n_by_arm"] == {"placebo": 10, "MgT": 9}


def test_without_any_baseline_the_arms_are_compared_at_follow_up_alone(trial):
    study = compared(trial[trial.visit == "follow-up"])
    assert any("No visit is a baseline" in note for note in study.notes)
    after = trial[trial.visit == "follow-up"].groupby("arm").TST.mean()
    row = summary(study)["metrics"]["TST"]
    assert row["adjusted_difference"] == pytest.approx(after.MgT - after.placebo)


def test_the_report_shows_arms_from_baseline_to_adjusted_follow_up(trial):
    page = render_study_report(compared(trial), command="again", seed=1)
    assert "MgT against placebo" in page
    assert "baseline taken out" in page
    assert "Change scores stand beside" in page
    assert "<svg" in page


def test_a_baseline_that_is_dated_after_its_follow_up_is_named(trial):
    dated = trial.assign(date=["2026-03-01", "2026-04-01"] * 20)
    assert not any("not before the follow-up" in note for note in compared(dated).notes)
    own = dated.subject == "S03"
    dated.loc[own, "date"] = ["2026-04-01", "2026-03-01"]
    (said,) = [note for note in compared(dated).notes if "not before the follow-up" in note]
    assert ": S03; they were compared" in said


def test_arms_without_a_baseline_are_told_how_they_are_compared(trial):
    alone = trial[trial.visit == "follow-up"]
    found = compared(alone, design="")
    assert any("--design parallel" in note for note in found.notes)
    assert compared(alone).sentence.startswith("At follow-up")


def test_a_person_in_two_arms_is_named_and_the_others_are_not_said_to_lack_a_condition(trial):
    torn = trial.copy()
    torn.loc[(torn.subject == "S02") & (torn.visit == "follow-up"), "arm"] = "placebo"
    said = " ".join(compared(torn).notes)
    assert "S02 is in 2 arms" in said
    assert "one condition only" not in said


def test_arms_in_a_figure_have_as_many_decimals_each():
    rows = [
        (f"{arm}{person}", arm, "follow-up", mean + person - 2)
        for arm, mean in (("placebo", 81.5), ("MgT", 93.28))
        for person in range(5)
    ]
    frame = pd.DataFrame(rows, columns=["subject", "arm", "visit", "TST"])
    page = render_study_report(compared(frame), command="again", seed=1)
    assert re.findall(r">((?:placebo|MgT) [0-9.]+)<", page) == ["placebo 81.50", "MgT 93.28"]
