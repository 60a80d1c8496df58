"""A few words that the reader's browser remembers, so that a page loaded again has them."""

from collections.abc import Callable

import anywidget
import traitlets

from explorer.bridge.built import built


class BrowserMemory(anywidget.AnyWidget):
    """Nothing to see: a text kept in this browser alone, under a name.

    Parameters
    ----------
    name : str
        What it is kept under.
    """

    _esm = built("browser_memory.js")

    name = traitlets.Unicode("").tag(sync=True)
    """What it is kept under."""
    value = traitlets.Unicode("").tag(sync=True)
    """What is remembered; "" for nothing. A page sets it when it opens, unless it was set here."""

    theirs = traitlets.Unicode("").tag(sync=True)
    """What another tab of this browser wrote meanwhile, until it is joined; "" for nothing."""

    ours_later = traitlets.Bool(False).tag(sync=True)
    """Whether what was last set here is later than `theirs`; else theirs is the later."""

    refused = traitlets.Bool(False).tag(sync=True)
    """Whether the browser did not keep what was set last: it forbids it, or has no room."""

    def __init__(self, name: str) -> None:
        super().__init__(name=name)

    def join(self, take: Callable[[str], None]) -> None:
        """Let what another tab wrote be joined to the value; the page then writes the value.

        Parameters
        ----------
        take : callable of str
            Takes over what is new in it, and sets `value` so that two tabs come to the same text.
        """
        if theirs := self.theirs:
            try:
                take(theirs)
            finally:
                self.theirs = ""
