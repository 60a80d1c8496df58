"""Whole nights that students scored, marked by the experts' hypnograms as lessons are."""

from dataclasses import dataclass

import numpy as np
import xarray as xr

from explorer.school.answer_key import count_votes
from explorer.school.lesson import Lesson
from explorer.school.marking import Marked
from explorer.school.result_file import Result
from explorer.vocabulary.stages import Stage

_APART = 0.01  # of an epoch: by so little two grids of epochs may lie apart


@dataclass(frozen=True)
class WholeNight(Lesson):
    """Every epoch of a night that the experts scored: longer than a lesson may be."""

    def __post_init__(self) -> None:
        """Take any number of epochs."""
        if not self.epochs:
            raise ValueError("nobody scored an epoch of this night, so there is nothing to mark by")


def mark_whole_night(
    student: str,
    scoring: xr.DataArray,
    experts: xr.DataArray,
    *,
    night: str = "",
    simulated: bool = False,
    simulated_key: bool = False,
) -> Result:
    """Mark a scoring of a whole night.

    Parameters
    ----------
    student : str
        Whose scoring it is.
    scoring : xr.DataArray of Stage, dims (epoch)
        With ``onset`` and ``epoch_length``; it may begin later or end sooner than the experts'.
    experts : xr.DataArray of Stage, dims (scorer, epoch)
        The reference: one scorer, or several, whose majority is the key.
    night : str
        What to call the night.
    simulated : bool
        Whether it is simulated.
    simulated_key : bool
        Whether the experts are the simulation, and no scorer.

    Returns
    -------
    Result
        Of every epoch that an expert scored; what the student left unscored is not right.

    Raises
    ------
    ValueError
        If the epochs are of another length or lie between the experts', or the two have no epoch
        in common.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> from explorer.night.schema import make_hypnograms
    >>> ann = make_hypnograms({"ann": make_hypnogram(["W", "N1", "N2", "N2"])})["stage"]
    >>> late = make_hypnogram(["N2", "N2"], first_onset=30.0)
    >>> mark_whole_night("Bo", late, ann).marked.right.tolist()
    [False, False, True, False]
    """
    length = float(experts.epoch_length)
    if float(scoring.epoch_length) != length:
        raise ValueError(
            f"epochs of {float(scoring.epoch_length):g} s cannot be marked by epochs of "
            f"{length:g} s: score the night in those of the reference"
        )
    places = (scoring.onset.values - float(experts.onset.values[0])) / length
    nearest = np.round(places).astype(int)
    if np.abs(places - nearest).max(initial=0.0) > _APART:
        raise ValueError("the epochs begin between those of the reference: score on its grid")
    inside = (nearest >= 0) & (nearest < experts.sizes["epoch"])
    if not inside.any():
        raise ValueError("no epoch of it lies within the reference: it is another night's")
    answers = np.full(experts.sizes["epoch"], Stage.UNSCORED.value)
    answers[nearest[inside]] = scoring.values[inside]
    votes = count_votes(experts).values
    scored = np.flatnonzero(votes.any(axis=1))
    lesson = WholeNight(tuple(map(int, scored)), by="the whole night")
    given = tuple(Stage(int(code)) for code in answers[scored])
    marked = Marked(lesson, given, votes[scored])
    return Result(student, night, simulated, marked, simulated_key)
