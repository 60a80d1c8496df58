"""Work on a whole night cut into fixed chunks, so that the number of threads cannot change it."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar

DEFAULT_THREADS = 2


class NoLongerWantedError(Exception):
    """Whoever asked has turned to something else: what is half done is left."""


def _always() -> bool:
    return True


_WANTED: ContextVar[Callable[[], bool]] = ContextVar("wanted", default=_always)


@contextmanager
def while_wanted(wanted: Callable[[], bool]) -> Iterator[None]:
    """Let the work of this block, on whichever thread, be left between two of its chunks.

    Parameters
    ----------
    wanted : callable of () -> bool
        Asked before each chunk, on any thread; once it says no, the block raises
        `NoLongerWantedError`.

    Examples
    --------
    >>> done = []
    >>> with while_wanted(lambda: len(done) < 2):
    ...     in_chunks(lambda first, last: done.append(first), 5, 1, threads=1)
    Traceback (most recent call last):
    ...
    explorer.dsp.threads.NoLongerWantedError
    >>> done
    [0, 1]
    """
    before = _WANTED.set(wanted)
    try:
        yield
    finally:
        _WANTED.reset(before)


def in_chunks(
    job: Callable[[int, int], None], count: int, chunk: int, *, threads: int = DEFAULT_THREADS
) -> None:
    """Call ``job(first, last)`` for every chunk of `count` things.

    The chunks are the same for any number of threads: a batched FFT may round its last rows
    otherwise than its first, so a cut that moved with the threads would move the result.

    Parameters
    ----------
    job : callable
        Works on ``first <= thing < last`` and writes where no other chunk writes.
    count, chunk : int
        How many things there are, and how many go together.
    threads : int
        How many chunks at a time; 1 stays in the caller's thread.

    Raises
    ------
    ValueError
        If `threads` is not positive.
    NoLongerWantedError
        Where `while_wanted` says so.

    Examples
    --------
    >>> seen = []
    >>> in_chunks(lambda first, last: seen.append((first, last)), 5, 2, threads=1)
    >>> seen
    [(0, 2), (2, 4), (4, 5)]
    """
    if threads < 1:
        raise ValueError(f"threads must be at least 1, is {threads}")
    wanted = _WANTED.get()

    def work(first: int) -> None:
        if not wanted():
            raise NoLongerWantedError
        job(first, min(first + chunk, count))

    starts = range(0, count, chunk)
    if threads == 1 or len(starts) < 2:
        for first in starts:
            work(first)
        return
    with ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(work, first) for first in starts]:
            done.result()
