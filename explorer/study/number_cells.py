"""Cells that say their own unit or are spans of hours and minutes: "60 min", "6h30", "0:10"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

from explorer.vocabulary.column_names import read_unit

_WITH_UNIT = re.compile(r"([+-]?(?:\d+[.,]?\d*|[.,]\d+))\s*([^\W\d_]+)\.?")
_HOURS_AND_MINUTES = re.compile(r"(\d{1,3})\s*([^\W\d_]+)\.?\s*(\d{1,2})\s*([^\W\d_]*)\.?")
_PARTED = re.compile(r"\d{1,4}(?::\d{2}){1,2}")
_LETTERS: MappingProxyType[str, float] = MappingProxyType(
    {"hh": 3600.0, "m": 60.0, "mm": 60.0, "ss": 1.0}
)
"""Letters of a pattern of hours, minutes and seconds that no unit is written with."""
_SHAPES = frozenset(((3600.0, 60.0), (3600.0, 60.0, 1.0), (60.0, 1.0)))


def span_shape(units: str) -> tuple[float, ...]:
    """Seconds that each part of a span counts, by a heading's unit; empty where it parts nothing.

    Examples
    --------
    >>> span_shape("hh:mm"), span_shape("min:s"), span_shape("h"), span_shape("min")
    ((3600.0, 60.0), (60.0, 1.0), (), ())
    """
    parts = [part.strip().casefold() for part in units.split(":")]
    seconds = tuple(_LETTERS.get(part) or read_unit(part) or 0.0 for part in parts)
    return seconds if seconds in _SHAPES else ()


def read_span(text: str, shape: Sequence[float]) -> float | None:
    """Seconds of a cell such as "0:10", whose parts count `shape`; None where it is no such.

    Examples
    --------
    >>> read_span("0:10", (3600.0, 60.0)), read_span("0:75", (3600.0, 60.0)), read_span("10", ())
    (600.0, None, None)
    """
    if not shape or not _PARTED.fullmatch(text):
        return None
    parts = [int(part) for part in text.split(":")]
    shape = (*shape, 1.0) if len(parts) == len(shape) + 1 and shape[-1] == 60 else shape
    if len(parts) != len(shape) or any(part >= 60 for part in parts[1:]):
        return None
    return sum(part * seconds for part, seconds in zip(parts, shape, strict=True))


def read_with_unit(text: str) -> tuple[float, float] | None:
    """Seconds of a cell that says its unit, and those of the unit; None where it is no such.

    Examples
    --------
    >>> read_with_unit("6,5 h"), read_with_unit("6h30"), read_with_unit("6")
    ((23400.0, 3600.0), (23400.0, 60.0), None)
    """
    if found := _WITH_UNIT.fullmatch(text):
        second = read_unit(found[2])
        return None if second is None else (float(found[1].replace(",", ".")) * second, second)
    found = _HOURS_AND_MINUTES.fullmatch(text)
    minutes = found and (found[4].casefold() in ("", "m", "mn") or read_unit(found[4]) == 60)
    if not found or not minutes or read_unit(found[2]) != 3600 or int(found[3]) >= 60:
        return None
    return int(found[1]) * 3600.0 + int(found[3]) * 60.0, 60.0


@dataclass(frozen=True)
class CellUnits:
    """How the cells of one column are read that say more than a number."""

    units: str = ""
    """Of the values; "" where nothing says one."""
    shape: tuple[float, ...] = ()
    """Seconds that the parts of a cell such as "0:10" count."""
    spans: bool = False
    """Whether the heading says that cells have such parts: a bare number then says too little."""

    @classmethod
    def of(cls, heading: str, known: str, cells: Sequence[str]) -> "CellUnits":
        """Return how a column is read, by its heading's unit, its metric's, or its cells' own."""
        shape = span_shape(heading)
        if shape:
            own = "h" if shape[0] == 3600 else "min"
            return cls(known if read_unit(known) else own, shape, spans=True)
        units = heading or known
        if not units:
            seconds = {found[1] for cell in cells if (found := read_with_unit(cell))}
            named = {3600.0: "h", 60.0: "min", 1.0: "s"}
            units = named.get(seconds.pop(), "s") if len(seconds) == 1 else "min" if seconds else ""
        return cls(units, (3600.0, 60.0) if read_unit(units) == 3600 else ())

    def read(self, text: str) -> float | None:
        """Value of a cell that says its own unit, in the column's; None where it is no such."""
        second = read_unit(self.units)
        if second is None:
            return None
        found = read_with_unit(text)
        seconds = found[0] if found else read_span(text, self.shape)
        return None if seconds is None else seconds / second
