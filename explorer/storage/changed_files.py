"""Files of the user's: opened so that nothing stalls, and told apart so that none is mistaken."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from io import FileIO
from pathlib import Path

from explorer.storage.far.allowed_hosts import ONLY_ALLOWED
from explorer.storage.far.far_file import FarFile
from explorer.storage.far.open_sources import open_source
from explorer.storage.far.urls import Address, is_address, read_address
from explorer.storage.file_identity import Identity, OpenFile, is_same_file
from explorer.storage.regular_files import check_regular, refuse_special

_FOLDERS: ContextVar[tuple[Path, ...]] = ContextVar("folders", default=())


class FileChangedError(OSError):
    """A file that is read again and again is no longer what was opened, or out of reach."""


def open_file(path: str | Path) -> OpenFile:
    """Open a regular file to read bytes; whatever else has this name is refused without waiting.

    Parameters
    ----------
    path : str or Path
        Within the folders of `confined_to`, where that is in force; then an address must be of a
        host that the server allows.

    Returns
    -------
    FileIO or FarFile
        Unbuffered: each read is one request to the system.

    Raises
    ------
    NoRegularFileError
        If it is a folder, a pipe, a socket or a device.
    OSError
        If it cannot be opened, or lies outside the folders.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     open_file(folder)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    explorer...NoRegularFileError: ...: a folder, not a file; give the path of a file
    """
    if is_address(path):
        return FarFile(open_source(read_address(path), only_allowed=hosts_only()))
    return open_local_file(path)


def open_local_file(path: str | Path) -> FileIO:
    """Open a regular file of this machine to read bytes, as `open_file` does.

    Raises
    ------
    NoRegularFileError
        If it is a folder, a pipe, a socket or a device.
    OSError
        If it cannot be opened, or lies outside the folders.
    """
    refuse_special(path, os.stat(path).st_mode)  # noqa: PTH116 before: opening a device may act
    flags = os.O_RDONLY
    for name in ("O_NONBLOCK", "O_CLOEXEC", "O_NOCTTY", "O_BINARY"):
        flags |= getattr(os, name, 0)
    descriptor = os.open(path, flags)
    try:
        check_regular(path, descriptor)  # and after: it may have been swapped
        _check_confined(path, descriptor)
    except BaseException:
        os.close(descriptor)
        raise
    return FileIO(descriptor, "rb")


def read_file(path: str | Path, most: int = -1) -> bytes:
    """Read a regular file, or no more than its first `most` bytes.

    Raises
    ------
    OSError
        If it cannot be read, or is no regular file.
    """
    with open_file(path) as file:
        if most < 0:
            return file.readall()
        parts = []
        while most > 0 and (part := file.read(most)):
            parts.append(part)
            most -= len(part)
        return b"".join(parts)


@contextmanager
def reading_again(path: str | Path, opened: Identity) -> Iterator[OpenFile]:
    """Open a file that was open before, and see that it stays the same while it is read.

    Parameters
    ----------
    path : str or Path
    opened : Identity
        Of the file when it was opened first; the open file is compared before and after, so that
        what was read in between is of that file and no other.

    Raises
    ------
    FileChangedError
        If it is another, was or is written to, ends too soon (EOFError within), or is out of reach.
    """
    try:
        file = _open_again(path, opened)
    except (FileNotFoundError, NotADirectoryError):
        raise FileChangedError(
            f"{path}: the file is gone since it was opened (removed, renamed, or its drive is "
            "away), so nothing more of it is shown; put it back, then read it again"
        ) from None
    except OSError as error:
        raise unreadable(path, error) from None
    with file:
        check_same(path, file, opened)
        try:
            yield file
        except FileChangedError:
            raise
        except (OSError, EOFError) as error:
            check_same(path, file, opened)
            raise unreadable(path, error) from None
        check_same(path, file, opened)


def _open_again(path: str | Path, opened: Identity) -> OpenFile:
    if isinstance(path, Address):
        return FarFile(open_source(path, only_allowed=opened.only_allowed))
    return open_file(path)


def check_same(path: str | Path, file: OpenFile, opened: Identity) -> None:
    """Raise FileChangedError unless an open file is what it was when it was opened first.

    Parameters
    ----------
    path : str or Path
    file : FileIO or FarFile
        Open; before a read, or after it.
    opened : Identity
        As of `explorer.storage.file_identity.settled_identity`.
    """
    is_same, now = is_same_file(file, opened)
    if is_same:
        return
    if (now.device, now.inode) != (opened.device, opened.inode):
        what = "another file has taken its place since it was opened"
    elif now.size < opened.size:
        what = f"it was cut from {opened.size} to {now.size} bytes since it was opened"
    elif now.size > opened.size:
        what = f"it has grown from {opened.size} to {now.size} bytes since it was opened"
    else:
        what = "it was written to since it was opened"
    raise FileChangedError(f"{path}: {what}, so nothing more of it is shown; read it again")


def unreadable(path: str | Path, error: OSError | EOFError) -> FileChangedError:
    """Say that a file which was open before cannot be read now, and why."""
    reason = (getattr(error, "strerror", "") or str(error)).removeprefix(f"{path}: ")
    if isinstance(path, Address):
        return FileChangedError(f"{path}: a part of it could not be had ({reason})")
    return FileChangedError(
        f"{path}: it cannot be read any more ({reason}); see to it, then read it again"
    )


@contextmanager
def confined_to(*folders: Path) -> Iterator[None]:
    """Let `open_file` open only what lies in these folders, in this thread, while in force.

    Of addresses it opens those of hosts that the server allows, and no others.

    It is asked of the file that was opened, not of its name: a folder that is swapped for a link
    after the name was checked leads nowhere.
    """
    token = _FOLDERS.set(tuple(folder.resolve() for folder in folders))
    try:
        yield
    finally:
        _FOLDERS.reset(token)


@contextmanager
def allowed_hosts_only() -> Iterator[None]:
    """Let addresses be opened only of hosts that the server allows, in this thread, while in force.

    For what a page asks where other threads or machines, with folders of their own, do the work.
    """
    token = ONLY_ALLOWED.set(True)
    try:
        yield
    finally:
        ONLY_ALLOWED.reset(token)


def hosts_only() -> bool:
    """Whether only hosts that the server allows may be asked, as `confined_to` has it too."""
    return bool(_FOLDERS.get()) or ONLY_ALLOWED.get()


def _check_confined(path: str | Path, descriptor: int) -> None:
    folders = _FOLDERS.get()
    if not folders:
        return
    real = Path(f"/proc/self/fd/{descriptor}")
    try:
        lies = Path(os.readlink(real))  # noqa: PTH115 where the open file is, whatever its name
    except OSError:  # a system without /proc: by name, and that it is the open file
        lies = Path(path).resolve()
        if not os.path.samestat(lies.lstat(), os.fstat(descriptor)):
            raise FileChangedError(
                f"{path}: another file took its place as it was opened"
            ) from None
    if not any(lies.is_relative_to(folder) for folder in folders):
        within = " or ".join(map(str, folders))
        raise PermissionError(f"{path} leads outside the folders that may be opened: {within}.")
