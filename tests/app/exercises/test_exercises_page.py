"""The exercises' page, answered wrong and right from the first to the last."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from markupsafe import escape

from explorer.app.exercises.exercises_page import ExercisesPage
from explorer.datasets.night_locations import SAMPLE_LOCATION
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
        assert page.strip.done.layout.display is None
    assert "14 of 14" in page.progress.value


def test_every_exercise_opens_its_view(page, asked):
    for index, exercise in enumerate(page.exercises):
        asked.pages[exercise.place["tab"]] = SimpleNamespace(show=lambda _what, **_how: None)
        page.list.value = index
        assert escape(page.exercise.goal) in page.steps.value
        assert exercise.place["tab"] in page.view_button.description
        page.view_button.click()
    assert asked.turned == [exercise.place["tab"] for exercise in page.exercises]


def test_the_last_right_answer_leads_to_what_the_exercise_shows(page, asked):
    page.view_button.click()
    first, last = (part.key for part in page.exercise.parts)
    for part in (first, last):
        assert page.strip.done.layout.display == "none"
        page.answers[part].value = right(page.exercise.part(part).rule)
        page.answer(part)
    assert page.strip.done.layout.display is None
    page.strip.done.click()
    assert asked.turned[-1] == "Exercises"
    assert 'data-begins-here="twenty_percent_rule"' in page.explanation.value


def test_a_view_opens_on_the_night_that_the_exercise_is_about_and_leaves_it_again(
    short_state, asked
):
    brought = []
    short_state.blind = False
    context = replace(
        asked.context,
        night_place=lambda: ("simulated/older/7", ""),
        bring_night=lambda night, then: (brought.append(night), then()),
    )
    page = ExercisesPage(short_state, context)
    for index, exercise in enumerate(page.exercises):
        asked.pages[exercise.place["tab"]] = SimpleNamespace(show=lambda _what, **_how: None)
        page.list.value = index
        page.view_button.click()
        assert brought == ([SAMPLE_LOCATION] if "night" in exercise.place else [])
        names = [step.gesture for step in exercise.steps if "sample night" in step.gesture]
        assert "night" in exercise.place or not names
        assert short_state.blind == exercise.place.get("blind", False)
        page.strip.leave.click()
        assert not short_state.blind
        assert brought.pop() == "simulated/older/7"
        brought.clear()


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
