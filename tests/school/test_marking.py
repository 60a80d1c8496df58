"""A lesson's marks, counted by hand: right, within the range, ties, kappa, intervals, rules."""

from itertools import combinations

import numpy as np
import pytest

from explorer.night.hypnogram import make_hypnogram
from explorer.night.schema import make_hypnograms
from explorer.school.lesson import AT_ONCE, Lesson
from explorer.school.marking import Marked, experts_in_words, mark, wilson_interval
from explorer.school.scoring_rules import RULES, rule_for
from explorer.school.sitting import Sitting
from explorer.vocabulary.stages import SCORED, Stage

FIVE = {
    "a": ["W", "N1", "N2", "N2", "N3", "REM"],
    "b": ["W", "N1", "N2", "N3", "N3", "REM"],
    "c": ["W", "N2", "N2", "N3", "N2", "REM"],
    "d": ["W", "N2", "N2", "N2", "N3", "N1"],
    "e": ["W", "W", "N2", "UNSCORED", "N3", "REM"],
}


@pytest.fixture
def experts():
    return make_hypnograms({name: make_hypnogram(row) for name, row in FIVE.items()})["stage"]


def marked_by(experts, answers, epochs=(0, 1, 2, 3, 4, 5)):
    return mark(Lesson(tuple(epochs)), answers, experts)


def test_right_is_the_majority_and_acceptable_is_any_experts_answer(experts):
    marked = marked_by(experts, ["W", "W", "N2", "N2", "N2", "N2"])
    # Epoch 1: two of N1, two of N2, one of W. Epoch 3: two of N2, two of N3.
    assert marked.right.tolist() == [True, False, True, True, False, False]
    assert marked.acceptable.tolist() == [True, True, True, True, True, False]
    assert marked.tied.tolist() == [False, True, False, True, False, False]
    assert marked.key(1) == (Stage.N1, Stage.N2)
    assert (marked.percent, marked.percent_acceptable) == (50.0, pytest.approx(100 * 5 / 6))
    assert (marked.experts, marked.answered) == (5, 6)


def test_each_stage_of_a_tie_is_right_and_counts_for_no_kappa(experts):
    for answer in ("N1", "N2"):
        marked = marked_by(experts, [answer], (1,))
        assert marked.right.tolist() == [True]
        assert int(marked.agreement.epochs) == 0
        assert np.isnan(marked.kappa)


def test_kappa_is_cohens_by_hand():
    experts = make_hypnograms({"a": make_hypnogram(["W", "W", "N2", "N2"])})["stage"]
    marked = marked_by(experts, ["W", "N2", "N2", "N2"], (0, 1, 2, 3))
    # Observed 3/4; by chance 1/2 * 1/4 + 1/2 * 3/4 = 1/2.
    assert marked.kappa == 0.5
    assert marked.agreement.sensitivity.sel(stage="W").item() == 0.5
    assert marked.agreement.sensitivity.sel(stage="N2").item() == 1.0


def test_what_has_no_answer_is_not_right_and_no_mistake(experts):
    marked = marked_by(experts, ["W", "N1", "UNSCORED", "N2", "N3", "REM"])
    assert marked.percent == pytest.approx(100 * 5 / 6)
    assert (marked.answered, marked.rule(2), sum(marked.mistakes.values())) == (5, None, 0)
    assert int(marked.agreement.epochs) == 3  # without the two ties


@pytest.mark.parametrize(("right", "passed"), [(17, True), (16, False), (20, True)])
def test_the_pass_line_is_85_percent_and_on_it_is_a_pass(right, passed):
    lesson = Lesson(tuple(range(20)))
    votes = np.tile([0, 0, 1, 0, 0], (20, 1))
    marked = Marked(lesson, (Stage.N2,) * right + (Stage.N3,) * (20 - right), votes)
    assert marked.percent == 5 * right
    assert marked.passed is passed


