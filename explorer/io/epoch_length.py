"""The length of an epoch, as the onsets and durations of scored stretches show it."""

import numpy as np

from explorer.night.hypnogram import DEFAULT_EPOCH_LENGTH

# Epochs that scorers use, in s: of stretches that many lengths divide, the first that does is it.
_LENGTHS = (30.0, 20.0, 16.0, 15.0, 12.0, 10.0, 8.0, 6.0, 5.0, 4.0, 3.0, 2.5, 2.0, 1.5, 1.0)
_ON_THE_GRID = 0.01  # of an epoch: rounding of onsets in files
_SHORTEST, _LONGEST = 0.1, 3600.0  # s
_MOSTLY = 0.9  # share of stretches that an epoch must divide
_HALF = 0.5
_ROUNDING = 1e-3
_REPEATED = 0.1  # share of neighbours of one stage, from which rows are epochs and not runs


def common_epoch_length(
    starts: np.ndarray, lengths: np.ndarray, codes: np.ndarray, notes: list[str]
) -> float:
    """Say which epoch length stretches of stages show.

    Parameters
    ----------
    starts, lengths : array of float, shape (stretches,)
        s
    codes : array of int, shape (stretches,)
        Stages.
    notes : list of str
        Where no length divides them, this is said.

    Returns
    -------
    float
        s. Where rows are epochs, how long most of them last; where they are runs of one stage, the
        longest of the usual lengths that divides them.

    Examples
    --------
    >>> rows = np.arange(4) * 2.5
    >>> common_epoch_length(rows, np.full(4, 2.5), np.zeros(4), [])
    2.5
    >>> common_epoch_length(np.array([0, 600.0]), np.array([600.0, 1200.0]), np.arange(2), [])
    30.0
    """
    held = lengths > 0
    spans = lengths[held]
    if not spans.size:
        return _said_default(notes)
    values, counts = np.unique(np.round(spans, 3), return_counts=True)
    commonest = float(values[counts.argmax()])
    divided = float(np.mean(_divides(spans, commonest)))
    epochs = counts.max() >= _HALF * spans.size and are_epochs(starts, codes)
    if epochs and _SHORTEST <= commonest <= _LONGEST and divided >= _MOSTLY:
        return _rounded(commonest)
    votes = [float(np.mean(_divides(spans, length))) for length in _LENGTHS]
    for length, share in zip(_LENGTHS, votes, strict=True):
        if share >= _MOSTLY and length > 1:
            return length
    shortest = float(values[0])
    if _SHORTEST <= shortest < DEFAULT_EPOCH_LENGTH and _divides(spans, shortest).all():
        return shortest
    best = max(votes)
    if best >= _HALF:
        return _LENGTHS[votes.index(best)]
    if _SHORTEST <= commonest <= _LONGEST and divided >= _HALF:
        return commonest
    return _said_default(notes)


def _rounded(length: float) -> float:
    """Round a length that decimals of hours or minutes miss by a little."""
    near = round(length * 2) / 2
    return near if near and abs(length - near) < _ROUNDING * length else length


def are_epochs(starts: np.ndarray, codes: np.ndarray) -> bool:
    """Whether rows are epochs, and not runs: neighbours are often of one stage.

    Examples
    --------
    >>> are_epochs(np.arange(3), np.array([0, 0, 1])), are_epochs(np.arange(3), np.array([0, 1, 0]))
    (True, False)
    """
    if codes.size < 2:
        return False
    ordered = codes[np.argsort(starts, kind="stable")]
    return bool(np.mean(np.diff(ordered) == 0) > _REPEATED)


def _divides(spans: np.ndarray, length: float) -> np.ndarray:
    parts = spans / length
    whole: np.ndarray = (np.abs(parts - np.round(parts)) < _ON_THE_GRID) & (np.round(parts) > 0)
    return whole


def _said_default(notes: list[str]) -> float:
    notes.append("no common epoch length divides the durations; 30 s was taken")
    return DEFAULT_EPOCH_LENGTH
