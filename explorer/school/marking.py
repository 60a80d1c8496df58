"""Marking a lesson: right or not by the majority of the experts, their range, percent and kappa."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.metrics.scorer_agreement import agreement, cohen_kappa_interval
from explorer.night.hypnogram import make_hypnogram
from explorer.school.answer_key import STAGE_NAMES, count_votes, is_majority, share_of_majority
from explorer.school.lesson import Lesson
from explorer.school.scoring_rules import RULES, ScoringRule, rule_for
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.stages import SCORED, Stage

PASS_LINE = 85.0
"""Percent of the epochs right for a pass, as the American Board of Sleep Medicine has it in its
Sleep Scoring Proficiency Exam (`PASS_SOURCE`), of 200 epochs in a row. In 1,800 epochs more than
2,500 scorers agreed with their majority in 82.6 %: Rosenberg & Van Hout 2013, J Clin Sleep Med
9:81."""
PASS_SOURCE = "https://absm.org/rst-certification/sleep-scoring-proficiency-exam/"

_Z = 1.959964  # two-sided 95 % of a normal distribution


@dataclass(frozen=True, eq=False)
class Marked:
    """A lesson's answers beside those of the experts.

    Parameters
    ----------
    lesson : Lesson
    answers : tuple of Stage
        One an epoch of the lesson; ``UNSCORED`` for none, which is not right.
    votes : array of int, shape (epochs of the lesson, 5)
        How many experts gave each of the AASM's stages.

    Raises
    ------
    ValueError
        If there are not as many answers and rows of votes as epochs, or nobody voted on one.
    """

    lesson: Lesson
    answers: tuple[Stage, ...]
    votes: npt.NDArray[np.int_]

    def __post_init__(self) -> None:
        """Refuse what does not belong together."""
        asked = len(self.lesson.epochs)
        shape = np.shape(self.votes)
        if len(self.answers) != asked or shape != (asked, len(SCORED)):
            raise ValueError(
                f"a lesson of {pluralize(asked, 'epoch')} needs as many answers and rows of "
                f"{len(SCORED)} votes, has {len(self.answers)} answers and votes of shape {shape}"
            )
        if np.any(self.votes < 0) or not np.all(self.votes.any(axis=1)):
            raise ValueError("of each epoch of a lesson some expert must have said a stage")

    @cached_property
    def _given(self) -> npt.NDArray[np.bool_]:
        """Which stage was answered, shape (epochs, 5); none where there is no answer."""
        return np.array([[answer == stage for stage in SCORED] for answer in self.answers])

    @cached_property
    def majority(self) -> npt.NDArray[np.bool_]:
        """The stage or, in a tie, stages that most experts gave, shape (epochs, 5)."""
        return is_majority(self.votes)

    @property
    def tied(self) -> npt.NDArray[np.bool_]:
        """Epochs on which the experts tie: each of their stages is right there."""
        found: npt.NDArray[np.bool_] = self.majority.sum(axis=1) > 1
        return found

    @cached_property
    def right(self) -> npt.NDArray[np.bool_]:
        """Epochs answered as the majority of the experts says."""
        return np.asarray((self._given & self.majority).any(axis=1))

    @cached_property
    def acceptable(self) -> npt.NDArray[np.bool_]:
        """Epochs answered as any of the experts says: within their range."""
        return np.asarray((self._given & (self.votes > 0)).any(axis=1))

    @property
    def experts(self) -> int:
        """How many experts the key has, by the epoch that most of them scored."""
        return int(self.votes.sum(axis=1).max())

    @property
    def answered(self) -> int:
        """How many epochs have an answer."""
        return int(self._given.any(axis=1).sum())

    @property
    def percent(self) -> float:
        """Percent of the epochs asked that are right."""
        return 100 * int(self.right.sum()) / len(self.right)

    @property
    def percent_acceptable(self) -> float:
        """Percent of the epochs asked that are within the experts' range."""
        return 100 * int(self.acceptable.sum()) / len(self.right)

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of `percent`, by Wilson's score: how little few epochs can tell."""
        return wilson_interval(int(self.right.sum()), len(self.right))

    @property
    def why_no_table(self) -> str:
        """Why no epoch stands in `agreement`, in a sentence; "" where one does."""
        if int(self.agreement.confusion.sum()):
            return ""
        if not self.answered:
            return "No epoch was answered, so there is no table of answers, and no kappa."
        which = "All epochs" if bool(self.tied.all()) else "All epochs that were answered"
        return (
            f"{which} are ties of the scorers, each of whose stages is right there: no table says "
            "which stages were confused, and there is no kappa."
        )

    @property
    def passed(self) -> bool:
        """Whether `percent` reaches the `PASS_LINE`."""
        return self.percent >= PASS_LINE

    @cached_property
    def agreement(self) -> xr.Dataset:
        """Answers against the majority, as `explorer.metrics.agreement` gives it; ties left out."""
        key = [
            Stage.UNSCORED if tied else SCORED[place]
            for tied, place in zip(self.tied, self.votes.argmax(axis=1), strict=True)
        ]
        return agreement(make_hypnogram(key), make_hypnogram(self.answers))

    @cached_property
    def found(self) -> npt.NDArray[np.float64]:
        """Of each stage, the share of its epochs asked that are right, shape (5,).

        As in `percent` no answer is not right; ties, which are of no one stage, are left out; NaN
        of a stage that was not asked.
        """
        asked = self._untied.sum(axis=0)
        right = (self._untied & self._given).sum(axis=0)
        share = np.full(len(SCORED), np.nan)
        np.divide(right, asked, out=share, where=asked > 0)
        return share

    @property
    def unanswered(self) -> npt.NDArray[np.int_]:
        """How many epochs of each stage have no answer, shape (5,), without ties."""
        without = ~self._given.any(axis=1, keepdims=True)
        count: npt.NDArray[np.int_] = (self._untied & without).sum(axis=0)
        return count

    @property
    def _untied(self) -> npt.NDArray[np.bool_]:
        """The one stage that is right, shape (epochs, 5); none in a tie."""
        return self.majority & ~self.tied[:, np.newaxis]

    @property
    def kappa(self) -> float:
        """Cohen's kappa with the majority, over what was answered and is no tie."""
        return float(self.agreement.cohen_kappa)

    @property
    def kappa_interval(self) -> tuple[float, float]:
        """95 % interval of `kappa`: how little few epochs can tell."""
        return cohen_kappa_interval(self.agreement.confusion.values)

    def key(self, place: int) -> tuple[Stage, ...]:
        """Stages that are right at a place of the lesson: several in a tie."""
        return tuple(
            stage for stage, is_key in zip(SCORED, self.majority[place], strict=True) if is_key
        )

    def rule(self, place: int) -> ScoringRule | None:
        """Rule behind the mistake at a place of the lesson; None where there is none."""
        answer = self.answers[place]
        if self.right[place] or answer not in SCORED:
            return None
        return rule_for(self.key(place)[0], answer)

    @cached_property
    def mistakes(self) -> Counter[ScoringRule]:
        """Mistakes by the rule behind them."""
        rules = (self.rule(place) for place in range(len(self.answers)))
        return Counter(rule for rule in rules if rule is not None)

    @cached_property
    def at_stake(self) -> dict[ScoringRule, int]:
        """Epochs whose key is one of each rule's two stages: in so many it could be missed."""
        keys = [self.key(place)[0] for place in range(len(self.answers))]
        return {rule: sum(key in rule.stages for key in keys) for rule in RULES.values()}

    @cached_property
    def hardest(self) -> tuple[int, ...]:
        """Places of the lesson that are not right, those outside the experts' range first.

        Of each, those that the experts agree on most come first.
        """
        share = share_of_majority(self.votes)
        wrong = [place for place in range(len(self.answers)) if not self.right[place]]
        return tuple(sorted(wrong, key=lambda at: (self.acceptable[at], -share[at], at)))


