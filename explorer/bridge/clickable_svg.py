"""A drawing in HTML and SVG whose parts can be picked, by pointer and by keyboard."""

from collections.abc import Callable
from typing import Any

import anywidget
import traitlets

from explorer.bridge.built import built


class ClickableSVG(anywidget.AnyWidget):
    """HTML from the kernel; what is picked in it comes back.

    An element with ``data-pick`` is picked by a click, or by Enter and the space bar where it has a
    ``tabindex``; a box with ``data-check`` is ticked. ``svg`` elements with ``data-lane`` share a
    cursor. Whatever comes from a file must be escaped in the HTML.

    Parameters
    ----------
    picked : callable of str, optional
        Called with the ``data-pick`` of what was picked.
    checked : callable of (str, bool), optional
        Called with the ``data-check`` of a box, and whether it is ticked.
    """

    _esm = built("clickable_svg.js")

    html = traitlets.Unicode("").tag(sync=True)
    """What is drawn; sent when it changes."""

    def __init__(
        self,
        picked: Callable[[str], None] | None = None,
        checked: Callable[[str, bool], None] | None = None,
    ) -> None:
        super().__init__()
        self._picked, self._checked = picked, checked
        self.on_msg(self._received)

    def _received(self, _widget: object, message: dict[str, Any], _buffers: object) -> None:
        if message.get("kind") == "pick" and self._picked:
            self._picked(str(message["what"]))
        elif message.get("kind") == "check" and self._checked:
            self._checked(str(message["what"]), bool(message["checked"]))
