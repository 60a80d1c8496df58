"""What ``import explorer`` offers: lazily, and the same to Python and to type checkers."""

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import explorer
from explorer.lazy import face

STUB = Path(explorer.__file__).with_suffix(".pyi")


def test_every_name_of_the_stub_is_there_and_no_other():
    stated = {
        one.name
        for statement in ast.parse(STUB.read_text()).body
        if isinstance(statement, ast.ImportFrom)
        for one in statement.names
    }
    assert {*stated, "__version__"} == set(explorer.__all__) == set(dir(explorer))
    for name in stated:
        thing = getattr(explorer, name)
        assert inspect.ismodule(thing) or callable(thing)


def test_packages_are_reachable_after_importing_the_explorer_alone():
    code = "import explorer; print(explorer.metrics.table.__name__, explorer.io.open_night)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("table <function open_night")


def test_importing_the_explorer_imports_no_widgets_and_no_arrays():
    code = "import sys, explorer; print({'bokeh', 'numpy', 'xarray'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_all_names_come_by_a_star():
    found: dict[str, object] = {}
    exec("from explorer import *", found)
    assert {"open_night", "metrics", "__version__"} <= found.keys()


def test_a_name_that_is_not_there_is_named():
    with pytest.raises(AttributeError, match="'explorer' has no attribute 'metrix'"):
        _ = explorer.metrix


def test_a_stub_that_says_more_than_names_is_refused(tmp_path):
    (tmp_path / "__init__.pyi").write_text("from .a import b as b\ndef c() -> int: ...\n")
    with pytest.raises(ValueError, match="line 2 is no relative import"):
        face("one", str(tmp_path / "__init__.py"))


def test_type_checkers_may_rely_on_the_types():
    assert (STUB.parent / "py.typed").is_file()
