"""Memory given back to the system: the compiler's pages, and what long work has freed.

The loops' compiler, LLVM, is a library of 170 MB. To load one loop from its cache touches 60 MB of
it, which would then count as the kernel's for good though nothing looks at them again.
"""

import ctypes
import functools
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

_LIBRARY = "libllvmlite"
_DONT_NEED = 4  # MADV_DONTNEED of Linux
_HEAD = re.compile(r"([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \d+\s*(.*)")


def release_compiler_pages() -> None:
    """Take the compiler's pages off this process; the system may keep them, and need not.

    Those only that are as the file has them: a loop that is loaded later reads them again, in some
    ms. Nothing is done where the system has no ``/proc`` to find them by.
    """
    loaded = hasattr(sys.modules.get("numba"), "njit")
    if sys.platform == "linux" and loaded:
        for first, length in _compiler():
            _advise()(ctypes.c_void_p(first), ctypes.c_size_t(length), _DONT_NEED)


def unwritten(lines: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Find the compiler's parts that cannot be written to and have not been.

    Parameters
    ----------
    lines : iterable of str
        Of ``/proc/self/smaps``.

    Yields
    ------
    (int, int)
        Address and length in bytes.

    Examples
    --------
    >>> list(unwritten('''
    ... 1000-3000 r-xp 00000000 08:01 1  /lib/libllvmlite.so
    ... Anonymous:             0 kB
    ... 3000-4000 r--p 00002000 08:01 1  /lib/libllvmlite.so
    ... Anonymous:             4 kB
    ... 4000-5000 r-xp 00000000 08:01 2  /lib/libc.so.6
    ... Anonymous:             0 kB
    ... '''.splitlines()))
    [(4096, 8192)]
    """
    part: tuple[int, int] | None = None
    for line in lines:
        if head := _HEAD.match(line):
            first, last = int(head[1], 16), int(head[2], 16)
            ours = _LIBRARY in head[4] and "w" not in head[3]
            part = (first, last - first) if ours else None
        elif part and line.startswith("Anonymous:"):
            if int(line.split()[1]) == 0:  # where the loader wrote addresses, nothing is on disk
                yield part
            part = None


@functools.cache
def _compiler() -> tuple[tuple[int, int], ...]:
    try:
        with Path("/proc/self/smaps").open(encoding="utf-8", errors="replace") as lines:
            return tuple(unwritten(lines))
    except OSError:
        return ()


@functools.cache
def _advise() -> Callable[..., int]:
    return ctypes.CDLL(None).madvise


def trim_heap() -> None:
    """Give the system what is free; nothing is done where the allocator is not glibc's."""
    if trim := _trim():
        trim(ctypes.c_size_t(0))


@functools.cache
def _trim() -> Callable[..., int] | None:
    if sys.platform != "linux":
        return None
    return getattr(ctypes.CDLL(None), "malloc_trim", None)
