"""What every detector takes: samples in uV, and the parts of the night it may look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.dsp.chunked_samples import Samples
from explorer.dsp.gaps import FloatArray
from explorer.dsp.threads import in_chunks
from explorer.intervals import Spans, runs
from explorer.night.schema import make_events
from explorer.vocabulary.stages import Stage
from explorer.vocabulary.units import MICROVOLT

_WINDOWS_A_CHUNK = 1 << 15


@dataclass(frozen=True, eq=False)
class ChannelSamples:
    """One channel as detectors need it."""

    samples: FloatArray
    sampling_frequency: float
    channel: str


def read_samples(signal: xr.DataArray) -> ChannelSamples:
    """Read one channel.

    Parameters
    ----------
    signal : xr.DataArray, dims (time), in uV
        As `explorer.night.night.Night.signal` gives it.

    Returns
    -------
    Recording

    Raises
    ------
    ValueError
        If it is not one channel, or not in uV.
    """
    check(signal)
    return ChannelSamples(
        np.asarray(signal.values, np.float32),
        read_sampling_frequency(signal),
        read_channel_name(signal),
    )


def samples_in_parts(signal: xr.DataArray) -> Samples:
    """Take one channel's samples, to be read in parts where they are many.

    Parameters
    ----------
    signal : xr.DataArray, dims (time), in uV
        Lazy or not.

    Returns
    -------
    Samples
        float32.
    """

    def read(first: int, last: int) -> FloatArray:
        return np.asarray(signal.variable[first:last].values, np.float32)

    return Samples(signal.sizes["time"], read)


def check(signal: xr.DataArray) -> None:
    """Refuse what is not one channel in uV, without reading it."""
    if signal.dims != ("time",):
        raise ValueError(f"a detector needs one channel, dims ('time',), has {signal.dims}")
    if "sampling_frequency" not in signal.coords:
        raise ValueError(
            f"signal needs the coordinate 'sampling_frequency', has {[*signal.coords]}"
        )
    units = str(signal.coords["units"].item()) if "units" in signal.coords else MICROVOLT
    if units != MICROVOLT:
        raise ValueError(
            f"{read_channel_name(signal)!r} is in {units!r}, a detector needs {MICROVOLT}"
        )


def read_sampling_frequency(signal: xr.DataArray) -> float:
    """Read the sampling frequency in Hz."""
    return float(signal.coords["sampling_frequency"])


def read_channel_name(signal: xr.DataArray) -> str:
    """Read the name of the channel, empty if it has none."""
    return str(signal.coords["channel"].item()) if "channel" in signal.coords else ""


def is_scored(hypnogram: xr.DataArray | None) -> bool:
    """Whether anybody scored anything."""
    return hypnogram is not None and bool((hypnogram.values != Stage.UNSCORED).any())


def included_stretches(
    hypnogram: xr.DataArray | None,
    stages: Sequence[Stage],
    samples: int,
    sampling_frequency: float,
) -> Spans:
    """Find the stretches of a recording that are in some stages.

    Parameters
    ----------
    hypnogram : xr.DataArray of Stage, dims (epoch), or None
        None, or a night that nobody scored, includes everything.
    stages : sequence of Stage
        Those to include.
    samples : int
        Length of the recording.
    sampling_frequency : float
        Hz.

    Returns
    -------
    array of int64, shape (k, 2)
        Neighbouring epochs are joined.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> night = make_hypnogram(["W", "N2", "N3", "W", "N2"])
    >>> included_stretches(night, [Stage.N2, Stage.N3], 16_000, 100).tolist()
    [[3000, 9000], [12000, 15000]]
    """
    if hypnogram is None or not is_scored(hypnogram):
        return np.array([[0, samples]], np.int64)
    epochs = runs(np.isin(hypnogram.values, [int(stage) for stage in stages]))
    length = float(hypnogram.epoch_length)
    first = float(hypnogram.onset[0]) if hypnogram.sizes["epoch"] else 0.0
    times = (first + epochs * length) * sampling_frequency
    return np.clip(np.round(times), 0, samples).astype(np.int64)


def moving_moments(
    first: FloatArray,
    second: FloatArray,
    begin: npt.NDArray[np.int64],
    end: npt.NDArray[np.int64],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Measure two signals in windows ``begin <= sample < end``.

    Parameters
    ----------
    first, second : array of float32, shape (n,)
        Two signals; NaN in gaps.
    begin, end : array of int64, shape (windows,)
        The windows.

    Returns
    -------
    power, covariance, correlation : array of float64, shape (windows,)
        Mean square of the first, and how the two go together; NaN in windows with a gap.

    Examples
    --------
    >>> rise = np.arange(4, dtype=np.float32)
    >>> [part.round(2).tolist() for part in moving_moments(
    ...     rise, -rise, np.array([0, 2]), np.array([2, 4]))]
    [[0.5, 6.5], [-0.5, -0.5], [-1.0, -1.0]]
    """
    from explorer.detectors.detection_loops import window_moments

    found = np.empty((3, begin.size))

    def job(a: int, b: int) -> None:
        window_moments(first, second, begin[a:b], end[a:b], *found[:, a:b])

    in_chunks(job, begin.size, _WINDOWS_A_CHUNK)
    return found[0], found[1], found[2]


def stage_names(hypnogram: xr.DataArray | None, onsets: npt.ArrayLike) -> npt.NDArray[np.str_]:
    """Name the stage in which each moment lies; UNSCORED outside the hypnogram."""
    times = np.asarray(onsets, np.float64)
    names = np.full(times.shape, Stage.UNSCORED.name, "U8")
    if hypnogram is None or not hypnogram.sizes["epoch"]:
        return names
    epoch = np.floor((times - float(hypnogram.onset[0])) / float(hypnogram.epoch_length))
    known = (epoch >= 0) & (epoch < hypnogram.sizes["epoch"])
    codes, which = np.unique(hypnogram.values[epoch[known].astype(np.int64)], return_inverse=True)
    if codes.size:
        names[known] = np.array([Stage(int(code)).name for code in codes])[which]
    return names


def event_table(
    kind: str,
    signal: xr.DataArray,
    source: str,
    hypnogram: xr.DataArray | None,
    columns: Mapping[str, npt.NDArray[Any]],
) -> xr.Dataset:
    """Make the table that every detector returns.

    Parameters
    ----------
    kind, source : str
        What the events are, and by which rule.
    signal : xr.DataArray
        Where they were found.
    hypnogram : xr.DataArray or None
        Gives each event its stage.
    columns : mapping of str to array
        ``onset`` and ``duration`` in s, and what else was measured.

    Returns
    -------
    xr.Dataset
        See `explorer.night.schema.make_events`; further columns keep their type though empty.
    """
    count = len(columns["onset"])
    words = {"kind": kind, "channel": read_channel_name(signal), "source": source}
    table = make_events(
        **columns,
        **{name: np.full(count, word) for name, word in words.items()},
        stage=stage_names(hypnogram, columns["onset"]),
    )
    if not count:
        empty = {name: ("event", values) for name, values in columns.items()}
        table = table.assign(empty)
    return table
