"""What artefacts spoil: epochs, by the time they take of each, and the events that touch them."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.intervals import merge

MOST_ARTEFACT = 0.1
"""Share of an epoch that may be artefact before spectra and averages leave it out; ours."""


def artefact_time(artefacts: xr.Dataset, hypnogram: xr.DataArray) -> npt.NDArray[np.float64]:
    """Seconds of each epoch that are artefact of any kind.

    Parameters
    ----------
    artefacts : xr.Dataset
        As `explorer.detectors.artefacts.detect_artefacts` gives them; they may overlap.
    hypnogram : xr.DataArray, dims (epoch)
        Whose epochs count.

    Returns
    -------
    array of float64, shape (epoch,)
    """
    onset = artefacts.onset.values
    spans = np.stack([onset, onset + artefacts.duration.values], axis=1)
    return time_in_epochs(merge(spans), hypnogram)


def masked_epochs(
    seconds: npt.NDArray[np.float64], hypnogram: xr.DataArray
) -> npt.NDArray[np.bool_]:
    """Epochs of which artefacts take `MOST_ARTEFACT` or more.

    Parameters
    ----------
    seconds : array of float64, shape (epoch,)
        As `artefact_time` gives them.
    hypnogram : xr.DataArray, dims (epoch)

    Returns
    -------
    array of bool, shape (epoch,)

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> masked_epochs(np.array([0.0, 2.9, 3.0]), make_hypnogram(["W", "W", "W"])).tolist()
    [False, False, True]
    """
    return np.asarray(seconds >= MOST_ARTEFACT * float(hypnogram.epoch_length))


def time_in_epochs(
    spans: npt.NDArray[np.float64], hypnogram: xr.DataArray
) -> npt.NDArray[np.float64]:
    """Seconds of each epoch that spans which don't overlap take.

    Parameters
    ----------
    spans : array of float64, shape (k, 2)
        s, as `explorer.intervals.merge` gives them.
    hypnogram : xr.DataArray, dims (epoch)
        Whose epochs count.

    Returns
    -------
    array of float64, shape (epoch,)

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> time_in_epochs(np.array([[25.0, 70.0]]), make_hypnogram(["W", "W", "W"])).tolist()
    [5.0, 30.0, 10.0]
    """
    epochs = hypnogram.sizes["epoch"]
    if not epochs:
        return np.zeros(0)
    edges = float(hypnogram.onset[0]) + np.arange(epochs + 1) * float(hypnogram.epoch_length)
    begin, end = spans.T
    # Time taken before each edge; neighbouring edges differ by what their epoch holds.
    whole = np.concatenate(([0.0], np.cumsum(end - begin)))
    ended = np.searchsorted(end, edges, side="right")
    within = np.zeros(edges.size)
    current = ended < end.size
    within[current] = np.maximum(0.0, edges[current] - begin[ended[current]])
    return np.diff(whole[ended] + within)


def drop_touching(events: xr.Dataset, artefacts: Sequence[xr.Dataset]) -> tuple[xr.Dataset, int]:
    """Leave out the events that touch an artefact.

    Parameters
    ----------
    events : xr.Dataset along ``event``
    artefacts : sequence of xr.Dataset along ``event``
        Of each channel that the events are on.

    Returns
    -------
    (xr.Dataset along ``event``, int)
        Those that touch none, and how many do.
    """
    onset = np.concatenate([np.zeros(0), *(one.onset.values for one in artefacts)])
    lasts = np.concatenate([np.zeros(0), *(one.duration.values for one in artefacts)])
    begin = events.onset.values
    bad = merge(np.stack([onset, onset + lasts], axis=1))
    touched = _touches(begin, begin + events.duration.values, bad)
    return events.isel(event=np.flatnonzero(~touched)), int(touched.sum())


def _touches(
    begin: npt.NDArray[np.float64], end: npt.NDArray[np.float64], spans: npt.NDArray[np.float64]
) -> npt.NDArray[np.bool_]:
    """Whether each event overlaps one of the spans, which are in order and apart."""
    before = np.searchsorted(spans[:, 0], end) - 1  # the last span that begins before its end
    touched = before >= 0
    touched[touched] = spans[before[touched], 1] > begin[touched]
    return touched
