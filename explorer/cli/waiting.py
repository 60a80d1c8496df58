"""A page that says how far the first start is, on the port where the explorer will be."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@contextlib.contextmanager
def page(address: str, port: int) -> Iterator[Callable[[str], None]]:
    """Serve the page while the block runs; what is yielded adds a line to it."""
    from explorer.render.environment import environment  # a second start needs no template

    lines: list[str] = []
    template = environment().get_template("page/waiting.html.j2")

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(with_page=True)

        def do_HEAD(self) -> None:
            self._answer(with_page=False)

        def _answer(self, *, with_page: bool) -> None:
            body = template.render(lines=lines).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("X-Waiting", "yes")
            self.send_header("Connection", "close")
            self.end_headers()
            if with_page:
                self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            """Say nothing in the terminal."""

    with ThreadingHTTPServer((address, port), Answer) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True)
        thread.start()
        try:
            yield lines.append
        finally:
            server.shutdown()
            thread.join()
