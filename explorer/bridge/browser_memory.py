"""A few words that the reader's browser remembers, so that a page loaded again has them."""

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

    def __init__(self, name: str) -> None:
        super().__init__(name=name)
