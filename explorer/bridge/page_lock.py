"""One lock for the pages of a kernel: a hand's message is not taken halfway through a drawing.

What a hand sets on a widget is told to who observes it a moment later. Where another thread draws
in between and sets that widget to what it still knows, traitlets makes one change of the two, and
nobody hears of the hand's. So a message waits until the drawing is done.
"""

import functools
import sys
import threading
from typing import Any

PAGE_LOCK = threading.RLock()
"""Held by who draws, and by who takes a message."""


def take_messages_in_turn() -> None:
    """Let this process' kernel, if it is one, take a widget's message under the lock of its pages.

    Saying it again changes nothing.
    """
    kernels = sys.modules.get("ipykernel.kernelbase")
    if kernels is None or not kernels.Kernel.initialized():
        return
    handlers = kernels.Kernel.instance().shell_handlers
    take = handlers["comm_msg"]
    if getattr(take, "lock", None) is PAGE_LOCK:
        return

    @functools.wraps(take)
    def in_turn(*message: Any) -> Any:
        with PAGE_LOCK:
            return take(*message)

    handlers["comm_msg"] = in_turn
    in_turn.lock = PAGE_LOCK  # type: ignore[attr-defined]
