"""A far file fetched whole: after its size was said, bounded, and kept for the next time."""

import gzip
import hashlib
import logging
import re
import shutil
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from explorer.storage.far.allowed_hosts import rules_for
from explorer.storage.far.http_connection import DroppedError, FarError, Hop, answer_to, origin_of
from explorer.storage.far.open_sources import reached_at
from explorer.storage.far.ranges import (
    FilesystemRanges,
    HttpRanges,
    NoRangesError,
    refuse_status,
    tried_again,
)
from explorer.storage.far.urls import Address
from explorer.storage.settings import FETCH_LIMIT_VARIABLE, read_settings
from explorer.storage.user_folders import recordings_folder
from explorer.storage.whole_writes import replacing

Told = Callable[[str, int, int], None]
"""Told the file's name, bytes that are there, and bytes in all (0 if nobody says); where something
is made that is no file, no name and parts of it."""
_PARTS = 1000

_LOG = logging.getLogger(__name__)
_CHUNK = 1 << 16
_PIECE = 4 * 2**20  # bytes of a filesystem's file at a time
_SLOWEST = 20_000  # bytes a second
_GZIP = ".gz"
_UNPACKED = 4.0  # times the limit that a packed file may grow to
_ROOM = 200e6  # bytes of the disk that are left to others


def silent(name: str, done: int, total: int) -> None:
    """Say nothing."""


_TOLD: ContextVar[Told] = ContextVar("told", default=silent)


@contextmanager
def telling(told: Told) -> Iterator[None]:
    """Let everything that is fetched whole in this thread tell how far it is."""
    token = _TOLD.set(told)
    try:
        yield
    finally:
        _TOLD.reset(token)


def tell_share(share: float) -> bool:
    """Tell `telling`'s how far something is that is no file; what it raises ends the work.

    Returns
    -------
    bool
        Whether to go on, for whoever asks.
    """
    _TOLD.get()("", round(_PARTS * share), _PARTS)
    return True


def far_size(
    address: Address, *, only_allowed: bool, options: dict[str, Any] | None = None
) -> int | None:
    """Ask how large a far file is, in bytes; None where the server does not say.

    Raises
    ------
    OSError
        If it cannot be had.
    """
    address = reached_at(address, only_allowed=only_allowed)
    if not address.is_web:
        return FilesystemRanges(address, options or {}).size
    try:
        return HttpRanges(address, only_allowed=only_allowed).read(0, 1)[1].size
    except NoRangesError as error:
        return error.size


def fetch_whole(
    address: Address,
    *,
    only_allowed: bool,
    options: dict[str, Any] | None = None,
    told: Told | None = None,
    most: float | None = None,
) -> Path:
    """Fetch a file whole, and unpack it if it is packed by gzip.

    Parameters
    ----------
    address : Address
    only_allowed : bool
        Whether only hosts that the server allows may be asked, as on a page.
    options : dict, optional
        fsspec's ``storage_options``.
    told : callable, optional
        See `Told`; what it raises ends the work. That of `telling` if not given.
    most : float, optional
        Bytes that it may have; the limit of the settings if not given.

    Returns
    -------
    Path
        In the folder of recordings, in a folder of this address's own.

    Raises
    ------
    OSError
        If it cannot be had, or has more bytes than it may.
    """
    address = reached_at(address, only_allowed=only_allowed)
    told = told or _TOLD.get()
    limit = read_settings().fetch_megabytes * 1e6 if most is None else most
    size = far_size(address, only_allowed=only_allowed, options=options)
    check_size(address, size, limit)
    digest = hashlib.sha256(str.__str__(address).encode()).hexdigest()[:16]
    folder = fetched_folder() / digest
    folder.mkdir(parents=True, exist_ok=True)
    room = shutil.disk_usage(folder).free - _ROOM
    if (size or 0) > room:
        raise FarError(
            f"{address}: it has {megabytes(size)}, and {folder} has room for "
            f"{max(room, 0) / 1e6:,.0f} MB; make room there, then try again"
        )
    name = re.sub(r"[^\w.\- ]", "_", address.name).strip(". ") or "recording"
    path = folder / name
    _LOG.info("fetching %s whole, %s", address.shown, megabytes(size))
    most_bytes = int(min(limit, max(room, 0)))
    with replacing(path) as unfinished:
        if address.is_web:
            _over_http(address, unfinished, only_allowed, most_bytes, told)
        else:
            _of_filesystem(address, unfinished, options or {}, told)
    return _unpacked(address, path, limit) if name.lower().endswith(_GZIP) else path


