"""Scored events in lanes along the night, and what the page draws of them over the traces."""

from collections.abc import Callable, Sequence

import numpy as np
from bokeh.models import ColumnDataSource, FixedTicker, Range1d
from bokeh.plotting import figure

from explorer import metrics
from explorer.analysis.event_lanes import (
    EventLane,
    LabelledEvents,
    bounded_lanes,
    label_events,
    lanes_of,
    marked_channel,
    touched_columns,
)
from explorer.analysis.observed_night import observed_with_marks
from explorer.app.overlays import paint_marks, selection_box, window_box
from explorer.app.panel import (
    LABEL_ROOM,
    Panel,
    Watch,
    clock_ticks,
    cut_label,
    label_width,
    labels_apart,
    night_figure,
    set_ticks,
)
from explorer.app.state import STAGES
from explorer.bridge.live_figure import LiveFigure
from explorer.metrics.hypnogram_rows import as_hypnograms
from explorer.metrics.scored_events import ScoredEvents
from explorer.models.graphoelements import PUT_IN
from explorer.render.architecture.event_lanes_part import events_notes
from explorer.render.theme import choose_theme
from explorer.scoring.combine_scorers import scorer_label
from explorer.vocabulary.telling_apart import what_differs

_ROW = 12  # px of a lane
_MOST_LANES = 8
_COLUMNS = 1200  # of the night: about one a pixel
_MOST_SENT = 100_000  # marks, for the traces
_LABEL_SIZE = 10  # px of the letters beside a lane
_SCORER = 30.0  # px of their room that a scorer's name takes
_HALF = 0.4  # of a row
_OVER_ALL, _DRAWN_BY_HAND = -1, -2  # in place of a channel


