"""Many nights as rows on a canvas: packed once, then scrolled and ordered without the kernel."""

from collections.abc import Callable, Mapping
from typing import Any

import anywidget
import numpy as np
import numpy.typing as npt
import traitlets

from explorer.bridge.built import built


class ManyNightsWidget(anywidget.AnyWidget):
    """Rows of nights; a night that is picked comes back, and so does the metric chosen beside them.

    Parameters
    ----------
    opened : callable of int
        Called with the number of the bar that was picked.
    """

    _esm = built("many_nights.js")

    about = traitlets.Dict().tag(sync=True)
    """Words of the rows, names of stages and conditions, metrics, and where each array lies."""
    rows = traitlets.Bytes(b"").tag(sync=True)
    """Arrays behind each other, little-endian; set after `about`."""
    palette = traitlets.Dict().tag(sync=True)
    """Colours of stages by their codes, of conditions, and of the page."""
    metric = traitlets.Unicode("").tag(sync=True, echo_update=False)
    """Symbol of the metric beside the rows; "" for none."""
    course = traitlets.Bytes(b"").tag(sync=True)
    """Its values, float64, one a row."""
    course_title = traitlets.Unicode("").tag(sync=True)
    """Its symbol and units, as its axis says them."""

    def __init__(self, opened: Callable[[int], None]) -> None:
        super().__init__()
        self._opened = opened
        self.on_msg(self._received)

    def show(self, about: Mapping[str, Any], arrays: Mapping[str, npt.NDArray[Any]]) -> None:
        """Show these rows.

        Parameters
        ----------
        about : mapping
            All of `about` but where the arrays lie.
        arrays : mapping of str to array
            As ``js/night_rows.ts`` names them.
        """
        places, whole = lay_behind_each_other(arrays)
        with self.hold_sync():
            self.about = {**about, "arrays": places}
            self.rows = whole

    def show_course(self, values: npt.NDArray[np.float64], title: str) -> None:
        """Draw one number a row beside them; without a title none."""
        with self.hold_sync():
            self.course_title = title
            self.course = np.ascontiguousarray(values, "<f8").tobytes()

    def _received(self, _widget: object, message: dict[str, Any], _buffers: object) -> None:
        if message.get("kind") == "open":
            self._opened(int(message["bar"]))


def lay_behind_each_other(
    arrays: Mapping[str, npt.NDArray[Any]],
) -> tuple[dict[str, list[int]], bytes]:
    """Lay arrays behind each other, those of wide numbers first, so that each is aligned.

    Returns
    -------
    dict of str to [int, int]
        Where each begins, in bytes, and how many numbers it has.
    bytes

    Examples
    --------
    >>> lay_behind_each_other({"code": np.array([1, 2], np.int8), "time": np.array([5.0])})[0]
    {'time': [0, 1], 'code': [8, 2]}
    """
    places: dict[str, list[int]] = {}
    parts: list[bytes] = []
    at = 0
    for name, values in sorted(arrays.items(), key=lambda pair: -pair[1].dtype.itemsize):
        raw = np.ascontiguousarray(values).astype(values.dtype.newbyteorder("<")).tobytes()
        places[name] = [at, int(values.size)]
        parts.append(raw)
        at += len(raw)
    return places, b"".join(parts)
