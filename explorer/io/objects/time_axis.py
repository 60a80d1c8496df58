"""The axis of time of an xarray object: how often it was sampled, and when it began."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
import xarray as xr

from explorer.io.objects.arrays import checked_frequency
from explorer.io.reading_choices import Reading
from explorer.night.reading_account import BY_HAND, TIME, AccountEntry

_SECONDS = {
    **dict.fromkeys(("s", "sec", "second", "seconds"), 1.0),
    **dict.fromkeys(("ms", "msec", "millisecond", "milliseconds"), 1e-3),
    **dict.fromkeys(("us", "µs", "microsecond", "microseconds"), 1e-6),
    **dict.fromkeys(("ns", "nanosecond", "nanoseconds"), 1e-9),
    **dict.fromkeys(("min", "minute", "minutes"), 60.0),
    **dict.fromkeys(("h", "hour", "hours"), 3600.0),
}
_JITTER = 0.25  # of a step, that rounded times may be off the grid
_FINEST = 1e-6  # relative: what rounded steps miss of a frequency
_SAID = ("sampling_frequency", "sfreq", "fs", "sampling_rate")


@dataclass
class TimeAxis:
    """When samples or epochs were taken."""

    name: str
    """Of the dimension."""
    step: float
    """s from one to the next; NaN where nothing says."""
    frequency: float
    """Hz"""
    start: datetime | None = None
    notes: list[str] = field(default_factory=list)
    account: list[AccountEntry] = field(default_factory=list)


def time_dimension(thing: xr.DataArray | xr.Dataset) -> str | None:
    """Name the dimension of time; None where there is none.

    Examples
    --------
    >>> time_dimension(xr.DataArray(np.zeros((1, 2)), dims=("channel", "time")))
    'time'
    """
    if "time" in thing.dims:
        return "time"
    for name in thing.dims:
        coord = thing.coords.get(name)
        if coord is None or name == "epoch":
            continue
        says = coord.attrs.get("axis") == "T" or coord.attrs.get("standard_name") == "time"
        if says or coord.dtype.kind in "Mm":
            return str(name)
    return None


def time_axis(what: str, thing: xr.DataArray | xr.Dataset, dim: str, reading: Reading) -> TimeAxis:
    """Read when samples were taken, from a coordinate or from what is said of it.

    Parameters
    ----------
    what : str
        The object, for errors.
    thing : xr.DataArray or xr.Dataset
    dim : str
        The dimension of time.
    reading : Reading
        A sampling frequency by hand.

    Returns
    -------
    TimeAxis

    Raises
    ------
    ValueError
        If nothing says how often, the times are not evenly spaced, or two things are said.
    """
    by_hand = reading.sampling_frequency
    stated, where = _stated(thing)
    entries = []
    coord = thing.coords.get(dim)
    start, step, notes = None, float("nan"), list[str]()
    if coord is not None:
        start, step = _of_coordinate(what, coord, thing.xindexes.get(dim), notes)
        shown = "start and sampling frequency" if start else "sampling frequency"
        entries.append(AccountEntry(TIME, f"coordinate {dim}", shown, coord.size))
    if by_hand is not None:
        frequency = checked_frequency(what, by_hand)
        entries.append(AccountEntry(TIME, "sampling frequency", f"{frequency:g} Hz", why=BY_HAND))
    elif stated is not None:
        frequency = checked_frequency(what, stated)
        entries.append(AccountEntry(TIME, where, f"{frequency:g} Hz"))
    elif step == step:
        frequency = _near(1 / step)
    else:
        raise ValueError(
            f"{what} does not say its sampling frequency: the dimension {dim!r} has no coordinate; "
            "give it one in s, or say sampling_frequency= in Hz"
        )
    if step == step and abs(step * frequency - 1) > 1e-3:
        raise ValueError(
            f"{what} is said to be sampled at {frequency:g} Hz, and its coordinate {dim!r} steps "
            f"by {step:g} s, which is {1 / step:g} Hz; one of them is wrong"
        )
    return TimeAxis(dim, step, frequency, start, notes, entries)


def _stated(thing: xr.DataArray | xr.Dataset) -> tuple[float | None, str]:
    for name in _SAID:
        if name in thing.coords and thing.coords[name].ndim == 0:
            return float(thing.coords[name]), f"coordinate {name}"
        if name in thing.attrs:
            return thing.attrs[name], f"attribute {name}"
    return None, ""


def _near(frequency: float) -> float:
    """Return a frequency in Hz, whole where it misses that by rounding alone."""
    whole = round(frequency)
    return float(whole) if whole and abs(frequency / whole - 1) < _FINEST else frequency


def _of_coordinate(
    what: str, coord: xr.DataArray, index: Any, notes: list[str]
) -> tuple[datetime | None, float]:
    """When a coordinate begins by the clock, and its step in s; NaN of a single time."""
    units = str(coord.attrs.get("units", "")).strip()
    factor = _SECONDS.get(units.lower(), 1.0)
    if isinstance(index, xr.indexes.RangeIndex):
        return None, float(index.step) * factor
    if " since " in units and coord.dtype.kind in "iuf":
        coord = xr.decode_cf(coord.to_dataset(name="decoded"), decode_timedelta=False)[coord.name]
        units, factor = "", 1.0
    values = coord.values
    if values.dtype.kind == "M":
        start = _moment(values[0])
        seconds = (values - values[0]) / np.timedelta64(1, "ns") / 1e9
    elif values.dtype.kind == "m":
        start, seconds = None, values / np.timedelta64(1, "ns") / 1e9
    elif values.dtype.kind in "iuf":
        if units and units.lower() not in _SECONDS:
            raise ValueError(
                f"{what}: the unit {units!r} of its coordinate {coord.name!r} is none of time that "
                "is known; give it in s"
            )
        if not units:
            notes.append(f"the coordinate {coord.name!r} has no unit and was taken for s")
        start, seconds = None, values.astype(np.float64) * factor
    else:
        raise ValueError(
            f"{what}: its coordinate {coord.name!r} is of {values.dtype} and gives no times; "
            "expected s, or datetime64"
        )
    if not np.isfinite(seconds).all():
        raise ValueError(f"{what}: a time of its coordinate {coord.name!r} is missing")
    if seconds.size < 2:
        return start, float("nan")
    step = float(seconds[-1] - seconds[0]) / (seconds.size - 1)
    off = np.abs(seconds - seconds[0] - step * np.arange(seconds.size))
    if not step > 0 or off.max() > _JITTER * step:
        _refuse_uneven(what, str(coord.name), seconds)
    if start is None and seconds[0]:
        notes.append(f"times begin at {seconds[0]:g} s and were counted from there")
    return start, step


def _refuse_uneven(what: str, name: str, seconds: np.ndarray) -> None:
    steps = np.diff(seconds)
    usual = float(np.median(steps))
    at = int(np.abs(steps - usual).argmax())
    if (steps <= 0).any():
        at = int(np.argmax(steps <= 0))
        raise ValueError(
            f"{what}: its coordinate {name!r} does not go on at place {at + 1:,} "
            f"({seconds[at]:g} s, then {seconds[at + 1]:g} s); sort it, and leave out what "
            "is there twice"
        )
    raise ValueError(
        f"{what}: its coordinate {name!r} is not evenly spaced: after {seconds[at]:g} s comes "
        f"{seconds[at + 1]:g} s, where steps are {usual:g} s; fill gaps with NaN (reindex) or "
        "bring it to one sampling frequency (interp)"
    )


def _moment(value: np.datetime64) -> datetime:
    moment: datetime = value.astype("datetime64[us]").item()
    return moment
