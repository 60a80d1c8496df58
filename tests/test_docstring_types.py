"""Docstrings name types that there are: one renamed in the code is renamed in words too."""

import ast
import builtins
import re
from collections.abc import Iterator
from pathlib import Path

import explorer

ROOT = Path(explorer.__file__).parent
ELSEWHERE = {
    *("Annotations", "DataArray", "DataFrame", "DataTree", "Dataset", "Element", "Event"),
    *("Hypnogram", "Namespace", "NaN", "Popen", "Raw", "Series", "EEG", "Hz"),
}
"""What other packages, and physics, call by a capital letter."""


def _named(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.ImportFrom):
            yield from (alias.asname or alias.name for alias in node.names)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def _types(docstring: str) -> Iterator[str]:
    """Yield the lines that say a type, in the sections of numpydoc that have them."""
    lines, section = docstring.splitlines(), ""
    for line, below in zip(lines, [*lines, ""][1:], strict=True):
        if re.fullmatch("-{3,}", below):
            section = line
        elif section == "Parameters" and (found := re.match(r"[\w*, ]+ : (.*)", line)):
            yield found[1]
        elif section in ("Returns", "Yields") and re.fullmatch(r"[A-Z]\w+( or None)?", line):
            yield line


def test_every_type_in_a_docstring_is_one_that_there_is():
    trees = {path: ast.parse(path.read_text()) for path in ROOT.rglob("*.py")}
    known = (
        ELSEWHERE | {*vars(builtins)} | {name for tree in trees.values() for name in _named(tree)}
    )
    seen, unknown = 0, []
    for path, tree in trees.items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.FunctionDef | ast.ClassDef):
                continue
            for said in _types(ast.get_docstring(node) or ""):
                seen += 1
                strange = {*re.findall(r"\b[A-Z]\w+", said)} - known
                unknown += [f"{path.relative_to(ROOT)}: {node.name}: {one}" for one in strange]
    assert seen > 1000
    assert not unknown
