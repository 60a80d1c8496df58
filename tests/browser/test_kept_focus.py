"""Buttons that take themselves, or their part, off the page: the focus goes to what is next."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

HELD = "() => document.activeElement !== document.body && document.activeElement.checkVisibility()"


def turn_to(page, tab):
    page.page.get_by_role("button", name=tab, exact=True).first.click()
    page.wait_for_rest()


def button(page, name):
    return page.page.locator(".sleep-explorer button:visible", has_text=name).first


def press_by_key(page, name):
    button(page, name).focus()
    page.page.keyboard.press("Enter")


def test_after_a_lesson_is_left_the_night_has_the_focus(one_page):
    turn_to(one_page, "School")
    press_by_key(one_page, "begin the lesson")
    lesson = one_page.page.locator("section.lesson.running")
    lesson.wait_for()
    press_by_key(one_page, "leave")
    lesson.wait_for(state="detached")
    one_page.wait_for_truth("() => document.activeElement.classList.contains('live-pane')")


def test_a_plan_that_is_drawn_and_begun_anew_keeps_the_focus_among_its_buttons(one_page):
    turn_to(one_page, "Plan")
    for name in ("Draw the list", "Begin a new plan"):
        button(one_page, name).wait_for()
        expect(button(one_page, name)).to_be_enabled()
        press_by_key(one_page, name)
        gone = f"() => !document.activeElement.innerText.includes('{name}')"
        one_page.wait_for_truth(gone)
        one_page.wait_for_truth(HELD)


def test_a_trial_opened_elsewhere_leaves_the_focus_on_the_tab_turned_to(one_page):
    turn_to(one_page, "Magnesium lab")
    press_by_key(one_page, "Open it in Compare")
    one_page.wait_for_truth("() => document.activeElement.innerText?.trim() === 'Compare'")


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
