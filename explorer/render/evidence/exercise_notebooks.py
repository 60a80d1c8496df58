"""The exercises as notebooks, their index and the teacher's key: written from one source."""

import json
from collections.abc import Sequence
from types import MappingProxyType
from typing import Any

from explorer.evidence.evidence_records import Statement
from explorer.evidence.exercises import ChoiceRule, Exercise, Part
from explorer.vocabulary.shown_numbers import shown_number

RESTS_ON: MappingProxyType[str, str] = MappingProxyType(
    {
        "measured": "on what is measured in a night; the sample night is simulated",
        "model": "on a model",
        "hypothesis": "on a hypothesis that nobody has tested in people",
        "claim": "on claims, and the evidence for and against them",
    }
)
"""What an exercise's badge means, in words that follow "rests"."""
_UNVERIFIED = "not verified against the paper"
_COMPUTED = "computed by this project’s own code"
INDEX_FILE, KEY_FILE = "index.ipynb", "teachers_key.md"


def notebook_name(exercise: Exercise) -> str:
    """Name of an exercise's notebook.

    Examples
    --------
    >>> from explorer.evidence.parse_exercises import load_exercises
    >>> notebook_name(load_exercises()[10])
    '11_power.ipynb'
    """
    return f"{exercise.number:02d}_{exercise.key}.ipynb"


def build_notebook(exercise: Exercise) -> dict[str, Any]:
    """Lay an exercise out as a notebook: goal, view, steps, questions, what it shows.

    Parameters
    ----------
    exercise : Exercise
        As `explorer.evidence.parse_exercises.load_exercises` gives it.

    Returns
    -------
    dict
        Of the notebook format, without outputs and without an answer.
    """
    head = (
        f"# {exercise.number}. {exercise.title}\n\n**Goal.** {exercise.goal}\n\n"
        f"{exercise.minutes} minutes. It rests {RESTS_ON[exercise.badge]}. "
        f"Source: {exercise.source}."
    )
    steps = "\n".join(
        f"{number}. **{step.view}** – {step.gesture}"
        for number, step in enumerate(exercise.steps, 1)
    )
    opened = f"import explorer\n\nlesson = explorer.exercise({exercise.number})\nlesson.view()"
    cells = [_words(head), _code(opened), _words(f"## What to do\n\n{steps}")]
    for number, part in enumerate(exercise.parts, 1):
        cells.append(_words(f"### Question {number}\n\n{_question(part)}"))
        cells.append(_code(f'lesson.check("{part.key}", None)  # your answer in place of None'))
    cells += [_words("## What it shows"), _code("lesson.explain()")]
    return _notebook(cells)


def build_index(exercises: Sequence[Exercise]) -> dict[str, Any]:
    """Lay the course out as one page that can be projected.

    Parameters
    ----------
    exercises : sequence of Exercise
        In the order of the course.

    Returns
    -------
    dict
        Of the notebook format.
    """
    rows = "\n".join(
        f"| {one.number} | [{one.title}]({notebook_name(one)}) | {one.goal} | {one.place['tab']} | "
        f"{one.minutes} min |"
        for one in exercises
    )
    total = sum(one.minutes for one in exercises)
    words = (
        f"# Sleep architecture in {len(exercises)} exercises\n\n"
        "Each opens the explorer where it begins, asks, and answers with a hint. The nights are "
        "simulated, and say so.\n\n"
        "| | Exercise | Goal | Begins on | Time |\n|---|---|---|---|---|\n"
        f"{rows}\n\n{total // 60} h {total % 60} min in all. For teaching and research; no medical "
        "advice."
    )
    return _notebook([_words(words), _code("import explorer\n\nexplorer.exercises()")])


def write_teachers_key(exercises: Sequence[Exercise]) -> str:
    """Write the teacher's key: every answer, its tolerance, its hints, and what it shows.

    Parameters
    ----------
    exercises : sequence of Exercise
        In the order of the course.

    Returns
    -------
    str
        Markdown.
    """
    parts = [
        f"# Teacher’s key\n\nThe answers to the {len(exercises)} exercises, written from the same "
        "data that checks them: `python docs/classroom.py` writes it anew. Not for the students.\n"
    ]
    for one in exercises:
        parts.append(
            f"## {one.number}. {one.title}\n\n{one.goal} {one.minutes} minutes. Rests "
            f"{RESTS_ON[one.badge]}.\n"
        )
        for part in one.parts:
            parts.append(f"**{part.question}**\n\n{_answer(part)}\n\n{_hints(part)}\n")
        parts += [f"> {with_ground(said)}\n" for said in one.explanation]
    return "\n".join(parts)


def _question(part: Part) -> str:
    if isinstance(part.rule, ChoiceRule):
        choices = "\n".join(f'- `"{choice}"`' for choice in part.rule.choices)
        return f"{part.question}\n\n{choices}"
    return f"{part.question} A {part.rule.asked}."


def _answer(part: Part) -> str:
    rule = part.rule
    if isinstance(rule, ChoiceRule):
        return f"Answer: {rule.answer}."
    signs = " With a minus too." if rule.either_sign else ""
    told = f" Told as {rule.told}." if rule.told else ""
    return f"Answer: {shown_number(rule.value)}{rule.unit}, ± {rule.tolerance:g}.{signs}{told}"


def _hints(part: Part) -> str:
    lines = []
    for hint in part.hints:
        given = hint.choice or f"{shown_number(hint.low)} to {shown_number(hint.high)}"
        lines.append(f"- {given}: {hint.message}")
    return "\n".join(lines)


def ground(said: Statement) -> str:
    """Say what a sentence rests on, where that is no paper that was read; else ""."""
    if said.verified:
        return ""
    return _COMPUTED if said.computed else _UNVERIFIED


def with_ground(said: Statement) -> str:
    """Write a sentence with what it rests on in brackets.

    Examples
    --------
    >>> with_ground(Statement("Half of 30 is 15.", verified=False, computed=True))
    'Half of 30 is 15. (computed by this project’s own code)'
    """
    rests = ground(said)
    return f"{said.text} ({rests})" if rests else said.text


def _notebook(cells: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "cells": [{"id": str(place), **cell} for place, cell in enumerate(cells)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
            "voila": {"template": "sleep"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _words(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": _lines(text)}


def _code(text: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": _lines(text),
    }


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def written(exercises: Sequence[Exercise]) -> dict[str, str]:
    """Every file of the classroom, by its path from the project's root.

    Parameters
    ----------
    exercises : sequence of Exercise
        In the order of the course.

    Returns
    -------
    dict of str to str
    """
    folder = "notebooks/exercises"
    books = {notebook_name(one): build_notebook(one) for one in exercises}
    books[INDEX_FILE] = build_index(exercises)
    files = {
        f"{folder}/{name}": json.dumps(book, indent=1, ensure_ascii=False) + "\n"
        for name, book in books.items()
    }
    return {**files, f"docs/reference/{KEY_FILE}": write_teachers_key(exercises)}
