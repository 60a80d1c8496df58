"""A lesson under way: what was answered, and which of its epochs is looked at."""

from dataclasses import dataclass, replace

from explorer.school.lesson import AT_ONCE, Lesson
from explorer.vocabulary.stages import SCORED, Stage


@dataclass(frozen=True)
class Step:
    """An answer as it was given: where, what stood there before, and what since."""

    place: int
    before: Stage
    after: Stage


@dataclass(frozen=True)
class Sitting:
    """One student in one lesson; each step gives a new one.

    Parameters
    ----------
    lesson : Lesson
    answers : tuple of Stage
        One an epoch of the lesson; ``UNSCORED`` for none yet.
    place : int
        Which of the lesson's epochs is looked at, from 0.
    finished : bool
        Whether the answers were handed in: nothing is hidden from then on.
    given, undone : tuple of Step
        Answers in the order in which they were given, the last at the end, and those taken out
        that may be given again.

    Examples
    --------
    >>> sitting = Sitting.begin(Lesson((3, 8))).answer(Stage.N2)
    >>> sitting.place, sitting.epoch, sitting.answered
    (1, 8, 1)
    >>> sitting.undo().place, sitting.undo().answered
    (0, 0)
    """

    lesson: Lesson
    answers: tuple[Stage, ...]
    place: int = 0
    finished: bool = False
    given: tuple[Step, ...] = ()
    undone: tuple[Step, ...] = ()

    @classmethod
    def begin(cls, lesson: Lesson) -> "Sitting":
        """Begin a lesson, with nothing answered."""
        return cls(lesson, (Stage.UNSCORED,) * len(lesson.epochs))

    @property
    def epoch(self) -> int:
        """Place in the night of the epoch looked at, from 0."""
        return self.lesson.epochs[self.place]

    @property
    def answered(self) -> int:
        """How many epochs have an answer."""
        return sum(answer != Stage.UNSCORED for answer in self.answers)

    @property
    def is_told(self) -> bool:
        """Whether the answer to the epoch looked at was told, so that it can't be changed."""
        told_at_once = self.lesson.feedback == AT_ONCE
        return self.finished or (told_at_once and self.answers[self.place] != Stage.UNSCORED)

    def answer(self, stage: Stage) -> "Sitting":
        """Answer the epoch looked at, and go on to the next, unless the answer is told at once.

        What was told stays as it was: an answer to it goes on to the next, which is not answered
        before it was seen.

        Raises
        ------
        ValueError
            If the stage is none of the AASM's five.
        """
        if stage not in SCORED:
            raise ValueError(
                f"an epoch of a lesson is W, N1, N2, N3 or REM: {stage.name} is no answer"
            )
        if self.is_told:
            return self.go(+1)
        step = Step(self.place, self.answers[self.place], stage)
        answered = self
        if step.before != stage:  # else there would be nothing to take out
            answered = replace(self._with(step.place, stage), given=(*self.given, step), undone=())
        return answered if answered.is_told else answered.go(+1)

    @property
    def can_undo(self) -> bool:
        """Whether an answer may be taken out: one that was given, and not told since."""
        return bool(self.given) and not self.finished and self.lesson.feedback != AT_ONCE

    @property
    def can_redo(self) -> bool:
        """Whether an answer that was taken out may be given again."""
        return bool(self.undone) and not self.finished

    def undo(self) -> "Sitting":
        """Take out the answer given last, and look at its epoch; what stood before stands again.

        Where nothing can be taken out, all stays.
        """
        if not self.can_undo:
            return self
        *given, step = self.given
        back = self._with(step.place, step.before)
        return replace(back, place=step.place, given=tuple(given), undone=(*self.undone, step))

    def redo(self) -> "Sitting":
        """Give again the answer taken out last, and go on from its epoch as after answering it."""
        if not self.can_redo:
            return self
        *undone, step = self.undone
        again = replace(self._with(step.place, step.after), place=step.place)
        again = replace(again, given=(*self.given, step), undone=tuple(undone))
        return again if again.is_told else again.go(+1)

    def _with(self, place: int, stage: Stage) -> "Sitting":
        answers = list(self.answers)
        answers[place] = stage
        return replace(self, answers=tuple(answers))

    def go(self, steps: int) -> "Sitting":
        """Look at an epoch further on or back in the lesson; the first and last are its ends."""
        place = min(max(self.place + steps, 0), len(self.answers) - 1)
        return replace(self, place=place)

    def go_to_unanswered(self) -> "Sitting":
        """Look at the first epoch without an answer; where all have one, stay."""
        if Stage.UNSCORED not in self.answers:
            return self
        return replace(self, place=self.answers.index(Stage.UNSCORED))

    def finish(self) -> "Sitting":
        """Hand in the answers."""
        return replace(self, finished=True)
