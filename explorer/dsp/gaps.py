"""Gaps: where a recording has no samples (NaN), and how what lies beside them is prolonged."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from explorer.intervals import runs

FloatArray = npt.NDArray[np.float32]


def finite_runs(samples: npt.ArrayLike) -> list[tuple[int, int]]:
    """Stretches without a gap, as (first, past the last) sample.

    Parameters
    ----------
    samples : array, shape (n,)
        NaN or infinite where there is no sample.

    Returns
    -------
    list of (int, int)
        In order; empty where nothing was recorded.

    Examples
    --------
    >>> finite_runs([1, 2, float("nan"), 3])
    [(0, 2), (3, 4)]
    """
    values = np.asarray(samples)
    if not values.size:
        return []
    # One pass without a mask: the sum is finite exactly if every sample is (float32 sums of uV
    # do not overflow).
    if values.dtype.kind != "f" or np.isfinite(values.sum()):
        return [(0, int(values.size))]
    return [(first, last) for first, last in runs(np.isfinite(values)).tolist()]


def reflected_from(size: int, begin: int, end: int) -> tuple[int, int]:
    """Find what of a run of `size` samples `extend` needs, to give it from `begin` to `end`.

    Parameters
    ----------
    size : int
        Samples in the run.
    begin, end : int
        The first sample wanted and the one past the last: below 0 and above `size` lie the
        reflections.

    Returns
    -------
    (int, int)
        The first sample needed, and the one past the last.

    Examples
    --------
    >>> reflected_from(10, -3, 2), reflected_from(10, 8, 14), reflected_from(10, 2, 5)
    ((0, 4), (5, 10), (2, 5))
    """
    first, last = max(begin, 0), min(end, size)
    if begin < 0:
        first, last = 0, max(last, min(1 - begin, size))
    if end > size:
        first, last = max(min(first, 2 * size - 1 - end), 0), size
    return first, last


def extend(
    run: npt.NDArray[np.floating],
    before: int,
    after: int,
    offset: float,
    *,
    size: int | None = None,
    at: int = 0,
) -> FloatArray:
    """Prolong a run beyond both ends by odd reflection, and by zeros where that is used up.

    As MNE's ``reflect_limited``: the reflection keeps level and slope, so that a filter does not
    ring on a step at the end.

    Parameters
    ----------
    run : array, shape (n,)
        Samples without a gap: the whole run, or the part of it that `reflected_from` asks for.
    before, after : int
        How many samples to add; below 0 to leave some out.
    offset : float
        Taken off the run: float32 keeps microvolts badly on top of a large constant.
    size : int, optional
        Samples in the whole run, where only a part of it is given.
    at : int
        Where in the run that part begins.

    Returns
    -------
    array of float32, shape (before + size + after,)

    Examples
    --------
    >>> run = np.array([1.0, 2.0, 4.0])
    >>> extend(run, 3, 2, 0.0).tolist()
    [0.0, -2.0, 0.0, 1.0, 2.0, 4.0, 6.0, 7.0]
    >>> extend(run[1:], -2, 1, 0.0, size=3, at=1).tolist()
    [4.0, 6.0]
    """
    n = run.size if size is None else size
    out = np.zeros(before + n + after, np.float32)
    low, high = max(-before, 0), min(n + after, n)
    shift = np.float32(offset)
    np.subtract(
        run[low - at : high - at], shift, out=out[low + before : high + before], casting="unsafe"
    )
    left, right = min(before, n - 1), min(after, n - 1)
    if left > 0:
        body = np.subtract(run[: left + 1], shift).astype(np.float32)
        out[before - left : before] = 2 * body[0] - body[left:0:-1]
    if right > 0:
        body = np.subtract(run[run.size - right - 1 :], shift).astype(np.float32)
        out[before + n : before + n + right] = 2 * body[-1] - body[-2 : -right - 2 : -1]
    return out


def as_rows(samples: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """View an array as rows of its last axis, however long.

    Examples
    --------
    >>> as_rows(np.zeros((2, 3, 4))).shape, as_rows(np.zeros(0)).shape
    ((6, 4), (1, 0))
    """
    return samples.reshape(math.prod(samples.shape[:-1]), samples.shape[-1])
