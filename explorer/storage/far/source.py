"""A far file as bytes: blocks kept as they come, read ahead of a hand that moves, tried again."""

import os
import threading
import weakref
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import lru_cache, partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import numpy as np

from explorer.storage.far.http_connection import FarError
from explorer.storage.far.ranges import (
    Counts,
    Ranges,
    fingerprint,
)
from explorer.storage.far.urls import Address
from explorer.storage.user_folders import recordings_folder

BLOCK = 16 * 2**10
"""Bytes that are kept or not, as one."""
FIRST = 64 * 2**10
"""Bytes of the first request: the header of a recording of 250 channels."""
_MOST_AT_ONCE = 2**20  # bytes of one request
_URGENT = 2 * 2**20  # bytes up to which a read goes before longer ones
_MOST_AHEAD = 2**20  # bytes that are read ahead
_STEPS_NEAR = 4  # a read within so many of its own lengths of the last is a move along the file
_AT_A_TIME = 6  # requests under way, as browsers have it
_LONGEST_YIELD = 5.0  # s that what is read at length waits
_LARGEST = 500 * 10**9  # bytes of a recording

Progress = Callable[[int, int], None]
"""Told how many bytes have come, and how many are wanted; what it raises ends the work."""


@lru_cache(2)
def _workers(urgent: bool) -> ThreadPoolExecutor:
    """Threads that ask; what a window needs never queues behind what is read at length."""
    return ThreadPoolExecutor(_AT_A_TIME, thread_name_prefix=f"far-{urgent:d}")


def _folder() -> Path | None:
    """Where blocks are kept: in the user's cache, else where the system has temporary files."""
    try:
        folder = recordings_folder()
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None


