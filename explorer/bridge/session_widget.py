"""The session widget: address, opening and sharing, and whether the kernel still answers."""

from collections.abc import Callable, Sequence
from typing import Any

import anywidget
import traitlets

from explorer.bridge.built import built


class SessionWidget(anywidget.AnyWidget):
    """Two buttons and their dialogs, which live in the page and work without waiting.

    Words from files go to the page as data and become text there, never HTML.
    """

    _esm = built("session_widget.js")
    _css = built("session_widget.css")

    view = traitlets.Unicode("").tag(sync=True)
    """The view as a link says it; see `explorer.app.permalink.write_link`."""
    cell = traitlets.Unicode("").tag(sync=True)
    """The notebook cell that shows the same view."""
    about_link = traitlets.Unicode("").tag(sync=True)
    """What somebody who shares this night should know."""

    settled = traitlets.Bool(False).tag(sync=True)
    """Whether everything that the figures show has been computed."""
    about_uploads = traitlets.Unicode("").tag(sync=True)
    """How large an upload may be, and how long it is kept."""
    about_hosts = traitlets.Unicode("").tag(sync=True)
    """Hosts from which addresses are opened, in a sentence; "" where there are none."""
    local = traitlets.Bool(False).tag(sync=True)
    """Whether the server is the reader's own machine."""
    chunk = traitlets.Int(1 << 20).tag(sync=True)
    """Bytes of a piece of an upload."""
    datasets = traitlets.List(traitlets.Dict(), []).tag(sync=True)
    """Open data sets, as `explorer.datasets.dataset_catalogue.table` describes them, each with its
    nights' names in ``choices``; a choice is the message "dataset" with ``name`` and ``night``."""
    opening = traitlets.Unicode("").tag(sync=True)
    """Title of the night that is being opened, "" for none; the message "cancel" gives it up."""
    turning = traitlets.Unicode("").tag(sync=True)
    """Title of the tab whose page is being made, "" for none."""
    turns = traitlets.Int(0).tag(sync=True)
    """How often a hand turned to another tab: each is a step of the browser's history. The message
    "tab" has the ``title`` of one gone back to, and is answered by "turned"."""
    changed = traitlets.Unicode("").tag(sync=True)
    """What became of the file of the night on screen, "" while it is as it was; the message
    "read-again" asks for it anew."""
    question = traitlets.Dict({}).tag(sync=True)
    """What a person must say of a file before it can be read, empty for nothing: see
    `explorer.app.asking.question_of`. The message "answer" has ``stages``, ``subject``, ``night``
    and ``remember``; "forget" forgets what is remembered."""
    unit_question = traitlets.Dict({}).tag(sync=True)
    """Channels of the night on screen whose unit its file leaves open, empty for none: see
    `explorer.app.asking_units.units_question`. The message "units" has ``units`` by channel."""
    notice = traitlets.Unicode("").tag(sync=True)
    """One sentence across the page, which stays until it is put away; "" for none."""

    def __init__(self) -> None:
        self._listeners: dict[str, Callable[[dict[str, Any], Sequence[memoryview]], None]] = {}
        super().__init__()
        self.on_msg(self._received)

    def listen(
        self, kind: str, listener: Callable[[dict[str, Any], Sequence[memoryview]], None]
    ) -> None:
        """Call `listener` with each message of this kind, and its buffers."""
        self._listeners[kind] = listener

    def offer_file(self, name: str, text: str, media_type: str) -> None:
        """Let the page save this text as a file."""
        content = {"kind": "file", "name": name, "type": media_type}
        self.send(content, [text.encode("utf-8")])

    def _received(
        self, _widget: object, message: dict[str, Any], buffers: Sequence[memoryview]
    ) -> None:
        if message.get("kind") in self._listeners:
            self._listeners[message["kind"]](message, buffers)
