"""Where the page is shown: a host of widgets, or marimo, which gets the page without a kernel."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.render.environment import pieces

if TYPE_CHECKING:
    from explorer.app.shell import Explorer

USUAL_HEIGHT = 760
"""px of the page in a notebook's cell."""

LOWEST_HEIGHT, GREATEST_HEIGHT = 300, 5000
"""px: below the first nothing is left of the traces."""

MARIMO_BYTES = 6e6
"""That marimo shows of one cell, with room: by default it takes 8 MB."""

IN_MARIMO = (
    "marimo has no place for the boxes that the live page is made of, so this is the night as it "
    "stands alone: it scrubs, filters and counts without a kernel. What needs one (moved lights, "
    "other channels, scoring, the other tabs) is in JupyterLab, or by “sleep-explorer app”."
)

_CHOICES = ((4, 64.0), (2, 64.0), (1, 64.0), (1, 32.0))  # channels and Hz, the most first


def checked_height(height: float | None) -> int | None:
    """Refuse a height that no page could have.

    Examples
    --------
    >>> checked_height(None), checked_height(900)
    (None, 900)
    >>> checked_height(20)
    Traceback (most recent call last):
        ...
    ValueError: height must be 300 to 5000 px, is 20
    """
    if height is None:
        return None
    number = isinstance(height, int | float) and not isinstance(height, bool)
    if not (number and LOWEST_HEIGHT <= height <= GREATEST_HEIGHT):
        raise ValueError(f"height must be {LOWEST_HEIGHT} to {GREATEST_HEIGHT} px, is {height!r}")
    return round(height)


def in_marimo() -> bool:
    """Whether this is a cell of a marimo notebook."""
    marimo = sys.modules.get("marimo")  # who runs in it has imported it
    return marimo is not None and bool(marimo.running_in_notebook())


@dataclass(frozen=True)
class FramedPage:
    """A night that needs no kernel, as HTML that a notebook shows in a frame.

    Parameters
    ----------
    text : str
        The whole page.
    sentence : str
        Why it is this page, and what it lacks.
    height : int
        px
    """

    text: str
    sentence: str
    height: int

    def _repr_html_(self) -> str:
        written = pieces("page/framed.html.j2").framed(self.text, self.sentence, self.height)
        # One sign beyond Latin-1 makes Python hold, and marimo count, two bytes for every one.
        return str(written).encode("ascii", "xmlcharrefreplace").decode("ascii")

    def _mime_(self) -> tuple[str, str]:
        """Give marimo what it asks its objects for."""
        return "text/html", self._repr_html_()


def framed_page(made: "Explorer", height: int | None) -> FramedPage:
    """Freeze the view of a page, with as many channels as a cell can hold.

    Raises
    ------
    ValueError
        If even one channel is too much for a cell.
    """
    night = made.state.night
    offered: Sequence[str] = made.page_maker.offered().usual
    first = made.state.analysis_channel
    ranked = sorted(offered, key=lambda name: name != first)
    for count, rate in _CHOICES:
        wanted = made.page_maker.wanted(ranked[:count], "", rate)
        if wanted.bytes() <= MARIMO_BYTES:
            text = wanted.write(lambda _what, _share: None)[1]
            return FramedPage(text, IN_MARIMO, height or USUAL_HEIGHT)
    raise ValueError(
        f"{night.title} is too long for a cell of marimo; write it as a file: "
        "sleep-explorer export NIGHT --format page --out night.html"
    )
