"""An exercise in a notebook: the page where it begins, answers checked, and what they show."""

from functools import cache

import ipywidgets as widgets

from explorer.app.exercise_view import open_exercise_view
from explorer.app.launch import build_explorer
from explorer.app.shell import Explorer
from explorer.evidence.exercises import check
from explorer.evidence.parse_exercises import load_exercises
from explorer.render.evidence.exercise_notebooks import with_ground


class Said(str):
    """Words that a cell shows as they are, without quotes."""

    def __repr__(self) -> str:
        """Show the words alone."""
        return str(self)


class Lesson:
    """One exercise, and which of its questions are answered.

    Parameters
    ----------
    number : int
        Place in the course, from 1.

    Raises
    ------
    ValueError
        If there is no such exercise.
    """

    def __init__(self, number: int) -> None:
        exercises = load_exercises()
        if number not in range(1, len(exercises) + 1):
            raise ValueError(f"no exercise {number!r}, expected 1 to {len(exercises)}")
        self.exercise = exercises[number - 1]
        self.right: set[str] = set()

    def view(self) -> widgets.Widget:
        """Open the explorer on the sample night where the exercise begins.

        Returns
        -------
        ipywidgets.Widget
            The page: show it as the last line of a cell. A kernel has one, and a second exercise
            moves it.
        """
        made = _page()
        open_exercise_view(self.exercise.place, made.state, made.context.turn_to)
        return made.widget

    def check(self, part: str, answer: float | str | None) -> Said:
        """Check an answer.

        Parameters
        ----------
        part : str
            Key of the question.
        answer : float, str or None
            None while there is none.

        Returns
        -------
        Said
            That it is right, or a hint.

        Raises
        ------
        ValueError
            If the exercise has no such question.
        """
        self.exercise.part(part)
        if answer is None:
            return Said("… Answer in place of None, then run this cell again.")
        found = check(self.exercise, answer, part=part)
        (self.right.add if found.passed else self.right.discard)(part)
        return Said(f"{'✓' if found.passed else '✗'} {found.message}")

    def explain(self) -> Said:
        """Say what the exercise shows, once every question is answered rightly."""
        left = [part.key for part in self.exercise.parts if part.key not in self.right]
        if left:
            return Said(f"… First answer every question; left: {', '.join(left)}.")
        return Said("\n".join(with_ground(said) for said in self.exercise.explanation))


@cache
def _page() -> Explorer:
    return build_explorer()


def exercise(number: int) -> Lesson:
    """Take an exercise of the classroom.

    Parameters
    ----------
    number : int
        Place in the course, from 1.

    Returns
    -------
    Lesson

    Raises
    ------
    ValueError
        If there is no such exercise.

    Examples
    --------
    >>> lesson = exercise(1)
    >>> lesson.check("twenty_percent", 15)
    ✗ 15 s is half the epoch: the old rule for stage 4. N3 needs 20 %.
    >>> lesson.check("twenty_percent", "6 s")
    ✓ Right: 6 s.
    """
    return Lesson(number)
