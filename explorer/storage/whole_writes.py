"""Files that several processes write: whole reads and writes, and what forces them to disk."""

import contextlib
import os
from pathlib import Path


def read_all(descriptor: int) -> bytes:
    """Read from here to the end."""
    parts = []
    while part := os.read(descriptor, 1 << 20):
        parts.append(part)
    return b"".join(parts)


def write_all(descriptor: int, raw: bytes) -> None:
    """Write all of it, in as many parts as the system takes."""
    view = memoryview(raw)
    while view:
        view = view[os.write(descriptor, view) :]


def sync_folder(folder: Path) -> None:
    """Force a new file's name to disk, where the system can."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
