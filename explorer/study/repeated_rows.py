"""Rows of a table that are one night twice: the same line again, or two devices on one wrist."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from explorer.study.cohort_table import NightRow


def mark_repeated(
    rows: "Sequence[NightRow]",
    days: "Sequence[date | None]",
    numbered: Sequence[tuple[str, ...]] = (),
) -> "list[NightRow]":
    """Mark rows of a night that is already there as failed, each with its sentence.

    Parameters
    ----------
    rows : sequence of NightRow
        In the order of the table.
    days : sequence of date or None
        Of each row.
    numbered : sequence of tuple of str
        Cells of each row that number it, as a run's: nights without names are told apart by them.

    Returns
    -------
    list of NightRow
        Of two devices on one night the one that measured most of the person's nights counts, the
        first in the table among equals; the other's row is marked "excluded".
    """
    marked = _one_device(rows)
    seen: dict[tuple[object, ...], NightRow] = {}
    files: dict[tuple[str, ...], int] = {}
    shared = Counter((row.path, row.hypnogram) for row in marked if row.status == "waiting")
    several = {
        hypnogram: has_several(hypnogram)
        for (path, hypnogram), count in shared.items()
        if count > 1 and not path
    }
    for place, row in enumerate(marked):
        if row.status not in ("waiting", "done"):
            continue
        key: tuple[object, ...] = (row.subject, row.condition, row.visit, row.night)
        named = bool(row.night) and row.night != row.visit
        if row.status == "done" and not named:  # nights without names are told apart by numbers
            key = (
                *key,
                tuple(np.nan_to_num(row.numbers, nan=-1e300)),
                *numbered[place : place + 1],
            )
        if key in seen:
            marked[place] = row.failing(_repeats(row, seen[key]))
            continue
        if row.status == "waiting":
            held: tuple[str, ...] = (row.path, row.hypnogram)
            if several.get(row.hypnogram):  # the rows say whose, and which night of it
                held = (*held, row.subject, row.night)
            if held in files:
                line = files[held]
                said = f"its files are those of line {line}; no night is two nights"
                marked[place] = row.failing(said)
                continue
            files[held] = row.line
        seen[key] = row
    return _one_condition(marked, days)


def told_apart(rows: "Sequence[NightRow]", words: Mapping[str, Sequence[str]], meant: str) -> None:
    """Refuse a table of which most rows clash, and a column of words tells them apart.

    Parameters
    ----------
    rows : sequence of NightRow
        As `mark_repeated` marks them.
    words : mapping of str to sequence of str
        The table's columns that hold words, by heading.
    meant : str
        What such a column has to be headed.

    Raises
    ------
    ValueError
        If there is one.
    """
    clashing = sum(row.status == "failed" for row in rows)
    if clashing * 2 <= len(rows):
        return
    for name, cells in words.items():
        nights = {(cell, row.night) for cell, row in zip(cells, rows, strict=True)}
        if all(cells) and len(nights) == len(rows) > len(set(cells)) > 1:
            raise ValueError(
                f"{clashing} of {len(rows)} rows are of a night that the table has already, if all "
                f"are one person's; the column {name!r} tells them apart: if it says whose each "
                f"night is, head it {meant}"
            )


def has_several(path: str) -> bool:
    """Whether a scorer's or a device's file has several people or nights, to be chosen from."""
    from explorer.io.devices.night_totals import TotalsOnlyError
    from explorer.io.reading_choices import ChoiceNeededError
    from explorer.io.scorer_reading import read_scoring

    try:
        read_scoring(path)
    except ChoiceNeededError:
        return True
    except TotalsOnlyError as error:
        return len(error.export.nights) > 1
    except (ValueError, OSError):  # what is wrong with it is said where it is opened
        pass
    return False


def _one_condition(rows: "list[NightRow]", days: "Sequence[date | None]") -> "list[NightRow]":
    """Mark a date that its person already has under another condition."""
    first: dict[tuple[str, date], NightRow] = {}
    for place, (row, day) in enumerate(zip(rows, days, strict=True)):
        if row.status not in ("waiting", "done") or day is None:
            continue
        before = first.setdefault((row.subject, day), row)
        if before.condition != row.condition:
            said = (
                f"its date is that of line {before.line}, under another condition "
                f"({before.condition}); a night has one, so it was not counted"
            )
            rows[place] = row.failing(said)
    return rows


def _repeats(row: "NightRow", first: "NightRow") -> str:
    same = np.array_equal(row.numbers, first.numbers, equal_nan=True)
    other = "" if same or row.status != "done" else " with other numbers, and which are right "
    other += "" if not other else "cannot be told"
    return (
        f"the same night is already on line {first.line}{other}; it was not counted twice (two "
        "nights need names in a column night)"
    )


def _one_device(rows: "Sequence[NightRow]") -> "list[NightRow]":
    """Keep one device a night."""
    marked = list(rows)
    counts = Counter((row.subject, row.device) for row in rows if row.device)
    nights: dict[tuple[str, ...], list[int]] = {}
    for place, row in enumerate(rows):
        if row.device and row.night and row.status == "done":
            night = (row.subject, row.condition, row.visit, row.night)
            nights.setdefault(night, []).append(place)
    for places in nights.values():
        devices = {rows[place].device for place in places}
        if len(devices) < 2:
            continue
        best = max(places, key=lambda place: counts[rows[place].subject, rows[place].device])
        kept = rows[best].device
        for place in places:
            row = rows[place]
            if row.device != kept:
                sentence = (
                    f"{row.title}: two devices measured this night; {kept}, which has most of "
                    f"{row.subject}'s nights, counts, and {row.device} does not"
                )
                marked[place] = replace(row, status="excluded", sentence=sentence)
    return marked
