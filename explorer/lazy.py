"""A package's face, written once: its stub says what is public, and each name is imported on use.

As the Scientific Python ecosystem's SPEC 1 has it: the stub ``__init__.pyi`` is read by type
checkers and here, so that the two cannot differ.
"""

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

_DISTRIBUTION = "sleep-architecture-explorer"
_VERSION = "__version__"


@dataclass(frozen=True)
class Face:
    """What a package offers."""

    package: str
    """Its ``__name__``."""
    homes: Mapping[str, str]
    """The module of each name, "" where the name is a module itself."""

    def get(self, name: str) -> Any:
        """Import what a name stands for.

        Raises
        ------
        AttributeError
            If the package offers no such name.
        """
        if name == "__all__":
            return self.names()
        if name == _VERSION:
            return installed_version()
        if name not in self.homes:
            raise AttributeError(f"module {self.package!r} has no attribute {name!r}")
        home = self.homes[name]
        if not home:
            return import_module(f"{self.package}.{name}")
        return getattr(import_module(f"{self.package}.{home}"), name)

    def names(self) -> list[str]:
        """All that is offered, in order."""
        return sorted([*self.homes, _VERSION])


@cache
def face(package: str, file: str) -> Face:
    """Read a package's face from its stub.

    Parameters
    ----------
    package : str
        The package's ``__name__``.
    file : str
        The package's ``__file__``; the stub lies beside it.

    Raises
    ------
    ValueError
        If the stub holds anything but relative imports of names.
    """
    return Face(package, _homes(Path(file).with_suffix(".pyi")))


@cache
def installed_version() -> str:
    """Return the version that is installed, also of a copy of the sources that nobody installed.

    Examples
    --------
    >>> installed_version()[:2]
    '0.'
    """
    try:
        return version(_DISTRIBUTION)
    except PackageNotFoundError:
        return "0+unknown"


def _homes(stub: Path) -> dict[str, str]:
    homes: dict[str, str] = {}
    for statement in ast.parse(stub.read_text("utf-8")).body:
        if isinstance(statement, ast.ImportFrom) and statement.level == 1:
            homes |= {one.name: statement.module or "" for one in statement.names}
        elif not isinstance(statement, ast.AnnAssign | ast.Expr):
            raise ValueError(f"{stub}: line {statement.lineno} is no relative import of names")
    return homes
