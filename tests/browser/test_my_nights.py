"""The My nights tab under a person's hands: an export of a device, by mouse and by keyboard."""

import csv
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from tests.browser.page import Page
from tests.browser.test_accessibility import findings_that_stay
from tests.io.devices import device_files as files
from tests.io.devices.device_files import NAP, Sleep, days

pytestmark = pytest.mark.browser

NIGHTS = 70


def sleeps():
    """Make nights that begin between 22 and 1 h, and a nap every tenth day."""
    rng = np.random.default_rng(1)
    nights = [
        replace(one, start=one.start + timedelta(minutes=int(rng.integers(-60, 100))))
        for one in days(NIGHTS)
    ]
    naps = [Sleep(one.start + timedelta(hours=15), NAP, nap=True) for one in nights[::10]]
    return [*nights, *naps]


@pytest.fixture(scope="module")
def page(chromium, address, shelf):
    folder = shelf / "my_nights"
    folder.mkdir()
    (folder / "oura.json").write_text(files.oura(sleeps()))
    (folder / "none.json").write_text("{}")
    with (folder / "table.csv").open("w", newline="") as file:
        written = csv.writer(file)
        written.writerow(["subject", "condition", "night", "hypnogram"])
        for place, sleep in enumerate(sleeps()[:6]):
            written.writerow(["A", "ab"[place % 2], sleep.day, "oura.json"])
    shown = Page(chromium, address)
    shown.open()
    shown.page.get_by_role("button", name="My nights", exact=True).click()
    shown.page.get_by_role("button", name="Simulated example").wait_for()
    yield shown
    shown.close()


@pytest.fixture
def rows(page):
    """Show the export's rows from the top, by the clock."""
    if not page.page.locator("canvas[data-drawn='70']").is_visible():
        read(page, "my_nights/oura.json", NIGHTS)
    page.page.get_by_label("order by").select_option("date")
    page.page.get_by_label("aligned by").select_option("clock")
    listed = page.page.get_by_role("listbox")
    listed.focus()
    page.page.keyboard.press("Home")
    page.page.wait_for_function("document.querySelector('.night-scroller').scrollTop === 0")
    return listed


def read(page, path, count):
    page.page.get_by_placeholder("path of an export").fill(path)
    page.page.get_by_role("button", name="Read nights").click()
    page.page.locator(f"canvas[data-drawn='{count}']").wait_for()


def chosen(page):
    return page.page.locator(".night-scroller [role=option]")


def pixels(page):
    return page.page.evaluate("document.querySelector('.night-scroller canvas').toDataURL()")


def test_what_is_no_export_is_refused_in_a_sentence(page):
    page.page.get_by_placeholder("path of an export").fill("my_nights/none.json")
    page.page.get_by_role("button", name="Read nights").click()
    page.page.get_by_role("alert").filter(has_text="no export of a device").wait_for()


def test_the_export_s_nights_come_with_their_numbers_and_definitions(page, rows):
    from playwright.sync_api import expect

    expect(page.page.locator(".my-nights .result")).to_contain_text("70 nights and 7 naps")
    page.page.locator(".night-numbers summary", has_text="SRI").click()
    page.page.get_by_text("the share of times at which a person was in the same state").wait_for()
    page.page.locator(".night-numbers summary", has_text="SRI").click()
    legend = page.page.locator(".night-legend")
    for words in ("LIGHT", "DEEP", "naps"):
        expect(legend).to_contain_text(words)
    badge = page.page.locator(".my-nights .device-badge > summary")
    expect(badge).to_contain_text("estimated by a device")
    rows.wait_for()
    page.wait_for_truth(
        "document.querySelector('[role=listbox]').getAttribute('aria-activedescendant')"
        " === document.querySelector('.night-scroller [role=option]').id"
    )


