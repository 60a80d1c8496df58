"""Whether a recording that was opened twice is still the same night."""

from typing import Any

from xarray.core.indexing import LazilyIndexedArray

from explorer.night.night import Night
from explorer.readers.records import RecordArray


def is_in_files(night: Night) -> bool:
    """Whether the samples of a night lie in files, so that it takes next to no memory."""
    return bool(night.signals) and all(_records(signals) for signals in night.signals.values())


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


def _records(signals: Any) -> tuple[object, ...] | None:
    """Return what tells apart the records that a group's samples are read from, else None."""
    lazy = signals["signal"].variable._data
    records = lazy.array if isinstance(lazy, LazilyIndexedArray) else None
    if not isinstance(records, RecordArray):
        return None
    return (repr(lazy.key), *records.identity)
