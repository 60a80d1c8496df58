"""Whose answers are the key of a lesson: the file's scorers, else those added from files."""

from collections.abc import Sequence

import xarray as xr

from explorer.night.night import Night
from explorer.scoring.combine_scorers import Staging, scorer_label, stack_scorers
from explorer.scoring.edit_history import Edits


def expert_hypnograms(
    night: Night,
    edits: Edits,
    stagings: Sequence[Staging] = (),
    *,
    student: str,
    scorers: Sequence[str] = (),
) -> xr.DataArray:
    """Give the hypnograms that a lesson is marked by.

    Parameters
    ----------
    night : Night
    edits : Edits
        What people here scored, and the scorings that they added from files.
    stagings : sequence of Staging
        What stagers said.
    student : str
        Who learns here: their own scoring is nobody's key.
    scorers : sequence of str
        Whose answers, by their names on the page; if none are given, all scorers of the file, and
        where it has none, everybody but stagers.

    Returns
    -------
    xr.DataArray of Stage, dims (scorer, epoch)

    Raises
    ------
    ValueError
        If nobody else scored this night, or a scorer is not there.
    """
    every = stack_scorers(night, edits, stagings)
    automatic = {staging.scorer for staging in stagings}
    own = scorer_label(night, student)
    people = {scorer_label(night, name) for name in edits.scorers} - {own}
    names = [str(name) for name in every.scorer.values]
    known = [
        name for name in names if name in people | automatic or (night.is_scored and name != own)
    ]
    if not known:
        raise ValueError(
            "a lesson needs the answers of somebody else: nobody but you scored this night. Add a "
            "scorer's file in Scoring, or open a scored night"
        )
    unknown = [name for name in scorers if name not in known]
    if unknown:
        raise ValueError(
            f"this lesson's key is by {unknown[0]!r}, who has not scored this night; those here "
            f"are {known}"
        )
    of_file = [name for name in known if name not in people | automatic]
    usual = of_file or [name for name in known if name not in automatic] or known
    chosen: xr.DataArray = every.sel(scorer=list(scorers or usual))
    return chosen
