"""The night as a staircase of stages: window, selection, lights, cycles, other scorers."""

from collections.abc import Sequence

import numpy as np
from bokeh.models import ColumnDataSource, FixedTicker, Range1d
from bokeh.plotting import figure

from explorer.app.night.hypnogram_strips import CycleBar, Hypnodensity, ScorerStrips
from explorer.app.overlays import (
    lights_marks,
    paint_marks,
    proposal_box,
    selection_box,
    selection_label,
    window_box,
)
from explorer.app.panel import (
    Panel,
    Watch,
    clock_ticks,
    night_figure,
    set_clock,
    set_ticks,
)
from explorer.app.state import STAGES
from explorer.app.time_in_bed_words import propose_lights
from explorer.night.clock_words import clock_start
from explorer.render.theme import choose_theme, stage_colour
from explorer.vocabulary.stages import Stage, is_coarse, stages_of

_TITLE = "stage"
_HALF_BAR = 0.28
_ROW_HEIGHT = 18.0  # px of a stage's row
_TALL_ROW_HEIGHT = 40.0  # px, where no signal needs the room
_BORDERS = 4  # px above and below the rows
_AXIS = 44  # px of the clock below, where no other figure shows it


def rows_of(codes: np.ndarray) -> dict[Stage, int]:
    """Row of each stage that these codes can have, from 0 at the bottom; unscored at the top."""
    order = stages_of(codes)
    rows = {stage: len(order) - 1 - row for row, stage in enumerate(order)}
    return rows | {Stage.UNSCORED: len(order), Stage.ARTEFACT: len(order)}


class HypnogramPanel(Panel):
    """Tap to go there, drag to brush, drag the lights: all are the page's own gestures."""

    def build(self) -> figure:
        """Make the empty staircase."""
        plot = night_figure("hypnogram", 104, self.night_range, label=_TITLE)
        plot.y_range = Range1d(-0.6, 4.6)
        plot.ygrid.visible = False
        plot.xaxis.visible = False
        # Made once: each new model costs 35 ms, as Bokeh then counts the whole document anew.
        plot.yaxis[0].ticker, plot.xgrid[0].ticker = FixedTicker(), FixedTicker()
        self.bars = ColumnDataSource(
            {"left": [], "right": [], "bottom": [], "top": [], "colour": []}
        )
        self.steps = ColumnDataSource({"time": [], "row": []})
        self.line = plot.step("time", "row", source=self.steps, mode="after", line_width=1)
        plot.quad(
            left="left",
            right="right",
            bottom="bottom",
            top="top",
            fill_color="colour",
            line_color="colour",
            line_width=0.5,
            source=self.bars,
        )
        self.cycles = CycleBar(plot)
        self.strips = ScorerStrips(plot)
        self.density = Hypnodensity(plot)
        self.lights = lights_marks()
        self.proposal = proposal_box()
        self.marks = [*self.lights, self.proposal, selection_box(), window_box()]
        self.brush_words = selection_label()
        for mark in (*self.marks, self.brush_words):
            plot.add_layout(mark)
        return plot

    def watches(self) -> Sequence[Watch]:
        """Say what is drawn for which change."""
        return (
            (STAGES | {"dark"}, self.draw_stages),
            (frozenset({"lights"}), self.draw_lights),
            (frozenset({"definitions"}), self.draw_cycles),
        )

    def draw_stages(self) -> None:
        """Send the staircase: once a night or a scorer."""
        theme = choose_theme(self.state.dark)
        hypnogram = self.state.hypnogram
        stages, onset = hypnogram.values, hypnogram.onset.values
        length = float(hypnogram.epoch_length)
        first = (
            np.flatnonzero(np.r_[True, np.diff(stages) != 0]) if stages.size else np.zeros(0, int)
        )
        last = np.r_[first[1:], stages.size] if stages.size else first
        bouts = [Stage(stages[i]) for i in first]
        row_of = rows_of(stages)
        rows = np.array([row_of[stage] for stage in bouts], float)
        left = onset[first]
        right = onset[last - 1] + length if stages.size else left
        self.bars.data = {
            "left": left,
            "right": right,
            "bottom": rows - _HALF_BAR,
            "top": rows + _HALF_BAR,
            "colour": [stage_colour(stage, theme) for stage in bouts],
        }
        self.steps.data = {"time": np.r_[left, right[-1:]], "row": np.r_[rows, rows[-1:]]}
        self.line.glyph.line_color = theme.muted
        self._lay_rows(row_of, bool(np.isin(stages, (Stage.UNSCORED, Stage.ARTEFACT)).any()))
        set_ticks(self.figure.xgrid[0], clock_ticks(self.state))
        self.figure.x_range.update(start=0, end=max(self.state.night.duration, 1.0))
        paint_marks(self.marks, theme)
        self.brush_words.update(text_color=theme.text, background_fill_color=theme.paper)
        self.draw_lights()
        if self.state.in_lesson:
            self.say("A lesson is under way: stages, events and N3 by criterion are hidden.")
        elif self.state.blind:
            self.say(
                "Blind: others’ stages, events and N3 by amplitude criterion hidden; yours show."
            )
        elif not self.state.is_scored:
            self.say(
                "Nobody has scored this night: no stages were found beside the recording, "
                "so the stage numbers are empty."
            )
        elif is_coarse(stages).any():
            self.say("Coarse stages: N1, N2 and N3 are not told apart, and deep sleep is not N3.")

    def draw_lights(self) -> None:
        """Draw what rests on the lights: cycles and the proposal. The page moves the marks."""
        proposal = propose_lights(self.state)
        if proposal is not None:
            self.proposal.update(left=proposal.start, right=proposal.stop)
        self.proposal.visible = proposal is not None
        self.draw_cycles()

    def draw_cycles(self) -> None:
        """Send the cycles by the chosen rule."""
        self.cycles.draw(self.state)

    def _lay_rows(self, row_of: dict[Stage, int], with_unscored: bool) -> None:
        """Lay out, from the top down: cycles, stages, the other scorers."""
        labels = {float(row): stage.name for stage, row in row_of.items()}
        labels[float(row_of[Stage.UNSCORED])] = "?"
        rows = sorted(labels) if with_unscored else sorted(labels)[:-1]
        rows = rows[-1:] if self.state.in_lesson else rows  # of stages that it hides there is none
        top = self.cycles.lay(rows[-1] + 0.5)
        bottom = self.strips.draw(self.state, rows[0] - 0.5)
        bottom = self.density.draw(self.state, bottom)
        below = dict(self.strips.labels)
        if self.density.image.visible:
            below[self.density.middle] = self.density.label
        labels |= below
        # Beside names of scorers a title has no room: it would be cut off, and they with it.
        self.figure.yaxis[0].axis_label = None if below or len(rows) < 2 else _TITLE
        shown = [*rows, *below]
        set_ticks(self.figure.yaxis[0], shown)
        self.figure.yaxis[0].major_label_overrides = {row: labels[row] for row in shown}
        self.figure.y_range.update(start=bottom - 0.1, end=top + 0.1)
        self.brush_words.y = top + 0.1
        alone = not self.state.night.channels
        row_height, axis = (_TALL_ROW_HEIGHT, _AXIS) if alone else (_ROW_HEIGHT, 0)
        self.figure.xaxis.visible = alone
        if alone:
            set_clock(self.figure, self.state)
            set_ticks(self.figure.xaxis[0], clock_ticks(self.state))
            has_clock = clock_start(self.state.night)[1]
            self.figure.xaxis[0].axis_label = None if has_clock else "from the start"
        self.figure.height = round(row_height * (top - bottom + 0.2)) + _BORDERS + axis
