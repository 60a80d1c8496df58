"""Counts of events by stage and by epoch, and their rates a minute."""

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.analysis.event_search import DetectedEvents
from explorer.vocabulary.stages import stages_told

ALL_MINUTES = (
    "all: per minute of the whole part without artefacts, in bed or selected, the stages that were "
    "not searched among them."
)
"""What the rate of all events together is divided by, in words."""


def counts_by_stage(
    found: DetectedEvents,
    hypnogram: xr.DataArray,
    artefact_time: npt.NDArray[np.float64],
    *,
    inside: npt.NDArray[np.bool_] | None = None,
) -> dict[str, tuple[int, float]]:
    """Count events by stage, and a minute of that stage without artefacts.

    Parameters
    ----------
    found : DetectedEvents
        Events of the night.
    hypnogram : xr.DataArray of Stage, dims (epoch)
        Whose stages count.
    artefact_time : array of float64, shape (epoch,)
        s of each epoch that are artefact.
    inside : array of bool, shape (epoch,), optional
        Epochs that count; all, if not given.

    Returns
    -------
    dict of str to (int, float)
        By stage name, "all" for every epoch together: events and events a minute; NaN without time.
        The minutes of "all" are those of every epoch that counts, searched or not.
    """
    stages, length = hypnogram.values, float(hypnogram.epoch_length)
    inside = np.ones(stages.size, bool) if inside is None else inside
    count = events_by_epoch(found, hypnogram)
    minutes = (length - artefact_time) / 60
    parts = {stage.name: inside & (stages == stage) for stage in stages_told(stages)} | {
        "all": inside
    }
    result = {}
    for name, mask in parts.items():
        time, number = float(minutes[mask].sum()), int(count[mask].sum())
        result[name] = (number, number / time if time > 0 else float("nan"))
    return result


def events_by_epoch(found: DetectedEvents, hypnogram: xr.DataArray) -> npt.NDArray[np.int64]:
    """Count the events that begin in each epoch.

    Returns
    -------
    array of int64, shape (epoch,)
    """
    epochs = hypnogram.sizes["epoch"]
    first = float(hypnogram.onset[0]) if epochs else 0.0
    epoch = np.floor((found.events.onset.values - first) / float(hypnogram.epoch_length))
    known = epoch[(epoch >= 0) & (epoch < epochs)].astype(np.int64)
    return np.bincount(known, minlength=epochs)
