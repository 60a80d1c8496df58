"""A page that says how far the first start is, on the port where the explorer will be."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MARK = "X-Waiting"
"""A header of what is answered here, and never by the explorer."""


@contextlib.contextmanager
def page(listening: socket.socket, token: str = "") -> Iterator[Callable[[str], None]]:
    """Serve the page while the block runs; what is yielded adds a line to it.

    Parameters
    ----------
    listening : socket.socket
        As `explorer.server.listening.listen_at` gives it. It stays open: the server that it was
        handed to answers who asks after the block.
    token : str
        First part of the path that is answered with the page, as the explorer's own will be; any
        other is refused as that refuses it. "" for none.
    """
    from explorer.render.environment import environment  # a second start needs no template
    from explorer.server.admission import NO_TOKEN, REFUSED

    lines: list[str] = []
    template = environment().get_template("page/waiting.html.j2")

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(with_page=True)

        def do_HEAD(self) -> None:
            self._answer(with_page=False)

        def _answer(self, *, with_page: bool) -> None:
            is_asked_for = not token or self.path.split("/")[1:2] == [token]
            text = (
                template.render(lines=lines) if is_asked_for else REFUSED.format(sentence=NO_TOKEN)
            )
            body = text.encode()
            self.send_response(200 if is_asked_for else 403)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            if is_asked_for:
                self.send_header(MARK, "yes")
            self.send_header("Connection", "close")
            self.end_headers()
            if with_page:
                self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            """Say nothing in the terminal."""

    server = _Server(listening, Answer)
    thread = threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True)
    thread.start()
    try:
        yield lines.append
    finally:
        server.shutdown()
        thread.join()


class _Server(ThreadingHTTPServer):
    """Answers at a socket that listens already, and that it does not close."""

    def __init__(self, listening: socket.socket, answer: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(listening.getsockname(), answer, bind_and_activate=False)
        self.socket.close()
        self.socket = listening

    def get_request(self) -> tuple[socket.socket, object]:
        connection, client = super().get_request()
        connection.setblocking(True)  # some systems hand on that the one it came by never blocks
        return connection, client
