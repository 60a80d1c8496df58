"""One row of a TOML file, read field by field and refused by name."""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from importlib.resources.abc import Traversable
from math import isfinite
from typing import Any, TypeVar

T = TypeVar("T")


class TomlTable:
    """A table of a TOML file, of which every field must be read and understood.

    Parameters
    ----------
    values : Mapping
        The table as `tomllib` gives it.
    name : str
        What an error calls the row, such as ``"trials.toml: study 'held_2002'"``.

    Raises
    ------
    ValueError
        If `values` is no table. Each method raises it for its field, naming the row and the field,
        where the field is missing or of the wrong kind.

    Examples
    --------
    >>> row = TomlTable({"title": "Held", "n": 12}, "study 'held_2002'")
    >>> row.text("title"), row.integer("n")
    ('Held', 12)
    >>> row.finish()
    """

    def __init__(self, values: Mapping[str, Any], name: str) -> None:
        if not isinstance(values, Mapping):
            raise ValueError(f"{name}: must be a table, is {values!r}")
        self.values = values
        self.name = name
        self._known: set[str] = set()

    def refuse(self, field: str, fault: str) -> ValueError:
        """Give the error that names the row and the field."""
        return ValueError(f"{self.name}: {field} {fault}")

    def text(self, field: str, *, default: str | None = None, pattern: str = "") -> str:
        """Read text that is not blank, or `default` where the field is absent."""
        value = self._get(field, default)
        if value == default and field not in self.values:
            return str(value)
        if not isinstance(value, str) or not value.strip():
            raise self.refuse(field, f"must be text that is not blank, is {value!r}")
        if pattern and not re.fullmatch(pattern, value):
            raise self.refuse(field, f"must look like {pattern}, is {value!r}")
        return value

    def choice(self, field: str, choices: Sequence[str], *, default: str | None = None) -> str:
        """Read text that is one of `choices`."""
        value = self.text(field, default=default)
        if value not in choices and value != default:
            raise self.refuse(field, f"must be one of {list(choices)}, is {value!r}")
        return value

    def integer(self, field: str) -> int | None:
        """Read a whole number above zero, or None where the field is absent."""
        value = self._get(field, None, required=False)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise self.refuse(field, f"must be a whole number above 0, is {value!r}")
        return value

    def number(self, field: str, *, required: bool = False) -> float | None:
        """Read a finite number, or None where the field is absent and not required."""
        value = self._get(field, None, required=required)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            raise self.refuse(field, f"must be a finite number, is {value!r}")
        return float(value)

    def flag(self, field: str, *, default: bool | None = None) -> bool:
        """Read true or false."""
        value = self._get(field, default)
        if not isinstance(value, bool):
            raise self.refuse(field, f"must be true or false, is {value!r}")
        return value

    def texts(self, field: str, *, choices: Sequence[str] = ()) -> tuple[str, ...]:
        """Read a list of texts, empty where the field is absent."""
        values = self._get(field, [], required=False)
        if not isinstance(values, list) or not all(isinstance(v, str) and v for v in values):
            raise self.refuse(field, f"must be a list of texts, is {values!r}")
        unknown = [value for value in values if choices and value not in choices]
        if unknown:
            raise self.refuse(field, f"must be some of {list(choices)}, has {unknown}")
        if len(set(values)) != len(values):
            raise self.refuse(field, f"must not repeat itself, is {values!r}")
        return tuple(values)

    def table(self, field: str) -> Mapping[str, Any]:
        """Read a table whose fields the caller checks."""
        value = self._get(field, None)
        if not isinstance(value, Mapping):
            raise self.refuse(field, f"must be a table, is {value!r}")
        return value

    def rows(self, field: str) -> tuple["TomlTable", ...]:
        """Read a list of tables, empty where the field is absent."""
        values = self._get(field, [], required=False)
        if not isinstance(values, list):
            raise self.refuse(field, f"must be a list of tables, is {values!r}")
        return tuple(
            TomlTable(value, f"{self.name}: {field} {number}")
            for number, value in enumerate(values, 1)
        )

    def finish(self) -> None:
        """Refuse what nobody asked for: a misspelt field would pass for an absent one."""
        unknown = sorted(set(self.values) - self._known)
        if unknown:
            raise self.refuse(unknown[0], f"is no known field, expected some of {self._listed()}")

    def _get(self, field: str, default: Any, *, required: bool = True) -> Any:
        self._known.add(field)
        if field not in self.values and default is None and required:
            raise self.refuse(field, "is missing")
        return self.values.get(field, default)

    def _listed(self) -> str:
        return ", ".join(sorted(self._known))


def keyed(rows: Sequence[Any], name: str) -> dict[str, Any]:
    """Objects by their key, refusing two of one key.

    Parameters
    ----------
    rows : sequence
        Objects with an attribute ``key``.
    name : str
        What an error calls them.

    Returns
    -------
    dict of str to object
        In the order given.

    Raises
    ------
    ValueError
        If a key occurs twice.

    Examples
    --------
    >>> keyed([], "studies")
    {}
    """
    by_key: dict[str, Any] = {}
    for row in rows:
        if row.key in by_key:
            raise ValueError(f"{name}: key {row.key!r} occurs twice, give each its own")
        by_key[row.key] = row
    return by_key


def named(values: Mapping[str, Any]) -> str:
    """Name a row by its key in errors, or say that it has none.

    Parameters
    ----------
    values : Mapping
        The row.

    Returns
    -------
    str

    Examples
    --------
    >>> named({"key": "held_2002"}), named({})
    ("'held_2002'", 'without key')
    """
    return repr(values["key"]) if "key" in values else "without key"


def read_toml(file: Traversable) -> TomlTable:
    """Read a whole TOML file as one row.

    Parameters
    ----------
    file : Traversable or Path
        The file.

    Returns
    -------
    Row
        Named as the file is.

    Raises
    ------
    ValueError
        If the file is no valid TOML.

    Examples
    --------
    >>> from importlib.resources import files
    >>> read_toml(files("explorer.evidence") / "claims.toml").text("reviewed")
    'November 2026'
    """
    try:
        return TomlTable(tomllib.loads(file.read_text(encoding="utf-8")), file.name)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{file.name}: no valid TOML, {error}") from error


def read_tables(
    folder: Traversable, field: str, read: Callable[[Mapping[str, Any], str], T], *, start: str = ""
) -> list[T]:
    """Read the tables of one field from every TOML file of a folder, by the files' names.

    Parameters
    ----------
    folder : Traversable or Path
        Where the files lie.
    field : str
        The one field that the files have.
    read : callable
        From a table and the name of its file to an object.
    start : str
        How the names of the files begin.

    Returns
    -------
    list
        The objects in order.

    Raises
    ------
    ValueError
        If a file holds anything else, or `read` refuses a table.

    Examples
    --------
    >>> from importlib.resources import files
    >>> folder = files("explorer.evidence") / "studies"
    >>> read_tables(folder, "studies", lambda values, file: values["key"])[0]
    'hausenblas_2024'
    """
    objects: list[T] = []
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.startswith(start) and file.name.endswith(".toml"):
            table = read_toml(file)
            objects += [read(row.values, file.name) for row in table.rows(field)]
            table.finish()
    return objects
