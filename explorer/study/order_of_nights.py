"""Order of each person's nights: by a column, dates, the recordings' starts, or night numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from explorer.study.night_dates import night_order, numbered_twice
from explorer.vocabulary.counts import first_few

if TYPE_CHECKING:
    from explorer.study.cohort_table import NightRow

RECORDING_START = "recording_start"
"""Under which a night's results have when its recording began, in s; NaN where no file says."""
ORDER, DATE, START, NIGHT = "order", "date", "start", "night"
"""What tells the order, the first that is known first; "" where nothing does."""
_SAID: MappingProxyType[str, str] = MappingProxyType(
    {
        START: "The order of nights is that in which their recordings began.",
        NIGHT: "The order of nights is that of their numbers in the column night.",
    }
)
# What stands where a date is withheld: EDF's, a computer's clock that was never set, MNE's.
_NO_DAYS = frozenset((date(1985, 1, 1), date(1970, 1, 1), date(2000, 1, 1)))
_EARLIEST = 1950
_HALF_A_DAY = timedelta(hours=12)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NOT_KNOWN = "order of nights is"


@dataclass(frozen=True)
class NightOrder:
    """Place of every night among its person's."""

    places: tuple[float, ...]
    """1 for a person's first; NaN where it is not known."""
    told_by: str
    """`ORDER`, `DATE`, `START` or `NIGHT`; "" where nothing tells any."""
    notes: tuple[str, ...] = ()


def order_of_rows(
    rows: "Sequence[NightRow]", days: Sequence[date | None], starts: Sequence[float] = ()
) -> NightOrder:
    """Say in which order each person slept, by the first of four things that tells it.

    Parameters
    ----------
    rows : sequence of NightRow
        Of a table of files or of numbers.
    days : sequence of date or None
        Their dates, where one can be read and is one day alone.
    starts : sequence of float
        When each recording began, in s since 1970, NaN where no file says; nobody's if not given.

    Returns
    -------
    NightOrder

    Examples
    --------
    >>> from explorer.study.cohort_table import NightRow
    >>> rows = [NightRow(2, "A", "p", "2"), NightRow(3, "A", "d", "1")]
    >>> order_of_rows(rows, [None, None]).places
    (2.0, 1.0)
    >>> order_of_rows(rows, [None, None], [7e8, 8e8]).places
    (1.0, 2.0)
    """
    given = [row.order for row in rows]
    if np.isfinite(given).any():
        return NightOrder(tuple(given), ORDER)
    people, names = [row.subject for row in rows], [row.night for row in rows]
    if any(days):
        return NightOrder(tuple(night_order(people, days, names)), DATE)
    counted = [row.status in ("waiting", "done") for row in rows]
    twice = numbered_twice(people, names, counted)
    none: list[date | None] = [None] * len(rows)
    numbered = night_order(people, none, names, counted)
    begun = _by_start(people, counted, starts or [np.nan] * len(rows))
    places = tuple(np.where(np.isfinite(begun), begun, numbered).tolist())
    notes = []
    if np.isfinite(begun).any():
        notes.append(_SAID[START] + _otherwise_numbered(people, begun, numbered))
        return NightOrder(places, START, tuple(notes))
    if twice and not any(row.visit for row in rows):
        first, second = (rows[place] for place in twice)
        notes.append(
            f"The order of nights is not known, for lines {first.line} and {second.line} are "
            f"both night {second.night} of {second.subject}: number each person's nights "
            "through, or give dates."
        )
    if not np.isfinite(numbered).any():
        return NightOrder(places, "", tuple(notes))
    return NightOrder(places, NIGHT, (_SAID[NIGHT],))


def seconds_of_start(start: datetime | None) -> float:
    """Return when a recording began, in s since 1970 by its own clock; NaN without a real date.

    Examples
    --------
    >>> seconds_of_start(datetime(1970, 1, 2)), seconds_of_start(datetime(1985, 1, 1, 23))
    (86400.0, nan)
    """
    if start is None or start.year < _EARLIEST or start.date() in _NO_DAYS:
        return float("nan")
    return (start.replace(tzinfo=UTC) - _EPOCH).total_seconds()


