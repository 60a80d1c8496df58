"""How far two tables of events agree: matched one to one by how much they overlap."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

DEFAULT_OVERLAP = 0.2
"""Least intersection over union, as the spindle literature has it (Warby et al. 2014)."""


@dataclass(frozen=True)
class Agreement:
    """How well found events meet reference events.

    Parameters
    ----------
    matched, found, reference : int
        Pairs, and events in either table.
    precision, recall, f1 : float
        Share of the found events that are matched, share of the reference events that are, and
        the harmonic mean; NaN where there is nothing to divide by.
    overlap : float
        Least intersection over union of a pair.
    """

    matched: int
    found: int
    reference: int
    precision: float
    recall: float
    f1: float
    overlap: float


def event_agreement(
    found: xr.Dataset, reference: xr.Dataset, *, overlap: float = DEFAULT_OVERLAP
) -> Agreement:
    """Match two tables of events, each event with at most one of the other.

    Parameters
    ----------
    found, reference : xr.Dataset
        With ``onset`` and ``duration`` in s along ``event``, of one kind and channel.
    overlap : float
        Least intersection over union of a pair, above 0 and up to 1.

    Returns
    -------
    Agreement

    Raises
    ------
    ValueError
        If `overlap` is out of range.

    Notes
    -----
    The pairs that overlap most are matched first. Swapping the tables swaps precision and recall
    and leaves F1.

    Examples
    --------
    >>> from explorer.night.schema import make_events
    >>> def events(onsets):
    ...     words = ["spindle"] * len(onsets)
    ...     return make_events(onset=onsets, duration=np.ones(len(onsets)), kind=words,
    ...                        channel=words, source=words)
    >>> agreement = event_agreement(events([1, 5, 9]), events([1.2, 20]))
    >>> agreement.matched, round(agreement.precision, 2), agreement.recall
    (1, 0.33, 0.5)
    """
    if not 0 < overlap <= 1:
        raise ValueError(f"overlap must be above 0 and up to 1, is {overlap}")
    first, second = _spans(found), _spans(reference)
    pairs = _overlapping_pairs(first, second)
    scores = _union_share(first[pairs[:, 0]], second[pairs[:, 1]])
    matched, used = 0, (np.zeros(len(first), bool), np.zeros(len(second), bool))
    for place in np.argsort(-scores, kind="stable"):
        a, b = pairs[place]
        if scores[place] < overlap:
            break
        if not used[0][a] and not used[1][b]:
            used[0][a] = used[1][b] = True
            matched += 1
    count = (len(first), len(second))
    precision, recall = (matched / n if n else float("nan") for n in count)
    f1 = 2 * matched / sum(count) if sum(count) else float("nan")
    return Agreement(matched, *count, precision, recall, f1, overlap)


def _spans(events: xr.Dataset) -> npt.NDArray[np.float64]:
    onset = events["onset"].values.astype(np.float64)
    return np.stack([onset, onset + events["duration"].values], axis=1)


def _overlapping_pairs(
    first: npt.NDArray[np.float64], second: npt.NDArray[np.float64]
) -> npt.NDArray[np.int64]:
    """Every pair of events that share some time; a table is in order of onset."""
    longest = (second[:, 1] - second[:, 0]).max(initial=0.0)
    low = np.searchsorted(second[:, 0], first[:, 0] - longest)
    high = np.searchsorted(second[:, 0], first[:, 1])
    pairs = [(a, b) for a in range(len(first)) for b in range(low[a], high[a])]
    return np.array(pairs, np.int64).reshape(-1, 2)


def _union_share(
    first: npt.NDArray[np.float64], second: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Intersection over union of each pair."""
    shared = np.minimum(first[:, 1], second[:, 1]) - np.maximum(first[:, 0], second[:, 0])
    whole = np.maximum(first[:, 1], second[:, 1]) - np.minimum(first[:, 0], second[:, 0])
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > 0, np.maximum(shared, 0) / whole, 0.0)