class FarSource:
    """One far file, as long as it stays what it was when it was opened.

    Parameters
    ----------
    address : Address
    ranges : Ranges
        Reads from it.
    only_allowed : bool
        Whether it is a page's, which may ask only hosts that the server allows.

    Raises
    ------
    FarError
        If it cannot be read by ranges.
    """

    def __init__(self, address: Address, ranges: Ranges, *, only_allowed: bool) -> None:
        self.address, self.only_allowed = address, only_allowed
        self.options: dict[str, Any] = {}
        self._ranges = ranges
        first, self.version = ranges.read(0, FIRST)
        self.size = self.version.size
        if self.size > _LARGEST:
            raise FarError(
                f"{address}: the server says that it has {self.size / 1e9:,.0f} GB, more than the "
                f"{_LARGEST / 1e9:,.0f} GB that are believed"
            )
        count = -(-self.size // BLOCK)
        self._here = np.zeros(count, np.bool_)
        # On disk: a night is larger than what a page may take of the memory.
        self._kept = TemporaryFile(dir=_folder())  # noqa: SIM115 lives as long as this
        weakref.finalize(self, self._kept.close)
        self._lock = threading.Condition()
        self._under_way: dict[int, Future[None]] = {}
        self._urgent = 0
        self._pressed: set[int] = set()  # blocks that somebody waits for
        self._overview: dict[tuple[tuple[int, int], ...], list[bool]] = {}
        self._overview_lock = threading.Lock()
        self._last: tuple[int, int] | None = None
        self._way = 0
        self._keep(0, first)

    @property
    def counts(self) -> Counts:
        """Requests and bytes so far."""
        return self._ranges.counts

    @property
    def identity(self) -> tuple[int, int, int, int]:
        """Fingerprint of the address, of its version's tag, size in bytes, and of its time."""
        version = self.version
        return (
            fingerprint(str.__str__(self.address)),
            fingerprint(version.tag),
            version.size,
            fingerprint(version.modified),
        )

    @property
    def share_here(self) -> float:
        """What part of the file has come."""
        return float(self._here.mean()) if self._here.size else 1.0

    def read_into(self, at: int, buffer: memoryview) -> int:
        """Read from byte `at`, as many as there are and fit; 0 at the end.

        Raises
        ------
        FarError
            If they could not be had; nothing of what did not arrive is given out.
        """
        stop = min(at + len(buffer), self.size)
        if stop <= at:
            return 0
        self.load([(at, stop)])
        with self._lock:
            self._kept.seek(at)
            count = int(self._kept.readinto(buffer[: stop - at]))
        self._look_ahead(at, stop)
        return count

    def load(self, stretches: Sequence[tuple[int, int]]) -> None:
        """Bring stretches here, several at a time.

        Parameters
        ----------
        stretches : sequence of (int, int)
            From one byte to before another.

        Raises
        ------
        FarError
            If one could not be had.
        """
        urgent = sum(last - first for first, last in stretches) <= _URGENT
        with self._pressing(urgent):
            while futures := self._ask(stretches, urgent=urgent):
                errors = [future.exception() for future in futures]
                if problem := next((one for one in errors if one is not None), None):
                    raise problem

    def load_each(
        self, stretches: Sequence[tuple[int, int]], progress: Progress = lambda _done, _all: None
    ) -> list[bool]:
        """Bring stretches here, and say of each whether it arrived; one that fails is left out.

        Parameters
        ----------
        stretches : sequence of (int, int)
            From one byte to before another.
        progress : callable
            See `Progress`.

        Raises
        ------
        FarError
            If none of the first arrived.
        """
        arrived: list[bool] = []
        problem: BaseException | None = None
        for first in range(0, len(stretches), _AT_A_TIME):
            progress(first, len(stretches))
            asked = [
                self._ask([one], urgent=False) for one in stretches[first : first + _AT_A_TIME]
            ]
            for futures in asked:
                errors = [error for future in futures if (error := future.exception())]
                problem = next(iter(errors), problem)
                arrived.append(not errors)
            if problem is not None and not any(arrived):
                raise problem
        progress(len(stretches), len(stretches))
        return arrived

    def overview(self, stretches: Sequence[tuple[int, int]], progress: Progress) -> list[bool]:
        """As `load_each`, once: what did not arrive then is not asked for at every read."""
        key = tuple(stretches)
        with self._overview_lock:
            if self._overview.get(key) is None:
                self._overview[key] = self.load_each(stretches, progress)
            return self._overview[key]

    def _ask(self, stretches: Sequence[tuple[int, int]], *, urgent: bool) -> list["Future[None]"]:
        """Ask for the blocks that are not here; what others asked for is waited for with them."""
        most = _MOST_AT_ONCE // BLOCK
        with self._lock:
            wanted = sorted(
                {
                    block
                    for first, last in stretches
                    for block in range(first // BLOCK, -(-min(last, self.size) // BLOCK))
                    if not self._here[block]
                }
            )
            if urgent:  # what was asked for at leisure is needed now
                self._pressed.update(wanted)
                self._lock.notify_all()
            futures = [self._under_way[block] for block in wanted if block in self._under_way]
            runs: list[list[int]] = []
            for block in wanted:
                if block in self._under_way:
                    continue
                if runs and runs[-1][-1] == block - 1 and len(runs[-1]) < most:
                    runs[-1].append(block)
                else:
                    runs.append([block])
            for run in runs:
                future = _workers(urgent).submit(self._fetch, run[0], run[-1] + 1, urgent)
                self._under_way |= dict.fromkeys(run, future)
                future.add_done_callback(partial(self._ended, run))
                futures.append(future)
        return list(dict.fromkeys(futures))

    def _ended(self, run: list[int], future: "Future[None]") -> None:
        with self._lock:
            self._pressed.difference_update(run)
            for block in run:
                if self._under_way.get(block) is future:
                    del self._under_way[block]

    @contextmanager
    def _pressing(self, urgent: bool) -> Iterator[None]:
        """Let what is read at length wait for what a window needs now."""
        if not urgent:
            yield
            return
        with self._lock:
            self._urgent += 1
        try:
            yield
        finally:
            with self._lock:
                self._urgent -= 1
                self._lock.notify_all()

    def _fetch(self, first: int, last: int, urgent: bool) -> None:
        if not urgent:
            with self._lock:
                self._lock.wait_for(
                    lambda: not self._urgent or not self._pressed.isdisjoint(range(first, last)),
                    timeout=_LONGEST_YIELD,
                )
        begin, end = first * BLOCK, min(last * BLOCK, self.size)
        body, version = self._ranges.read(begin, end)
        if version != self.version:
            raise FarError(
                f"{self.address}: it was changed on the server since it was opened, so nothing "
                "more of it is shown; open it again"
            )
        self._keep(begin, body)

    def _keep(self, begin: int, body: bytes) -> None:
        end = begin + len(body)
        whole = end // BLOCK if end < self.size else self._here.size
        with self._lock:
            self._kept.seek(begin)
            self._kept.write(body)
            self._here[begin // BLOCK : whole] = True

    def _look_ahead(self, first: int, last: int) -> None:
        """Ask for what comes next, once two reads have gone the same way."""
        if last - first > _URGENT:
            return
        before, self._last = self._last, (first, last)
        if before is None or before == self._last:
            return
        step = first - before[0]
        near = 0 < abs(step) <= _STEPS_NEAR * (last - first)
        way = (1 if step > 0 else -1) if near else 0
        same, self._way = way != 0 and way == self._way, way
        if not same:
            return
        length = min(last - first, _MOST_AHEAD)
        ahead = (
            (last, min(last + length, self.size)) if way > 0 else (max(first - length, 0), first)
        )
        with suppress(RuntimeError):  # at the end of the process nothing more is begun
            self._ask([ahead], urgent=False)
