"""Layers over the traces that the page fills by itself: events, counted waves, the line."""

from bokeh.models import ColumnDataSource, Label, Span
from bokeh.plotting import figure

from explorer.app.overlays import epoch_box, paint_marks, selection_box
from explorer.render.theme import Theme


class EventLayers:
    """Empty layers on the figure of the traces; the page puts there what its window holds.

    Parameters
    ----------
    plot : figure
        Of the traces.
    """

    def __init__(self, plot: figure) -> None:
        self.sources = []
        self.boxes = []
        for name, alpha in (("event_marks", 0.20), ("wave_marks", 0.9)):
            empty: dict[str, list[float]] = {k: [] for k in ("left", "right", "bottom", "top")}
            source = ColumnDataSource(empty, name=name, syncable=False)
            box = plot.quad(
                "left",
                "right",
                "top",
                "bottom",
                source=source,
                fill_alpha=alpha,
                line_alpha=alpha,
                line_width=0.8,
            )
            self.sources.append(source)
            self.boxes.append(box)
        empty = {k: [] for k in ("left", "right", "bottom", "top", "name")}
        by_hand = ColumnDataSource(empty, name="hand_marks", syncable=False)
        self.hand_boxes = plot.quad(
            "left", "right", "top", "bottom", source=by_hand, fill_alpha=0.12, line_width=1.2
        )
        self.hand_names = plot.text(
            "left",
            "bottom",
            text="name",
            text_font_size="10px",
            text_baseline="bottom",
            x_offset=3,
            source=by_hand,
        )
        empty = {k: [] for k in ("left", "right", "bottom", "top", "colour", "name")}
        scored = ColumnDataSource(empty, name="scored_marks", syncable=False)
        self.scored_boxes = plot.quad(
            "left",
            "right",
            "top",
            "bottom",
            source=scored,
            fill_color="colour",
            line_color="colour",
            fill_alpha=0.75,
        )
        self.scored_names = plot.text(
            "left",
            "bottom",
            text="name",
            text_font_size="9px",
            text_baseline="top",
            x_offset=2,
            source=scored,
        )
        self.brushed, self.epoch = selection_box(), epoch_box()
        self.lines = [
            Span(
                dimension="width",
                location=0,
                line_width=1.2,
                line_dash="dashed",
                visible=False,
                level="overlay",
                tags=[tag],
            )
            for tag in ("threshold-low", "threshold-high")
        ]
        self.label = Label(
            x=4,
            x_units="screen",
            y=2,
            y_units="screen",
            text="",
            text_font_size="11px",
            text_baseline="bottom",
            background_fill_alpha=0.9,
            visible=False,
            level="overlay",
            name="threshold_label",
        )
        for mark in (*self.lines, self.label, self.brushed, self.epoch):
            plot.add_layout(mark)

    def paint(self, theme: Theme) -> None:
        """Give the layers the colours of a theme."""
        for box, colour in zip(self.boxes, (theme.event, theme.criterion), strict=True):
            box.glyph.update(fill_color=colour, line_color=colour)
        for line in self.lines:
            line.line_color = theme.criterion
        self.hand_boxes.glyph.update(fill_color=theme.accent, line_color=theme.accent)
        self.hand_names.glyph.text_color = self.scored_names.glyph.text_color = theme.text
        paint_marks([self.brushed, self.epoch], theme)
        self.label.update(text_color=theme.criterion, background_fill_color=theme.paper)
