"""Code -1: an artefact as one program writes it, an unscored epoch as another does."""

import re
from collections.abc import Collection
from dataclasses import replace
from pathlib import PurePath
from types import MappingProxyType

from explorer.io.codings import Coding
from explorer.vocabulary.stages import Stage

MINUS_ONE = -1
ASSUMED = "assumed: nothing in the file says whether -1 is unscored or an artefact"
_OF_ARTEFACT = re.compile(r"(?<![a-z])(yasa|visbrain)(?![a-z])")
_OF_UNSCORED = re.compile(r"(?<![a-z])(dreem|dod[ho]?)(?![a-z])")


def settle_minus_one(
    path: object, coding: Coding, open_codes: Collection[int], codes: Collection[int]
) -> tuple[Coding, str, str]:
    """Say what code -1 is in a file: an artefact as in YASA, or unscored as in Dreem's data sets.

    Parameters
    ----------
    path : object
        The file; its name and its folders' may say which data set it is of.
    coding : Coding
        That was chosen by the file's other numbers.
    open_codes : collection of int
        The numbers of which nobody said anything.
    codes : collection of int
        All of them.

    Returns
    -------
    coding : Coding
        Which says of -1 what this file means by it.
    note : str
        How that is known, or that it is assumed; "" where the file has no such code.
    why : str
        `ASSUMED` where it is; else "".

    Examples
    --------
    >>> from explorer.io.codings import AASM
    >>> [settle_minus_one(name, AASM, {-1}, {-1})[0].stages[-1].name for name in ("dod.csv", "a")]
    ['UNSCORED', 'UNSCORED']
    >>> settle_minus_one("yasa.csv", AASM, {-1}, {-1})[0].stages[-1].name
    'ARTEFACT'
    """
    if MINUS_ONE not in open_codes or not coding.minus_one_varies:
        return coding, "", ""
    if name := _named(path, _OF_ARTEFACT):
        return coding, f"code -1 is an artefact, as its name says {name!r}", ""
    unscored = replace(
        coding, stages=MappingProxyType({**coding.stages, MINUS_ONE: Stage.UNSCORED})
    )
    if name := _named(path, _OF_UNSCORED):
        note = f"code -1 is unscored, as in the Dreem open datasets, which its name says: {name!r}"
        return unscored, note, ""
    if -2 in codes:
        return coding, "code -1 is an artefact and -2 unscored, as YASA writes them", ""
    return (
        unscored,
        "code -1 was taken for unscored, which is an assumption: it is that in the Dreem open "
        "datasets, and an artefact as YASA writes it; --stages=-1=ARTEFACT, or "
        'stages={"-1": "ARTEFACT"}, says the other',
        ASSUMED,
    )


def _named(path: object, pattern: re.Pattern[str]) -> str:
    """Return the word of a file's name, or of its two folders' names, that a pattern finds."""
    if not isinstance(path, str | PurePath):
        return ""
    for part in reversed(PurePath(path).parts[-3:]):
        if found := pattern.search(part.lower()):
            return found[1]
    return ""
