"""Samples that an object holds, taken as float32 when they are asked for and never copied whole."""

from typing import Any

import numpy as np
import xarray as xr
from xarray.backends import BackendArray
from xarray.core import indexing


class HeldSamples(BackendArray):
    """Channels of an object, dims (channel, time), float32.

    Parameters
    ----------
    source : xr.Variable, dims (channel, time)
        Of any real numbers; an array in memory, one mapped from a file, or one that xarray reads
        when it is asked to.
    factors : array of float, shape (channels,)
        From its values to ours.
    """

    dtype = np.dtype(np.float32)

    def __init__(self, source: "xr.Variable | StackedRows", factors: np.ndarray) -> None:
        self.source = source
        self.factors = factors
        self.shape = source.shape
        self._as_they_are = bool((factors == 1).all())

    def __getitem__(self, key: indexing.ExplicitIndexer) -> np.ndarray:
        """Values at an explicit indexer of xarray's."""
        out: np.ndarray = indexing.explicit_indexing_adapter(
            key, self.shape, indexing.IndexingSupport.BASIC, self._get
        )
        return out

    def read(self, rows: list[int], first: int, last: int) -> np.ndarray:
        """Read some channels from one sample to before another."""
        return self._scaled(self.source[rows, first:last].values, self.factors[rows])

    def _get(self, key: tuple[Any, ...]) -> np.ndarray:
        values = np.asarray(self.source[key].values)
        factors = self.factors[key[0]]
        return self._scaled(values, factors)

    def _scaled(self, values: np.ndarray, factors: Any) -> np.ndarray:
        if self._as_they_are:
            return np.array(values, np.float32)
        shape = np.shape(factors) + (1,) * (values.ndim - np.ndim(factors))
        out: np.ndarray = (values * np.reshape(factors, shape)).astype(np.float32)
        return out


def lazy_samples(source: "xr.Variable | StackedRows", factors: np.ndarray) -> xr.Variable:
    """Make the variable of a night's samples from an object's, without reading them.

    Parameters
    ----------
    source : xr.Variable, dims (channel, time)
    factors : array of float, shape (channels,)

    Returns
    -------
    xr.Variable, dims (channel, time)
        Of Dask's chunks where the object has them.

    Examples
    --------
    >>> held = xr.Variable(("channel", "time"), np.ones((2, 3)))
    >>> lazy_samples(held, np.array([1.0, 1000.0])).values.tolist()
    [[1.0, 1.0, 1.0], [1000.0, 1000.0, 1000.0]]
    """
    if isinstance(source, xr.Variable) and source.chunks is not None:
        if (factors == 1).all():
            return xr.Variable(source.dims, source.astype(np.float32).data)
        scaled = source * xr.Variable("channel", factors)
        return xr.Variable(source.dims, scaled.astype(np.float32).data)
    held = HeldSamples(source, factors)
    return xr.Variable(source.dims, indexing.LazilyIndexedArray(held))


class StackedRows:
    """Variables of one dimension as the rows of one of two, without joining them.

    Parameters
    ----------
    rows : sequence of xr.Variable, dims (time)
        All of one length.
    """

    dims = ("channel", "time")
    chunks = None

    def __init__(self, rows: list[xr.Variable]) -> None:
        self.rows = rows
        self.shape = (len(rows), rows[0].size)

    def __getitem__(self, key: tuple[Any, Any]) -> xr.Variable:
        """Rows and times as of an array: lists, slices or numbers."""
        chosen, times = key
        if isinstance(chosen, int | np.integer):
            return self.rows[chosen][times]
        places = np.arange(len(self.rows))[chosen]
        values = np.stack([self.rows[place][times].values for place in places])
        return xr.Variable(self.dims[: values.ndim], values)
