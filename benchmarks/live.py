"""The page under a hand: real Chromium against Voilà, from an input event to the painted frame.

``python -m benchmarks live`` prints the budgets beside what was measured; ``live_band`` measures
the band and the amplitude criterion alone.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import psutil
from playwright.sync_api import sync_playwright

from benchmarks.live_hand import INSTRUMENTS, SOCKETS, Hand, awaited
from benchmarks.live_night import editing, elsewhere, numbers, whole_night
from benchmarks.live_window import band_floods, band_keys, floods, window
from explorer.storage.settings import SCORINGS_VARIABLE
from tests.browser.chromium import ARGUMENTS, chromium_path
from tests.browser.page import Page
from tests.browser.serving import served_app

# Notes when the frame has ended that shows the traces at full rate, in ms from the navigation.
OPENED = """(() => {
  const look = () => {
    if (!document.querySelector(".live-pane[data-ready=yes][data-tier=full]"))
      return requestAnimationFrame(look);
    const channel = new MessageChannel();
    channel.port1.onmessage = () => (window.openedAt = performance.now());
    channel.port2.postMessage(0);
  };
  requestAnimationFrame(look);
})()"""
DISTANCE = 150.0  # ms added to every message from the kernel


def kernel_memory() -> str:
    """Say how much memory the largest kernel below this process takes."""
    kernels = [
        process.memory_full_info()
        for process in psutil.Process().children(recursive=True)
        if any("ipykernel" in word for word in process.cmdline())
    ]
    if not kernels:
        return "no kernel found"
    largest = max(kernels, key=lambda memory: memory.uss)
    return f"{largest.rss / 1e6:.0f} MB, {largest.uss / 1e6:.0f} of them its own"


Part = Callable[[Hand], list[str]]
EVERY: tuple[Part, ...] = (window, numbers, whole_night, elsewhere, editing, floods)


def measure(address: str, delay: float, parts: Sequence[Part] = EVERY) -> Iterator[str]:
    """Measure one page, with `delay` ms added to every message from the kernel: a row at a time."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), headless=True, args=ARGUMENTS
        )
        shown = Page(browser, address)
        page = shown.page
        page.add_init_script(SOCKETS.replace("DELAY", str(delay)))
        page.add_init_script(OPENED)
        shown.open()
        # By the page's own clock: Playwright looks for a selector every half second.
        opened = awaited(page, "window.openedAt")
        yield f"{'open the page':<46} {'1700':>9}   {opened:.0f}"
        page.wait_for_function(
            "document.querySelector('.live-pane').explorer.live"
            ".document.get_model_by_name('power').data.time?.length > 0"
        )
        page.wait_for_timeout(1500)
        page.evaluate(INSTRUMENTS)
        hand = Hand(page, shown)
        for part in parts:
            yield from part(hand)
        yield f"{'kernel with everything shown':<46} {'350 MB':>9}   {kernel_memory()}"
        shown.close()
        browser.close()


def main(parts: Sequence[Part] = EVERY) -> None:
    """Measure near and far, and print the report."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ[SCORINGS_VARIABLE] = str(Path(folder) / "scorings")  # not among the user's own
        measure_both(Path(folder), parts)


def main_of_bands() -> None:
    """Measure what moves the band and the amplitude criterion alone."""
    main((band_keys, band_floods))


def measure_both(folder: Path, parts: Sequence[Part] = EVERY) -> None:
    """Serve the page, and measure it near and far."""
    with served_app(folder) as address:
        time.sleep(8)  # the next page's kernel is being made ready, as it is in a class
        for delay, place in ((0.0, "loopback"), (DISTANCE, f"{DISTANCE:.0f} ms further away")):
            print(f"\nlive page, {place}: budget and median / p95, ms", flush=True)
            for row in measure(address, delay, parts):
                print(row, flush=True)
            time.sleep(8)
