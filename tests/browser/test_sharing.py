"""Sharing under a person's hands: the link in the address, opened by somebody else."""

import base64
import hashlib
import re

import psutil
import pytest

from tests.browser.page import Page
from tests.browser.uploading import choose, leave_after_bytes, write_recording
from tests.server.pages import kernel_of

pytestmark = pytest.mark.browser

SEEN = """() => {
  const model = document.querySelector('.live-pane').explorer.model;
  const rounded = (value) =>
    Array.isArray(value) ? value.map(rounded) : Math.round(value * 1000) / 1000;
  const names = [
    'window_start', 'window_length', 'band', 'selection', 'n3_amplitude', 'lights',
  ];
  const boxes = document.querySelectorAll('.channel-list input[type=checkbox]:checked');
  return {
    ...Object.fromEntries(names.map((name) => [name, rounded(model.get(name))])),
    channels: [...boxes].map((box) => box.value),
    tab: document.querySelector('.explorer-tabs .mod-active').innerText,
    dark: document.querySelector('.sleep-explorer').classList.contains('dark'),
  };
}"""


def test_a_link_opened_in_a_second_browser_shows_the_same_view(chromium, address):
    mine, yours = Page(chromium, address), Page(chromium, address)
    mine.open()
    page = mine.page
    page.locator(".channel-list").get_by_role("button", name="none", exact=True).click()
    # A box that is still ticked from before would not be ticked again.
    page.locator(".channel-list", has=page.locator(":checked")).wait_for(state="detached")
    for name in ("F4-M1", "C4-M1", "ECG"):
        page.locator(".channel-list").get_by_label(name, exact=True).check()
    page.locator(".live-pane").focus()
    page.keyboard.press("6")
    mine.drag(mine.point("hypnogram", 4000, 2), mine.point("hypnogram", 12_000, 2))
    mine.page.mouse.click(*mine.point("hypnogram", 14_400, 2))
    mine.wait_until("Math.abs(d.start - 14385) < 60 && d.tier === 'full'")
    page.evaluate(
        """() => {
          const { model } = document.querySelector('.live-pane').explorer;
          model.set('n3_amplitude', 101.5);
          model.save_changes();
        }"""
    )
    page.get_by_role("button", name="dark").click()
    page.get_by_text("Signal", exact=True).click()
    page.wait_for_function("/tab=Signal.*n3_amplitude=101.5/.test(location.hash)")
    page.get_by_role("button", name="share").click()
    shown = "document.querySelector('.share-link input').value"
    mine.wait_for_truth(f"{shown} === location.href")
    link = page.get_by_label("link to this view").input_value()
    assert "band=11-16" in link
    wanted = page.evaluate(SEEN)
    assert (wanted["window_length"], wanted["n3_amplitude"]) == (30, 101.5)
    assert wanted["channels"] == ["F4-M1", "C4-M1", "ECG"]
    assert wanted["tab"] == "Signal"
    assert wanted["dark"]

    yours.page.goto(link)
    yours.page.wait_for_selector(".live-pane[data-ready=yes]", state="attached")
    yours.page.wait_for_function(
        f"(wanted) => JSON.stringify(({SEEN})()) === wanted",
        arg=mine.page.evaluate(f"JSON.stringify(({SEEN})())"),
    )
    mine.close()
    yours.close()


@pytest.fixture(scope="module")
def followed(chromium, address):
    """Open a page by a hostile link, after which it is a page like any other."""
    shown = Page(chromium, address)
    shown.page.goto(address + "#v1&at=60&channel=<img src=x onerror=alert(1)>&band=nan-3")
    shown.wait_for_picture()
    yield shown
    shown.close()


def test_a_hostile_link_is_one_sentence_and_the_page_lives(followed):
    shown = followed
    said = shown.page.get_by_role("alert")
    said.get_by_text("The link was followed in part").wait_for()
    assert shown.page.locator("img[src=x]").count() == 0
    shown.wait_until("d.start == 60")
    said.get_by_role("button", name="put away").click()
    said.wait_for(state="hidden")
    shown.page.evaluate("location.hash = 'v1&night=../../etc/passwd'")
    shown.page.get_by_text("outside the folders that may be opened").wait_for()
    shown.page.locator(".live-pane").focus()
    shown.page.keyboard.press("ArrowRight")
    shown.wait_until("d.start == 90 && d.tier === 'full'")


