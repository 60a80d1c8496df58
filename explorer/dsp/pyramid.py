"""Lowest and highest value of every stretch at every zoom: a night drawn with all its spikes."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from explorer.dsp.threads import DEFAULT_THREADS, in_chunks

FIRST_BIN = 64  # samples in a bin of the finest level
_GROWTH = 4  # bins of one level in a bin of the next
_BINS_A_COLUMN = 4  # so many bins or more make a column, so that its edges are near where asked


@dataclass(frozen=True, eq=False)
class Overview:
    """What of a recording is drawn: the lowest and highest value in each column of pixels.

    Parameters
    ----------
    edges : array of int64, shape (columns + 1,)
        First sample of each column, and the one past the last. Every sample lies in one column.
    lowest, highest : array, shape (channels, columns)
        In the samples' type and unit; NaN where a column is all gap.
    """

    edges: npt.NDArray[np.int64]
    lowest: npt.NDArray
    highest: npt.NDArray


class MinMaxPyramid:
    """Lowest and highest values of stretches of a recording, in levels of growing length.

    Parameters
    ----------
    samples : array, shape (channels, n) or (n,)
        int16, or float32 with NaN in gaps. Kept, not copied: close views read it.
    threads : int
        How many work at a time while it is built.

    Raises
    ------
    ValueError
        If the samples are neither one row nor rows of channels.

    Examples
    --------
    >>> night = np.zeros((1, 1_000_000), np.int16)
    >>> night[0, 123_456] = 500
    >>> seen = MinMaxPyramid(night).overview(0, 1_000_000, 100)
    >>> int(seen.highest.max()), int(seen.highest.argmax())
    (500, 12)
    """

    def __init__(self, samples: npt.ArrayLike, *, threads: int = DEFAULT_THREADS) -> None:
        rows = np.asarray(samples)
        if rows.ndim not in (1, 2):
            raise ValueError(f"samples must be (channels, time), have shape {rows.shape}")
        self._samples = np.atleast_2d(rows)
        levels = []
        low, high = _finest(self._samples, threads)
        while True:
            levels.append((low, high))
            if low.shape[-1] < _GROWTH:
                break
            low, high = _coarser(low, np.fmin), _coarser(high, np.fmax)
        self._levels = tuple(levels)

    @property
    def nbytes(self) -> int:
        """Memory in bytes, beside the samples."""
        return sum(low.nbytes + high.nbytes for low, high in self._levels)

    def overview(self, start: int, stop: int, columns: int) -> Overview:
        """Find the lowest and highest value in each of so many columns.

        Parameters
        ----------
        start, stop : int
            First sample, and the one past the last; cut to the recording.
        columns : int
            At most so many; fewer where there are fewer samples.

        Returns
        -------
        Overview
            Column edges lie on bins, within half a column of even spacing; the outer two lie
            where asked or up to a quarter of a column further out.

        Raises
        ------
        ValueError
            If nothing of the recording lies between `start` and `stop`, or there is no column.
        """
        total = self._samples.shape[-1]
        first, last = max(int(start), 0), min(int(stop), total)
        if not first < last or columns < 1:
            raise ValueError(
                f"an overview needs samples and columns, has {start}-{stop} of {total} in {columns}"
            )
        columns = min(columns, last - first)
        bin_length, low, high = 1, self._samples, self._samples
        for level, (lowest, highest) in enumerate(self._levels):
            length = FIRST_BIN * _GROWTH**level
            if length * _BINS_A_COLUMN * columns > last - first:
                break
            bin_length, low, high = length, lowest, highest
        a, b = first // bin_length, -(-last // bin_length)
        edges = a + (2 * np.arange(columns + 1) * (b - a) + columns) // (2 * columns)
        return Overview(
            np.minimum(edges * bin_length, total),
            np.fmin.reduceat(low[:, a:b], edges[:-1] - a, axis=-1),
            np.fmax.reduceat(high[:, a:b], edges[:-1] - a, axis=-1),
        )


def _finest(rows: npt.NDArray, threads: int) -> tuple[npt.NDArray, npt.NDArray]:
    """Lowest and highest of each bin of samples; the last bin may be short."""
    starts = np.arange(0, rows.shape[-1], FIRST_BIN)
    low, high = np.empty((2, len(rows), starts.size), rows.dtype)
    whole = rows.dtype.kind != "f"

    def job(first: int, last: int) -> None:
        for channel in range(first, last):
            row = rows[channel]
            # numpy's fmin, which passes NaN over, is several times slower than its minimum.
            exact = whole or bool(np.isfinite(row.sum()))
            (np.minimum if exact else np.fmin).reduceat(row, starts, out=low[channel])
            (np.maximum if exact else np.fmax).reduceat(row, starts, out=high[channel])

    in_chunks(job, len(rows), 1, threads=threads)
    return low, high


def _coarser(level: npt.NDArray, extreme: np.ufunc) -> npt.NDArray:
    """Extreme of every few bins; the last may be of fewer."""
    starts = np.arange(0, level.shape[-1], _GROWTH)
    return np.asarray(extreme.reduceat(level, starts, axis=-1))
