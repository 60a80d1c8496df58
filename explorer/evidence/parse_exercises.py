"""Exercises from TOML: each row against the schema, refused by file, exercise and field."""

from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from math import inf
from types import MappingProxyType
from typing import Any

from explorer.evidence.evidence_records import BADGES
from explorer.evidence.exercises import (
    LONGEST,
    NIGHTS,
    PLACES,
    SHORTEST,
    STRETCHES,
    VIEWS,
    ChoiceRule,
    Exercise,
    Hint,
    NumberRule,
    Part,
    Step,
)
from explorer.evidence.parse_claims import KEY, statements
from explorer.evidence.toml_table import TomlTable, keyed, named, read_tables


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
    if place.get("night", NIGHTS[0]) not in NIGHTS:
        raise row.refuse("place", f"may have a night of {NIGHTS}, has {place['night']!r}")
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
    told = row.text("told", default="")
    return NumberRule(value, tolerance, row.text("units"), either, told)


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
