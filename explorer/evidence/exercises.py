"""Classroom exercises as data: what to do, what to answer, and what a wrong answer teaches."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf, isfinite
from types import MappingProxyType
from typing import Any

from explorer.evidence.evidence_records import Statement
from explorer.vocabulary.shown_numbers import shown_number

VIEWS = ("Night", "Signal", "Function", "Compare", "Magnesium lab", "Evidence")
"""Titles of the tabs on which there is something to do."""
PLACES: MappingProxyType[str, type] = MappingProxyType(
    {
        "tab": str,
        "night": str,
        "start": float,
        "length": float,
        "band": str,
        "channel": str,
        "threshold": float,
        "model": str,
        "claim": str,
        "graded": bool,
        "stretch": str,
        "blind": bool,
    }
)
"""What a place may say: a tab, one of `NIGHTS` where the text is about that one, fields of the
page's state, a model of the lab, a claim of the evidence and whether claims show their grades, and
in place of a start one of `STRETCHES` of the night on screen."""
NIGHTS = ("young", "older")
"""Profiles of the two sample nights."""
STRETCHES = ("mixed", "N2")
"""Ten epochs to step through: with N3 and other stages among them, or of N2 alone."""
SHORTEST, LONGEST = 15, 20
"""min that an exercise may take."""
# Answers are typed with a few decimals: the edge of the tolerance must not hang on the last bit.
_ROUNDING = 1e-9
_SHARE = "of 1"


@dataclass(frozen=True)
class Step:
    """One thing to do: on which view, and the gesture."""

    view: str
    gesture: str


@dataclass(frozen=True)
class Hint:
    """What to say to a typical wrong answer: one choice, or any number from low to high."""

    message: str
    choice: str = ""
    low: float = -inf
    high: float = inf


@dataclass(frozen=True)
class NumberRule:
    """Right is a number in `units` that differs from `value` by at most `tolerance`."""

    value: float
    tolerance: float
    units: str
    either_sign: bool = False
    """Whether a fall may be given as the page prints it, with a minus."""
    told: str = ""
    """What is right in words, where it hangs on a method or on one more digit; "" for `value`."""

    @property
    def in_words(self) -> str:
        """What is right: as `told`, else the number with its unit."""
        return self.told or f"{shown_number(self.value)}{self.unit}"

    @property
    def asked(self) -> str:
        """What to give: "a number in s", "a number between 0 and 1"."""
        words = "between 0 and 1" if self.units == _SHARE else f"in {self.units}"
        return f"number {words}"

    @property
    def unit(self) -> str:
        """What stands behind a number; nothing behind a share."""
        return "" if self.units == _SHARE else f" {self.units}"

    def right(self, answer: float) -> bool:
        """Whether a number is a right answer."""
        return abs(answer - self.value) <= self.tolerance * (1 + _ROUNDING)


@dataclass(frozen=True)
class ChoiceRule:
    """Right is `answer`, one of `choices`."""

    answer: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """One question of an exercise, its rule, and its hints."""

    key: str
    question: str
    rule: NumberRule | ChoiceRule
    hints: tuple[Hint, ...]


@dataclass(frozen=True)
class Exercise:
    """One exercise.

    Parameters
    ----------
    key : str
        Name in files and links.
    number : int
        Place in the course, from 1.
    title, source : str
        What it is called, and whose work it rests on.
    badge : str
        One of `BADGES`: what kind of number it teaches.
    goal : str
        What one can do afterwards.
    minutes : int
        How long it takes.
    place : Mapping
        Where the page opens: some of `PLACES`, with a tab at least.
    steps : tuple of Step
        What to do before answering.
    parts : tuple of Part
        At least one question.
    explanation : tuple of Statement
        Shown once every part is right.
    """

    key: str
    number: int
    title: str
    source: str
    badge: str
    goal: str
    minutes: int
    place: Mapping[str, Any]
    steps: tuple[Step, ...]
    parts: tuple[Part, ...]
    explanation: tuple[Statement, ...]

    def part(self, key: str | None = None) -> Part:
        """Question of this key, the first if not given.

        Parameters
        ----------
        key : str, optional
            Key of the part.

        Returns
        -------
        Part

        Raises
        ------
        ValueError
            If there is no such part.

        Examples
        --------
        >>> from explorer.evidence.parse_exercises import load_exercises
        >>> load_exercises()[0].part().key
        'twenty_percent'
        """
        for part in self.parts:
            if key in (None, part.key):
                return part
        keys = [part.key for part in self.parts]
        raise ValueError(f"exercise {self.key!r} has no part {key!r}, expected one of {keys}")


@dataclass(frozen=True)
class Feedback:
    """Whether an answer is right, and what to say."""

    passed: bool
    message: str


def check(exercise: Exercise, answer: float | str, *, part: str | None = None) -> Feedback:
    """Check an answer, and give the hint of a typical wrong one.

    Parameters
    ----------
    exercise : Exercise
        As `explorer.evidence.parse_exercises.load_exercises` gives it.
    answer : float or str
        A number, possibly typed with its unit or a decimal comma; or one of the choices.
    part : str, optional
        Key of the question, the first if not given.

    Returns
    -------
    Feedback
        An answer that cannot be read is not right, and the message says what would do.

    Raises
    ------
    ValueError
        If the exercise has no such part.

    Examples
    --------
    >>> from explorer.evidence.parse_exercises import load_exercises
    >>> score = load_exercises()[0]
    >>> check(score, "6 s")
    Feedback(passed=True, message='Right: 6 s.')
    >>> check(score, 15).passed
    False
    """
    question = exercise.part(part)
    rule = question.rule
    if isinstance(rule, ChoiceRule):
        return _check_choice(rule, question.hints, str(answer).strip())
    number = _number(answer, rule.units)
    if number is None:
        return Feedback(False, f"Give one {rule.asked}.")
    if rule.either_sign:
        number = abs(number)
    if rule.right(number):
        return Feedback(True, f"Right: {rule.in_words}.")
    for hint in question.hints:
        if hint.low <= number <= hint.high:
            return Feedback(False, hint.message)
    side = "high" if number > rule.value else "low"
    return Feedback(False, f"Not yet: {shown_number(number)}{rule.unit} is too {side}.")


def _check_choice(rule: ChoiceRule, hints: tuple[Hint, ...], answer: str) -> Feedback:
    if answer == rule.answer:
        return Feedback(True, f"Right: {rule.answer}.")
    if answer not in rule.choices:
        return Feedback(False, f"Choose one of: {'; '.join(rule.choices)}.")
    return Feedback(False, next(hint.message for hint in hints if hint.choice == answer))


def _number(answer: float | str, units: str) -> float | None:
    """Read a number as people type it: with its unit, a decimal comma, a typographic minus."""
    text = str(answer).strip().removesuffix(units).strip()
    text = text.replace("\N{MINUS SIGN}", "-").replace(",", ".")
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) else None
