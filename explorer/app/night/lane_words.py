"""What stands beside a lane of the traces: its name as it fits, marked where it is inverted."""

from explorer.app.channel_display import INVERTED
from explorer.app.panel import LABEL_ROOM, cut_label, label_width

_NAME_LENGTH = 11
_LABEL_SIZE = 11  # px
_INVERTED_SHORT = " (inv.)"


def lane_words(name: str, *, is_inverted: bool) -> str:
    """Name of a lane as it fits beside it, marked where the trace is upside down.

    Parameters
    ----------
    name : str
        Of the derivation.
    is_inverted : bool

    Examples
    --------
    >>> lane_words("C3", is_inverted=True), lane_words("C3-M2", is_inverted=True)
    ('C3 (inverted)', 'C3-M2 (inv.)')
    >>> lane_words("F4-M1-corrected", is_inverted=False)
    'F4-M1-corr…'
    """
    if not is_inverted:
        return name if len(name) <= _NAME_LENGTH else name[: _NAME_LENGTH - 1] + "…"
    for mark in (INVERTED, _INVERTED_SHORT):
        if label_width(name + mark, _LABEL_SIZE) <= LABEL_ROOM:
            return name + mark
    room = LABEL_ROOM - label_width(_INVERTED_SHORT, _LABEL_SIZE)
    return cut_label(name, _LABEL_SIZE, room) + _INVERTED_SHORT
