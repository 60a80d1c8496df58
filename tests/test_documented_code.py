"""The Python that the README and the docs show runs as it stands, on a simulated night."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from explorer.cli.command_line import main

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# Written from docstrings and from a notebook at each build of the docs; both are run elsewhere.
WRITTEN = ("docs/reference/api/", "docs/tutorial/xarray.md")
PAGES = {
    page: BLOCK.findall(path.read_text("utf-8"))
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
    if not (page := path.relative_to(ROOT).as_posix()).startswith(WRITTEN)
}
# What a page's program has at hand: JupyterHub runs its configuration with a "c".
GIVEN = {"docs/howto/serving.md": "from traitlets.config import Config\nc = Config()\n"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Fill a folder with what the examples name: a night, and a table of nights."""
    folder = tmp_path_factory.mktemp("documented")
    assert main(["simulate", "--out", str(folder / "night.edf")]) == 0
    rows = ["subject,condition,hypnogram"]
    for person in range(3):
        for condition in ("placebo", "drug"):
            file = folder / f"{person}_{condition}.txt"
            file.write_text("\n".join(["W"] * (5 + person) + ["N2", "N3", "N3", "REM"] * 20))
            rows.append(f"p{person},{condition},{file.name}")
    (folder / "nights.csv").write_text("\n".join(rows))
    return folder


def test_there_are_examples_to_run():
    assert PAGES["README.md"]
    assert sum(map(len, PAGES.values())) > len(PAGES["README.md"])


@pytest.mark.slow
@pytest.mark.parametrize("page", [page for page, blocks in PAGES.items() if blocks])
def test_the_code_of_a_page_runs_from_top_to_bottom(page, folder):
    done = subprocess.run(
        [sys.executable, "-c", GIVEN.get(page, "") + "\n".join(PAGES[page])],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
