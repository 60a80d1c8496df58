"""One page used for long: ``python -m benchmarks.endurance``.

Eight hours of a gesture every three seconds are 9,600 gestures; a real Chromium makes them as fast
as the page answers: each waits for what it sets off. Lines say what the kernel holds, what the
page's heap and its arrays hold after its garbage was collected, its nodes and Bokeh's models; the
last lines the growth for 1,000 gestures, fitted to the lines after the warm-up.
"""

import argparse
import os
import random
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType

import numpy as np
import psutil
from playwright.sync_api import TimeoutError as Timeout
from playwright.sync_api import sync_playwright

from explorer.storage.settings import SCORINGS_VARIABLE
from tests.browser.chromium import ARGUMENTS, chromium_path
from tests.browser.page import Page
from tests.browser.serving import served_app

GESTURES = 8 * 3600 // 3
WARM_UP = 0.2  # of the lines: every tab, night and channel has then been drawn once
_EEG = 6  # of the sample nights' channels, the first: the others hold no waves to be judged
_MB = 2**20
_LONGEST = 20_000  # ms for an answer; one that does not come by then is counted
_KEYS = ("ArrowRight", "ArrowLeft", "Shift+ArrowRight", "Shift+ArrowLeft", "PageDown", "PageUp")
_MODEL = "document.querySelector('.live-pane').explorer.model"
# What is there once a tab has been drawn.
_TABS = MappingProxyType(
    {
        "Signal": ".signal-body svg",
        "Function": ".function-group",
        "Compare": ".compare .slopes",
        "Plan": ".plan figure svg",
        "Magnesium lab": ".lab svg.trace",
        "My nights": ".my-nights .result",
        "Evidence": ".evidence",
        "Exercises": ".exercises .question",
    }
)


