"""Numbers and units as a reader can use them."""

import numpy as np

from explorer.vocabulary.shown_numbers import shown_number

NOTHING = "–"

FIGURES = 4
"""Of a number without decimals of its own: more than any metric of one night carries."""


def number(value: float, decimals: int = 1) -> str:
    """Write a number with so many decimals; a dash where it is not estimable.

    Examples
    --------
    >>> number(12.345), number(-1.25, 2), number(float("nan"))
    ('12.3', '−1.25', '–')
    """
    return shown_number(value, f".{decimals}f") if np.isfinite(value) else NOTHING


def squared(units: str) -> str:
    """Write a channel's units squared, as power has them.

    Examples
    --------
    >>> squared("uV"), squared("%")
    ('µV²', '%²')
    """
    return "µV²" if units == "uV" else f"{units or 'units'}²"
