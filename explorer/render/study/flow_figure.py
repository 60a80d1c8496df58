"""The flow of people through a study (CONSORT), or of one person's nights (CENT), as boxes."""

from collections.abc import Sequence

from markupsafe import Markup

from explorer.plan.flow import Flow, FlowStep
from explorer.render.svg_marks import Mark, drawing, mark, text

_WIDTH, _GAP = 300, 24
_LINE, _PAD, _BETWEEN = 15, 8, 22
_LONGEST = 44
"""Letters of a line: a longer reason goes on in the next."""


def flow_figure(found: Flow) -> Markup:
    """Draw a flow diagram.

    Parameters
    ----------
    found : Flow

    Returns
    -------
    Markup
        One ``<svg>``: the draw on top, and a column of boxes an arm, sequence or condition.
    """
    count = len(found.columns)
    width = count * _WIDTH + (count - 1) * _GAP
    head = [f"{found.head.title} (n = {found.head.count})", *found.head.lines]
    parts = _box((width - _WIDTH) / 2, 1, head, _height(head))
    down = 1 + _height(head)
    middle = width / 2
    begin = down + _BETWEEN
    lefts = [place * (_WIDTH + _GAP) for place in range(count)]
    for left in lefts:
        centre = left + _WIDTH / 2
        parts += _arrow([(middle, down), (middle, down + 10), (centre, down + 10), (centre, begin)])
    for k in range(len(found.columns[0].steps)):
        boxes = [_lines(column.name, column.steps[k], first=k == 0) for column in found.columns]
        height = max(map(_height, boxes))
        for left, lines in zip(lefts, boxes, strict=True):
            if k:
                centre = left + _WIDTH / 2
                parts += _arrow([(centre, begin - _BETWEEN), (centre, begin)])
            parts += _box(left, begin, lines, height)
        begin += height + _BETWEEN
    total = begin - _BETWEEN + 2
    said = "; ".join(
        f"{column.name}: " + ", ".join(f"{step.title} {step.count}" for step in column.steps)
        for column in found.columns
    )
    return drawing(
        parts,
        class_="flow",
        viewBox=f"0 0 {width} {total:g}",
        width=width,
        height=f"{total:g}",
        role="img",
        aria_label=f"Flow diagram. {found.head.title} {found.head.count}. {said}.",
    )


def _lines(name: str, step: FlowStep, *, first: bool) -> list[str]:
    title = f"{step.title} (n = {step.count})"
    return [f"{name}: {title}" if first else title, *step.lines]


def _wrapped(lines: Sequence[str]) -> list[str]:
    rows: list[str] = []
    for line in lines:
        row = ""
        for word in line.split():
            if row and len(row) + 1 + len(word) > _LONGEST:
                rows.append(row)
                row = word
            else:
                row = f"{row} {word}".strip()
        rows.append(row)
    return rows


def _height(lines: Sequence[str]) -> int:
    return len(_wrapped(lines)) * _LINE + 2 * _PAD


def _box(left: float, top: float, lines: Sequence[str], height: int) -> list[Mark]:
    parts = [mark("rect", x=left + 1, y=top, width=_WIDTH - 2, height=height, class_="box")]
    for place, words in enumerate(_wrapped(lines)):
        style = "name middle" if place == 0 else "tick middle"
        down = top + _PAD + 11 + place * _LINE
        parts.append(text(left + _WIDTH / 2, down, words, class_=style))
    return parts


def _arrow(points: Sequence[tuple[float, float]]) -> list[Mark]:
    x, y = points[-1]
    path = " ".join(f"{a:g},{b:g}" for a, b in points)
    head = f"{x:g},{y:g} {x - 4:g},{y - 6:g} {x + 4:g},{y - 6:g}"
    return [
        mark("polyline", points=path, class_="arrow"),
        mark("polygon", points=head, class_="arrowhead"),
    ]
