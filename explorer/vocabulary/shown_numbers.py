"""The sign of shown numbers: a minus sign, which a hyphen is not; files keep the hyphen."""

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
