"""What a lesson says of an answer that was taken out or given again, and of one left off."""

from explorer.school.lesson import AT_ONCE
from explorer.school.sitting import Sitting
from explorer.vocabulary.stages import Stage


def undo_words(sitting: Sitting) -> str:
    """Say what undo takes out of a sitting, or why it takes out nothing.

    Examples
    --------
    >>> from explorer.school.lesson import Lesson
    >>> undo_words(Sitting.begin(Lesson((3, 8))).answer(Stage.N2))
    'Epoch 1 of 2: N2 is taken out, and it has no answer.'
    """
    if not sitting.can_undo:
        told = sitting.lesson.feedback == AT_ONCE and sitting.answered
        return "What was told stands: it can't be taken out." if told else "Nothing to take out."
    step = sitting.given[-1]
    none = step.before == Stage.UNSCORED
    rest = "it has no answer" if none else f"{step.before.name} stands again"
    return f"{_number(sitting, step.place)}: {step.after.name} is taken out, and {rest}."


def redo_words(sitting: Sitting) -> str:
    """Say what redo gives again, or that there is nothing to.

    Examples
    --------
    >>> from explorer.school.lesson import Lesson
    >>> redo_words(Sitting.begin(Lesson((3, 8))).answer(Stage.N2).undo())
    'Epoch 1 of 2: N2 is your answer again.'
    """
    if not sitting.can_redo:
        return "Nothing was taken out that could be given again."
    step = sitting.undone[-1]
    return f"{_number(sitting, step.place)}: {step.after.name} is your answer again."


def left_off_words(sitting: Sitting) -> str:
    """Say which lesson was left off, so that no two of a night read alike.

    Examples
    --------
    >>> from explorer.school.lesson import Lesson
    >>> left_off_words(Sitting.begin(Lesson((3, 8), "stage mix")).answer(Stage.N2))
    'stage mix, epochs 4 to 9, told at the end: 1 of 2'
    """
    lesson, asked = sitting.lesson, len(sitting.answers)
    first, last = lesson.epochs[0] + 1, lesson.epochs[-1] + 1
    which = f"epochs {first} to {last}" if asked > 1 else f"epoch {first}"
    key = f", by {' and '.join(lesson.scorers)}" if lesson.scorers else ""
    return f"{lesson.by}, {which}, told {lesson.feedback}{key}: {sitting.answered} of {asked}"


def _number(sitting: Sitting, place: int) -> str:
    return f"Epoch {place + 1} of {len(sitting.answers)}"