class Hand:
    """What a person does on the page, one gesture a call, each waiting for its answer.

    Parameters
    ----------
    page : Page
        Opened.
    seed : int
        The same seed makes the same gestures.
    """

    def __init__(self, page: Page, seed: int) -> None:
        self.page, self.rng = page, random.Random(seed)
        self.keys = page.page.keyboard
        self.done: Counter[str] = Counter()
        self.late: Counter[str] = Counter()
        self.share: dict[Callable[[], None], float] = {
            self.step: 40,
            self.wheel: 8,
            self.jump: 8,
            self.band: 8,
            self.band_drag: 5,
            self.brush: 8,
            self.threshold: 6,
            self.score: 9,
            self.undo: 4,
            self.channel: 1,
            self.tab: 2.5,
            self.night: 0.6,
        }

    def gesture(self) -> None:
        """Make one, of a kind drawn by its share."""
        (act,) = self.rng.choices(list(self.share), list(self.share.values()))
        name = act.__name__
        try:
            act()
        except Timeout as error:
            self.late[name] += 1
            print(f"no answer to {name} ({act.__doc__}): {str(error).splitlines()[-1].strip()}")
            self.come_back()
        self.done[name] += 1

    def come_back(self) -> None:
        """Stand where every gesture can begin: on the night, with nothing open."""
        self.keys.press("Escape")
        self.page.page.get_by_role("button", name="Night", exact=True).click()
        self.page.page.locator(".live-pane").focus()

    def value(self, name: str):
        """Read a trait of the pane."""
        return self.page.page.evaluate(f"{_MODEL}.get('{name}')")

    def settle(self) -> None:
        """Wait for the traces at full rate."""
        self.page.wait_until("d.tier === 'full'")

    def step(self) -> None:
        """Scrub by a key."""
        self.keys.press(self.rng.choice(_KEYS))
        self.settle()

    def wheel(self) -> None:
        """Scrub by the wheel over the traces."""
        box = self.page.page.locator(".live-pane").bounding_box()
        self.page.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 120)
        self.page.page.mouse.wheel(0, self.rng.choice((-120, 120)))
        self.settle()

    def jump(self) -> None:
        """Click on the hypnogram, far away."""
        self.page.page.mouse.click(*self.page.point("hypnogram", self.rng.uniform(600, 28_000), 2))
        self.settle()

    def band(self) -> None:
        """Choose a band by its key."""
        self.stop_scoring()  # or a digit would score
        self.keys.press(str(self.rng.randint(1, 8)))
        self.settle()

    def band_drag(self) -> None:
        """Drag the band's upper edge on the spectrogram."""
        self.stop_scoring()
        high = self.value("band")[1]
        if high > 24:  # near the spectrogram's end: nothing to take hold of
            self.keys.press("1")
            self.page.page.wait_for_function(f"{_MODEL}.get('band')[1] === 4")
            high = 4
        at, to = self.rng.uniform(3000, 25_000), high + self.rng.uniform(1, 4)
        self.page.drag(
            self.page.point("spectrogram", at, high), self.page.point("spectrogram", at, to)
        )
        self.settle()

    def brush(self) -> None:
        """Brush a part of the night, read its numbers, and forget it."""
        start = self.rng.uniform(2000, 15_000)
        self.page.drag(
            self.page.point("hypnogram", start, 1), self.page.point("hypnogram", start + 8000, 1)
        )
        brushed = self.page.page.locator(".explorer-numbers th", has_text="selection").first
        if self.value("selection"):  # else the drag began in the window, and scrubbed
            brushed.wait_for()
            self.keys.press("Escape")
            brushed.wait_for(state="detached")

    def threshold(self) -> None:
        """Move the amplitude criterion by its key, and wait for the minutes."""
        self.keys.press(self.rng.choice(("t", "Shift+t")))
        line = self.value("threshold")
        self.page.page.locator(".explorer-numbers th", has_text=f"> {line:.0f}").first.wait_for()

    def score(self) -> None:
        """Score the epoch in the window; begin to score where nobody does."""
        if not self.value("scoring"):
            self.keys.press("s")
            self.page.page.wait_for_function(f"{_MODEL}.get('scoring') !== ''")
        stages = {"w": 0, "1": 1, "2": 2, "3": 3, "r": 4}
        key = self.rng.choice(list(stages))
        at = self.value("start")
        self.keys.press(key)
        self.page.page.wait_for_function(
            f"""([at, code]) => {{
                const {{ first, length, codes }} = JSON.parse({_MODEL}.get('epochs'));
                return codes[Math.floor((at - first) / length + 1e-6)] === code;
            }}""",
            arg=[at, stages[key]],
        )

    def undo(self) -> None:
        """Take back what was scored, or put it in again."""
        self.keys.press(self.rng.choice(("Control+z", "Control+z", "Control+Shift+z")))
        self.stop_scoring()

    def stop_scoring(self) -> None:
        """Let the keys choose bands again."""
        if self.value("scoring"):
            self.keys.press("s")
            self.page.page.wait_for_function(f"{_MODEL}.get('scoring') === ''")

    def channel(self) -> None:
        """Analyse another channel, for the whole night."""
        chooser = self.page.page.get_by_label("Channel of the spectrogram", exact=True)
        names = chooser.locator("option").all_inner_texts()[:_EEG]
        chooser.select_option(self.rng.choice(names))
        self.page.page.locator(".explorer-foot", has_text="Computing").wait_for(state="hidden")
        self.settle()
        self.page.page.locator(".live-pane").focus()

    def tab(self) -> None:
        """Turn to a tab, wait for what it shows, and come back."""
        title = self.rng.choice(list(_TABS))
        for name, shown in ((title, _TABS[title]), ("Night", ".live-pane")):
            self.page.page.get_by_role("button", name=name, exact=True).click()
            begin = self.page.page.get_by_role("button", name="Simulated example")
            drawn = self.page.page.locator(shown).count()
            if name == "Compare" and not drawn and begin.is_enabled():
                begin.click()  # nothing is compared before anybody asks
            self.page.page.locator(shown).first.wait_for()
        self.page.page.locator(".live-pane").focus()
        self.settle()

    def night(self) -> None:
        """Open another night."""
        picker = self.page.page.locator(".explorer-picker select")
        now, before = picker.input_value(), self.value("epochs")
        nights = [one for one in picker.locator("option").all_inner_texts() if "simulated" in one]
        picker.select_option(label=self.rng.choice([one for one in nights if one != now]))
        # Until then a key would score the night that was open.
        self.page.page.wait_for_function(f"(was) => {_MODEL}.get('epochs') !== was", arg=before)
        self.settle()
        self.page.page.locator(".live-pane").focus()


