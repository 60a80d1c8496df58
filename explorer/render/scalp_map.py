"""A scalp map as SVG: the head from above, colours between sites, every site drawn and named."""

import base64
import io
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr
from markupsafe import Markup
from PIL import Image

from explorer.analysis.scalp_interpolation import FEWEST_TO_INTERPOLATE, interpolate_scalp
from explorer.render.number_format import number
from explorer.render.svg_marks import Mark, drawing, mark, text
from explorer.vocabulary.scalp_positions import scalp_positions

_SIZE, _MIDDLE = 280.0, 140.0  # px of the map's square
_ROOM = 1.12  # of the map's radius, with the nose
_WIDTH, _HEIGHT = 372, 290
_BAR = (306, 30, 14, 214)  # px: left, top, width, height
_STEPS = 64
_CROWDED = 32  # sites from which on names are small
_NOSE, _EAR = 0.14, 0.07  # of the head's radius
_LEVELS = 255


@dataclass(frozen=True)
class Palette:
    """Colours from the smallest value to the largest, evenly spaced."""

    anchors: tuple[str, ...]

    def rgb(self, shares: npt.NDArray[np.floating]) -> npt.NDArray[np.uint8]:
        """Colours of shares from 0 to 1, shape (..., 3)."""
        anchors = np.array([[int(one[k : k + 2], 16) for k in (1, 3, 5)] for one in self.anchors])
        at = np.linspace(0, 1, len(anchors))
        parts = [np.interp(shares, at, anchors[:, k]) for k in range(3)]
        return np.asarray(np.stack(parts, axis=-1).round(), np.uint8)

    def words(self, share: float) -> str:
        """One colour, as a style has it.

        Examples
        --------
        >>> VIRIDIS.words(0.0)
        '#440154'
        """
        return "#" + "".join(f"{level:02x}" for level in self.rgb(np.array(share)).tolist())


VIRIDIS = Palette(
    (
        *("#440154", "#482878", "#3e4989", "#31688e", "#26828e"),
        *("#1f9e89", "#35b779", "#6ece58", "#b5de2b", "#fde725"),
    )
)
"""For amounts, dark to bright."""

BLUE_RED = Palette(("#2166ac", "#92c5de", "#f7f7f7", "#f4a582", "#b2182b"))
"""For differences: blue below nothing, red above it."""


def scalp_map(
    values: xr.DataArray,
    limits: tuple[float, float],
    units: str,
    spoken: str,
    *,
    palette: Palette = VIRIDIS,
    marked: Collection[str] = (),
    decimals: int = 1,
) -> Markup:
    """Draw a scalp map with its sites and its scale.

    Parameters
    ----------
    values : xr.DataArray, dims (channel)
        With the coordinates ``site``, ``x`` and ``y``; NaN at a site without a value.
    limits : (float, float)
        Of the colours.
    units : str
        Written above the scale.
    spoken : str
        What it shows, for those who listen to the page.
    palette : Palette
    marked : collection of str
        Sites drawn larger.
    decimals : int
        Of the scale.

    Returns
    -------
    Markup
        An ``<svg>``; only the sites where fewer than four have a value.
    """
    outermost = float(np.hypot(values.x.values, values.y.values).max())
    radius = max(1.0, outermost * 1.01)
    scale = _MIDDLE / (radius * _ROOM)
    parts: list[Mark] = []
    if int(np.isfinite(values.values).sum()) >= FEWEST_TO_INTERPOLATE:
        drawn = interpolate_scalp(values)
        reach = float(drawn.x.values[-1]) * scale * len(drawn.x) / (len(drawn.x) - 1)
        parts.append(
            mark(
                "image",
                x=round(_MIDDLE - reach, 1),
                y=round(_MIDDLE - reach, 1),
                width=round(2 * reach, 1),
                height=round(2 * reach, 1),
                href=_picture(drawn.values[::-1], limits, palette),
            )
        )
    parts += _head(scale)
    parts += _sites(values, scale, marked)
    parts += _bar(limits, units, palette, decimals)
    return drawing(
        parts,
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        class_="scalp-map",
        role="img",
        aria_label=spoken,
    )


