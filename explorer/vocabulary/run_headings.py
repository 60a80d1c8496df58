"""Headings of runs: the first and last of their epochs, how many, and from when to when."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from explorer.vocabulary.stage_words import fold_word

_EPOCHS = "epochs epochen epoques epocas epoker windows segments"
_EPOCH = f"{_EPOCHS} epoch epoche epoque epoca epok epoke window segment"
_FIRST = """
    from first start starting begin beginning von ab erste de da desde fra fran van od premiere
    debut primera prima primeira forste eerste
"""
_LAST = """
    to last end ending stop until through bis letzte a hasta ate til till tot do derniere fin
    ultima fine fim siste sista laatste
"""
_COUNT = """
    n num count countof numberof nof noof nrof anzahl anzahlder nombrede nombred numerode aantal
    antal antall
"""


def _any(words: str) -> str:
    return f"(?:{'|'.join(sorted(words.split(), key=len, reverse=True))})"


_PARTS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "first": re.compile(f"{_any(_FIRST)}{_any(_EPOCH)}|{_any(_EPOCH)}(?:from|first|von|de)"),
        "last": re.compile(f"{_any(_LAST)}{_any(_EPOCH)}|{_any(_EPOCH)}(?:to|last|until|bis)"),
        # Of one epoch the number is which, of several how many.
        "count": re.compile(
            f"{_any(_COUNT)}{_any(_EPOCHS)}|{_any(_EPOCH)}counts?|counts?|anzahl|nepochs?"
        ),
    }
)
_NUMBER = re.compile(r"(id|no|nr|number|num|index|idx)$")
PLURALS = frozenset([*_EPOCHS.split(), "n", "number", "nr"])
"""Headings that may say how many epochs as well as which."""
# Pairs that say from and to, and neither alone: "a" is as well a scorer's, "hasta" a patient.
_PAIRS = tuple(
    tuple(pair.split())
    for pair in (
        *("from to", "von bis", "ab bis", "de a", "da a", "de ate", "desde hasta", "desde a"),
        *("desde ate", "fra til", "van tot", "fran till", "od do", "dalle alle", "от до"),
    )
)
_OF_TIME = """
    time zeit uhrzeit uhr heure heures hora horas ora ore orario tijd tid cas czas kl klokken clock
    klokke время
"""
_NOUNS = frozenset(_OF_TIME.split())


def part_of_a_run(folded: str) -> str:
    """Say whether a folded heading is of the "first" or "last" of a run's epochs, or their "count".

    Examples
    --------
    >>> [part_of_a_run(one) for one in ("fromepoch", "lastepochno", "numberofepochs", "epoch")]
    ['first', 'last', 'count', '']
    """
    for name in (folded, _NUMBER.sub("", folded)):
        for part, pattern in _PARTS.items():
            if pattern.fullmatch(name):
                return part
    return ""


def from_and_to(names: Sequence[str]) -> tuple[int, int] | None:
    """Places of two headings that together say from and to, each without its unit.

    Examples
    --------
    >>> from_and_to(["Stadium", "Zeit von", "Zeit bis"]), from_and_to(["a", "b"])
    ((1, 2), None)
    """
    words: dict[str, int] = {}
    for place, name in enumerate(names):
        parts = [fold_word(part) for part in re.split(r"[\W_]+", name) if part]
        left = [part for part in parts if part not in _NOUNS]
        if len(left) == 1:
            words.setdefault(left[0], place)
    for first, last in _PAIRS:
        if first in words and last in words:
            return words[first], words[last]
    return None
