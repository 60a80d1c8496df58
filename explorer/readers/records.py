"""Samples of an EDF or BDF file, read where they lie and scaled on the way."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from xarray.backends import BackendArray
from xarray.core import indexing

_PREAD_BYTES = 8 * 2**20  # up to here one read of whole records is fastest, cold or warm
_MAPPED_BYTES = 16 * 2**20  # of the file at a time
_BLOCK_SAMPLES = 65_536  # of a whole channel at a time, so that the float64 copy stays in cache


class RecordArray(BackendArray):
    """Channels of one sampling frequency, dims (channel, time), float32, never held in memory.

    Parameters
    ----------
    path : str
        The EDF or BDF file.
    header_bytes, record_bytes, sample_bytes : int
        Where the records begin, how long each is, and how long a sample is: 2 (EDF) or 3 (BDF).
    offsets : sequence of int, shape (channels,)
        Where each channel begins in a record, in bytes.
    samples : int
        Samples of each channel in one record.
    gains, zeros : sequence of float, shape (channels,)
        A value is ``digital * gain + zero``.
    firsts : array of int, shape (records,), optional
        Where each record lies on the time axis, in samples; one behind the other if not given.
        What no record covers is NaN.
    records : int
        Records in the file.

    Notes
    -----
    No file is held open, so the array can be pickled and sent to another process. Values are
    computed in float64 and rounded once.
    """

    dtype = np.dtype(np.float32)

    def __init__(
        self,
        path: str,
        *,
        header_bytes: int,
        record_bytes: int,
        sample_bytes: int,
        offsets: Sequence[int],
        samples: int,
        gains: Sequence[float],
        zeros: Sequence[float],
        records: int,
        firsts: np.ndarray | None = None,
    ) -> None:
        self.path = path
        self.header_bytes = header_bytes
        self.record_bytes = record_bytes
        self.sample_bytes = sample_bytes
        self.offsets = tuple(map(int, offsets))
        self.samples = samples
        self.gains = tuple(map(float, gains))
        self.zeros = tuple(map(float, zeros))
        self.records = records
        self.firsts = firsts
        length = records * samples if firsts is None else int(firsts[-1]) + samples
        self.shape = (len(self.offsets), length)
        self.written = _written(path)
        """When the file was last written to and its size, as it was opened; None if it is gone."""

    @property
    def identity(self) -> tuple[object, ...]:
        """What tells these samples from all others: the file as it was opened, and the place."""
        return (
            *(self.path, self.written, self.header_bytes, self.record_bytes, self.sample_bytes),
            *(self.offsets, self.samples, self.gains, self.zeros, self.records),
            None if self.firsts is None else self.firsts.tobytes(),
        )

    def __getitem__(self, key: indexing.ExplicitIndexer) -> np.ndarray:
        """Values at an explicit indexer of xarray's."""
        return indexing.explicit_indexing_adapter(
            key, self.shape, indexing.IndexingSupport.OUTER, self._get
        )

    def _get(self, key: tuple[Any, ...]) -> np.ndarray:
        rows, times = key
        picked = np.arange(self.shape[0])[rows]
        first, last, inner = _span(times, self.shape[1])
        values = self.read(np.atleast_1d(picked).tolist(), first, last)[:, inner]
        if np.ndim(picked) == 0:
            values = values[0]
        return values[..., 0] if isinstance(times, int | np.integer) else values

    def read(self, rows: Sequence[int], first: int, last: int) -> np.ndarray:
        """Read samples of some channels.

        Parameters
        ----------
        rows : sequence of int
            Channels, by their place.
        first, last : int
            Samples from `first` to before `last`; cut to the recording.

        Returns
        -------
        array of float32, shape (rows, last - first)
            NaN where the recording has a gap.

        Raises
        ------
        OSError
            If the file is shorter than it was when it was opened.
        """
        first, last = max(first, 0), min(last, self.shape[1])
        if last <= first or not rows:
            return np.empty((len(rows), max(last - first, 0)), np.float32)
        if self.firsts is None:
            low, high = first // self.samples, -(-last // self.samples)
            values = self._records(rows, low, high)
            from_low = first - low * self.samples
            return values[:, from_low : from_low + last - first]
        out = np.full((len(rows), last - first), np.nan, np.float32)
        low = max(int(np.searchsorted(self.firsts, first, side="right")) - 1, 0)
        high = int(np.searchsorted(self.firsts, last, side="left"))
        breaks = np.flatnonzero(np.diff(self.firsts[low:high]) != self.samples) + 1
        for run in np.split(np.arange(low, high), breaks):
            start = int(self.firsts[run[0]])
            stop = start + run.size * self.samples
            a, b = max(start, first), min(stop, last)
            if a < b:
                values = self._records(rows, int(run[0]), int(run[-1]) + 1)
                out[:, a - first : b - first] = values[:, a - start : b - start]
        return out

    def _records(self, rows: Sequence[int], low: int, high: int) -> np.ndarray:
        """Whole records of some channels, (rows, records * samples)."""
        out = np.empty((len(rows), high - low, self.samples), np.float32)
        if (high - low) * self.record_bytes <= _PREAD_BYTES:
            self._scale(self._pread(low, high), rows, out)
        else:
            step = max(_BLOCK_SAMPLES // self.samples, 1)
            mapped = step * max(_MAPPED_BYTES // (step * self.record_bytes), 1)
            for first in range(low, high, mapped):
                # A part at a time: pages that stay mapped count as memory that we hold.
                records = self._mapped(first, min(first + mapped, high))
                for block in range(first, first + len(records), step):
                    end = min(block + step, first + len(records))
                    part = records[block - first : end - first]
                    self._scale(part, rows, out[:, block - low : end - low])
        return out.reshape(len(rows), -1)

    def _mapped(self, low: int, high: int) -> np.ndarray:
        offset = self.header_bytes + low * self.record_bytes
        return np.memmap(self.path, np.uint8, "r", offset, (high - low, self.record_bytes))

    def _pread(self, low: int, high: int) -> np.ndarray:
        wanted = (high - low) * self.record_bytes
        descriptor = os.open(self.path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        try:
            os.lseek(descriptor, self.header_bytes + low * self.record_bytes, os.SEEK_SET)
            raw = os.read(descriptor, wanted)
            while len(raw) < wanted and (more := os.read(descriptor, wanted - len(raw))):
                raw += more
        finally:
            os.close(descriptor)
        if len(raw) < wanted:
            raise OSError(f"{self.path}: the file is shorter than when it was opened; open it anew")
        return np.frombuffer(raw, np.uint8).reshape(high - low, self.record_bytes)

    def _scale(self, records: np.ndarray, rows: Sequence[int], out: np.ndarray) -> None:
        """Scale the bytes of records, (records, bytes), into `out`, (rows, records, samples)."""
        width = self.samples * self.sample_bytes
        scaled = np.empty(out.shape[1:], np.float64)
        for values, row in zip(out, rows, strict=True):
            raw = records[:, self.offsets[row] : self.offsets[row] + width]
            digital = raw.view("<i2") if self.sample_bytes == 2 else _int24(raw)
            scaled[...] = digital
            scaled *= self.gains[row]
            scaled += self.zeros[row]
            values[...] = scaled


def _written(path: str) -> tuple[int, ...] | None:
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _int24(raw: np.ndarray) -> np.ndarray:
    """Three little-endian bytes a sample to int32."""
    records, width = raw.shape
    padded = np.zeros((records, width // 3, 4), np.uint8)
    padded[..., 1:] = raw.reshape(records, -1, 3)
    return padded.view("<i4")[..., 0] >> 8


def _span(times: Any, length: int) -> tuple[int, int, Any]:
    """Smallest stretch of samples that holds an index, and the index within it."""
    if isinstance(times, int | np.integer):
        at = int(times) % length
        return at, at + 1, slice(None)
    if isinstance(times, slice):
        wanted = range(*times.indices(length))
        if not wanted:
            return 0, 0, slice(None)
        first, last = min(wanted[0], wanted[-1]), max(wanted[0], wanted[-1])
        return first, last + 1, slice(None, None, wanted.step)
    places = np.asarray(times) % max(length, 1)
    if not places.size:
        return 0, 0, slice(None)
    return int(places.min()), int(places.max()) + 1, places - places.min()
