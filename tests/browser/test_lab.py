"""The magnesium lab under a person's hands."""

import pytest

from explorer.datasets.sample_night import sample_night
from explorer.night.first_look import stretch_to_step_through
from tests.browser.page import Page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def lab(chromium, address):
    page = Page(chromium, address)
    page.open()
    page.wait_for_rest()  # or the foot's words would be another job's
    page.page.get_by_role("button", name="Magnesium lab").click()
    page.page.wait_for_selector(".lab svg.trace")
    yield page
    page.close()


def test_it_fits_a_projector(lab):
    lab.page.wait_for_function(
        "(() => { const o = document.querySelector('.explorer-other');"
        " return o.scrollHeight === o.clientHeight && o.scrollWidth === o.clientWidth; })()"
    )


CUT_OR_SCROLLED = """() => {
  const all = [...document.querySelectorAll(".lab *")].filter((one) => one.checkVisibility());
  const over = (inner, outer) => inner.bottom > outer.bottom + 0.3 || inner.top < outer.top - 0.3;
  const box = (one) => one.getBoundingClientRect();
  const hides = (one) => getComputedStyle(one).overflow !== "visible";
  const cut = all.filter((one) => one.matches("svg text") && hides(one.ownerSVGElement)
    && over(box(one), box(one.ownerSVGElement)));
  const scrolled = all.filter((one) => ["auto", "scroll"].includes(getComputedStyle(one).overflowX)
    && one.scrollWidth > one.clientWidth);
  const wide = all.filter((one) => one.matches(".lab-panel table")
    && box(one).right > box(one.closest(".lab-panel")).right + 0.3);
  return [...[...cut, ...wide].map((one) => one.textContent),
    ...scrolled.map((one) => one.className)];
}"""


SIZES = [(1024, 700), (1061, 700), (1009, 700), (905, 700), (1280, 800), (1920, 1080), (390, 844)]


@pytest.mark.parametrize("size", SIZES)
def test_no_letter_is_cut_and_nothing_within_scrolls_sideways(lab, size):
    try:
        lab.page.set_viewport_size({"width": size[0], "height": size[1]})
        for model in ("two processes", "magnesium"):
            lab.page.get_by_role("button", name=model, exact=True).click()
            shown = ".lab-pressure svg" if model == "two processes" else ".lab-links svg"
            lab.page.locator(shown).first.wait_for()
            lab.wait_for_truth(f"() => ({CUT_OR_SCROLLED})().length === 0")
    finally:
        lab.page.set_viewport_size({"width": 1280, "height": 800})


def test_a_key_on_the_dose_moves_the_model_eeg_and_the_chain(lab):
    page = lab.page
    drawn = "document.querySelector('.lab path.now').getAttribute('d')"
    before = page.evaluate(drawn)
    page.locator(".lab-controls .noUi-handle").first.focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_function(f"{drawn} !== {before!r}")
    page.locator(".lab-chain", has_text="137 mg Mg/d").wait_for()


def test_a_trial_says_its_sentence(lab):
    lab.page.get_by_role("button", name="Simulate a trial").click()
    lab.page.locator(".lab", has_text="Trial 2: ").wait_for()  # the first began with the page
    lab.page.locator(".lab-sentence", has_text="in 22 pairs").wait_for()


def test_one_click_says_who_with_the_size_the_sponsor_and_the_limits(lab):
    page = lab.page
    page.locator(".lab-chain button.badge").first.click()
    dialog = page.get_by_role("dialog", name="Says who?")
    dialog.get_by_text("MgT raises magnesium in the brain").wait_for()
    dialog.get_by_role("button", name="close").click()
    dialog.wait_for(state="hidden")
    page.get_by_role("button", name="Held", exact=True).press("Enter")
    for words in ("Funding and ties", "Limits", "n = 12"):
        dialog.get_by_text(words).first.wait_for()
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    page.get_by_role("button", name="We found no EEG study of MgT in people").click()
    # The answer moves the button down: a press that begins before it comes would end beside it.
    dialog.get_by_text("looking it up").wait_for(state="detached")
    dialog.get_by_role("button", name="all the evidence").click()
    page.locator(".explorer-other .evidence-claim").first.wait_for()
    page.get_by_role("button", name="Magnesium lab").click()
    page.wait_for_selector(".lab svg.trace")


