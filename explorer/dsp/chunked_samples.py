"""One channel's samples, held or read where they lie: what is long is worked through in parts."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from explorer.dsp.gaps import finite_runs
from explorer.dsp.threads import DEFAULT_THREADS, in_chunks

HELD = 1 << 24
"""Samples (64 MB) up to which a channel is read once and held: a night of 9 h at 512 Hz."""

PART = 1 << 21
"""Samples (8 MB) of a longer channel that are read at a time."""

Told = Callable[[float], None]
"""Told what share of the samples has been passed through; what it raises ends the work."""


class Work(NamedTuple):
    """One kind of work along a channel, cut into chunks that do not depend on each other."""

    spans: npt.NDArray[np.int64]
    """Shape (chunks, 2): the first sample that each chunk needs, and the one past its last."""
    job: Callable[[int, npt.NDArray[Any]], None]
    """Given which chunk, and its samples."""


class _Look(NamedTuple):
    """What a part of a channel holds."""

    runs: list[tuple[int, int]]
    low: float
    high: float


class Samples:
    """Samples of one channel: all at hand where they are few, else read again part by part.

    Parameters
    ----------
    size : int
        How many there are.
    read : callable of (int, int) -> array
        Reads from the first of two samples to before the second; NaN in gaps.
    told : callable of float, optional
        See `Told`; called only while a channel is read in parts.

    Examples
    --------
    >>> lies = np.arange(10.0)
    >>> samples = Samples(10, lambda first, last: lies[first:last])
    >>> samples.read(2, 4).tolist(), samples.extremes
    ([2.0, 3.0], (0.0, 9.0))
    """

    def __init__(
        self,
        size: int,
        read: Callable[[int, int], npt.NDArray[Any]],
        told: Told = lambda _share: None,
    ) -> None:
        self.size = size
        self._read = read
        self._told = told
        self._looked: list[_Look] = []

    @cached_property
    def held(self) -> npt.NDArray[Any] | None:
        """All of them, where they are few enough to be held; else None."""
        if self.size > HELD:
            return None
        found = self._read(0, self.size)
        self.size = found.size
        return found

    def read(self, first: int, last: int) -> npt.NDArray[Any]:
        """Read from the first sample to before the last."""
        return self._read(first, last) if self.held is None else self.held[first:last]

    def parts(self, multiple: int = 1) -> Iterator[tuple[int, int]]:
        """Cut the channel into parts to read, each a multiple of some length but the last."""
        length = self.size if self.held is not None else max(PART // multiple, 1) * multiple
        for first in range(0, self.size, max(length, 1)):
            if self.held is None:
                self._told(first / self.size)
            yield first, min(first + length, self.size)

    def _look(self) -> Work:
        """Find runs and extremes of each part of a long channel; `_looked` holds them."""
        spans = chunked(self.size, PART)
        self._looked = [_Look([], np.inf, -np.inf) for _ in spans]

        def job(k: int, part: npt.NDArray[Any]) -> None:
            runs = finite_runs(part)
            low = min((float(part[a:b].min()) for a, b in runs), default=np.inf)
            high = max((float(part[a:b].max()) for a, b in runs), default=-np.inf)
            first = int(spans[k, 0])
            self._looked[k] = _Look([(first + a, first + b) for a, b in runs], low, high)

        return Work(spans, job)

    def _looked_through(self) -> "Sequence[_Look]":
        if not self._looked:
            self.through([])
        return self._looked

    @cached_property
    def runs(self) -> tuple[tuple[int, int], ...]:
        """Stretches without a gap, as `explorer.dsp.gaps.finite_runs` gives them."""
        if self.held is not None:
            return tuple(finite_runs(self.held))
        runs: list[tuple[int, int]] = []
        for first, last in (run for look in self._looked_through() for run in look.runs):
            if runs and runs[-1][1] == first:
                runs[-1] = (runs[-1][0], last)
            else:
                runs.append((first, last))
        return tuple(runs)

    @cached_property
    def extremes(self) -> tuple[float, float]:
        """Lowest and highest value; infinite where nothing was recorded."""
        if self.held is None:
            looked = self._looked_through()
            return min(look.low for look in looked), max(look.high for look in looked)
        found = [self.held[first:last] for first, last in self.runs]
        lowest = min((float(part.min()) for part in found), default=np.inf)
        return lowest, max((float(part.max()) for part in found), default=-np.inf)

    def through(self, works: Sequence[Work], *, threads: int = DEFAULT_THREADS) -> None:
        """Do some works in one pass through the samples.

        Chunks are the same whether the samples are held or read in parts, and so is what comes of
        them. The first pass through a long channel finds its runs and extremes on the way.

        Parameters
        ----------
        works : sequence of Work
            What to do.
        threads : int
            How many chunks at a time.
        """
        if self.held is not None:
            self._do(_tasks(works), 0, self.held, threads)
            return
        tasks = _tasks(works if self._looked else [*works, self._look()])
        tasks.sort(key=lambda task: task[0])
        while tasks:
            first = tasks[0][0]
            count = sum(1 for _ in _before(tasks, first + PART))
            now, tasks = tasks[:count], tasks[count:]
            self._told(first / self.size)
            self._do(now, first, self._read(first, max(task[1] for task in now)), threads)

    @staticmethod
    def _do(tasks: Sequence["_Task"], origin: int, part: npt.NDArray[Any], threads: int) -> None:
        def one(k: int, _next: int) -> None:
            first, last, job, chunk = tasks[k]
            job(chunk, part[first - origin : last - origin])

        in_chunks(one, len(tasks), 1, threads=threads)


_Task = tuple[int, int, Callable[[int, npt.NDArray[Any]], None], int]


def _tasks(works: Sequence[Work]) -> list[_Task]:
    return [
        (first, last, work.job, k)
        for work in works
        for k, (first, last) in enumerate(work.spans.tolist())
    ]


def _before(tasks: Sequence[_Task], limit: int) -> Iterator[_Task]:
    for task in tasks:
        if task[0] >= limit:
            return
        yield task


def held(values: npt.NDArray[Any]) -> Samples:
    """Take samples that are at hand, however many."""
    samples = Samples(values.size, lambda first, last: values[first:last])
    samples.held = values
    return samples


def as_samples(values: "npt.ArrayLike | Samples") -> Samples:
    """Take an array of samples as `Samples`; those stay as they are.

    Raises
    ------
    ValueError
        If the array is not one row.
    """
    if isinstance(values, Samples):
        return values
    array = np.asarray(values)
    if array.ndim != 1:
        raise ValueError(f"samples must be one channel, have shape {array.shape}")
    return held(array)


def chunked(count: int, chunk: int) -> npt.NDArray[np.int64]:
    """Cut a count into chunks, shape (chunks, 2): first of each, and the one past its last.

    Examples
    --------
    >>> chunked(5, 2).tolist()
    [[0, 2], [2, 4], [4, 5]]
    """
    first = np.arange(0, count, chunk, dtype=np.int64)
    return np.stack([first, np.minimum(first + chunk, count)], axis=1)
