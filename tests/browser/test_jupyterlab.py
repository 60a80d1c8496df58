"""The page in JupyterLab: under a person's hands, and beside another Bokeh plot."""

import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import expect

from tests.browser.page import Page
from tests.browser.serving import served_lab
from tests.browser.test_page import move_the_night

pytestmark = pytest.mark.browser

OURS = "import explorer\nexplorer.explore()"
THEIRS = """
from bokeh.io import output_notebook, show
from bokeh.plotting import figure
from bokeh.resources import INLINE

output_notebook(INLINE, hide_banner=True)
theirs = figure(name="theirs", width=300, height=200)
theirs.line([0, 1], [0, 1])
show(theirs)
"""
# A BokehJS as seen from outside: itself, what it puts beside it, and what is patched of ours.
SEEN = """
window.seen = () => {
  if (!window.Bokeh) return [window.Bokeh, window.sprintf, window.vsprintf];
  const { VisualProperties } = Bokeh.require("core/visuals/visual");
  const { InlineStyleSheet } = Bokeh.require("core/dom");
  const { CustomJSTickFormatter } = Bokeh.require("models/formatters/customjs_tick_formatter");
  return [
    window.Bokeh, window.sprintf, window.vsprintf, Bokeh.require("document").Document,
    VisualProperties.prototype._get_css_value, InlineStyleSheet.prototype._update,
    CustomJSTickFormatter.prototype.doFormat,
  ];
};
"""
LOOK = "from IPython.display import Javascript\nJavascript('window.before = window.seen()')"
UNCHANGED = "window.seen().every((one, index) => one === window.before[index])"
THEIRS_DRAWN = """
  window.Bokeh && [...Object.values(Bokeh.index)].some(
    (view) => view.model.name === "theirs" && view.el.getBoundingClientRect().width > 0
      && view.el.isConnected)
"""


@pytest.fixture(scope="module")
def lab(chromium, tmp_path_factory):  # noqa: ARG001  no server without a browser
    """Serve JupyterLab on a copy of the notebooks; give its address and its folder."""
    folder = tmp_path_factory.mktemp("lab")
    with served_lab(folder) as address:
        yield address, folder / "served"


@pytest.fixture(scope="module")
def in_lab(chromium, lab):
    """Show the page in JupyterLab, where it is the notebook's."""
    shown = Page(chromium, lab[0], width=1600, height=1000)
    shown.run_notebook("notebooks/explorer.ipynb")
    yield shown
    shown.close()


def test_gestures_move_the_night(in_lab):
    move_the_night(in_lab)


def test_the_address_is_left_alone_and_a_cell_is_offered(in_lab):
    page = in_lab.page
    before, steps = page.url, page.evaluate("history.length")
    for title in ("School", "Night"):
        page.get_by_role("button", name=title, exact=True).first.click()
        shown = ".school" if title == "School" else ".live-pane"
        page.locator(shown).first.wait_for()
    assert page.evaluate("history.length") == steps
    page.locator(".live-pane").focus()
    page.keyboard.press("Home")
    in_lab.wait_until("d.start == 0")
    page.get_by_role("button", name="share", exact=True).click()
    cell = page.get_by_label("notebook cell")
    expect(cell).to_have_value(
        re.compile(r'^import explorer\n\nexplorer\.explore\(view="v1&night=.*window_start=0&')
    )
    assert page.get_by_label("link to this view").is_hidden()
    assert page.url == before
    # JupyterLab's own keys rest: "d d" would delete the cell, an arrow would leave it.
    page.keyboard.press("Escape")
    page.locator(".live-pane").focus()
    cells = page.locator(".jp-Notebook .jp-Cell").count()
    for key in ("d", "d", "x", "ArrowDown", "a"):
        page.keyboard.press(key)
    in_lab.wait_until("d.tier === 'full'")
    assert page.locator(".jp-Notebook .jp-Cell").count() == cells
    expect(page.locator(".live-pane")).to_be_focused()


@pytest.mark.parametrize("first", ["theirs", "ours"])
def test_another_bokeh_in_the_page_stays_as_it_was_and_both_draw(chromium, lab, first):
    address, folder = lab
    cells = [THEIRS, LOOK, OURS] if first == "theirs" else [LOOK, OURS, THEIRS]
    python = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = new_notebook(cells=[new_code_cell(cell) for cell in cells], metadata=python)
    nbformat.write(notebook, folder / f"{first}_first.ipynb")
    shown = Page(chromium, address, width=1600, height=1000)
    shown.page.add_init_script(SEEN)
    shown.run_notebook(f"{first}_first.ipynb")
    shown.wait_for_truth(THEIRS_DRAWN)
    page = shown.page
    if first == "theirs":
        assert page.evaluate("window.before.length === 7")
        assert page.evaluate(UNCHANGED)
    else:
        assert page.evaluate("window.before.every((one) => one === undefined)")
    live = "document.querySelector('.live-pane').explorer.live"
    shares = f"{live}.document instanceof Bokeh.require('document').Document"
    assert not page.evaluate(shares)
    # What ours is patched with would be an empty word in theirs: each draws with its own BokehJS.
    visual = "Bokeh.require('core/visuals/visual').VisualProperties.prototype"
    assert page.evaluate(f"`${{{visual}._get_css_value}}`.includes('return')")
    assert page.evaluate("typeof window.sprintf") == "function"
    shown.close()
