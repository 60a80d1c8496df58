"""A scalp map that the page draws anew while a hand moves the band."""

from collections.abc import Mapping
from typing import Any

import anywidget
import numpy as np
import numpy.typing as npt
import traitlets

from explorer.bridge.built import built


class ScalpMapWidget(anywidget.AnyWidget):
    """HTML from the kernel with one scalp map in it, and what the page makes any other band's of.

    Between the sites a map is linear in their values, and a band's power is the difference of two
    cumulative sums: both are sent once a stage. Words that come from files must be escaped by who
    writes the HTML.
    """

    _esm = built("scalp_map.js")

    value = traitlets.Unicode("").tag(sync=True)
    """The HTML, of the band that `about` says."""
    about = traitlets.Dict().tag(sync=True)
    """Words, colours and sites; empty where the page has nothing to follow with."""
    weights = traitlets.Bytes(b"").tag(sync=True)
    """float32, shape (points inside, sites with a value)."""
    inside = traitlets.Bytes(b"").tag(sync=True)
    """uint8, shape (points, points), rows from the back to the front."""
    cumulative = traitlets.Bytes(b"").tag(sync=True)
    """float64, shape (frequency, site)."""
    band = traitlets.List(traitlets.Float(), []).tag(sync=True, echo_update=False)
    """Edges under the hand in Hz, which a link in the page sets; empty before any hand."""

    def show(self, html: str) -> None:
        """Show what no hand changes."""
        with self.hold_sync():
            self.about = {}
            self.value = html

    def show_band(
        self,
        html: str,
        about: Mapping[str, Any],
        weights: npt.NDArray[np.floating],
        inside: npt.NDArray[np.bool_],
        cumulative: npt.NDArray[np.floating],
    ) -> None:
        """Show a band's map, and let the page draw those of others.

        Parameters
        ----------
        html : str
            As the kernel draws the band of `about`.
        about : mapping
            As ``js/scalp_numbers.ts`` names its parts.
        weights : array, shape (points inside, sites with a value)
            What each weighs.
        inside : array of bool, shape (points, points)
            Where the map is.
        cumulative : array, shape (frequency, site)
            Power below each frequency.
        """
        with self.hold_sync():
            # Sent again only where they differ: not for another band.
            self.weights = np.ascontiguousarray(weights, "<f4").tobytes()
            self.inside = np.ascontiguousarray(inside, np.uint8).tobytes()
            self.cumulative = np.ascontiguousarray(cumulative, "<f8").tobytes()
            self.about = dict(about)
            self.value = html
