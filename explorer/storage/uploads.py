"""Files that arrive in pieces: kept as far as they came, checked at the end."""

import hashlib
import os
import re
import secrets
import shutil
from contextlib import suppress
from pathlib import Path

from explorer.storage.allowed_folders import RECORDINGS, SCORINGS
from explorer.storage.locks import locked
from explorer.storage.private_folders import make_private
from explorer.storage.settings import UPLOAD_LIMIT_VARIABLE
from explorer.storage.unread_files import what_would_do
from explorer.storage.upload_age import clear_away, keep_in_use, upload_days
from explorer.storage.upload_limits import (
    PART,
    SIZE,
    check_room,
    free_space,
    give_back,
    promise,
    take,
    upload_limit,
    upload_quota,
)
from explorer.storage.user_folders import uploads_folder

__all__ = [
    "CHUNK",
    "Upload",
    "browser_folder",
    "sanitize_filename",
    "upload_limit",
    "upload_quota",
    "upload_days",
    "keep_in_use",
    "clear_away",
]

CHUNK = 1 << 20
"""Bytes of a piece; a Jupyter server's websocket takes up to 10 MiB."""
_KEY = re.compile(r"[0-9a-f]{32}")
_FORBIDDEN = re.compile(r"[^\w .,()+=@&'#~-]")
_LONGEST_NAME = 200  # bytes: file systems hold 255, and exports add their endings
_LONGEST_SUFFIX = 16  # bytes
_DIGESTS, _OWNER, _SHA256, _LOCK = "digests", "owner", "sha256", ".lock"


def browser_folder(key: str) -> Path:
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
    # Paths are shown, in cells and in errors: the key that opens everything here is in none.
    folder = uploads_folder() / hashlib.sha256(key.encode("ascii")).hexdigest()[:32]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.utime(folder)
    return folder


