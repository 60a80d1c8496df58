"""Light and dark: one accent, calm greys, for Bokeh's figures and for the page around them."""

from bokeh.plotting import figure

from explorer.render.theme import Theme


def paint(plot: figure, theme: Theme) -> None:
    """Give a figure the colours of a theme."""
    plot.styles = {"background-color": theme.paper}  # of the last part of a pixel below the canvas
    plot.background_fill_color = theme.paper
    plot.border_fill_color = theme.paper
    plot.outline_line_color = theme.grid
    plot.grid.grid_line_color = theme.grid
    for axis in plot.axis:
        axis.axis_label_text_color = theme.muted
        axis.major_label_text_color = theme.muted
        axis.axis_line_color = theme.grid
        axis.major_tick_line_color = theme.grid
        axis.minor_tick_line_color = None
    for title in (plot.title, *plot.below):
        if hasattr(title, "text_color"):
            title.text_color = theme.muted
