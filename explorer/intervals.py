"""Intervals: runs of a flag, and spans merged, intersected, widened and taken away.

A set of spans is an array of shape (k, 2): where each begins, and where it has ended. Samples,
epochs and seconds alike; a span holds its begin and not its end.
"""

from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

Spans = npt.NDArray[np.int64]
"""Shape (k, 2), in samples or epochs: the first of each span, and the one past its last."""

_Number = TypeVar("_Number", np.int64, np.float64)

NO_SPANS: Spans = np.zeros((0, 2), np.int64)
NO_SPANS.flags.writeable = False


def runs(flags: npt.NDArray[np.bool_]) -> Spans:
    """Spans in which a flag is set.

    Parameters
    ----------
    flags : array of bool, shape (n,)

    Returns
    -------
    array of int64, shape (runs, 2)
        In order, apart from each other.

    Examples
    --------
    >>> runs(np.array([True, True, False, True])).tolist()
    [[0, 2], [3, 4]]
    """
    framed = np.concatenate(([False], flags, [False]))
    return np.flatnonzero(framed[1:] != framed[:-1]).reshape(-1, 2)


def equal_runs(values: npt.NDArray[Any]) -> Spans:
    """Spans of neighbours that are equal, together all there is.

    Parameters
    ----------
    values : array, shape (n,)

    Returns
    -------
    array of int64, shape (runs, 2)

    Examples
    --------
    >>> equal_runs(np.array([2, 2, 0, 2])).tolist()
    [[0, 2], [2, 3], [3, 4]]
    """
    if not values.size:
        return NO_SPANS
    edges = np.r_[0, np.flatnonzero(values[1:] != values[:-1]) + 1, values.size]
    return np.stack([edges[:-1], edges[1:]], axis=1)


def merge(spans: npt.NDArray[_Number], gap: float = 0) -> npt.NDArray[_Number]:
    """Join spans that overlap, touch, or lie no further apart than a gap.

    Parameters
    ----------
    spans : array, shape (k, 2)
        In any order.
    gap : float
        In the spans' unit.

    Returns
    -------
    array, shape (at most k, 2)
        In order, further than `gap` apart from each other.

    Examples
    --------
    >>> merge(np.array([[5.0, 6.0], [0.0, 2.0], [1.0, 3.0]])).tolist()
    [[0.0, 3.0], [5.0, 6.0]]
    """
    if not len(spans):
        return spans
    spans = spans[np.argsort(spans[:, 0], kind="stable")]
    begin, reached = spans[:, 0], np.maximum.accumulate(spans[:, 1])
    apart = begin[1:] - reached[:-1] > gap
    return np.stack([begin[np.r_[True, apart]], reached[np.r_[apart, True]]], axis=1)


def widen(spans: Spans, by: int, end: int) -> Spans:
    """Move both ends of every span outwards, within 0 to `end`; those that then touch stay two.

    Examples
    --------
    >>> widen(np.array([[50, 60], [3, 20]]), 5, 62).tolist()
    [[45, 62], [0, 25]]
    """
    wide: Spans = np.clip(spans + np.array([-by, by]), 0, end)
    return wide


def dilate(spans: Spans, by: int, end: int) -> Spans:
    """Widen spans on both sides, within 0 to `end`, and join those that then touch.

    Examples
    --------
    >>> dilate(np.array([[50, 60], [10, 20], [26, 30]]), 5, 62).tolist()
    [[5, 35], [45, 62]]
    """
    return merge(widen(spans, by, end))


def intersect(first: Spans, second: Spans) -> Spans:
    """Parts that lie in a span of each.

    Parameters
    ----------
    first, second : array of int64, shape (k, 2)
        Each in order and apart from each other, as `merge` gives them.

    Examples
    --------
    >>> intersect(np.array([[0, 10], [20, 30]]), np.array([[5, 25]])).tolist()
    [[5, 10], [20, 25]]
    """
    parts = [
        (max(a, c), min(b, d))
        for a, b in first.tolist()
        for c, d in second[
            np.searchsorted(second[:, 1], a, "right") : np.searchsorted(second[:, 0], b)
        ].tolist()
    ]
    return np.array([part for part in parts if part[0] < part[1]], np.int64).reshape(-1, 2)


def complement(spans: Spans, end: int) -> Spans:
    """Parts of 0 to `end` that no span takes.

    Parameters
    ----------
    spans : array of int64, shape (k, 2)
        In any order.
    end : int
        Of the whole.

    Examples
    --------
    >>> complement(np.array([[150, 300], [100, 120]]), 310).tolist()
    [[0, 100], [120, 150], [300, 310]]
    """
    taken = np.clip(merge(spans), 0, end)
    edges = np.concatenate([[0], taken.ravel(), [end]]).reshape(-1, 2)
    return edges[edges[:, 0] < edges[:, 1]]


def contains(spans: Spans, at: npt.NDArray[np.integer]) -> npt.NDArray[np.bool_]:
    """Whether each place lies in one of the spans.

    Parameters
    ----------
    spans : array of int64, shape (k, 2)
        In order and apart from each other, as `merge` gives them.
    at : array of int, shape (n,)

    Returns
    -------
    array of bool, shape (n,)

    Examples
    --------
    >>> contains(np.array([[2, 4]]), np.array([1, 2, 3, 4])).tolist()
    [False, True, True, False]
    """
    place = np.searchsorted(spans[:, 0], at, side="right") - 1
    found = place >= 0
    found[found] = at[found] < spans[place[found], 1]
    return found
