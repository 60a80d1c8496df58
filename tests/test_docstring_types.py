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


def _named(nodes: list[ast.AST]) -> Iterator[str]:
    for node in nodes:
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
    known, described = ELSEWHERE | {*vars(builtins)}, []
    for path in ROOT.rglob("*.py"):
        nodes = list(ast.walk(ast.parse(path.read_text())))  # once: there are a million
        known |= {*_named(nodes)}
        described += [
            (path, node.name, said)
            for node in nodes
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
            for said in _types(ast.get_docstring(node) or "")
        ]
    unknown = [
        f"{path.relative_to(ROOT)}: {name}: {strange}"
        for path, name, said in described
        for strange in {*re.findall(r"\b[A-Z]\w+", said)} - known
    ]
    assert len(described) > 1000
    assert not unknown
