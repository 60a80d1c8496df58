"""Hosts beside JupyterLab and Voilà: in each a night is opened, a band dragged, a number read."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import expect

from explorer.io.write import write_edf
from explorer.models.simulated_night import simulate_night
from explorer.night.hypnogram import make_hypnogram
from tests.browser.page import Page
from tests.browser.serving import served_marimo, served_notebook

pytestmark = pytest.mark.browser

IN_MARIMO = """
import marimo

app = marimo.App()


@app.cell
def _():
    import explorer

    explorer.explore({night!r})
    return
"""


# What Notebook 7.6 itself throws while it starts, with or without a page of ours.
THEIR_OWN = ("Cannot read properties of undefined (reading 'schema')",)
BAND = "document.querySelector('.live-pane').explorer.model.get('band')"
FROZEN_BAND = "(pane) => pane.explorer.model.get('band')"
# Where two frequencies in the middle of the night lie on the screen, through the host's frame.
ON_THE_SPECTROGRAM = """(pane, frequencies) => {
  const { el, frame, model } = pane.explorer.live.plot("spectrogram");
  const outer = el.getBoundingClientRect(), { bbox } = frame, { y_range } = model;
  const host = window.frameElement.getBoundingClientRect();
  return frequencies.map((hertz) => {
    const down = (y_range.end - hertz) / (y_range.end - y_range.start);
    return [host.left + outer.left + bbox.left + bbox.width / 2,
            host.top + outer.top + bbox.top + down * bbox.height];
  });
}"""


def away(url, address):
    """Whether an address leads off this machine."""
    return not url.startswith((address, address.replace("http", "ws"), "data:", "blob:", "about:"))


@pytest.fixture(scope="module")
def night(tmp_path_factory):
    """Write forty minutes as a person has them: a file."""
    stages = ["W"] * 10 + ["N2"] * 20 + ["N3"] * 40 + ["REM"] * 10
    path = tmp_path_factory.mktemp("night") / "night.edf"
    write_edf(simulate_night(3, hypnogram=make_hypnogram(stages)), path)
    return path


def test_notebook_7_has_the_live_page_in_a_cell(chromium, night):
    python = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    cell = new_code_cell("import explorer\nexplorer.explore('night.edf', height=700)")
    nbformat.write(new_notebook(cells=[cell], metadata=python), night.with_name("night.ipynb"))
    with served_notebook(night.parent) as address:
        shown = Page(chromium, address)
        shown.run_in_notebook_7("night.ipynb")
        page = shown.page
        page.locator(".live-pane").scroll_into_view_if_needed()
        shown.wait_for_rest()
        before = shown.page.evaluate(BAND)
        generation = int(shown.drawn()["generation"])
        shown.drag(
            shown.point("spectrogram", 1200, before[1]), shown.point("spectrogram", 1210, 9.0)
        )
        shown.wait_until(f"d.generation > {generation} && d.tier === 'full'")
        low, high = page.evaluate(BAND)
        assert low == before[0]
        assert 8 < high < 10
        shown.wait_for_heading(f"own band {low:g}–{high:g} Hz")
        minutes = page.locator(".explorer-numbers tr", has_text="TIB").first
        expect(minutes).to_contain_text("40")
        shown.errors = [one for one in shown.errors if one not in THEIR_OWN]
        shown.close()


def test_marimo_has_the_page_without_a_kernel_whose_band_follows_the_hand(chromium, night):
    script = night.with_name("cells.py")
    script.write_text(IN_MARIMO.format(night=str(night)), "utf-8")
    with served_marimo(script) as address:
        context = chromium.new_context(viewport={"width": 1280, "height": 1000})
        page = context.new_page()
        page.set_default_timeout(180_000)
        outside = []
        page.on("request", lambda one: outside.append(one.url) if away(one.url, address) else None)
        page.route(lambda url: away(url, address), lambda route: route.abort())
        page.goto(address)
        expect(page.get_by_text("marimo has no place for the boxes")).to_be_visible()
        frame = page.frame_locator("iframe[title='Sleep Architecture Explorer']")
        frame.locator(".explorer-pane[data-ready=yes]").wait_for()
        pane = frame.locator(".live-pane")
        before = pane.evaluate(FROZEN_BAND)
        frequencies, places = [before[1], 9.0], None
        # The host gives its frame a height once it is drawn: a hand waits until nothing moves.
        while places != (places := pane.evaluate(ON_THE_SPECTROGRAM, frequencies)):
            page.wait_for_timeout(300)
        start, stop = places
        page.mouse.move(*start)
        page.mouse.down()
        page.mouse.move(*stop, steps=6)
        page.mouse.up()
        low, high = pane.evaluate(FROZEN_BAND)
        assert low == before[0]
        assert 8 < high < 10
        numbers = frame.locator(".band-numbers")
        expect(numbers).to_have_attribute("data-band", f"{low:g}-{high:g}")
        assert float(numbers.locator("tbody tr:last-child td").first.inner_text()) > 0
        context.close()


# Each binary part of a message of the kernel arrives empty, as from a host that cannot carry it.
LOSING = """
const own = Object.getOwnPropertyDescriptor(WebSocket.prototype, "onmessage");
const TEXTS = 5; // channel, header, parent, metadata, content
window.lost = 0;
const emptied = (data) => {
  if (!(data instanceof ArrayBuffer)) return data;
  const view = new DataView(data), count = Number(view.getBigUint64(0, true));
  const end = (_, i) => Number(view.getBigUint64(8 * (i + 1), true));
  const ends = Array.from({ length: count }, end);
  if (count <= TEXTS + 1) return data;
  const kept = data.slice(0, ends[TEXTS]), written = new DataView(kept);
  for (let i = TEXTS; i < count; i++)
    written.setBigUint64(8 * (i + 1), BigInt(ends[TEXTS]), true);
  window.lost += 1;
  return kept;
};
Object.defineProperty(WebSocket.prototype, "onmessage", {
  ...own,
  set(listener) {
    const given = listener && ((event) => listener.call(this, { data: emptied(event.data) }));
    own.set.call(this, given);
  },
});
"""


def test_where_a_host_loses_binary_buffers_the_page_gets_them_as_text(chromium, address):
    shown = Page(chromium, address)
    shown.page.add_init_script(LOSING)
    shown.page.goto(shown.address)
    shown.wait_for_picture()
    # Once: the state of all widgets. What follows is sent as text, as the page says what it lacks.
    assert shown.page.evaluate("window.lost") >= 1
    shown.page.keyboard.press("Escape")
    shown.page.mouse.click(*shown.point("hypnogram", 14_400, 2))
    shown.wait_until("Math.abs(d.start - 14385) < 60 && d.tier === 'full'")
    shown.page.keyboard.press("6")
    shown.wait_for_heading("sigma 11–16 Hz")
    generation = int(shown.drawn()["generation"])
    shown.drag(shown.point("spectrogram", 14_000, 16), shown.point("spectrogram", 14_050, 22))
    shown.wait_until(f"d.generation > {generation} && d.tier === 'full'")
    shown.wait_for_heading("own band 11–")
    shown.close()
