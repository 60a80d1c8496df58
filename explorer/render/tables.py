"""Small tables of numbers, as HTML in which every word from a file is escaped."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from explorer.render.environment import pieces
from explorer.render.number_format import NOTHING, number, squared

__all__ = ["NOTHING", "number", "row", "squared", "table"]

_TEMPLATE = "tables.html.j2"


def row(name: str, values: list[str], units: str, title: str) -> Markup:
    """Write one row: its name, values that are HTML already, and their unit."""
    return pieces(_TEMPLATE).row(name, [Markup(value) for value in values], units, title)


def table(heading: str, columns: Sequence[str], rows: Iterable[str]) -> Markup:
    """Write rows, which are HTML already, under a heading."""
    return pieces(_TEMPLATE).headed(heading, columns, Markup("").join(map(Markup, rows)))