def map_pixels(
    rows: npt.NDArray[np.float64], limits: tuple[float, float], palette: Palette
) -> npt.NDArray[np.uint8]:
    """Colour the points of a map, clear where they are NaN, shape (..., 4)."""
    low, high = limits
    known = np.isfinite(rows)
    shares = np.clip((np.where(known, rows, low) - low) / ((high - low) or 1.0), 0, 1)
    pixels = np.concatenate([palette.rgb(shares), np.uint8(_LEVELS) * known[..., None]], axis=-1)
    return pixels.astype(np.uint8)


def _picture(rows: npt.NDArray[np.float64], limits: tuple[float, float], palette: Palette) -> str:
    """Encode the map, its front at the top, clear outside the head."""
    out = io.BytesIO()
    Image.fromarray(map_pixels(rows, limits, palette), "RGBA").save(out, format="PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode("ascii")


def _head(scale: float) -> list[Mark]:
    """Outline through Fpz, T8, Oz and T7, nose and ears: the head from above, its face on top."""
    at = scalp_positions()
    front, back = at["FPZ"][1], at["OZ"][1]
    wide, long = (at["T8"][0] - at["T7"][0]) / 2 * scale, (front - back) / 2 * scale
    middle = _MIDDLE - (front + back) / 2 * scale
    top, side = middle - long, _NOSE * scale
    base = middle - long * (1 - (side / wide) ** 2) ** 0.5
    nose = (
        f"M{_MIDDLE - side:.1f},{base:.1f} L{_MIDDLE:.1f},{top - side:.1f} "
        f"L{_MIDDLE + side:.1f},{base:.1f}"
    )
    ears = [
        mark(
            "ellipse",
            cx=round(_MIDDLE + way * (wide + _EAR * scale), 1),
            cy=round(middle, 1),
            rx=round(_EAR * scale, 1),
            ry=round(3 * _EAR * scale, 1),
            class_="head",
        )
        for way in (-1, 1)
    ]
    outline = mark(
        "ellipse",
        cx=_MIDDLE,
        cy=round(middle, 1),
        rx=round(wide, 1),
        ry=round(long, 1),
        class_="head",
    )
    return [outline, mark("path", d=nose, class_="head"), *ears]


def _sites(values: xr.DataArray, scale: float, marked: Collection[str]) -> list[Mark]:
    crowded = values.sizes["channel"] > _CROWDED
    parts = []
    for site, x, y, value in zip(
        values.site.values.tolist(),
        values.x.values.tolist(),
        values.y.values.tolist(),
        values.values.tolist(),
        strict=True,
    ):
        across, down = round(_MIDDLE + x * scale, 1), round(_MIDDLE - y * scale, 1)
        known = np.isfinite(value)
        kind = "site marked" if site in marked else "site" if known else "site missing"
        size = 4.0 if site in marked else 1.6 if crowded else 2.2
        words = f"{site}: {number(value, 2)} {values.attrs.get('units', '')}".strip()
        parts.append(mark("circle", cx=across, cy=down, r=size, class_=kind, title=words))
        name = "site-name small" if crowded else "site-name"
        parts.append(text(across, round(down - size - 1.8, 1), site, class_=name))
    return parts


def _bar(limits: tuple[float, float], units: str, palette: Palette, decimals: int) -> list[Mark]:
    left, top, width, height = _BAR
    shades = np.linspace(high := limits[1], low := limits[0], _STEPS)[:, None]
    parts = [
        mark(
            "image",
            x=left,
            y=top,
            width=width,
            height=height,
            preserveAspectRatio="none",
            href=_picture(shades, limits, palette),
            class_="scale",
        )
    ]
    for share in (0.0, 0.5, 1.0):
        words = number(low + share * (high - low), decimals)
        down = round(top + height * (1 - share) + 4, 1)
        parts.append(text(left + width + 5, down, words, class_="tick"))
    parts.append(text(left + width / 2, top - 12, units, class_="tick middle"))
    return parts
