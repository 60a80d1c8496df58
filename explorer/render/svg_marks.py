"""Marks of a figure (lines, dots, words), which one template writes as SVG."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from markupsafe import Markup

from explorer.render.environment import pieces

_TEMPLATE = "marks.svg.j2"
LETTER = 7.0
"""px that a letter of a tick or a name is wide at the most, at 12 px."""

Attributes: TypeAlias = dict[str, Any]  # of a mark, as `mark` names them: numbers or words


@dataclass(frozen=True, slots=True)
class Mark:
    """One element of a figure.

    Parameters
    ----------
    tag : str
        Of SVG.
    attributes : dict
        By their names in SVG; those that are None are not written.
    title : str
        Words under the pointer.
    words : str
        In it.
    inside : tuple of Mark
        Drawn in it.
    """

    tag: str
    attributes: Attributes
    title: str = ""
    words: str = ""
    inside: tuple["Mark", ...] = ()


def mark(tag: str, *inside: Mark, words: str = "", title: str = "", **attributes: Any) -> Mark:
    """Make a mark; of an attribute's name, ``_`` stands for ``-``, and ``class_`` for ``class``.

    Examples
    --------
    >>> draw([mark("line", x1=0, x2=9, stroke_width=2)])
    Markup('<line x1="0" x2="9" stroke-width="2"/>')
    """
    named = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    return Mark(tag, named, title, words, inside)


def text(x: object, y: object, words: str, **attributes: Any) -> Mark:
    """Write words at a place."""
    return mark("text", words=words, x=x, y=y, **attributes)


def polyline(points: Iterable[tuple[float, float]], **attributes: Any) -> Mark:
    """Draw a line through places, to a tenth of a pixel."""
    return mark("polyline", points=joined(points), **attributes)


def joined(points: Iterable[tuple[float, float]]) -> str:
    """Write places as the ``points`` of a line or a shape, to a tenth of a pixel.

    Examples
    --------
    >>> joined([(0, 1.25), (10, 2)])
    '0.0,1.2 10.0,2.0'
    """
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def level_axis(
    levels: Iterable[tuple[object, float]], left: float, right: float, apart: float = 5
) -> list[Mark]:
    """Draw faint lines across with their words at the left: an axis upwards.

    Parameters
    ----------
    levels : iterable of (object, float)
        Words, and how far down.
    left, right : float
        Ends of the lines.
    apart : float
        From the words to the lines.
    """
    marks = []
    for words, down in levels:
        marks.append(mark("line", x1=left, x2=right, y1=down, y2=down, class_="grid"))
        marks.append(text(left - apart, down + 4, f"{words}", class_="tick end"))
    return marks


def left_edge(words: Iterable[str], room: float) -> float:
    """Say how far left a figure must begin so that the widest words at its left are whole.

    Parameters
    ----------
    words : iterable of str
        That end at one place, as ticks do.
    room : float
        px from the figure's own edge to there.

    Returns
    -------
    float
        0 where they have room, below 0 where they have not; for the ``viewBox``.

    Examples
    --------
    >>> left_edge(["0", "500"], 35), left_edge(["0", "−10000"], 35)
    (0.0, -7.0)
    """
    longest = max(map(len, words), default=0)
    return min(0.0, room - LETTER * longest)


def draw(marks: Sequence[Mark]) -> Markup:
    """Write marks as SVG, from the back to the front."""
    return pieces(_TEMPLATE).draw(marks)


def drawing(marks: Sequence[Mark], *, title: str = "", **attributes: Any) -> Markup:
    """Write a whole ``<svg>`` element; its attributes are named as those of `mark`."""
    return draw([mark("svg", *marks, title=title, **attributes)])
