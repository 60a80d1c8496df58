"""The Compare tab under a person's hands."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.page import Page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served(address, shelf):
    folder = shelf / "compare"
    folder.mkdir()
    return address, folder


@pytest.fixture(scope="module")
def page(chromium, served):
    shown = Page(chromium, served[0])
    shown.open()
    shown.page.get_by_role("button", name="Compare", exact=True).click()
    shown.page.get_by_text("Three ways to begin").wait_for()
    shown.page.get_by_role("button", name="Simulated example").click()
    shown.page.locator(".compare .slopes", has_text="n 12").first.wait_for()
    working = shown.page.locator(".compare .quiet", has_text="being computed")
    working.first.wait_for(state="hidden")
    yield shown
    shown.close()


def test_people_and_metrics_are_picked_by_keyboard_and_the_hand_stays(page):
    metric = page.page.locator("[data-pick='metric:TST']")
    metric.focus()
    page.page.keyboard.press("Enter")
    page.page.get_by_role("heading", name="TST of each person").wait_for()
    page.page.wait_for_function("document.activeElement.dataset.pick === 'metric:TST'")
    page.page.locator("g[data-pick='person:S05']").first.focus()
    page.page.keyboard.press("Space")
    page.page.get_by_role("heading", name="Nights of S05").wait_for()


def test_one_cursor_runs_through_both_nights(page):
    page.page.locator("svg.lane image").nth(1).wait_for()  # nothing is drawn over the cursor later
    lane = page.page.locator("svg.lane").first
    lane.scroll_into_view_if_needed()
    box = lane.bounding_box()
    page.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 3)
    shown = page.page.locator(".lane-cursor[visibility=visible]")
    expect(shown).to_have_count(2)
    page.wait_for_truth(
        "new Set([...document.querySelectorAll('.lane-cursor[visibility=visible]')]"
        ".map((one) => one.getAttribute('x1'))).size === 1"
    )
    expect(page.page.locator(".lane-words")).to_have_text(
        re.compile(r"^3 h 5.*(\(simulated\).*){2}")
    )


def test_spectrograms_come_by_themselves_below_both_hypnograms(page):
    page.page.locator("svg.lane image").nth(1).wait_for()
    page.wait_for_truth(
        """(() => {
            const [one, other] = [...document.querySelectorAll("svg.lane image")].map(
              (picture) => picture.getBoundingClientRect());
            return ["x", "width"].every((side) => Math.abs(one[side] - other[side]) < 1);
        })()"""
    )
    # Through the spectrogram too.
    page.wait_for_truth("document.querySelector('.lane-cursor').y2.baseVal.value > 150")


def test_unticking_a_person_redoes_the_sentence(page):
    page.page.get_by_label("include S01").uncheck()
    page.page.locator(".compare .slopes", has_text="n 11").first.wait_for()
    page.page.get_by_label("include S01").check()
    page.page.locator(".compare .slopes", has_text="n 12").first.wait_for()


def test_a_click_opens_the_night_that_was_looked_at(page):
    page.page.locator("button[data-pick='person:S05']").click()
    page.page.get_by_role("heading", name="Nights of S05").wait_for()
    page.page.get_by_role("button", name="open in the explorer").first.click()
    page.page.locator(".explorer-foot", has_text="S05 · ").wait_for()
    page.page.get_by_role("button", name="Compare", exact=True).click()
    page.page.locator(".compare .result").wait_for()


def test_a_download_offline_is_one_sentence_and_the_page_lives(page):
    page.page.get_by_role("button", name="Download").first.click()
    page.page.locator(".fetch-row", has_text="is this machine online?").first.wait_for()
    page.page.locator("[data-pick='metric:SE']").click()
    page.page.get_by_role("heading", name="SE of each person").wait_for()


def test_the_page_is_no_wider_than_a_projector(page):
    page.page.wait_for_function("document.documentElement.scrollWidth <= 1280")
    inner = "(e => e.scrollWidth - e.clientWidth)(document.querySelector('.explorer-other'))"
    page.page.wait_for_function(f"{inner} <= 0")


# px of the lowest letters in the figures on screen.
LETTERS = """Math.min(...[...document.querySelectorAll('.compare svg text')]
  .filter((one) => one.checkVisibility())
  .map((one) => one.getScreenCTM().a * parseFloat(getComputedStyle(one).fontSize)))"""


def test_on_a_phone_figures_can_be_read_and_a_finger_says_the_stages(page):
    page.page.get_by_role("button", name="Compare", exact=True).click()
    page.page.set_viewport_size({"width": 390, "height": 844})
    words = page.page.locator(".lane-words")
    try:
        page.page.locator("svg.density").first.wait_for()
        page.wait_for_truth(f"{LETTERS} > 8.5")
        page.wait_for_truth(
            "(({ scrollWidth, clientWidth }) => clientWidth > 200 && scrollWidth <= clientWidth)"
            "(document.querySelector('.lane-words'))"
        )
        lane = page.page.locator("svg.lane").first
        lane.scroll_into_view_if_needed()
        box = lane.bounding_box()
        finger = {"pointerType": "touch", "clientX": box["x"] + 200, "clientY": box["y"] + 20}
        lane.dispatch_event("pointerdown", finger)
        lane.dispatch_event("pointerleave", finger | {"bubbles": True})
        expect(words).to_have_text(re.compile(r"^1 h 0.*(\(simulated\).*){2}"))
    finally:
        page.page.set_viewport_size({"width": 1280, "height": 800})


@pytest.fixture
def crossover(shared_data, served):
    """Write the temazepam crossover as a table, with four rows that are wrong."""
    hypnograms, tables = shared_data / "sleep-edf-hypnograms", shared_data / "sleep-edf-tables"
    lines = ["subject,condition,night,order,hypnogram,exclude,reason"]
    with (tables / "temazepam_nights.csv").open() as rows:
        for row in csv.DictReader(rows):
            session = row["session"]
            file = next((hypnograms / row["subject"] / session / "eeg").glob("*events.tsv"))
            names = (row["subject"], row["condition"], session, session[-1])
            lines.append(",".join([*names, str(file), "", ""]))
    path = served[1] / "nights.csv"
    first = lines[1].split(",")
    path.write_text(
        "\n".join(
            [
                *lines,
                "nobody,placebo,1,1,no-such-file.tsv,,",
                ",".join([*first[:4], first[4], "", ""]),
                ",".join(["alone", "placebo", "1", "1", str(_copy(first[4], path)), "", ""]),
                ",".join(["left", "placebo", "1", "1", first[4], "yes", "cap fell off"]),
            ]
        )
    )
    return path


def _copy(file, beside):
    target = beside.with_name("alone.tsv")
    target.write_text(Path(file).read_text())
    return target


def test_the_real_crossover_says_what_was_counted(chromium, served, crossover):
    shown = Page(chromium, served[0])
    shown.open()
    page = shown.page
    page.get_by_role("button", name="Compare", exact=True).click()
    page.locator(".compare .result").wait_for()
    page.locator(".compare-path input").fill(str(crossover))
    page.get_by_role("button", name="Read table").click()
    sentence = page.locator(".compare .result", has_text="Under temazepam")
    expect(sentence).to_contain_text("none of 17 metrics differs")
    expect(sentence).to_contain_text("does not show that they are the same")
    page.locator(".compare .quiet", has_text="being computed").first.wait_for(state="hidden")
    page.locator("summary", has_text="All numbers").click()
    for counted in ("34.0", "21.3", "−12.7 min (−25.3 to −0.2)", "+14.6 min", "−2.97 pp"):
        expect(page.locator("#compare-results")).to_contain_text(counted)
    for fault in ("no file", "already on line 2", "alone (placebo)", "cap fell off"):
        expect(page.locator(".compare .notes")).to_contain_text(fault)
    expect(page.locator(".compare .notes")).to_contain_text("hypnograms alone")
    shown.close()
