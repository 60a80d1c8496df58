"""Strips along the night: events and their density, N3 by scorer and by rule, artefacts."""

from collections.abc import Sequence

import numpy as np
from bokeh.models import ColumnDataSource, FixedTicker, LinearColorMapper, Range1d
from bokeh.plotting import figure

from explorer.analysis.channel_night import ChannelNight
from explorer.analysis.event_counts import events_by_epoch
from explorer.analysis.event_search import NAMES
from explorer.analysis.n3_rule import n3_by_rule
from explorer.app.analysis_cache import AnalysisCache
from explorer.app.overlays import paint_marks, selection_box, window_box
from explorer.app.panel import Panel, Watch, clock_ticks, night_figure, set_ticks
from explorer.app.state import SAMPLES, STAGES, ExplorerState
from explorer.app.status import ANALYSIS, EVENTS, Status
from explorer.intervals import runs
from explorer.render.round_numbers import round_number
from explorer.render.theme import choose_theme, stage_colour
from explorer.vocabulary.stages import Stage

_DENSITY_TOP = 5.0  # the density's strip is 1.8 rows high, the others one
_DENSITY_BOTTOM = 3.2
_ROWS = {"events": 2.5, "N3 scored": 1.5, "N3 criterion": 0.5, "artefacts": -0.5}
# Which rows are left, from the bottom up, where the others' content is hidden.
_BLIND_ROWS = {"N3 scored": 0.5, "artefacts": -0.5}
_LESSON_ROWS = {"artefacts": -0.5}
_BELOW, _ABOVE = 0.5, 0.1  # of a row, below the lowest and above the highest
_ROW_HEIGHT, _BORDERS = 14.4, 4  # px
_HALF = 0.36  # of a row
_COLUMNS = 1200  # of the raster over the night: about one a pixel
_LEVELS = 16  # shades of the raster


