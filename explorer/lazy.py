"""A package's face, written once: its stub says what is public, and each name is imported on use.

As the Scientific Python ecosystem's SPEC 1 has it: the stub ``__init__.pyi`` is read by type
checkers and here, so that the two cannot differ.
"""

import ast
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any


def attach_stub(
    package: str, file: str
) -> tuple[Callable[[str], Any], Callable[[], list[str]], list[str]]:
    """Make the ``__getattr__``, ``__dir__`` and ``__all__`` of a package from its stub.

    Parameters
    ----------
    package : str
        The package's ``__name__``.
    file : str
        The package's ``__file__``; the stub lies beside it.

    Returns
    -------
    getter, lister, names
        What a package assigns to ``__getattr__``, ``__dir__`` and ``__all__``.

    Raises
    ------
    ValueError
        If the stub holds anything but relative imports of names.
    """
    homes = _homes(Path(file).with_suffix(".pyi"))

    def getter(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        home = homes[name]
        if not home:
            return import_module(f"{package}.{name}")
        return getattr(import_module(f"{package}.{home}"), name)

    return getter, lambda: sorted([*homes, "__version__"]), list(homes)


def _homes(stub: Path) -> dict[str, str]:
    """Give the module of each name of a stub, "" where the name is a module itself."""
    homes: dict[str, str] = {}
    for statement in ast.parse(stub.read_text("utf-8")).body:
        if isinstance(statement, ast.ImportFrom) and statement.level == 1:
            homes |= {one.name: statement.module or "" for one in statement.names}
        elif not isinstance(statement, ast.AnnAssign | ast.Expr):
            raise ValueError(f"{stub}: line {statement.lineno} is no relative import of names")
    return homes
