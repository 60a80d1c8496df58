"""Conditions whose names differ by a letter or two, as a slip of the keys: "plcebo", "placebo"."""

import re
from collections.abc import Mapping

_SHORTEST = 5  # letters: "pre" and "post", or "arm A" and "arm B", are names of their own
_FAR = 8  # letters from which two may differ
_RARER = 2  # times as many people has the name that is meant


def slips(people: Mapping[str, int]) -> list[tuple[str, str]]:
    """Pair each name with a commoner one that it may be a misspelling of.

    Parameters
    ----------
    people : mapping of str to int
        How many have each name.

    Returns
    -------
    list of (rarer, commoner)
        Numbers, and words of one letter, are never slips: they tell doses and groups apart.

    Examples
    --------
    >>> slips({"placebo": 11, "plcebo": 1, "drug 10": 9, "drug 20": 1, "group A": 8, "group B": 2})
    [('plcebo', 'placebo')]
    """
    found = []
    for rarer, count in people.items():
        near = [
            (_distance(rarer.casefold(), one.casefold()), one)
            for one, others in people.items()
            if others >= _RARER * count and _comparable(rarer, one)
        ]
        near = [(far, one) for far, one in near if 0 < far <= (2 if len(one) >= _FAR else 1)]
        if near:
            found.append((rarer, min(near)[1]))
    return found


def _comparable(one: str, other: str) -> bool:
    if min(sum(map(str.isalpha, name)) for name in (one, other)) < _SHORTEST:
        return False
    return _marks(one) == _marks(other)


def _marks(name: str) -> list[str]:
    """Numbers and single letters of a name."""
    return re.findall(r"\d+|(?<![^\W\d_])[^\W\d_](?![^\W\d_])", name.casefold())


def _distance(one: str, other: str) -> int:
    """How many letters are put in, left out, changed, or swapped with the next."""
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            best = min(rows[-1][j] + 1, row[j - 1] + 1, rows[-1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]
