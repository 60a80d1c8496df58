"""Whether a recording that was opened twice is still the same night."""

from pathlib import Path
from typing import Any

from xarray.core.indexing import LazilyIndexedArray

from explorer.io.edf_records import RecordArray
from explorer.night.night import Night
from explorer.storage.changed_files import reading_again
from explorer.storage.far.urls import Address
from explorer.storage.file_identity import Identity


def is_in_files(night: Night) -> bool:
    """Whether the samples of a night lie in files, so that it takes next to no memory."""
    return bool(night.signals) and all(
        _records(signals) for signals in night.recorded.signals.values()
    )


def is_same(one: Night, other: Night) -> bool:
    """Whether two openings found the same night, to the last sample.

    Parameters
    ----------
    one, other : Night
        Of either, samples are not read: the same place in a file that was not written to since is
        the same samples.

    Returns
    -------
    bool
        False for nights whose samples are held in memory.
    """
    one, other = one.recorded, other.recorded
    if not (is_in_files(one) and is_in_files(other)):
        return False
    if repr(one.attrs) != repr(other.attrs) or one.signals.keys() != other.signals.keys():
        return False
    for name, signals in one.signals.items():
        others = other.signals[name]
        if _records(signals) != _records(others):
            return False
        heads = (one.drop_vars(["signal", "time"]) for one in (signals, others))
        if not next(heads).identical(next(heads)):  # the time axis alone is larger than the samples
            return False
    return all(
        one.tree.children[part].to_dataset().identical(other.tree.children[part].to_dataset())
        for part in ("hypnogram", "events")
    )


def recording_files(night: Night) -> dict[Path | Address, Identity]:
    """Files that a night's samples are read from, each as it was when it was opened.

    Parameters
    ----------
    night : Night
        Empty for one whose samples are held in memory.
    """
    found: dict[Path | Address, Identity] = {}
    for signals in night.recorded.signals.values():
        lazy = signals["signal"].variable._data
        array = lazy.array if isinstance(lazy, LazilyIndexedArray) else None
        if isinstance(array, RecordArray):
            path = array.path
            found[path if isinstance(path, Address) else Path(path)] = array.written
        elif array is not None and hasattr(array, "written"):
            found |= array.written
    return found


def record_arrays(night: Night) -> list[RecordArray]:
    """Return the samples of a night's groups, of those that are read from records of a file."""
    found = []
    for signals in night.recorded.signals.values():
        lazy = signals["signal"].variable._data
        array = lazy.array if isinstance(lazy, LazilyIndexedArray) else None
        if isinstance(array, RecordArray):
            found.append(array)
    return found


def check_unchanged(night: Night) -> None:
    """Raise FileChangedError unless all files of a night are as they were when it was opened."""
    for path, written in recording_files(night).items():
        with reading_again(path, written):
            pass


def _records(signals: Any) -> tuple[object, ...] | None:
    """Return what tells apart the records that a group's samples are read from, else None."""
    lazy = signals["signal"].variable._data
    records = lazy.array if isinstance(lazy, LazilyIndexedArray) else None
    if not isinstance(records, RecordArray):
        return None
    return (repr(lazy.key), *records.identity)
