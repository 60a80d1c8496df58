"""What xarray holds as a recording: of our schema, or with a coordinate of time."""

from dataclasses import replace
from datetime import datetime

import numpy as np
import xarray as xr

from explorer.io.objects.arrays import check_names, check_samples, signals_of
from explorer.io.objects.held_samples import StackedRows
from explorer.io.objects.scorings import stages_in_order
from explorer.io.objects.time_axis import TimeAxis, time_axis, time_dimension
from explorer.io.reading_choices import Reading
from explorer.io.recording import Recording
from explorer.io.scoring_content import SCORER, Scoring
from explorer.night.hypnogram import make_hypnogram
from explorer.night.reading_account import COLUMN, FIELD, FILE, AccountEntry
from explorer.night.schema import EVENT_COLUMNS, UNSCORED_BY, rate_name
from explorer.vocabulary.stages import Stage

_WANTED = (
    "expected a dimension time with a coordinate in s or datetime64, or epoch with stages, as in "
    'xr.DataArray(samples, dims=("channel", "time"), coords={"channel": ["C3"], "time": seconds})'
)


def read_xarray(
    what: str, thing: xr.DataArray | xr.Dataset | xr.DataTree, reading: Reading
) -> Recording:
    """Take what xarray holds as a recording, with the stages and events in it.

    Parameters
    ----------
    what : str
        The object, for errors.
    thing : xr.DataArray, xr.Dataset or xr.DataTree
        Samples along ``time``, stages along ``epoch`` or ``time``, events along ``event``.
    reading : Reading
        What is said of it.

    Returns
    -------
    Recording
        Lazy where the object is; Dask's chunks are kept.

    Raises
    ------
    ValueError
        If there is neither, or something that must be known is not said.
    """
    parts: list[Recording] = []
    if isinstance(thing, xr.DataTree):
        nodes = [(node.path, node.to_dataset()) for node in thing.subtree]
        for path, dataset in nodes:
            if dataset.data_vars:
                named = what if path == "/" else f"{what}, group {path!r}"
                parts.append(_of_dataset(named, dataset, reading))
    elif isinstance(thing, xr.Dataset):
        if thing.data_vars:
            parts.append(_of_dataset(what, thing, reading))
    else:
        parts.append(_of_array(what, thing, reading))
    parts = [one for one in parts if one.signals or one.scoring.hypnograms or one.scoring.events]
    if not parts:
        held = list(thing.dims) if isinstance(thing, xr.DataArray | xr.Dataset) else []
        has = f"has the dimensions {held}" if held else "is empty"
        raise ValueError(f"{what} {has} and is no night; {_WANTED}")
    kind = AccountEntry(FILE, f"{type(thing).__name__} of xarray", "samples, stages or events")
    whole = _joined(what, parts)
    return replace(whole, account=[kind, *whole.account])


def _joined(what: str, parts: list[Recording]) -> Recording:
    signals: dict[str, xr.Dataset] = {}
    starts: list[datetime] = []
    for part in parts:
        for rate, dataset in part.signals.items():
            if rate in signals:
                raise ValueError(
                    f"{what} has two groups of channels at {rate}; join them along channel"
                )
            signals[rate] = dataset
        starts += [part.start] if part.start else []
    if starts and (max(starts) - min(starts)).total_seconds() > 1:
        raise ValueError(
            f"{what} has channels that begin at {min(starts)} and at {max(starts)}; cut them to "
            "one beginning"
        )
    hypnograms = {name: one for p in parts for name, one in p.scoring.hypnograms.items()}
    scoring = Scoring(
        hypnograms,
        [event for part in parts for event in part.scoring.events],
        start=next((p.scoring.start for p in parts if p.scoring.start), ""),
        notes=[note for part in parts for note in part.scoring.notes],
        account=[entry for part in parts for entry in part.scoring.account],
    )
    return Recording(
        signals,
        scoring,
        starts[0] if starts else None,
        notes=[note for part in parts for note in part.notes],
        account=[entry for part in parts for entry in part.account],
    )


