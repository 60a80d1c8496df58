"""Names in one word of a command line, with commas between, such as ``S01,S02``."""

import csv
from collections.abc import Iterable


def joined_names(names: Iterable[str]) -> str:
    """Write names with commas between; one that has a comma or quotes stands in quotes.

    Examples
    --------
    >>> joined_names(["S01", "Smith, Ann"]), joined_names([])
    ('S01,"Smith, Ann"', '')
    """
    return ",".join(map(_in_quotes, names))


def _in_quotes(name: str) -> str:
    if not any(sign in name for sign in ',"'):
        return name
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def parted_names(text: str) -> list[str]:
    """Read what `joined_names` wrote, or somebody typed.

    Examples
    --------
    >>> parted_names('S01, S02,"Smith, Ann",'), parted_names("")
    (['S01', 'S02', 'Smith, Ann'], [])
    """
    parts = next(csv.reader([text], skipinitialspace=True), [])
    return [name.strip() for name in parts if name.strip()]
