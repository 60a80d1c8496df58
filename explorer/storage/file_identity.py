"""Identity of a file as it was opened: by what the system says of it, and by its bytes."""

import os
import time
import zlib
from hashlib import blake2b
from io import FileIO
from typing import NamedTuple

from explorer.storage.far.far_file import FarFile

OpenFile = FileIO | FarFile
"""A file of this machine, or a far one that is read by ranges."""

_TICK = 20_000_000  # ns: longer than a file system's clock stands still
_WHOLE_SECONDS = 2_000_000_000  # ns, where times are kept in seconds; FAT keeps every second one
_NS = 1_000_000_000
_LONGEST_SETTLING = 2.5  # s

_WHOLE = 16 * 2**20  # bytes: up to here a file is compared to the last byte
_ENDS = 256 * 2**10  # bytes at the beginning, where headers are, and at the end of a longer one
_BLOCKS, _BLOCK = 64, 8192  # between them, so spread that no stretch of 5 % is free

_equal: dict["Identity", int] = {}
"""For files whose bytes were compared: up to which time of change they are known to be equal."""

_MOST_EQUAL = 1024
_TRIES = 3  # at a file whose permissions or links change while it is compared


class Identity(NamedTuple):
    """What tells a file, as it was written last, from every other."""

    device: int
    inode: int
    size: int
    """Bytes."""
    modified: int
    """ns"""
    changed: int
    """ns: unlike the time of modification, nobody can set this back."""
    only_allowed: bool = False
    """Of a far file, whether a page opened it, which asks only hosts that its server allows."""
    content: bytes = b""
    """Hash of a file of this machine as it was opened: of all of it, or of parts all over it."""


def file_identity(file: OpenFile) -> Identity:
    """Return the identity of an open file as it is now, but for its content, which is not read.

    Notes
    -----
    A far file is told by its address and by what its server says of its version: fingerprints of
    these stand in place of device, inode and times. Each answer of the server is compared.
    """
    if isinstance(file, FarFile):
        source = file.source
        address, tag, size, modified = source.identity
        return Identity(address, tag, size, modified, 0, source.only_allowed)
    found = os.fstat(file.fileno())
    return Identity(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def settled_identity(file: OpenFile) -> Identity:
    """Return the identity of an open file, such that any later write gives it another.

    Notes
    -----
    A file system's clock stands still for some milliseconds: of two writes within one such tick
    the second leaves no trace. So a file written just now is looked at after the tick. Writes
    through another process's memory map show when the system notices them, which may be later.
    """
    found = _settled(file)
    return found if isinstance(file, FarFile) else found._replace(content=_content(file, found))


def is_same_file(file: OpenFile, opened: Identity) -> tuple[bool, Identity]:
    """Whether an open file is what it was, byte for byte, and its identity as it is now.

    Parameters
    ----------
    file : FileIO or FarFile
    opened : Identity
        As `settled_identity` gave it when the file was opened.

    Returns
    -------
    is_same : bool
    now : Identity
        Without content.

    Notes
    -----
    Other permissions, another owner, name or hard link move the time of change and not a byte; so
    does a writer who sets the time of modification back. Where that time alone moved, the bytes
    decide: all of a file of up to 16 MB; of a longer one its first and last 256 kB and 64 blocks
    of 8 kB all over it. So a night that was copied over another is told from it at any size, but
    in a longer file a few bytes between the blocks, written with the time set back, are not seen.
    They are compared once for each time of change.
    """
    now = file_identity(file)
    if now == opened._replace(content=b""):
        return True, now
    for _ in range(_TRIES):
        if not opened.content or now != opened._replace(content=b"", changed=now.changed):
            return False, now
        if _equal.get(opened) == now.changed:
            return True, now
        now = _settled(file)  # a write within the same tick would leave no trace
        is_equal = isinstance(file, FileIO) and _content(file, opened) == opened.content
        before, now = now, file_identity(file)
        if now == before:  # nobody was at it meanwhile
            if is_equal:
                _keep(opened, now.changed)
            return is_equal, now
    return False, now


def _keep(opened: Identity, changed: int) -> None:
    while len(_equal) >= _MOST_EQUAL:
        _equal.pop(next(iter(_equal)), None)
    _equal[opened] = changed


def _settled(file: OpenFile) -> Identity:
    until = time.monotonic() + _LONGEST_SETTLING
    while True:
        found = file_identity(file)
        if isinstance(file, FarFile):
            return found
        whole = not (found.modified % _NS or found.changed % _NS)
        tick = _WHOLE_SECONDS if whole else _TICK
        age = time.time_ns() - max(found.modified, found.changed)
        if not 0 <= age < tick or time.monotonic() > until:
            return found
        time.sleep((tick - age) / _NS)


def _content(file: FileIO, of: Identity) -> bytes:
    """Hash the bytes of a file, or parts of a long one; it is left at the place where it was."""
    at, found = file.tell(), blake2b(digest_size=16)
    try:
        for begin, length in _parts(of.size):
            file.seek(begin)
            while length > 0 and (part := file.read(min(length, 2**20))):
                found.update(part)
                length -= len(part)
    finally:
        file.seek(at)
    return found.digest()


def _parts(size: int) -> list[tuple[int, int]]:
    """Where the parts begin that are compared, and how long they are."""
    if size <= _WHOLE:
        return [(0, size)]
    apart = (size - 2 * _ENDS) // _BLOCKS
    # Not evenly: of records as long as each other the same channel would be met each time.
    spread = (zlib.crc32(bytes([number])) % (apart - _BLOCK) for number in range(_BLOCKS))
    blocks = [(_ENDS + number * apart + off, _BLOCK) for number, off in enumerate(spread)]
    return [(0, _ENDS), *blocks, (size - _ENDS, _ENDS)]