def _of_dataset(what: str, dataset: xr.Dataset, reading: Reading) -> Recording:
    if set(EVENT_COLUMNS) <= set(dataset.data_vars) and "event" in dataset.dims:
        return Recording({}, Scoring({}, _events(dataset)))
    if "stage" in dataset.data_vars and "epoch" in dataset["stage"].dims:
        return _of_array(what, dataset["stage"], reading)
    if "signal" in dataset.data_vars and "time" in dataset["signal"].dims:
        return _of_array(what, dataset["signal"].assign_attrs(dataset.attrs), reading)
    dim = time_dimension(dataset)
    channels, unused, scoring = {}, [], Scoring({})
    for name, variable in dataset.data_vars.items():
        if dim is None or dim not in variable.dims:
            unused.append(AccountEntry(COLUMN, str(name), why="no dimension of time"))
        elif _is_of_stages(variable):
            scoring = _of_array(what, variable, reading).scoring
        elif variable.ndim == 1 and variable.dtype.kind in "iuf":
            channels[str(name)] = variable
        elif variable.ndim == 2 and len(dataset.data_vars) == 1:
            return _of_array(what, variable.assign_attrs(dataset.attrs), reading)
        else:
            unused.append(AccountEntry(COLUMN, str(name), why=f"of {variable.dims}"))
    if not channels or dim is None:
        return Recording({}, scoring, account=unused)
    axis = time_axis(what, dataset, dim, reading)
    rows = StackedRows([variable.variable for variable in channels.values()])
    check_samples(what, np.float64, rows.shape)
    signals, notes, account = signals_of(
        what,
        rows,
        axis.frequency,
        list(channels),
        kinds=[str(variable.attrs.get("kind", "")) for variable in channels.values()],
        units=[str(variable.attrs.get("units", "")) for variable in channels.values()],
        reading=reading,
    )
    columns = [AccountEntry(COLUMN, name, "channel", dataset.sizes[dim]) for name in channels]
    return _recording(axis, signals, notes, [*columns, *account, *unused], scoring)


def _recording(
    axis: TimeAxis,
    signals: xr.Dataset,
    notes: list[str],
    account: list[AccountEntry],
    scoring: Scoring | None = None,
) -> Recording:
    return Recording(
        {rate_name(axis.frequency): signals},
        scoring or Scoring({}),
        axis.start,
        notes=[*axis.notes, *notes],
        account=[*axis.account, *account],
    )


def _is_of_stages(array: xr.DataArray) -> bool:
    return array.dtype.kind in "UOST" or "flag_meanings" in array.attrs or "epoch" in array.dims


def _of_array(what: str, array: xr.DataArray, reading: Reading) -> Recording:
    if _is_of_stages(array):
        return _of_stages(what, array, reading)
    dim = time_dimension(array)
    if dim is None or array.ndim > 2 or not array.size:
        if not array.size:
            raise ValueError(f"{what} is empty; a night needs samples or stages")
        raise ValueError(f"{what} has the dimensions {array.dims}; {_WANTED}")
    axis = time_axis(what, array, dim, reading)
    others = [name for name in array.dims if name != dim]
    if others:
        array = array.transpose(others[0], dim)
        along = str(others[0])
    else:
        along = "channel" if "channel" in array.coords else str(array.name or "channel")
        array = array.expand_dims(along)
    check_samples(what, array.dtype, array.shape)
    names = _names(what, array, along, bool(others), reading)
    status = {
        name: array.coords[name].astype(str).values
        for name in ("status", "reference")
        if name in array.coords and array.coords[name].dims == (along,)
    }
    signals, notes, account = signals_of(
        what,
        xr.Variable(("channel", "time"), array.variable._data),
        axis.frequency,
        names,
        kinds=_said_of_each(array, along, "kind"),
        units=_said_of_each(array, along, "units"),
        reading=reading,
    )
    signals = signals.assign_coords({name: ("channel", words) for name, words in status.items()})
    account += [AccountEntry(FIELD, name, name) for name in status]
    return _recording(axis, signals, notes, account)


