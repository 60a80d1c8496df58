"""The answer key of a lesson: how many experts gave each stage to each epoch."""

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.vocabulary.stages import SCORED

STAGE_NAMES = tuple(stage.name for stage in SCORED)


def count_votes(hypnograms: xr.DataArray) -> xr.DataArray:
    """Count which stage how many scorers gave to each epoch.

    Parameters
    ----------
    hypnograms : xr.DataArray of Stage, dims (scorer, epoch)
        Of the experts. What is unscored, an artefact or of a coarse stage counts for nobody.

    Returns
    -------
    xr.DataArray of int, dims (epoch, stage)
        Scorers by epoch and by the AASM's five stages; the attr ``units`` says "scorers".

    Raises
    ------
    ValueError
        If nobody gave any epoch one of the AASM's five stages.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> from explorer.night.schema import make_hypnograms
    >>> two = {"ann": make_hypnogram(["W", "N1"]), "bob": make_hypnogram(["W", "N2"])}
    >>> count_votes(make_hypnograms(two)["stage"]).values.tolist()
    [[2, 0, 0, 0, 0], [0, 1, 1, 0, 0]]
    """
    codes = hypnograms.transpose("scorer", "epoch").values
    votes = np.stack([(codes == stage).sum(axis=0) for stage in SCORED], axis=1)
    if not votes.any():
        raise ValueError(
            "a lesson needs a night that somebody scored in the stages W, N1, N2, N3 and REM: "
            "this one has none of them"
        )
    return xr.DataArray(
        votes,
        dims=("epoch", "stage"),
        coords={"stage": list(STAGE_NAMES)},
        attrs={"units": "scorers", "long_name": "scorers who gave this stage"},
    )


def is_majority(votes: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Mark the stage that most experts gave, or all of them that tie.

    Parameters
    ----------
    votes : array of int, shape (epochs, stages)

    Returns
    -------
    array of bool, shape (epochs, stages)
        No stage where nobody scored.

    Examples
    --------
    >>> is_majority([[3, 2], [2, 2], [0, 0]]).tolist()
    [[True, False], [True, True], [False, False]]
    """
    counts = np.asarray(votes)
    most = counts.max(axis=1, keepdims=True)
    found: npt.NDArray[np.bool_] = (counts == most) & (most > 0)
    return found


def share_of_majority(votes: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Share of the experts who gave the stage that most gave.

    Parameters
    ----------
    votes : array of int, shape (epochs, stages)

    Returns
    -------
    array of float, shape (epochs,)
        0 to 1; NaN where nobody scored.

    Examples
    --------
    >>> share_of_majority([[4, 1], [5, 0]]).tolist()
    [0.8, 1.0]
    """
    counts = np.asarray(votes, np.float64)
    total = counts.sum(axis=1)
    return np.where(total > 0, counts.max(axis=1) / np.maximum(total, 1), np.nan)
