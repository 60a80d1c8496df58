"""The magnesium lab under a hand: real Chromium against Voilà, from a slider to moving model EEG.

``python -m benchmarks live_lab`` prints the budget beside what was measured. An event's time is the
browser's own time stamp; a picture counts when the frame that shows it has ended. Run it on a quiet
machine; where there is none, the processor time that a key costs kernel and page says more.
"""

import tempfile
import time
from pathlib import Path

import psutil
from playwright.sync_api import Page as BrowserPage
from playwright.sync_api import sync_playwright

from benchmarks.live_hand import FLOOD_SECONDS, REPEATS, awaited, line
from tests.browser.chromium import ARGUMENTS, chromium_path
from tests.browser.page import Page
from tests.browser.serving import served_app

BUDGET = "100 / 250"
_FLOOD_STEPS = 120
_SETTLE = 500  # ms

_INSTRUMENTS = """(() => {
  const paints = (window.paints = []), inputs = (window.inputs = []);
  const afterFrame = (done) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => done(performance.now());
    channel.port2.postMessage(0);
  });
  const lane = () => document.querySelector(".lab path.now")?.getAttribute("d") ?? "";
  const level = () => document.querySelector(".lab .lane b.now")?.textContent ?? "";
  let drawn = lane();
  new MutationObserver(() => {
    const now = lane(), shown = level();
    if (now === drawn || !now) return;
    drawn = now;
    afterFrame((at) => paints.push({ at, level: shown }));
  }).observe(document.querySelector(".lab-eeg"), { childList: true, subtree: true });
  const note = (event) => inputs.push({ at: event.timeStamp });
  for (const kind of ["keydown", "pointermove"]) window.addEventListener(kind, note, true);
})()"""


def press(page: BrowserPage, key: str) -> float:
    """Return ms from a key on the slider to the end of the frame that shows new model EEG."""
    page.evaluate("() => { paints.length = 0; inputs.length = 0; }")
    page.keyboard.press(key)
    found = awaited(
        page,
        "(() => { const event = inputs.at(-1); if (!event) return null;"
        " const paint = paints.find((p) => p.at > event.at);"
        " return paint ? paint.at - event.at : null; })()",
        seconds=8.0,
    )
    page.wait_for_timeout(_SETTLE)
    return float(found)


class ProcessorTime:
    """What the kernel and the page have worked since the beginning, in ms."""

    def __init__(self, page: BrowserPage) -> None:
        self._metrics = page.context.new_cdp_session(page)
        self._metrics.send("Performance.enable")
        kernels = [
            process
            for process in psutil.Process().children(recursive=True)
            if any("ipykernel" in word for word in process.cmdline())
        ]
        # The one that has worked most: others are kept warm for the next page.
        self._kernel = max(kernels, key=lambda process: process.cpu_times().user)
        self._begin = self._now()

    def each(self, times: int) -> str:
        """Return what each of some acts has cost."""
        kernel, page, script = (
            (now - begin) / times for now, begin in zip(self._now(), self._begin, strict=True)
        )
        return f"kernel {kernel:.0f} ms, page {page:.0f} ms, {script:.0f} of them its scripts"

    def _now(self) -> tuple[float, float, float]:
        used = self._kernel.cpu_times()
        found = self._metrics.send("Performance.getMetrics")["metrics"]
        page = {metric["name"]: 1000 * metric["value"] for metric in found}
        return 1000 * (used.user + used.system), page["TaskDuration"], page["ScriptDuration"]


def flood(page: BrowserPage) -> str:
    """Drag the dose to and fro for `FLOOD_SECONDS`: what is shown, and how late the last of it."""
    handle = page.locator(".lab-controls .noUi-handle").first
    box = handle.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate("() => { paints.length = 0; inputs.length = 0; }")
    began = time.perf_counter()
    for step in range(_FLOOD_STEPS):
        page.mouse.move(x - 40 * (step + 1) / _FLOOD_STEPS, y)
        ahead = began + (step + 1) * FLOOD_SECONDS / _FLOOD_STEPS - time.perf_counter()
        if ahead > 0:
            page.wait_for_timeout(1000 * ahead)
    page.wait_for_timeout(1500)
    page.mouse.up()
    shown, late, last, wanted = page.evaluate(
        """() => [paints.length, paints.at(-1)?.at - inputs.at(-1).at, paints.at(-1)?.level,
                  document.querySelector(".lab-chain").textContent.match(/[0-9.]+ mM/)?.[0]]"""
    )
    newest = "the newest setting is shown" if last == wanted else f"STALE: {last} for {wanted}"
    return (
        f"{shown / FLOOD_SECONDS:5.1f} pictures/s, the last {late:.0f} ms after the hand; {newest}"
    )


def main() -> None:
    """Measure, and print the report."""
    with (
        tempfile.TemporaryDirectory() as folder,
        served_app(Path(folder)) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), headless=True, args=ARGUMENTS
        )
        shown = Page(browser, address)
        shown.open()
        page = shown.page
        page.get_by_role("button", name="Magnesium lab", exact=True).click()
        page.wait_for_selector(".lab svg.trace")
        page.wait_for_selector(".lab-sentence")
        page.wait_for_timeout(2000)
        page.evaluate(_INSTRUMENTS)
        page.locator(".lab-controls .noUi-handle").first.focus()
        keys = ["ArrowLeft", "ArrowRight"]
        press(page, keys[1])
        press(page, keys[0])
        worked = ProcessorTime(page)
        figures = [press(page, keys[(i // 10) % 2]) for i in range(REPEATS)]
        cost = worked.each(REPEATS)
        print("\nlive lab, loopback: budget and median / p95, ms", flush=True)
        print(line("a key on the dose to 30 s of new model EEG", BUDGET, figures), flush=True)
        print(f"{'processor time of such a key':<46} {cost}", flush=True)
        print(f"{'dose dragged for 3 s: model EEG':<46} {flood(page)}", flush=True)
        shown.close()
        browser.close()


if __name__ == "__main__":
    main()
