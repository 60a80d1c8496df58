"""A scoring as its edits leave it: its hypnogram, what of it is still a copy, and its marks."""

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.night.hypnogram import make_hypnogram
from explorer.scoring.edit import STAGES, Edit
from explorer.scoring.edit_history import Edits


def initial_copy(hypnogram: xr.DataArray, scorer: str, origin: str) -> Edit:
    """Make the edit that begins a scoring as a copy of another.

    Parameters
    ----------
    hypnogram : xr.DataArray of Stage, dims (epoch)
        What is copied, whole, so that the edit stands without it.
    scorer : str
        Whose the copy is.
    origin : str
        Whose the hypnogram is.
    """
    first = float(hypnogram.onset[0]) if hypnogram.sizes["epoch"] else 0.0
    stop = first + hypnogram.sizes["epoch"] * float(hypnogram.epoch_length)
    return Edit(STAGES, scorer, first, stop, tuple(hypnogram.values.tolist()), of=origin)


def copied_epochs(edits: Edits, scorer: str, grid: xr.DataArray) -> npt.NDArray[np.bool_]:
    """Tell which epochs of a scoring are still those of another that it began as a copy of.

    Parameters
    ----------
    edits : Edits
        What stands.
    scorer : str
        Whose.
    grid : xr.DataArray, dims (epoch)
        As of `edited_hypnogram`.

    Returns
    -------
    array of bool, shape (epoch,)
        False everywhere in a scoring that began blank or came as a file.

    Examples
    --------
    >>> night = make_hypnogram(["W", "N2", "N2"])
    >>> begun = Edits((initial_copy(night, "me", "Ada"), Edit(STAGES, "me", 30, 60, (3,))))
    >>> copied_epochs(begun, "me", night).tolist()
    [True, False, True]
    """
    standing = edits.of(scorer)
    middle = grid.onset.values + float(grid.epoch_length) / 2
    if not standing.begun:
        return np.zeros(middle.size, bool)
    own = [(edit.start, edit.stop) for edit in standing.stages if not edit.is_initial_copy]
    first, last = np.searchsorted(middle, np.array(own).reshape(-1, 2)).T
    covered = np.zeros(middle.size + 1, np.int64)
    np.add.at(covered, first, 1)
    np.add.at(covered, last, -1)
    return np.asarray(np.cumsum(covered)[:-1] == 0)


def edited_hypnogram(edits: Edits, scorer: str, grid: xr.DataArray) -> xr.DataArray:
    """Lay a scorer's edits on a grid of epochs.

    Parameters
    ----------
    edits : Edits
        What stands.
    scorer : str
        Whose.
    grid : xr.DataArray, dims (epoch)
        Any hypnogram of the night: its onsets and epoch length.

    Returns
    -------
    xr.DataArray of Stage, dims (epoch)
        ``UNSCORED`` where nothing was scored. An epoch has the stage at its middle, by the last
        edit that covers it.

    Examples
    --------
    >>> edits = Edits((Edit(STAGES, "me", 30, 90, (2, 3)),))
    >>> edited_hypnogram(edits, "me", make_hypnogram(["W"] * 4)).values.tolist()
    [-2, 2, 3, -2]
    """
    first = float(grid.onset[0]) if grid.sizes["epoch"] else 0.0
    codes = edits.of(scorer).laid_on(grid)
    return make_hypnogram(codes, float(grid.epoch_length), first_onset=first)


def marked_events(edits: Edits, scorer: str | None = None) -> tuple[Edit, ...]:
    """Return the events marked by hand, by one scorer or by all, in order of onset."""
    if scorer is not None:
        return tuple(sorted(edits.of(scorer).marks, key=lambda edit: edit.start))
    every = [own.marks for own in edits.by_scorer.values() if own.marks]
    if len(every) > 1:  # of two at the same time, the one marked first comes first
        standing = {id(mark) for marks in every for mark in marks}
        every = [tuple(edit for edit in edits.done if id(edit) in standing)]
    return tuple(sorted(*every, key=lambda edit: edit.start)) if every else ()


def event_rows(edits: Edits, scorer: str) -> list[dict[str, object]]:
    """Return a scorer's marks as rows for `explorer.night.schema.make_events`."""
    return [
        {
            "onset": mark.start,
            "duration": mark.stop - mark.start,
            "kind": mark.kind,
            "channel": mark.channel,
            "source": mark.scorer,
        }
        for mark in marked_events(edits, scorer)
    ]
