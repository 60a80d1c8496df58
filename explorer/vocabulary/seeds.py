"""Seeds of what is drawn by chance: whole numbers of 0 or more."""

import operator
from typing import Any


def whole_seed(seed: Any) -> int:
    """Take a seed, a whole number of 0 or more, as 0 is one like any other.

    Parameters
    ----------
    seed : object
        An int, of Python or NumPy.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If it is none.

    Examples
    --------
    >>> whole_seed(0), whole_seed(128)
    (0, 128)
    """
    try:
        number = operator.index(seed)
    except TypeError:
        number = -1
    if number < 0 or isinstance(seed, bool):
        raise ValueError(f"seed must be a whole number of 0 or more, is {seed!r}")
    return number
