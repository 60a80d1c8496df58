"""One at a time among pages and processes, by a lock on a file.

Not by filelock: the journal, and what sweeps of uploads note, are written through the descriptor
that is locked, so that no file put in their place meanwhile is written in their stead. filelock
gives its descriptor to nobody, unlinks its file when it is released, and follows no link.
"""

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

from explorer.storage.regular_files import check_regular

_LONGEST_WAIT = 2.0  # s for another page to finish
_ONE_TRY = 0.005  # s between tries


@contextlib.contextmanager
def locked(path: Path) -> Iterator[int]:
    """Open a file to read and write, alone among all pages and processes."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
    descriptor = os.open(path, flags, 0o600)
    try:
        check_regular(path, descriptor)
        lock(descriptor, path)
        yield descriptor
    finally:
        os.close(descriptor)  # which unlocks it too


def lock(descriptor: int, path: Path) -> None:
    """Wait until no other process holds this file; OSError if one does for long."""
    try:
        import fcntl
    except ImportError:  # Windows: ten tries, a second apart
        import msvcrt

        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined]
        return
    until = time.monotonic() + _LONGEST_WAIT
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > until:
                raise OSError(f"another page has held {path.name} for long") from None
            time.sleep(_ONE_TRY)
