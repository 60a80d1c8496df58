"""A free port of this machine, claimed before a server listens on it."""

import contextlib
import socket
from collections.abc import Iterator

_TRIED = 50


@contextlib.contextmanager
def claimed_port(address: str, first: int) -> Iterator[int]:
    """Claim a port, or the next that nobody listens on or is about to, as long as it is used.

    Of two servers that start at once each would find the same port free, and one would end, or
    print an address at which the other answers. So the port of this number for datagrams, at which
    nobody of us listens, is held by who has found it free: of all accounts of a machine that is
    one.

    Parameters
    ----------
    address : str
        Of this machine.
    first : int
        The port that is tried first.

    Yields
    ------
    int

    Raises
    ------
    ValueError
        If none of fifty is free.
    """
    for port in range(first, min(first + _TRIED, 2**16)):
        with socket.socket(type=socket.SOCK_DGRAM) as claim:
            try:
                claim.bind((address, port))
                with socket.socket() as probe:
                    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    probe.bind((address, port))
            except OSError:
                continue
            yield port
            return
    raise ValueError(f"ports {first} to {first + _TRIED - 1} are all taken; give --port")
