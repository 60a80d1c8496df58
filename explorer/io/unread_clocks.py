"""A table whose clock times nobody can place is refused: its rows are not guessed to be epochs."""

import re

from explorer.io.table_columns import Columns, is_clock

_OF_DAY = re.compile(r"\d[:.h]\d\d")
_FEWEST = 2  # different times: one alone, as of the export, says nothing of the rows
_MOSTLY = 0.5  # of the rows have a time


def refuse_unread_clocks(path: object, columns: Columns) -> None:
    """Refuse a table that gives clock times under names that do not say of what.

    Parameters
    ----------
    path : object
        Where the table comes from, for errors.
    columns : Columns
        Those of times that were read are said in it.

    Raises
    ------
    ValueError
        If columns of clock times are left.
    """
    left = [
        column
        for column in columns.all
        if column.place not in columns.used
        and len(column.values) >= _FEWEST
        and sum(map(bool, column.cells)) > _MOSTLY * len(column.cells)
        and all(_OF_DAY.search(cell) for cell in column.values)
        and is_clock(column.values)
    ]
    if not left:
        return
    named = " and ".join(f"{column.name!r} ({column.values[0][:20]})" for column in left)
    several = "s" if len(left) > 1 else ""
    raise ValueError(
        f"{path}: the column{several} {named} hold{'' if several else 's'} times, and the name"
        f"{several} do{'' if several else 'es'} not say of what; head those at which rows begin "
        "'start', and those at which they end 'end' or how long they last 'duration'"
    )
