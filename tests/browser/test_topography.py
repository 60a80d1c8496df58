"""The topography on a real page: it appears, follows the band from the keyboard, and is for all."""

import re

import pytest

from explorer.io import write_edf
from explorer.models.simulated_scalp import simulate_scalp
from explorer.night.hypnogram import make_hypnogram
from tests.browser.page import Page
from tests.browser.test_accessibility import findings_that_stay

playwright = pytest.importorskip("playwright.sync_api")

STAGES = ["W"] * 4 + ["N2"] * 12 + ["N3"] * 12


@pytest.fixture(scope="module")
def page(chromium, address, shelf):
    folder = shelf / "scalp"
    folder.mkdir()
    night = simulate_scalp(2, hypnogram=make_hypnogram(STAGES), sampling_frequency=64)
    file = write_edf(night, folder / "night.edf")
    shown = Page(chromium, address)
    shown.open_file(file)
    shown.page.get_by_role("button", name="Signal", exact=True).click()
    shown.page.locator("svg.scalp-map").wait_for()
    yield shown
    shown.close()


def row(page, channel):
    """Numbers of a site: power, epochs, epochs left out."""
    words = page.page.locator(f".topography tr:has-text('{channel}')").first.text_content()
    return re.findall(r"\d+\.\d|\d+", words.split(channel)[1])


def test_the_map_has_every_site_and_follows_the_band_from_the_keyboard(page):
    panel = page.page.locator(".topography-panel")
    playwright.expect(panel.locator("svg.scalp-map circle.site")).to_have_count(19)
    said = panel.locator(".topography-words p").first
    playwright.expect(said).to_contain_text("19 sites against LM")
    playwright.expect(said).to_contain_text("0.5–4 Hz in N2+N3")
    before = float(row(page, "Fz-LM")[0])
    handle = panel.locator(".noUi-handle").first
    handle.focus()
    for _ in range(10):
        page.page.keyboard.press("ArrowRight")
    playwright.expect(said).not_to_contain_text("0.5–4 Hz")
    playwright.expect(said).to_contain_text("–4 Hz in N2+N3")
    low = float(re.search(r"power, ([\d.]+)–4 Hz", said.inner_text())[1])
    assert low > 0.5
    assert 0 < float(row(page, "Fz-LM")[0]) < before


# What the page itself draws is marked with its band; the kernel's answer, which follows, is not.
WATCH = """() => {
  const panel = document.querySelector('.topography-panel');
  window.drawn = {};
  const note = () => {
    const band = panel.querySelector('svg.scalp-map')?.dataset.band;
    const said = panel.querySelector('.topography-words .said')?.textContent;
    const cells = [...panel.querySelectorAll('.sites td')].map((one) => one.textContent).join('|');
    if (band && !(band in window.drawn)) window.drawn[band] = [said, cells];
  };
  new MutationObserver(note).observe(panel, { attributes: true, subtree: true });
}"""


def test_the_page_maps_the_band_before_the_kernel_and_says_what_the_kernel_says(page):
    panel = page.page.locator(".topography-panel")
    page.page.evaluate(WATCH)
    handle = panel.locator(".noUi-handle").first
    handle.focus()
    before = panel.locator(".said").inner_text()
    for _ in range(3):
        page.page.keyboard.press("ArrowRight")
    page.wait_for_truth("Object.keys(window.drawn).length >= 3")
    last, (said, cells) = page.page.evaluate("Object.entries(window.drawn).at(-1)")
    assert said != before
    low = float(last.split("-")[0])
    assert f"power, {low:g}–4 Hz" in said
    # The kernel's own picture of that band, in the same words and numbers.
    page.wait_for_truth(
        "document.querySelector('.topography-panel svg.scalp-map').dataset.band === undefined"
    )
    playwright.expect(panel.locator(".said")).to_have_text(said)
    now = "[...document.querySelectorAll('.topography-panel .sites td')].map((o) => o.textContent)"
    page.wait_for_truth(f"(cells) => {now}.join('|') === cells", arg=cells)


def test_spindles_are_mapped_when_they_are_chosen(page):
    panel = page.page.locator(".topography-panel")
    panel.get_by_role("combobox").first.select_option("spindle density")
    playwright.expect(panel.locator(".topography-words p").first).to_contain_text("per minute")
    panel.get_by_role("combobox").first.select_option("band power")
    playwright.expect(panel.locator(".topography-words p").first).to_contain_text("µV²")


@pytest.mark.parametrize("width", [1280, 390])
def test_the_map_is_no_wider_than_the_page(page, width):
    page.page.set_viewport_size({"width": width, "height": 800})
    page.wait_for_truth(
        "(() => { const box = document.querySelector('svg.scalp-map').getBoundingClientRect();"
        f" return box.left >= 0 && box.width > 0 && box.right <= {width}; }})()"
    )
    page.page.set_viewport_size({"width": 1280, "height": 800})


def test_axe_finds_nothing_serious_in_light_and_dark(page):
    page.page.locator(".topography details.sites summary").first.click()
    for dark in (False, True):
        if dark:
            page.page.get_by_role("button", name="dark").click()
            page.page.wait_for_selector(".sleep-explorer.dark")
        assert findings_that_stay(page) == []
    assert page.errors == []
