"""What a page may load and run, as headers of every answer."""

from tornado.httputil import HTTPHeaders, HTTPServerRequest
from tornado.web import OutputTransform

# Scripts come from files of the server, and from `blob:`, as which anywidget loads a widget's own.
# The hash is of "window.voila_heartbeat()", which Voilà writes while a kernel is slow to begin.
# Styles are written into the page by BokehJS, JupyterLab's rendering and widgets.
PAGE_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' blob: 'sha256-m16tKAZfrqdfaIlK4k9Uc4bmwJm0z0f+0b2ahSGv/Ko='",
        "style-src 'self' 'unsafe-inline' blob:",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": f"{PAGE_POLICY}; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class SafeHeaders(OutputTransform):
    """Sets the headers on every answer, whichever handler gives it."""

    def __init__(self, request: HTTPServerRequest) -> None:
        """Do as for every request."""

    def transform_first_chunk(
        self, status_code: int, headers: HTTPHeaders, chunk: bytes, finishing: bool
    ) -> tuple[int, HTTPHeaders, bytes]:
        """Add the headers to those that the handler chose, or in their place."""
        del finishing
        for name, value in _HEADERS.items():
            headers[name] = value
        return status_code, headers, chunk
