"""A live figure that no page shows: what it would tell one is kept, to be told without a kernel."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bokeh.models.ui import UIElement

from explorer.bridge.live_figure import LiveFigure

_OF_THE_DOCUMENT = frozenset({"bundle", "arrays", "bokeh_js"})
_OF_THE_WIDGET = frozenset({"layout", "tabbable", "tooltip"})


@dataclass(frozen=True, eq=False)
class Told:
    """One message to a page, with its buffers."""

    message: dict[str, Any]
    buffers: tuple[bytes, ...]


class FrozenFigure(LiveFigure):
    """A `LiveFigure` without a page.

    Parameters
    ----------
    root : bokeh.models.UIElement
        As of a `LiveFigure`.
    """

    def __init__(self, root: UIElement) -> None:
        self._told: list[Told] = []
        super().__init__(root)

    def open(self) -> None:
        """Open no channel to a page: there is none."""

    def send(self, content: Any, buffers: Sequence[Any] | None = None) -> None:
        """Keep a message."""
        self._told.append(Told(content, tuple(bytes(one) for one in buffers or ())))

    def ask(self, kind: str) -> list[Told]:
        """Give the messages that a page would get in answer to one of its own."""
        self._told = []
        self._received(None, {"kind": kind}, ())
        return [told for told in self._told if told.message.get("kind") != "patch"]

    def traits_told(self) -> dict[str, Any]:
        """Give the synced traits that say how the page stands, by name: all fit into JSON."""
        left = _OF_THE_DOCUMENT | _OF_THE_WIDGET
        return {
            name: getattr(self, name)
            for name in self.keys
            if name not in left and not name.startswith("_")
        }

    def document(self) -> tuple[dict[str, Any], list[bytes]]:
        """Give the document as it is now: what `bundle` says, and its arrays one by one."""
        bundle, arrays = self._serialise()
        said: dict[str, Any] = json.loads(bundle)
        at, parts = 0, []
        for _, length in said["arrays"]:
            parts.append(arrays[at : at + length])
            at += length
        return said, parts
