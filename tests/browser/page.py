"""A page of the explorer in a real browser, as a person sees it and moves it."""

import time
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote
from weakref import WeakSet

from playwright.sync_api import Error

# What stands on a page in which something was waited for in vain.
_SEEN = """() => {
  const texts = (selector) => [...document.querySelectorAll(selector)]
    .filter((one) => one.checkVisibility()).map((one) => one.innerText.trim().slice(0, 200));
  const pane = document.querySelector(".live-pane");
  const model = pane?.explorer?.model;
  const held = ["band", "window_start", "holding", "scoring", "blind", "lesson"];
  const { activeElement, visibilityState } = document;
  return {
    address: location.href, visibilityState, drawn: { ...pane?.dataset },
    held: model && Object.fromEntries(held.map((name) => [name, model.get(name)])),
    focus: `${activeElement?.tagName}.${activeElement?.className}`,
    told: texts("[role=status], [role=alert], dialog[open]"), headings: texts("h1, h2"),
  };
}"""

# What a hand moves on the page of the night, by the page's own traits.
_MOVED = ("window_length", "window_start", "band", "n3_amplitude", "selection")
_LONGEST_WAIT = 180_000  # ms; this only ends what hangs, a busy machine takes long


def leave(page) -> None:
    """Close a tab as a person does, who sees that it has come to rest.

    A browser gives a tab half a second to say that it goes, then ends it: of one that computes for
    longer nothing is heard, and its kernel is left to the server's rule for lost pages.
    """
    page.evaluate(
        """() => new Promise((rests) => {
            let [calm, last] = [0, performance.now()];
            const look = () => {
                calm = performance.now() - last < 250 ? calm + 1 : 0;
                last = performance.now();
                calm < 20 ? setTimeout(look, 50) : rests();
            };
            setTimeout(look, 50);
        })"""
    )
    page.close(run_before_unload=True)


