"""Seconds of each epoch that marks by hand take: the ruler by which N3 is scored on paper."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.intervals import merge
from explorer.scoring.edit_history import Edit


def marked_seconds(
    marks: Iterable[Edit], kind: str, grid: xr.DataArray, channel: str | None = None
) -> npt.NDArray[np.float64]:
    """Tally the seconds of each epoch that marks of a kind take, as by a ruler on paper.

    Parameters
    ----------
    marks : iterable of Edit
        As `marked_events` gives them; where some overlap, the time counts once.
    kind : str
        `SLOW_WAVE` for the rule of N3: 20 % of an epoch or more.
    grid : xr.DataArray, dims (epoch)
        As of `edited_hypnogram`.
    channel : str, optional
        Marks on this channel alone, and those over all; None for all channels together.

    Returns
    -------
    array of float64, shape (epoch,)
        s.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> from explorer.scoring.edit_history import EVENT
    >>> waves = [Edit(EVENT, "me", at, at + 4, kind="slow wave") for at in (10.0, 12.0, 28.0)]
    >>> marked_seconds(waves, "slow wave", make_hypnogram(["N2", "N2"])).tolist()
    [8.0, 2.0]
    """
    spans = merge(
        np.array(
            [
                (mark.start, mark.stop)
                for mark in marks
                if mark.kind == kind and (channel is None or mark.channel in ("", channel))
            ]
        ).reshape(-1, 2)
    )
    begin = grid.onset.values.astype(np.float64)
    edges = np.concatenate((begin, begin[-1:] + float(grid.epoch_length)))
    # Seconds marked before each edge: between two spans as many as by the end of the first.
    length = np.concatenate(([0.0], np.cumsum(spans[:, 1] - spans[:, 0])))
    place = np.searchsorted(spans[:, 0], edges, side="right")
    over = np.maximum(np.concatenate(([-np.inf], spans[:, 1]))[place] - edges, 0.0)
    before: npt.NDArray[np.float64] = length[place] - over
    return np.diff(before)
