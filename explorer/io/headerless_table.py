"""Tables without names of columns: what each holds, by what is in it."""

import re
from collections.abc import Sequence
from itertools import pairwise

from explorer.io.clock import parse_elapsed, parse_moment
from explorer.vocabulary.stage_words import is_stage_anywhere


def is_number(text: str) -> bool:
    """Whether a cell is a number, with a decimal point or comma."""
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True


def is_headerless(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row is data already: times, and a stage's word or number."""
    first = [cell for cell in rows[0] if cell]
    timed = [
        is_number(cell) or parse_moment(cell) is not None or parse_elapsed(cell) is not None
        for cell in first
    ]
    return len(first) > 1 and any(timed) and sum(not one for one in timed) <= 1


def names_by_contents(rows: Sequence[Sequence[str]]) -> list[str]:
    """Name columns that have no names by what is in them."""
    width = len(rows[0])
    columns = [[row[place] if place < len(row) else "" for row in rows] for place in range(width)]
    words = [sum(map(is_stage_anywhere, column)) for column in columns]
    stage = words.index(max(words)) if max(words) else width - 1
    names = [f"column {place + 1}" for place in range(width)]
    names[stage] = "stage"
    left = [place for place in range(width) if place != stage]
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
