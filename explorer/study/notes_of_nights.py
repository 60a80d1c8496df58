"""What the readers noted of single nights, told once for all nights of which it holds."""

import re
from collections.abc import Sequence

from explorer.study.many_nights import OTHER, ClockNight
from explorer.vocabulary.counts import first_few, pluralize

_NAMED = 4
_TOLD = 3
"""Notes that are alike but for their numbers, before they are summed up."""
_NUMBERS = re.compile(r"\d+([.:]\d+)*")


def notes_of_nights(nights: Sequence[ClockNight]) -> list[str]:
    """Say what is noted of nights by themselves, as it is said where one of them is opened.

    Parameters
    ----------
    nights : sequence of ClockNight
        Other accounts of a sleep that is there are passed over.

    Returns
    -------
    list of str
        A sentence a note, with the nights that it is of; of many that differ in their numbers
        alone the first few, and how many more there are.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from explorer.study.many_nights_simulated import simulated_nights
    >>> nights = simulated_nights(nights=3).nights
    >>> notes_of_nights([replace(one, name=f"{at}", notes=("no end",)) for at, one in
    ...     enumerate(nights[:2])])
    ['2 sleeps (0, 1): no end.']
    """
    by_note: dict[str, list[str]] = {}
    for one in nights:
        for note in dict.fromkeys(one.notes if one.kind != OTHER else ()):
            by_note.setdefault(note, []).append(one.name)
    alike: dict[str, list[str]] = {}
    for note in by_note:
        alike.setdefault(_NUMBERS.sub("0", note), []).append(note)
    said = []
    for notes in alike.values():
        told = notes if len(notes) <= _TOLD + 1 else notes[:_TOLD]
        rest = sum(len(by_note[note]) for note in notes[len(told) :])
        sentences = [f"{_whose(by_note[note])}: {note.rstrip('.')}" for note in told]
        if rest:
            sentences[-1] += f"; and {pluralize(rest, 'more sleep')} likewise"
        said += [f"{one}." for one in sentences]
    return said


def _whose(names: Sequence[str]) -> str:
    if len(names) == 1:
        return names[0]
    return f"{pluralize(len(names), 'sleep')} ({first_few(names, _NAMED)})"
