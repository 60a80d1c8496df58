"""A tree in our own schema taken up again, also one that came back from Zarr or NetCDF."""

import numpy as np
import xarray as xr

from explorer.io.subject_title import with_subject_title
from explorer.night.hypnogram import stage_attrs
from explorer.night.night import Night
from explorer.night.schema import EVENT_COLUMNS, make_events, time_index
from explorer.vocabulary.stages import Stage


def is_ours(tree: xr.DataTree) -> bool:
    """Whether a tree has the groups of a night."""
    if not {"signals", "hypnogram", "events"} <= set(tree.children):
        return False
    return "stage" in tree.children["hypnogram"].to_dataset().data_vars and all(
        "signal" in node.to_dataset().data_vars and "sampling_frequency" in node.coords
        for node in tree.children["signals"].children.values()
    )


def restore(tree: xr.DataTree) -> Night:
    """Take up a night's tree, with what files have no place for put back.

    Parameters
    ----------
    tree : xr.DataTree
        See `is_ours`. Samples stay where they are.

    Returns
    -------
    Night
        Time takes no memory again, and texts are texts.

    Raises
    ------
    ValueError
        If a group of it is damaged: without channels, or with codes that are no stages.
    """
    groups = {
        "/": xr.Dataset(attrs=_attrs(tree)),
        "/signals": tree.children["signals"].to_dataset(inherit=False),
        "/hypnogram": _hypnogram(tree.children["hypnogram"].to_dataset(inherit=False)),
        "/events": _events(tree.children["events"].to_dataset(inherit=False)),
    }
    for name, node in tree.children["signals"].children.items():
        groups[f"/signals/{name}"] = _signals(name, node.to_dataset(inherit=False))
    return Night(xr.DataTree.from_dict(groups))


def _attrs(tree: xr.DataTree) -> dict[str, object]:
    attrs = {str(key): value for key, value in tree.attrs.items()}
    if "simulated" in attrs:
        attrs["simulated"] = int(bool(attrs["simulated"]))
    notes = attrs.get("reader_notes")
    if notes is not None:
        attrs["reader_notes"] = [str(one) for one in np.atleast_1d(notes)] if len(notes) else []
    return with_subject_title(attrs)


def _signals(name: str, dataset: xr.Dataset) -> xr.Dataset:
    signal = dataset["signal"]
    lacking = [one for one in ("channel", "units", "kind") if one not in dataset.coords]
    if set(signal.dims) != {"channel", "time"} or lacking:
        raise ValueError(
            f"the tree's group 'signals/{name}' is no group of channels: its signal has the "
            f"dimensions {signal.dims}" + (f", and it lacks {lacking}" if lacking else "")
        )
    texts = {
        one: coord.copy(data=coord.values.astype(str))
        for one, coord in dataset.coords.items()
        if coord.dims == ("channel",) and coord.dtype.kind not in "U"
    }
    dataset = dataset.assign_coords(texts)
    if signal.dtype != np.float32:
        dataset = dataset.assign(signal=signal.astype(np.float32, keep_attrs=True))
    if not isinstance(dataset.xindexes.get("time"), xr.indexes.RangeIndex):
        frequency = float(dataset["sampling_frequency"])
        time = time_index(dataset.sizes["time"], frequency)
        dataset = dataset.drop_vars("time", errors="ignore").assign_coords(time)
    return dataset


def _hypnogram(dataset: xr.Dataset) -> xr.Dataset:
    stage = dataset["stage"]
    if set(stage.dims) != {"scorer", "epoch"} or "epoch_length" not in dataset.coords:
        raise ValueError(
            f"the tree's group 'hypnogram' has stages along {stage.dims}; expected scorer and "
            "epoch, with the coordinates onset and epoch_length"
        )
    codes = stage.values.astype(np.int8)
    if not np.isin(codes, [*Stage]).all():
        raise ValueError("the tree's group 'hypnogram' has codes that are no stages")
    changed = stage.copy(data=codes)
    changed.attrs = {**stage.attrs, **stage_attrs()}
    dataset = dataset.assign(stage=changed)
    texts = {
        name: coord.copy(data=coord.values.astype(str))
        for name, coord in dataset.coords.items()
        if name in ("scorer", "stage_name") and coord.dtype.kind != "U"
    }
    return dataset.assign_coords(texts)


def _events(dataset: xr.Dataset) -> xr.Dataset:
    if "event" not in dataset.dims or not set(EVENT_COLUMNS) <= set(dataset.data_vars):
        return make_events()
    texts = {
        name: variable.copy(data=variable.values.astype(str))
        for name, variable in dataset.data_vars.items()
        if variable.dtype.kind in "OST"
    }
    order = [*EVENT_COLUMNS, *(name for name in dataset.data_vars if name not in EVENT_COLUMNS)]
    return dataset.assign(texts)[order]  # Zarr lists variables by the alphabet
