"""The scripts of Voilà's and of its widgets' that every page loads, in one file.

A page asked for some eighty, a few at a time: far from the server each few take the way there and
back, and thirty people who come at once asked for more than two thousand. Each script registers
what is in it and runs nothing until that is wanted, so that they may come together and first. What
is missing here, of another version, a page asks for by itself.
"""

import functools
import gzip
import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tornado.web import RequestHandler

EXTENSIONS = {
    "@voila-dashboards/widgets-manager8": "496 883",
    "@jupyter-widgets/jupyterlab-manager": "7 32 84 121 160 170 452 704 718 967",
    "anywidget": "2 528",
}
"""JupyterLab's extensions that the page needs; of each the scripts that it always loads."""

_OF_VOILA = (
    "73 143 225 431 457 614 630 1187 1601 1621 1670 1996 2121 2296 2772 2829 2930 3144 3249 "
    "3307 3311 3459 3649 3916 3989 3992 4041 4135 4173 4222 4371 4486 4653 4729 4875 4972 "
    "5044 5312 5688 5764 5767 5992 6008 6049 6074 6305 6382 6468 6573 7155 7245 7259 7393 "
    "7483 7556 7598 7770 7883 8017 8135 8487 8766 8773 8862 8925 9081 9151 9212 9582 9684 "
    "9890 9981"
)
_MAP = re.compile(rb"^//# sourceMappingURL=.*$", re.MULTILINE)
_LONGEST_KEPT = 365 * 24 * 3600  # s; its address says what is in it


class PageScripts:
    """Scripts in one text, under an address that changes with them.

    Parameters
    ----------
    static : iterable of Path
        Folders of Voilà's scripts, the first that has one counts.
    extensions : iterable of Path
        Folders of JupyterLab's extensions, likewise.
    """

    def __init__(self, static: Iterable[Path], extensions: Iterable[Path]) -> None:
        found = list(_found(tuple(static), tuple(extensions)))
        # Each in a function of its own: some are strict, and say so at their beginning.
        self.text = b"".join(
            b"(() => {" + _MAP.sub(b"", file.read_bytes()) + b"\n})();\n" for file in found
        )
        """What the page runs; nothing where no script was found."""
        self.name = f"{hashlib.sha256(self.text).hexdigest()[:16]}.js"
        """Last part of its address."""

    @functools.cached_property
    def packed(self) -> bytes:
        """The text as gzip has it, a quarter as long."""
        return gzip.compress(self.text, 6, mtime=0)


def _found(static: tuple[Path, ...], extensions: tuple[Path, ...]) -> Iterator[Path]:
    for number in _OF_VOILA.split():
        yield from _first(folder / f"{number}.voila.js" for folder in static)
    for name, numbers in EXTENSIONS.items():
        folders = [folder / name / "static" for folder in extensions]
        for number in numbers.split():
            yield from _first(file for one in folders for file in one.glob(f"{number}.*.js"))


def _first(files: Iterable[Path]) -> Iterator[Path]:
    yield from [file for file in files if file.is_file()][:1]


class PageScriptsHandler(RequestHandler):
    """Gives the scripts, packed to whoever can unpack them."""

    def initialize(self, scripts: PageScripts) -> None:
        """Take what is to be given."""
        self.scripts = scripts

    async def get(self, name: str) -> None:
        """Write the scripts, to be kept by the browser."""
        if name != self.scripts.name:
            self.send_error(404)
            return
        self.set_header("Content-Type", "text/javascript; charset=utf-8")
        self.set_header("Cache-Control", f"public, max-age={_LONGEST_KEPT}, immutable")
        self.set_header("Vary", "Accept-Encoding")
        accepted: Any = self.request.headers.get("Accept-Encoding", "")
        if "gzip" in accepted:
            self.set_header("Content-Encoding", "gzip")
            await self.finish(self.scripts.packed)
        else:
            await self.finish(self.scripts.text)