def test_a_killed_kernel_is_said_and_the_view_comes_back(followed):
    shown, kernel = followed, kernel_of(followed.page.content())
    shown.page.locator(".live-pane").focus()
    shown.page.keyboard.press("6")
    shown.page.keyboard.press("End")
    shown.page.wait_for_function("/window_start=28770&band=11-16/.test(location.hash)")
    for process in psutil.process_iter(["cmdline"]):
        if kernel in " ".join(process.info["cmdline"] or []):
            process.kill()
    said = shown.page.get_by_role("alert")
    said.get_by_text("The kernel behind this page has gone").wait_for()
    said.get_by_role("button", name="reload with this view").click()
    shown.wait_for_picture()
    shown.wait_until("d.start == 28770 && d.tier === 'full'")
    shown.wait_for_heading("sigma 11–16 Hz")
    said.wait_for(state="hidden")


def test_an_upload_survives_a_reload_and_opens_with_its_hypnogram(
    chromium, address, uploaded, tmp_path
):
    recording, scored = tmp_path / "night 1.edf", tmp_path / "scored.txt"
    checksum = write_recording(recording, 60)
    scored.write_text("W\n" + "N2\n" * 600)
    shown = Page(chromium, address)
    shown.open()
    choose(shown.page, recording, scored)
    leave_after_bytes(shown.page, 5e6)
    shown.wait_for_picture()
    (part,) = uploaded.glob("*/*/part")
    arrived = part.stat().st_size
    assert 5e6 <= arrived < recording.stat().st_size
    shown.page.get_by_role("button", name="Open…").click()
    shown.page.get_by_text("night 1.edf was uploaded in part").wait_for()
    began = part.stat().st_ctime
    choose(shown.page, recording, scored)
    # Minutes asleep, as the hypnogram beside it says.
    shown.page.locator(".explorer-numbers", has_text="300.0").wait_for()
    (whole,) = uploaded.glob("*/*/night 1.edf")
    assert hashlib.sha256(whole.read_bytes()).hexdigest() == checksum
    assert (whole.parent / "sha256").read_text() == checksum
    assert whole.stat().st_ctime > began
    shown.page.wait_for_function("/night=upload.*hypnogram=upload/.test(location.hash)")
    # The page begins on the sample night, which nobody sees where a link names another.
    shown.page.add_init_script(
        """setInterval(() => {
          const numbers = document.querySelector('.explorer-numbers');
          const isSeen = numbers?.checkVisibility({ visibilityProperty: true });
          window.sampleWasSeen ||= Boolean(isSeen && numbers.innerText.includes('450.5'));
          const words = document.querySelector('.explorer-awaited')?.innerText ?? '';
          window.wasAwaited ||= words.includes('night 1.edf');
        }, 20)"""
    )
    shown.page.reload()
    shown.page.locator(".explorer-numbers", has_text="300.0").wait_for()
    shown.page.locator(".explorer-awaited").wait_for(state="detached")
    assert shown.page.evaluate("[window.wasAwaited, window.sampleWasSeen]") == [True, False]
    shown.close()


def test_files_dropped_on_the_page_open_with_their_hypnogram(followed, uploaded, tmp_path):
    from playwright.sync_api import expect

    recording, scored = tmp_path / "dropped.edf", tmp_path / "dropped stages.txt"
    checksum = write_recording(recording, 2.5)
    scored.write_text("W\n" + "N2\n" * 120)
    shown = followed
    files = [[one.name, base64.b64encode(one.read_bytes()).decode()] for one in (recording, scored)]
    dropped = shown.page.evaluate_handle(
        """(files) => {
          const held = new DataTransfer();
          for (const [name, text] of files) {
            const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
            held.items.add(new File([bytes], name, { lastModified: 1 }));
          }
          return held;
        }""",
        files,
    )
    whole = shown.page.locator(".sleep-explorer")
    shown.page.wait_for_selector(".explorer-notice", state="attached")  # the door takes drops now
    whole.dispatch_event("dragover", {"dataTransfer": dropped})
    expect(whole).to_have_class(re.compile("dropping"))
    whole.dispatch_event("drop", {"dataTransfer": dropped})
    expect(whole).not_to_have_class(re.compile("dropping"))
    shown.page.locator(".explorer-foot", has_text="dropped").wait_for()
    shown.page.locator(".explorer-numbers", has_text="60.0").wait_for()  # minutes asleep
    (kept,) = uploaded.glob("*/*/dropped.edf")
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == checksum