def mark(lesson: Lesson, answers: Sequence[Stage | str | int], hypnograms: xr.DataArray) -> Marked:
    """Mark a lesson by the experts' hypnograms.

    Parameters
    ----------
    lesson : Lesson
    answers : sequence of Stage
        One an epoch of the lesson, by name or code; ``UNSCORED`` for none.
    hypnograms : xr.DataArray of Stage, dims (scorer, epoch)
        Of the experts, over the whole night.

    Returns
    -------
    Marked
        The majority of the experts is the key; in a tie each of their stages is right, and the
        epoch counts for the percentage and not for kappa.

    Raises
    ------
    ValueError
        If the lesson does not fit the night, the answers do not fit the lesson, or nobody scored
        one of its epochs.

    Examples
    --------
    >>> from explorer.night.schema import make_hypnograms
    >>> two = {"ann": make_hypnogram(["W", "N1", "N2"]), "bob": make_hypnogram(["W", "N2", "N2"])}
    >>> marked = mark(Lesson((0, 1, 2)), ["W", "N2", "N3"], make_hypnograms(two)["stage"])
    >>> marked.right.tolist(), marked.tied.tolist(), marked.rule(2).name
    ([True, True, False], [False, True, False], '20 % in slow waves')
    """
    lesson.check_fits(hypnograms.sizes["epoch"])
    votes = count_votes(hypnograms).values[list(lesson.epochs)]
    given = tuple(Stage[one] if isinstance(one, str) else Stage(one) for one in answers)
    return Marked(lesson, given, votes)


