"""A server of byte ranges on this machine, as slow and as unreliable as one wants it."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_PIECE = 16 * 2**10


@dataclass
class RangeServer:
    """What is served, how, and what was asked for.

    Parameters
    ----------
    files : dict of str to bytes
        By path.
    latency : float
        s before each answer.
    rate : float
        Bytes a second over all connections; infinite if not given.
    fault : callable of (RangeServer, handler, int) -> bool, optional
        Given the number of the request from 1, whose range is the handler's ``wanted``; True if it
        has answered itself.
    """

    files: dict[str, bytes]
    latency: float = 0.0
    rate: float = float("inf")
    fault: Callable[["RangeServer", Any, int], bool] | None = None
    ranges: list[tuple[int, int] | None] = field(default_factory=list)
    """Of each request, from one byte to before another; None without a range."""
    sent: int = 0
    port: int = 0
    tag: str = '"1"'
    lock: threading.Lock = field(default_factory=threading.Lock)
    wire: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        """Address of the root, without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    def write(self, handler: Any, body: bytes) -> None:
        """Send bytes at the rate of the line, which all connections share."""
        for first in range(0, len(body), _PIECE):
            piece = body[first : first + _PIECE]
            if self.rate < float("inf"):
                with self.wire:
                    time.sleep(len(piece) / self.rate)
            handler.wfile.write(piece)
            with self.lock:
                self.sent += len(piece)

    def answer(
        self,
        handler: Any,
        status: int,
        body: bytes = b"",
        headers: dict[str, str] | None = None,
    ) -> None:
        """Send an answer; ``Content-Length`` is of the body unless it is given."""
        handler.send_response(status)
        said = {"Content-Length": str(len(body)), "ETag": self.tag, **(headers or {})}
        for name, value in said.items():
            if value:
                handler.send_header(name, value)
        handler.end_headers()
        self.write(handler, body)

    def part(self, handler: Any, wanted: tuple[int, int] | None) -> None:
        """Answer as a server should."""
        body = self.files.get(handler.path.partition("?")[0])
        if body is None:
            self.answer(handler, 404)
            return
        if wanted is None:
            self.answer(handler, 200, body)
            return
        first, last = wanted[0], min(wanted[1], len(body))
        if first >= len(body):
            self.answer(handler, 416)
            return
        said = {"Content-Range": f"bytes {first}-{last - 1}/{len(body)}"}
        self.answer(handler, 206, body[first:last], said)


@contextmanager
def serving(server: RangeServer) -> Iterator[RangeServer]:
    """Serve on a free port of this machine until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            said = self.headers.get("Range", "")
            wanted = None
            if said.startswith("bytes="):
                first, _, last = said.removeprefix("bytes=").partition("-")
                wanted = (int(first), int(last) + 1)
            time.sleep(server.latency)
            with server.lock:
                server.ranges.append(wanted)
                number = len(server.ranges)
            self.wanted = wanted
            try:
                if server.fault is None or not server.fault(server, self, number):
                    server.part(self, wanted)
            except OSError:  # whoever asked has gone
                self.close_connection = True

        def log_message(self, *_args: Any) -> None:
            """Say nothing."""

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    server.port = httpd.server_address[1]
    thread = threading.Thread(target=httpd.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()
