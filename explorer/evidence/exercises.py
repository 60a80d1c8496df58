"""Classroom exercises as data: what to do, what to answer, and what a wrong answer teaches."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from math import inf, isfinite
from types import MappingProxyType
from typing import Any

from explorer.evidence.evidence_records import BADGES, Statement
from explorer.evidence.parse_claims import KEY, statements
from explorer.evidence.toml_table import TomlTable, keyed, named, read_tables

VIEWS = ("Night", "Signal", "Function", "Compare", "Magnesium lab", "Evidence")
"""Titles of the tabs on which there is something to do."""
PLACES: MappingProxyType[str, type] = MappingProxyType(
    {
        "tab": str,
        "start": float,
        "length": float,
        "band": str,
        "channel": str,
        "threshold": float,
        "model": str,
        "stretch": str,
        "blind": bool,
    }
)
"""What a place may say: a tab, fields of the page's state, a model of the lab, and in place of
a start one of `STRETCHES` of the night on screen."""
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
        As `load_exercises` gives it.
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
        return Feedback(True, f"Right: {rule.value:g}{rule.unit}.")
    for hint in question.hints:
        if hint.low <= number <= hint.high:
            return Feedback(False, hint.message)
    side = "high" if number > rule.value else "low"
    return Feedback(False, f"Not yet: {number:g}{rule.unit} is too {side}.")


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


def load_exercises(folder: Traversable | None = None) -> tuple[Exercise, ...]:
    """Load the exercises in the order of the course.

    Parameters
    ----------
    folder : Traversable or Path, optional
        A folder with ``exercises*.toml``; ours if not given.

    Returns
    -------
    tuple of Exercise
        Numbered from 1 without a gap.

    Raises
    ------
    ValueError
        If a row does not meet the schema, naming the file, the exercise and the field.

    Examples
    --------
    >>> [exercise.number for exercise in load_exercises()] == list(range(1, 15))
    True
    """
    folder = files("explorer.evidence") if folder is None else folder
    exercises = read_tables(folder, "exercises", _exercise, start="exercises")
    keyed(exercises, "exercises")
    numbers = [exercise.number for exercise in exercises]
    if numbers != list(range(1, len(numbers) + 1)):
        raise ValueError(f"exercises: number must count from 1 without a gap, is {numbers}")
    return tuple(exercises)


def _exercise(values: Mapping[str, Any], file: str) -> Exercise:
    row = TomlTable(values, f"{file}: exercise {named(values)}")
    exercise = Exercise(
        key=row.text("key", pattern=KEY),
        number=row.integer("number") or 0,
        title=row.text("title"),
        source=row.text("source"),
        badge=row.choice("badge", BADGES),
        goal=row.text("goal"),
        minutes=row.integer("minutes") or 0,
        place=_place(row),
        steps=tuple(_step(step) for step in row.rows("steps")),
        parts=tuple(_part(part) for part in row.rows("parts")),
        explanation=statements(row, "explanation"),
    )
    for field in ("steps", "parts", "explanation"):
        if not getattr(exercise, field):
            raise row.refuse(field, "is missing, an exercise has at least one")
    if not SHORTEST <= exercise.minutes <= LONGEST:
        raise row.refuse("minutes", f"must be {SHORTEST} to {LONGEST}, is {exercise.minutes}")
    keyed(exercise.parts, f"{row.name}: parts")
    row.finish()
    return exercise


def _place(row: TomlTable) -> Mapping[str, Any]:
    place = row.table("place")
    if place.get("tab") not in VIEWS:
        raise row.refuse("place", f"must have a tab, one of {VIEWS}, is {place!r}")
    for name, value in place.items():
        if name not in PLACES or not isinstance(value, PLACES[name]):
            kinds = {key: kind.__name__ for key, kind in PLACES.items()}
            raise row.refuse("place", f"may have {kinds}, has {name} = {value!r}")
    if place.get("stretch", STRETCHES[0]) not in STRETCHES:
        raise row.refuse("place", f"may have a stretch of {STRETCHES}, has {place['stretch']!r}")
    return MappingProxyType(dict(place))


def _step(row: TomlTable) -> Step:
    step = Step(row.choice("view", VIEWS), row.text("gesture"))
    row.finish()
    return step


def _part(row: TomlTable) -> Part:
    key, question = row.text("key", pattern=KEY), row.text("question")
    rule = _choice_rule(row) if "answer" in row.values else _number_rule(row)
    hints = tuple(_hint(hint, rule) for hint in row.rows("hints"))
    row.finish()
    if not hints:
        raise row.refuse("hints", "is missing, every question has a typical wrong answer")
    if isinstance(rule, ChoiceRule):
        silent = set(rule.choices) - {rule.answer} - {hint.choice for hint in hints}
        if silent:
            raise row.refuse("hints", f"must answer every wrong choice, lacks {sorted(silent)}")
    return Part(key, question, rule, hints)


def _choice_rule(row: TomlTable) -> ChoiceRule:
    choices = row.texts("choices")
    return ChoiceRule(row.choice("answer", choices), choices)


def _number_rule(row: TomlTable) -> NumberRule:
    value, tolerance = row.number("value", required=True), row.number("tolerance", required=True)
    if value is None or tolerance is None or tolerance <= 0:
        raise row.refuse("tolerance", f"must be above 0, is {tolerance}")
    either = row.flag("either_sign", default=False)
    return NumberRule(value, tolerance, row.text("units"), either)


def _hint(row: TomlTable, rule: NumberRule | ChoiceRule) -> Hint:
    message = row.text("message")
    if isinstance(rule, ChoiceRule):
        wrong = [choice for choice in rule.choices if choice != rule.answer]
        hint = Hint(message, choice=row.choice("choice", wrong))
    else:
        low, high = row.number("low"), row.number("high")
        hint = Hint(message, low=-inf if low is None else low, high=inf if high is None else high)
        if hint.low > hint.high:
            raise row.refuse("low", f"must not be above high, is {hint.low} above {hint.high}")
        if rule.right(min(max(rule.value, hint.low), hint.high)):
            raise row.refuse("low", "to high must leave out every right answer")
    row.finish()
    return hint
