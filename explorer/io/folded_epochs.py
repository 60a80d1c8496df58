"""Tables with ten epochs a row, or another number, beneath a line that counts them: unfolded."""

from collections.abc import Sequence
from itertools import pairwise

from explorer.io.stage_decoding import whole_number
from explorer.vocabulary.stage_words import read_stage_word

_FEWEST = 3  # epochs a row
_PREAMBLE = 20  # lines above the one that counts


def unfold_epochs(rows: Sequence[Sequence[str]]) -> tuple[list[list[str]], str] | None:
    """Write the epochs of a table one a row, where a line above them counts those of each row.

    Parameters
    ----------
    rows : sequence of sequence of str
        Of the whole table, its heading with it.

    Returns
    -------
    rows : list of list of str
        A column of epochs' numbers and one of stages, headed so.
    note : str
        What was done.
        None in place of both where it is no such table.

    Examples
    --------
    >>> rows, note = unfold_epochs([["", "1", "2", "3"], ["0", "W", "W", "N1"], ["3", "N2"]])
    >>> rows[-1], note
    (['4', 'N2'], 'the table has 3 epochs a row: read from left to right, row by row')
    """
    for at, head in enumerate(rows[:_PREAMBLE]):
        counts = [whole_number(cell) for cell in head[1:]]
        while counts and counts[-1] is None:
            counts.pop()
        across, first = len(counts), counts[0] if counts else None
        if across < _FEWEST or first is None or counts != list(range(first, first + across)):
            continue
        if whole_number(head[0]) is not None:  # a row of numbers as the others are
            continue
        stages = _in_order(rows[at + 1 :], across)
        if stages is None:
            return None
        said = f"the table has {across} epochs a row: read from left to right, row by row"
        body = [[str(place), stage] for place, stage in enumerate(stages, start=1)]
        return [["epoch", "stage"], *body], said
    return None


def _in_order(rows: Sequence[Sequence[str]], across: int) -> list[str] | None:
    """Stages of rows that each begin with a number; None where they are in no such order."""
    held = [row for row in rows if any(cell.strip() for cell in row)]
    begins = [whole_number(row[0]) for row in held]
    known = [one for one in begins if one is not None]
    steps = {after - before for before, after in pairwise(known)}
    if len(held) < 2 or len(known) < len(held) or steps not in ({across}, {1}):
        return None
    cells = [
        cell.strip() for row in held for cell in [*row[1 : across + 1], *[""] * across][:across]
    ]
    while cells and not cells[-1]:
        cells.pop()
    words = {cell for cell in cells if cell}
    # Codes beneath 0 to 4, row by row, may be a mark in the column of its class.
    is_staged = all(map(_is_stage, words)) and (
        steps == {across} or not any(whole_number(word) is not None for word in words)
    )
    return cells if words and is_staged else None


def _is_stage(word: str) -> bool:
    found = read_stage_word(word)
    return whole_number(word) in range(-3, 10) or (found is not None and found.stage is not None)
