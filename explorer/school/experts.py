"""Whose answers are the key of a lesson: scorers of the night's file and of files added to it."""

from collections.abc import Sequence

import xarray as xr

from explorer.night.night import Night
from explorer.scoring.combine_scorers import Staging, scorer_label, stack_scorers
from explorer.scoring.edit_history import Edits
from explorer.vocabulary.simulated_subjects import DRAWN, SIMULATION


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
        Whose answers, by their names on the page; if none are given, all of the night's
        file and of files added to it; where there are none, people who scored it here; else
        stagers.

    Returns
    -------
    xr.DataArray of Stage, dims (scorer, epoch)

    Raises
    ------
    ValueError
        If nobody else scored this night, or a scorer is not there.
    """
    every = stack_scorers(night, edits, stagings)
    files, people, automatic = _by_kind(every, night, edits, stagings, student)
    known = [*files, *people, *automatic]
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
    chosen: xr.DataArray = every.sel(scorer=list(scorers or files or people or automatic))
    return chosen


def other_experts(
    night: Night, edits: Edits, stagings: Sequence[Staging] = (), *, student: str
) -> tuple[str, ...]:
    """Name who may be a lesson's key beside those who are if nobody is named.

    Parameters
    ----------
    night, edits, stagings, student
        As of `expert_hypnograms`.

    Returns
    -------
    tuple of str
        People who scored this night here by hand, where it has scorers' files too.
    """
    every = stack_scorers(night, edits, stagings)
    files, people, _ = _by_kind(every, night, edits, stagings, student)
    return tuple(people) if files else ()


def is_simulations(night: Night, experts: xr.DataArray) -> bool:
    """Whether a key is what a simulation made, and nobody's scoring of the simulated night.

    Parameters
    ----------
    night : Night
    experts : xr.DataArray of Stage, dims (scorer, epoch)
        As `expert_hypnograms` gives them.

    Examples
    --------
    >>> from explorer.models.simulated_night import simulate_night
    >>> night = simulate_night(hours=0.1)
    >>> is_simulations(night, night.hypnograms)
    True
    """
    names = [str(name) for name in experts.scorer.values]
    own = [str(name) for name in night.hypnograms.scorer.values]
    if not night.simulated or len(names) != 1 or names[0] not in own:
        return False
    # A recording that was written has the stages in itself; a scorer's file is another one.
    source = night.attrs["hypnogram_source"]
    inside = bool(source) and source == night.attrs["source"]
    return names[0] == SIMULATION or source == DRAWN or inside


def _by_kind(
    every: xr.DataArray, night: Night, edits: Edits, stagings: Sequence[Staging], student: str
) -> tuple[list[str], list[str], list[str]]:
    """Name who scored a night, without the student: of files, by hand here, and stagers.

    A scoring by hand may have begun as a copy of a file's, which would then have two votes.
    """
    names = [str(name) for name in every.scorer.values]
    own = scorer_label(night, student)
    added = {scorer_label(night, one) for one in edits.scorers if edits.of(one).file} - {own}
    here = {scorer_label(night, one) for one in edits.scorers} - {own} - added
    stagers = {staging.scorer for staging in stagings}
    of_night = set(names) - here - stagers - {own} if night.is_scored else set()
    return (
        [name for name in names if name in added | of_night],
        [name for name in names if name in here],
        [name for name in names if name in stagers],
    )
