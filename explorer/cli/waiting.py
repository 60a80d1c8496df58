"""A page that says how far the first start is, on the port where the explorer will be."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Sleep Architecture Explorer</title><style>
:root {{ color-scheme: light dark; font: 16px/1.6 system-ui, sans-serif; }}
body {{ max-width: 34em; margin: 18vh auto; padding: 0 1em; }} h1 {{ font-size: 1.25em; }}
</style></head><body><h1>Sleep Architecture Explorer</h1>
<p>This is the first start: some things are done once, which takes some seconds.</p>
<ul id="told" role="status">{told}</ul>
<script>
// The explorer answers here once it is ready; until then, and while neither listens, ask again.
const again = async () => {{
  try {{
    const answer = await fetch(location.href, {{ method: "HEAD", cache: "no-store" }});
    if (!answer.headers.has("X-Waiting")) return location.reload();
    const page = await (await fetch(location.href, {{ cache: "no-store" }})).text();
    const told = new DOMParser().parseFromString(page, "text/html").getElementById("told");
    if (told) document.getElementById("told").replaceWith(told);
  }} catch {{ /* neither listens */ }}
  setTimeout(again, 500);
}};
again();
</script></body></html>
"""


@contextlib.contextmanager
def page(address: str, port: int) -> Iterator[Callable[[str], None]]:
    """Serve the page while the block runs; what is yielded adds a line to it."""
    lines: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(with_page=True)

        def do_HEAD(self) -> None:
            self._answer(with_page=False)

        def _answer(self, *, with_page: bool) -> None:
            told = "".join(f"<li>{escape(line)}</li>" for line in lines)
            body = _PAGE.format(told=told).encode()
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