class EventStripsPanel(Panel):
    """What was found over the whole night; a tap goes there."""

    def __init__(
        self, state: ExplorerState, cache: AnalysisCache, night_range: Range1d, status: Status
    ) -> None:
        self.status = status
        self._labelled = (0.0, "events")
        super().__init__(state, cache, night_range)

    def build(self) -> figure:
        """Make the empty strips."""
        plot = night_figure("events", _height(_ROWS), self.night_range, label="")
        plot.y_range = Range1d(*_span(_ROWS))
        plot.ygrid.visible = False
        plot.xaxis.visible = False
        plot.yaxis[0].ticker, plot.xgrid[0].ticker = FixedTicker(), FixedTicker()
        self.density = ColumnDataSource({"time": [], "top": []}, name="density", syncable=False)
        # Its steps are spelt out: BokehJS 3.9 never returns from painting an empty VAreaStep.
        self.area = plot.varea(x="time", y1=_DENSITY_BOTTOM, y2="top", source=self.density)
        self.mapper = LinearColorMapper(palette=["#FFFFFF"] * _LEVELS, low=0, high=_LEVELS - 1)
        self.raster = plot.image(
            image=[np.zeros((1, 1), np.uint8)],
            x=0,
            y=_ROWS["events"] - _HALF,
            dw=1,
            dh=2 * _HALF,
            color_mapper=self.mapper,
        )
        self.spans = {}
        self.boxes = {}
        # A row that moves has its place with its data: of a glyph's own, changed in the same patch,
        # BokehJS throws "Size mismatch".
        for row in ("N3 scored", "N3 criterion", "artefacts"):
            moves = row in _BLIND_ROWS and _BLIND_ROWS[row] != _ROWS[row]
            columns = ("left", "right", *(("bottom", "top") if moves else ()))
            source = ColumnDataSource({one: [] for one in columns}, name=row, syncable=False)
            self.spans[row] = source
            self.boxes[row] = plot.quad(
                left="left",
                right="right",
                bottom="bottom" if moves else _ROWS[row] - _HALF,
                top="top" if moves else _ROWS[row] + _HALF,
                source=source,
                line_width=0.5,
            )
        self.marks = [selection_box(), window_box()]
        for mark in self.marks:
            plot.add_layout(mark)
        return plot

    def watches(self) -> Sequence[Watch]:
        """Say what is drawn for which change."""
        return (
            (frozenset({"night"}), self.new_night),
            (SAMPLES | ANALYSIS, self.draw),
            (EVENTS, self.draw_events),
            (frozenset({"n3_amplitude"}), self.draw_rule),
            (STAGES - {"night"}, self.draw_by_scorer),
            (frozenset({"dark"}), self.repaint),
        )

    def new_night(self) -> None:
        """Lay the clock out anew, and empty every strip."""
        set_ticks(self.figure.xgrid[0], clock_ticks(self.state))
        self._label(0.0)
        self.draw_scored()
        self.draw()

    @property
    def rows(self) -> dict[str, float]:
        """Where each row is that may be seen: what blind scoring or a lesson hides has none."""
        if self.state.in_lesson:
            return _LESSON_ROWS
        return _BLIND_ROWS if self.state.blind else _ROWS

    def lay_rows(self) -> None:
        """Put each row in its place, and the figure's height with them."""
        rows = self.rows
        for row, box in self.boxes.items():
            box.visible = row in rows
        self.area.visible = self.raster.visible = "events" in rows
        start, end = _span(rows)
        self.figure.y_range.update(start=start, end=end)
        self.figure.height = _height(rows)
        self._label(*self._labelled)

    def draw_by_scorer(self) -> None:
        """Draw what rests on the chosen scorer's stages; events follow when they are found."""
        self.draw_scored()
        self.draw_rule()
        self.draw_events()

    def draw_scored(self) -> None:
        """Send the epochs that are N3 by the chosen scorer."""
        self.lay_rows()
        self._fill("N3 scored", self.state.hypnogram.values == Stage.N3)

    def draw(self) -> None:
        """Draw what the analysis at hand gives; faded while another is computed."""
        self.draw_rule()
        self.draw_artefacts()
        self.draw_events()

    def draw_events(self) -> None:
        """Send the density and the raster of the events at hand."""
        state = self.state
        asked = (
            state.analysis_channel,
            state.view,
            state.band,
            state.detector,
            state.search_scope,
        )
        key = self.cache.events_key(*asked)
        if state.blind or state.in_lesson:
            self._draw_none()
            return
        if not key.is_same_but_band(self.status.events_key) or not self.cache.has_analysis(
            *asked[:2]
        ):
            if not self.status.events_key:
                self.area.glyph.fill_alpha = 0.25
                self.raster.glyph.global_alpha = 0.25
            return
        found = self.cache.kept_events(self.status.events_key)
        self.area.glyph.fill_alpha = self.raster.glyph.global_alpha = 1.0
        if found is None:
            self._draw_none()
            return
        hypnogram = state.night.hypnogram
        a_minute = events_by_epoch(found, hypnogram) * (60 / float(hypnogram.epoch_length))
        # A round number: the scale stays while a hand drags, and so does the axis.
        most = round_number(float(a_minute.max(initial=0)))
        scale = (_DENSITY_TOP - _DENSITY_BOTTOM) / most
        edges = np.r_[hypnogram.onset.values, state.night.duration].astype(np.float32)
        self.density.data = {
            "time": np.repeat(edges, 2)[1:-1],
            "top": np.repeat(_DENSITY_BOTTOM + a_minute * scale, 2).astype(np.float32),
        }
        duration = max(state.night.duration, 1.0)
        image = raster(found.events.onset.values, found.events.duration.values, duration)
        self.raster.data_source.data = {"image": [image[None]]}
        self.raster.glyph.update(image="image", dw=duration)
        self._label(most, NAMES[found.detection.kind])

    def _draw_none(self) -> None:
        if not len(self.density.data["time"]):
            return  # as before: nothing to send for each of a dragged band's places
        self.density.data = {"time": [], "top": []}
        self.raster.data_source.data = {"image": [np.zeros((1, 1), np.uint8)]}
        self.raster.glyph.update(image="image", dw=max(self.state.night.duration, 1.0))
        self._label(0.0)

    def draw_rule(self) -> None:
        """Send the epochs that are N3 by the line under the hand."""
        whole = self._whole()
        if whole is None or self.state.blind:
            self._fill("N3 criterion", np.zeros(0, bool))
            return
        hypnogram = self.state.hypnogram
        result = n3_by_rule(whole.waves, hypnogram, self.state.n3_amplitude, masked=whole.masked)
        self._fill("N3 criterion", result.is_n3)

    def draw_artefacts(self) -> None:
        """Send the epochs that spectra and averages leave out."""
        whole = self._whole()
        self._fill("artefacts", np.zeros(0, bool) if whole is None else whole.masked)

    def repaint(self) -> None:
        """Colour the strips."""
        theme = choose_theme(self.state.dark)
        self.area.glyph.fill_color = theme.event
        self.mapper.palette = _shades(theme.paper, theme.event)
        colours = {
            "N3 scored": stage_colour(Stage.N3, theme),
            "N3 criterion": theme.criterion,
            "artefacts": theme.muted,
        }
        for row, colour in colours.items():
            self.boxes[row].glyph.update(fill_color=colour, line_color=colour)
        paint_marks(self.marks, theme)

    def _whole(self) -> ChannelNight | None:
        channel = self.state.analysis_channel
        if not channel or not self.cache.has_analysis(channel, self.state.view):
            return None
        return self.cache.analysis(channel, self.state.view).whole

    def _fill(self, row: str, flags: np.ndarray) -> None:
        hypnogram = self.state.night.hypnogram
        length = float(hypnogram.epoch_length)
        flagged = runs(flags) * length + self.state.night.first_onset
        data = {"left": flagged[:, 0], "right": flagged[:, 1]}
        if "bottom" in self.spans[row].data:
            at = np.full(len(flagged), self.rows.get(row, _ROWS[row]))
            data |= {"bottom": at - _HALF, "top": at + _HALF}
        self.spans[row].data = data

    def _label(self, most: float, name: str = "events") -> None:
        self._labelled = most, name
        axis = self.figure.yaxis[0]
        rows = self.rows
        labels = {at: name if row == "events" else row for row, at in rows.items()}
        if "events" in rows:
            middle = (_DENSITY_TOP + _DENSITY_BOTTOM) / 2
            labels[middle] = f"0–{most:.0f} /min" if most else "/min"
        set_ticks(axis, list(labels))
        if axis.major_label_overrides != labels:  # new labels lay the whole page out anew
            axis.major_label_overrides = labels


