"""Blocks of records of an EDF or BDF file: read one after the other, or the needed bytes alone."""

from collections.abc import Iterator, Sequence

import numpy as np

from explorer.storage.far.far_file import FarFile
from explorer.storage.file_identity import OpenFile

_BLOCK_BYTES = 4 * 2**20  # of the file at a time, so that they are scaled while in cache
_GATHERED_BYTES = 16 * 2**20  # of a far file that are asked for together
_SKIPPED_BYTES = 32 * 2**10  # passing over so many takes longer than one more request to read


class RecordReader:
    """Reads some stretches of bytes of each record, block after block into the same memory.

    The file is read, not mapped: a map of a file that is cut meanwhile ends the process.

    Parameters
    ----------
    file : FileIO or FarFile
    header_bytes, record_bytes : int
        Where the records begin, and how long each is.
    stretches : sequence of (int, int)
        Where each begins in a record, and how long it is, in bytes.
    """

    def __init__(
        self,
        file: OpenFile,
        header_bytes: int,
        record_bytes: int,
        stretches: Sequence[tuple[int, int]],
    ) -> None:
        self._file = file
        self._header_bytes, self._record_bytes = header_bytes, record_bytes
        self._stretches = stretches
        wanted = sum(width for _, width in stretches)
        skipped = FarFile.SKIPPED_BYTES if isinstance(file, FarFile) else _SKIPPED_BYTES
        self._apart = record_bytes - wanted >= skipped * len(stretches)
        self._step = max(_BLOCK_BYTES // (wanted if self._apart else record_bytes), 1)

    def blocks(self, low: int, high: int, most: int) -> Iterator[tuple[int, int, list[np.ndarray]]]:
        """Read records from `low` to before `high`, no more than `most` at a time.

        Yields
        ------
        first, last : int
            The records of a block, `last` not among them.
        parts : list of array of uint8, shape (last - first, width)
            The bytes of each stretch; they hold until the next block is read.

        Raises
        ------
        EOFError
            If the file ends before.
        """
        step = min(self._step, most, high - low)
        self._gathered = low
        if self._apart:
            buffers = [np.empty((step, width), np.uint8) for _, width in self._stretches]
        else:
            whole = np.empty((step, self._record_bytes), np.uint8)
            buffers = [whole[:, begin : begin + width] for begin, width in self._stretches]
        for first in range(low, high, step):
            last = min(first + step, high)
            begins = self._header_bytes + first * self._record_bytes
            if isinstance(self._file, FarFile):
                self._gather(self._file, first, high)
            if self._apart:
                for record in range(last - first):
                    at = begins + record * self._record_bytes
                    for (begin, _), buffer in zip(self._stretches, buffers, strict=True):
                        self._fill(at + begin, buffer[record])
            else:
                self._fill(begins, whole[: last - first].reshape(-1))
            yield first, last, [buffer[: last - first] for buffer in buffers]

    def _gather(self, file: FarFile, first: int, high: int) -> None:
        """Bring the next records here in requests that run side by side."""
        if first < self._gathered:
            return
        bytes_each = (
            sum(width for _, width in self._stretches) if self._apart else self._record_bytes
        )
        last = min(first + max(_GATHERED_BYTES // bytes_each, 1), high)
        origin = self._header_bytes
        if not self._apart:
            file.gather([(origin + first * self._record_bytes, origin + last * self._record_bytes)])
        else:
            file.gather(
                [
                    (at := origin + record * self._record_bytes + begin, at + width)
                    for record in range(first, last)
                    for begin, width in self._stretches
                ]
            )
        self._gathered = last

    def _fill(self, at: int, buffer: np.ndarray) -> None:
        self._file.seek(at)
        view = memoryview(buffer.data)
        while view:
            count = self._file.readinto(view)
            if not count:
                raise EOFError("it ends before its last record")
            view = view[count:]
