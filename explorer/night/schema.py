"""How a night lies in an xarray tree: the names of its parts, and the makers of each."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.night.hypnogram import TIME_ATTRS, make_hypnogram, stage_attrs
from explorer.vocabulary.stages import SCORED, Stage

# Everything that is said of a night as a whole, and what it is when nothing says otherwise. NaN and
# "" rather than None, so that a tree goes to NetCDF and Zarr and comes back.
ROOT_ATTRS: MappingProxyType[str, object] = MappingProxyType(
    {
        "subject": "",
        "subject_title": "",  # its words for headings, where the code alone would say too little
        "condition": "",
        "night": "",
        "start": "",
        "clock_moved_at": 0.0,  # s from the start, and by how many s: see `ClockChange`
        "clock_moved_by": 0.0,
        "lights_off": float("nan"),
        "lights_on": float("nan"),
        "age": float("nan"),
        "sex": "",
        "source": "",
        "licence": "",
        "simulated": False,
        "hypnogram_source": "",
        "reference": "",
        "line_frequency": float("nan"),
        "reader_notes": [],
        "account": "",
    }
)

CONVENTIONS = "CF-1.11"
"""Of climate and forecast: what stands among the attrs of a tree is said as they say it."""

EVENT_COLUMNS = ("onset", "duration", "kind", "channel", "source")
EVENT_MEASURES = ("depth", "lowest")
"""Columns that stand beside where any event has them: of desaturations, in %."""
UNSCORED_BY = "nobody"


def rate_name(sampling_frequency: float) -> str:
    """Name of the group that holds the channels of one sampling frequency.

    Examples
    --------
    >>> rate_name(256.0), rate_name(0.5), rate_name(1 / 3)
    ('256Hz', '0.5Hz', '0.333333Hz')
    """
    return f"{sampling_frequency:.6g}Hz"


def time_index(samples: int, sampling_frequency: float, start: float = 0.0) -> xr.Coordinates:
    """Coordinate ``time`` in s that takes no memory, however long the recording.

    Examples
    --------
    >>> time_index(4, 2.0)["time"].values.tolist()
    [0.0, 0.5, 1.0, 1.5]
    """
    index = xr.indexes.RangeIndex.arange(
        start, start + samples / sampling_frequency, 1 / sampling_frequency, dim="time"
    )
    if index.size != samples:  # arange rounds; linspace says how many
        index = xr.indexes.RangeIndex.linspace(
            start, start + samples / sampling_frequency, samples, endpoint=False, dim="time"
        )
    variables = index.create_variables()
    variables["time"].attrs.update(TIME_ATTRS, long_name="time from the start of the recording")
    return xr.Coordinates(variables, {"time": index})


def make_signals(
    data: xr.Variable | npt.ArrayLike,
    sampling_frequency: float,
    channels: Sequence[str],
    kinds: Sequence[str],
    units: Sequence[str],
) -> xr.Dataset:
    """Make the Dataset of the channels that share a sampling frequency.

    Parameters
    ----------
    data : xr.Variable or array, dims (channel, time)
        float32 values in `units`; may be lazy.
    sampling_frequency : float
        Hz.
    channels, kinds, units : sequence of str
        One of each a channel; the channels' names differ.

    Returns
    -------
    xr.Dataset
        ``signal`` (channel, time), coordinates ``channel``, ``kind``, ``units``, ``time`` (s from
        the start of the recording) and the scalar ``sampling_frequency`` (Hz).

    Raises
    ------
    ValueError
        If two channels share a name.
    """
    if len(set(channels)) != len(channels):
        raise ValueError(f"channels must have names of their own, are {list(channels)}")
    variable = (
        data
        if isinstance(data, xr.Variable)
        else xr.Variable(("channel", "time"), np.asarray(data, np.float32))
    )
    coords = time_index(variable.sizes["time"], sampling_frequency)
    return xr.Dataset(
        {"signal": variable},
        coords=coords.assign(
            channel=("channel", list(channels)),
            kind=("channel", [str(kind) for kind in kinds]),
            units=("channel", list(units)),
            sampling_frequency=((), float(sampling_frequency), {"units": "Hz"}),
        ),
    )


def make_hypnograms(
    hypnograms: Mapping[str, xr.DataArray],
    probabilities: Mapping[str, xr.DataArray] | None = None,
) -> xr.Dataset:
    """Stack hypnograms of one night by scorer.

    Parameters
    ----------
    hypnograms : mapping of str to xr.DataArray
        By scorer, dims (epoch), all of one epoch length and first onset; shorter ones are filled
        with ``UNSCORED``.
    probabilities : mapping of str to xr.DataArray, optional
        By those scorers that give them, dims (epoch, stage_name): how likely each of W, N1, N2, N3
        and REM is.

    Returns
    -------
    xr.Dataset
        ``stage`` (scorer, epoch) int8, as the data model has it; and, where any scorer gave them,
        ``probability`` (scorer, epoch, stage_name), NaN for the others.

    Raises
    ------
    ValueError
        If there is none, they differ in epoch length or first onset, or probabilities are nobody's.
    """
    if not hypnograms:
        raise ValueError("at least one hypnogram is needed")
    grids = {
        (float(h.epoch_length), float(h.onset[0]) if h.sizes["epoch"] else 0.0)
        for h in hypnograms.values()
    }
    if len(grids) > 1:
        raise ValueError(
            f"hypnograms of one night need one epoch length and first onset, have {sorted(grids)} s"
        )
    ((epoch_length, first_onset),) = grids
    epochs = max(h.sizes["epoch"] for h in hypnograms.values())
    stages = np.full((len(hypnograms), epochs), Stage.UNSCORED, np.int8)
    for row, hypnogram in zip(stages, hypnograms.values(), strict=True):
        row[: hypnogram.sizes["epoch"]] = hypnogram.values
    grid = make_hypnogram(stages[0], epoch_length, first_onset=first_onset)
    stage = xr.DataArray(
        stages, dims=("scorer", "epoch"), coords=grid.coords, name="stage", attrs=stage_attrs()
    )
    dataset = stage.assign_coords(scorer=("scorer", list(hypnograms))).to_dataset()
    if not probabilities:
        return dataset
    strange = sorted(set(probabilities) - set(hypnograms))
    if strange:
        raise ValueError(f"probabilities of {strange}, expected some of {list(hypnograms)}")
    names = [stage.name for stage in SCORED]
    values = np.full((len(hypnograms), epochs, len(names)), np.nan, np.float32)
    for place, scorer in enumerate(hypnograms):
        if scorer in probabilities:
            belief = probabilities[scorer].sel(stage_name=names).transpose("epoch", "stage_name")
            values[place, : belief.sizes["epoch"]] = belief.values
    return dataset.assign(
        probability=(("scorer", "epoch", "stage_name"), values, {"units": "1"})
    ).assign_coords(stage_name=names)


def make_events(
    events: Iterable[Mapping[str, object]] = (), **columns: npt.ArrayLike
) -> xr.Dataset:
    """Make a table of events, in order of onset.

    Parameters
    ----------
    events : iterable of mapping
        Each with ``onset`` and ``duration`` in s, ``kind``, ``channel`` and ``source``; what else
        one has is kept, and empty or NaN for the others.
    **columns : array
        Or the same by column, as equally long arrays; further columns are kept.

    Returns
    -------
    xr.Dataset
        Variables `EVENT_COLUMNS` along ``event``; onset and duration in s.

    Raises
    ------
    ValueError
        If a column is missing.

    Examples
    --------
    >>> make_events(onset=[5, 1], duration=[1, 1], kind=["spindle"] * 2, channel=["Cz"] * 2,
    ...             source=["me"] * 2).onset.values.tolist()
    [1.0, 5.0]
    """
    rows = list(events)
    further = {key: value for row in rows for key, value in row.items() if key not in EVENT_COLUMNS}
    table: Mapping[str, Any] = columns or {
        **{name: [row.get(name, "") for row in rows] for name in EVENT_COLUMNS},
        **{
            name: [row.get(name, "" if isinstance(value, str) else np.nan) for row in rows]
            for name, value in further.items()
        },
    }
    missing = [name for name in EVENT_COLUMNS if name not in table]
    if missing:
        raise ValueError(f"events lack the columns {missing}, have {list(table)}")
    order = np.argsort(np.asarray(table["onset"], np.float64), kind="stable")
    arrays = {
        name: np.asarray(values, np.float64 if name in EVENT_COLUMNS[:2] else None)[order]
        if len(order)
        else np.zeros(0, np.float64 if name in EVENT_COLUMNS[:2] else "U1")
        for name, values in table.items()
    }
    dataset = xr.Dataset({name: ("event", values) for name, values in arrays.items()})
    for name in EVENT_COLUMNS[:2]:
        dataset[name].attrs["units"] = "s"
    for name in set(EVENT_MEASURES) & set(dataset):
        dataset[name].attrs["units"] = "%"
    return dataset
