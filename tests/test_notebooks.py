"""Notebooks stay thin: they show what the package does, and run."""

import ast
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted(
    path
    for path in (ROOT / "notebooks").rglob("*.ipynb")
    if ".ipynb_checkpoints" not in path.parts  # JupyterLab's own copies
)
PAGES = [path for path in NOTEBOOKS if path.parent.name == "notebooks"]
EXERCISES = [path for path in NOTEBOOKS if path not in PAGES]


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_it_defines_nothing_and_imports_the_explorer_alone(notebook, request):
    of_arrays = "xarray" in request.node.name  # the one that teaches them
    allowed = {"explorer", *(("numpy", "xarray") if of_arrays else ())}
    for cell in code(notebook):
        for node in ast.walk(ast.parse(cell.source)):
            assert not isinstance(
                node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda
            )
            if isinstance(node, ast.Import):
                assert {name.name.split(".")[0] for name in node.names} <= allowed
            if isinstance(node, ast.ImportFrom):
                assert (node.module or "").split(".")[0] == "explorer"


def test_it_is_kept_without_outputs(notebook):
    assert all(not cell.outputs and cell.execution_count is None for cell in code(notebook))


@pytest.mark.slow
# The kernel's client closes its sockets after the loop that pytest watches.
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_pages_run_from_top_to_bottom():
    """One after the other in one kernel, which knows of each no name of the one before it."""
    assert len(PAGES) == 4
    run(together([nbformat.read(path, as_version=4) for path in PAGES], between="%reset -f"))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_exercises_run_from_top_to_bottom():
    """One after the other in one kernel, as one long notebook: a kernel each would take minutes."""
    assert len(EXERCISES) == 15
    exercises = together([nbformat.read(path, as_version=4) for path in EXERCISES])
    run(exercises)
    shown = [output for cell in code(exercises) for output in cell.outputs]
    views = [one for one in shown if "application/vnd.jupyter.widget-view+json" in one["data"]]
    assert len(views) == len(EXERCISES)
    said = [one["data"]["text/plain"] for one in shown if one not in views]
    assert said
    assert all(words.startswith("…") for words in said)  # nothing is answered yet


def together(books, between=None):
    """Make one notebook of several, with a cell of its own before each."""
    cells = []
    for book in books:
        cells += [*([nbformat.v4.new_code_cell(between)] if between else []), *book.cells]
    for place, cell in enumerate(cells):
        cell["id"] = str(place)
    return nbformat.v4.new_notebook(cells=cells)


def run(notebook):
    NotebookClient(
        notebook, timeout=180, kernel_name="python3", resources={"metadata": {"path": str(ROOT)}}
    ).execute()
