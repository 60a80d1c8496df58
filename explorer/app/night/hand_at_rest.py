"""What the page draws by itself while a hand drags, drawn by the kernel once the hand rests."""

import logging
import math
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack

import ipywidgets as widgets

from explorer.background_thread import start_background_thread
from explorer.bridge.live_figure import LiveFigure

_LOG = logging.getLogger(__name__)

REST = 0.15
"""s without a change, after which a hand rests."""
HELD = 1.0
"""Likewise where the page says that a hand holds the band: its changes may be long on their way."""


class HandAtRest:
    """Puts work off while changes follow one another faster than a hand that steps.

    The first change is answered at once. Those right behind it wait until there is no more: the
    page shows them by itself meanwhile, and what the kernel would draw for each takes its time from
    the events that only it can find. What is written beside the picture follows the hand, no faster
    than it can be read.

    Parameters
    ----------
    pane : LiveFigure
        Whose lock every change is made under.
    draw : callable
        Draws what was put off, as things are by then.
    rest : float, optional
        Seconds without a change after which a hand rests; `HELD`, where that is longer, while the
        page says that it holds the band.
    beside : sequence of ipywidgets.Widget
        Their messages go out every `rest` s while a hand moves, in place of one a change.
    write_beside : callable
        Writes in them what is of the band, before they do.
    at_rest : sequence of ipywidgets.Widget
        Their messages wait for the rest: what these send back would be taken for a hand's.

    Examples
    --------
    >>> from bokeh.plotting import figure
    >>> drawn = []
    >>> hand = HandAtRest(LiveFigure(figure(tools="")), lambda: drawn.append("now"), rest=3600)
    >>> hand.drags(), hand.drags(), hand.waits
    (False, True, True)
    >>> hand.draw_now()
    >>> drawn, hand.waits
    (['now'], False)
    """

    def __init__(
        self,
        pane: LiveFigure,
        draw: Callable[[], None],
        rest: float = REST,
        *,
        beside: Sequence[widgets.Widget] = (),
        write_beside: Callable[[], None] = lambda: None,
        at_rest: Sequence[widgets.Widget] = (),
    ) -> None:
        self._pane, self._draw, self.rest = pane, draw, rest
        self._beside, self._write_beside = beside, write_beside
        self._held, self._kept, self._at_rest = ExitStack(), ExitStack(), at_rest
        self._changed = -math.inf
        self._thread: threading.Thread | None = None
        self.waits = False
        """Whether anything was put off."""

    def drags(self) -> bool:
        """Take note of a change; whether it follows the last so closely that it is put off."""
        now = time.monotonic()
        is_dragged = self.waits or now - self._changed < self._longest
        self._changed = now
        if is_dragged:
            if not self.waits:
                self.waits = True
                self._hold()
                for widget in self._at_rest:
                    self._kept.enter_context(widget.hold_sync())
            if self._thread is None:
                self._thread = start_background_thread(self._wait)
        return is_dragged

    @property
    def _longest(self) -> float:
        return max(self.rest, HELD) if self._pane.holding else self.rest

    def draw_now(self) -> None:
        """Draw what was put off, if anything was."""
        if self.waits:
            self.waits = False
            self._held.close()
            self._kept.close()
            self._draw()

    def _hold(self) -> None:
        for widget in self._beside:
            self._held.enter_context(widget.hold_sync())

    def _wait(self) -> None:
        while True:
            left = self._changed + self._longest - time.monotonic()
            time.sleep(max(min(left, self.rest), 0.001))  # it may let go meanwhile
            with self._pane:
                if not self.waits or time.monotonic() >= self._changed + self._longest:
                    self._thread = None
                    self.draw_now()
                    return
                try:
                    self._write_beside()
                    self._held.close()
                    self._hold()
                except Exception:  # a thread that ended here would leave every later drag waiting
                    _LOG.exception("What follows a hand could not be written.")
