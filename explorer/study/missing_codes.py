"""Numbers of a table that look like codes of a missing value: 999, 88 or -9 beside others."""

from collections.abc import Sequence

import numpy as np

from explorer.vocabulary.counts import first_few

_CODES = (77.0, 88.0, 99.0, 777.0, 888.0, 999.0, 7777.0, 8888.0, 9999.0)
_BELOW_ZERO = (-1.0, -7.0, -8.0, -9.0, -77.0, -88.0, -99.0, -999.0, -9999.0)
_FEWEST = 3  # other numbers, of which fewer show no range
_APART = 2.0  # times the largest of the others, or as many times less than the least


def likely_codes(name: str, values: Sequence[float], top: int = 2) -> list[str]:
    """Ask of numbers far from a column's others whether they are codes of a missing value.

    Parameters
    ----------
    name : str
        The column's.
    values : sequence of float
        By row; NaN where there is none.
    top : int
        Line of the first.

    Returns
    -------
    list of str
        One sentence, or none. They are used as they are: what is a code only its owner knows.

    Examples
    --------
    >>> likely_codes("SOL", [10.0, 12.0, 999.0, 14.0])
    ['SOL: 999 on line 4 looks like a code for a missing value, as the others lie between 10 and \
14; used as a number: empty the cell if it is one.']
    >>> likely_codes("TST", [400.0, 420.0, 399.0, 410.0])
    []
    """
    numbers = np.asarray(values, np.float64)
    coded = np.isin(numbers, (*_CODES, *_BELOW_ZERO))
    others = numbers[np.isfinite(numbers) & ~coded]
    if not coded.any() or others.size < _FEWEST or others.min() < 0:
        return []
    low, high = float(others.min()), float(others.max())
    far = coded & ((numbers < 0) | (numbers > _APART * high) | (numbers < low / _APART))
    if not far.any():
        return []
    found = [f"{numbers[at]:g} on line {at + top}" for at in np.flatnonzero(far)]
    several = len(found) > 1
    codes = "look like codes" if several else "looks like a code"
    cells = "the cells if they are such" if several else "the cell if it is one"
    used = "as numbers" if several else "as a number"
    return [
        f"{name}: {first_few(found)} {codes} for a missing value, as the others lie between "
        f"{low:g} and {high:g}; used {used}: empty {cells}."
    ]
