"""The exercises' page, answered wrong and right from the first to the last."""

from types import SimpleNamespace

import pytest
from markupsafe import escape

from explorer.app.exercises.exercises_page import ExercisesPage
from explorer.evidence.exercises import ChoiceRule
from explorer.render.evidence.exercise_notebooks import RESTS_ON


@pytest.fixture
def page(short_state, asked):
    return ExercisesPage(short_state, asked.context)


def right(rule):
    return rule.answer if isinstance(rule, ChoiceRule) else f"{rule.value:g} {rule.units}"


def wrong(part):
    if isinstance(part.rule, ChoiceRule):
        return part.hints[0].choice
    hint = part.hints[0]
    return f"{max(hint.low, -1e6) if hint.high == float('inf') else min(hint.high, 1e6):g}"


def test_every_exercise_gives_hints_and_then_passes(page):
    for index, exercise in enumerate(page.exercises):
        page.list.value = index
        for part in exercise.parts:
            page.answers[part.key].value = wrong(part)
            page.answer(part.key)
            assert 'class="hint"' in page.feedback[part.key].value, (exercise.key, part.key)
            assert "explanation" not in page.explanation.value
            page.answers[part.key].value = right(part.rule)
            page.answer(part.key)
            assert 'class="right"' in page.feedback[part.key].value, (exercise.key, part.key)
        assert "What it shows" in page.explanation.value
    assert "14 of 14" in page.progress.value


def test_every_exercise_opens_its_view(page, asked):
    for index, exercise in enumerate(page.exercises):
        asked.pages[exercise.place["tab"]] = SimpleNamespace(show=lambda _model: None)
        page.list.value = index
        assert escape(page.exercise.goal) in page.steps.value
        assert exercise.place["tab"] in page.view_button.description
        page.view_button.click()
    assert asked.turned == [exercise.place["tab"] for exercise in page.exercises]


def test_the_badge_says_what_the_exercise_rests_on(page):
    for index, exercise in enumerate(page.exercises):
        page.list.value = index
        assert f"rests {RESTS_ON[exercise.badge]}" in page.steps.value


def test_nothing_answered_is_not_wrong(page):
    part = page.exercise.parts[0].key
    page.answer(part)
    assert "Answer first" in page.feedback[part].value


def test_a_passed_exercise_is_ticked_and_stays_on_screen(page):
    page.list.value = 2
    for part in page.exercise.parts:
        page.answers[part.key].value = right(part.rule)
        page.answer(part.key)
    assert page.list.value == 2
    assert page.list.options[2][0].startswith("✓")
