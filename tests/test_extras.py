"""The default install runs the page; what is extra is missed in one sentence."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from explorer.extras import EXTRAS, MissingExtraError, import_extra

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
# Nobody has what only extras install: importing it fails, as it would on a default install.
WITHOUT = """
import sys
for name in {names!r}:
    sys.modules[name] = None
sys.argv = ["sleep-explorer", *{arguments!r}]
"""
COMMAND = WITHOUT + "from explorer.cli.command_line import main; sys.exit(main())"
PAGE = """
from explorer.app.shell import Explorer
from explorer.app.tab_pages import TABS
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
page = Explorer(Night.make({{}}, {{"me": make_hypnogram(["W", "N2", "N3", "REM"] * 20)}}))
for title in TABS:
    page.show(title)
print(list(page.pages), page.status.message)
"""


def named(lines):
    return {re.match(r"[\w-]+", line).group() for line in lines}


def only_extra():
    """Top-level modules of what is in an extra and not in the default install."""
    extras = PROJECT["optional-dependencies"]
    packages = set().union(*(named(extras[name]) for name in ("cohorts", "lab", "staging")))
    return sorted({*(packages - named(PROJECT["dependencies"])), "distributed"})


def run(code, *arguments):
    names = only_extra()
    filled = code.format(names=names, arguments=list(arguments))
    return subprocess.run(
        [sys.executable, "-c", filled], capture_output=True, text=True, cwd=ROOT, timeout=300
    )


@pytest.mark.parametrize("command", ["info", "stats"])
def test_the_default_install_has_the_commands_of_a_night(command, tmp_path):
    stages = tmp_path / "stages.txt"
    stages.write_text("\n".join(["W", "N1", "N2", "N3", "REM"] * 4))
    done = run(COMMAND, command, str(stages))
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow
def test_the_default_install_has_the_page_and_every_tab():
    done = run(WITHOUT + PAGE)
    assert done.returncode == 0, done.stderr
    assert "Compare" in done.stdout


def test_the_default_install_compares_a_table_of_nights_and_says_what_it_lacks(tmp_path):
    rows = ["subject,condition,hypnogram,order"]
    for person in range(4):
        for place, condition in enumerate(("a", "b")):
            file = tmp_path / f"{person}{condition}.txt"
            file.write_text("\n".join(["W"] * (3 + person + place) + ["N2", "N3", "REM"] * 20))
            rows.append(f"p{person},{condition},{file.name},{1 + (place + person) % 2}")
    (tmp_path / "nights.csv").write_text("\n".join(rows))
    table = str(tmp_path / "nights.csv")
    done = run(COMMAND, "compare", table, "--reference", "a", "--json")
    assert done.returncode == 0, done.stderr
    assert "(1 | subject)" in done.stdout  # the mixed model needs nothing more
    stored = run(
        COMMAND, "compare", table, "--reference", "a", "--store", str(tmp_path / "kept.zarr")
    )
    assert stored.returncode == 2
    assert stored.stderr.count("\n") == 1
    assert "pip install 'sleep-architecture-explorer[cohorts]'" in stored.stderr


@pytest.mark.parametrize("package", EXTRAS)
def test_what_is_missing_names_the_extra_that_has_it(package, monkeypatch):
    monkeypatch.setitem(sys.modules, package, None)
    extra, _ = EXTRAS[package]
    with pytest.raises(MissingExtraError, match=rf"needs {package}, .*\[{extra}\]") as refused:
        import_extra(package)
    assert "\n" not in str(refused.value)
    lines = PROJECT["optional-dependencies"][extra]
    assert any(package in line for line in lines)


def test_the_extra_all_has_every_other_that_a_person_can_use():
    extras = PROJECT["optional-dependencies"]
    (line,) = extras["all"]
    assert line.endswith("[" + ",".join(sorted(set(extras) - {"all", "dev", "docs"})) + "]")
