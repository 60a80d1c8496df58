"""What only the whole table of a study's nights shows: people of one condition, mixed units."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from explorer.study.lights_times import CLOCK
from explorer.vocabulary.counts import pluralize

if TYPE_CHECKING:
    from explorer.study.cohort_table import NightRow

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
    for name in ("lights_off", "lights_on"):
        given = [(row, text) for row in usable if (text := getattr(row, name))]
        clocks = [row.line for row, text in given if CLOCK.fullmatch(text)]
        if 0 < len(clocks) < len(given):
            notes.append(
                f"{name} is a clock time on {pluralize(len(clocks), 'line')} and seconds on "
                f"{len(given) - len(clocks)}: mixed units, each read as what it looks like."
            )
    return notes
