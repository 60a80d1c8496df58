"""In other hosts a person opens the night, moves the band and reads a number: Notebook 7, marimo.

JupyterLab and Voilà have tests of their own. These two are not among what the project installs:
`EXPLORER_HOSTS` names an environment that has them, beside what the project needs.
"""

import os
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from tests.browser.serving import Page, free_port, process, wait_for

playwright = pytest.importorskip("playwright.sync_api")

FOLDER = Path(os.environ.get("EXPLORER_HOSTS", "/nowhere"))
SLOW = 300_000  # ms: a host that imports everything anew on a busy machine
MARIMO = """
import marimo

app = marimo.App()


@app.cell
def _():
    import explorer

    explorer.explore(height=700)
    return
"""


def program(name):
    found = FOLDER / "bin" / name
    if not found.exists():
        pytest.skip(f"no {name} in EXPLORER_HOSTS ({FOLDER})")
    return str(found)


def test_in_notebook_7_the_live_page_follows_the_band(chromium, tmp_path):
    command = program("jupyter-notebook")
    cell = new_code_cell("import explorer\nexplorer.explore(height=820)")
    python = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(new_notebook(cells=[cell], metadata=python), tmp_path / "night.ipynb")
    port = free_port()
    address = f"http://127.0.0.1:{port}/"
    words = [f"--port={port}", "--no-browser", "--ip=127.0.0.1", "--allow-root"]
    words += ["--IdentityProvider.token=", f"--ServerApp.root_dir={tmp_path}"]
    folders = {
        name: str(tmp_path / name.lower()) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR")
    }
    # The project's own extensions of the page: ipywidgets' and anywidget's.
    folders["JUPYTER_PATH"] = str(Path(sys.prefix) / "share" / "jupyter")
    log = tmp_path / "notebook.log"
    with process([command, *words], log, tmp_path, **folders) as server:
        wait_for(f"{address}api/status", server, log)
        shown = Page(chromium, address, width=1400, height=1000)
        page = shown.page
        page.goto(f"{address}notebooks/night.ipynb")
        page.wait_for_selector(".jp-Notebook .jp-Cell")
        for _ in range(6):  # a run asked for while the kernel connects is lost: look, and repeat
            page.get_by_role("menuitem", name="Run", exact=True).click()
            page.get_by_text("Run All Cells", exact=True).first.click()
            try:
                prompt = page.locator(".jp-InputPrompt").first
                playwright.expect(prompt).not_to_have_text("[ ]:", timeout=5000)
                break
            except AssertionError:
                page.keyboard.press("Escape")
        shown.wait_for_picture()
        assert page.locator(".sleep-explorer").first.bounding_box()["height"] == 820
        shown.wait_for_rest()
        before = shown.numbers()
        page.locator(".live-pane").first.focus()
        page.keyboard.press("6")  # sigma
        shown.wait_for_heading("sigma 11–16 Hz")
        assert shown.numbers() != before
        shown.close()


def test_in_marimo_the_night_stands_alone_and_follows_the_band(chromium, tmp_path):
    command = program("marimo")
    (tmp_path / "night.py").write_text(MARIMO)
    port = free_port()
    address = f"http://127.0.0.1:{port}/"
    words = ["run", str(tmp_path / "night.py"), "--headless", "--no-token", f"--port={port}"]
    log = tmp_path / "marimo.log"
    with process([command, *words], log, tmp_path) as server:
        wait_for(address, server, log)
        page = chromium.new_page(viewport={"width": 1400, "height": 1000})
        page.goto(address)
        page.locator("iframe").first.wait_for(timeout=SLOW)
        playwright.expect(page.locator("body")).to_contain_text("marimo has no place for the boxes")
        frame = page.frame_locator("iframe").first
        frame.locator(".live-pane[data-ready=yes]").first.wait_for(timeout=SLOW)
        power = frame.locator(".band-numbers")
        playwright.expect(power).to_have_attribute("data-band", "0.5-4")
        before = power.inner_text()
        frame.locator(".live-pane").first.focus()
        page.keyboard.press("6")
        playwright.expect(power).to_have_attribute("data-band", "11-16")
        assert power.inner_text() != before
        page.close()
