"""A real page on a real file that is rewritten, removed, or stands before a pipe."""

import os
import shutil

import pytest

from explorer.io import write_edf
from explorer.models.simulated_night import simulate_night
from tests.browser.page import Page

playwright = pytest.importorskip("playwright.sync_api")


def test_a_page_says_that_its_file_changed_and_reads_it_again(chromium, address, shelf):
    folder = shelf / "changed"
    folder.mkdir()
    file = write_edf(simulate_night(1, hours=0.5, sampling_frequency=128), folder / "night.edf")
    kept = shutil.copyfile(file, folder / "kept.copy")
    os.mkfifo(folder / "night.txt")
    os.mkfifo(folder / "pipe.edf")
    page = Page(chromium, address)
    page.open_file(file)
    page.wait_for_rest()
    bar = page.page.locator(".explorer-notice")

    page.page.get_by_role("button", name="Open…").click()
    page.page.get_by_label("path of a recording").fill(str(folder / "pipe.edf"))
    page.page.get_by_label("path of a recording").press("Enter")
    playwright.expect(page.page.locator("dialog[open]")).to_contain_text("there is no such file")
    page.page.keyboard.press("Escape")

    file.chmod(0o640)  # no byte of it changed
    os.link(file, folder / "night.link")
    page.page.keyboard.press("Shift+ArrowRight")
    page.wait_for_rest()
    playwright.expect(bar).to_be_hidden()

    with file.open("r+b") as opened:
        opened.seek(5000)
        opened.write(b"\x01\x02")
    playwright.expect(bar).to_contain_text("it was written to since it was opened")
    page.page.keyboard.press("End")  # beyond what was read; nothing coarse stands for it
    page.wait_until("d.tier === 'none'")
    again = bar.get_by_role("button", name="read again")
    again.click()
    page.wait_until("d.tier === 'full'")
    playwright.expect(bar).to_be_hidden()

    os.truncate(file, 20_000)
    playwright.expect(bar).to_contain_text("it was cut from")
    file.unlink()
    playwright.expect(bar).to_contain_text("the file is gone since it was opened")
    again.click()
    playwright.expect(bar).to_contain_text("there is no such file")
    shutil.copyfile(kept, file)
    again.click()
    playwright.expect(bar).to_be_hidden()
    page.close()
