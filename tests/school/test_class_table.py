"""A class of ten simulated scorings as a table: who struggles with what is what was put in."""

import numpy as np
import pytest

from explorer.metrics.scorer_agreement import cohen_kappa_interval
from explorer.school.class_table import class_rows, class_table, hardest_epochs, struggles
from explorer.school.lesson import Lesson
from explorer.school.marking import Marked
from explorer.school.result_file import Result, write_result
from explorer.vocabulary.stages import SCORED, Stage

EPOCHS = tuple(range(0, 100, 2))
KEY = tuple(SCORED[place % 5] for place in range(50))  # ten of each stage
VOTES = np.array([[3 * (stage == key) for stage in SCORED] for key in KEY])
NAMES = [f"student {number}" for number in range(1, 11)]


def scoring(name, wrong):
    """Answer as the key, but for places given with another stage."""
    answers = [wrong.get(place, key) for place, key in enumerate(KEY)]
    return Result(name, "night 1", True, Marked(Lesson(EPOCHS), tuple(answers), VOTES))


@pytest.fixture(scope="module")
def simulated_class():
    """Student n takes the first n epochs of N3 for N2; the first has N1 for REM twice too."""
    n3 = [place for place, key in enumerate(KEY) if key == Stage.N3]
    rem = [place for place, key in enumerate(KEY) if key == Stage.REM]
    made = []
    for number, name in enumerate(NAMES, 1):
        wrong = dict.fromkeys(n3[:number], Stage.N2)
        if number == 1:
            wrong |= dict.fromkeys(rem[:2], Stage.N1)
        made.append(scoring(name, wrong))
    return made


def test_agreement_by_student_stage_and_rule_is_what_was_put_in(simulated_class):
    table = class_table(simulated_class)
    assert table.student.values.tolist() == NAMES
    right = [47, *range(48, 39, -1)]
    assert table.agreement.values.tolist() == [2.0 * count for count in right]
    assert table.passed.values.tolist() == [count >= 43 for count in right]
    n3 = table.sensitivity.sel(stage="N3").values
    assert n3 == pytest.approx([(10 - number) / 10 for number in range(1, 11)])
    assert table.sensitivity.sel(stage="REM").values.tolist() == [0.8, *[1.0] * 9]
    missed = table.mistakes.sel(rule="N2/N3: 20 % in slow waves").values
    assert missed.tolist() == list(range(1, 11))
    assert table.at_stake.sel(rule="N2/N3: 20 % in slow waves").values.tolist() == [20] * 10
    # Student 10: 40 of 50 right; chance 1/5 * (1/5 + 1/5 + 2/5 + 0 + 1/5) = 1/5.
    assert table.kappa.values[-1] == pytest.approx((0.8 - 0.2) / 0.8)


def test_who_struggles_with_what_is_said(simulated_class):
    said = struggles(class_table(simulated_class))
    assert said[0] == (
        "Of 10 scorings, 10 missed the rule that was missed most, “N2/N3: 20 % in slow waves” "
        "(55 of 57 mistakes)."
    )
    assert said[1].startswith("student 1 struggles with “N1/REM: chin tone, and which eye")
    assert said[2] == (
        "student 2 struggles with “N2/N3: 20 % in slow waves”: 2 of 20 epochs of these stages."
    )
    assert len(said) == 11
    assert struggles(class_table([scoring("Ana", {})])) == []


def test_rules_that_were_missed_as_often_are_both_named():
    n3, rem = (
        [at for at, stage in enumerate(KEY) if stage == one] for one in (Stage.N3, Stage.REM)
    )
    ana = scoring("Ana", {n3[0]: Stage.N2, rem[0]: Stage.N1})
    said = struggles(class_table([ana, scoring("Bo", {n3[1]: Stage.N2, rem[1]: Stage.N1})]))
    assert said[0].startswith("Of 2 scorings, 2 missed the rules that were missed most, “N")
    assert " and “N" in said[0]
    assert said[0].endswith("(each 2 of 4 mistakes).")


def test_the_epochs_most_missed_are_named(simulated_class):
    first = KEY.index(Stage.N3)
    assert hardest_epochs(simulated_class)[0] == (
        f"night 1, epoch {EPOCHS[first] + 1}: 10 of 10 missed it; all 3 scorers said N3."
    )
    assert len(hardest_epochs(simulated_class)) == 5


def test_a_folder_of_files_gives_the_same_table(simulated_class, tmp_path):
    for number, result in enumerate(simulated_class):
        (tmp_path / f"{number:02}.json").write_text(write_result(result), "utf-8")
    assert class_table(tmp_path).identical(class_table(simulated_class))


def test_a_name_that_comes_twice_is_numbered_and_nobodys_is_said():
    table = class_table([scoring("Ana", {}), scoring("Ana", {}), scoring("", {})])
    assert table.student.values.tolist() == ["Ana", "Ana (2)", "without a name"]


def test_what_is_not_there_is_none_in_the_rows():
    votes = np.array([[1, 0, 0, 0, 0]])
    only_wake = Result("Ana", "n", False, Marked(Lesson((0,)), (Stage.W,), votes))
    row = class_rows(class_table([only_wake]))[0]
    assert (row["agreement"], row["kappa"], row["sensitivity N3"]) == (100.0, None, None)
    assert row["sensitivity W"] == 1.0


def test_a_stage_s_share_is_of_all_epochs_asked_answered_or_not():
    n2 = [place for place, key in enumerate(KEY) if key == Stage.N2]
    rem = [place for place, key in enumerate(KEY) if key == Stage.REM]
    wrong = dict.fromkeys([*n2[:4], *rem], Stage.UNSCORED) | {n2[4]: Stage.N3}
    left = scoring("Ana", wrong)
    row = class_rows(class_table([left]))[0]
    assert row["agreement"] == 70.0
    assert row["sensitivity N2"] == 0.5  # five of ten, and not of the six that were answered
    assert row["sensitivity REM"] == 0.0  # asked, never answered
    assert left.marked.unanswered.tolist() == [0, 0, 4, 0, 10]
    stages = [row[f"sensitivity {stage}"] for stage in ("W", "N1", "N2", "N3", "REM")]
    assert np.mean(stages) * 100 == pytest.approx(row["agreement"])  # ten epochs of each


def test_nobody_makes_no_table():
    with pytest.raises(ValueError, match="at least one result"):
        class_table([])


@pytest.mark.parametrize("epochs", [40, 400])
def test_kappas_interval_is_that_of_statsmodels(epochs):
    peer = pytest.importorskip("statsmodels.stats.inter_rater")
    rng = np.random.default_rng(epochs)
    key = rng.integers(0, 5, epochs)
    said = np.where(rng.random(epochs) < 0.8, key, rng.integers(0, 5, epochs))
    confusion = np.zeros((5, 5))
    np.add.at(confusion, (key, said), 1)
    found = peer.cohens_kappa(confusion)
    low, high = cohen_kappa_interval(confusion)
    assert low == pytest.approx(found.kappa_low, rel=1e-6)
    assert high == pytest.approx(min(found.kappa_upp, 1.0), rel=1e-6)
    assert np.isnan(cohen_kappa_interval(np.diag([5, 0]))).all()


@pytest.mark.parametrize("confusion", [np.diag([5, 5]), np.diag([3, 4, 90]), [[0, 7], [7, 0]]])
def test_an_interval_of_no_width_is_none(confusion):
    assert np.isnan(cohen_kappa_interval(confusion)).all()