class Page:
    """A page of the explorer, as a person sees it, and what it tried to load."""

    opened: ClassVar[WeakSet["Page"]] = WeakSet()

    def __init__(self, browser, address: str, *, width: int = 1280, height: int = 800) -> None:
        self.page = browser.new_page(viewport={"width": width, "height": height})
        self.page.set_default_timeout(_LONGEST_WAIT)
        # Playwright looks again by words evaluated in the page, which the page's policy forbids.
        self.page.wait_for_function = self.wait_for_truth
        self.errors: list[str] = []
        self.outside: list[str] = []
        self.address = address
        local = (address, "data:", "blob:", address.replace("http", "ws"))
        self.page.on("pageerror", self._went_wrong)
        self.opened.add(self)
        self.page.on(
            "request",
            lambda request: (
                None if request.url.startswith(local) else self.outside.append(request.url)
            ),
        )

    def _went_wrong(self, error: object) -> None:
        # Jupyter's own words for what was under way to a kernel that is gone, or from a page left.
        if str(error) != "Cannot send":
            self.errors.append(str(error))

    def open(self) -> None:
        """Go to the served page and wait for its first full picture."""
        self.page.goto(self.address)
        self.wait_for_picture()
        self._first = self._view()

    def open_file(self, path: Path, hypnogram: Path | None = None) -> None:
        """Go to the served page by a link to a file's night, and wait for its first picture."""
        beside = f"&hypnogram={quote(str(hypnogram))}" if hypnogram else ""
        self.page.goto(f"{self.address}#v1&night={quote(str(path))}{beside}")
        self.wait_for_picture()  # of the sample night, or of the file's already
        # The page writes its own address once it has followed this one.
        self.page.wait_for_function(
            "(name) => location.hash.includes('&window_start=') && location.hash.includes(name)",
            arg=quote(path.name),
        )
        self.wait_for_picture()
        self._first = self._view()

    def _view(self) -> dict[str, object]:
        return self.page.evaluate(
            """(names) => {
              const { model } = document.querySelector('.live-pane').explorer;
              return Object.fromEntries(names.map((name) => [name, model.get(name)]));
            }""",
            _MOVED,
        )

    def begin_anew(self) -> None:
        """Bring the view to where it was when the page was opened, and wait for rest."""
        if self.page.locator("dialog[open]").count():  # left by a test that failed
            self.page.keyboard.press("Escape")
        self.page.get_by_role("button", name="Night", exact=True).click()
        self.wait_for_picture()
        self.wait_for_rest()
        now, generation = self._view(), int(self.drawn()["generation"])
        if now != self._first:
            self.page.evaluate(
                """(view) => {
                  const { model } = document.querySelector('.live-pane').explorer;
                  for (const [name, value] of Object.entries(view)) model.set(name, value);
                  model.save_changes();
                }""",
                self._first,
            )
        if now["band"] != self._first["band"]:
            self.wait_until(f"d.generation > {generation}")
        self.wait_until(f"d.start == {self._first['window_start']} && d.tier === 'full'")
        self.wait_for_rest()
        self.page.locator(".live-pane").focus()

    def run_notebook(self, path: str) -> None:
        """Open a notebook in JupyterLab and run it."""
        from playwright.sync_api import expect

        page = self.page
        page.goto(f"{self.address}lab/tree/{path}?reset")
        page.wait_for_selector(".jp-Notebook")
        expect(page.locator("#jp-main-statusbar")).to_contain_text("| Idle", timeout=_LONGEST_WAIT)
        self._run_all()

    def run_in_notebook_7(self, path: str) -> None:
        """Open a notebook in Notebook 7 and run it."""
        self.page.goto(f"{self.address}notebooks/{path}")
        self.page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]")
        self._run_all()

    def _run_all(self) -> None:
        from playwright.sync_api import expect

        page = self.page
        for _ in range(20):  # a run asked for while the kernel connects is lost: look, and repeat
            page.get_by_role("menuitem", name="Run", exact=True).click()
            page.get_by_text("Run All Cells", exact=True).first.click()
            try:
                expect(page.locator(".jp-InputPrompt").first).not_to_have_text("[ ]:", timeout=5000)
                break
            except AssertionError:
                page.keyboard.press("Escape")
        self.wait_for_picture()

    def wait_for_picture(self) -> None:
        """Wait until the traces are drawn at full rate."""
        self.page.wait_for_selector(".live-pane[data-ready=yes][data-tier=full]")

    def drawn(self) -> dict[str, str]:
        """Say what the picture shows: start, tier, generation."""
        return self.page.evaluate("({...document.querySelector('.live-pane').dataset})")

    def wait_for_rest(self) -> None:
        """Wait until nothing of the whole night is being computed."""
        self.page.wait_for_selector(".explorer-door[data-settled=yes]", state="attached")

    def wait_for_truth(self, condition: str, *, arg: object = None) -> None:
        """Wait until a JavaScript condition, of this argument, holds; asked from outside."""
        began = time.monotonic()
        while not self.page.evaluate(condition, arg):
            assert time.monotonic() - began < _LONGEST_WAIT / 1000, f"never true: {condition}"
            self.page.wait_for_timeout(50)

    def wait_until(self, condition: str) -> None:
        """Wait until this JavaScript condition on `drawn` holds."""
        dataset = "const d = document.querySelector('.live-pane').dataset"
        self.wait_for_truth(f"(() => {{ {dataset}; return {condition}; }})()")

    def point(self, figure: str, x: float, y: float) -> tuple[float, float]:
        """Find where a point of a figure, in its own coordinates, lies on the screen.

        Figures that are being laid out anew are waited for: a hand that goes to where something
        was a frame ago takes hold of something else.
        """
        return tuple(
            self.page.evaluate(
                """async ([name, x, y]) => {
                    const place = () => {
                        const view = document.querySelector('.live-pane').explorer.live.plot(name);
                        const outer = view.el.getBoundingClientRect(), box = view.frame.bbox;
                        const { x_range: across, y_range: up } = view.model;
                        const right = (x - across.start) / (across.end - across.start);
                        const down = (up.end - y) / (up.end - up.start);
                        return [
                          outer.left + box.left + right * box.width,
                          outer.top + box.top + down * box.height,
                        ];
                    };
                    const frame = () => new Promise(requestAnimationFrame);
                    let [before, now] = [[], place()];
                    for (let tries = 0; tries < 100 && String(before) !== String(now); tries++) {
                        before = now;
                        await frame();
                        await frame();
                        now = place();
                    }
                    return now;
                }""",
                [figure, x, y],
            )
        )

    def drag(self, begin: tuple[float, float], end: tuple[float, float], steps: int = 12) -> None:
        """Drag with the mouse."""
        mouse = self.page.mouse
        mouse.move(*begin)
        mouse.down()
        mouse.move(*end, steps=steps)
        mouse.up()

    def switch(self, name: str, *, on: bool) -> None:
        """Press "dark" or "Aa" if need be, and wait for what it does to the page."""
        kind = {"Aa": "large", "dark": "dark"}[name]
        button = self.page.get_by_role("button", name=name, exact=True)
        # Its own look changes with the press; the page's comes a message later.
        if button.evaluate("(one) => one.classList.contains('mod-active')") != on:
            button.click()
        self.page.locator(f".sleep-explorer{f'.{kind}' if on else f':not(.{kind})'}").wait_for()

    def wait_for_fit(self) -> None:
        """Wait until the whole page stands within the window, neither wider nor higher."""
        self.wait_for_truth(
            "(({ scrollWidth, scrollHeight }) => scrollWidth <= innerWidth"
            " && scrollHeight <= innerHeight)(document.documentElement)"
        )

    def wait_for_width(self, selector: str) -> None:
        """Wait until nothing in this part of the page is wider than the part."""
        self.wait_for_truth(
            "(selector) => (({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)"
            "(document.querySelector(selector))",
            arg=selector,
        )

    def numbers(self) -> str:
        """Return the words and numbers at the right."""
        return self.page.locator(".explorer-numbers").inner_text()

    def wait_for_heading(self, text: str) -> None:
        """Wait until a table of the numbers is headed so."""
        self.page.locator(".explorer-numbers h2", has_text=text).first.wait_for()

    def seen(self) -> str:
        """Say what stands on the page, for whoever looks into why a test failed."""
        try:
            self.page.locator("body").wait_for(timeout=5000)  # ms; a page that hangs says nothing
            seen = self.page.evaluate(_SEEN)
        except Error as error:
            return f"{self.address} does not say what it shows: {error}"
        seen["errors"] = self.errors
        return "\n".join(f"{what}: {value}" for what, value in seen.items())

    def close(self) -> None:
        """Close the page; it must have loaded nothing from outside and thrown nothing."""
        self.page.close()
        assert not self.errors, self.errors
        assert not self.outside, self.outside