class Upload:
    """One file on its way, which goes on where it stopped when it is offered again.

    It is the same file if its name, its size and the time of its last change are the same; whether
    what has arrived is the same too is for the sender to compare, by `digests`.

    Parameters
    ----------
    folder : Path
        Of `browser_folder`.
    name : str
        The file's name.
    size : int
        Bytes.
    modified : int
        When it was last changed, in ms.

    Raises
    ------
    ValueError
        If the file is empty, too large, of no known kind, or the disk or the browser's quota has no
        room for it.

    Notes
    -----
    An offer leaves nothing on the disk: the first piece does, and is refused if there is no room
    beside what others are sending.
    """

    def __init__(self, folder: Path, name: str, size: int, modified: int) -> None:
        self.name = sanitize_filename(name)
        suffix = Path(self.name).suffix.lower()
        if suffix not in RECORDINGS | SCORINGS:
            known = " ".join(sorted(RECORDINGS | SCORINGS))
            if what := what_would_do(Path(self.name)):
                raise ValueError(f"{self.name} is neither a recording nor a hypnogram, but {what}.")
            raise ValueError(f"{self.name} is neither a recording nor a hypnogram; known: {known}.")
        if size <= 0:
            raise ValueError(f"{self.name} is empty: nothing was uploaded.")
        if size > upload_limit():
            raise ValueError(
                f"{self.name} has {size / 1e6:.0f} MB, more than the {upload_limit() / 1e6:.0f} MB "
                "allowed here; put it into an allowed folder instead, or raise "
                f"{UPLOAD_LIMIT_VARIABLE}."
            )
        self.size = size
        said = f"{self.name}\n{size}\n{modified}".encode()
        self.key = hashlib.sha256(said).hexdigest()[:16]
        self.folder = folder / self.key
        self._owner = secrets.token_hex(8)
        if self.folder.is_dir():
            (self.folder / _OWNER).write_text(self._owner, "ascii")
        self.digests = self._held()
        if not self.finished:
            check_room(self.folder, self.name, size, self.received)

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
        if not self.folder.is_dir():  # nothing has arrived yet
            self.digests = []
            return
        if self.finished:
            if chunks >= len(self.digests):
                return
            (self.folder / _SHA256).unlink()
            self.path.unlink()
        self.digests = self.digests[: max(chunks, 0)] if (self.folder / PART).exists() else []
        self._drop_behind(self.received)

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
            If the same file is being uploaded elsewhere since, or there is no room for it: what
            has arrived is kept.
        """
        self._check_owner()
        found = hashlib.sha256(data).hexdigest()
        wanted = min(CHUNK, self.size - self.received)
        if at != self.received or len(data) != wanted or (digest and digest != found):
            return False
        if not promise(self.folder):
            self._begin()
        elif free_space(self.folder) < len(data):
            raise self._full()
        try:
            with (self.folder / PART).open("r+b" if at else "wb") as part:
                part.seek(at)
                part.write(data)
            with (self.folder / _DIGESTS).open("a", encoding="ascii") as journal:
                journal.write(f"{found}\n")
        except OSError:
            self._drop_behind(at)
            raise self._full() from None
        self.digests.append(found)
        return True

    def _check_owner(self) -> None:
        try:
            owner = (self.folder / _OWNER).read_text("ascii")
        except OSError:
            if not self.digests:
                return
            raise ValueError(
                f"What had arrived of {self.name} has been removed since: choose the file again."
            ) from None
        if owner != self._owner:
            raise ValueError(f"{self.name} is being uploaded from another page now.")

    def _begin(self) -> None:
        """Keep room for the rest, and make the folder; one upload after another decides."""
        make_private(self.folder.parent)
        with locked(self.folder.parent.parent / _LOCK):
            self._check_owner()
            check_room(self.folder, self.name, self.size, self.received)
            make_private(self.folder)
            (self.folder / SIZE).write_text(str(self.size), "ascii")
            (self.folder / _OWNER).write_text(self._owner, "ascii")
            take(self.folder)

    def _drop_behind(self, length: int) -> None:
        """Cut pieces and digests to what counts; nothing is written, so a full disk will do."""
        with suppress(OSError):
            os.truncate(self.folder / PART, length)
        with suppress(OSError):
            digits = hashlib.sha256().digest_size * 2 + 1
            os.truncate(self.folder / _DIGESTS, len(self.digests) * digits)

    def _full(self) -> ValueError:
        return ValueError(
            f"The disk of the server is full: {self.received / 1e6:.0f} of {self.size / 1e6:.0f} "
            f"MB of {self.name} have arrived and are kept; choose it again once there is room."
        )

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
            keep_in_use(self.path)
            return self.path
        if self.received != self.size:
            raise ValueError(f"{self.name}: {self.received} of {self.size} bytes have arrived.")
        whole = hashlib.sha256()
        with (self.folder / PART).open("rb") as part:
            for place, digest in enumerate(self.digests):
                piece = part.read(CHUNK)
                if hashlib.sha256(piece).hexdigest() != digest:
                    self.keep(place)
                    raise ValueError(
                        f"{self.name}: what the disk gives back differs from what was sent, from "
                        f"byte {place * CHUNK}; choose the file again to send the rest anew."
                    )
                whole.update(piece)
        # The name comes last: on a full disk what has arrived stays an upload under way.
        (self.folder / _SHA256).write_text(whole.hexdigest(), "ascii")
        (self.folder / PART).replace(self.path)
        give_back(self.folder)
        return self.path

    def discard(self) -> None:
        """Remove what has arrived."""
        give_back(self.folder)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _held(self) -> list[str]:
        """Digests of the pieces that lie on the disk whole."""
        with suppress(OSError):
            length = (self.path if self.finished else self.folder / PART).stat().st_size
            digests = (self.folder / _DIGESTS).read_text("ascii").splitlines()
            whole = length // CHUNK + (length == self.size and length % CHUNK > 0)
            return [d for d in digests[:whole] if len(d) == hashlib.sha256().digest_size * 2]
        return []


def sanitize_filename(name: str) -> str:
    r"""Reduce a name to what may stand as a file's.

    Examples
    --------
    >>> sanitize_filename("../../etc/<b>night</b>.edf")
    'b_.edf'
    >>> sanitize_filename("C:\\data\\Nacht 1 (ä).edf")
    'Nacht 1 (ä).edf'
    """
    last = re.split(r"[/\\]", name)[-1]
    tidy = _FORBIDDEN.sub("_", last).strip(" .")
    stem, dot, suffix = tidy.rpartition(".")
    if not dot or len(suffix.encode()) > _LONGEST_SUFFIX:
        return _cut(tidy, _LONGEST_NAME) or "unnamed"
    return f"{_cut(stem, _LONGEST_NAME - len(suffix.encode()) - 1)}.{suffix}"


def _cut(text: str, longest: int) -> str:
    """Keep so many bytes at most, and no half letter."""
    return text.encode()[:longest].decode(errors="ignore")
