"""Room for uploads: what a file, a browser and everybody together may take of the disk."""

import os
import shutil
import time
from contextlib import suppress
from pathlib import Path

from explorer.storage.settings import (
    UPLOAD_FILES_VARIABLE,
    UPLOAD_QUOTA_VARIABLE,
    read_settings,
)

_KEPT_FREE = 500_000_000  # bytes of the disk that uploads leave to everyone else
_ARRIVING = ".arriving"
_LAPSE = 900.0  # s without a piece after which others may have the room
SIZE, PART = "size", "part"
"""Files of an upload: how many bytes it will have, and those that have arrived."""


def upload_limit() -> int:
    """Bytes of the largest file that may be uploaded."""
    return int(read_settings().upload_megabytes * 1e6)


def upload_quota() -> int:
    """Bytes that one browser may keep, of finished and unfinished uploads."""
    return int(read_settings().upload_quota_megabytes * 1e6)


def upload_files() -> int:
    """How many uploads one browser may keep, finished and unfinished."""
    return read_settings().upload_files


def check_room(folder: Path, name: str, size: int, received: int) -> None:
    """Refuse an upload for which there is no room.

    Parameters
    ----------
    folder : Path
        Of the upload, in that of its browser, in that of all uploads.
    name : str
        What a sentence calls it.
    size, received : int
        Bytes in all, and those here already.

    Raises
    ------
    ValueError
        If the browser keeps too much or too many, or the disk has no room beside what other
        uploads under way were promised.
    """
    kept = [
        _folder_size(other)
        for other in (folder.parent.iterdir() if folder.parent.is_dir() else ())
        if other != folder and other.is_dir()
    ]
    if len(kept) >= upload_files():
        raise ValueError(
            f"This browser keeps {len(kept)} files here already, as many as are allowed: {name} "
            "was not uploaded. Unused ones are removed in time; "
            f"{UPLOAD_FILES_VARIABLE} allows more."
        )
    if sum(kept) + size > upload_quota():
        raise ValueError(
            f"{name} has {size / 1e6:.0f} MB, and this browser keeps {sum(kept) / 1e6:.0f} of the "
            f"{upload_quota() / 1e6:.0f} MB that it may: it was not uploaded. Unused ones are "
            f"removed in time; {UPLOAD_QUOTA_VARIABLE} allows more."
        )
    room = free_space(folder.parent) - _promised(folder)
    if size - received > room:
        raise ValueError(
            f"{name} has {size / 1e6:.0f} MB, and the disk here has room for "
            f"{max(room, 0) / 1e6:.0f} MB more beside the uploads under way: "
            + ("nothing was uploaded." if not received else "what has arrived is kept.")
        )


def free_space(folder: Path) -> int:
    """Bytes of the disk that uploads may still take."""
    return shutil.disk_usage(folder).free - _KEPT_FREE


def promise(folder: Path) -> bool:
    """Go on keeping room for what is missing of an upload; False if none is kept.

    It lapses if no piece arrives for a quarter of an hour.
    """
    entry = _entry(folder)
    with suppress(OSError):
        if _now(entry.parent) - entry.stat().st_mtime < _LAPSE:
            os.utime(entry)
            return True
    return False


def take(folder: Path) -> None:
    """Begin to keep room for an upload, once `check_room` found it."""
    entry = _entry(folder)
    entry.parent.mkdir(mode=0o700, exist_ok=True)
    entry.touch(mode=0o600)


def give_back(folder: Path) -> None:
    """Keep no room for an upload any longer: it is whole, or gone."""
    with suppress(OSError):
        _entry(folder).unlink()


def _promised(folder: Path) -> int:
    """Bytes that all others whose pieces are arriving still wait for."""
    own, total = _entry(folder), 0
    with suppress(FileNotFoundError):
        now = _now(own.parent)
        for entry in own.parent.glob("*.*"):
            browser, _, key = entry.name.partition(".")
            other = folder.parent.parent / browser / key
            with suppress(OSError):
                if entry == own:
                    continue
                if abs(now - entry.stat().st_mtime) >= _LAPSE:
                    entry.unlink()
                    continue
                part = other / PART
                arrived = part.stat().st_size if part.exists() else 0
                total += max(_folder_size(other) - arrived, 0)
    return total


def _folder_size(folder: Path) -> int:
    with suppress(OSError, ValueError):
        return int((folder / SIZE).read_text("ascii"))
    return 0


def _entry(folder: Path) -> Path:
    return folder.parent.parent / _ARRIVING / f"{folder.parent.name}.{folder.name}"


def _now(folder: Path) -> float:
    """Return the time by the clock that stamps files there, which may be another machine's."""
    probe = folder / "now"
    try:
        probe.touch(mode=0o600)
        os.utime(probe)
        return probe.stat().st_mtime
    except OSError:
        if not folder.is_dir():
            raise
        return time.time()  # a full disk
