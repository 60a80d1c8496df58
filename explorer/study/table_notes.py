"""What only the whole table of a study's nights shows: people of one condition, mixed units."""

import re
from collections.abc import Callable, Iterable, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from explorer.study.lights_faults import CLOCK
from explorer.study.near_names import slips
from explorer.vocabulary.counts import pluralize

if TYPE_CHECKING:
    from explorer.study.cohort_table import NightRow

_LEADING_ZEROS = re.compile(r"(?<!\d)(?<!\d[.,])0+(?=\d)")
_ZERO_DECIMALS = re.compile(r"(?<![\d.,])(\d+)[.,]0+(?![\d.,])")  # 1.0, as a spreadsheet has 1
_SPELLINGS: MappingProxyType[str, Callable[[str], str]] = MappingProxyType(
    {
        "capitals": str.casefold,
        "leading zeros": lambda name: _LEADING_ZEROS.sub("", name),
        "decimals of 0": lambda name: _ZERO_DECIMALS.sub(r"\1", name),
    }
)
"""Ways in which one person's name is written twice, and what it is without them."""
_SHOWN = 4
USABLE = ("waiting", "done")


def whole_table_notes(rows: "Sequence[NightRow]") -> list[str]:
    """Say what only the whole table shows, of the rows that can be used."""
    notes = []
    usable = [row for row in rows if row.status in USABLE]
    by_subject: dict[str, set[str]] = {}
    for row in usable:
        by_subject.setdefault(row.subject, set()).add(row.condition)
    conditions = {row.condition for row in usable}
    if len(conditions) > 1 and not any(row.visit for row in usable):
        alone = {s: next(iter(c)) for s, c in by_subject.items() if len(c) == 1}
        if alone and len(alone) < len(by_subject):  # else it is no comparison within people
            listed = ", ".join(f"{subject} ({condition})" for subject, condition in alone.items())
            notes.append(f"{len(alone)} with one condition only, shown but not compared: {listed}.")
    alike: dict[str, set[str]] = {}
    for name in conditions:
        alike.setdefault(name.casefold(), set()).add(name)
    notes += [
        f"{' and '.join(sorted(names))} differ in capitals only and were read as two conditions; "
        "write them alike if they are one."
        for names in alike.values()
        if len(names) > 1
    ]
    people = {name: sum(name in own for own in by_subject.values()) for name in sorted(conditions)}
    notes += [
        f"The condition {rarer!r} ({pluralize(people[rarer], 'person', 'people')}) differs by a "
        f"letter or two from {meant!r} ({people[meant]}), and was read as one of its own; write "
        "them alike if they are one."
        for rarer, meant in slips(people)
    ]
    notes += _of_people_alike(dict.fromkeys(row.subject for row in usable))
    for name in ("lights_off", "lights_on"):
        given = [(row, text) for row in usable if (text := getattr(row, name))]
        clocks = [row.line for row, text in given if CLOCK.fullmatch(text)]
        if 0 < len(clocks) < len(given):
            notes.append(
                f"{name} is a clock time on {pluralize(len(clocks), 'line')} and seconds on "
                f"{len(given) - len(clocks)}: mixed units, each read as what it looks like."
            )
    return notes


def _of_people_alike(subjects: Iterable[str]) -> list[str]:
    """Say whose names differ only as somebody's spelling of one name may."""
    alike: dict[str, list[str]] = {}
    for name in subjects:
        alike.setdefault(_folded(name, _SPELLINGS), []).append(name)
    several = [names for names in alike.values() if len(names) > 1]
    if not several:
        return []
    every = [name for names in several for name in names]
    # A spelling that tells any two of them apart, the others left aside.
    ways = [
        way
        for way in _SPELLINGS
        if len({_folded(name, [one for one in _SPELLINGS if one != way]) for name in every})
        > len(several)
    ]
    shown = "; ".join(" and ".join(map(repr, sorted(names))) for names in several[:_SHOWN])
    more = f"; and {len(several) - _SHOWN} more" if len(several) > _SHOWN else ""
    return [
        f"{pluralize(len(several), 'name')} of people written in ways that differ in "
        f"{' or '.join(ways)} only ({shown}{more}): each was read as a person of their "
        "own; write them alike if they are one."
    ]


def _folded(name: str, spellings: Iterable[str]) -> str:
    for way in spellings:
        name = _SPELLINGS[way](name)
    return name
