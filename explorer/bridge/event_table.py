"""A list of events by column, of which the page draws only the rows in sight."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import anywidget
import traitlets

from explorer.bridge.built import built


class EventTable(anywidget.AnyWidget):
    """Thousands of rows that the page sorts, filters and scrolls by itself; a row goes to its time.

    The page sends "go" with the row gone to, "choose" with the list that is wanted, and "csv" with
    the rows shown, in their order.
    """

    _esm = built("event_table.js")

    unfolded = traitlets.Bool(False).tag(sync=True, echo_update=False)
    """Whether the list is unfolded; nothing is sent while it is not."""
    lists: traitlets.List[Any] = traitlets.List([]).tag(sync=True)
    """Keys and titles of the lists there are."""
    chosen = traitlets.Unicode("").tag(sync=True)
    """Key of the list that `rows` is of."""
    rows = traitlets.Unicode('{"columns": [], "note": "", "clock": null}').tag(sync=True)
    """JSON: what `show` is given."""

    def __init__(self) -> None:
        self._listeners: dict[str, Callable[[dict[str, Any]], None]] = {}
        super().__init__()
        self.on_msg(self._received)

    def listen(self, kind: str, listener: Callable[[dict[str, Any]], None]) -> None:
        """Call `listener` with each message of this kind: "go", "choose" or "csv"."""
        self._listeners[kind] = listener

    def show(
        self,
        columns: Sequence[Mapping[str, Any]],
        note: str,
        clock: Mapping[str, Any] | None = None,
    ) -> None:
        """Show other rows.

        Parameters
        ----------
        columns : sequence of mapping
            ``key``, ``head`` (words of its head), ``title`` (what it is), ``values`` (one a row;
            None for what is not known), and one of ``digits`` (of a number), ``clock`` (a time in
            s) and ``words`` (of which the values are places).
        note : str
            A sentence below.
        clock : mapping, optional
            ``start`` (s after midnight) and ``wrap`` (whether the file gives a clock).
        """
        said = {"columns": list(columns), "note": note, "clock": clock}
        self.rows = json.dumps(said, separators=(",", ":"), allow_nan=False)

    def offer_file(self, name: str, text: str) -> None:
        """Let the page save this table of comma-separated values."""
        self.send({"kind": "file", "name": name, "text": text, "type": "text/csv"})

    def _received(self, _widget: object, message: dict[str, Any], _buffers: object) -> None:
        if message.get("kind") in self._listeners:
            self._listeners[message["kind"]](message)
