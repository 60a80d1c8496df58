"""Small charts as SVG: axes with round ticks, lines, bands, points, in the page's colours."""

from dataclasses import dataclass, field

import numpy as np
from markupsafe import Markup

from explorer.render.cut_lines import cut_line
from explorer.render.round_numbers import round_number
from explorer.render.svg_marks import (
    Attributes,
    Mark,
    drawing,
    joined,
    left_edge,
    mark,
    polyline,
    text,
)
from explorer.vocabulary.shown_numbers import shown_number

_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 8, 8, 34  # px around the frame
_UPRIGHT = 13  # px that the words beside the upward axis take
_TICKS = 6
_UNITS_ALONE = frozenset(
    ["", "s", "h", "min", "Hz", "%", "µV", "µV²", "µV²/Hz", "/min", "relative", "log10"]
)


@dataclass
class Chart:
    """One chart, drawn from the back to the front.

    Parameters
    ----------
    across, up : (float, float)
        Limits of the axes; both above 0 where logarithmic.
    across_label, up_label : str
        What they show, with its unit.
    title : str
        For those who listen to the page.
    width, height : int
        px.
    logarithmic : bool
        Whether both axes are.
    """

    across: tuple[float, float]
    up: tuple[float, float]
    across_label: str
    up_label: str
    title: str
    width: int = 380
    height: int = 210
    logarithmic: bool = False
    _parts: list[Mark] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Refuse an axis that says only its unit: of what, the reader would have to guess."""
        for label in (self.across_label, self.up_label):
            if label in _UNITS_ALONE:
                raise ValueError(
                    f"the axis of {self.title!r} is labelled {label!r}: name what it shows, as in "
                    "'time (s)'"
                )

    def x(self, values: np.ndarray | float) -> np.ndarray:
        """Place values along the width, px."""
        share = self._share(np.asarray(values, float), self.across)
        return _LEFT + share * (self.width - _LEFT - _RIGHT)

    def y(self, values: np.ndarray | float) -> np.ndarray:
        """Place values along the height, px."""
        return self._down(self._share(np.asarray(values, float), self.up))

    def _down(self, share: np.ndarray) -> np.ndarray:
        return self.height - _BOTTOM - share * (self.height - _TOP - _BOTTOM)

    @property
    def margins(self) -> tuple[float, float]:
        """Shares of the width to the left and to the right of the frame."""
        whole = self.width - self._edge
        return (_LEFT - self._edge) / whole, _RIGHT / whole

    @property
    def _edge(self) -> float:
        """Where the figure begins, so that the widest tick stands whole beside the axis's words."""
        return left_edge(map(shown_number, self._ticks(self.up)), _LEFT - 5 - _UPRIGHT)

    def line(self, across: np.ndarray, up: np.ndarray, style: str, name: str = "") -> None:
        """Draw a line; not where it is NaN, and cut where it leaves the axes."""
        finite = np.isfinite(up)
        shares = self._unbound(up[finite], self.up)
        held = np.isfinite(shares)  # of a logarithmic axis nothing at 0 is anywhere
        for part in cut_line(self.x(across[finite][held]), shares[held], 0, 1):
            places = zip(part[:, 0], self._down(part[:, 1]), strict=True)
            self._parts.append(polyline(places, fill="none", style=style, title=name))

    def band(self, across: np.ndarray, low: np.ndarray, high: np.ndarray, style: str) -> None:
        """Fill between two lines."""
        if not (np.isfinite(low).all() and np.isfinite(high).all()):
            return
        there = zip(self.x(across), self.y(low), strict=True)
        back = zip(self.x(across[::-1]), self.y(high[::-1]), strict=True)
        points = joined([*there, *back])
        self._parts.append(mark("polygon", points=points, stroke="none", style=style))

    def points(self, across: np.ndarray, up: np.ndarray, style: str) -> None:
        """Draw dots."""
        for x, y in zip(self.x(across), self.y(up), strict=True):
            if np.isfinite(y):
                self._parts.append(mark("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=3.5, style=style))

    def stretch(self, first: float, last: float, style: str, name: str) -> None:
        """Shade a stretch of the width from top to bottom."""
        left, right = (float(self.x(at)) for at in (first, last))
        self._parts.append(
            mark(
                "rect",
                x=f"{left:.1f}",
                y=_TOP,
                width=f"{right - left:.1f}",
                height=self.height - _BOTTOM - _TOP,
                style=style,
                title=name,
            )
        )

    def upright(self, at: float, words: str) -> None:
        """Draw a thin upright line with words at its top."""
        x = float(self.x(at))
        ends: Attributes = {
            "x1": f"{x:.1f}",
            "x2": f"{x:.1f}",
            "y1": _TOP,
            "y2": self.height - _BOTTOM,
        }
        self._parts.append(mark("line", **ends, class_="grid", stroke_dasharray="3 3"))
        self._parts.append(text(f"{x + 3:.1f}", _TOP + 10, words))

    def svg(self) -> Markup:
        """Put the chart together."""
        bottom, right = self.height - _BOTTOM, self.width - _RIGHT
        axes = []
        for tick in self._ticks(self.across):
            x = float(self.x(tick))
            ends: Attributes = {"x1": f"{x:.1f}", "x2": f"{x:.1f}", "y1": _TOP, "y2": bottom}
            axes.append(mark("line", class_="grid", **ends))
            axes.append(text(f"{x:.1f}", bottom + 13, shown_number(tick), text_anchor="middle"))
        for tick in self._ticks(self.up):
            y = float(self.y(tick))
            ends = {"x1": _LEFT, "x2": right, "y1": f"{y:.1f}", "y2": f"{y:.1f}"}
            axes.append(mark("line", class_="grid", **ends))
            axes.append(text(_LEFT - 5, f"{y + 4:.1f}", shown_number(tick), text_anchor="end"))
        middle = (_TOP + bottom) / 2
        below = (_LEFT + right) / 2
        axes.append(text(below, self.height - 4, self.across_label, text_anchor="middle"))
        upright = f"translate({11 + self._edge:g} {middle}) rotate(-90)"
        axes.append(mark("text", words=self.up_label, transform=upright, text_anchor="middle"))
        return drawing(
            [*axes, *self._parts],
            class_="chart",
            viewBox=f"{self._edge:g} 0 {self.width - self._edge:g} {self.height}",
            role="img",
            aria_label=self.title,
        )

    def _share(self, values: np.ndarray, limits: tuple[float, float]) -> np.ndarray:
        """Share of an axis at which values lie; of those beyond it, its end."""
        return np.asarray(np.clip(self._unbound(values, limits), 0, 1))

    def _unbound(self, values: np.ndarray, limits: tuple[float, float]) -> np.ndarray:
        low, high = limits
        if self.logarithmic:
            with np.errstate(divide="ignore"):
                values = np.log10(values)
            low, high = np.log10(low), np.log10(high)
        return np.asarray((values - low) / ((high - low) or 1.0))

    def _ticks(self, limits: tuple[float, float]) -> np.ndarray:
        low, high = limits
        if self.logarithmic:
            decades = np.arange(np.ceil(np.log10(low)), np.floor(np.log10(high)) + 1)
            return 10.0**decades
        step = round_number((high - low) / _TICKS)
        return np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step + 0.0  # no -0


def rose(
    shares: np.ndarray,
    amplitudes: np.ndarray,
    phase: float,
    length: float,
    title: str,
    size: int = 210,
) -> Markup:
    """Draw shares of events by phase as sectors, amplitude by phase around, and the resultant.

    Parameters
    ----------
    shares : array, shape (bins,)
        Of the events, in each bin of phase; the first bin begins at -pi.
    amplitudes : array, shape (bins,)
        Mean amplitude in each bin, in shares of their sum.
    phase, length : float
        Preferred phase in radians, and length of the resultant, 0 to 1.
    title : str
        For those who listen to the page.
    size : int
        px.

    Returns
    -------
    str
        SVG: 0, the crest of the slow wave, is to the right; pi, the trough, to the left. Sectors
        have areas in proportion to their shares, so that a direction is not twice as loud where
        twice as many events are.
    """
    radius, middle = size / 2 - 26, size / 2
    edges = np.linspace(-np.pi, np.pi, shares.size + 1)

    def corner(reach: float, angle: float) -> str:
        return f"{middle + reach * np.cos(angle):.1f},{middle - reach * np.sin(angle):.1f}"

    ring: Attributes = {"cx": middle, "cy": middle, "r": radius}
    parts = [mark("circle", **ring, fill="none", class_="grid")]
    for dx, dy in ((radius, 0), (0, radius)):
        ends: Attributes = {
            "x1": middle - dx,
            "x2": middle + dx,
            "y1": middle - dy,
            "y2": middle + dy,
        }
        parts.append(mark("line", class_="grid", **ends))
    reach = radius * np.sqrt(shares / (shares.max() or 1.0))
    for first, last, r, share in zip(edges[:-1], edges[1:], reach, shares, strict=True):
        corners = " ".join(corner(r, angle) for angle in np.linspace(first, last, 6))
        sector = f"{middle},{middle} {corners}"
        parts.append(mark("polygon", points=sector, class_="sector", title=f"{share:.0%}"))
    centres = (edges[:-1] + edges[1:]) / 2
    outline = " ".join(
        corner(radius * value / (amplitudes.max() or 1.0), angle)
        for value, angle in zip(amplitudes, centres, strict=True)
    )
    parts.append(mark("polygon", points=outline, class_="outline"))
    x, y = corner(radius * length, phase).split(",")
    parts.append(mark("line", x1=middle, y1=middle, x2=x, y2=y, class_="resultant"))
    for at, up, anchor, words in (
        (size - 24, middle - 6, "start", "crest"),
        (24, middle - 6, "end", "trough"),
        (middle, 16, "middle", "falling"),
        (middle, size - 8, "middle", "rising"),
    ):
        parts.append(text(at, up, words, text_anchor=anchor))
    return drawing(parts, viewBox=f"-30 0 {size + 60} {size}", role="img", aria_label=title)
