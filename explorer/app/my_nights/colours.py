"""Colours of the rows of nights: the stages' own, and those of conditions, which go with shapes."""

from typing import Any

from explorer.render.theme import choose_theme, stage_colour
from explorer.vocabulary.stages import Stage

# Okabe & Ito 2008, "Color Universal Design", without yellow and black, which a page's paper and
# words have; each goes with a shape, so that none need be told by its colour.
CONDITIONS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00")


def palette(*, dark: bool) -> dict[str, Any]:
    """Give the page's colours as its drawing takes them.

    Examples
    --------
    >>> palette(dark=False)["stages"]["0"]
    '#D9A441'
    """
    theme = choose_theme(dark)
    return {
        "stages": {str(int(one)): stage_colour(one, theme) for one in Stage},
        "conditions": list(CONDITIONS),
        "text": theme.text,
        "muted": theme.muted,
        "line": theme.grid,
        "paper": theme.paper,
        "accent": theme.accent,
    }