def test_back_to_another_tab_takes_the_dialog_along(lab):
    page = lab.page
    page.get_by_role("button", name="Evidence", exact=True).click()
    page.locator(".explorer-other .evidence-claim").first.wait_for()
    page.get_by_role("button", name="Magnesium lab").click()
    page.locator(".lab-chain button.badge").first.click()
    dialog = page.get_by_role("dialog", name="Says who?")
    dialog.get_by_text("MgT raises magnesium in the brain").wait_for()
    page.go_back()
    page.locator(".explorer-other .evidence-claim").first.wait_for()
    dialog.wait_for(state="hidden")
    # A badge answers there too.
    page.locator(".explorer-other .evidence-marks button.evidence-badge").first.click()
    dialog.get_by_text("MgT crosses the blood-brain barrier").first.wait_for()
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    page.get_by_role("button", name="Magnesium lab").click()
    page.wait_for_selector(".lab svg.trace")


def test_the_two_process_model_follows_its_slider(lab):
    page = lab.page
    page.get_by_role("button", name="two processes").click()
    drawn = "document.querySelector('.lab-pressure polyline.now').getAttribute('points')"
    page.wait_for_selector(".lab-pressure polyline.now")
    before = page.evaluate(drawn)
    page.locator(".lab-controls .noUi-handle").first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"{drawn} !== {before!r}")
    page.get_by_role("button", name="magnesium", exact=True).click()
    page.wait_for_selector(".lab svg.trace")


def test_the_models_night_fits_beside_its_words(lab):
    page = lab.page
    page.get_by_role("button", name="night", exact=True).click()
    page.wait_for_selector(".lab-pressure polyline.now")
    lab.wait_for_truth(  # one row
        "new Set([...document.querySelectorAll('.lab-models button')]"
        ".map((button) => button.getBoundingClientRect().top)).size === 1"
    )
    lab.wait_for_truth(
        "(() => { const o = document.querySelector('.explorer-other');"
        " return o.scrollHeight === o.clientHeight && o.scrollWidth === o.clientWidth; })()"
    )
    page.get_by_role("button", name="magnesium", exact=True).click()
    page.wait_for_selector(".lab svg.trace")


def test_a_whole_night_can_be_stopped(lab):
    page = lab.page
    page.get_by_role("button", name="Open this night in the explorer").click()
    page.get_by_role("button", name="Stop", exact=True).click()
    page.locator(".explorer-foot", has_text="no night was simulated").wait_for()
    page.get_by_role("button", name="Open this night in the explorer").wait_for()


def test_the_trial_opens_in_compare_and_is_inconclusive_there(lab):
    page = lab.page
    page.get_by_role("button", name="Open it in Compare").click()
    words = "inconclusive, neither a difference nor equivalence within"
    page.locator(".compare .result", has_text="Slow-wave activity (simulated) was").filter(
        has_text=words
    ).wait_for()
    page.locator(".compare", has_text="To see +3.5 % in slow-wave activity (simulated)").wait_for()


def test_the_function_tab_measures_the_open_night(lab):
    from playwright.sync_api import expect

    page = lab.page
    page.get_by_role("button", name="Function").click()
    page.wait_for_selector(".function-group.clearance svg")
    expect(page.locator(".function-group")).to_have_count(3)


def test_an_exercise_opens_where_it_begins(lab):
    page = lab.page
    page.get_by_role("button", name="Exercises").click()
    page.get_by_role("button", name="Open the view: Night").click()
    begins = stretch_to_step_through(sample_night(), "mixed")
    lab.wait_until(f"Math.abs(Number(d.start) - {begins}) < 0.01")


def test_an_exercise_gives_a_hint_and_then_passes(lab):
    page = lab.page
    page.get_by_role("button", name="Exercises").click()
    box = page.locator(".exercises input").first
    box.fill("15")
    box.press("Enter")
    page.locator(".exercises .hint", has_text="half the epoch").wait_for()
    box.fill("6 s")
    box.press("Enter")
    page.locator(".exercises .right", has_text="Right: 6 s").wait_for()
