"""A page without a kernel, from the dialog "share": its size first, then the file."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from explorer.app.latest_worker import LatestWorker
from explorer.bridge.session_widget import SessionWidget

Told = Callable[[str, float], None]
_CANCELLED = "The page was cancelled."


class WantedPage(Protocol):
    """A page that is asked for, frozen, so that a worker can write it."""

    def size_words(self) -> str:
        """Say what goes in, and how large that gets."""

    def write(self, told: Told) -> tuple[str, str]:
        """Write it: its file's name, and its text."""


@dataclass(frozen=True)
class OfferedChannels:
    """What may go into a page."""

    names: tuple[str, ...]
    usual: tuple[str, ...]
    """Those that are taken where nobody chose."""
    rate: float
    """Hz, where nobody chose."""


class PageMaker(Protocol):
    """Whoever makes pages of the view on screen."""

    def offered(self) -> OfferedChannels:
        """List what may go into a page of the night on screen."""

    def wanted(self, channels: Sequence[str], part: str, rate: float) -> WantedPage:
        """Freeze the view, with these samples; "selection" is a part too."""


class PageExporting:
    """Answers the dialog: how large a page would be, and the page.

    Parameters
    ----------
    widget : SessionWidget
        Whose messages it answers.
    maker : PageMaker
        Makes pages of the view on screen.
    """

    def __init__(self, widget: SessionWidget, maker: PageMaker) -> None:
        self.widget, self.maker = widget, maker
        self._cancelled = threading.Event()
        self.sizes: LatestWorker[WantedPage, str] = LatestWorker(
            lambda wanted: wanted.size_words(),
            lambda _wanted, words: self._say(words),
            lambda _wanted, error: self._say(str(error), refused=True),
        )
        self.writer: LatestWorker[WantedPage, tuple[str, str]] = LatestWorker(
            self._write,
            lambda _wanted, file: self.widget.offer_file(*file, "text/html"),
            lambda _wanted, error: self._say(str(error), refused=True),
        )

    def _write(self, wanted: WantedPage) -> tuple[str, str]:
        file = wanted.write(self._told)
        if self._cancelled.is_set():
            raise ValueError(_CANCELLED)
        return file

    def connect(self, safe_callback: Callable[[Callable[..., None]], Callable[..., None]]) -> None:
        """Answer the session widget's messages."""

        def answering(worker: LatestWorker[WantedPage, Any]) -> Callable[..., None]:
            def asked(message: dict[str, Any], _buffers: Sequence[memoryview]) -> None:
                try:
                    wanted = self._wanted(message)
                except (ValueError, TypeError) as error:
                    self._say(str(error), refused=True)
                else:
                    worker.request(wanted)

            return safe_callback(asked)

        self.widget.listen("page-size", answering(self.sizes))
        write = answering(self.writer)

        def begin(message: dict[str, Any], buffers: Sequence[memoryview]) -> None:
            self._cancelled.clear()
            write(message, buffers)

        self.widget.listen("page", begin)
        self.widget.listen("page-cancel", lambda _message, _buffers: self._cancelled.set())

    def _wanted(self, message: dict[str, Any]) -> WantedPage:
        offered = self.maker.offered()
        channels = message.get("channels")
        if channels is None:  # the dialog opens: what there is to choose from
            self.widget.send(
                {
                    "kind": "page-channels",
                    "names": list(offered.names),
                    "usual": list(offered.usual),
                    "rate": offered.rate,
                }
            )
            channels = offered.usual
        rate = float(message.get("rate") or offered.rate)
        return self.maker.wanted(
            [str(name) for name in channels], str(message.get("part", "")), rate
        )

    def _told(self, words: str, share: float) -> None:
        if self._cancelled.is_set():
            raise ValueError(_CANCELLED)
        self._say(f"{words[:1].upper()}{words[1:]}, {share:.0%}…")

    def _say(self, sentence: str, *, refused: bool = False) -> None:
        self.widget.send({"kind": "page-says", "sentence": sentence, "refused": refused})
