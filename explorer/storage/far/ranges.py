"""Byte ranges of a far file: over HTTP with every answer checked, or of any fsspec filesystem."""

import hashlib
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPResponse
from types import MappingProxyType
from typing import Any, Protocol

from explorer.extras import import_extra
from explorer.storage.far.allowed_hosts import HostRefusedError, rules_for
from explorer.storage.far.http_connection import (
    DroppedError,
    FarError,
    Hop,
    answer_to,
    origin_of,
    read_body,
)
from explorer.storage.far.urls import Address

PAUSES = (0.2, 1.0, 3.0)
"""s before each further try."""
_CONTENT_RANGE = re.compile(r"bytes (\d{1,16})-(\d{1,16})/(\d{1,16})")
_BUSY = (408, 425, 429, 500, 502, 503, 504)
_LONGEST_PAUSE = 10.0  # s that a server may ask to be left alone
_REFUSED = {
    401: "it asks for a login (401)",
    403: "the server does not let it be read (403): it may need a login, or the link has expired",
    404: "there is no such file (404); see that the address is whole",
    410: "it was taken away (410)",
}


class NoRangesError(FarError):
    """A server that gives no parts of this file: it can only be fetched whole."""

    def __init__(self, message: str, size: int | None) -> None:
        super().__init__(message)
        self.size = size
        """Bytes, if it says so."""


@dataclass(frozen=True)
class Version:
    """What tells a far file, as it is now, from every other."""

    size: int
    """Bytes."""
    tag: str
    """Entity tag, or what a filesystem has like it; "" if it gives none."""
    modified: str


@dataclass
class Counts:
    """What was asked of a server so far."""

    requests: int = 0
    bytes: int = 0


class Ranges(Protocol):
    """Whoever reads from one byte to before another."""

    counts: Counts

    def read(self, first: int, last: int) -> tuple[bytes, Version]:
        """Read; the last part is shorter where the file ends."""


class HttpRanges:
    """Ranges of a file over HTTP.

    Parameters
    ----------
    address : Address
    only_allowed : bool
        Whether only hosts that the server allows may be asked.
    """

    def __init__(self, address: Address, *, only_allowed: bool) -> None:
        self.address = address
        self.counts = Counts()
        rules = rules_for(address, only_allowed=only_allowed)
        self._hop = Hop(address, rules, origin_of(address))
        self._at: Address | None = None
        self._lock = threading.Lock()

    def read(self, first: int, last: int) -> tuple[bytes, Version]:
        """Read from byte `first` to before `last`, with several tries.

        Raises
        ------
        NoRangesError
            If the server sends the whole file where a part was asked for.
        FarError
            If it refuses, or sends something else again and again.
        """
        found: tuple[bytes, Version] = tried_again(self.address, lambda: self._read(first, last))
        return found

    def _read(self, first: int, last: int) -> tuple[bytes, Version]:
        at = self._at
        headers = {"Range": f"bytes={first}-{last - 1}"}
        with self._lock:
            self.counts.requests += 1
        with answer_to(self._hop, headers, at) as (response, address):
            if response.status >= 400 and at is not None:
                self._at = None  # where it lay before: its own address may know better
                raise DroppedError(f"the server answers {response.status}")
            body, version = self._part(response, first, last)
        self._at = address if address != self.address else None
        with self._lock:
            self.counts.bytes += len(body)
        return body, version

    def _part(self, response: HTTPResponse, first: int, last: int) -> tuple[bytes, Version]:
        refuse_status(self.address, response)
        length = _length(response)
        if response.status == 200:
            if first == 0 and length is not None and length <= last:
                return read_body(response, length, exactly=length), version_of(response, length)
            raise NoRangesError(
                f"{self.address}: the server gives no parts of this file, so it can only be "
                "fetched whole",
                length,
            )
        if response.status != 206:
            raise DroppedError(f"the server answers {response.status}")
        said = _CONTENT_RANGE.fullmatch(response.getheader("Content-Range", "").strip())
        if not said:
            raise DroppedError("it does not say which part it sends")
        begins, ends, size = (int(number) for number in said.groups())
        if begins != first or ends != min(last, size) - 1:
            raise DroppedError(
                f"it sends bytes {begins} to {ends} of {size} where {first} to {last - 1} were "
                "asked for"
            )
        wanted = ends - begins + 1
        if length is not None and length != wanted:
            raise DroppedError(f"it promises {length} bytes where {wanted} were asked for")
        return read_body(response, wanted, exactly=wanted), version_of(response, size)


def tried_again(address: Address, attempt: Callable[[], Any]) -> Any:
    """Try until an answer is whole, and say what was wrong with the last one."""
    for pause in (*PAUSES, None):
        try:
            return attempt()
        except HostRefusedError:
            raise
        except FarError as error:
            said = str(error)
            raise (
                error if said.startswith(f"{address}") else FarError(f"{address}: {said}")
            ) from None
        except OSError as error:  # a host that nobody knows
            raise FarError(f"{address}: {error}") from None
        except DroppedError as error:
            if pause is None:
                raise FarError(
                    f"{address}: {error}, in {len(PAUSES) + 1} tries; what did not arrive is not "
                    "shown, so try again later"
                ) from None
            time.sleep(max(pause, min(getattr(error, "pause", 0.0), _LONGEST_PAUSE)))
    raise AssertionError


