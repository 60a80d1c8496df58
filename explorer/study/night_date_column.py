"""Dates of nights under other headings than ``date``: night, recorded, day, date of recording."""

import re
from collections.abc import Sequence

import pandas as pd

from explorer.study.night_dates import either_order, read_dates
from explorer.vocabulary.stage_words import fold_word

_OF_A_NIGHT = re.compile(
    r"date|datum|fecha|^data|giorno|jour|dia$|^days?$|tag$|night|nacht|nuit|noche|notte|noite|"
    r"session|recorded|recording|measured|collected|^when$|timestamp|aufnahme|aufgezeichnet"
)
# Dates of a person or of a file, by which no nights are ordered.
_OF_ANOTHER_THING = re.compile(
    r"birth|dob|geb|naiss|nacim|nasc|consent|enrol|inclus|randomi|admi|referr|diagnos|export|"
    r"import|upload|scored|scoring|analy|report|updat|modif|creat|death|intake|start|^end|dose"
)


def with_dates(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Take dates of nights from a column that is not headed ``date``.

    Parameters
    ----------
    frame : DataFrame
        A table of nights, its columns named as ours where they mean the same.

    Returns
    -------
    DataFrame
        With a column ``date`` where one column's cells are the dates of nights. A column of another
        meaning, such as ``night``, stays beside it.
    list of str
        What is to be said of it.

    Examples
    --------
    >>> made = pd.DataFrame({"subject": ["A", "A"], "recorded": ["2026-03-01", "2026-03-02"]})
    >>> found, notes = with_dates(made)
    >>> list(found), notes
    (['subject', 'date'], ["Dates of nights were taken from the column 'recorded'."])
    """
    if "date" in frame:
        return frame, []
    columns = {str(column): _texts(frame[column]) for column in frame}
    found = [name for name, texts in columns.items() if _heads_nights(name) and _are_dates(texts)]
    if not found:
        return frame, []
    days = {name: read_dates(columns[name])[0] for name in found}
    first = "night" if "night" in found else found[0]
    others = [name for name in found if days[name] != days[first]]
    if others:
        listed = " and ".join(repr(name) for name in (first, *others))
        return frame, [
            f"The columns {listed} have dates that differ, so none is taken for when the nights "
            "were: head the one that is with 'date'."
        ]
    note = f"Dates of nights were taken from the column {first!r}."
    if first == "night":
        return frame.assign(date=frame[first]), [note]
    return frame.rename(columns={first: "date"}), [note]


def _texts(column: "pd.Series[str]") -> list[str]:
    filled = column.astype(object).where(column.notna(), "")
    return [str(cell).strip() for cell in filled]


def _heads_nights(name: str) -> bool:
    folded = fold_word(name)
    return bool(_OF_A_NIGHT.search(folded)) and not _OF_ANOTHER_THING.search(folded)


def _are_dates(texts: Sequence[str]) -> bool:
    """Whether most cells that are filled are days of the calendar, by one order or by either."""
    held = [text for text in texts if text]
    read = sum(day is not None for day in read_dates(held)[0])
    return 2 * read > len(held) or bool(either_order(held))
