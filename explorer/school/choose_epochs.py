"""Choosing the epochs of a lesson: a stage mix, transitions, disagreement, or difficulty."""

from collections.abc import Callable
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.metrics import between_lights
from explorer.school.answer_key import count_votes, is_majority, share_of_majority
from explorer.vocabulary.stages import SCORED, Stage

_Indices = npt.NDArray[np.intp]

WAYS = MappingProxyType(
    {
        "stage mix": "equal numbers of each stage, as far as the night has them",
        "transitions": "epochs beside a change of stage",
        "disagreement": "epochs on which the scorers disagree most",
        "difficulty": "the hardest quarter of the night",
    }
)
"""Ways of choosing, and what each gives."""

MOST = 200
"""Epochs of a lesson: what an accreditation compares of one night."""

_DIFFERING = MappingProxyType({Stage.N1: 0.370, Stage.N3: 0.326})
_DIFFERING_ELSE = 0.095
"""Share of scorers who differ from the majority, by its stage: 9.5 % in REM sleep, and "approaching
the same level" in W and N2. Rosenberg & Van Hout 2013, J Clin Sleep Med 9:81; Penzel 2013, 9:89."""

_BESIDE_A_CHANGE = 0.5  # as much as half of the scorers differing: ours, no number is published
_HARDEST = 0.25


def choose_epochs(
    hypnograms: xr.DataArray,
    count: int,
    by: str = "stage mix",
    *,
    rng: np.random.Generator,
    lights: tuple[float, float] | None = None,
    probability: xr.DataArray | None = None,
) -> tuple[int, ...]:
    """Choose epochs for a lesson.

    Parameters
    ----------
    hypnograms : xr.DataArray of Stage, dims (scorer, epoch)
        Of the experts, whose answers will be the key: of the whole night, in which the epochs have
        their places.
    count : int
        How many epochs, 1 to `MOST`.
    by : str
        One of `WAYS`.
    rng : numpy.random.Generator
        Draws among the epochs that would do.
    lights : (float, float), optional
        Off and on, in s from the start of the recording: only epochs between them are chosen.
    probability : xr.DataArray, dims (epoch, stage_name), optional
        Of an automatic stager: what it is unsure of counts as difficult.

    Returns
    -------
    tuple of int
        Places in the night, from 0, in the order of the night; fewer than `count` where the night
        has no more that would do.

    Raises
    ------
    ValueError
        If there is no such way, the count is out of range, the night is not scored in the AASM's
        stages, or no epoch would do.

    Notes
    -----
    Only epochs that as many scorers scored as any are chosen. Difficulty is the sum of the share
    of the scorers who differ from the majority, the published share for its stage [1]_, one half
    beside a change of stage, and one minus the stager's probability of the majority's stage; the
    lesson is drawn from the hardest quarter.

    References
    ----------
    .. [1] Rosenberg & Van Hout 2013, J Clin Sleep Med 9:81.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> from explorer.night.schema import make_hypnograms
    >>> night = make_hypnograms({"ann": make_hypnogram(["W", "W", "W", "N1", "N2", "N2", "N2"])})
    >>> choose_epochs(night["stage"], 4, "transitions", rng=np.random.default_rng(0))
    (2, 3, 4)
    """
    if by not in _CHOOSING:
        raise ValueError(f"no way {by!r} of choosing epochs, expected one of {list(WAYS)}")
    if not 1 <= count <= MOST:
        raise ValueError(f"a lesson has 1 to {MOST} epochs, not {count}")
    votes = count_votes(hypnograms).values
    given = votes.sum(axis=1)
    in_bed = np.isin(hypnograms.onset.values, between_lights(hypnograms, lights).onset.values)
    fit = in_bed & (given == given.max(where=in_bed, initial=1))
    unsure = np.zeros(len(votes))
    if probability is not None:
        # Of the stages' names that the stager has; where it did not say, nothing is added.
        believed = np.nan_to_num(
            probability.reindex(stage_name=[s.name for s in SCORED]).values, nan=0.0
        )
        said = believed.sum(axis=1) > 0
        of_key = np.where(is_majority(votes), believed, 0).sum(axis=1)
        unsure = np.where(said, 1 - np.clip(of_key, 0, 1), 0)
    chosen = _CHOOSING[by](votes, fit, unsure, count, rng)
    if not len(chosen):
        raise ValueError(f"this night has no epochs to choose by {by}: {_NONE[by]}")
    return tuple(sorted(int(epoch) for epoch in chosen))


def _stage_mix(
    votes: _Indices,
    fit: npt.NDArray[np.bool_],
    _unsure: object,
    count: int,
    rng: np.random.Generator,
) -> _Indices:
    """Deal from each stage in turn until there are enough."""
    stage = votes.argmax(axis=1)
    piles = [rng.permutation(np.flatnonzero(fit & (stage == one))) for one in range(len(SCORED))]
    dealt = [
        pile[turn]
        for turn in range(max(map(len, piles)))
        for pile in rng.permutation(len(piles))
        if turn < len(piles[pile])
        for pile in [piles[pile]]
    ]
    return np.asarray(dealt[:count], np.intp)


def _beside_a_change(votes: _Indices, fit: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    stage = votes.argmax(axis=1)
    change = (stage[1:] != stage[:-1]) & fit[1:] & fit[:-1]
    beside = np.zeros(len(votes), bool)
    beside[1:] |= change
    beside[:-1] |= change
    return beside


def _transitions(
    votes: _Indices,
    fit: npt.NDArray[np.bool_],
    _unsure: object,
    count: int,
    rng: np.random.Generator,
) -> _Indices:
    return rng.permutation(np.flatnonzero(_beside_a_change(votes, fit)))[:count]


def _disagreement(
    votes: _Indices,
    fit: npt.NDArray[np.bool_],
    _unsure: object,
    count: int,
    rng: np.random.Generator,
) -> _Indices:
    share = share_of_majority(votes)
    there = rng.permutation(np.flatnonzero(fit & (share < 1)))
    return there[np.argsort(share[there], kind="stable")][:count]


def _difficulty(
    votes: _Indices,
    fit: npt.NDArray[np.bool_],
    unsure: npt.NDArray[np.float64],
    count: int,
    rng: np.random.Generator,
) -> _Indices:
    differing = np.array([_DIFFERING.get(stage, _DIFFERING_ELSE) for stage in SCORED])
    hard = (
        np.nan_to_num(1 - share_of_majority(votes))
        + differing[votes.argmax(axis=1)]
        + _BESIDE_A_CHANGE * _beside_a_change(votes, fit)
        + unsure
    )
    there = rng.permutation(np.flatnonzero(fit))
    hardest = there[np.argsort(-hard[there], kind="stable")]
    return rng.permutation(hardest[: max(count, round(_HARDEST * len(there)))])[:count]


_CHOOSING: MappingProxyType[str, Callable[..., _Indices]] = MappingProxyType(
    {
        "stage mix": _stage_mix,
        "transitions": _transitions,
        "disagreement": _disagreement,
        "difficulty": _difficulty,
    }
)

_NONE = MappingProxyType(
    {
        "stage mix": "nobody scored it between lights off and on",
        "transitions": "its stage never changes",
        "disagreement": "it has one scorer, or all its scorers agree; choose by difficulty",
        "difficulty": "nobody scored it between lights off and on",
    }
)