def _by_start(
    people: Sequence[str], counted: Sequence[bool], starts: Sequence[float]
) -> np.ndarray:
    """Places of the nights of those all of whose recordings began on days of their own."""
    places = np.full(len(people), np.nan)
    own: dict[str, list[int]] = {}
    for place, (person, used) in enumerate(zip(people, counted, strict=True)):
        if used:
            own.setdefault(person, []).append(place)
    for nights in own.values():
        # What begins after midnight belongs to the evening before.
        evenings = [
            (_EPOCH + timedelta(seconds=starts[place]) - _HALF_A_DAY).date()
            for place in nights
            if np.isfinite(starts[place])
        ]
        if len(set(evenings)) == len(nights) > 1:
            for rank, place in enumerate(sorted(nights, key=lambda one: starts[one]), start=1):
                places[place] = rank
    return places


def _otherwise_numbered(people: Sequence[str], begun: np.ndarray, numbered: list[float]) -> str:
    """Name those whose numbers of nights have another order than their recordings."""
    both = np.isfinite(begun) & np.isfinite(numbered)
    other = both & (begun != np.array(numbered))
    named = list(dict.fromkeys(np.array(people)[other].tolist()))
    return f" The column night has another one for {first_few(named)}." if named else ""


def sequences(nights: xr.Dataset) -> dict[str, tuple[str, ...]]:
    """Conditions of each person in the order of their first nights, where that is known.

    Parameters
    ----------
    nights : xr.Dataset, dims (recording)
        As `explorer.study.cohort.cohort` gives it.

    Returns
    -------
    dict of str to tuple of str
        Of people with one condition too; without those the order of whose nights is not known.

    Examples
    --------
    >>> nights = xr.Dataset(coords={"subject": ("recording", ["A", "A", "B", "B"]),
    ...     "condition": ("recording", ["p", "d"] * 2),
    ...     "order": ("recording", [2.0, 1.0, np.nan, np.nan])})
    >>> sequences(nights)
    {'A': ('d', 'p')}
    """
    subjects, conditions = (nights[name].values.astype(str) for name in ("subject", "condition"))
    order = nights["order"].values if "order" in nights.coords else np.full(subjects.size, np.nan)
    used = nights["status"].values == "done" if "status" in nights.coords else True
    held = (subjects != "") & (conditions != "") & (used | np.isfinite(order))
    found = {}
    for person in dict.fromkeys(subjects[held].tolist()):
        own = np.flatnonzero((subjects == person) & held)
        first: dict[str, float] = {}
        for place in own:
            name = str(conditions[place])
            first[name] = float(np.fmin(first.get(name, np.nan), order[place]))
        places = list(first.values())
        known = bool(np.isfinite(order[own]).all()) and len(set(places)) == len(places)
        if known or len(first) == 1:
            found[person] = tuple(sorted(first, key=first.__getitem__))
    return found


def unknown_order(nights: xr.Dataset) -> tuple[str, ...]:
    """Name people of several conditions whose order nothing tells.

    Parameters
    ----------
    nights : xr.Dataset, dims (recording)
        As for `sequences`.

    Returns
    -------
    tuple of str
        Sorted.
    """
    known = sequences(nights)
    own: dict[str, set[str]] = {}
    for person, condition in zip(nights.subject.values, nights.condition.values, strict=True):
        if person and condition:
            own.setdefault(str(person), set()).add(str(condition))
    return tuple(sorted(one for one, kinds in own.items() if len(kinds) > 1 and one not in known))


def order_note(nights: xr.Dataset) -> list[str]:
    """Say whose order of nights nothing tells, where the table's own notes do not yet.

    Parameters
    ----------
    nights : xr.Dataset, dims (recording)
        As for `sequences`, measured.

    Returns
    -------
    list of str
        One sentence, or none.
    """
    used = nights.isel(recording=nights.status.values == "done")
    unknown = unknown_order(used)
    said = any(_NOT_KNOWN in note and "known" in note for note in nights.attrs.get("notes", ()))
    if not unknown or said:
        return []
    everybody = len(unknown) == len(set(used.subject.values.tolist()))
    whose = "nights" if everybody else f"the nights of {first_few(unknown)}"
    return [
        f"The order of {whose} is not known, so what came first, and what a first night or the "
        "passing of time does, is not told from the condition: a column order, date or night "
        "(numbered through within each person) would tell it."
    ]
