"""Work on a whole night cut into fixed chunks, so that the number of threads cannot change it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

DEFAULT_THREADS = 2


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

    Examples
    --------
    >>> seen = []
    >>> in_chunks(lambda first, last: seen.append((first, last)), 5, 2, threads=1)
    >>> seen
    [(0, 2), (2, 4), (4, 5)]
    """
    if threads < 1:
        raise ValueError(f"threads must be at least 1, is {threads}")
    starts = range(0, count, chunk)
    if threads == 1 or len(starts) < 2:
        for first in starts:
            job(first, min(first + chunk, count))
        return
    with ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(job, first, min(first + chunk, count)) for first in starts]:
            done.result()
