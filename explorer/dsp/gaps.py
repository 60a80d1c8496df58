"""Gaps: where a recording has no samples (NaN), and how what lies beside them is prolonged."""

import math

import numpy as np
import numpy.typing as npt

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
    return [(first, last) for first, last in true_runs(np.isfinite(values)).tolist()]


def true_runs(flags: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Stretches in which a flag is set.

    Parameters
    ----------
    flags : array of bool, shape (n,)

    Returns
    -------
    array of int64, shape (runs, 2)
        First of each, and the one past its last.

    Examples
    --------
    >>> true_runs(np.array([True, True, False, True])).tolist()
    [[0, 2], [3, 4]]
    """
    framed = np.concatenate(([False], flags, [False]))
    return np.flatnonzero(framed[1:] != framed[:-1]).reshape(-1, 2)


def extend(run: npt.NDArray[np.floating], before: int, after: int, offset: float) -> FloatArray:
    """Prolong a run beyond both ends by odd reflection, and by zeros where that is used up.

    As MNE's ``reflect_limited``: the reflection keeps level and slope, so that a filter does not
    ring on a step at the end.

    Parameters
    ----------
    run : array, shape (n,)
        Samples without a gap.
    before, after : int
        How many samples to add.
    offset : float
        Taken off the run: float32 keeps microvolts badly on top of a large constant.

    Returns
    -------
    array of float32, shape (before + n + after,)

    Examples
    --------
    >>> extend(np.array([1.0, 2.0, 4.0]), 3, 2, 0.0).tolist()
    [0.0, -2.0, 0.0, 1.0, 2.0, 4.0, 6.0, 7.0]
    """
    n = run.size
    out = np.zeros(before + n + after, np.float32)
    np.subtract(run, np.float32(offset), out=out[before : before + n], casting="unsafe")
    body = out[before : before + n]
    left, right = min(before, n - 1), min(after, n - 1)
    if left:
        out[before - left : before] = 2 * body[0] - body[left:0:-1]
    if right:
        out[before + n : before + n + right] = 2 * body[-1] - body[-2 : -right - 2 : -1]
    return out


def as_rows(samples: npt.NDArray) -> npt.NDArray:
    """View an array as rows of its last axis, however long.

    Examples
    --------
    >>> as_rows(np.zeros((2, 3, 4))).shape, as_rows(np.zeros(0)).shape
    ((6, 4), (1, 0))
    """
    return samples.reshape(math.prod(samples.shape[:-1]), samples.shape[-1])