def _span(rows: dict[str, float]) -> tuple[float, float]:
    """Where the figure begins and ends, in rows."""
    highest = _DENSITY_TOP if "events" in rows else max(rows.values()) + 0.5
    return min(rows.values()) - _BELOW, highest + _ABOVE


def _height(rows: dict[str, float]) -> int:
    """Px of a figure of these rows."""
    start, end = _span(rows)
    return round(_ROW_HEIGHT * (end - start)) + _BORDERS


def raster(onset: np.ndarray, duration: np.ndarray, total: float) -> np.ndarray:
    """Shade of each column of the night: how much of it events take.

    Parameters
    ----------
    onset, duration : array, shape (events,)
        s.
    total : float
        Length of the night, s.

    Returns
    -------
    array of uint8, shape (columns,)
        0 where there is none; at least a third of the darkest where there is one.

    Examples
    --------
    >>> raster(np.array([0.0, 50.0]), np.array([1.0, 1.0]), 1200.0)[:52:50].tolist()
    [15, 15]
    """
    column = np.minimum((onset / total * _COLUMNS).astype(np.int64), _COLUMNS - 1)
    share = np.bincount(column, duration, minlength=_COLUMNS) / (total / _COLUMNS)
    least = _LEVELS // 3
    shade = least + (_LEVELS - 1 - least) * np.minimum(share, 1)
    return np.where(share > 0, np.round(shade), 0).astype(np.uint8)


def _shades(first: str, last: str) -> list[str]:
    one, two = (
        np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) for colour in (first, last)
    )
    steps = np.linspace(0, 1, _LEVELS)[:, None]
    return [
        f"#{r:02X}{g:02X}{b:02X}" for r, g, b in np.round(one + (two - one) * steps).astype(int)
    ]
