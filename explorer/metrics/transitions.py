"""Transitions between stages: how often, how likely, and how predictable the next epoch is."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.metrics.hypnogram_rows import Hypnograms, as_hypnograms, result_frame
from explorer.vocabulary.stages import SCORED, Stage, stages_of

_CONSOLIDATED = (Stage.N2, Stage.N3, Stage.REM)


def transitions(hypnogram: xr.DataArray) -> xr.Dataset:
    """Count the transitions between scored epochs that follow each other.

    Parameters
    ----------
    hypnogram : xr.DataArray of Stage, dims (..., epoch)
        From lights-off to lights-on.

    Returns
    -------
    xr.Dataset, dims (..., from_stage, to_stage)
        ``count``; ``probability`` of the next epoch's stage given this epoch's, rows summing to 1;
        ``embedded``, the same given that the stage changes. NaN in rows of a stage that was never
        left or never there. The scalar coordinate ``epoch_length`` (s) is what "next" means. The
        stages are the AASM's five, or those of `explorer.vocabulary.stages.stages_of` where coarse
        ones occur.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> found = transitions(make_hypnogram(["W", "N1", "N2", "N2", "W"]))
    >>> found.probability.sel(from_stage="N2", to_stage=["W", "N2"]).values.tolist()
    [0.5, 0.5]
    """
    hypnograms = as_hypnograms(hypnogram)
    others, shape, coords = result_frame(hypnogram)
    stages: tuple[Stage, ...] = SCORED
    count = hypnograms.tally.moves
    if hypnograms.as_scored is not None:
        stages = stages_of(hypnograms.as_scored)
        count = _moves_among(hypnograms.as_scored, stages)
    changes = np.where(np.eye(len(stages), dtype=bool), 0, count)
    dims = (*others, "from_stage", "to_stage")
    names = [stage.name for stage in stages]
    square = (len(stages), len(stages))
    return xr.Dataset(
        {
            "count": (dims, count.reshape(*shape, *square), {"units": "1"}),
            "probability": (dims, _of_rows(count).reshape(*shape, *square), {"units": "1"}),
            "embedded": (dims, _of_rows(changes).reshape(*shape, *square), {"units": "1"}),
        },
        {**coords, "from_stage": names, "to_stage": names},
    )


def markov_entropy_rate(count: npt.ArrayLike) -> float:
    """Entropy rate of the Markov chain that has these transitions.

    Parameters
    ----------
    count : array, shape (stages, stages)
        Transitions from row to column, of one night or of many together.

    Returns
    -------
    float
        Bits an epoch: the entropy of each row, weighted by the chain's stationary distribution.

    Raises
    ------
    ValueError
        If the matrix is not square, or its chain never leaves some of its stages for the others:
        then no single stationary distribution exists.

    References
    ----------
    .. [1] Cover & Thomas, Elements of Information Theory, section 4.2.

    Examples
    --------
    >>> markov_entropy_rate([[1, 1], [1, 1]])
    1.0
    """
    counts = np.asarray(count, np.float64)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1]:
        raise ValueError(f"transitions need a square matrix, have shape {counts.shape}")
    probability = _of_rows(counts)
    stages = len(counts)
    reached = np.linalg.matrix_power(np.eye(stages, dtype=int) + (counts > 0), stages) > 0
    if not reached.all():
        raise ValueError("some stages never lead to others: there is no single stationary state")
    equations = np.vstack([probability.T - np.eye(stages), np.ones(stages)])
    share = np.linalg.lstsq(equations, np.append(np.zeros(stages), 1.0))[0]
    return float(_entropy(probability, share))


def entropy_rate(hypnograms: Hypnograms) -> np.ndarray:
    """Bits needed to know the stage 30 s on once this one is known.

    The stages weigh as their shares of the night, which is the stationary distribution of a night
    closed to a ring, so it exists for every night. NaN without transitions.
    """
    count = hypnograms.moves
    total = count.sum(axis=(-2, -1))
    share = count.sum(axis=-1) / np.maximum(total, 1)[:, None]
    return np.where(total > 0, _entropy(_of_rows(count), share), np.nan)


def persistence(hypnograms: Hypnograms, stage: Stage) -> np.ndarray:
    """Probability of the same stage 30 s on; NaN if the stage was never there."""
    return _of_rows(hypnograms.moves)[:, stage, stage]


def mean_persistence(hypnograms: Hypnograms) -> np.ndarray:
    """Mean persistence of N2, N3 and REM; NaN if one of them was never there."""
    out: np.ndarray = np.mean([persistence(hypnograms, stage) for stage in _CONSOLIDATED], axis=0)
    return out


def _moves_among(codes: np.ndarray, stages: Sequence[Stage]) -> np.ndarray:
    """Pairs of neighbouring scored epochs of each night, shape (nights, stages, stages)."""
    before, after = codes[:, :-1], codes[:, 1:]
    counts = [[((before == a) & (after == b)).sum(axis=1) for b in stages] for a in stages]
    return np.moveaxis(np.array(counts, np.int64), -1, 0)


def _of_rows(count: np.ndarray) -> np.ndarray:
    total = count.sum(axis=-1, keepdims=True)
    return np.where(total > 0, count / np.maximum(total, 1), np.nan)


def _entropy(probability: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Mean over stages, by share, of the entropy of each stage's row, in bits."""
    logarithm = np.log2(np.where(probability > 0, probability, 1.0))
    bits = -(np.nan_to_num(probability) * logarithm).sum(axis=-1)
    return np.asarray((share * bits).sum(axis=-1))