def test_a_night_is_found_and_opened_by_the_keyboard_alone(page, rows):
    from playwright.sync_api import expect

    expect(chosen(page)).to_contain_text("in bed")
    expect(chosen(page)).to_contain_text("midsleep")
    page.page.keyboard.press("ArrowDown")
    expect(chosen(page)).to_have_attribute("aria-posinset", "2")
    page.page.keyboard.press("End")
    expect(chosen(page)).to_have_attribute("aria-posinset", str(NIGHTS))
    page.page.wait_for_function("document.querySelector('.night-scroller').scrollTop > 0")
    page.page.keyboard.press("ArrowUp")
    page.page.keyboard.press("Enter")
    page.page.locator(".live-pane").wait_for()
    expect(page.page.locator(".explorer-picker select option:checked")).to_have_text("2026-03-11")
    page.page.get_by_role("button", name="My nights", exact=True).click()
    expect(chosen(page)).to_have_attribute("aria-posinset", str(NIGHTS - 1))
    rows.wait_for()


def test_a_click_opens_the_night_under_it(page, rows):
    from playwright.sync_api import expect

    box = rows.bounding_box()
    page.page.mouse.move(box["x"] + 300, box["y"] + 34 + 15 * 4.5)
    words = page.page.locator(".night-words")
    expect(words).to_contain_text("2026-01-06")
    page.page.mouse.click(box["x"] + 300, box["y"] + 34 + 15 * 4.5)
    page.page.locator(".live-pane").wait_for()
    expect(page.page.locator(".explorer-picker select option:checked")).to_have_text("2026-01-06")
    page.page.get_by_role("button", name="My nights", exact=True).click()
    rows.wait_for()


def test_order_alignment_size_and_metric_change_the_drawing_in_the_page(page, rows):
    from playwright.sync_api import expect

    seen = {pixels(page)}

    def differs():
        page.page.wait_for_function(
            "(seen) => !seen.includes(document.querySelector('.night-scroller canvas')"
            ".toDataURL())",
            arg=list(seen),
        )
        seen.add(pixels(page))

    page.page.get_by_label("order by").select_option("bed")
    differs()
    page.page.keyboard.press("Home")
    page.page.get_by_label("aligned by").select_option("onset")
    differs()
    rows.focus()
    page.page.keyboard.press("-")
    differs()
    page.page.keyboard.press("+")
    page.page.get_by_label("beside it").select_option("SE")
    expect(chosen(page)).to_contain_text("SE ")
    differs()


def test_axe_finds_nothing_serious_and_phones_lose_nothing(page, rows):
    rows.wait_for()
    for dark in (False, True):
        assert findings_that_stay(page) == [], dark
        before = pixels(page)
        page.page.get_by_role("button", name="dark").click()
        page.page.wait_for_function(
            "(before) => document.querySelector('.night-scroller canvas').toDataURL() !== before",
            arg=before,
        )
    page.page.set_viewport_size({"width": 400, "height": 900})
    page.page.wait_for_function(
        "[...document.querySelectorAll('.my-nights select, .night-scroller, .night-legend')]"
        ".every((one) => one.getBoundingClientRect().right <= innerWidth + 1)"
    )
    page.page.set_viewport_size({"width": 1280, "height": 800})


def test_a_table_read_on_the_compare_tab_comes_here_with_its_conditions(page, rows):
    from playwright.sync_api import expect

    rows.wait_for()
    page.page.get_by_role("button", name="Compare", exact=True).click()
    page.page.get_by_placeholder("path of a table").fill("my_nights/table.csv")
    page.page.get_by_role("button", name="Read table").click()
    page.page.locator(".compare .quiet", has_text="table.csv").first.wait_for()
    page.page.get_by_role("button", name="My nights", exact=True).click()
    page.page.locator("canvas[data-drawn='6']").wait_for()
    expect(page.page.locator(".night-legend .key", has_text="b")).not_to_have_count(0)
    expect(chosen(page)).to_contain_text(", a: in bed")