def fetched_folder() -> Path:
    """Return the folder of what was fetched by address; not yet made."""
    return recordings_folder() / "from_afar"


def check_size(address: Address, size: int | None, limit: float) -> None:
    """Raise FarError if a file is larger than may be fetched."""
    if size is not None and size > limit:
        raise FarError(
            f"{address}: it has {megabytes(size)}, more than the {limit / 1e6:,.0f} MB that may be "
            f"fetched whole; {FETCH_LIMIT_VARIABLE} sets how many"
        )


def megabytes(size: int | None) -> str:
    """Say a size in words.

    Examples
    --------
    >>> megabytes(34_200_000), megabytes(900), megabytes(None)
    ('34.2 MB', '0.001 MB', 'a size that its server does not say')
    """
    if size is None:
        return "a size that its server does not say"
    return f"{size / 1e6:,.1f} MB" if size >= 1e5 else f"{max(size, 1000) / 1e6:.3f} MB"


def _over_http(
    address: Address, unfinished: Path, only_allowed: bool, most: int, told: Told
) -> None:
    rules = rules_for(address, only_allowed=only_allowed)
    hop = Hop(address, rules, origin_of(address))

    def attempt() -> None:
        with answer_to(hop, {}) as (response, _at), unfinished.open("wb") as file:
            refuse_status(address, response)
            if response.status != 200:
                raise DroppedError(f"the server answers {response.status}")
            total, count = response.length, 0
            check_size(address, total, most)
            began = time.monotonic()
            while part := response.read1(_CHUNK if total is None else min(_CHUNK, total - count)):
                count += len(part)
                if count > most:
                    raise FarError(
                        f"{address}: the server sends more than the {most / 1e6:,.0f} MB that may "
                        f"be fetched whole, without an end; {FETCH_LIMIT_VARIABLE} sets how many"
                    )
                file.write(part)
                told(address.name, count, total or 0)
                if time.monotonic() - began > 60 + count / _SLOWEST:
                    raise DroppedError("it sends too slowly")
                if count == total:
                    break
            if total is not None and count != total:
                raise DroppedError(f"{count} bytes came where {total} were promised")

    def dropping() -> None:
        try:
            attempt()
        except (TimeoutError, ConnectionError) as error:
            raise DroppedError(str(error) or "the connection broke off") from None

    tried_again(address, dropping)


def _of_filesystem(address: Address, unfinished: Path, options: dict[str, Any], told: Told) -> None:
    ranges = FilesystemRanges(address, options)
    with unfinished.open("wb") as file:
        for first in range(0, ranges.size, _PIECE):
            part, _ = ranges.read(first, min(first + _PIECE, ranges.size))
            file.write(part)
            told(address.name, first + len(part), ranges.size)


def _unpacked(address: Address, path: Path, limit: float) -> Path:
    """Unpack beside the packed file, which goes."""
    target, count = path.with_name(path.name[: -len(_GZIP)] or "recording"), 0
    most = _UNPACKED * limit
    try:
        with (
            gzip.open(path) as packed,
            replacing(target) as unfinished,
            unfinished.open("wb") as file,
        ):
            while part := packed.read(1 << 20):
                count += len(part)
                if count > most or len(part) > shutil.disk_usage(path.parent).free:
                    raise FarError(
                        f"{address}: unpacked it has more than {count / 1e6:,.0f} MB, for which "
                        "there is no room; unpack it yourself, then open the file"
                    )
                file.write(part)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise FarError(f"{address}: it is no whole file of gzip ({error})") from None
    finally:
        path.unlink(missing_ok=True)
    return target
