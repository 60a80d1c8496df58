"""Arrays as a page without a kernel holds them: each once, coded so that gzip makes them small.

The page turns them back in ``js/packed_arrays.ts``, which knows the codings by the same names.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.linalg

PLAIN, PREDICTED, CUMULATED = "plain", "predicted", "cumulated"

ONE = 4096
"""A weight of 1: weights are integers, so that Python and the page predict the same to the bit."""

_DIFFERENCES = ([ONE], [2 * ONE, -ONE])  # of first and second order, as predictions
_ORDER = 16  # samples that a prediction looks back; 32 take a hundredth less
_LOUDEST = 8 * ONE  # a larger weight is of a spectrum that is all but singular

Packed = Mapping[str, Any]
"""Where an array lies: ``at`` and ``bytes`` in the whole, its ``coding``, and what that needs."""


class ArrayStore:
    """Bytes of many arrays behind each other; of two that are alike one is held."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._places: dict[bytes, int] = {}
        self.size = 0

    def add(self, values: bytes | memoryview) -> Packed:
        """Hold bytes as they are."""
        return self._hold(bytes(values), {"coding": PLAIN})

    def add_samples(self, codes: npt.NDArray[np.int16]) -> Packed:
        """Hold samples as what their prediction leaves, the low bytes before the high ones.

        Parameters
        ----------
        codes : array of int16, shape (time,)
        """
        tried = (*_DIFFERENCES, prediction_weights(codes))
        left = [prediction_errors(codes, weights) for weights in tried]
        best = min(range(len(tried)), key=lambda one: _bits(left[one]))
        return self._hold(
            byte_planes(left[best]), {"coding": PREDICTED, "weights": list(tried[best])}
        )

    def add_cumulated(self, values: npt.NDArray[np.float64]) -> Packed:
        """Hold sums along the first axis as float32 of what is added at each step.

        Parameters
        ----------
        values : array of float64, shape (steps, columns)
        """
        steps = np.diff(values, axis=0, prepend=0.0).astype("<f4")
        return self._hold(steps.tobytes(), {"coding": CUMULATED, "columns": values.shape[1]})

    def whole(self) -> bytes:
        """Give everything that is held."""
        return b"".join(self._parts)

    def _hold(self, raw: bytes, coding: dict[str, Any]) -> Packed:
        known = hashlib.blake2b(raw, digest_size=16).digest()
        if known not in self._places:
            self._parts.append(raw)
            self._places[known] = self.size
            self.size += len(raw)
        return {"at": self._places[known], "bytes": len(raw), **coding}


def prediction_weights(codes: npt.NDArray[np.int16]) -> list[int]:
    """Fit the linear prediction of a sample from those before it (autocorrelation method).

    Parameters
    ----------
    codes : array of int16, shape (time,)

    Returns
    -------
    list of int
        In units of 1 / `ONE`, of the sample before first; the sample before alone if there is too
        little to fit, or nothing changes.

    Notes
    -----
    Makhoul J. Linear prediction: a tutorial review. Proc. IEEE 1975; 63: 561-580.
    """
    values = codes.astype(np.float64)
    values -= values.mean() if values.size else 0.0
    if values.size <= 2 * _ORDER or not values.any():
        return [ONE]
    lags = range(_ORDER + 1)
    power = np.array([values[: values.size - lag] @ values[lag:] for lag in lags])
    power[0] *= 1.0 + 1e-9
    weights = np.rint(ONE * scipy.linalg.solve_toeplitz(power[:-1], power[1:]))
    sound = np.isfinite(weights).all() and np.abs(weights).max() <= _LOUDEST
    return [int(one) for one in weights] if sound else [ONE]


def prediction_errors(
    codes: npt.NDArray[np.int16], weights: Sequence[int]
) -> npt.NDArray[np.uint16]:
    """Take from each sample what those before it predict, wrapped to 16 bits.

    Parameters
    ----------
    codes : array of int16, shape (time,)
        Before the first stand zeros.
    weights : sequence of int
        In units of 1 / `ONE`, of the sample before first.

    Returns
    -------
    array of uint16, shape (time,)
        Errors 0, -1, 1, -2, 2 ... as 0, 1, 2, 3, 4 ...

    Examples
    --------
    >>> prediction_errors(np.array([3, 2, 2], np.int16), [ONE]).tolist()
    [6, 1, 0]
    """
    whole = codes.astype(np.int64)
    predicted = np.zeros_like(whole)
    for lag, weight in enumerate(weights, 1):
        predicted[lag:] += weight * whole[:-lag]
    left = (whole - predicted // ONE).astype(np.int16)  # wraps, as the page's sums do
    return ((left << 1) ^ (left >> 15)).view(np.uint16)


def byte_planes(values: npt.NDArray[np.uint16]) -> bytes:
    """Put the low bytes of all values before their high bytes.

    Examples
    --------
    >>> byte_planes(np.array([1, 258], np.uint16)).hex()
    '01020001'
    """
    return values.astype("<u2").view(np.uint8).reshape(-1, 2).T.tobytes()


def _bits(values: npt.NDArray[np.uint16]) -> float:
    return float(np.log2(1.0 + values[:: max(1, values.size // 100_000)]).sum())
