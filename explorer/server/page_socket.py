"""The websocket between a page and its kernel, for the one protocol that pages speak."""

from asyncio import Future
from typing import Any

from tornado.web import HTTPError
from tornado.websocket import WebSocketProtocol, WebSocketProtocol13
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

PROTOCOL = "v1.kernel.websocket.jupyter.org"


class PageSocket(VoilaKernelWebsocketHandler):  # type: ignore[misc]
    """A page's line to its kernel.

    Voilà reads the head of every message with samples in it as this protocol writes it. Of another
    protocol's it would read a length of some 10^17 and count up to it, and no page of the server
    would have an answer again. Jupyter takes a line that has been lost for one of another protocol:
    what a kernel says to it, and what was still on its way from it, goes nowhere.
    """

    async def get(self, kernel_id: str) -> None:
        """Open the line, for who speaks its protocol.

        Raises
        ------
        HTTPError
            If it was not asked for.
        """
        asked = self.request.headers.get("Sec-WebSocket-Protocol", "")
        if PROTOCOL not in (one.strip() for one in asked.split(",")):
            raise HTTPError(400, reason=f"The protocol of this address is {PROTOCOL}")
        await super().get(kernel_id)

    async def open(self, kernel_id: str) -> None:
        """Send what a kernel says at once.

        By TCP's default a second small message waits until the first has been acknowledged, which
        takes the other side 40 ms: nearly everything that follows a hand is a few small messages.
        """
        self.set_nodelay(True)
        await super().open(kernel_id)

    def get_websocket_protocol(self) -> WebSocketProtocol | None:
        """Give the line's protocol, which leaves it to Jupyter to ask whether the page is there.

        Tornado reads Jupyter's ms as s, and refuses in the terminal, at every page, that three
        unanswered questions are waited for. One alone must not be: an answer that is counted a
        moment late would end the line of a page that is there.
        """
        protocol: WebSocketProtocol | None = super().get_websocket_protocol()
        if isinstance(protocol, WebSocketProtocol13):
            protocol.params.ping_interval = protocol.params.ping_timeout = None
        return protocol

    def on_message(self, ws_message: str | bytes) -> None:
        """Hand what a page says to its kernel, unless the line has been lost meanwhile."""
        if self.ws_connection is not None:
            super().on_message(ws_message)

    def write_message(
        self, message: bytes | str | dict[str, Any], binary: bool = False
    ) -> "Future[None] | None":
        """Hand what a kernel says to its page, unless the line has been lost."""
        if self.ws_connection is None:
            return None
        sent: Future[None] | None = super().write_message(message, binary)
        return sent
