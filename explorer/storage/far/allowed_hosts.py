"""Which hosts may be asked: what a server allows its pages, and no way into its own network."""

import ipaddress
import socket
from contextvars import ContextVar
from dataclasses import dataclass
from urllib.parse import urlsplit

from explorer.storage.settings import HOSTS_VARIABLE, read_settings

IP = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_LOCALHOST = "localhost"
_HTTP_TO_HTTPS = (80, 443)  # as many servers redirect

ONLY_ALLOWED: ContextVar[bool] = ContextVar("only_allowed_hosts", default=False)
"""Whether a page asks, which may reach only the hosts that its server allows."""


class HostRefusedError(OSError):
    """A host that may not be asked; the message says why, and what would do."""


@dataclass(frozen=True)
class HostRules:
    """What is allowed: names of hosts, and addresses of machines on a private network.

    Parameters
    ----------
    named : tuple of str
        Names (``example.org``, ``*.example.org``, ``*`` for every public host), addresses or
        networks (``10.0.0.0/8``), each perhaps with a port (``127.0.0.1:8000``).
    only_named : bool
        Whether no others may be asked, as on a page.
    given : tuple of (str, int)
        Host and port that a person named in Python: as private as they like, and nothing beyond.
    """

    named: tuple[str, ...]
    only_named: bool
    given: tuple[str, int] | None = None

    def check_host(self, host: str, port: int) -> None:
        """Raise HostRefusedError if a host may not be asked, before its name is looked up."""
        if not self.only_named or self._names(host, port):
            return
        if not self.named:
            raise HostRefusedError(
                f"{host}: this server opens no addresses; whoever runs it allows hosts in "
                f"{HOSTS_VARIABLE}"
            )
        raise HostRefusedError(
            f"{host} is none of the hosts that this server allows: {', '.join(self.named)}; "
            f"whoever runs it adds to them in {HOSTS_VARIABLE}"
        )

    def addresses(self, host: str, port: int) -> list[str]:
        """Look up a host, and return where it may be reached.

        Raises
        ------
        HostRefusedError
            If any of its addresses is private, loopback, link-local or otherwise not public, and
            is neither named nor the one that a person gave; or if nobody knows the name.
        OSError
            If no name can be looked up just now.
        """
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError) as error:
            if getattr(error, "errno", None) == socket.EAI_AGAIN:
                raise  # another try may go better
            raise HostRefusedError(
                f"the host {host} is not known; see that it is spelt right and that this machine "
                "is on the network"
            ) from None
        # Python types them as of any family.
        texts = list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))
        for text in texts:
            if not self._may_reach(host, port, text):
                raise HostRefusedError(
                    f"{host} leads to {text}, an address of {kind_of(text)}, which is not asked "
                    f"unless {HOSTS_VARIABLE} names it"
                )
        return texts

    def _names(self, host: str, port: int) -> bool:
        return any(_matches(one, host, port) for one in self.named)

    def _was_given(self, host: str, port: int) -> bool:
        if self.given is None:
            return False
        to_https = (self.given[1], port) == _HTTP_TO_HTTPS
        return host == self.given[0] and (port == self.given[1] or to_https)

    def _may_reach(self, host: str, port: int, text: str) -> bool:
        if is_public(text) or self._was_given(host, port):
            return True
        if any(_matches(one, text, port) for one in self.named):
            return True
        # This name means the machine itself, whoever answers for it.
        loopback = _plain(text).is_loopback
        return host == _LOCALHOST and loopback and self._names(host, port)


def rules_for(address: str, *, only_allowed: bool) -> HostRules:
    """Return the rules for a person's address: on a page what the server allows, else theirs."""
    named = read_settings().hosts
    parts = urlsplit(address)
    given = None if only_allowed else (parts.hostname or "", port_of(address))
    return HostRules(named, only_allowed, given)


def port_of(address: str) -> int:
    """Return the port of an address of HTTP."""
    parts = urlsplit(address)
    return parts.port or (443 if parts.scheme == "https" else 80)


def is_public(text: str) -> bool:
    """Whether an address is one of the open network.

    Examples
    --------
    >>> is_public("151.101.1.1"), is_public("169.254.169.254"), is_public("::ffff:127.0.0.1")
    (True, False, False)
    """
    address = _plain(text)
    return address.is_global and not address.is_multicast


def kind_of(text: str) -> str:
    """Say what kind of address this is, as the end of "an address of".

    Examples
    --------
    >>> kind_of("127.0.0.1"), kind_of("10.1.2.3"), kind_of("169.254.169.254")
    ('this machine', 'a private network', 'the local link')
    """
    address = _plain(text)
    if address.is_loopback or address.is_unspecified:
        return "this machine"
    if address.is_link_local:
        return "the local link"
    return "a private network" if address.is_private else "no public host"


def _plain(text: str) -> IP:
    """Return the address that is reached in the end: IPv4 within IPv6 is taken out of it."""
    address = ipaddress.ip_address(text)
    if isinstance(address, ipaddress.IPv6Address):
        teredo = address.teredo
        inner = address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        return inner or address
    return address


def _matches(named: str, host: str, port: int) -> bool:
    """Whether an entry of the allowed hosts names this one."""
    pattern, wanted = _split(named)
    host = host.strip("[]").rstrip(".").lower()
    if wanted and int(wanted) != port:
        return False
    try:
        address = _plain(host)
    except ValueError:
        address = None
    if address is not None:
        try:
            network = ipaddress.ip_network(pattern, strict=False)
        except ValueError:
            return pattern == "*" and is_public(host)
        return address.version == network.version and address in network
    if pattern == "*":
        return host != _LOCALHOST
    return host == pattern or (pattern.startswith("*.") and host.endswith(pattern[1:]))


def _split(named: str) -> tuple[str, str]:
    """Host and port ("" for any) of an entry, which may be a whole address."""
    text = named.strip().lower()
    if "://" in text:
        parts = urlsplit(text)
        return (parts.hostname or "").rstrip("."), str(parts.port or "")
    if text.startswith("["):  # [::1]:8000
        host, _, port = text[1:].partition("]")
        return host, port.removeprefix(":")
    if text.count(":") == 1:
        host, _, port = text.partition(":")
        return host.rstrip("."), port
    return text.rstrip("."), ""