def _names(
    what: str, array: xr.DataArray, along: str, several: bool, reading: Reading
) -> list[str]:
    if reading.channel_names is not None:
        return check_names(what, reading.channel_names, array.shape)
    if along in array.coords:
        return [str(name) for name in array.coords[along].values]
    if not several and along != "channel":
        return [along]
    raise ValueError(
        f"{what} has no names of channels: the dimension {along!r} has no coordinate; give it one, "
        'or say channels=["C3-M2", …]'
    )


def _said_of_each(array: xr.DataArray, along: str, name: str) -> list[str]:
    """Return what a coordinate along the channels says, or an attribute of all."""
    coord = array.coords.get(name)
    if coord is not None and coord.dims in ((along,), ()):
        return [str(word) for word in np.broadcast_to(coord.values, array.sizes[along])]
    return [str(array.attrs.get(name, ""))] * array.sizes[along]


def _of_stages(what: str, array: xr.DataArray, reading: Reading) -> Recording:
    """Stages along epochs or times, by one scorer or several."""
    dim = "epoch" if "epoch" in array.dims else time_dimension(array)
    others = [name for name in array.dims if name != dim]
    if dim is None or len(others) > 1 or not array.size:
        raise ValueError(f"{what} has stages along {array.dims}; {_WANTED}")
    axis = None
    first, start = 0.0, None
    if reading.epoch_length is None and dim == "epoch":
        length = _epoch_length(array)
        first = float(array.onset[0]) if "onset" in array.coords else 0.0
    elif reading.epoch_length is None:
        axis = time_axis(what, array, dim, reading)
        length, start = axis.step, axis.start
    else:
        length = reading.epoch_length
    if length == length:
        reading = replace(reading, epoch_length=length)
    named = array.transpose(*others, dim) if others else array.expand_dims(scorer=[SCORER])
    scorers = named.coords.get(named.dims[0])
    notes, account = list(axis.notes) if axis else [], list(axis.account) if axis else []
    hypnograms = {}
    ours, meanings = _flags(array)
    for place in range(named.shape[0]):
        row = named.isel({named.dims[0]: place}).values
        name = str(scorers.values[place]) if scorers is not None else f"scorer {place + 1}"
        if name == UNSCORED_BY and named.shape[0] == 1:
            return Recording({}, Scoring({}))
        words = [meanings.get(code, str(code)) for code in row.tolist()] if meanings else row
        part = stages_in_order(what, row.astype(np.int8) if ours else words, reading)
        found = part.hypnograms[SCORER]
        hypnograms[name] = make_hypnogram(
            found.values, float(found.epoch_length), first_onset=first
        )
        notes += [note for note in part.notes if note not in notes]
        account += [entry for entry in part.account if entry not in account]
    text = start.isoformat() if start else ""
    return Recording({}, Scoring(hypnograms, start=text, notes=notes, account=account))


def _flags(array: xr.DataArray) -> tuple[bool, dict[float, str]]:
    """Whether codes are ours by what the array says of them, else what it says that they mean."""
    words = str(array.attrs.get("flag_meanings", "")).split()
    if not words or array.dtype.kind not in "iuf":
        return False, {}
    values = np.atleast_1d(array.attrs.get("flag_values", np.arange(len(words)))).tolist()
    said = dict(zip(values, words, strict=False))
    ours = {stage.value: stage.name for stage in Stage}
    return (True, {}) if said == ours else (False, said)


def _epoch_length(array: xr.DataArray) -> float:
    """Length of an epoch in s by a coordinate, or by when epochs begin; NaN where nothing says."""
    if "epoch_length" in array.coords:
        return float(array.coords["epoch_length"])
    if "onset" in array.coords and array.sizes["epoch"] > 1:
        steps = np.diff(array.onset.values.astype(np.float64))
        if np.ptp(steps) < 1e-6:
            return float(steps[0])
    return float("nan")


def _events(dataset: xr.Dataset) -> list[dict[str, object]]:
    columns = {
        str(name): variable.values.tolist()
        for name, variable in dataset.data_vars.items()
        if variable.dims == ("event",)
    }
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
