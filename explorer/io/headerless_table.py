"""Tables without names of columns: what each holds, by what is in it."""

import re
from collections.abc import Sequence
from itertools import pairwise

from explorer.io.clock import parse_elapsed, parse_moment
from explorer.io.stage_decoding import whole_number
from explorer.vocabulary.column_names import read_column_name
from explorer.vocabulary.stage_words import fold_word, is_stage_anywhere, read_stage_word
from explorer.vocabulary.stages import Stage

_FIVE = (Stage.W, Stage.N1, Stage.N2, Stage.N3, Stage.REM)
_MOSTLY = 0.8  # share of a column's cells
_CODES = range(-3, 10)
_FEWEST_IN_COMMON = 3  # codes; a column of 0 and 1 beside one of stages marks something else
_DECIMAL_COMMA = re.compile(r"-?\d,0+")


def is_number(text: str) -> bool:
    """Whether a cell is a number, with a decimal point or comma."""
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True


def is_headerless(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row is data already: times, or stages as in the rows below it.

    Examples
    --------
    >>> is_headerless([["W", "W"], ["N1", "W"]]), is_headerless([["W", "N1"], ["0.9", "0.1"]])
    (True, False)
    """
    first = [cell for cell in rows[0] if cell]
    if len(first) > 1 and any(_is_of_stages(rows, place) for place in range(len(rows[0]))):
        return True
    timed = [
        is_number(cell) or parse_moment(cell) is not None or parse_elapsed(cell) is not None
        for cell in first
    ]
    return len(first) > 1 and any(timed) and sum(not one for one in timed) <= 1


def _scorers(columns: Sequence[Sequence[str]]) -> list[int]:
    """Columns of stages, each a scorer's, where there are several; by their words or codes."""
    held = [[cell for cell in column if cell.strip()] for column in columns]
    worded = [at for at, cells in enumerate(held) if cells and all(map(_is_stage, cells))]
    if any(map(_is_stage, (cells[0] for cells in held if cells))):
        return worded if len(worded) > 1 else []
    coded = [at for at, cells in enumerate(held) if cells and _are_codes(cells)]
    return coded if are_scorers_codes([columns[at] for at in coded]) else []


def _is_of_stages(rows: Sequence[Sequence[str]], place: int) -> bool:
    """Whether a column has stages from its first cell on: a stage among stages is no name."""
    cells = [row[place].strip() for row in rows if place < len(row) and row[place].strip()]
    found = read_stage_word(cells[0]) if cells and rows[0][place].strip() else None
    if found is None or found.stage is None or read_column_name(cells[0]).exact:
        return False
    if fold_word(cells[0]) not in map(fold_word, cells[1:]) and found.stage not in _FIVE:
        return False  # "Sleep" above W and N1 is what the column is called
    words = sum(_is_stage(cell) for cell in cells[1:])
    return len(cells) > 1 and words >= _MOSTLY * (len(cells) - 1)


def _is_stage(cell: str) -> bool:
    found = read_stage_word(cell)
    return found is not None and found.stage is not None


def has_decimal_commas(lines: Sequence[str]) -> bool:
    """Whether lines are one code each, written as "0,00" with a decimal comma.

    Examples
    --------
    >>> has_decimal_commas(["0,00", "2,00"]), has_decimal_commas(["0,0", "2,1"])
    (True, False)
    """
    return bool(lines) and all(_DECIMAL_COMMA.fullmatch(line.strip()) for line in lines)


def are_scorers_codes(columns: Sequence[Sequence[str]]) -> bool:
    """Whether columns of numbers are codes of stages, each a scorer's: they mostly say the same.

    Examples
    --------
    >>> are_scorers_codes(["00122", "00112"]), are_scorers_codes(["00122", "00001"])
    (True, False)
    """
    if len(columns) < 2 or not all(map(_are_codes, columns)):
        return False
    first, *others = columns
    return all(
        len(set(first) & set(other)) >= _FEWEST_IN_COMMON
        and sum(one == two for one, two in zip(first, other, strict=False)) > len(first) / 2
        for other in others
    )


def _are_codes(cells: Sequence[str]) -> bool:
    codes = [code for cell in cells if (code := whole_number(cell)) is not None]
    counts = all(after > before for before, after in pairwise(codes))
    return len(codes) == len(cells) and all(code in _CODES for code in codes) and not counts


def names_by_contents(rows: Sequence[Sequence[str]]) -> list[str]:
    """Name columns that have no names by what is in them."""
    width = len(rows[0])
    columns = [[row[place] if place < len(row) else "" for row in rows] for place in range(width)]
    words = [sum(map(is_stage_anywhere, column)) for column in columns]
    stage = words.index(max(words)) if max(words) else width - 1
    names = [f"column {place + 1}" for place in range(width)]
    names[stage] = "stage"
    scorers = _scorers(columns)
    for number, place in enumerate(scorers, 1):
        names[place] = f"scorer {number}"
    left = [place for place in range(width) if place != stage and place not in scorers]
    numbers = [place for place in left if all(map(is_number, columns[place]))]
    for place in left:
        if place not in numbers and parse_moment(columns[place][0]) is not None:
            dated = re.search(r"\d[:.h]\d\d", columns[place][0]) is None
            names[place] = "date" if dated else "time"
    values = [[float(cell.replace(",", ".")) for cell in columns[place]] for place in numbers]
    timed = "time" in names
    if len(numbers) >= 2 and not timed:
        counts = [[place + one[0] for place in range(len(one))] == one for one in values]
        if counts[0] and len(rows) > 1 and values[0][0] in (0, 1):
            names[numbers[0]] = "epoch"
            numbers, values = numbers[1:], values[1:]
    if len(numbers) >= 2 and not timed:
        ends = [end > start for start, end in zip(values[0], values[1], strict=True)]
        follows = values[1][:-1] == values[0][1:] and len(rows) > 2
        names[numbers[0]] = "onset"
        names[numbers[1]] = "end" if all(ends) and follows else "duration"
    elif numbers:
        (first,) = values[:1]
        steps = {round(after - before, 6) for before, after in pairwise(first)}
        if timed:
            names[numbers[0]] = "epoch" if steps == {1.0} else "duration"
        elif steps == {1.0} and first[0] in (0, 1):
            names[numbers[0]] = "epoch"
        elif stage < numbers[0] and first[0] > 0:
            names[numbers[0]] = "end"  # a stage, and when it ends
        else:
            names[numbers[0]] = "onset"
    return names
