"""A 500-MB EDF uploaded through a real browser, interrupted by a reload of the page.

``python -m benchmarks upload`` prints the time of each part, and the resident memory of the page's
kernel before, during and after.
"""

import os
import re
import tempfile
import time
from pathlib import Path

import psutil
from playwright.sync_api import sync_playwright

from explorer.storage.settings import UPLOADS_VARIABLE
from tests.browser.chromium import ARGUMENTS, chromium_path
from tests.browser.page import Page
from tests.browser.serving import served_app
from tests.browser.uploading import choose, wait_for_bytes, write_recording

MEGABYTES = 500.0
_KERNEL = re.compile(r"/api/kernels/([0-9a-f-]{36})/")
_PATIENCE = 300_000  # ms


def main() -> None:
    """Write, upload in part, reload, upload the rest, open."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        os.environ[UPLOADS_VARIABLE] = str(Path(folder) / "uploads")
        recording = Path(folder) / "night.edf"
        checksum = write_recording(recording, MEGABYTES)
        print(f"file: {recording.stat().st_size / 1e6:.0f} MB")
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), headless=True, args=ARGUMENTS
        )
        with served_app(Path(folder)) as address:
            upload(Page(browser, address), recording, checksum)
        browser.close()


def upload(shown: Page, recording: Path, checksum: str) -> None:
    """Upload with a reload in the middle; say how long and how much memory it took."""
    kernels: list[str] = []
    page = shown.page
    page.set_default_timeout(_PATIENCE)
    page.on("websocket", lambda socket: kernels.extend(_KERNEL.findall(socket.url)))
    shown.open()
    half = recording.stat().st_size / 2
    began = time.perf_counter()
    choose(page, recording)
    wait_for_bytes(page, half)
    print(f"first half: {time.perf_counter() - began:.1f} s")
    page.reload()
    shown.wait_for_picture()
    page.wait_for_timeout(15_000)  # until the sample night has been analysed
    before = memory(kernels[-1])
    began = time.perf_counter()
    choose(page, recording)
    wait_for_bytes(page, half + 1e6)
    print(f"compared and going on: {time.perf_counter() - began:.1f} s")
    highest = before
    while page.locator(".transfer").count():
        highest = max(highest, memory(kernels[-1]))
        page.wait_for_timeout(200)
    print(f"second half, checked: {time.perf_counter() - began:.1f} s")
    after = memory(kernels[-1])
    page.wait_for_function("/night=upload/.test(location.hash)")
    print(f"opened: {time.perf_counter() - began:.1f} s")
    (kept,) = Path(os.environ[UPLOADS_VARIABLE]).glob("*/*/sha256")
    assert kept.read_text("ascii") == checksum
    print(f"checksum: as written, {checksum}")
    print(f"kernel: {before:.0f} MB before, {highest:.0f} MB at most, {after:.0f} MB after")
    shown.close()


def memory(kernel: str) -> float:
    """Resident memory of a kernel, MB."""
    for process in psutil.process_iter(["cmdline"]):
        if kernel in " ".join(process.info["cmdline"] or []):
            return float(process.memory_info().rss / 1e6)
    return float("nan")
