"""Samples of derived channels: sums of recorded ones, made as they are read."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from xarray.backends import BackendArray
from xarray.core import indexing

from explorer.night.night import Night

_AT_ONCE = 4 * 2**20  # samples read at a time of the channels that are added up: 16 MB


class DerivedRows(BackendArray):
    """Recorded channels of one sampling frequency and the derived ones behind them, not held.

    Parameters
    ----------
    night : Night
        As recorded.
    group : str
        Of the sampling frequency.
    derived : tuple of tuple of (int, float)
        Rows and weights, one a derived channel.

    Notes
    -----
    Sums are of float64 and rounded once.
    """

    dtype = np.dtype(np.float32)

    def __init__(
        self, night: Night, group: str, derived: tuple[tuple[tuple[int, float], ...], ...]
    ) -> None:
        self.night, self.group, self.derived = night, group, derived
        sizes = night.signals[group].sizes
        self.recorded = sizes["channel"]
        self.shape = (self.recorded + len(derived), sizes["time"])

    def __getitem__(self, key: indexing.ExplicitIndexer) -> np.ndarray:
        """Values at an explicit indexer of xarray's."""
        out: np.ndarray = indexing.explicit_indexing_adapter(
            key, self.shape, indexing.IndexingSupport.OUTER, self._get
        )
        return out

    def _get(self, key: tuple[Any, ...]) -> np.ndarray:
        rows, times = key
        picked = np.arange(self.shape[0])[rows]
        wanted = np.atleast_1d(np.arange(self.shape[1])[times])
        shape = (*np.shape(picked), *np.shape(np.arange(self.shape[1])[times]))
        if not wanted.size:
            return np.empty(shape, np.float32)
        first, last = int(wanted.min()), int(wanted.max()) + 1
        values = self.read(np.atleast_1d(picked).tolist(), first, last)
        return values[:, wanted - first].reshape(shape)

    def read(self, rows: Sequence[int], first: int, last: int) -> np.ndarray:
        """Read samples of some channels, recorded or derived.

        Parameters
        ----------
        rows : sequence of int
            Channels, by their place.
        first, last : int
            Samples from `first` to before `last`; cut to the recording.

        Returns
        -------
        array of float32, shape (rows, last - first)
            NaN where any channel of a sum has a gap.
        """
        first, last = max(first, 0), min(last, self.shape[1])
        weights = [
            ((row, 1.0),) if row < self.recorded else self.derived[row - self.recorded]
            for row in rows
        ]
        needed = sorted({row for parts in weights for row, _ in parts})
        if all(row < self.recorded for row in rows):
            return self.night.rows(self.group, list(rows), first, last)
        out = np.empty((len(rows), max(last - first, 0)), np.float32)
        places = {row: place for place, row in enumerate(needed)}
        step = max(_AT_ONCE // len(needed), 1)
        for begin in range(first, last, step):
            end = min(begin + step, last)
            read = self.night.rows(self.group, needed, begin, end)
            for row, parts in zip(out, weights, strict=True):
                total = np.zeros(end - begin)
                for of, weight in parts:
                    total += weight * read[places[of]].astype(np.float64)
                row[begin - first : end - first] = total
        return out
