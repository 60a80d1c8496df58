"""Percentages written as fractions of 1: an efficiency of 0.85 is 85 %, N3 may be either."""

from collections.abc import Sequence

import numpy as np

_NEVER_BELOW_ONE = frozenset(
    ("SE", "SME", "SE_wake", "SE_onset", "%N2", "%N2_SPT", "%NREM", "%NREM_SPT")
)
"""Shares that no night has below 1 %, so that numbers up to 1 are fractions."""
_EITHER = frozenset(("%N1", "%N1_SPT", "%N3", "%N3_SPT", "%REM", "%REM_SPT", "%WAKE_SPT"))
"""Shares that a night may truly have below 1 %, as old people of N3."""


def read_fractions(
    name: str, symbol: str, values: Sequence[float], units: str, cells: Sequence[str]
) -> tuple[list[float], list[str]]:
    """Read a percentage of which all numbers are 0 to 1 as fractions, where nothing else can be.

    Parameters
    ----------
    name : str
        The column's.
    symbol : str
        Of its metric, as in the catalogue.
    values : sequence of float
        By row; NaN where there is none.
    units : str
        Taken for them; of others than "%" nothing is asked.
    cells : sequence of str
        As the table has them: one with a % sign says its own unit, and then nothing is guessed.

    Returns
    -------
    list of float
        In %.
    list of str
        What is to be said.

    Raises
    ------
    ValueError
        If the numbers may as well be fractions as percentages below 1.

    Examples
    --------
    >>> read_fractions("SE", "SE", [0.86, 0.91], "%", ["0.86", "0.91"])
    ([86.0, 91.0], ['SE: its numbers are 0 to 1, which no night has in %, and were read as \
fractions: 0.86 as 86 %.'])
    """
    kept = list(values)
    held = np.array([value for value in kept if np.isfinite(value)])
    if units != "%" or not held.size or held.min() < 0 or not 0 < held.max() <= 1:
        return kept, []
    if any(cell.rstrip().endswith("%") for cell in cells):
        return kept, []
    first = float(held[held > 0][0])
    as_percent = f"{first * 100:.4g} %"
    if symbol in _NEVER_BELOW_ONE and np.median(held) > 0:
        said = (
            f"{name}: its numbers are 0 to 1, which no night has in %, and were read as fractions: "
            f"{first:.6g} as {as_percent}."
        )
        return [float(f"{value * 100:.12g}") for value in kept], [said]
    if symbol in _EITHER:
        raise ValueError(
            f"{name}: all its numbers are 0 to 1, so {first:.6g} may be the fraction that is "
            f"{as_percent}, or {first:.6g} %; write {as_percent} or {first:.6g} % with its sign in "
            "the cells."
        )
    return kept, []
