"""The listening socket that the first start and then the server answer at, without a gap between.

Of two processes that listen one after the other neither does for the seconds that the second takes
to load, and a browser that asks meanwhile shows an error of its own.
"""

import contextlib
import os
import socket
from collections.abc import Iterator

CAN_HAND_OVER = os.name == "posix"
"""Whether a process that is started can be given a socket."""

_VARIABLE = "EXPLORER_LISTENS_AT"  # between two processes of ours: nobody sets it
_WAITING = 128  # connections that the system keeps until they are answered


@contextlib.contextmanager
def listen_at(address: str, port: int) -> Iterator[socket.socket]:
    """Listen at a port, for this process and one that it starts.

    Parameters
    ----------
    address : str
        Of this machine.
    port : int

    Yields
    ------
    socket.socket
        Never blocks. Whoever connects while nobody takes connections waits in its queue.
    """
    with socket.socket() as listening:
        if CAN_HAND_OVER:  # elsewhere it would let another program take the port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((address, port))
        listening.listen(_WAITING)
        listening.setblocking(False)
        yield listening


def handed_over(listening: socket.socket) -> tuple[dict[str, str], tuple[int, ...]]:
    """Say how a process is given a socket: variables of its environment, and files it may keep.

    Parameters
    ----------
    listening : socket.socket
        Closed where it cannot be given: then there is nothing to say.

    Returns
    -------
    (dict, tuple of int)
    """
    if listening.fileno() < 0:
        return {}, ()
    return {_VARIABLE: str(listening.fileno())}, (listening.fileno(),)


def taken_over() -> socket.socket | None:
    """Take the socket that this process was given, for itself alone; None without one."""
    given = os.environ.pop(_VARIABLE, None)
    if given is None:
        return None
    listening = socket.socket(fileno=int(given))
    listening.set_inheritable(False)  # kernels would keep the port after the server
    listening.setblocking(False)
    return listening
