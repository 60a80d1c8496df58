"""Small charts as SVG: axes with round ticks, lines, bands, points, in the page's colours."""

from dataclasses import dataclass, field
from html import escape

import numpy as np

from explorer.render.round_numbers import round_number

_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 8, 8, 34  # px around the frame
_TICKS = 6


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
    _parts: list[str] = field(default_factory=list)

    def x(self, values: np.ndarray | float) -> np.ndarray:
        """Place values along the width, px."""
        share = self._share(np.asarray(values, float), self.across)
        return _LEFT + share * (self.width - _LEFT - _RIGHT)

    def y(self, values: np.ndarray | float) -> np.ndarray:
        """Place values along the height, px."""
        share = self._share(np.asarray(values, float), self.up)
        return self.height - _BOTTOM - share * (self.height - _TOP - _BOTTOM)

    def line(self, across: np.ndarray, up: np.ndarray, style: str, name: str = "") -> None:
        """Draw a line; not where it is NaN."""
        finite = np.isfinite(up)
        points = " ".join(
            f"{x:.1f},{y:.1f}"
            for x, y in zip(self.x(across[finite]), self.y(up[finite]), strict=True)
        )
        told = f"<title>{escape(name)}</title>" if name else ""
        self._parts.append(
            f'<polyline points="{points}" fill="none" style="{style}">{told}</polyline>'
        )

    def band(self, across: np.ndarray, low: np.ndarray, high: np.ndarray, style: str) -> None:
        """Fill between two lines."""
        if not (np.isfinite(low).all() and np.isfinite(high).all()):
            return
        there = zip(self.x(across), self.y(low), strict=True)
        back = zip(self.x(across[::-1]), self.y(high[::-1]), strict=True)
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in [*there, *back])
        self._parts.append(f'<polygon points="{points}" stroke="none" style="{style}"/>')

    def points(self, across: np.ndarray, up: np.ndarray, style: str) -> None:
        """Draw dots."""
        for x, y in zip(self.x(across), self.y(up), strict=True):
            if np.isfinite(y):
                self._parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" style="{style}"/>')

    def stretch(self, first: float, last: float, style: str, name: str) -> None:
        """Shade a stretch of the width from top to bottom."""
        left, right = (float(self.x(at)) for at in (first, last))
        self._parts.append(
            f'<rect x="{left:.1f}" y="{_TOP}" width="{right - left:.1f}" '
            f'height="{self.height - _BOTTOM - _TOP}" style="{style}">'
            f"<title>{escape(name)}</title></rect>"
        )

    def upright(self, at: float, words: str) -> None:
        """Draw a thin upright line with words at its top."""
        x = float(self.x(at))
        self._parts.append(
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{self.height - _BOTTOM}" '
            f'class="grid" stroke-dasharray="3 3"/>'
            f'<text x="{x + 3:.1f}" y="{_TOP + 10}">{escape(words)}</text>'
        )

    def svg(self) -> str:
        """Put the chart together."""
        bottom, right = self.height - _BOTTOM, self.width - _RIGHT
        axes = []
        for tick in self._ticks(self.across):
            x = float(self.x(tick))
            axes.append(
                f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{bottom}"/>'
                f'<text x="{x:.1f}" y="{bottom + 13}" text-anchor="middle">{tick:g}</text>'
            )
        for tick in self._ticks(self.up):
            y = float(self.y(tick))
            axes.append(
                f'<line class="grid" x1="{_LEFT}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}"/>'
                f'<text x="{_LEFT - 5}" y="{y + 4:.1f}" text-anchor="end">{tick:g}</text>'
            )
        middle = (_TOP + bottom) / 2
        axes.append(
            f'<text x="{(_LEFT + right) / 2}" y="{self.height - 4}" text-anchor="middle">'
            f"{escape(self.across_label)}</text>"
            f'<text transform="translate(11 {middle}) rotate(-90)" text-anchor="middle">'
            f"{escape(self.up_label)}</text>"
        )
        return (
            f'<svg viewBox="0 0 {self.width} {self.height}" role="img" '
            f'aria-label="{escape(self.title)}">{"".join(axes)}{"".join(self._parts)}</svg>'
        )

    def _share(self, values: np.ndarray, limits: tuple[float, float]) -> np.ndarray:
        low, high = limits
        if self.logarithmic:
            with np.errstate(divide="ignore"):
                values = np.log10(values)
            low, high = np.log10(low), np.log10(high)
        return (np.clip(values, low, high) - low) / ((high - low) or 1.0)

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
) -> str:
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

    parts = [f'<circle cx="{middle}" cy="{middle}" r="{radius}" fill="none" class="grid"/>']
    parts += [
        f'<line class="grid" x1="{middle - dx}" x2="{middle + dx}" y1="{middle - dy}" '
        f'y2="{middle + dy}"/>'
        for dx, dy in ((radius, 0), (0, radius))
    ]
    reach = radius * np.sqrt(shares / (shares.max() or 1.0))
    for first, last, r, share in zip(edges[:-1], edges[1:], reach, shares, strict=True):
        corners = " ".join(corner(r, angle) for angle in np.linspace(first, last, 6))
        parts.append(
            f'<polygon points="{middle},{middle} {corners}" class="sector">'
            f"<title>{share:.0%}</title></polygon>"
        )
    centres = (edges[:-1] + edges[1:]) / 2
    outline = " ".join(
        corner(radius * value / (amplitudes.max() or 1.0), angle)
        for value, angle in zip(amplitudes, centres, strict=True)
    )
    parts.append(f'<polygon points="{outline}" class="outline"/>')
    x, y = corner(radius * length, phase).split(",")
    parts.append(f'<line x1="{middle}" y1="{middle}" x2="{x}" y2="{y}" class="resultant"/>')
    for at, up, anchor, words in (
        (size - 24, middle - 6, "start", "crest"),
        (24, middle - 6, "end", "trough"),
        (middle, 16, "middle", "falling"),
        (middle, size - 8, "middle", "rising"),
    ):
        parts.append(f'<text x="{at}" y="{up}" text-anchor="{anchor}">{words}</text>')
    return (
        f'<svg viewBox="-30 0 {size + 60} {size}" role="img" aria-label="{escape(title)}">'
        f"{''.join(parts)}</svg>"
    )
