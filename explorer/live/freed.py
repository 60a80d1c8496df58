"""Memory that long work has freed, given back once it is done.

While it lasts, the allocator keeps arrays of some MB for the next: taken from the system each time,
zeroed page by page, they cost more than half of an analysis.
"""

import ctypes
import functools
import sys
from collections.abc import Callable


def give_back_freed() -> None:
    """Give the system what is free; nothing is done where the allocator is not glibc's."""
    if trim := _trim():
        trim(ctypes.c_size_t(0))


@functools.cache
def _trim() -> Callable[..., int] | None:
    if sys.platform != "linux":
        return None
    return getattr(ctypes.CDLL(None), "malloc_trim", None)
