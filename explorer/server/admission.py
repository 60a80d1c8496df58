"""Which requests are answered at all: asked for at this machine's name, and by its owner.

One gate stands before every handler, so that none can be forgotten: the page, files, sockets and
addresses that lead nowhere.
"""

import hmac
import ipaddress
from html import escape
from typing import Any

from tornado.httputil import HTTPServerRequest
from tornado.routing import Matcher, Rule
from tornado.web import RequestHandler

REFUSED = """<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,">
<title>Sleep Architecture Explorer</title>
<h1>Sleep Architecture Explorer</h1>
<p>{sentence}</p>
</html>
"""
"""The page of a refusal, with its ``sentence``."""
FOREIGN_HOST = (
    "This server answers to localhost and 127.0.0.1 alone, and was asked for as “{host}”. "
    "Open the address that sleep-explorer printed in its terminal."
)
NO_TOKEN = (
    "This address lacks the word that only the server's owner knows, or has that of an earlier "
    "start. Open the address that sleep-explorer printed in its terminal; a link's part from # on "
    "may be put behind it."
)
FOREIGNREFUSED = (
    "Another site asked for this address. Open the address that sleep-explorer printed in its "
    "terminal, in a tab of its own."
)


def refusal(request: HTTPServerRequest, token: str) -> str:
    """Say why a request is not answered.

    Parameters
    ----------
    request : HTTPServerRequest
        The request; only its address and headers are read.
    token : str
        First part of the path of every address that is answered; "" for none.

    Returns
    -------
    str
        One sentence or two, not yet escaped for HTML; "" for a request that is answered.
    """
    if not is_local(request.host_name):
        return FOREIGN_HOST.format(host=request.host_name)
    first = request.path.split("/")[1:2]
    if token and not hmac.compare_digest("".join(first).encode(), token.encode()):
        return NO_TOKEN
    site = request.headers.get("Sec-Fetch-Site", "none")
    if site in ("cross-site", "same-site") and not _is_tab(request):
        return FOREIGNREFUSED
    return ""


def is_local(host: str) -> bool:
    """Say whether this name means this machine wherever it is looked up.

    Parameters
    ----------
    host : str
        A name or an address without its port, IPv6 in brackets or not.

    Examples
    --------
    >>> [is_local(host) for host in ("localhost", "127.0.0.1", "[::1]", "LOCALHOST")]
    [True, True, True, True]
    >>> [is_local(host) for host in ("evil.example", "127.0.0.1.evil.example", "0.0.0.0", "")]
    [False, False, False, False]
    """
    name = host.lower().removeprefix("[").removesuffix("]")
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _is_tab(request: HTTPServerRequest) -> bool:
    # A link that was followed, not a picture, frame or script of another site's page.
    return (
        request.method == "GET"
        and request.headers.get("Sec-Fetch-Mode") == "navigate"
        and request.headers.get("Sec-Fetch-Dest") == "document"
    )


class _Refused(Matcher):
    """Matches the requests that are not answered, with the reason."""

    def __init__(self, token: str) -> None:
        self.token = token

    def match(self, request: HTTPServerRequest) -> dict[str, Any] | None:
        """Return what the handler of refusals is made with; None for a request that is answered."""
        sentence = refusal(request, self.token)
        return {"target_kwargs": {"sentence": sentence}} if sentence else None


class Refusal(RequestHandler):
    """A plain page with status 403, whatever was asked for and how."""

    def initialize(self, sentence: str) -> None:
        """Keep the reason."""
        self.sentence = sentence

    def prepare(self) -> None:
        """Answer before any method, body or cookie is looked at."""
        self.set_status(403)
        self.set_header("Cache-Control", "no-store")
        self.finish(REFUSED.format(sentence=escape(self.sentence)))


def gate(token: str) -> Rule:
    """Return the rule to put before all others.

    Parameters
    ----------
    token : str
        First part of the path of every address that is answered; "" for none.
    """
    return Rule(_Refused(token), Refusal)
