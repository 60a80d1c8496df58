"""The dialogs that ask what a file's words mean and its units are, on a real page."""

import pytest

from tests.blank_units import without_units
from tests.browser.page import Page

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser

HEAD_IS_WHOLE = """() => {
  const head = document.querySelector(".explorer-head"), { right } = head.getBoundingClientRect();
  const shown = [...head.querySelectorAll("button, select")].filter((one) => one.checkVisibility());
  return right === innerWidth && head.scrollWidth <= head.clientWidth
    && head.scrollHeight <= head.clientHeight
    && shown.every((one) => one.getBoundingClientRect().right <= right);
}"""
WORDS = ["ZZ-stage"] * 20 + ["N1"] * 4 + ["N2"] * 30 + ["<b>QQ</b>-stage"] * 6


@pytest.fixture(scope="module")
def standing(shelf):
    folder = shelf / "asking"
    folder.mkdir()
    (folder / "night.txt").write_text("\n".join(WORDS))
    (folder / "codes.txt").write_text("\n".join(["0", "1", "2", "4", "5", "2", "5"]))
    return folder


@pytest.fixture(scope="module")
def page(chromium, address):
    shown = Page(chromium, address)
    shown.open()
    yield shown
    shown.close()


def ask_for(shown, file):
    """Ask a page for a file."""
    shown.page.get_by_role("button", name="Open…").click()
    shown.page.get_by_label("path of a recording").fill(str(file))
    shown.page.get_by_label("path of a recording").press("Enter")


def opened(shown, file):
    """Open a file that is not read before something is said; return the page and the dialog."""
    ask_for(shown, file)
    dialog = shown.page.locator("dialog.explorer-asking[open]")
    playwright.expect(dialog).to_be_visible()
    return shown.page, dialog


def test_the_dialog_by_mouse(chromium, address, page, standing):
    page, dialog = opened(page, standing / "night.txt")
    playwright.expect(page.locator("dialog[open]")).to_have_count(1)
    playwright.expect(dialog.locator("tbody tr")).to_have_count(4)
    playwright.expect(dialog).to_contain_text("<b>QQ</b>-stage")
    row = dialog.locator("tbody tr", has_text="ZZ-stage")
    playwright.expect(row).to_contain_text("20")
    playwright.expect(row).to_contain_text("10")
    dialog.get_by_role("button", name="Apply").click()
    playwright.expect(dialog.locator(".said")).to_contain_text("Say of each word")
    dialog.get_by_label("what ZZ-stage means").select_option("W")
    dialog.get_by_label("what <b>QQ</b>-stage means").select_option("REM")
    dialog.get_by_role("button", name="Apply").click()
    playwright.expect(dialog).to_be_hidden()
    foot = page.locator(".explorer-foot")
    playwright.expect(foot).to_contain_text("night.txt")
    foot.locator("summary").first.click()
    playwright.expect(foot).to_contain_text("stage word 'ZZ-stage' (20, 10 min): W")

    again = Page(chromium, address)  # a kernel of its own, which was told nothing
    again.open()
    ask_for(again, standing / "night.txt")
    foot = again.page.locator(".explorer-foot")
    playwright.expect(foot).to_contain_text("night.txt")
    foot.locator("summary").first.click()
    playwright.expect(foot).to_contain_text("read as was said on this page earlier")
    again.close()


def test_the_dialog_by_keyboard(page, standing):
    page, dialog = opened(page, standing / "codes.txt")
    first = dialog.get_by_label("what 4 means")
    playwright.expect(first).to_be_focused()
    page.keyboard.press("Escape")
    playwright.expect(dialog).to_be_hidden()
    playwright.expect(page.get_by_role("button", name="what words mean")).to_be_visible()
    try:
        for width in (1140, 1200, 1500, 1600, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            page.wait_for_function(f"({HEAD_IS_WHOLE})()")
    finally:
        page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_role("button", name="what words mean").focus()
    page.keyboard.press("Enter")
    playwright.expect(first).to_be_focused()
    page.keyboard.type("N3")
    page.keyboard.press("Tab")
    playwright.expect(dialog.get_by_label("what 5 means")).to_be_focused()
    page.keyboard.type("REM")
    page.keyboard.press("Enter")
    playwright.expect(dialog).to_be_hidden()
    playwright.expect(page.locator(".explorer-foot")).to_contain_text("codes.txt")
    playwright.expect(page.get_by_role("button", name="what words mean")).to_be_hidden()


def test_the_dialog_of_units_by_keyboard(page, standing):
    path, (first, second, _third) = without_units(standing / "units.edf")
    ask_for(page, path)
    page, keyboard = page.page, page.page.keyboard
    foot, button = page.locator(".explorer-foot"), page.get_by_role("button", name="units")
    playwright.expect(foot).to_contain_text("units are blank")  # what it says of no other night
    playwright.expect(button).to_be_visible()
    playwright.expect(page.locator("dialog[open]")).to_have_count(0)
    button.focus()
    keyboard.press("Enter")
    dialog = page.locator("dialog.explorer-asking[open]")
    everyone = dialog.get_by_label("unit of all alike")
    playwright.expect(everyone).to_be_focused()
    playwright.expect(dialog.locator("tbody tr")).to_have_count(4)
    playwright.expect(dialog).to_contain_text("units are blank; uV assumed")
    keyboard.press("Escape")
    playwright.expect(dialog).to_be_hidden()
    playwright.expect(button).to_be_focused()
    keyboard.press("Enter")
    playwright.expect(everyone).to_be_focused()
    keyboard.type("mV")
    playwright.expect(dialog.get_by_label(f"unit of {second}")).to_have_value("mV")
    keyboard.press("Tab")
    playwright.expect(dialog.get_by_label(f"unit of {first}")).to_be_focused()
    keyboard.type("nV")
    playwright.expect(everyone).to_have_value("each")
    keyboard.press("Enter")
    playwright.expect(dialog).to_be_hidden()
    foot.locator("summary").first.click()
    playwright.expect(foot).to_contain_text(
        f"unit as it was said on the page: nV for {first}; mV for {second}"
    )
    playwright.expect(button).to_be_visible()
