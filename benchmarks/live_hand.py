"""A hand on a real page in Chromium, and a clock on what is painted.

An event's time is the browser's own time stamp; a picture counts when the frame that drew that very
value has ended.
"""

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page as BrowserPage

from tests.browser.page import Page

REPEATS = 40
FLOOD_SECONDS = 3.0
FLOOD_RATE = 125.0  # Hz, of a gaming mouse
INSTRUMENTS = (Path(__file__).parent / "live_instruments.js").read_text("utf-8")
SOCKETS = (Path(__file__).parent / "live_sockets.js").read_text("utf-8")


def awaited(page: BrowserPage, expression: str, seconds: float = 60.0) -> Any:
    """Wait until an expression is true, and return its value; asked from outside.

    The page's policy forbids what Playwright's own waiting does: to evaluate words in the page.
    """
    began = time.monotonic()
    while not (value := page.evaluate(expression)):
        if time.monotonic() - began > seconds:
            raise TimeoutError(f"never true: {expression}")
        page.wait_for_timeout(15)
    return value


class Hand:
    """A hand on the page, and a clock on what is painted."""

    def __init__(self, page: BrowserPage, shown: Page) -> None:
        self.page, self.shown = page, shown

    def latency(self, act: Callable[[], None], condition: str, wait: float = 0.25) -> float:
        """Return ms from the input to the end of the frame in which `condition` held.

        A browser says that the pointer moved, too, where the page moved below it.
        """
        self.page.evaluate("() => { paints.length = 0; inputs.length = 0; }")
        act()
        found = awaited(
            self.page,
            f"(() => {{ const event = inputs.findLast((one) => one.kind !== 'pointermove')"
            f" ?? inputs.at(-1); if (!event) return null;"
            f" const paint = paints.find((p) => p.at > event.at && ({condition}));"
            f" return paint ? paint.at - event.at : null; }})()",
        )
        self.page.wait_for_timeout(wait * 1000)
        return float(found)

    def repeat(self, act: Callable[[int], None], condition: Callable[[int], str]) -> list[float]:
        """Return the latency of each of `REPEATS` acts."""
        return [self.latency(lambda i=i: act(i), condition(i)) for i in range(REPEATS)]

    def flood(
        self, begin: tuple[float, float], end: tuple[float, float], *, shift: bool = True
    ) -> None:
        """Drag at `FLOOD_RATE` for `FLOOD_SECONDS`; the moves come from a timer in the page.

        With Shift, as a band's edge would stop at every half hertz: a few values a second, which no
        page could show more often. The amplitude line moves by a microvolt a pixel with it, which
        is as few.
        """
        mouse = self.page.mouse
        mouse.move(*begin)
        mouse.down()
        if shift:
            self.page.keyboard.down("Shift")
        self.page.evaluate(
            """([begin, end, rate, seconds, shiftKey]) => new Promise((resolve) => {
                paints.length = 0;
                inputs.length = 0;
                const pane = document.querySelector(".live-pane");
                const began = performance.now();
                const timer = setInterval(() => {
                    const share = Math.min((performance.now() - began) / (1000 * seconds), 1);
                    pane.dispatchEvent(new PointerEvent("pointermove", {
                        bubbles: true, pointerId: 1, isPrimary: true, buttons: 1, shiftKey,
                        clientX: begin[0] + share * (end[0] - begin[0]),
                        clientY: begin[1] + share * (end[1] - begin[1]),
                    }));
                    if (share === 1) { clearInterval(timer); resolve(); }
                }, 1000 / rate);
            })""",
            [begin, end, FLOOD_RATE, FLOOD_SECONDS, shift],
        )
        mouse.move(*end)
        mouse.up()
        if shift:
            self.page.keyboard.up("Shift")
        self.page.wait_for_timeout(1500)

    def lines_of_n3(self, first: float, last: float) -> list[tuple[float, float]]:
        """Draw the amplitude line at the first amplitude (uV) anew; return both lines' places.

        On the lane of one trace among eight a microvolt is a fraction of a pixel: more values lie
        between the two places than whole pixels.
        """
        places = self.page.evaluate(
            """([first, last]) => {
                const { model } = document.querySelector(".live-pane").explorer;
                model.set("n3_amplitude", first);
                model.save_changes();
                const lane = JSON.parse(model.get("lanes")).find((one) => one.analysed);
                const middle = model.get("window_start") + 15;
                const place = (line) => lane.centre + (line / 2) * (lane.gain / lane.span);
                return [[middle, place(first)], [middle, place(last)]];
            }""",
            [first, last],
        )
        self.page.wait_for_timeout(1000)
        return [self.shown.point("traces", x, y) for x, y in places]

    def flood_figures(self, key: str, figure: str) -> str:
        """Say how many frames a second showed something new, and how old it was.

        What changes is the "start" of the window or its "band" in the traces, or in the numbers the
        "edges" that events were looked for in or the "threshold" of N3; the "edges" of band power
        too, off its axis.
        """
        frames, stale, catch_up, moves, values = self.page.evaluate(
            """([key, figure]) => {
                const moves = inputs.filter((e) => e.kind === "pointermove");
                const first = new Map();
                for (const move of moves) if (!first.has(move[key])) first.set(move[key], move.at);
                const last = moves.at(-1);
                const values = [...first.keys()];
                const shows = {
                    start: (paint, one) => Math.abs(one - paint.start) < 0.002,
                    band: (paint, one) => one === paint.band,
                    edges: (paint, one) => paint.words
                        ? paint.words.includes(`s in ${one} Hz`)
                        : paint.label.startsWith(`${one} Hz`),
                    threshold: (paint, one) => paint.words.includes(`> ${one.toFixed(0)} µV`),
                }[key];
                const shown = [];
                const seen = new Set();
                for (const paint of paints.filter((p) => p.figure === figure)) {
                    const value = values.find((one) => shows(paint, one));
                    if (!first.has(value) || seen.has(value)) continue;
                    seen.add(value);
                    shown.push({ at: paint.at, age: paint.at - first.get(value), value });
                }
                const end = paints.find((p) => p.figure === figure
                    && p.at >= first.get(last[key]) && shows(p, last[key]));
                const ages = shown.map((s) => s.age).sort((a, b) => a - b);
                const at = (share) => ages[Math.floor(share * (ages.length - 1))];
                const caughtUp = end ? end.at - first.get(last[key]) : null;
                return [shown.length, [at(0.5), at(0.95)], caughtUp, moves.length, values.length];
            }""",
            [key, figure],
        )
        caught = f"{catch_up:.0f} ms" if catch_up is not None else "no new value at the end"
        if not frames:
            return f"none of {values} values shown, catches up in {caught}"
        return (
            f"{frames / FLOOD_SECONDS:5.1f} frames/s, {stale[0]:.0f} ms stale "
            f"(p95 {stale[1]:.0f}), catches up in {caught}; {moves} moves, {values} values"
        )


def line(name: str, budget: str, figures: list[float]) -> str:
    """One row of the report."""
    ordered = sorted(figures)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    return (
        f"{name:<46} {budget:>9}   {statistics.median(ordered):6.1f} / {p95:6.1f}"
        f"   (least {ordered[0]:.1f}, n={len(ordered)})"
    )
