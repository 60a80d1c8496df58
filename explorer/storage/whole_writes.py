"""Files that several processes write: whole reads and writes, and what forces them to disk."""

import contextlib
import os
import threading
from collections.abc import Iterator
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


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Write a file so that nobody ever sees half of it: beside its place, then moved there.

    Parameters
    ----------
    path : Path
        Where it is to be; a file of that name is replaced once the block ends without an error.

    Yields
    ------
    Path
        To write to. It has the same ending, and another name in every process and thread.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     kept = Path(folder) / "night.edf"
    ...     with replacing(kept) as unfinished:
    ...         _ = unfinished.write_text("whole")
    ...     kept.read_text(), len(list(kept.parent.iterdir()))
    ('whole', 1)
    """
    own = f"{os.getpid()}-{threading.get_ident()}"
    unfinished = path.with_name(f".{path.stem}.unfinished-{own}{path.suffix}")
    try:
        yield unfinished
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
