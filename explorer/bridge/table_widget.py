"""A sheet of words and numbers: HTML from the kernel, with parts that unfold and stay unfolded."""

from collections.abc import Callable
from typing import Any

import anywidget
import traitlets

from explorer.bridge.built import built


class TableWidget(anywidget.AnyWidget):
    """HTML whose hands are written in its attributes, so that one widget does for many.

    ``<details data-key="k">`` and ``<button data-key="k" aria-expanded>`` put their key into
    `unfolded`; ``<button data-act="a">`` sends "act"; a ``<select>`` or ``<input>`` with
    ``data-choice="c"`` sends "choose", a check box with ``checked``; ``<input data-sift>``
    unfolds ``<details data-group>`` and hides rows ``<tr data-words="...">`` that lack the words
    typed; ``<button data-sort-by="n">`` sorts the rows of a ``<table data-sortable>``. Words that
    come from files must be escaped by who writes them.
    """

    _esm = built("table_widget.js")

    value = traitlets.Unicode("").tag(sync=True)
    """The HTML."""
    unfolded = traitlets.List(traitlets.Unicode(), []).tag(sync=True, echo_update=False)
    """Keys of the parts that a hand has unfolded."""

    def __init__(self) -> None:
        self._listeners: dict[str, Callable[[dict[str, Any]], None]] = {}
        super().__init__()
        self.on_msg(self._received)

    def listen(self, kind: str, listener: Callable[[dict[str, Any]], None]) -> None:
        """Call `listener` with each message of this kind: "act" or "choose"."""
        self._listeners[kind] = listener

    def offer_file(self, name: str, text: str, media_type: str) -> None:
        """Let the page save this text as a file."""
        self.send({"kind": "file", "name": name, "text": text, "type": media_type})

    def show_again(self) -> None:
        """Let the page show the HTML anew: a field whose text was refused goes back to what counts.

        The HTML may be as it was, and then nothing of it would be sent.
        """
        self.send({"kind": "show"})

    def offer_copy(self, text: str) -> None:
        """Put this text where pasting takes it from; the page says that it has."""
        self.send({"kind": "copy", "text": text})

    def _received(self, _widget: object, message: dict[str, Any], _buffers: object) -> None:
        if message.get("kind") in self._listeners:
            self._listeners[message["kind"]](message)
