"""Hypnograms of several scorers brought onto epochs that all of them share."""

from collections.abc import Mapping

import numpy as np
import xarray as xr

from explorer.io.scoring_content import believed_epochs
from explorer.night.hypnogram import make_hypnogram
from explorer.vocabulary.stages import Stage

_ON_THE_GRID = 0.01  # of an epoch
_FINE = 1000  # ms in a s: epoch lengths are compared in whole ms


def on_common_grid(
    path: object, hypnograms: Mapping[str, xr.DataArray]
) -> tuple[dict[str, xr.DataArray], list[str]]:
    """Give hypnograms of one night one epoch length, first onset and end.

    Parameters
    ----------
    path : object
        Where they come from, for errors.
    hypnograms : mapping of str to xr.DataArray
        By scorer, dims (epoch).

    Returns
    -------
    hypnograms : dict of str to xr.DataArray
        What a scorer has not scored is ``UNSCORED``; longer epochs are parted into those of the
        scorer with the shortest.
    notes : list of str

    Raises
    ------
    ValueError
        If the epochs of one do not begin where those of another do, or do not divide them.

    Examples
    --------
    >>> late = make_hypnogram(["N1"], 30.0, first_onset=30.0)
    >>> found, notes = on_common_grid("", {"ann": make_hypnogram(["W", "W"]), "bob": late})
    >>> [Stage(code).name for code in found["bob"].values]
    ['UNSCORED', 'N1']
    """
    grids = {
        name: (float(one.epoch_length), float(one.onset[0]), one.sizes["epoch"])
        for name, one in hypnograms.items()
        if one.sizes["epoch"]
    }
    if len(set(grids.values())) < 2 or len(grids) < len(hypnograms):
        return dict(hypnograms), []
    lengths = [round(length * _FINE) for length, _, _ in grids.values()]
    length = min(lengths) / _FINE
    first = min(onset for _, onset, _ in grids.values())
    begins = next(name for name, grid in grids.items() if grid[1] == first)
    shortest = next(name for name, grid in grids.items() if round(grid[0] * _FINE) == min(lengths))
    for name, (own, onset, _) in grids.items():
        places = (onset - first) / length
        divides = round(own * _FINE) % min(lengths) == 0
        if divides and abs(places - round(places)) <= _ON_THE_GRID:
            continue
        other = begins if divides else shortest
        raise ValueError(
            f"{path}: {name} has epochs of {own:g} s from {onset:g} s, and {other} has epochs of "
            f"{grids[other][0]:g} s from {grids[other][1]:g} s: scorers of one night need the same "
            "epochs, or longer ones that the shorter divide"
        )
    ends = [onset + own * count for own, onset, count in grids.values()]
    epochs = believed_epochs(path, round((max(ends) - first) / length), length)
    found: dict[str, xr.DataArray] = {}
    notes: list[str] = []
    for name, hypnogram in hypnograms.items():
        own, onset, _ = grids[name]
        codes = np.repeat(hypnogram.values, round(own / length))
        at = round((onset - first) / length)
        stages = np.full(epochs, Stage.UNSCORED, np.int8)
        stages[at : at + codes.size] = codes
        found[name] = make_hypnogram(stages, length, first_onset=first)
        if own != length:
            notes.append(f"{name} has epochs of {own:g} s; they were parted into {length:g} s")
        if codes.size < epochs:
            missing = (epochs - codes.size) * length / 60
            notes.append(f"{name} did not score {missing:.4g} min that others did: unscored")
    return found, notes
