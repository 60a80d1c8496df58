"""The epoch length that a scorer's file states: in a comment, above its table, in a heading."""

import re
from collections.abc import Iterable, Sequence

from explorer.io.scoring_content import believed_epoch_length
from explorer.night.reading_account import ROWS, AccountEntry
from explorer.vocabulary.column_names import read_unit

_NUMBER = r"(?P<number>\d+(?:[.,]\d+)?)"
_UNIT = r"(?P<unit>[^\W\d_]{1,12})"
_EPOCH = r"(?:epochs?|epochen|epoche|époques?|epoques?|épocas?|epocas?|epoca|epok|windows?|bins?)"
_LENGTH = (
    r"(?:length|duration|dur|len|size|time|width|seconds|secs?|länge|laenge|dauer|longueur|durée|"
    r"duree|longitud|duración|duracion|durata|lunghezza|duração|duracao|duur|lengte)"
)
_MARKS = r"[\s:=,;\t\"']*"
_OF_UNIT = (
    r"(?:[\[(](?P<bracket>[^\W\d_]{1,12})[\])]|in\s+(?P<word>[^\W\d_]{1,12})\b|"
    r"(?P<bare>s|secs?|seconds?|ms|mins?|minutes?)\b)?"
)
_SAID = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # "1 value per 20 s", "one stage every 20 seconds"
        rf"\b(?:value|stage|line|row|score|epoch)s?\s+(?:per|every|in|is|lasts?)\s+"
        rf"{_NUMBER}\s*{_UNIT}",
        # "epoch length: 20 s", "epoch_length=20", "Epoch duration (s): 20", "Epochenlänge 20"
        rf"{_EPOCH}[\s-]*{_LENGTH}\s*{_OF_UNIT}\s*(?:of|is|was)?{_MARKS}{_NUMBER}\s*{_UNIT}?"
        rf"(?![\d:])",
        # "length of an epoch: 20 s", "durée d'époque : 20 s"
        rf"{_LENGTH}\s+(?:of|d[eu']?|der|einer|per)\s*(?:an?|the|one|each|la|l')?\s*{_EPOCH}\s*"
        rf"{_OF_UNIT}{_MARKS}{_NUMBER}\s*{_UNIT}?(?![\d:])",
        # "20-s epochs", "20 sec epoch"
        rf"(?<![\d.,:]){_NUMBER}[\s-]*{_UNIT}[\s-]+(?:long\s+)?{_EPOCH}\b",
        # "Epoch (20s)", "epoch: 20 s", "epochs of 20 s": with its unit, or it would be a number
        rf"\b{_EPOCH}\b\s*(?:of|are|is|last)?[\s:=(\[]*{_NUMBER}[\s-]*{_UNIT}\b",
    )
)
_UNITS = ("bracket", "word", "bare", "unit")
_BARE = re.compile(rf"^\W*{_EPOCH}[\s-]*{_LENGTH}", re.IGNORECASE)


def stated_epoch_length(path: object, lines: Iterable[str]) -> float | None:
    """Read the length of an epoch that one of these lines states.

    Parameters
    ----------
    path : object
        Where they come from, for errors.
    lines : iterable of str
        Comments, what stands above a table, or names of columns.

    Returns
    -------
    float or None
        s; None where no line states it.

    Raises
    ------
    ValueError
        If it is a length that nobody scores.

    Examples
    --------
    >>> [stated_epoch_length("", [one]) for one in ("# epoch_length=20", "Epoch (20s)", "epoch 20")]
    [20.0, 20.0, None]
    """
    for line in lines:
        for pattern in _SAID:
            found = pattern.search(line.replace("_", " "))
            if found is None:
                continue
            groups = found.groupdict()
            named = next((groups[one] for one in _UNITS if groups.get(one)), "")
            unit = read_unit(named) if named else 1.0
            if unit is None and groups.get("bracket"):
                continue
            if unit is None and not _BARE.search(line):
                continue
            length = float(groups["number"].replace(",", ".")) * (unit or 1.0)
            return believed_epoch_length(path, length)
    return None


def account_of_lines(path: object, name: str, lines: Sequence[str]) -> list[AccountEntry]:
    """Give an account of lines that are no rows: one that states the epoch length was used.

    Parameters
    ----------
    path : object
        Where they come from, for errors.
    name : str
        What the others are called, such as "comments".
    lines : sequence of str

    Returns
    -------
    list of AccountEntry
        None for no lines.

    Examples
    --------
    >>> for entry in account_of_lines("", "comments", ["# epoch length: 20 s", "# by ann"]):
    ...     print(entry.sentence)
    rows '# epoch length: 20 s' (1): epochs of 20 s
    rows 'comments' (1): not used
    """
    for line in lines:
        if length := stated_epoch_length(path, [line]):
            others = len(lines) - 1
            return [
                AccountEntry(ROWS, line.strip(), f"epochs of {length:g} s", 1),
                *[AccountEntry(ROWS, name, count=others)] * bool(others),
            ]
    return [AccountEntry(ROWS, name, count=len(lines))] * bool(lines)
