"""Cells of a study's tables."""

import numpy as np

from explorer.render.number_format import NOTHING
from explorer.statistics.change_words import format_p

Table = tuple[tuple[str, ...], list[list[str]]]
"""Headings, and rows of cells."""


def p_value(value: float) -> str:
    """Write a p under its own heading, which needs no sign of equality; a dash for none.

    Examples
    --------
    >>> p_value(0.031), p_value(1e-5), p_value(float("nan"))
    ('0.031', '< 0.0001', '–')
    """
    return format_p(value).removeprefix("= ") if np.isfinite(value) else NOTHING
