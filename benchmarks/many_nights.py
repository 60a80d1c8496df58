"""A thousand nights of one person in the tab My nights: real Chromium against Voilà.

``python -m benchmarks many_nights`` prints the budget beside what was measured. An event's time is
the browser's own time stamp; a picture counts when the frame that shows it has ended. Of the peers
it says which were there to be measured, and why one was not.
"""

import json
import statistics
import tempfile
import time
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np
from playwright.sync_api import Page as BrowserPage
from playwright.sync_api import sync_playwright

from benchmarks.live_hand import REPEATS, awaited, line
from explorer.models import simulate_hypnograms
from explorer.vocabulary.stages import Stage
from tests.browser.chromium import ARGUMENTS, chromium_path
from tests.browser.page import Page
from tests.browser.serving import served_app

NIGHTS = 1000
_READINGS = 5
_FIRST = datetime.fromisoformat("2023-06-01T23:00:00+02:00")
_OURA = {Stage.W: "4", Stage.N1: "2", Stage.N2: "2", Stage.N3: "1", Stage.REM: "3"}

_PEERS = (
    (
        "pyActigraphy (actograms, SRI)",
        "pyactigraphy",
        "for it cannot be installed here: 1.2.2, its newest, asks for a SciPy without a wheel for "
        "Python 3.11 or newer, whose build needs numpy.distutils, which setuptools has no more",
    ),
    (
        "lunascope (Hypnoscope)",
        "lunascope",
        "for it is a desktop program of Qt that is not among this project's requirements; "
        "`pip install lunascope` brings it",
    ),
)
_NO_HAND = "it draws in a window of its own, without time stamps from a hand to its frame"

_INSTRUMENTS = """(() => {
  window.inputs = []; window.paints = [];
  const afterFrame = (done) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => done(performance.now());
    channel.port2.postMessage(0);
  });
  const canvas = document.querySelector(".night-scroller canvas");
  new MutationObserver(() => afterFrame((at) => paints.push({
    at, scrolled: canvas.dataset.scrolled, drawn: canvas.dataset.drawn,
    seen: canvas.getBoundingClientRect().height > 0,
  }))).observe(canvas, { attributes: true });
  const note = (event) => inputs.push(event.timeStamp);
  for (const kind of ["click", "wheel", "keydown", "change"])
    window.addEventListener(kind, note, { capture: true, passive: true });
})()"""


def write_export(path: Path) -> None:
    """Write a thousand simulated nights as Oura's API gives them, 30 s an epoch."""
    rng = np.random.default_rng(1)
    nights = simulate_hypnograms(NIGHTS, rng=rng, persons=1).values
    records = []
    for place, codes in enumerate(nights):
        start = _FIRST + timedelta(days=place, minutes=round(rng.normal(0, 30)))
        end = start + timedelta(seconds=30 * codes.size)
        records.append(
            {
                "bedtime_start": start.isoformat(),
                "bedtime_end": end.isoformat(),
                "day": end.date().isoformat(),
                "type": "long_sleep",
                "sleep_phase_30_sec": "".join(_OURA[Stage(code)] for code in codes),
            }
        )
    path.write_text(json.dumps({"data": records}))


def after(page: BrowserPage, condition: str = "true") -> float:
    """Return ms from the last event to the end of the first frame that shows what it asked for."""
    found = awaited(
        page,
        "(() => { const at = inputs.at(-1); if (at === undefined) return null;"
        f" const paint = paints.find((one) => one.at > at && one.seen && ({condition}));"
        " return paint ? paint.at - at : null; })()",
    )
    return float(found)


def forget(page: BrowserPage) -> None:
    """Let what comes now be the first."""
    page.wait_for_timeout(120)
    page.evaluate("() => { inputs.length = 0; paints.length = 0; }")


def peers() -> list[str]:
    """Say of each peer how long it takes for as many nights, or why it cannot be measured."""
    said = []
    for name, package, otherwise in _PEERS:
        try:
            found = version(package)
        except PackageNotFoundError:
            said.append(f"{name}: not measured, {otherwise}")
        else:
            said.append(f"{name} {found}: installed, and not measured: {_NO_HAND}")
    return said


def main() -> None:
    """Measure, and print the report."""
    print("\n".join(peers()), flush=True)
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        folder = Path(place)
        write_export(folder / "oura.json")
        with served_app(folder, "--folder", str(folder)) as address:
            browser = playwright.chromium.launch(
                executable_path=chromium_path(), headless=True, args=ARGUMENTS
            )
            shown = Page(browser, address)
            shown.open()
            _measure(shown.page)
            shown.close()
            browser.close()


def _measure(page: BrowserPage) -> None:
    tab = page.get_by_role("button", name="My nights", exact=True)
    night = page.get_by_role("button", name="Night", exact=True)
    tab.click()
    page.get_by_placeholder("path of an export").fill("oura.json")
    read = page.get_by_role("button", name="Read nights")
    reading = []
    for _ in range(_READINGS):
        began = time.perf_counter()
        read.click()
        page.locator(".my-nights .quiet", has_text="Reading").wait_for()
        page.locator(f"canvas[data-drawn='{NIGHTS}']").wait_for()
        page.locator(".my-nights .quiet", has_text="Reading").wait_for(state="detached")
        reading.append(1000 * (time.perf_counter() - began))
    page.evaluate(_INSTRUMENTS)
    turning, ordering, wheeling, keying, whole = ([] for _ in range(5))  # type: ignore[var-annotated]
    for _ in range(REPEATS):
        night.click()
        page.locator(".night-scroller").wait_for(state="hidden")
        forget(page)
        tab.click()
        turning.append(after(page, f"one.drawn === '{NIGHTS}'"))
    for repeat in range(REPEATS):
        forget(page)
        page.get_by_label("aligned by").select_option(("onset", "clock")[repeat % 2])
        ordering.append(after(page))
    box = page.locator(".night-scroller").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 400, box["y"] + 200)
    for repeat in range(REPEATS):
        forget(page)
        was = page.evaluate("document.querySelector('.night-scroller canvas').dataset.scrolled")
        page.mouse.wheel(0, (240, -120)[repeat % 3 == 2])
        wheeling.append(after(page, f"one.scrolled !== '{was}'"))
    page.locator(".night-scroller").focus()
    page.keyboard.press("Home")
    for _ in range(REPEATS):
        forget(page)
        page.keyboard.press("PageDown")
        keying.append(after(page))
    for _ in range(20):  # until every night is in sight
        page.keyboard.press("-")
    for repeat in range(REPEATS):
        forget(page)
        page.get_by_label("aligned by").select_option(("onset", "clock")[repeat % 2])
        whole.append(after(page))
    print(f"\n{NIGHTS} nights, loopback: budget and median / p95, ms; n {REPEATS}", flush=True)
    print(line("turning to the tab, to its rows drawn", "300", turning), flush=True)
    print(line("aligning them otherwise", "300", ordering), flush=True)
    print(line("a step of the wheel", "50", wheeling), flush=True)
    print(line("a page down by the keyboard", "50", keying), flush=True)
    print(line("all nights in sight at once, drawn anew", "300", whole), flush=True)
    print(
        f"an export of {NIGHTS} nights, from the press to its rows: median "
        f"{statistics.median(reading) / 1000:.1f} s, n {_READINGS}",
        flush=True,
    )


if __name__ == "__main__":
    main()
