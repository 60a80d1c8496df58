"""The overview of a far night by strided ranges: an epoch here and there, and NaN in between."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import xarray as xr

from explorer.io.edf_records import RecordArray
from explorer.io.overview_mode import OVERVIEW, Overview
from explorer.io.same_recording import record_arrays
from explorer.night.channel_spread import SNIPPET, SNIPPETS
from explorer.night.night import Night
from explorer.storage.far.urls import Address

# Places and s of what scales traces and what names a night's journal.
_FIRST_LOOK = ((SNIPPETS, SNIPPET), (16, 1.0))

FROM_AFAR = (
    "No events: of this far recording only an overview has been read; open its address anew with "
    "“fetch all of it” to find them."
)
"""What is said in place of events of a far night."""
Progress = Callable[[int, int], None]
"""Told how many stretches have come, and how many there are; what it raises ends the work."""


def silent(_done: int, _all: int) -> None:
    """Say nothing."""


def is_far(night: Night) -> bool:
    """Whether a night's samples are read by ranges from an address."""
    return _far_array(night) is not None


def _far_array(night: Night) -> RecordArray | None:
    return next((one for one in record_arrays(night) if isinstance(one.path, Address)), None)


@contextmanager
def overview_only(night: Night, progress: Progress = silent) -> Iterator[None]:
    """Let every read of a far night, in this thread, give its overview and NaN for all else.

    Parameters
    ----------
    night : Night
        Of another than a far one nothing changes.
    progress : callable
        See `Progress`.
    """
    token = OVERVIEW.set(Overview(progress) if is_far(night) else None)
    try:
        yield
    finally:
        OVERVIEW.reset(token)


def far_overview(night: Night, progress: Progress = silent) -> xr.Dataset:
    """Read the overview of a far night: some epochs, spread evenly, in one request each.

    Parameters
    ----------
    night : Night
        Opened from an address.
    progress : callable
        See `Progress`.

    Returns
    -------
    xr.Dataset, dims (channel, stretch)
        ``lowest``, ``highest`` and ``rms`` in the channel's units, with the coordinate ``onset``
        in s. NaN where a stretch did not arrive, and ``arrived`` says which did.

    Raises
    ------
    ValueError
        If the night is not read from an address.
    OSError
        If none of it arrived.
    """
    array = _far_array(night)
    if array is None:
        raise ValueError("this night lies in no far file; its overview is the night itself")
    runs = array.overview_runs
    duration = array.record_duration
    onsets = np.array([array.record_onset(first) for first, _ in runs])
    names = list(night.channels)
    values = np.full((3, len(names), len(runs)), np.nan)
    with overview_only(night, progress):
        for place, (onset, (first, last)) in enumerate(zip(onsets, runs, strict=True)):
            read = night.samples(onset, onset + (last - first) * duration)
            for group, rows in read.items():
                for name, row in zip(night.signals[group].channel.values, rows, strict=True):
                    finite = row[np.isfinite(row)]
                    if finite.size:
                        rms = math.sqrt(float(np.mean(np.square(finite, dtype=np.float64))))
                        found = (float(finite.min()), float(finite.max()), rms)
                        values[:, names.index(str(name)), place] = found
    made: dict[str, Any] = {
        name: (("channel", "stretch"), values[row])
        for row, name in enumerate(("lowest", "highest", "rms"))
    }
    made["arrived"] = (("stretch",), np.isfinite(values[2]).any(axis=0))
    units = [night.channels[name].units for name in names]
    coords = {
        "channel": names,
        "units": ("channel", units),
        "onset": ("stretch", onsets, {"units": "s"}),
    }
    return xr.Dataset(made, coords)


def bring(night: Night, starts: np.ndarray, length: float) -> None:
    """Bring stretches of a far night here together, before they are read one by one.

    Parameters
    ----------
    night : Night
        Of another than a far one nothing is done.
    starts : array of float
        s
    length : float
        s
    """
    array = _far_array(night)
    if array is not None:
        array.bring([(float(start), float(start) + length) for start in starts])


def looked_at_from_afar(night: Night) -> Night:
    """Ready a far night for a page, whose work on the whole night is done on its overview alone.

    Parameters
    ----------
    night : Night
        Of another than a far one nothing changes.

    Returns
    -------
    Night
        With a note of what is read. What a first look needs of it is here.

    Raises
    ------
    OSError
        If that could not be had.
    """
    if not is_far(night):
        return night
    share = overview_share(night)
    for count, length in _FIRST_LOOK:
        bring(night, np.linspace(0.0, max(night.duration - length, 0.0), count), length)
    if share >= 1:
        return night
    tree = night.tree.copy()
    note = (
        f"of the whole night only an overview is read, {share:.0%} of it, an epoch here and there: "
        "spectra and scales are of that, and all between is blank"
    )
    tree.attrs = {**night.tree.attrs, "reader_notes": [note, *night.reader_notes]}
    return Night(tree)


def overview_share(night: Night) -> float:
    """Return what part of a far night its overview is; 1 of a night that is none."""
    array = _far_array(night)
    if array is None:
        return 1.0
    return sum(last - first for first, last in array.overview_runs) / array.records
