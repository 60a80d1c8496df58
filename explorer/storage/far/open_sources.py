"""The far files that this process has open, one source each, and how each is reached."""

import threading
from collections import OrderedDict
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from explorer.storage.far.allowed_hosts import port_of, rules_for
from explorer.storage.far.http_connection import FarError
from explorer.storage.far.ranges import DRIVERS, FilesystemRanges, HttpRanges, Ranges
from explorer.storage.far.source import FarSource
from explorer.storage.far.urls import Address, public_address

_MOST_SOURCES = 16
_BUCKETS = frozenset(["s3", "s3a", "gs", "gcs"])  # read as anybody may, by HTTP

_open: "OrderedDict[tuple[str, bool], FarSource]" = OrderedDict()
_opening = threading.Lock()


def open_source(
    address: Address,
    *,
    only_allowed: bool,
    options: dict[str, Any] | None = None,
    anew: bool = False,
) -> FarSource:
    """Return the source of a far file, as it is kept for this process.

    Parameters
    ----------
    address : Address
    only_allowed : bool
        Whether only hosts that the server allows may be asked, as on a page.
    options : dict, optional
        fsspec's ``storage_options``.
    anew : bool
        Whether to look at the file again, as when it is opened.

    Raises
    ------
    FarError
        If it cannot be had.
    HostRefusedError
        If its host may not be asked.
    """
    key = (str.__str__(address), only_allowed)
    with _opening:
        found = _open.get(key)
        if found is not None and not anew:
            return found
        if options is None:
            options = found.options if found is not None else {}
    made = FarSource(address, _ranges(address, only_allowed, options), only_allowed=only_allowed)
    made.options = options
    with _opening:
        if found is not None and found.version == made.version and found.options == options:
            found.counts.requests += made.counts.requests
            found.counts.bytes += made.counts.bytes
            return found
        _open[key] = made
        while len(_open) > _MOST_SOURCES:
            _open.popitem(last=False)
    return made


def _ranges(address: Address, only_allowed: bool, options: dict[str, Any]) -> Ranges:
    reached = reached_at(address, only_allowed=only_allowed)
    if reached.is_web:
        try:
            return HttpRanges(reached, only_allowed=only_allowed)
        except FarError as error:
            if only_allowed or address.is_web:
                raise
            driver = DRIVERS[address.scheme]
            raise FarError(
                f"{error}; it was asked for as anybody may: with a login {driver} reads "
                f"{address.scheme}:// (pip install {driver})"
            ) from None
    if only_allowed:
        raise _no_page_opens(address)
    return FilesystemRanges(address, options)


def check_allowed(address: Address) -> None:
    """Raise HostRefusedError unless a page may ask the host of this address.

    Raises
    ------
    FarError
        If it is of a filesystem that a page does not open.
    """
    reached = reached_at(address, only_allowed=True)
    if not reached.is_web:
        raise _no_page_opens(address)
    rules = rules_for(reached, only_allowed=True)
    rules.check_host(urlsplit(str.__str__(reached)).hostname or "", port_of(reached))


def _no_page_opens(address: Address) -> FarError:
    return FarError(
        f"{address}: a page opens addresses of https, s3 and gs, not of {address.scheme}"
    )


def reached_at(address: Address, *, only_allowed: bool) -> Address:
    """Return where an object is read: of a page, and where no login is at hand, as anybody may."""
    open_to_all = only_allowed or _needs_no_login(address)
    return public_address(address) if open_to_all else address


def _needs_no_login(address: Address) -> bool:
    """Whether a bucket is read as anybody may: where what reads it with a login is missing."""
    is_bucket = address.scheme in _BUCKETS and "::" not in address
    return is_bucket and find_spec(DRIVERS[address.scheme]) is None
