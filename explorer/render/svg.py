"""Small figures as SVG text: light enough to be sent whole while a slider moves.

Colours come from the page's style sheet by class, so that light and dark need no second drawing.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from markupsafe import Markup

from explorer.render.cut_lines import cut_line
from explorer.render.svg_marks import Mark, drawing, mark, text
from explorer.vocabulary.shown_numbers import shown_number

_LEFT, _RIGHT, _TOP, _BOTTOM = 32, 14, 18, 28
"""Room for the axes, in the figure's own units."""

MOST_POINTS = 1500
"""Of a trace: two a pixel across its box of a laptop's page."""


class Figure:
    """One pair of axes.

    Parameters
    ----------
    x, y : (float, float)
        Ranges of the axes.
    size : (int, int)
        Width and height in the figure's own units, about pixels.
    offset : float
        Of its left edge, to set two side by side in one drawing.

    Examples
    --------
    >>> figure = Figure((0, 10), (0, 1), size=(100, 60))
    >>> figure.line([0, 10], [0, 1], "now")
    >>> figure.drawing("a line").count("<polyline")
    1
    """

    def __init__(
        self,
        x: tuple[float, float],
        y: tuple[float, float],
        *,
        size: tuple[int, int],
        offset: float = 0,
    ) -> None:
        self.x_range, self.y_range, self.size, self.offset = x, y, size, offset
        self.parts: list[Mark] = []

    def x(self, value: npt.ArrayLike) -> np.ndarray:
        """Place across."""
        low, high = self.x_range
        width = self.size[0] - _LEFT - _RIGHT
        return self.offset + _LEFT + width * (np.asarray(value, float) - low) / (high - low)

    def y(self, value: npt.ArrayLike) -> np.ndarray:
        """Place down."""
        low, high = self.y_range
        height = self.size[1] - _TOP - _BOTTOM
        return _TOP + height * (high - np.asarray(value, float)) / (high - low)

    def axes(
        self,
        x_ticks: Sequence[float],
        y_ticks: Sequence[float],
        x_label: str,
        y_label: str,
    ) -> None:
        """Draw the ticks' numbers, faint lines across, and what the axes are, with their units."""
        left, right = map(float, self.x(self.x_range))
        bottom = float(self.y(self.y_range[0]))
        for tick in y_ticks:
            down = float(self.y(tick))
            ends = {"x1": f"{left:.1f}", "x2": f"{right:.1f}"}
            level = {"y1": f"{down:.1f}", "y2": f"{down:.1f}"}
            self.parts.append(mark("line", class_="grid", **ends, **level))
            self._text(left - 4, down + 3.5, shown_number(tick), "tick end")
        for tick in x_ticks:
            self._text(float(self.x(tick)), bottom + 13, shown_number(tick), "tick middle")
        self._text((left + right) / 2, bottom + 26, x_label, "label middle")
        self._text(self.offset + 2, 8, y_label, "label")

    def line(self, x: npt.ArrayLike, y: npt.ArrayLike, style: str) -> None:
        """Draw a curve, cut where it leaves the axes: it does not cross its neighbours."""
        for part in cut_line(x, y, *self.y_range):
            self.parts.append(mark("polyline", class_=style, points=self._points(*part.T)))

    def area(self, x: npt.ArrayLike, low: npt.ArrayLike, high: npt.ArrayLike, style: str) -> None:
        """Fill between two curves."""
        x = np.asarray(x)
        around = np.concatenate([x, x[::-1]])
        edge = np.concatenate([np.asarray(low), np.asarray(high)[::-1]])
        self.parts.append(mark("polygon", class_=style, points=self._points(around, edge)))

    def dot(self, x: float, y: float, style: str, radius: float = 4) -> None:
        """Mark a point."""
        place = {"cx": f"{self.x(x):.1f}", "cy": f"{self.y(y):.1f}"}
        self.parts.append(mark("circle", class_=style, **place, r=radius))

    def note(self, x: float, y: float, words: str, style: str = "note") -> None:
        """Write beside a point of the axes."""
        self._text(float(self.x(x)), float(self.y(y)), words, style)

    def drawing(self, spoken: str, *more: "Figure") -> Markup:
        """Return the ``<svg>`` element, with others beside, and a title for those who hear it."""
        width = max(f.offset + f.size[0] for f in (self, *more))
        parts = [part for f in (self, *more) for part in f.parts]
        return drawing(parts, title=spoken, viewBox=f"0 0 {width:g} {self.size[1]}", role="img")

    def _points(self, x: npt.ArrayLike, y: npt.ArrayLike) -> str:
        low, high = self.y_range
        # An area that leaves the axes ends at their edge.
        across, down = self.x(x), self.y(np.clip(np.asarray(y, float), low, high))
        return " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(across, down, strict=True))

    def _text(self, x: float, y: float, words: str, style: str) -> None:
        self.parts.append(text(f"{x:.1f}", f"{y:.1f}", words, class_=style))


def trace(values: npt.ArrayLike, style: str, *, low: float, high: float) -> Markup:
    """Draw a signal over the whole width, stretched to wherever it is shown.

    Parameters
    ----------
    values : array, shape (samples,)
        Evenly sampled. Of more than `MOST_POINTS`, the least and the greatest of each few are
        drawn, in their order: what a browser draws slowest is a line.
    style : str
        Class.
    low, high : float
        Values at the lower and the upper edge.

    Returns
    -------
    str
        An ``<svg>`` element as wide and high as its box.

    Examples
    --------
    >>> trace([0, 1, 0], "now", low=0, high=1).split("<path ")[1]
    Markup('class="now" d="M0 300l1 -300 1 300"/></svg>')
    """
    height = 300
    values = _extremes(np.asarray(values, float))
    levels = np.clip((high - values) / (high - low), 0, 1) * height
    levels = np.round(levels).astype(int)
    steps = " ".join(f"1 {step}" for step in np.diff(levels).tolist())
    return drawing(
        [mark("path", class_=style, d=f"M0 {levels[0]}l{steps}")],
        class_="trace",
        viewBox=f"0 0 {levels.size - 1} {height}",
        preserveAspectRatio="none",
        aria_hidden="true",
    )


def _extremes(values: np.ndarray) -> np.ndarray:
    """Least and greatest of each few samples, as they follow each other."""
    if values.size <= MOST_POINTS:
        return values
    few = 2 * -(-values.size // MOST_POINTS)
    rows = values[: values.size // few * few].reshape(-1, few)
    places = np.sort(np.stack([rows.argmin(axis=1), rows.argmax(axis=1)]), axis=0)
    return np.take_along_axis(rows, places.T, axis=1).ravel()
