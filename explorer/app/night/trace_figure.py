"""The figure of the traces: lanes, scale bars and events, before anything is drawn in them."""

from typing import Any

from bokeh.models import ColumnDataSource, FixedTicker, LinearAxis, NoOverlap, Range1d

from explorer.app.night.event_overlays import EventLayers
from explorer.app.panel import HAIRLINE, LABELS_APART, clock_formatter, night_figure


class TraceFigure:
    """Lanes without traces: a figure and its sources, made before the pane that carries it."""

    def __init__(self) -> None:
        plot = night_figure("traces", 330, Range1d(0, 30, name="trace_range"), label="")
        plot.y_range = Range1d(-0.6, 0.6)
        plot.ygrid.visible = False
        plot.xaxis.formatter = clock_formatter(seconds=True)
        plot.xaxis.ticker.name = "trace_ticker"
        plot.yaxis[0].ticker = FixedTicker()
        empty: dict[str, Any] = {
            key: [] for key in ("xs", "ys", "colour", "band_colour", "start", "tier", "generation")
        }
        self.raw = ColumnDataSource(dict(empty), name="raw_traces", syncable=False)
        self.filtered = ColumnDataSource(dict(empty), name="band_traces", syncable=False)
        self.raw_lines = plot.multi_line(
            "xs", "ys", line_color="colour", source=self.raw, line_width=0.9
        )
        # Among the overlays: a band that moves leaves what was recorded, and the axes, as painted.
        plot.multi_line(
            "xs",
            "ys",
            line_color="band_colour",
            source=self.filtered,
            line_width=HAIRLINE,
            level="overlay",
        )
        self.bars = ColumnDataSource(
            {"x": [], "low": [], "high": [], "colour": []}, name="scale_bars"
        )
        self.bar_lines = plot.segment(
            "x", "low", "x", "high", source=self.bars, line_color="colour", line_width=2.5
        )
        self.bar_range = Range1d(0, 1)
        plot.extra_x_ranges = {"bars": self.bar_range}
        self.bar_lines.x_range_name = "bars"
        # In the margin, where no trace runs through them.
        self.bar_labels = LinearAxis(
            name="scale_bar_labels",
            ticker=FixedTicker(),
            axis_line_color=None,
            major_tick_line_color=None,
            minor_tick_line_color=None,
            major_label_standoff=2,
            major_label_text_font_size="11px",
            major_label_policy=NoOverlap(min_distance=LABELS_APART),
        )
        plot.add_layout(self.bar_labels, "right")
        self.event_layers = EventLayers(plot)
        self.plot = plot
