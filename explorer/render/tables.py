"""Small tables of numbers, as HTML in which every word from a file is escaped."""

from html import escape

import numpy as np

NOTHING = "–"


def number(value: float, decimals: int) -> str:
    """Write a number with so many decimals; a dash where there is none.

    Examples
    --------
    >>> number(1.25, 1), number(float("nan"), 1)
    ('1.2', '–')
    """
    return f"{value:.{decimals}f}" if np.isfinite(value) else NOTHING


def squared(units: str) -> str:
    """Write a channel's units squared, as power has them.

    Examples
    --------
    >>> squared("uV"), squared("%")
    ('µV²', '%²')
    """
    return "µV²" if units == "uV" else f"{units or 'units'}²"


def row(name: str, values: list[str], units: str, title: str) -> str:
    """Write one row: its name, values that are HTML already, and their unit."""
    cells = "".join(f"<td>{value}</td>" for value in values)
    return (
        f'<tr title="{escape(title)}"><th scope="row">{escape(name)}</th>{cells}'
        f'<td class="unit">{escape(units)}</td></tr>'
    )


def table(heading: str, columns: list[str], rows: list[str]) -> str:
    """Write rows under a heading."""
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    return (
        f"<h2>{escape(heading)}</h2>"
        f'<table class="numbers"><thead><tr><th></th>{head}<th></th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )
