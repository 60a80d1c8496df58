"""HTTP without surprises: the host is looked up, checked and connected to by its address."""

import atexit
import base64
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import unquote, urljoin, urlsplit

from explorer.storage.far.allowed_hosts import HostRefusedError, HostRules, port_of
from explorer.storage.far.urls import WEB, Address, read_address

TIMEOUT = 20.0
"""s without a byte, after which a server counts as gone."""
_MOST_HOPS = 5
_MOST_IDLE = 16
_SLOWEST = 20_000  # bytes a second
_MOVED = (301, 302, 303, 307, 308)
_LONGEST_ADDRESS = 8192


class FarError(OSError):
    """A far file cannot be had, or is not what it should be; trying again would not help."""


class DroppedError(Exception):
    """An answer that did not come, or not whole: another try may go better."""


@lru_cache(1)
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()


class _Checked(http.client.HTTPConnection):
    """A connection to the address that was checked, whatever the name means a moment later."""

    def __init__(self, address: str, rules: HostRules) -> None:
        parts = urlsplit(address)
        self.name, self.rules = parts.hostname or "", rules
        self.secure = parts.scheme == "https"
        super().__init__(self.name, port_of(address), timeout=TIMEOUT)

    def connect(self) -> None:
        """Look up, check, connect; a certificate must be of the name."""
        problem: OSError | None = None
        for address in self.rules.addresses(self.name, self.port):
            try:
                raw = socket.create_connection((address, self.port), self.timeout)
            except OSError as error:
                problem = error
                continue
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.sock = _trust().wrap_socket(raw, server_hostname=self.name) if self.secure else raw
            return
        raise problem or OSError("no address")


@dataclass(frozen=True)
class Hop:
    """Where a request goes, and what may be asked there."""

    address: Address
    rules: HostRules
    origin: str
    """Scheme, host and port that a person gave: their password goes nowhere else."""


class IdleConnections:
    """Open connections that nobody uses just now, the oldest closed beyond so many."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[tuple[str, _Checked]] = []

    def take(self, origin: str, rules: HostRules) -> _Checked | None:
        """Take one to this origin that was made by the same rules, if there is any."""
        with self._lock:
            for place in range(len(self._idle) - 1, -1, -1):
                if self._idle[place][0] == origin and self._idle[place][1].rules == rules:
                    return self._idle.pop(place)[1]
        return None

    def give(self, origin: str, connection: _Checked) -> None:
        """Keep one for whoever asks next."""
        with self._lock:
            self._idle.append((origin, connection))
            left = [self._idle.pop(0) for _ in range(len(self._idle) - _MOST_IDLE)]
        for _, one in left:
            one.close()

    def close(self) -> None:
        """Close all."""
        with self._lock:
            left, self._idle = self._idle, []
        for _, one in left:
            one.close()


idle_connections = IdleConnections()
atexit.register(idle_connections.close)


def origin_of(address: str) -> str:
    """Return scheme, host and port of an address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.hostname}:{port_of(address)}"


@contextmanager
def answer_to(
    start: Hop, headers: dict[str, str], at: Address | None = None
) -> Iterator[tuple[http.client.HTTPResponse, Address]]:
    """Ask by GET, and follow redirects of which every one is checked.

    Parameters
    ----------
    start : Hop
        The address that a person gave, and its rules.
    headers : dict of str to str
    at : Address, optional
        Where it was found to lie before.

    Yields
    ------
    response : HTTPResponse
        Its body not yet read.
    address : Address
        Where it came from in the end.

    Raises
    ------
    HostRefusedError
        If a host may not be asked.
    FarError
        If redirects lead nowhere, or to what is no address of HTTP.
    DroppedError
        If the connection could not be made, or broke.
    """
    hop = replace(start, address=at or start.address)
    for _ in range(_MOST_HOPS + 1):
        response, connection = _ask(hop, headers)
        if response.status not in _MOVED:
            try:
                yield response, hop.address
            finally:
                if response.will_close or not response.isclosed():
                    connection.close()
                    response.close()  # which holds the socket where the server ends the connection
                else:
                    idle_connections.give(origin_of(hop.address), connection)
            return
        target = response.getheader("Location", "")
        connection.close()
        response.close()
        hop = _next(hop, target)
    raise FarError(f"{start.address}: the server redirects more than {_MOST_HOPS} times")


def _next(hop: Hop, target: str) -> Hop:
    if not target or len(target) > _LONGEST_ADDRESS:
        raise FarError(f"{hop.address}: the server redirects without saying where to")
    found = urljoin(str.__str__(hop.address), target)
    scheme = urlsplit(found).scheme
    if scheme not in WEB:
        raise FarError(f"{hop.address}: the server redirects to {scheme}:, which is not followed")
    if hop.address.scheme == "https" and scheme == "http":
        raise FarError(
            f"{hop.address}: the server redirects from https to http, which is not followed"
        )
    try:
        address = read_address(found)
    except ValueError:
        raise FarError(f"{hop.address}: the server redirects to what is no address") from None
    return replace(hop, address=address)


def _ask(hop: Hop, headers: dict[str, str]) -> tuple[http.client.HTTPResponse, _Checked]:
    parts = urlsplit(str.__str__(hop.address))
    host, port = parts.hostname or "", port_of(hop.address)
    hop.rules.check_host(host, port)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    sent = {"Accept-Encoding": "identity", "User-Agent": "sleep-architecture-explorer", **headers}
    if parts.username and origin_of(hop.address) == hop.origin:
        words = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        sent["Authorization"] = "Basic " + base64.b64encode(words.encode()).decode()
    kept = idle_connections.take(origin_of(hop.address), hop.rules)
    # One that was kept open may have been closed by the server meanwhile.
    for connection in (kept, None) if kept is not None else (None,):
        made = connection or _Checked(hop.address, hop.rules)
        try:
            made.request("GET", target, headers=sent)
            return made.getresponse(), made
        except HostRefusedError as error:
            raise HostRefusedError(f"{hop.address}: {error}") from None
        except (OSError, http.client.HTTPException) as error:
            made.close()
            if connection is None:
                raise _dropped(error) from error
    raise DroppedError("the connection was closed")


def _dropped(error: Exception) -> Exception:
    if isinstance(error, ssl.SSLCertVerificationError):
        return FarError(f"its certificate is not valid ({error.verify_message})")
    if isinstance(error, TimeoutError):
        return DroppedError(f"no answer within {TIMEOUT:g} s")
    if isinstance(error, http.client.RemoteDisconnected | ConnectionError):
        words = "refused" if isinstance(error, ConnectionRefusedError) else "broke off"
        return DroppedError(f"the connection was {words}" if words == "refused" else words)
    if isinstance(error, http.client.HTTPException):
        return DroppedError("the answer is not of HTTP")
    return DroppedError(getattr(error, "strerror", None) or str(error) or type(error).__name__)


def read_body(
    response: http.client.HTTPResponse, most: int, *, exactly: int | None = None
) -> bytes:
    """Read an answer's body, and no more than it may have.

    Parameters
    ----------
    response : HTTPResponse
    most : int
        Bytes; a body that is longer is refused without being read on.
    exactly : int, optional
        How long it must be.

    Raises
    ------
    DroppedError
        If it broke off, or is not as long as it should be.
    """
    parts, count = [], 0
    until = time.monotonic() + TIMEOUT + (exactly or most) / _SLOWEST
    length = response.length
    promised = most + 1 if length is None else min(length, most + 1)
    try:
        while count < promised and (part := response.read1(min(1 << 16, promised - count))):
            parts.append(part)
            count += len(part)
            if time.monotonic() > until:
                raise DroppedError("it sends too slowly")
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _dropped(error) from error
    if count > most:
        raise DroppedError(f"it sends more than the {most} bytes that it should")
    if exactly is not None and count != exactly:
        raise DroppedError(f"{count} bytes came where {exactly} were promised")
    if count == length:
        response.close()  # read to its end: the connection may be used again
    return b"".join(parts)
