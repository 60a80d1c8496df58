"""A field for a path, which Enter reads as the button beside it does."""

import threading
from collections.abc import Callable
from typing import Any

import ipywidgets as widgets

_WAIT = 0.5
"""s in which the text follows Enter."""


def path_field(
    placeholder: str,
    width: str,
    safe_callback: Callable[[Callable[..., None]], Callable[..., None]],
    read: Callable[[], None],
) -> widgets.Text:
    """Make a field whose text is read on Enter.

    Parameters
    ----------
    placeholder, width : str
    safe_callback : callable
        Wraps what is called.
    read : callable
        Reads what the field holds.

    Returns
    -------
    widgets.Text
        Its value changes on Enter and when it is left. The browser says Enter just before it sends
        the text, so that the text is waited for; where it is as it was, none comes.
    """
    field = widgets.Text(
        placeholder=placeholder,
        tooltip=f"{placeholder}: Enter reads it",
        continuous_update=False,
        layout=widgets.Layout(width=width),
    )
    entered = [False]

    def take() -> None:
        if entered[0]:
            entered[0] = False
            read()

    taking = safe_callback(take)

    def pressed(_widget: object, message: dict[str, Any], _buffers: object) -> None:
        if message.get("event") == "submit":
            entered[0] = True
            later = threading.Timer(_WAIT, taking)
            later.daemon = True
            later.start()

    field.on_msg(safe_callback(pressed))
    field.observe(safe_callback(lambda _change: take()), "value")
    return field
