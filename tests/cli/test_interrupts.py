"""Ctrl-C ends a command in a word, from its first moment."""

import subprocess
import sys
from pathlib import Path

import pytest

import explorer
from explorer.cli import main

# What the script of the command imports before `main` is called: an interrupt until then is a
# traceback, so that it may be no more than what takes a few ms.
BEFORE_MAIN = """
import os, sys
sys.path.insert(0, {path!r})
before = set(sys.modules)
from explorer.cli.command_line import main
print(*sorted(set(sys.modules) - before))
"""


@pytest.mark.parametrize("module", ["argparse", "explorer.cli.stats"])
def test_an_interrupt_while_a_command_is_imported_is_no_traceback(monkeypatch, capsys, module):
    def interrupted(name, *_more):
        if name == module:
            raise KeyboardInterrupt
        return imported(name, *_more)

    ours = "explorer.cli.command_line.import_module"
    imported = __import__
    monkeypatch.setattr("builtins.__import__" if module == "argparse" else ours, interrupted)
    assert main(["stats", "night.edf"]) == 130
    assert capsys.readouterr().err == "stopped\n"


def test_hardly_anything_is_imported_before_an_interrupt_is_handled():
    code = BEFORE_MAIN.format(path=str(Path(explorer.__file__).parents[1]))
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True
    )
    ours = {"explorer", "explorer.cli", "explorer.cli.command_line"}
    found = {name for name in done.stdout.split() if not name.startswith("importlib.")}
    assert ours <= found <= ours | {"types", "importlib", "warnings"}