def main() -> None:
    """Use a page, and print what it holds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gestures", type=int, default=GESTURES)
    parser.add_argument("--minutes", type=float, default=480, help="stop then, done or not")
    parser.add_argument("--every", type=int, default=400, help="gestures between two lines")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        os.environ[SCORINGS_VARIABLE] = str(Path(folder) / "scorings")  # not among the user's own
        with served_app(Path(folder)) as address:
            browser = playwright.chromium.launch(
                executable_path=chromium_path(), headless=True, args=ARGUMENTS
            )
            page = Page(browser, address)
            page.open()
            page.page.set_default_timeout(_LONGEST)
            hand = Hand(page, options.seed)
            held = use(hand, options)
            page.close()
            browser.close()
    print("made: " + ", ".join(f"{name} {count}" for name, count in sorted(hand.done.items())))
    print(f"answers that did not come: {dict(hand.late) or 'none'}")
    growth(held)


def use(hand: Hand, options: argparse.Namespace) -> np.ndarray:
    """Make the gestures; return a row a line: gestures, then what is held."""
    session = hand.page.page.context.new_cdp_session(hand.page.page)
    process = kernel_of(hand.page)
    began, held = time.monotonic(), []
    print(f"{'min':>7}{'gestures':>10}" + "".join(f"{name:>14}" for name in HELD))
    for count in range(options.gestures + 1):
        minutes = (time.monotonic() - began) / 60
        if count % options.every == 0 or minutes >= options.minutes:
            row = held_now(hand.page, session, process)
            held.append([count, *row])
            print(f"{minutes:7.1f}{count:10d}" + "".join(f"{v:14.1f}" for v in row), flush=True)
        if minutes >= options.minutes:
            break
        if count < options.gestures:
            hand.gesture()
    return np.array(held)


HELD = ("kernel MB", "heap MB", "buffers MB", "nodes", "listeners", "Bokeh models")


def held_now(page: Page, session, process: psutil.Process) -> list[float]:
    """Measure what `HELD` names, once the page's garbage was collected."""
    session.send("HeapProfiler.collectGarbage")
    heap = session.send("Runtime.getHeapUsage")
    counters = session.send("Memory.getDOMCounters")
    models = page.page.evaluate(
        "document.querySelector('.live-pane').explorer.live.document._all_models.size"
    )
    return [
        process.memory_info().rss / _MB,
        heap["usedSize"] / _MB,
        heap.get("backingStorageSize", 0) / _MB,  # of arrays: no part of the heap
        counters["nodes"],
        counters["jsEventListeners"],
        models,
    ]


def growth(held: np.ndarray) -> None:
    """Print the straight line through what was held after the warm-up, with its standard error."""
    late = held[int(WARM_UP * len(held)) :]
    if len(late) < 4:
        print("too few lines to fit a growth to")
        return
    thousands = late[:, 0] / 1000
    for name, values in zip(HELD, late[:, 1:].T, strict=True):
        (slope, _), covariance = np.polyfit(thousands, values, 1, cov=True)
        error = float(np.sqrt(covariance[0, 0]))
        print(
            f"{name:>14}: {slope:+8.2f} ± {error:.2f} for 1,000 gestures; {values[0]:.0f} at first,"
            f" {values[-1]:.0f} at last, {values.max():.0f} at most"
        )


def kernel_of(page: Page) -> psutil.Process:
    """Find the kernel behind this page; another is always ready for the next."""
    found = re.search(r'"kernelId": ?"([\w-]+)"', page.page.content())
    assert found, "the page names no kernel"
    for child in psutil.Process().children(recursive=True):
        if found.group(1) in " ".join(child.cmdline()):
            return child
    raise LookupError(f"no process of the kernel {found.group(1)}")


if __name__ == "__main__":
    main()