class EventLanesPanel(Panel):
    """What scorers marked, a lane a kind and scorer; a tap goes to the mark that is nearest."""

    pane: LiveFigure | None = None

    def build(self) -> figure:
        """Make the empty lanes."""
        plot = night_figure("scored events", 20, self.night_range, label="")
        plot.y_range = Range1d(-0.5, 0.5)
        plot.ygrid.visible = plot.xaxis.visible = False
        plot.yaxis[0].ticker, plot.xgrid[0].ticker = FixedTicker(), FixedTicker()
        plot.yaxis[0].update(
            major_label_text_font_size=f"{_LABEL_SIZE}px", major_tick_line_color=None
        )
        empty: dict[str, list[float]] = {k: [] for k in ("left", "right", "row", "colour")}
        self.source = ColumnDataSource(empty, name="event_lanes", syncable=False)
        plot.hbar(
            left="left",
            right="right",
            y="row",
            height=2 * _HALF,
            fill_color="colour",
            line_color="colour",
            line_width=0.5,
            source=self.source,
        )
        self.marks = [selection_box(), window_box()]
        for mark in self.marks:
            plot.add_layout(mark)
        plot.visible = False
        self._drawn: tuple[object, ...] = ()
        self.shown: LabelledEvents | None = None
        self._message: tuple[dict[str, object], list[np.ndarray]] = ({}, [])
        return plot

    def connect(
        self,
        pane: LiveFigure,
        safe_callback: Callable[[Callable[..., None]], Callable[..., None]],
    ) -> None:
        """Draw over this pane's traces too; a page that opens later is sent what stands then."""
        self.pane = pane
        pane.listen("ready", safe_callback(lambda _message: self._send()))

    def watches(self) -> Sequence[Watch]:
        """Say what is drawn for which change."""
        return (
            (STAGES | {"event_filter", "lights", "dark"}, self.draw),
            (frozenset({"dark"}), self.repaint),
        )

    def draw(self) -> None:
        """Send lanes, and what the traces show, where anything of them changed."""
        state = self.state
        events = observed_with_marks(state.night, state.edits).events
        # Stages count only where events are chosen by them.
        by_stage: tuple[object, ...] = (state.hypnograms, state.scorer, str(state.time_in_bed))
        key = (
            *(events, state.event_filter, state.blind and state.scorer_name, state.in_lesson),
            state.dark,
            *(by_stage if state.event_filter.stage else ()),
        )
        if len(key) == len(self._drawn) and all(
            one is other or (isinstance(one, str | bool) and one == other)
            for one, other in zip(key, self._drawn, strict=True)
        ):
            return
        self._drawn = key
        shown = self._shown(events) if events else None
        self.figure.visible = shown is not None
        self.shown = shown
        if shown is None:
            self._message = ({"lanes": [], "words": [], "channels": [], "sources": []}, [])
        else:
            lanes = bounded_lanes(lanes_of(shown), _MOST_LANES)
            self._draw_lanes(lanes)
            self._message = self._told(shown, lanes)
            self._say_of(shown.events)
        self._send()

    def repaint(self) -> None:
        """Colour the marks of window and brush."""
        paint_marks(self.marks, choose_theme(self.state.dark))

    def _shown(self, events: ScoredEvents) -> LabelledEvents | None:
        """Choose the events by the filter; None where there is none that may be seen."""
        state = self.state
        if state.in_lesson:
            return None
        if state.blind:
            own = scorer_label(state.night, state.scorer_name)
            if own not in events.sources:
                return None
            events = events.where(events.source == events.sources.index(own))
        in_bed = metrics.between_lights(state.hypnogram, state.time_in_bed)
        hypnograms = as_hypnograms(metrics.by_conventions(in_bed, state.definitions))
        chosen = label_events(events, hypnograms).chosen(state.event_filter)
        # A simulation's truth of waves and artefacts is drawn once its kind is chosen: no scorer
        # marks so much, and a lesson's answers are not to be read off the traces.
        if not state.event_filter.kind:
            chosen = chosen.where(~self._put_in(chosen.events))
        return chosen

    def _people(self) -> set[str]:
        """Name those who marked events on the page."""
        state = self.state
        return {scorer_label(state.night, edit.scorer) for edit in state.edits.done}

    def _put_in(self, events: ScoredEvents) -> np.ndarray:
        """Tell what a simulation put in, also where its night was saved and opened again."""
        if not self.state.night.simulated:
            return np.zeros(events.size, bool)
        people = self._people()
        words = np.array([word in PUT_IN for word in events.words], bool)
        of_file = np.array([source not in people for source in events.sources], bool)
        put_in: np.ndarray = (events.kind < 0) & words[events.word] & of_file[events.source]
        return put_in

    def _draw_lanes(self, lanes: list[EventLane]) -> None:
        total = max(self.state.night.duration, 1.0)
        columns: dict[str, list[float | str]] = {k: [] for k in ("left", "right", "row", "colour")}
        labels = {float(-row): label for row, label in enumerate(lane_labels(lanes))}
        for row, lane in enumerate(lanes):
            spans = touched_columns(lane.onset, lane.duration, total, _COLUMNS)
            left, right = spans.T * (total / _COLUMNS)
            columns["left"] += left.tolist()
            columns["right"] += right.tolist()
            columns["row"] += [-row] * len(left)
            columns["colour"] += [lane.colour] * len(left)
        self.source.data = columns
        rows = max(len(lanes), 1)
        axis = self.figure.yaxis[0]
        set_ticks(axis, list(labels))
        if axis.major_label_overrides != labels:  # new labels lay the whole page out anew
            axis.major_label_overrides = labels
        set_ticks(self.figure.xgrid[0], clock_ticks(self.state))
        self.figure.y_range.update(start=-rows + 0.5, end=0.5)
        self.figure.height = _ROW * rows + 4

    def _say_of(self, events: ScoredEvents) -> None:
        notes = events_notes(events, self.state.night.duration)
        if not events.size:
            notes = ["No scored event is of the kind, scorer and stage that are chosen."]
        if events.size > _MOST_SENT:
            notes.append(f"The traces show the first {_MOST_SENT:,} of {events.size:,}.")
        if " ".join(notes) != self.problem.text:
            self.say(" ".join(notes))

    def _told(
        self, shown: LabelledEvents, lanes: list[EventLane]
    ) -> tuple[dict[str, object], list[np.ndarray]]:
        """Tell the page what it needs to draw and name each mark."""
        events, state = shown.events, self.state
        lane = np.zeros(events.size, np.int32)
        for row, one in enumerate(lanes):
            lane[one.rows] = row
        names = list(state.night.channels)
        places = [marked_channel(place, names) for place in events.channels]
        known = list(dict.fromkeys(place for place in places if place))
        place = np.array([known.index(p) if p else _OVER_ALL for p in places], np.int32)
        people = self._people()
        by_hand = np.array([source in people for source in events.sources], bool)
        channel = np.where(by_hand[events.source], _DRAWN_BY_HAND, place[events.channel])
        header: dict[str, object] = {
            "lanes": [[one.label, one.colour] for one in lanes],
            "words": list(events.words),
            "channels": known,
            "sources": list(events.sources),
        }
        whole = [events.onset, events.duration]
        parts: list[np.ndarray] = [lane, events.word, channel, events.source]
        return header, [
            *(np.ascontiguousarray(one[:_MOST_SENT], "<f8") for one in whole),
            *(np.ascontiguousarray(one[:_MOST_SENT], "<i4") for one in parts),
        ]

    def _send(self) -> None:
        if self.pane is not None:
            self.pane.send_scored_events(*self._message)


def lane_labels(lanes: Sequence[EventLane]) -> list[str]:
    """Name each lane beside it: its kind and count, or its kind and scorer where there are several.

    The count then stands under the pointer alone: a kind without its scorer would be there twice.

    Parameters
    ----------
    lanes : sequence of EventLane

    Returns
    -------
    list of str
        Of as many letters as there is room for; a scorer is told by what the others do not have.
    """
    scorers = sorted({lane.scorer for lane in lanes if lane.scorer})
    if len(scorers) < 2:
        counts = [f" {lane.rows.size:,}" for lane in lanes]
        return [
            cut_label(lane.label, _LABEL_SIZE, LABEL_ROOM - label_width(count, _LABEL_SIZE)) + count
            for lane, count in zip(lanes, counts, strict=True)
        ]
    names = what_differs(scorers, numbers=True)
    short = [cut_label(name, _LABEL_SIZE, _SCORER) for name in names]
    if len({*short}) < len(short):
        short = labels_apart(names, _LABEL_SIZE, _SCORER)
    told = dict(zip(scorers, short, strict=True))
    labels = []
    for lane in lanes:
        who = told.get(lane.scorer, "")
        beside = f" · {who}" if who else ""
        room = LABEL_ROOM - label_width(beside, _LABEL_SIZE)
        labels.append(cut_label(lane.label, _LABEL_SIZE, room) + beside)
    return labels
