"""Codec of a permalink's fields: read with suspicion, written so that they can be read back."""

import math
import re
from collections.abc import Iterable
from urllib.parse import unquote

from explorer.vocabulary.counts import first_few

PARTS_JOINED = 3
"""Of what was not followed, said in one sentence."""

_LONGEST_QUOTED = 40
_DASH_BETWEEN = re.compile(r"(.*?[\d.])\s*-\s*(.+)")  # no sign of a number or of its exponent


def seconds(time: float) -> str:
    """Write a time in s to the millisecond, without zeros that say nothing."""
    # Plus nothing: a time of -0.0 would be written with its sign, which no pair can be read with.
    return f"{time + 0.0:.3f}".rstrip("0").rstrip(".")


def number(text: str) -> float:
    """Read a finite number; ValueError for anything else."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ValueError(f"expected a number, found {quoted(text)}")
    return value


def pair(text: str) -> tuple[float, float]:
    """Read two numbers with a dash between them, the lower first; ValueError for anything else.

    Examples
    --------
    >>> pair("30-11.5"), pair("-100-1e-3")
    ((11.5, 30.0), (-100.0, 0.001))
    """
    found = _DASH_BETWEEN.fullmatch(text)
    if found is None:
        raise ValueError(f"expected two numbers with a dash between, found {quoted(text)}")
    first, second = map(number, found.groups())
    return (first, second) if first <= second else (second, first)


def pair_of_times(text: str) -> tuple[float, float]:
    """Read two times in s to the millisecond, as `seconds` writes them, the earlier first."""
    first, second = pair(text)
    return round(first, 3), round(second, 3)


def joined(names: Iterable[str]) -> str:
    """Names behind one another, with commas of their own kept apart."""
    return ",".join(name.replace("%", "%25").replace(",", "%2C") for name in names)


def items(text: str) -> list[str]:
    """Read names as `joined` writes them."""
    return [unquote(item) for item in text.split(",") if item]


def keyed(item: str) -> tuple[str, str]:
    """Read a name and what stands behind its last colon."""
    name, _, value = item.rpartition(":")
    return name, value


def clean(text: str) -> str:
    """Text without what no name has: control characters, which would hide something."""
    return "".join(letter for letter in text if letter.isprintable())


def quoted(text: str) -> str:
    """Quote what a link said, cut short."""
    text = clean(text)
    return repr(text if len(text) <= _LONGEST_QUOTED else text[:_LONGEST_QUOTED] + "…")


def listed(names: list[str]) -> str:
    """Quote the first few names, and say how many more there are."""
    return first_few(map(quoted, names), PARTS_JOINED)
