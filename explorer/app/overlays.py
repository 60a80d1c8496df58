"""Marks that several panels share; the page moves them by their tags, without the kernel.

All of them are overlays: when one moves, Bokeh paints the overlays anew and not the whole figure.
"""

from bokeh.models import BoxAnnotation, Label, Span

from explorer.render.theme import Theme


def window_box() -> BoxAnnotation:
    """Mark where the visible window lies in the night: never narrower than its two lines."""
    return BoxAnnotation(
        left=0, right=0, fill_alpha=0.25, line_width=1.5, level="overlay", tags=["window-box"]
    )


def selection_box() -> BoxAnnotation:
    """Make the shade over the selection."""
    return BoxAnnotation(
        left=0,
        right=0,
        fill_alpha=0.05,  # an outline: what lies in it keeps its colours
        line_width=1.5,
        visible=False,
        level="overlay",
        tags=["selection-box"],
    )


def selection_label() -> Label:
    """Make the words at the selection: from when to when, and how long. The page writes them.

    They hang from the top, where no stage is drawn.
    """
    return Label(
        x=0,
        y=0,
        x_offset=4,
        text="",
        text_font_size="11px",
        text_baseline="top",
        background_fill_alpha=0.85,
        visible=False,
        level="overlay",
        name="selection_label",
    )


def epoch_box() -> BoxAnnotation:
    """Make the frame around the epoch that a key would score, in a window of several."""
    return BoxAnnotation(
        left=0,
        right=0,
        fill_alpha=0.06,
        line_width=1,
        visible=False,
        level="overlay",
        tags=["epoch-box"],
    )


def lights_marks() -> list[BoxAnnotation | Span]:
    """Mark lights-off and lights-on by a line each to drag, and shade what lies outside.

    Only the page moves them: a place sent from here would be older than the hand.
    """
    marks: list[BoxAnnotation | Span] = []
    for name in ("lights-off", "lights-on"):
        shade = BoxAnnotation(
            left=0,
            right=0,
            fill_alpha=0.22,
            line_alpha=0,
            level="overlay",
            tags=[f"{name}-shade"],
        )
        line = Span(dimension="height", line_width=2, level="overlay", tags=[name])
        marks += [shade, line]
    return marks


def proposal_box() -> BoxAnnotation:
    """Make the dashed frame around a main sleep period that is proposed."""
    return BoxAnnotation(
        fill_alpha=0.0,
        line_width=1.5,
        line_alpha=0.9,
        line_dash="dashed",
        visible=False,
        level="overlay",
        tags=["proposal-box"],
    )


def band_marks() -> tuple[BoxAnnotation, Span, Span]:
    """Make the band on a frequency axis: a faint box and two edges to drag."""
    box = BoxAnnotation(
        bottom=0, top=0, fill_alpha=0.10, line_alpha=0, level="overlay", tags=["band-box"]
    )
    edges = [
        Span(dimension="width", location=0, line_width=2, level="overlay", tags=[tag])
        for tag in ("band-low", "band-high")
    ]
    return box, edges[0], edges[1]


def paint_marks(marks: list[BoxAnnotation | Span], theme: Theme) -> None:
    """Give marks the colours of a theme."""
    for mark in marks:
        if mark.tags[0].startswith("lights"):
            if isinstance(mark, Span):
                mark.line_color = theme.text
            else:
                mark.fill_color = theme.muted
        elif isinstance(mark, Span):
            mark.line_color = "#FFFFFF"
        elif "band-box" in mark.tags:
            mark.fill_color = "#FFFFFF"
        elif "selection-box" in mark.tags:
            mark.update(fill_color=theme.selection, line_color=theme.selection)
        else:
            mark.update(fill_color=theme.accent, line_color=theme.accent)