def wilson_interval(successes: int, trials: int) -> tuple[float, float]:
    """Interval of a percentage from counts, by Wilson's score.

    Parameters
    ----------
    successes, trials : int
        `trials` 1 or more.

    Returns
    -------
    low, high : float
        Percent, 95 %.

    References
    ----------
    .. [1] Wilson 1927, J Am Stat Assoc 22:209.

    Examples
    --------
    >>> [round(edge, 1) for edge in wilson_interval(17, 20)]
    [64.0, 94.8]
    """
    share, squared = successes / trials, _Z**2
    middle = share + squared / (2 * trials)
    half = _Z * np.sqrt(share * (1 - share) / trials + squared / (4 * trials**2))
    scale = 100 / (1 + squared / trials)
    return float(scale * (middle - half)), float(scale * (middle + half))


def experts_in_words(votes: npt.ArrayLike, *, simulated: bool = False) -> str:
    """Say what the experts said of one epoch.

    Parameters
    ----------
    votes : array of int, shape (5,)
    simulated : bool
        Whether a single answer is the simulation's, which is no scorer.

    Examples
    --------
    >>> experts_in_words([0, 1, 4, 0, 0])
    '4 of 5 scorers said N2, 1 N1'
    >>> experts_in_words([0, 0, 0, 1, 0])
    'the scorer said N3'
    >>> experts_in_words([0, 0, 0, 1, 0], simulated=True)
    'the simulation’s answer is N3'
    """
    counts = np.asarray(votes)
    total = int(counts.sum())
    order = sorted(np.flatnonzero(counts), key=lambda at: -counts[at])
    if total == 1 and simulated:
        return f"the simulation’s answer is {STAGE_NAMES[order[0]]}"
    if total == 1:
        return f"the scorer said {STAGE_NAMES[order[0]]}"
    if len(order) == 1:
        return f"all {total} scorers said {STAGE_NAMES[order[0]]}"
    first, *rest = (f"{counts[at]}{{}} {STAGE_NAMES[at]}" for at in order)
    return ", ".join([first.format(f" of {total} scorers said"), *(one.format("") for one in rest)])