def test_clear_misses_come_first(experts):
    marked = marked_by(experts, ["N3", "W", "N1", "W", "N2", "N2"])
    # Outside the range: 0 and 2 (all agree), 5 (4 of 5), 3 (a tie, half); then within it: 4, 1.
    assert marked.hardest == (0, 2, 5, 3, 4, 1)


def test_mistakes_are_named_by_the_rule_of_the_two_stages(experts):
    marked = marked_by(experts, ["W", "N1", "N2", "N2", "N2", "N2"])
    assert {rule.title: n for rule, n in marked.mistakes.items()} == {
        "N2/N3: 20 % in slow waves": 1,
        "N2/REM: last spindle or K-complex, and chin tone": 1,
    }
    stake = {rule.title: n for rule, n in marked.at_stake.items()}
    # Keys: W, N1 (first of a tie), N2, N2 (of a tie), N3, REM.
    assert stake["N2/N3: 20 % in slow waves"] == 3
    assert stake["N2/REM: last spindle or K-complex, and chin tone"] == 3


def test_every_two_stages_have_a_rule_with_its_section():
    assert set(RULES) == {frozenset(pair) for pair in combinations(SCORED, 2)}
    for pair, rule in RULES.items():
        one, two = pair
        assert rule_for(one, two) is rule_for(two, one) is rule
        assert rule.text.endswith(".")
        assert "stage" in rule.section
    with pytest.raises(ValueError, match="no rule tells N2 from N2"):
        rule_for(Stage.N2, Stage.N2)


def test_wilsons_interval_as_published():
    # Newcombe 1998, Stat Med 17:857, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    for counts, expected in (
        ((81, 263), (25.53, 36.62)),
        ((15, 148), (6.24, 16.05)),
        ((0, 20), (0.0, 16.11)),
        ((1, 29), (0.61, 17.18)),
    ):
        assert wilson_interval(*counts) == pytest.approx(expected, abs=0.006)


@pytest.mark.parametrize(
    ("votes", "words"),
    [
        ([5, 0, 0, 0, 0], "all 5 scorers said W"),
        ([0, 2, 3, 0, 0], "3 of 5 scorers said N2, 2 N1"),
        ([0, 0, 0, 0, 1], "the scorer said REM"),
    ],
)
def test_the_experts_range_in_words(votes, words):
    assert experts_in_words(votes) == words


def test_what_does_not_belong_together_is_refused(experts):
    with pytest.raises(ValueError, match="asks for epoch 8, and this night has 6"):
        marked_by(experts, ["W"], (7,))
    with pytest.raises(ValueError, match="has 1 answers"):
        marked_by(experts, ["W"], (0, 1))
    codes = experts.values.copy()
    codes[:, 2] = Stage.UNSCORED
    with pytest.raises(ValueError, match="some expert must have said"):
        marked_by(experts.copy(data=codes), ["W"], (2,))


def test_a_sitting_goes_on_at_each_answer_and_keeps_to_its_ends():
    sitting = Sitting.begin(Lesson((4, 7, 9)))
    assert sitting.go(-1).place == 0
    later = sitting.answer(Stage.N2).answer(Stage.N3).answer(Stage.W)
    assert (later.place, later.answered) == (2, 3)
    changed = later.go(-2).answer(Stage.N1)
    assert changed.answers == (Stage.N1, Stage.N3, Stage.W)
    with pytest.raises(ValueError, match="UNSCORED is no answer"):
        sitting.answer(Stage.UNSCORED)


def test_an_answer_that_was_told_stays():
    sitting = Sitting.begin(Lesson((4, 7), feedback=AT_ONCE)).answer(Stage.N2).go(-1)
    assert sitting.is_told
    assert sitting.answer(Stage.N3).answers == (Stage.N2, Stage.UNSCORED)
    assert not sitting.go(+1).is_told
    assert sitting.go(+1).finish().is_told
