"""Buttons that take themselves, or their part, off the page: the focus goes to what is next."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

HELD = "() => document.activeElement !== document.body && document.activeElement.checkVisibility()"


def turn_to(page, tab):
    page.page.get_by_role("button", name=tab, exact=True).first.click()
    page.wait_for_rest()


def test_a_channel_taken_out_hands_the_focus_to_what_stood_below_it(one_page):
    shown = one_page.page
    turn_to(one_page, "Night")
    field = shown.locator("[data-choice=expression]")
    field.fill("F4-C4")
    field.press("Enter")
    out = shown.locator("ul.derived button.act").first
    out.wait_for()
    out.focus()
    shown.keyboard.press("Enter")
    out.wait_for(state="detached")
    one_page.wait_for_truth(HELD)


def test_the_keys_are_shown_on_any_tab_and_closing_them_gives_the_focus_back(one_page):
    turn_to(one_page, "School")
    opener = one_page.page.get_by_role("button", name="keys and gestures").first
    opener.focus()
    one_page.page.keyboard.press("Enter")
    expect(one_page.page.locator("dialog.explorer-help h3")).to_be_visible()
    one_page.page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    turn_to(one_page, "Night")  # nothing modal is left over the page


def test_a_lesson_that_is_left_gives_the_focus_to_the_nights_keys(one_page):
    shown = one_page.page
    link = "v1&night=simulated/young/128&lesson=at+once:by+hand:40:"
    shown.evaluate("(link) => { location.hash = link; }", link)
    lesson = shown.locator("section.lesson")
    lesson.get_by_text("Lesson: epoch 1 of 1").wait_for()
    shown.locator(".live-pane").focus()
    shown.keyboard.press("2")
    lesson.get_by_role("button", name="hand in", exact=True).click()
    lesson.get_by_text("Result:").wait_for()
    leave = lesson.get_by_role("button", name="leave", exact=True)
    leave.focus()
    shown.keyboard.press("Enter")
    lesson.wait_for(state="detached")
    expect(shown.locator(".live-pane")).to_be_focused()
    start = float(one_page.drawn()["start"])
    shown.keyboard.press("ArrowRight")
    one_page.wait_until(f"d.start == {start + 30}")


def test_an_exercise_that_is_left_gives_the_focus_to_the_nights_keys(one_page):
    shown = one_page.page
    turn_to(one_page, "Exercises")
    shown.get_by_role("button", name="Open the view").click()
    leave = shown.locator(".exercise-beside").get_by_role("button", name="leave", exact=True)
    leave.focus()
    shown.keyboard.press("Enter")
    leave.wait_for(state="detached")
    expect(shown.locator(".live-pane")).to_be_focused()


def test_a_sentence_put_away_gives_the_focus_back(one_page):
    shown = one_page.page
    shown.evaluate("location.hash = '#v1&night=nothing-of-this-name.edf'")
    away = shown.locator(".explorer-notice").get_by_role("button", name="put away")
    away.focus()
    shown.keyboard.press("Enter")
    away.wait_for(state="hidden")
    expect(shown.locator(".live-pane")).to_be_focused()
