"""One widget that carries a whole Bokeh document, and the page's place in the night."""

import functools
import gzip
from base64 import b64encode
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import anywidget
import bokeh
import numpy as np
import traitlets
from bokeh.core.json_encoder import serialize_json
from bokeh.document import Document
from bokeh.document.events import DocumentPatchedEvent
from bokeh.models.ui import UIElement
from bokeh.protocol import Protocol

from explorer.bridge.built import built
from explorer.bridge.page_lock import PAGE_LOCK


@functools.cache
def _bokeh_script() -> bytes:
    """BokehJS, gzipped: 0.35 MB in place of the 8 MB that a page with it inlined weighs."""
    script = Path(bokeh.__file__).parent / "server" / "static" / "js" / "bokeh.min.js"
    return gzip.compress(script.read_bytes(), 6)


def _synced(trait: traitlets.TraitType[Any, Any], **options: object) -> Any:
    return trait.tag(sync=True, **options)


class LiveFigure(anywidget.AnyWidget):
    """A Bokeh layout that is scrubbed in the page and patched from the kernel.

    Changes of the document go out as one message with binary buffers; ``with pane:`` batches many.
    A host that loses buffers, of which the page tells, gets them as text within the message.
    Nothing of the document comes back: the page's hands speak through the traits below.

    Parameters
    ----------
    root : bokeh.models.UIElement
        The layout; its document becomes the pane's.
    """

    _esm = built("live_figure.js")

    bundle = _synced(traitlets.Unicode(""))
    """The document as JSON, its arrays by name; renewed when a view opens after it has changed."""
    arrays = _synced(traitlets.Bytes(b""))
    """The arrays of `bundle`, one behind the other: as they are, not as text to be unpacked."""
    bokeh_js = _synced(traitlets.Bytes(b""))
    bokeh_version = _synced(traitlets.Unicode(bokeh.__version__))

    window_start = _synced(traitlets.Float(0.0), echo_update=False)
    """Start of the visible window, s from the start of the recording."""
    window_length = _synced(traitlets.Float(30.0))
    """Length of the visible window, s."""
    total = _synced(traitlets.Float(0.0))
    """Length of the recording, s."""
    band = _synced(traitlets.List(traitlets.Float(), [0.5, 4.0]), echo_update=False)
    """Edges of the frequency band, Hz."""
    band_limits = _synced(traitlets.List(traitlets.Float(), [0.1, 35.0]))
    """Least low edge and greatest high edge, Hz."""
    narrowest_band = _synced(traitlets.Float(0.5))
    """Least width of the band, Hz."""
    bands = _synced(traitlets.List(traitlets.List(traitlets.Float()), []))
    """Edges of the bands that the keys 1 to 9 choose, Hz."""
    holding = _synced(traitlets.Bool(False), echo_update=False)
    """Whether a hand holds the band at this moment, and may drag it on."""
    filter_rule = _synced(traitlets.Dict({}))
    """Constants by which the page designs the band's filter, and how far it may be used."""
    selection = _synced(traitlets.List(traitlets.Float(), []), echo_update=False)
    """The selection, s; empty for none."""
    overview_span = _synced(traitlets.List(traitlets.Float(), []), echo_update=False)
    """The part that the panels along the night show, s; empty for all of it."""
    lights = _synced(traitlets.List(traitlets.Float(), []), echo_update=False)
    """Where the marks of lights-off and lights-on stand, s; empty for none."""
    n3_amplitude = _synced(traitlets.Float(75.0), echo_update=False)
    """The amplitude line on the analysed channel, uV peak to peak."""
    n3_amplitude_limits = _synced(traitlets.List(traitlets.Float(), [10.0, 300.0]))
    """Least and greatest amplitude that the line can be dragged to, uV."""
    epoch_length = _synced(traitlets.Float(30.0))
    """Step of Shift and an arrow key, s."""
    margin = _synced(traitlets.Float(45.0))
    """How much the page wants to hold on each side of the window, s."""
    lanes = _synced(traitlets.Unicode("[]"))
    """JSON: for each trace its centre, offset, units a lane, gain and colour."""
    layout_id = _synced(traitlets.Int(0))
    """Grows with each change of night, channels or montage: older samples are not drawn."""
    epochs = _synced(traitlets.Unicode('{"first": 0, "length": 30, "names": {}, "codes": []}'))
    """JSON: the stage of each epoch, for the words that follow the hand."""
    clock_start = _synced(traitlets.Float(0.0))
    """Clock time at which the recording starts, s after midnight."""
    has_clock = _synced(traitlets.Bool(False))
    """Whether the file gives a clock time; else times count from the start."""
    clock_moved_at = _synced(traitlets.Float(0.0))
    """After how many s from the start the clock was put forward or back."""
    clock_moved_by = _synced(traitlets.Float(0.0))
    """By how many s; 0 where it did not move."""
    scoring = _synced(traitlets.Unicode(""))
    """What is said while the keys of the stages score; "" while they do not."""
    lesson = _synced(traitlets.Bool(False))
    """Whether the keys of the stages answer a lesson, whose epoch is `cursor_epoch`."""
    cursor_epoch = _synced(traitlets.Float(-1.0), echo_update=False)
    """Start of the epoch gone to for scoring, s; -1 for none. Counts while the window shows it."""
    hand_marks = _synced(traitlets.Unicode("[]"))
    """JSON: start and stop in s, kind and channel of each event marked by hand, and its id; "" for
    one that is not the scorer's to change."""
    mark_kind = _synced(traitlets.Unicode("arousal"))
    """Kind of event that the key of marks puts in."""
    brush_channel = _synced(traitlets.Unicode("*"), echo_update=False)
    """Channel on whose trace the brush was dragged; "" over several, "*" where it was elsewhere."""
    measured = _synced(traitlets.Unicode(""))
    """What the caliper reads of the brushed trace; "" for nothing."""
    whose = _synced(traitlets.Unicode('{"night": "", "person": ""}'))
    """JSON: by what the journal knows the night, and who scores: what keys are kept under."""
    blind = _synced(traitlets.Bool(False))
    """Whether nothing is said of how much of the window is slow waves."""
    hint = _synced(traitlets.Bool(True))
    """Whether the first-seconds hint is shown."""

    def __init__(self, root: UIElement) -> None:
        self._root = root
        self.lock = PAGE_LOCK
        self._held = 0
        self._pending: list[DocumentPatchedEvent] = []
        self._revision = 0
        self._viewed = False
        self._as_text = False
        self._listeners: dict[str, list[Callable[[dict[str, Any]], None]]] = {}
        document = root.document or Document()
        if root not in document.roots:
            document.add_root(root)
        bundle, arrays = self._serialise()
        super().__init__(bundle=bundle, arrays=arrays, bokeh_js=_bokeh_script())
        document.on_change_dispatch_to(self)
        self.on_msg(self._received)

    def listen(self, kind: str, listener: Callable[[dict[str, Any]], None]) -> None:
        """Call `listener` with each message of a kind.

        They are "hello", "need", "ready", "key", "score", "lesson".
        """
        self._listeners.setdefault(kind, []).append(listener)

    def __enter__(self) -> "LiveFigure":
        """Hold back changes until the outermost ``with`` ends."""
        self.lock.acquire()
        self._held += 1
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Send what was held back, as one message."""
        try:
            self._held -= 1
            if not self._held:
                self._flush()
        finally:
            self.lock.release()

    def write_ahead(self) -> None:
        """Write the document as it is by now, so that the first view need not wait for that."""
        with self.lock:
            if not self._viewed:
                self._write()

    def send_traces(
        self,
        what: str,
        rows: Sequence[dict[str, Any]],
        *,
        covers: tuple[float, float],
        generation: int,
        shortest: float = 0.0,
        band: tuple[float, float] = (0.0, 0.0),
        answers: bool = False,
        pushed: bool = False,
    ) -> None:
        """Send samples for the page to draw from.

        Parameters
        ----------
        what : {"raw", "band", "overview"}
            Which trace.
        rows : sequence of dict
            One a lane, in order: ``codes`` (int16), ``scale`` and ``offset`` (value = code * scale
            + offset), ``start`` in s and ``rate`` in samples a second.
        covers : (float, float)
            The stretch of the night in s for which this suffices.
        generation : int
            Of the filter setting: an older one never overwrites a newer.
        shortest : float
            Length in s of the shortest window that these samples can be drawn in: those for a long
            window are too few for a shorter one. 0 where they are all that were recorded.
        band : (float, float)
            Edges in Hz that the samples were filtered to.
        answers : bool
            Whether this completes the answer to the page's request.
        pushed : bool
            Whether it was sent without being asked for.
        """
        at, header = 0, []
        for row in rows:
            header.append(
                {key: row[key] for key in ("scale", "offset", "start", "rate")}
                | {"at": at, "count": len(row["codes"])}
            )
            at += len(row["codes"])
        codes = np.concatenate([row["codes"] for row in rows]) if rows else np.zeros(0, np.int16)
        self.send(
            {
                "kind": "traces",
                "what": what,
                "rows": header,
                "from": covers[0],
                "to": covers[1],
                "shortest": shortest,
                "layout": self.layout_id,
                "generation": generation,
                "band": band,
                "answers": answers,
                "pushed": pushed,
            },
            [np.ascontiguousarray(codes, "<i2").data.cast("B")],
        )

    def send_events(
        self,
        what: str,
        channel: str,
        onset: np.ndarray,
        duration: np.ndarray,
        amplitude: np.ndarray,
    ) -> None:
        """Send a list of events for the page to draw over the traces.

        Parameters
        ----------
        what : {"events", "waves"}
            What was looked for, or the waves that the amplitude line judges.
        channel : str
            On whose lane they are drawn.
        onset, duration, amplitude : array, shape (events,)
            s, s, and what the line is compared with; in order of onset.
        """
        values = np.ascontiguousarray(np.concatenate([onset, duration, amplitude]), "<f8")
        message = {"kind": "events", "what": what, "channel": channel}
        self.send(message, [values.data.cast("B")])

    def send_scored_events(self, header: dict[str, Any], columns: Sequence[np.ndarray]) -> None:
        """Send what scorers marked, for the page to draw in its channel, name and go to.

        Parameters
        ----------
        header : dict
            ``lanes`` (label and colour of each), ``words``, ``channels`` and ``sources``, in which
            the columns have places.
        columns : sequence of array, shape (events,)
            Onset and duration in s (float64), then lane, word, channel (-1 over all, -2 drawn
            already) and source (int32); in order of onset. Empty for no event.
        """
        buffers = [column.data.cast("B") for column in columns]
        self.send({"kind": "scored events", **header}, buffers)

    def _write(self) -> None:
        with self.hold_sync():  # a page must never have the one without the other
            self.bundle, self.arrays = self._serialise()

    def _serialise(self) -> tuple[str, bytes]:
        assert self._root.document is not None
        written = self._root.document.to_json(deferred=True)
        arrays = [(buffer.id, buffer.to_bytes()) for buffer in written.buffers]
        bundle = {
            "doc": written.content,
            "arrays": [[name, len(values)] for name, values in arrays],
            "revision": self._revision,
        }
        return serialize_json(bundle), b"".join(values for _, values in arrays)

    def _document_patched(self, event: DocumentPatchedEvent) -> None:
        """Take a change of the document (Bokeh calls this by name)."""
        with self.lock:
            self._pending.append(event)
            if not self._held:
                self._flush()

    def _flush(self) -> None:
        pending, self._pending = self._pending, []
        if not pending:
            return
        self._revision += 1
        message = Protocol().create("PATCH-DOC", pending)
        self.send(
            {
                "kind": "patch",
                "revision": self._revision,
                "content": message.content_json,
                "buffers": [buffer.id for buffer in message.buffers],
            },
            [buffer.to_bytes() for buffer in message.buffers],
        )

    def send(self, content: Any, buffers: Any = None) -> None:
        """Send a message to the page; its buffers as text once a page said that they are lost."""
        if self._as_text and buffers:
            texts = [b64encode(one).decode("ascii") for one in buffers]
            content, buffers = {**content, "base64": texts}, None
        super().send(content, buffers)

    def _received(self, _widget: object, message: dict[str, Any], _buffers: object) -> None:
        kind = message.get("kind", "")
        if kind == "hello":
            with self.lock:
                self._viewed = True
                if message["revision"] != self._revision:
                    self._write()
                lost = message.get("buffers") is False
                self._as_text |= lost
                self.send({"kind": "agreed"}, [self.arrays, self.bokeh_js] if lost else None)
        with self.lock:
            for listener in self._listeners.get(kind, ()):
                listener(message)
