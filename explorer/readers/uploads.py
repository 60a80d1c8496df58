"""Files that arrive in pieces: kept as far as they came, checked at the end, cleared away later."""

import hashlib
import os
import re
import secrets
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from explorer.readers.folders import RECORDINGS, SCORINGS

CHUNK = 1 << 20
"""Bytes of a piece; a Jupyter server's websocket takes up to 10 MiB."""
LIMIT_VARIABLE = "SLEEP_EXPLORER_UPLOAD_MEGABYTES"
"""Environment variable: the largest file that may be uploaded, MB of 10^6 bytes."""
DAYS_VARIABLE = "SLEEP_EXPLORER_UPLOAD_DAYS"
"""Environment variable: after how many days without use an upload is removed."""
FOLDER_VARIABLE = "SLEEP_EXPLORER_UPLOADS"
"""Environment variable: folder of uploads, in place of one in the user's cache."""

_USUAL_LIMIT, _USUAL_DAYS = 2000.0, 7.0
_KEPT_FREE = 500_000_000  # bytes of the disk that uploads leave to everyone else
_KEY = re.compile(r"[0-9a-f]{32}")
_FORBIDDEN = re.compile(r"[^\w .,()+=@&'#~-]")
_LONGEST_NAME = 160
_PART, _DIGESTS, _OWNER, _SHA256 = "part", "digests", "owner", "sha256"


def upload_limit() -> int:
    """Bytes of the largest file that may be uploaded."""
    return int(_setting(LIMIT_VARIABLE, _USUAL_LIMIT) * 1e6)


def upload_days() -> float:
    """Days without use after which an upload is removed."""
    return _setting(DAYS_VARIABLE, _USUAL_DAYS)


def uploads_of(key: str) -> Path:
    """Make and return the folder of one browser's uploads, which only who knows its key finds.

    Parameters
    ----------
    key : str
        32 hexadecimal digits that the browser has drawn and keeps.

    Raises
    ------
    ValueError
        If the key is not of that form.
    OSError
        If no folder can be made.
    """
    if not _KEY.fullmatch(key):
        raise ValueError("the browser's key has to be 32 hexadecimal digits")
    folder = _root() / key
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def clear_away(now: float | None = None) -> int:
    """Remove uploads that nobody has used for `upload_days`; return how many."""
    latest = (time.time() if now is None else now) - upload_days() * 86_400
    removed = 0
    for kept in _root().glob("*/*"):
        with suppress(OSError):
            if (
                kept.is_dir()
                and max(file.stat().st_mtime for file in [kept, *kept.iterdir()]) < latest
            ):
                shutil.rmtree(kept)
                removed += 1
    return removed


