"""The tab Plan under a person's hands: a study planned, sealed and saved, by mouse and keys."""

import json
import re

import pytest
from playwright.sync_api import expect

from explorer.plan.randomise import checksum, read_sealed
from tests.browser.page import Page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def plan(chromium, address):
    shown = Page(chromium, address)
    shown.open()
    shown.page.get_by_role("button", name="Plan", exact=True).click()
    shown.page.wait_for_selector(".plan figure svg")
    yield shown
    shown.close()


def saved(page, name):
    with page.expect_download() as found:
        page.get_by_role("button", name=name, exact=True).click()
    return found.value.path().read_text("utf-8")


def test_a_study_is_planned_by_keyboard_simulated_stopped_and_sealed_by_mouse(plan):
    page = plan.page
    answer = page.locator(".plan .result")
    answer.filter(has_text="57 people analysed in each of two arms").wait_for()
    page.get_by_label("design").focus()
    page.keyboard.press("ArrowDown")  # a crossover
    answer.filter(has_text="32 people analysed, with 2 nights").wait_for()
    effect = page.get_by_label(re.compile("^effect"))
    effect.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("40")
    page.keyboard.press("Enter")
    answer.filter(has_text="a difference of 40 min in N3").wait_for()
    page.get_by_label("what is taken").select_option("magnesium L-threonate")
    page.locator(".plan p", has_text="nobody measured it in people").wait_for()
    page.get_by_role("button", name="Simulate 200 trials").click()
    page.locator(".plan", has_text=re.compile(r"\d+ of \d+ simulated trials")).wait_for()
    # Sealed by a click, after which nothing can be chosen.
    page.get_by_role("button", name="Draw the list").click()
    page.get_by_text("the plan is sealed").wait_for()
    expect(page.get_by_label("design")).to_be_disabled()
    made, sealed = json.loads(saved(page, "Plan file")), saved(page, "Sealed file")
    assert made["sealed_sha256"] == checksum(sealed)
    assert read_sealed(sealed).people == made["recruited"]
    assert made["sealed_sha256"] in saved(page, "Analysis plan")
    assert "treatment" not in saved(page, "Schedule")
    # Loaded again, the page has it: the list is not drawn anew, and the fields show the plan.
    page.reload()
    page.get_by_role("button", name="Plan", exact=True).click()
    page.get_by_text(f"SHA-256 {made['sealed_sha256'][:12]}").first.wait_for()
    expect(page.get_by_label("design")).to_be_disabled()
    expect(page.get_by_label("design")).to_have_value("crossover")
    expect(page.get_by_label(re.compile("^effect"))).to_have_value("40")
    assert saved(page, "Sealed file") == sealed
    page.get_by_role("button", name="Begin a new plan").click()
    page.get_by_text("Not drawn yet").first.wait_for()


def test_a_published_trials_twin_says_who_and_stands_both_ways(plan):
    page = plan.page
    page.get_by_role("button", name="Simulate its twin").click()
    table = page.get_by_role("region", name="outcomes as analysed and as they should be")
    expect(table.locator("tbody tr")).to_have_count(10)
    page.get_by_role("button", name="Hausenblas et al. 2024").click()
    dialog = page.get_by_role("dialog", name="Says who?")
    dialog.get_by_text("Funding and ties").first.wait_for()
    dialog.get_by_role("button", name="close").click()
    dialog.wait_for(state="hidden")


def test_nothing_of_it_runs_off_a_phone(plan):
    page = plan.page
    page.set_viewport_size({"width": 400, "height": 850})
    page.wait_for_function(
        "[...document.querySelectorAll('.plan figure, .plan .result, .plan-controls, .plan-row')]"
        ".every((one) => one.getBoundingClientRect().right <= innerWidth + 1)"
    )
    page.set_viewport_size({"width": 1280, "height": 800})
