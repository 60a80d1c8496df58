"""Hypnograms as a JSON object: a list of stages beside the epoch length, in several spellings."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from explorer.io.clock import parse_moment
from explorer.io.stated_epoch_length import stated_epoch_length
from explorer.night.reading_account import FIELD, TIME, AccountEntry
from explorer.vocabulary.counts import first_few

_STAGES = frozenset(
    {
        *("stages", "stage", "sleepstages", "sleepstage", "stagings", "staging"),
        *("hypnogram", "hypnograms", "hypno", "sleephypnogram", "scoring", "scores", "epochs"),
    }
)
_STARTS = frozenset({"start", "starttime", "startdatetime", "recordingstart", "startdate", "begin"})
_PER_EPOCH = re.compile(r"^epoch[\s_-]+(s|ms)$", re.IGNORECASE)
_A_LENGTH = (30, 30_000)  # of which one is believed under any name of an epoch's length
_NAMED = 12  # fields in a sentence


@dataclass(frozen=True)
class StageObject:
    """What a JSON object says of a hypnogram."""

    stages: list[Any]
    """One stage an epoch, or an object each."""
    epoch_length: float | None
    """s; None where it is not said."""
    start: str
    """ISO 8601, or "" where it is not said."""
    notes: list[str]
    entries: list[AccountEntry]


def read_stage_object(path: object, found: Mapping[str, Any]) -> StageObject:
    """Find the list of stages in a JSON object, and the length of an epoch beside it.

    Parameters
    ----------
    path : object
        Where it comes from, for errors.
    found : mapping
        Such as ``{"epoch_length": 30, "stages": ["W", "N1"]}``; the list may lie an object deeper.

    Returns
    -------
    StageObject

    Raises
    ------
    ValueError
        If no field, or more than one, is a list of stages, or the length of an epoch is no number.

    Examples
    --------
    >>> said = read_stage_object("", {"epoch_sec": 20, "hypnogram": ["W", "N1"], "by": "ann"})
    >>> said.stages, said.epoch_length, said.notes
    (['W', 'N1'], 20.0, ["not used of it: 'by'"])
    """
    fields = dict(found)
    for name, value in found.items():
        if _plain(name) in _STAGES and isinstance(value, Mapping):
            del fields[name]
            fields |= value
    lists = [
        name
        for name, value in fields.items()
        if _plain(name) in _STAGES and isinstance(value, list) and value
    ]
    if len(lists) != 1:
        named = ", ".join(repr(name[:40]) for name in [*fields][:_NAMED]) or "nothing"
        much = "none is" if not lists else f"{' and '.join(map(repr, lists))} are each"
        raise ValueError(
            f"{path}: a JSON object with {named}, of which {much} a list of stages named so; "
            'expected one, as in {"epoch_length": 30, "stages": ["W", "N1"]}'
        )
    lengths = {name: _length(path, name, fields[name]) for name in fields if _is_length(name)}
    if len(set(lengths.values())) > 1:
        said = ", ".join(f"{name} is {fields[name]!r}" for name in lengths)
        raise ValueError(f"{path}: {said}: say which is the length of an epoch, and leave one")
    entries = [AccountEntry(FIELD, lists[0], "stages", len(fields[lists[0]]))]
    entries += [
        AccountEntry(TIME, name, f"epochs of {length:g} s") for name, length in lengths.items()
    ]
    start = ""
    for name, value in fields.items():
        moment = parse_moment(value) if _plain(name) in _STARTS and isinstance(value, str) else None
        if moment is not None and not start:
            start = moment.replace(tzinfo=None).isoformat()
            entries.append(AccountEntry(TIME, name, "the start of the recording"))
    used = {entry.name for entry in entries}
    left = [name for name in fields if name not in used]
    entries += [AccountEntry(FIELD, name) for name in left]
    notes = [f"not used of it: {first_few(map(repr, left), _NAMED)}"] * bool(left)
    return StageObject(fields[lists[0]], next(iter(lengths.values()), None), start, notes, entries)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.casefold())


def _said(name: str, value: object) -> str:
    """Write a field as a line that may state an epoch's length."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    if short := _PER_EPOCH.match(name):
        spaced = f"epoch length {short[1].lower()}"
    return f"{spaced}: {value}"


def _is_length(name: str) -> bool:
    for number in _A_LENGTH:
        try:
            if stated_epoch_length("", [_said(name, number)]):
                return True
        except ValueError:  # of another unit
            continue
    return False


def _length(path: object, name: str, value: object) -> float:
    is_written = isinstance(value, int | float | str) and not isinstance(value, bool)
    length = stated_epoch_length(path, [_said(name, value)]) if is_written else None
    if length is None:
        raise ValueError(
            f"{path}: {name} is {str(value)[:40]!r}, expected how long an epoch is in s, such as 30"
        )
    return length
