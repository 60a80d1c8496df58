"""Marks by hand on the page: kinds, where they are put, the list of them, tally and caliper."""

import json
from typing import Any

from markupsafe import Markup

from explorer.analysis.caliper import LONGEST, measure_stretch
from explorer.analysis.n3_rule import LEAST_SHARE
from explorer.app.scoring.epoch_cursor import EpochCursor
from explorer.app.scoring.mark_edits import offered_kinds
from explorer.app.scoring.scoring_controller import ScoringController
from explorer.app.state import ExplorerState
from explorer.bridge.live_figure import LiveFigure
from explorer.render.environment import pieces
from explorer.render.form_controls import choice
from explorer.render.number_format import number
from explorer.scoring.edit_history import SLOW_WAVE, Edit, named_kind
from explorer.scoring.edited_scoring import marked_events
from explorer.scoring.mark_tally import marked_seconds
from explorer.vocabulary.counts import pluralize

MARK, UNMARK, REMARK = "mark", "unmark", "remark"
"""What a key or a hand on the traces asks for."""
_AT, _OF_KIND, _TO_BRUSH, _OUT = "at:", "kind:", "brush:", "out:"
_ANALYSED, _WHERE_DRAGGED, _OVER_ALL = "*", "*", ""
_MOST_LISTED = 30
_TEMPLATE = "scoring/marks.html.j2"


