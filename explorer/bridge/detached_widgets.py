"""Widgets made before there is a kernel: detached from every kernel, then attached to one.

A page that is built once, in a process that kernels are forked off, belongs to none of them until
one shows it. ipywidgets has no word for that, so two of its private names are used here alone:
the registry of widgets, and the name that a widget has in it.
"""

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from ipywidgets import Widget
from ipywidgets.widgets import widget as _ipywidgets


@contextmanager
def detached_widgets() -> Iterator[list[Widget]]:
    """Make widgets, in this block, that no kernel tells a page about.

    Yields
    ------
    list of ipywidgets.Widget
        Filled with what was made once the block has ended; `attach_widgets` takes it.
    """
    before = set(_ipywidgets._instances)
    made: list[Widget] = []
    try:
        yield made
    finally:
        names = [name for name in _ipywidgets._instances if name not in before]
        made += [_ipywidgets._instances.pop(name) for name in names]


def attach_widgets(widgets: Iterable[Widget], kernel: Any) -> None:
    """Let detached widgets speak through a kernel, under names that no other kernel has.

    Two kernels forked off one process would else know the same names, and one that took the place
    of another would answer for it from a page that nobody has touched.

    Parameters
    ----------
    widgets : iterable of ipywidgets.Widget
        As `detached_widgets` gave them.
    kernel : ipykernel.kernelbase.Kernel
        The kernel of this process.
    """
    for widget in widgets:
        channel = widget.comm
        kernel.comm_manager.unregister_comm(channel)
        channel.comm_id = uuid.uuid4().hex
        channel.topic = f"comm-{channel.comm_id}".encode("ascii")
        channel.kernel = kernel  # a widget whose channel has none keeps to itself what changes
        kernel.comm_manager.register_comm(channel)
        widget._model_id = channel.comm_id
        _ipywidgets._instances[channel.comm_id] = widget
