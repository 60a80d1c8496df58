"""Arrays as a page without a kernel holds them: each once, coded so that gzip makes them small.

The page turns them back in ``js/packed_arrays.ts``, which knows the codings by the same names.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

PLAIN, DIFFERENCES, CUMULATED = "plain", "differences", "cumulated"

_ORDERS = (1, 2)  # of differences that are tried; the one that leaves less is taken

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
        """Hold samples as differences, the low bytes before the high ones.

        Parameters
        ----------
        codes : array of int16, shape (time,)
        """
        order = min(_ORDERS, key=lambda one: _bits(differences(codes, one)))
        return self._hold(
            byte_planes(differences(codes, order)), {"coding": DIFFERENCES, "order": order}
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


def differences(codes: npt.NDArray[np.int16], order: int) -> npt.NDArray[np.uint16]:
    """Take differences of samples, wrapped to 16 bits, as numbers that are small if they are.

    Parameters
    ----------
    codes : array of int16, shape (time,)
    order : int
        How often differences are taken.

    Returns
    -------
    array of uint16, shape (time,)
        0, -1, 1, -2, 2 ... as 0, 1, 2, 3, 4 ...

    Examples
    --------
    >>> differences(np.array([3, 2, 2], np.int16), 1).tolist()
    [6, 1, 0]
    """
    left = codes.astype(np.int16)
    for _ in range(order):
        left = np.diff(left, prepend=left.dtype.type(0))  # wraps, as the page's sums do
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
