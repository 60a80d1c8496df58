"""The page under a hand: real Chromium against Voilà, from an input event to the painted frame.

``python -m benchmarks live`` prints the budgets beside what was measured. An event's time is the
browser's own time stamp; a picture counts when the frame that drew that very value has ended.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil
from playwright.sync_api import Page as BrowserPage
from playwright.sync_api import sync_playwright

from tests.browser.serving import ARGUMENTS, Page, chromium_path, served_app

REPEATS = 40
CHANNELS = 12  # shown anew, one after the other
FLOOD_SECONDS = 3.0
FLOOD_RATE = 125.0  # Hz, of a gaming mouse
DISTANCE = 150.0  # ms added to every message from the kernel

_INSTRUMENTS = """(() => {
  const paints = (window.paints = []);
  const events = (window.inputs = []);
  const afterFrame = (done) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => done(performance.now());
    channel.port2.postMessage(0);
  };
  const pane = document.querySelector(".live-pane");
  const { live, model } = pane.explorer;
  const { PlotView } = Bokeh.require("models/plots/plot_canvas");
  for (const plot of live.plots) {
    const repaint = plot.repaint.bind(plot);
    plot.repaint = () => {
      const drawn = {
        figure: plot.model.name,
        start: Number(pane.dataset.start),
        tier: pane.dataset.tier,
        band: pane.dataset.band,
        power: version("power"),
        density: version("density"),
        rule: version("N3 by rule"),
        image: version("spectrogram"),
      };
      const result = repaint();
      afterFrame((at) => paints.push({ ...drawn, at }));
      return result;
    };
  }
  const held = {}; // data by source, and how often each was replaced
  const sources = {
    spectrogram: live.plot("spectrogram").model.renderers
      .find((r) => r.glyph?.type === "Image").data_source,
  };
  for (const name of ["power", "density", "N3 by rule"])
    sources[name] = live.document.get_model_by_name(name);
  const version = (window.version = (name) => {
    const one = (held[name] ??= { data: sources[name].data, count: 0 });
    if (sources[name].data !== one.data) { one.data = sources[name].data; one.count++; }
    return one.count;
  });
  const numbers = document.querySelector(".explorer-numbers");
  new MutationObserver(() => {
    const words = numbers.textContent;
    requestAnimationFrame(() => afterFrame((at) => paints.push({ figure: "numbers", words, at })));
  }).observe(numbers, { childList: true, subtree: true, characterData: true });
  const before = () =>
    Object.fromEntries(Object.keys(sources).map((name) => [name, version(name)]));
  const short = (hertz) => String(Number(hertz.toFixed(3)));
  const note = (event, seen) => events.push({
    at: event.timeStamp, kind: event.type, before: seen,
    start: model.get("start"), band: model.get("band").join("-"),
    edges: model.get("band").map(short).join("–"), threshold: model.get("threshold"),
  });
  for (const kind of ["keydown", "pointermove", "pointerup", "change"])
    window.addEventListener(kind, (event) => {
      const seen = before();
      setTimeout(() => note(event, seen));
    }, true);
})()"""

_SOCKETS = """(() => {
  const traffic = (window.traffic = { up: 0, down: 0, sent: 0, received: 0 });
  const delay = DELAY;
  const Native = window.WebSocket;
  const size = (data) => typeof data === "string" ? data.length : data.byteLength ?? data.size ?? 0;
  window.WebSocket = class extends Native {
    constructor(...given) {
      super(...given);
      super.addEventListener("message", (event) => {
        traffic.received++;
        traffic.down += size(event.data);
      });
    }
    send(data) { traffic.sent++; traffic.up += size(data); return super.send(data); }
    set onmessage(handler) {
      super.onmessage = delay ? (event) => setTimeout(() => handler(event), delay) : handler;
    }
    get onmessage() { return super.onmessage; }
  };
})()"""


class Hand:
    """A hand on the page, and a clock on what is painted."""

    def __init__(self, page: BrowserPage, shown: Page) -> None:
        self.page, self.shown = page, shown

    def latency(self, act: Callable[[], None], condition: str, wait: float = 0.25) -> float:
        """Return ms from the input to the end of the frame in which `condition` held."""
        self.page.evaluate("() => { paints.length = 0; inputs.length = 0; }")
        act()
        found = self.page.wait_for_function(
            f"(() => {{ const event = inputs.at(-1); if (!event) return null;"
            f" const paint = paints.find((p) => p.at > event.at && ({condition}));"
            f" return paint ? paint.at - event.at : null; }})()",
            polling=15,
            timeout=20_000,
        )
        self.page.wait_for_timeout(wait * 1000)
        return float(found.json_value())

    def repeat(self, act: Callable[[int], None], condition: Callable[[int], str]) -> list[float]:
        """Return the latency of each of `REPEATS` acts."""
        return [self.latency(lambda i=i: act(i), condition(i)) for i in range(REPEATS)]

    def flood(self, begin: tuple[float, float], end: tuple[float, float]) -> None:
        """Drag at `FLOOD_RATE` for `FLOOD_SECONDS`; the moves come from a timer in the page."""
        mouse = self.page.mouse
        mouse.move(*begin)
        mouse.down()
        self.page.evaluate(
            """([begin, end, rate, seconds]) => new Promise((resolve) => {
                paints.length = 0;
                inputs.length = 0;
                const pane = document.querySelector(".live-pane");
                const began = performance.now();
                const timer = setInterval(() => {
                    const share = Math.min((performance.now() - began) / (1000 * seconds), 1);
                    pane.dispatchEvent(new PointerEvent("pointermove", {
                        bubbles: true, pointerId: 1, isPrimary: true, buttons: 1,
                        clientX: begin[0] + share * (end[0] - begin[0]),
                        clientY: begin[1] + share * (end[1] - begin[1]),
                    }));
                    if (share === 1) { clearInterval(timer); resolve(); }
                }, 1000 / rate);
            })""",
            [begin, end, FLOOD_RATE, FLOOD_SECONDS],
        )
        mouse.move(*end)
        mouse.up()
        self.page.wait_for_timeout(1500)

    def flood_figures(self, key: str, figure: str) -> str:
        """Say how many frames a second showed something new, and how old it was."""
        frames, stale, catch_up, moves = self.page.evaluate(
            """([key, figure]) => {
                const moves = inputs.filter((e) => e.kind === "pointermove");
                const first = new Map();
                for (const move of moves) if (!first.has(move[key])) first.set(move[key], move.at);
                const last = moves.at(-1);
                const shown = [];
                const seen = new Set();
                for (const paint of paints.filter((p) => p.figure === figure)) {
                    const value = key === "start"
                        ? [...first.keys()].find((v) => Math.abs(v - paint.start) < 0.002)
                        : paint.band;
                    if (!first.has(value) || seen.has(value)) continue;
                    seen.add(value);
                    shown.push({ at: paint.at, age: paint.at - first.get(value), value });
                }
                const end = shown.find((s) => s.value === last[key]);
                const ages = shown.map((s) => s.age).sort((a, b) => a - b);
                const at = (share) => ages[Math.floor(share * (ages.length - 1))];
                return [shown.length, [at(0.5), at(0.95)], end ? end.age : null, moves.length];
            }""",
            [key, figure],
        )
        caught = f"{catch_up:.0f} ms" if catch_up is not None else "no new value at the end"
        return (
            f"{frames / FLOOD_SECONDS:5.1f} frames/s, {stale[0]:.0f} ms stale "
            f"(p95 {stale[1]:.0f}), catches up in {caught}; {moves} moves"
        )


def line(name: str, budget: str, figures: list[float]) -> str:
    """One row of the report."""
    ordered = sorted(figures)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    return (
        f"{name:<46} {budget:>9}   {statistics.median(ordered):6.1f} / {p95:6.1f}"
        f"   (least {ordered[0]:.1f}, n={len(ordered)})"
    )


def whole_night(hand: Hand) -> list[str]:
    """Measure what a band, the line of N3 and another channel change in the whole night."""
    page, shown = hand.page, hand.shown
    rows = []
    strip = "p.figure === 'events' && p.density > event.before.density"
    numbers = "p.figure === 'numbers' && p.words.includes(`{}`)"
    for key, band, edge, reach in (("6", "sigma", 16.0, 11), ("1", "slow wave", 4.0, 9)):
        for what, condition in (
            ("events", strip),
            ("numbers", numbers.format("in ${event.edges} Hz")),
        ):
            page.keyboard.press(key)
            page.wait_for_timeout(1500)
            x, y = shown.point("spectrogram", 14_000, edge)
            page.mouse.move(x, y)
            page.mouse.down()

            def pull(i: int, x: float = x, y: float = y, reach: int = reach) -> None:
                page.mouse.move(x, y + 5 + i * 4 % reach)  # as many edges as pixels: none is kept

            taken = hand.repeat(pull, lambda _, condition=condition: condition)
            page.mouse.up()
            rows.append(line(f"{band} edge dragged: the night's {what}", "150 / 300", taken))
    lane = "JSON.parse(pane.explorer.model.get('lanes')).find((one) => one.analysed)"
    for what, condition in (
        ("N3 by rule", "p.figure === 'events' && p.rule > event.before['N3 by rule']"),
        ("numbers", numbers.format("> ${event.threshold} µV")),
    ):
        page.evaluate(
            "(() => { const { model } = document.querySelector('.live-pane').explorer;"
            " model.set('threshold', 75); model.save_changes(); })()"
        )
        page.wait_for_timeout(1000)
        place = page.evaluate(
            f"(() => {{ const pane = document.querySelector('.live-pane'); const lane = {lane};"
            " return [lane.centre, lane.gain / lane.span, pane.explorer.model.get('threshold'),"
            " pane.explorer.model.get('start')]; })()"
        )
        centre, scale, line_now, start = place
        at = shown.point("traces", start + 15, centre + line_now / 2 * scale)
        page.mouse.move(*at)
        page.mouse.down()
        taken = hand.repeat(
            lambda i, at=at: page.mouse.move(at[0], at[1] - 3 - 2 * (i % 8)),
            lambda _, condition=condition: condition,
        )
        page.mouse.up()
        rows.append(line(f"line of N3 dragged: {what}", "100 / 200", taken))
    chooser = page.locator(".explorer-controls select:not([multiple])").filter(has_text="F4-M1")
    names = [name for name in chooser.locator("option").all_inner_texts() if "-M" in name]
    shown_first = [
        hand.latency(
            lambda i=i: chooser.select_option(names[i % len(names)]),
            "p.figure === 'events' && p.image > event.before.spectrogram"
            " && p.density > event.before.density",
            1.0,
        )
        for i in range(CHANNELS)
    ]
    rows.append(line("another channel: all of its night", "1500", shown_first))
    chooser.select_option("F4-M1")
    page.wait_for_timeout(2000)
    return rows


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


def measure(address: str, delay: float) -> list[str]:
    """Measure one page, with `delay` ms added to every message from the kernel."""
    rows = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), headless=True, args=ARGUMENTS
        )
        shown = Page(browser, address)
        page = shown.page
        page.add_init_script(_SOCKETS.replace("DELAY", str(delay)))
        began = time.perf_counter()
        shown.open()
        rows.append(
            f"{'open the page':<46} {'1700':>9}   {(time.perf_counter() - began) * 1e3:.0f}"
        )
        page.wait_for_function(
            "document.querySelector('.live-pane').explorer.live"
            ".document.get_model_by_name('power').data.time?.length > 0"
        )
        page.wait_for_timeout(1500)
        page.evaluate(_INSTRUMENTS)
        hand = Hand(page, shown)
        start = [float(shown.drawn()["start"])]

        def scrub(_: int) -> None:
            start[0] += 30
            page.keyboard.press("ArrowRight")

        picture = "p.figure === 'traces' && Math.abs(p.start - {0}) < 0.01"
        rows.append(
            line(
                "arrow key to painted traces",
                "25 / 50",
                hand.repeat(scrub, lambda _: picture.format(start[0] + 30)),
            )
        )
        places = [(i * 7919) % 26_000 + 500 for i in range(REPEATS)]

        def tap(i: int) -> None:
            page.mouse.click(*shown.point("hypnogram", places[i], 4))

        far = "p.figure === 'traces' && Math.abs(p.start - event.start) < 0.01"
        rows.append(
            line("tap far away to a first picture", "50 / 100", hand.repeat(tap, lambda _: far))
        )
        rows.append(
            line(
                "tap far away to the full-rate picture",
                "50 / 100",
                hand.repeat(tap, lambda _: far + " && p.tier === 'full'"),
            )
        )
        keys = ["1", "6"]
        bands = ["0.5-4", "11-16"]
        page.keyboard.press("6")
        page.wait_for_timeout(600)
        rows.append(
            line(
                "band key to re-filtered traces",
                "50 / 100",
                hand.repeat(
                    lambda i: page.keyboard.press(keys[i % 2]),
                    lambda i: f"p.figure === 'traces' && p.band === '{bands[i % 2]}'",
                ),
            )
        )
        rows.append(
            line(
                "band key to the night's band power",
                "150 / 300",
                hand.repeat(
                    lambda i: page.keyboard.press(keys[i % 2]),
                    lambda _: "p.figure === 'band_power' && p.power > event.before.power",
                ),
            )
        )
        rows += numbers(hand, shown)
        rows += whole_night(hand)
        page.keyboard.press("6")
        page.wait_for_timeout(600)
        middle = shown.point("spectrogram", 14_000, 16)
        hand.flood(middle, shown.point("spectrogram", 14_000, 28))
        rows.append(
            f"{'band edge dragged for 3 s: traces':<46} {hand.flood_figures('band', 'traces')}"
        )
        page.keyboard.press("Home")
        page.wait_for_timeout(800)
        page.evaluate("() => Object.assign(traffic, {up: 0, down: 0, sent: 0, received: 0})")
        hand.flood(shown.point("hypnogram", 15, 4), shown.point("hypnogram", 28_000, 4))
        rows.append(f"{'whole night scrubbed in 3 s':<46} {hand.flood_figures('start', 'traces')}")
        traffic = page.evaluate("traffic")
        rows.append(
            f"{'  bytes while scrubbing':<46} {traffic['down'] / 1e6:.2f} MB down in "
            f"{traffic['received']} messages, {traffic['up'] / 1e3:.0f} kB up in {traffic['sent']}"
        )
        frame = page.evaluate(
            """() => new Promise((resolve) => {
                const times = [];
                const tick = (at) => (times.push(at), times.length < 60
                    ? requestAnimationFrame(tick)
                    : resolve(times.slice(1).map((t, i) => t - times[i]).sort((a, b) => a - b)));
                requestAnimationFrame(tick);
            })"""
        )
        rows.append(
            f"{'  noise: an idle frame':<46} median {frame[30]:.1f} ms, longest {frame[-1]:.1f} ms"
        )
        rows.append(f"{'kernel with everything shown':<46} {'350 MB':>9}   {kernel_memory()}")
        shown.close()
        browser.close()
    return rows


def numbers(hand: Hand, shown: Page) -> list[str]:
    """Measure what follows a brush, the lights and a definition: the numbers at the right.

    From the last event of the gesture to the end of the frame that shows new numbers; the brush and
    the lights are moved while the button stays down, as a hand does.
    """
    page, budget = shown.page, "50 / 100"
    new = "p.figure === 'numbers' && p.words !== window.numbersBefore"
    before = (
        "() => (window.numbersBefore = document.querySelector('.explorer-numbers').textContent, 1)"
    )
    page.keyboard.press("Escape")
    page.wait_for_timeout(400)
    rows = []

    def moving(
        name: str, begin: tuple[float, float], place: Callable[[int], float], y: float
    ) -> None:
        page.mouse.move(*shown.point("hypnogram", *begin))
        page.mouse.down()
        page.mouse.move(*shown.point("hypnogram", place(-1), y))
        page.wait_for_timeout(400)

        def act(i: int) -> None:
            page.evaluate(before)
            page.mouse.move(*shown.point("hypnogram", place(i), y))

        figures = hand.repeat(act, lambda _: new)
        page.mouse.up()
        page.wait_for_timeout(400)
        rows.append(line(name, budget, figures))

    moving("brush to numbers", (9_000, 2), lambda i: 15_000 + 120 * i, 2)
    head = "document.querySelector('.live-pane').explorer.live.plot('hypnogram').model.y_range.end"
    height = float(page.evaluate(head)) - 0.15
    moving("lights-off dragged to numbers", (0, height), lambda i: 1_800 + 60 * i, height)
    page.locator("button[data-act=reset-lights]").click()
    page.keyboard.press("Escape")
    part = page.locator("details[data-key=definitions]")
    part.locator("summary").click()
    page.wait_for_timeout(400)

    def choose(i: int) -> None:
        page.evaluate(before)
        page.locator("select[data-choice=SOL]").select_option(("SOL_5min", "SOL_10min")[i % 2])

    rows.append(line("definition switched to numbers", budget, hand.repeat(choose, lambda _: new)))
    page.locator("select[data-choice=SOL]").select_option("SOL")
    part.locator("summary").click()
    page.wait_for_timeout(400)
    page.locator(".live-pane").focus()
    return rows


def main() -> None:
    """Measure near and far, and print the report."""
    with tempfile.TemporaryDirectory() as folder, served_app(Path(folder)) as address:
        time.sleep(8)  # the next page's kernel is being made ready, as it is in a class
        for delay, place in ((0.0, "loopback"), (DISTANCE, f"{DISTANCE:.0f} ms further away")):
            print(f"\nlive page, {place}: budget and median / p95, ms", flush=True)
            for row in measure(address, delay):
                print(row, flush=True)
            time.sleep(8)
