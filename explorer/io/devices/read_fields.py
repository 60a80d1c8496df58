"""Which fields of a device's records its reader asked for, so that the others can be said.

A reader asks a record for what it knows; makers add fields, and name others anew. What nobody asked
for stands in the account as not used: a nap beneath a new name is seen to be missing there.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from explorer.io.devices.device_sleep import DeviceExport
from explorer.io.devices.night_totals import TotalsOnlyError
from explorer.night.reading_account import AccountEntry
from explorer.vocabulary.counts import first_few

if TYPE_CHECKING:
    from _collections_abc import dict_items

_NOTHING = (None, "")
_NAMED = 6


@dataclass
class _Level:
    """The records of one place in a file, such as each night's ``levels.data``."""

    place: str
    there: Counter[str] = field(default_factory=Counter)
    read: set[str] = field(default_factory=set)


class WatchedRecord(dict[str, Any]):
    """A record that remembers which of its fields were asked for.

    Parameters
    ----------
    values : mapping of str to Any
    level : _Level
        What is remembered of all records of its place.
    levels : dict of str to _Level
        By place; records and lists within this one are watched once they are asked for.
    """

    def __init__(self, values: dict[str, Any], level: _Level, levels: dict[str, _Level]) -> None:
        super().__init__(values)
        self._level, self._levels = level, levels
        self.line = int(getattr(values, "line", 0))
        level.there.update([name for name, held in values.items() if held not in _NOTHING])

    def __getitem__(self, name: str) -> Any:
        self._level.read.add(name)
        held = super().__getitem__(name)
        if isinstance(held, dict | list) and not isinstance(held, WatchedRecord | _WatchedList):
            held = _watched(held, f"{self._level.place}{name}.", self._levels)
            self[name] = held
        return held

    def get(self, name: str, default: Any = None) -> Any:
        """Return what a field holds, and remember that it was asked for."""
        if name in self:
            return self[name]
        self._level.read.add(name)
        return default

    def items(self) -> "dict_items[str, Any]":
        """Return all fields: who goes through them has asked for each."""
        self._level.read.update(self)
        return super().items()


class _WatchedList(list[Any]):
    """A list whose records are watched."""


def _watched(values: Any, place: str, levels: dict[str, _Level]) -> Any:
    if isinstance(values, dict):
        return WatchedRecord(values, levels.setdefault(place, _Level(place)), levels)
    if isinstance(values, list):
        return _WatchedList(_watched(one, place, levels) for one in values)
    return values


def read_watched(
    path: object, values: Any, read: Callable[[object, Any], DeviceExport], kind: str
) -> DeviceExport:
    """Read an export, and account for the fields that its reader did not ask for.

    Parameters
    ----------
    path : object
        Where it comes from, for errors.
    values : list or dict
        JSON, or the rows of a table.
    read : callable
        The device's reader.
    kind : str
        What a field is called in the account: FIELD, or COLUMN of a table.

    Raises
    ------
    TotalsOnlyError
        If it has totals a night only; with those, and the fields.
    """
    levels: dict[str, _Level] = {}
    watched = _watched(values, "", levels)
    try:
        export = read(path, watched)
    except TotalsOnlyError as error:
        whole = replace(error.export, entries=(*error.export.entries, *_unread(levels, kind)))
        raise TotalsOnlyError(error.path, whole) from None
    return replace(export, entries=(*export.entries, *_unread(levels, kind)))


def _unread(levels: dict[str, _Level], kind: str) -> list[AccountEntry]:
    return [
        AccountEntry(kind, f"{level.place}{name}", "", count)
        for level in levels.values()
        for name, count in level.there.items()
        if name and name not in level.read
    ]


def unread_sentence(entries: Sequence[AccountEntry], kinds: Sequence[str]) -> list[str]:
    """Say in one sentence, or none, which fields were not used.

    Examples
    --------
    >>> unread_sentence([AccountEntry("field", "hrv", "", 2)], ["field"])
    ["not used of it: 'hrv'"]
    """
    names = [repr(one.name) for one in entries if one.kind in kinds and not one.used_as]
    return [f"not used of it: {first_few(names, _NAMED)}"] * bool(names)
