"""Samples of an EDF or BDF file, read where they lie and scaled on the way."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from xarray.backends import BackendArray
from xarray.core import indexing

from explorer.io.edf_record_reader import RecordReader
from explorer.io.overview_mode import OVERVIEW, overview_runs
from explorer.storage.changed_files import reading_again
from explorer.storage.far.far_file import FarFile
from explorer.storage.file_identity import Identity, OpenFile

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
    written : Identity
        Of the file whose header all this is from.
    record_duration : float
        s; of a file that has an overview.

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
        written: Identity,
        firsts: np.ndarray | None = None,
        record_duration: float = 0.0,
    ) -> None:
        self.path = path
        self.record_duration = record_duration
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
        self.written = written

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
        out: np.ndarray = indexing.explicit_indexing_adapter(
            key, self.shape, indexing.IndexingSupport.OUTER, self._get
        )
        return out

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
        FileChangedError
            If the file is not, or not any more, as it was when it was opened.
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
        width = self.samples * self.sample_bytes
        stretches = [(self.offsets[row], width) for row in rows]
        most = max(_BLOCK_SAMPLES // self.samples, 1)
        with reading_again(self.path, self.written) as file:
            reader = RecordReader(file, self.header_bytes, self.record_bytes, stretches)
            for begin, end in self._to_read(file, low, high, out):
                for first, last, parts in reader.blocks(begin, end, most):
                    self._scale(parts, rows, out[:, first - low : last - low])
        return out.reshape(len(rows), -1)

    def _to_read(
        self, file: OpenFile, low: int, high: int, out: np.ndarray
    ) -> list[tuple[int, int]]:
        """Say which records to read: all, or those of an overview, where the rest is NaN."""
        overview = OVERVIEW.get()
        if overview is None or not isinstance(file, FarFile):
            return [(low, high)]
        out.fill(np.nan)
        runs = self.overview_runs
        arrived = file.overview([self._bytes_of(*run) for run in runs], overview.progress)
        cut = [(max(first, low), min(last, high)) for first, last in runs]
        return [run for run, here in zip(cut, arrived, strict=True) if here and run[0] < run[1]]

    def _bytes_of(self, first: int, last: int) -> tuple[int, int]:
        at = self.header_bytes
        return at + first * self.record_bytes, at + last * self.record_bytes

    @property
    def overview_runs(self) -> list[tuple[int, int]]:
        """Runs of records that make the overview of a far file: an epoch each, spread evenly."""
        return overview_runs(self.records, self.record_duration or 1.0)

    def record_onset(self, record: int) -> float:
        """When a record begins, s from the first."""
        if self.firsts is None:
            return record * self.record_duration
        return float(self.firsts[record]) / self.samples * self.record_duration

    def bring(self, spans: Sequence[tuple[float, float]]) -> None:
        """Bring stretches of time (s) of a far file here, in requests that run side by side."""
        if self.firsts is None:
            onsets = np.arange(self.records) * self.record_duration
        else:
            onsets = self.firsts / self.samples * self.record_duration
        wanted = [
            self._bytes_of(
                max(int(np.searchsorted(onsets, start, side="right")) - 1, 0),
                int(np.searchsorted(onsets, stop, side="left")),
            )
            for start, stop in spans
        ]
        with reading_again(self.path, self.written) as file:
            if isinstance(file, FarFile):
                file.gather(wanted)

    def _scale(self, parts: Sequence[np.ndarray], rows: Sequence[int], out: np.ndarray) -> None:
        """Scale each row's bytes, (records, bytes), into `out`, (rows, records, samples)."""
        scaled = np.empty(out.shape[1:], np.float64)
        for values, raw, row in zip(out, parts, rows, strict=True):
            digital = raw.view("<i2") if self.sample_bytes == 2 else _int24(raw)
            scaled[...] = digital
            scaled *= self.gains[row]
            scaled += self.zeros[row]
            values[...] = scaled


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
