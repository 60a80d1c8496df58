"""Bed times and rise times of a table of nights: clock times in h, counted on past midnight."""

import re
from collections.abc import Collection, Sequence

import numpy as np

from explorer.vocabulary.counts import first_few

_CLOCK = re.compile(r"(\d{1,2})(?::(?=\d\d)|\s?[hH]\s?)(\d{2})?(?::\d{2})?")
OF_BED = frozenset(
    (
        *("zubettgehzeit", "bettzeit", "aufstehzeit", "aufwachzeit", "coucher", "lever", "réveil"),
        *("acostarse", "levantarse", "coricarsi", "sveglia", "deitar", "acordar", "bedtijd"),
        *("opstaan", "opstatijd"),
    )
)
"""Words of a bed time or a rise time in other languages."""
_OF_CLOCK = OF_BED | frozenset(
    (
        *("bed", "bedtime", "rise", "risetime", "wake", "waketime", "wakeup", "getup"),
        *("midsleep", "onset"),
    )
)
_OF_SPANS = frozenset(["latency", "duration", "total"])


def says_bed_time(words: Collection[str]) -> bool:
    """Whether the words of a heading name a time of day, and no span of it.

    Examples
    --------
    >>> says_bed_time({"bedtime"}), says_bed_time({"wake", "duration"})
    (True, False)
    """
    return bool(_OF_CLOCK & set(words)) and not _OF_SPANS & set(words)


def is_clock_time(text: str) -> bool:
    """Whether a cell is written as a time of day, or as hours and minutes."""
    return _CLOCK.fullmatch(text) is not None


def read_bed_times(
    name: str, texts: Sequence[str], top: int, missing: Collection[str]
) -> tuple[list[float], list[str]]:
    """Read times of day in h, those before noon counted on to the next day: 24.5 is half past 0.

    Parameters
    ----------
    name : str
        The column's, for what is said.
    texts : sequence of str
        Its cells.
    top : int
        Line of the first.
    missing : collection of str
        What stands for nothing, in small letters.

    Returns
    -------
    list of float
        NaN where there is none.
    list of str
        What is to be said.

    Examples
    --------
    >>> read_bed_times("bedtime", ["23:30", "0:30", ""], 2, [""])
    ([23.5, 24.5, nan], [])
    """
    values, bad = [], []
    for line, text in enumerate(texts, start=top):
        found = _CLOCK.fullmatch(text)
        value = np.nan
        if found and int(found[1]) < 24 and int(found[2] or 0) < 60:
            value = int(found[1]) + int(found[2] or 0) / 60
            value += 24 if value < 12 else 0
        elif text.lower() not in missing:
            bad.append(f"{text!r} on line {line}")
        values.append(value)
    notes = [f"{name}: {first_few(bad)} is no time of day, taken as missing."]
    return values, notes if bad else []