def refuse_status(address: Address, response: HTTPResponse) -> None:
    """Raise what a status or an encoding says against an answer.

    Raises
    ------
    FarError, DroppedError
    """
    status = response.status
    if status in _BUSY:
        busy = DroppedError(f"the server answers {status}")
        after = response.getheader("Retry-After", "")
        busy.pause = float(after) if after.isdecimal() else 0.0  # type: ignore[attr-defined]
        raise busy
    if status == 416:
        raise FarError(f"{address}: the server has no such part of it; the file may be empty")
    if status >= 400:
        raise FarError(f"{address}: {_REFUSED.get(status, f'the server answers {status}')}")
    encoding = response.getheader("Content-Encoding", "identity").strip().lower()
    if encoding not in ("", "identity"):
        raise FarError(
            f"{address}: the server sends it compressed on the way ({encoding[:20]}) though it was "
            "asked not to, so its parts are not those of the file"
        )


def version_of(response: HTTPResponse, size: int) -> Version:
    """Return what an answer says of the file's version."""
    tag = response.getheader("ETag", "").strip()
    return Version(size, tag, response.getheader("Last-Modified", "").strip())


def _length(response: HTTPResponse) -> int | None:
    said = response.getheader("Content-Length", "").strip()
    return int(said) if re.fullmatch(r"\d{1,16}", said) else None


DRIVERS: MappingProxyType[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("s3", "s3a"), "s3fs"),
        **dict.fromkeys(("gs", "gcs"), "gcsfs"),
        **dict.fromkeys(("az", "abfs", "abfss"), "adlfs"),
        **dict.fromkeys(("sftp", "ssh"), "paramiko"),
        "smb": "smbprotocol",
        "webdav": "webdav4",
        "oss": "ossfs",
        "dropbox": "dropboxdrivefs",
        "hdfs": "pyarrow",
    }
)
"""Package that lets fsspec read the addresses of each scheme."""


class FilesystemRanges:
    """Ranges of a file that fsspec knows how to reach.

    Parameters
    ----------
    address : Address
        ``s3://``, ``gs://``, ``memory://`` or another, chains too.
    options : dict
        For the filesystem, as fsspec's ``storage_options``.
    """

    def __init__(self, address: Address, options: dict[str, Any]) -> None:
        self.address = address
        self.counts = Counts()
        import_extra("fsspec")
        from fsspec.core import url_to_fs

        with _said(address):
            self._filesystem, self._path = url_to_fs(str.__str__(address), **options)
            self._version = self._look()

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self._version.size

    def read(self, first: int, last: int) -> tuple[bytes, Version]:
        """Read from byte `first` to before `last`, with several tries."""
        found: tuple[bytes, Version] = tried_again(self.address, lambda: self._read(first, last))
        return found

    def _read(self, first: int, last: int) -> tuple[bytes, Version]:
        stop = min(last, self._version.size)
        self.counts.requests += 1
        with _said(self.address):
            body = bytes(self._filesystem.cat_file(self._path, start=first, end=stop))
        if len(body) != max(stop - first, 0):
            raise DroppedError(f"{len(body)} bytes came where {stop - first} were asked for")
        self.counts.bytes += len(body)
        return body, self._version

    def _look(self) -> Version:
        about = self._filesystem.info(self._path)
        if about.get("type") == "directory":
            raise FarError(f"{self.address}: a folder, not a file; give the address of a file")
        size = about.get("size")
        if not isinstance(size, int):
            raise FarError(f"{self.address}: its filesystem does not say how large it is")
        named = ("ETag", "etag", "md5Hash", "mtime", "LastModified", "updated", "created")
        tag = repr([about[name] for name in named if name in about])
        return Version(size, tag, "")


class _said:  # noqa: N801 used as a function
    """Turns what a filesystem raises into a sentence."""

    def __init__(self, address: Address) -> None:
        self.address = address

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: object, error: BaseException | None, _trace: object) -> None:
        if error is None or isinstance(error, FarError | DroppedError):
            return
        if isinstance(error, FileNotFoundError):
            raise FarError(
                f"{self.address}: there is no such file; see that the address is whole"
            ) from None
        if isinstance(error, PermissionError):
            raise FarError(
                f"{self.address}: it may not be read; give storage_options= with what lets you in"
            ) from None
        if isinstance(error, ImportError):
            # Of a chain whichever needs a driver: what the others need is fsspec's own.
            schemes = re.findall(r"([A-Za-z0-9+.\-]+)://", str.__str__(self.address))
            scheme = next((one for one in schemes if one in DRIVERS), self.address.scheme)
            package = DRIVERS.get(scheme)
            remedy = f"pip install {package}" if package else f"pip install it ({error})"
            raise FarError(
                f"{self.address}: what reads {scheme}:// is not installed; {remedy}, beside this "
                "package"
            ) from None
        if isinstance(error, TimeoutError | ConnectionError):
            raise DroppedError(str(error) or type(error).__name__) from None
        if isinstance(error, Exception):
            raise FarError(
                f"{self.address}: {type(error).__name__}: {str(error)[:300]}".replace("\n", " ")
            ) from None


def fingerprint(*texts: str) -> int:
    """Return a whole number that is the same in every process.

    Examples
    --------
    >>> fingerprint("a", "b") == fingerprint("a", "b") != fingerprint("ab")
    True
    """
    joined = "\0".join(texts).encode()
    return int.from_bytes(hashlib.sha256(joined).digest()[:8], "big")
