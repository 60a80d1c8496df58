"""Size of letters and lines in figures: as they were made, or larger for a projector."""

from typing import Any

from bokeh.plotting import figure

TYPE_FACTOR = 1.3
"""How much larger letters are for a projector; the page's style says the same."""
LINE_FACTOR = 1.6

_THICKEST = 10  # px of a line
_BORDERS = ("min_border_left", "min_border_right")


class FigureType:
    """Letters and line widths of one figure, which remembers how they were made.

    Parameters
    ----------
    plot : figure
        What was added to it later is taken as it stands when it is first met.
    """

    def __init__(self, plot: figure) -> None:
        self.plot = plot
        self._made: dict[tuple[str, str], Any] = {}

    def enlarge(self, *, large: bool) -> None:
        """Draw letters and lines larger, or as they were made."""
        if not large and not self._made:
            return
        for model in self.plot.references():
            for name in model.properties():
                is_type, is_line = name.endswith("font_size"), name == "line_width"
                is_border = model is self.plot and name in _BORDERS
                if not (is_type or is_line or is_border):
                    continue
                made = self._made.setdefault((model.id, name), getattr(model, name))
                factor = (LINE_FACTOR if is_line else TYPE_FACTOR) if large else 1.0
                if (changed := _times(made, factor)) is not None:
                    setattr(model, name, changed)


def _times(made: object, factor: float) -> object:
    """Enlarge a length in px or points, or a number; None for what is neither.

    Examples
    --------
    >>> _times("11px", 1.3), _times(2, 1.5), _times("inherit", 1.3)
    ('14.3px', 3.0, None)
    """
    if factor == 1.0:
        return made
    if isinstance(made, int | float) and not isinstance(made, bool):
        # Of borders in whole px: figures one below the other stand in line.
        return round(made * factor) if isinstance(made, int) and made > _THICKEST else made * factor
    for unit in ("px", "pt"):
        if isinstance(made, str) and made.endswith(unit):
            return f"{round(float(made.removesuffix(unit)) * factor, 1):g}{unit}"
    return None
