"""Thousands grouped in a table's numbers: 1,800 and 1.800,0 and 1'800 for 1800."""

import re
from collections.abc import Sequence
from itertools import pairwise

_NUMBER = {
    ",": re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?|[+-]?\d+(\.\d+)?"),
    ".": re.compile(r"[+-]?\d{1,3}(\.\d{3})+(,\d+)?|[+-]?\d+(,\d+)?"),
    "'": re.compile(r"[+-]?\d{1,3}('\d{3})+([.,]\d+)?|[+-]?\d+([.,]\d+)?"),
}
_GROUPED = {
    mark: re.compile(rf"[+-]?[1-9]\d{{0,2}}(?:{re.escape(mark)}\d{{3}})+(?:[.,]\d+)?")
    for mark in _NUMBER
}
# Both marks, or a mark twice: nothing else than thousands.
_SURE = {
    ",": re.compile(r"[+-]?[1-9]\d{0,2}((,\d{3})+\.\d+|(,\d{3}){2,})"),
    ".": re.compile(r"[+-]?[1-9]\d{0,2}((\.\d{3})+,\d+|(\.\d{3}){2,})"),
    "'": re.compile(r"[+-]?[1-9]\d{0,2}('\d{3})+([.,]\d+)?"),
}


def ungroup(rows: Sequence[Sequence[str]]) -> tuple[list[list[str]], list[str]]:
    """Write the numbers of a table without the marks that group thousands.

    Parameters
    ----------
    rows : sequence of sequence of str
        Cells by row.

    Returns
    -------
    list of list of str
        As it was where no column shows such marks: by a number with both marks, or one that is in
        order only if they group thousands.
    list of str
        What is to be said.

    Examples
    --------
    >>> ungroup([["0", "W"], ["970", "N1"], ["1,000", "N2"]])[0]
    [['0', 'W'], ['970', 'N1'], ['1000', 'N2']]
    >>> ungroup([["0,500", "W"], ["1,000", "W"]])[0]
    [['0,500', 'W'], ['1,000', 'W']]
    """
    columns = [list(column) for column in zip(*rows, strict=True)]
    for mark, sure in _SURE.items():
        alike = [_are_numbers(cells, mark) for cells in columns]
        shown = [
            any(map(sure.fullmatch, cells)) or _in_order_only_grouped(cells, mark)
            for cells, fits in zip(columns, alike, strict=True)
            if fits
        ]
        if not any(shown):
            continue
        first = ""
        for cells, fits in zip(columns, alike, strict=True):
            if not fits:
                continue
            for row, cell in enumerate(cells):
                if _GROUPED[mark].fullmatch(cell.strip()):
                    first = first or cell.strip()
                    cells[row] = cell.replace(mark, "")
        said = f"the mark {mark!r} of {first} groups thousands: read as {first.replace(mark, '')}"
        return [list(row) for row in zip(*columns, strict=True)], [said]
    return [list(row) for row in rows], []


def _are_numbers(cells: Sequence[str], mark: str) -> bool:
    held = [text for cell in cells if (text := cell.strip())]
    return any(map(_GROUPED[mark].fullmatch, held)) and all(map(_NUMBER[mark].fullmatch, held))


def _in_order_only_grouped(cells: Sequence[str], mark: str) -> bool:
    held = [text for cell in cells if (text := cell.strip())]
    grouped = [float(text.replace(mark, "").replace(",", ".")) for text in held]
    as_decimals = [float(text.replace("'", "").replace(",", ".")) for text in held]
    return len(held) > 2 and _rises(grouped) and not _rises(as_decimals)


def _rises(values: Sequence[float]) -> bool:
    return all(after >= before for before, after in pairwise(values))