class Upload:
    """One file on its way, which goes on where it stopped when it is offered again.

    It is the same file if its name, its size and the time of its last change are the same; whether
    what has arrived is the same too is for the sender to compare, by `digests`.

    Parameters
    ----------
    folder : Path
        Of `uploads_of`.
    name : str
        The file's name.
    size : int
        Bytes.
    modified : int
        When it was last changed, in ms.

    Raises
    ------
    ValueError
        If the file is empty, too large, of no known kind, or the disk has no room for it.
    """

    def __init__(self, folder: Path, name: str, size: int, modified: int) -> None:
        self.name = tidy_name(name)
        suffix = Path(self.name).suffix.lower()
        if suffix not in RECORDINGS | SCORINGS:
            known = " ".join(sorted(RECORDINGS | SCORINGS))
            raise ValueError(f"{self.name} is neither a recording nor a hypnogram; known: {known}.")
        if size <= 0:
            raise ValueError(f"{self.name} is empty: nothing was uploaded.")
        if size > upload_limit():
            raise ValueError(
                f"{self.name} has {size / 1e6:.0f} MB, more than the {upload_limit() / 1e6:.0f} MB "
                f"allowed here; put it into an allowed folder instead, or raise {LIMIT_VARIABLE}."
            )
        self.size = size
        said = f"{self.name}\n{size}\n{modified}".encode()
        self.key = hashlib.sha256(said).hexdigest()[:16]
        self.folder = folder / self.key
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._owner = secrets.token_hex(8)
        (self.folder / _OWNER).write_text(self._owner, "ascii")
        self.digests = self._held()
        free = shutil.disk_usage(self.folder).free
        if not self.finished and size - self.received > free - _KEPT_FREE:
            raise ValueError(
                f"{self.name} has {size / 1e6:.0f} MB, and the disk here has room for "
                f"{max(free - _KEPT_FREE, 0) / 1e6:.0f} MB more: nothing was uploaded."
            )

    @property
    def path(self) -> Path:
        """Where the whole file stands once it has arrived."""
        return self.folder / self.name

    @property
    def finished(self) -> bool:
        """Whether the whole file is here and checked."""
        return self.path.is_file() and (self.folder / _SHA256).is_file()

    @property
    def received(self) -> int:
        """Bytes that have arrived."""
        return self.size if self.finished else min(len(self.digests) * CHUNK, self.size)

    @property
    def sha256(self) -> str:
        """Checksum of the finished file, in hexadecimal digits."""
        return (self.folder / _SHA256).read_text("ascii")

    def keep(self, chunks: int) -> None:
        """Keep only the first pieces: the sender says that they are the same, and the rest not."""
        if self.finished:
            if chunks >= len(self.digests):
                return
            (self.folder / _SHA256).unlink()
            self.path.unlink()
        self.digests = self.digests[: max(chunks, 0)] if (self.folder / _PART).exists() else []
        (self.folder / _DIGESTS).write_text("".join(f"{d}\n" for d in self.digests), "ascii")
        with (self.folder / _PART).open("ab") as part:
            part.truncate(self.received)

    def write(self, at: int, data: bytes | memoryview, digest: str = "") -> bool:
        """Add the next piece.

        Parameters
        ----------
        at : int
            Where it belongs.
        data : bytes
            `CHUNK` bytes, fewer at the end.
        digest : str
            Its SHA-256 by the sender; "" where the sender can compute none.

        Returns
        -------
        bool
            False if it is not the next one, or was damaged on the way: to be sent again from
            `received`.

        Raises
        ------
        ValueError
            If the same file is being uploaded elsewhere since.
        OSError
            If the disk is full.
        """
        if (self.folder / _OWNER).read_text("ascii") != self._owner:
            raise ValueError(f"{self.name} is being uploaded from another page now.")
        found = hashlib.sha256(data).hexdigest()
        wanted = min(CHUNK, self.size - self.received)
        if at != self.received or len(data) != wanted or (digest and digest != found):
            return False
        with (self.folder / _PART).open("r+b" if at else "wb") as part:
            part.seek(at)
            part.write(data)
        with (self.folder / _DIGESTS).open("a", encoding="ascii") as journal:
            journal.write(f"{found}\n")
        self.digests.append(found)
        return True

    def finish(self) -> Path:
        """Read the whole file back, check it piece by piece, and give it its name.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        ValueError
            If something is missing, or the disk gives back something else than was sent.
        """
        if self.finished:
            os.utime(self.path)
            return self.path
        if self.received != self.size:
            raise ValueError(f"{self.name}: {self.received} of {self.size} bytes have arrived.")
        whole = hashlib.sha256()
        with (self.folder / _PART).open("rb") as part:
            for place, digest in enumerate(self.digests):
                piece = part.read(CHUNK)
                if hashlib.sha256(piece).hexdigest() != digest:
                    self.keep(place)
                    raise ValueError(
                        f"{self.name}: what the disk gives back differs from what was sent, from "
                        f"byte {place * CHUNK}; choose the file again to send the rest anew."
                    )
                whole.update(piece)
        (self.folder / _PART).replace(self.path)
        (self.folder / _SHA256).write_text(whole.hexdigest(), "ascii")
        return self.path

    def discard(self) -> None:
        """Remove what has arrived."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _held(self) -> list[str]:
        """Digests of the pieces that lie on the disk whole."""
        with suppress(OSError):
            length = (self.path if self.finished else self.folder / _PART).stat().st_size
            digests = (self.folder / _DIGESTS).read_text("ascii").splitlines()
            whole = length // CHUNK + (length == self.size and length % CHUNK > 0)
            return [d for d in digests[:whole] if len(d) == hashlib.sha256().digest_size * 2]
        return []


def tidy_name(name: str) -> str:
    r"""Reduce a name to what may stand as a file's.

    Examples
    --------
    >>> tidy_name("../../etc/<b>night</b>.edf")
    'b_.edf'
    >>> tidy_name("C:\\data\\Nacht 1 (ä).edf")
    'Nacht 1 (ä).edf'
    """
    last = re.split(r"[/\\]", name)[-1]
    tidy = _FORBIDDEN.sub("_", last).strip(" .")
    stem, dot, suffix = tidy.rpartition(".")
    return f"{stem[: _LONGEST_NAME - len(suffix)]}{dot}{suffix}"[-_LONGEST_NAME:] or "unnamed"


def _setting(variable: str, usual: float) -> float:
    text = os.environ.get(variable, "")
    try:
        value = float(text or usual)
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise ValueError(f"{variable} is {text!r}, expected a number above 0")
    return value


def _root() -> Path:
    named = os.environ.get(FOLDER_VARIABLE, "")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    user = getattr(os, "getuid", lambda: 0)()
    folders = [Path(named)] if named else []
    folders += [
        cache / "sleep-architecture-explorer" / "uploads",
        Path(tempfile.gettempdir()) / f"sleep-architecture-explorer-{user}" / "uploads",
    ]
    for folder in folders:
        with suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if os.access(folder, os.W_OK):
                return folder
    raise OSError(f"no folder for uploads can be written, tried {[str(f) for f in folders]}")
