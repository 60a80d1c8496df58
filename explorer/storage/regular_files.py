"""Regular files told from folders, pipes, sockets and devices, which never end for a reader."""

import os
import stat
from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType

_KINDS: MappingProxyType[int, str] = MappingProxyType(
    {
        stat.S_IFDIR: "a folder",
        stat.S_IFIFO: "a named pipe",
        stat.S_IFSOCK: "a socket",
        stat.S_IFCHR: "a device",
        stat.S_IFBLK: "a device",
    }
)


class NoRegularFileError(OSError):
    """A folder, a pipe, a socket or a device stands where a file was expected."""


def special_files(folder: Path, names: Sequence[str] | None = None) -> list[tuple[str, str]]:
    """Find what is neither a file nor a folder, so that a reader may wait for it for ever.

    Parameters
    ----------
    folder : Path
    names : sequence of str, optional
        Paths from there; all entries of the folder if not given.

    Returns
    -------
    list of (str, str)
        Names, and what each is.
    """
    entries = [Path(name) for name in names] if names is not None else list(folder.iterdir())
    found = []
    for entry in entries:
        try:
            kind = stat.S_IFMT(os.stat(folder / entry).st_mode)  # noqa: PTH116
        except OSError:
            continue
        if kind not in (stat.S_IFREG, stat.S_IFDIR):
            found.append((entry.name, _KINDS.get(kind, "something else")))
    return found


def check_regular(path: str | Path, descriptor: int) -> None:
    """Raise NoRegularFileError if an open file is a folder, a pipe, a socket or a device."""
    refuse_special(path, os.fstat(descriptor).st_mode)


def refuse_special(path: str | Path, mode: int) -> None:
    """Raise NoRegularFileError if what has this mode is a folder, a pipe, a socket or a device."""
    if not stat.S_ISREG(mode):
        what = _KINDS.get(stat.S_IFMT(mode), "something else")
        raise NoRegularFileError(f"{path}: {what}, not a file; give the path of a file")
