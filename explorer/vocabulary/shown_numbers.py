"""The sign of shown numbers: a minus sign, which a hyphen is not; files keep the hyphen."""

from collections.abc import Iterable
from math import floor, isfinite, log10

MINUS = "−"


def shown_number(value: float, form: str = "g") -> str:
    """Write a number as a person reads it: a minus before one below nothing, no sign before none.

    For words, tables and figures. What a program reads is written by `format`.

    Parameters
    ----------
    value : float
    form : str
        As `format` takes it.

    Returns
    -------
    str

    Examples
    --------
    >>> shown_number(-1.26, ".1f"), shown_number(1.26, "+.1f"), shown_number(-56.0)
    ('−1.3', '+1.3', '−56')
    >>> shown_number(-0.04, ".1f"), shown_number(0.0, "+.1f")
    ('0.0', '0.0')
    """
    written = format(value, form)
    if not any(digit in written for digit in "123456789") and any(c.isdigit() for c in written):
        return written.lstrip("+-")
    return written.replace("-", MINUS)


def form_alike(values: Iterable[float], figures: int = 4) -> str:
    """Form in which numbers that stand beside each other have as many decimals each.

    Parameters
    ----------
    values : iterable of float
    figures : int
        Of the largest.

    Returns
    -------
    str
        For `shown_number`.

    Examples
    --------
    >>> form_alike([93.28, 81.5]), form_alike([412.0, 9.7]), form_alike([0.0])
    ('.2f', '.1f', '.3f')
    """
    most = max((abs(value) for value in values if isfinite(value)), default=0.0)
    whole = floor(log10(most)) + 1 if most > 0 else 1
    return f".{max(figures - whole, 0)}f"