class MarksView:
    """What a person marks beside stages: any kind, on a channel or over all.

    Parameters
    ----------
    state : ExplorerState
    controller : ScoringController
        Makes the edits.
    pane : LiveFigure
        Draws the marks, and says on which channel a hand brushed.
    epoch_cursor : EpochCursor
        Goes to a mark.
    """

    def __init__(
        self,
        state: ExplorerState,
        controller: ScoringController,
        pane: LiveFigure,
        epoch_cursor: EpochCursor,
    ) -> None:
        self.state, self.controller, self.pane = state, controller, pane
        self.epoch_cursor = epoch_cursor
        self.named: tuple[str, ...] = ()
        self.place = _WHERE_DRAGGED
        self.refusal = ""
        """Why the kind typed last is none; shown beside its field."""
        self._shown: tuple[Edit, ...] | None = None
        self._person = ""

    # ---- from the page to the controller -------------------------------------------------------

    def choose(self, name: str, value: str) -> bool:
        """Take a choice; returns whether it was one of these."""
        if name == "kind":
            kind = named_kind(value)
            self.named = tuple(dict.fromkeys((*self.named, kind)))
            self.pane.mark_kind = kind
        elif name == "place":
            self.place = value
        else:
            return False
        return True

    def act(self, what: str) -> bool:
        """Do what a button asks; returns whether it was one of these."""
        action, colon, rest = what.partition(":")
        action += colon
        if action == f"{MARK}:":
            self.pane.mark_kind = rest
            self.mark(rest, self.state.selection, self.pane.brush_channel)
        elif action == _AT:
            self.epoch_cursor.go_to(self._own(rest).start)
        elif action == _OF_KIND:
            self.controller.marks.change(rest, kind=self.pane.mark_kind)
        elif action == _TO_BRUSH:
            self._to_brush(rest)
        elif action == _OUT:
            self.controller.marks.remove(rest)
        else:
            return False
        return True

    def take(self, message: dict[str, Any]) -> bool:
        """Do what a key or a drag on the traces asks; returns whether it was one of these."""
        what, span = message["what"], tuple(map(float, message.get("span") or ()))
        if what == MARK:
            self.mark(str(message["event"]), span, str(message["channel"]))
        elif what == UNMARK:
            self.controller.marks.remove(str(message["mark"]))
        elif what == REMARK:
            start, stop = span
            self.controller.marks.change(str(message["mark"]), start=start, stop=stop)
        else:
            return False
        return True

    def mark(self, kind: str, span: tuple[float, ...], brushed: str) -> None:
        """Mark a stretch, or the window, where the choice of a place says."""
        state = self.state
        start, stop = span or (state.window_start, state.window_stop)
        channel = self._channel(brushed if span else _ANALYSED)
        if not self.controller.marks.add(kind, start, stop, channel):
            self.controller.words.note(f"The same {kind} is marked there already.")
            self.controller.changed()
        state.selection = ()

    def _channel(self, brushed: str) -> str:
        wanted = brushed if self.place == _WHERE_DRAGGED else self.place
        return self.state.analysis_channel if wanted == _ANALYSED else wanted

    def _to_brush(self, name: str) -> None:
        if not self.state.selection:
            raise ValueError("Brush the stretch that the mark is to take: Shift and drag, or B.")
        start, stop = self.state.selection
        self.controller.marks.change(name, start=start, stop=stop)
        self.state.selection = ()

    def _own(self, name: str) -> Edit:
        own = self.state.edits.of(self.state.scorer_name).marks
        return next(mark for mark in own if mark.id == name)

    # ---- from the state to the page ------------------------------------------------------------

    def show(self) -> None:
        """Send the page the marks that stand, and which of them are this person's to change."""
        person = self.state.scorer_name
        seen = person if self.state.blind else None  # others' marks are hidden as their stages are
        marks = () if self.state.in_lesson else marked_events(self.state.edits, seen)
        if marks == self._shown and person == self._person:
            return
        self._shown, self._person = marks, person
        self.pane.hand_marks = json.dumps(
            [
                [m.start, m.stop, m.kind, m.channel, m.id if m.scorer == person else ""]
                for m in marks
            ]
        )

    def measure(self) -> None:
        """Read the caliper where a hand brushed the traces; forget it where nothing is brushed."""
        state, words = self.state, ""
        place = self.pane.brush_channel
        if state.selection and place in state.night.channels:
            start, stop = state.selection
            if stop - start <= LONGEST:
                words = self._measured(place, start, stop)
        self.pane.measured = words

    def _measured(self, channel: str, start: float, stop: float) -> str:
        state = self.state
        found = measure_stretch(state.night, state.view, channel, start, stop)
        units = "µV" if state.night.channels[channel].units == "uV" else ""
        units = units or state.night.channels[channel].units
        parts = [
            f"{number(found.duration, 2)} s",
            f"{number(found.peak_to_peak, 0)} {units} p–p",
            f"{number(found.as_one_wave, 2)} Hz as one wave",
        ]
        if found.cycles == found.cycles:
            # Of its own seconds: who divides by those of the stretch gets another number.
            parts.append(
                f"{number(found.frequency, 2)} Hz: {found.cycles:g} cycles in "
                f"{number(found.counted, 2)} s, first to last crossing of the middle"
            )
        return f"{state.derivation(channel)}: {', '.join(parts)}"

    def html(self) -> Markup:
        """Return the part of the scoring's controls that is about marks."""
        state = self.state
        kinds = offered_kinds(state.edits, *self.named)
        places = [
            (_WHERE_DRAGGED, "where it is dragged"),
            (_OVER_ALL, "all channels"),
            *((name, state.derivation(name)) for name in state.visible_channels),
        ]
        chosen = self.place if self.place in dict(places) else _WHERE_DRAGGED
        place = choice("place", "mark on", places, chosen)
        return pieces(_TEMPLATE).controls(
            self.pane.mark_kind, self.refusal, kinds, place, self._tally(), self._list()
        )

    def _tally(self) -> Markup:
        """HTML: how many epochs a person's slow waves take enough of to be N3."""
        state = self.state
        waves = [m for m in marked_events(state.edits, state.scorer_name) if m.kind == SLOW_WAVE]
        if not waves:
            return Markup()
        grid = state.night.hypnogram
        share = marked_seconds(waves, SLOW_WAVE, grid) / float(grid.epoch_length)
        enough, some = int((share >= LEAST_SHARE).sum()), int((share > 0).sum())
        return pieces("tables.html.j2").quiet(
            f"Slow waves by hand take 20 % or more of {enough} of {pluralize(some, 'epoch')} that "
            "have any."
        )

    def _list(self) -> Markup:
        """HTML: the marks made last, each to go to, change and take out."""
        own = self.state.edits.of(self.state.scorer_name).marks
        rows = [(mark.id, self._words(mark)) for mark in own[: -_MOST_LISTED - 1 : -1]]
        if not rows:
            return Markup()
        return pieces(_TEMPLATE).listed(rows, self.pane.mark_kind, len(own) - _MOST_LISTED)

    def _words(self, mark: Edit) -> str:
        place = self.state.derivation(mark.channel) if mark.channel else "all channels"
        return f"{mark.kind}, {mark.stop - mark.start:.2f} s, {place}"
