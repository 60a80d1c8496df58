"""A page that says how far the first start is, on the port where the explorer will be."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@contextlib.contextmanager
def page(address: str, port: int, token: str = "") -> Iterator[Callable[[str], None]]:
    """Serve the page while the block runs; what is yielded adds a line to it.

    Parameters
    ----------
    address : str
    port : int
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
