"""Thin rows on the hypnogram: cycles above the stages, the other scorers below them."""

import numpy as np
from bokeh.models import ColumnDataSource
from bokeh.plotting import figure

from explorer import metrics
from explorer.app.panel import labels_apart
from explorer.app.state import ExplorerState
from explorer.metrics.cycle_rules import CYCLE_RULES
from explorer.metrics.cycles import cycles_of_nights
from explorer.metrics.definitions import CYCLES
from explorer.metrics.hypnogram_rows import as_hypnograms
from explorer.render.theme import choose_theme, stage_colour
from explorer.vocabulary.stages import SCORED, Stage, stages_of, stages_told

_CYCLE_HEIGHT = 0.75  # rows of the hypnogram
_STRIP = 0.62
_HALF_STRIP = 0.26
_MOST_STRIPS = 5
_LABEL_SIZE = 11  # px
_DENSITY_HEIGHT = 1.6  # rows of the hypnogram
_DENSITY_ROWS = 60  # of the picture: shares of two to six scorers are whole
_FULL, _FAINT = 0.55, 0.12  # how solid a complete and an incomplete cycle are


class CycleBar:
    """Cycles by the chosen rule: complete ones solid, incomplete ones in brackets and dashed."""

    def __init__(self, plot: figure) -> None:
        columns = ("left", "right", "middle", "name", "alpha", "dash", "bottom", "top", "height")
        self.source = ColumnDataSource({name: [] for name in columns}, name="cycles")
        self.bars = plot.quad(
            left="left",
            right="right",
            bottom="bottom",
            top="top",
            fill_alpha="alpha",
            line_dash="dash",
            line_width=1,
            source=self.source,
        )
        self.names = plot.text(
            x="middle",
            y="height",
            text="name",
            text_align="center",
            text_baseline="middle",
            text_font_size="10px",
            source=self.source,
            name="cycle_names",
        )
        self.bottom = 0.0

    def lay(self, bottom: float) -> float:
        """Stand on this height, in rows; give the height above."""
        self.bottom = bottom + 0.1
        return self.bottom + _CYCLE_HEIGHT

    def draw(self, state: ExplorerState) -> None:
        """Send the cycles."""
        theme = choose_theme(state.dark)
        self.bars.glyph.update(fill_color=theme.trace("EEG"), line_color=theme.trace("EEG"))
        self.names.glyph.text_color = theme.text
        in_bed = metrics.between_lights(state.hypnogram, state.time_in_bed)
        in_bed = metrics.by_conventions(in_bed, state.definitions)
        hypnograms = as_hypnograms(in_bed)
        (found,) = cycles_of_nights(hypnograms, CYCLE_RULES[state.variant(CYCLES)])
        first = hypnograms.onset[0] if hypnograms.epochs else 0.0
        left, right = (
            first + np.array([getattr(cycle, end) for cycle in found]) * hypnograms.epoch_length
            for end in ("begin", "end")
        )
        complete = [cycle.complete for cycle in found]
        count = len(found)
        self.source.data = {
            "left": left,
            "right": right,
            "middle": (left + right) / 2,
            "name": [
                f"{place}" if whole else f"({place})" for place, whole in enumerate(complete, 1)
            ],
            "alpha": np.where(complete, _FULL, _FAINT),
            "dash": ["solid" if whole else "dashed" for whole in complete],
            "bottom": np.full(count, self.bottom),
            "top": np.full(count, self.bottom + _CYCLE_HEIGHT),
            "height": np.full(count, self.bottom + _CYCLE_HEIGHT / 2),
        }


class Hypnodensity:
    """How likely each stage is at each epoch: a stager's probabilities, or the share of scorers."""

    def __init__(self, plot: figure) -> None:
        self.image = plot.image_rgba(
            image=[np.zeros((1, 1), np.uint32)], x=0, y=0, dw=1, dh=1, visible=False
        )
        self.source = self.image.data_source
        self.label = ""
        self.middle = 0.0

    def draw(self, state: ExplorerState, top: float) -> float:
        """Send the picture, below this height; give the height below it."""
        beliefs = shown_probabilities(state)
        self.image.visible = beliefs is not None
        if beliefs is None:
            return top
        theme = choose_theme(state.dark)
        hypnogram = state.hypnogram
        length = float(hypnogram.epoch_length)
        self.middle = top - 0.1 - _DENSITY_HEIGHT / 2
        self.label = "share" if state.probability is None else "likelihood"
        stages = shown_stages(state)
        from_below = stages_of(stages)[::-1]
        pixels = _pixels(
            beliefs[:, [stages.index(stage) for stage in from_below]],
            [_rgba(stage_colour(stage, theme)) for stage in from_below],
        )
        self.source.data = {"image": [pixels]}
        self.image.glyph.update(
            x=float(hypnogram.onset[0]),
            y=self.middle - _DENSITY_HEIGHT / 2,
            dw=length * beliefs.shape[0],
            dh=_DENSITY_HEIGHT,
        )
        return top - 0.1 - _DENSITY_HEIGHT


def shown_probabilities(state: ExplorerState) -> np.ndarray | None:
    """Share of each of `shown_stages` at each epoch, shape (epochs, stages); None where one scored.

    Unscored epochs of a scorer are left out of the shares; NaN where nobody scored.
    """
    if state.probability is not None:
        by_stage = state.probability.sel(stage_name=[stage.name for stage in SCORED])
        return np.asarray(by_stage.transpose("epoch", "stage_name").values, float)
    codes = state.hypnograms.values
    if len(state.scorers) < 2:
        return None
    votes = np.stack([(codes == stage).sum(axis=0) for stage in shown_stages(state)], axis=1)
    total = votes.sum(axis=1, keepdims=True)
    return np.where(total > 0, votes / np.maximum(total, 1), np.nan)


def shown_stages(state: ExplorerState) -> tuple[Stage, ...]:
    """Stages that a stager's probabilities, or all scorers, tell apart, in the order of codes."""
    if state.probability is not None:
        return SCORED
    return stages_told(state.hypnograms.values)


def _pixels(beliefs: np.ndarray, colours: list[int]) -> np.ndarray:
    """Stack the shares from below, as 32-bit colours, shape (rows, epochs)."""
    edges = np.nan_to_num(beliefs).cumsum(axis=1) * _DENSITY_ROWS
    row = np.arange(_DENSITY_ROWS)[:, None] + 0.5
    place = np.zeros((_DENSITY_ROWS, len(edges)), np.uint8)
    for edge in edges.T:  # one after the other: all at once are 2 kB an epoch
        place += row >= edge
    palette = np.array([*colours, 0], np.uint32)  # above the sum, and where nobody knows, nothing
    return palette[np.minimum(place, len(colours))]


def _rgba(colour: str) -> int:
    """Write "#RRGGBB" as the picture takes it: one number, red in its lowest byte."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return 0xFF000000 | blue << 16 | green << 8 | red


class ScorerStrips:
    """The stages of every scorer but the chosen one, a thin row each."""

    def __init__(self, plot: figure) -> None:
        self.source = ColumnDataSource(
            {name: [] for name in ("left", "right", "bottom", "top", "colour")}
        )
        plot.quad(
            left="left",
            right="right",
            bottom="bottom",
            top="top",
            fill_color="colour",
            line_color=None,
            source=self.source,
        )
        self.labels: dict[float, str] = {}

    def draw(self, state: ExplorerState, top: float) -> float:
        """Send the strips, the first below this height; give the height below the last."""
        theme = choose_theme(state.dark)
        scorers = state.scorers
        chosen = state.scorer or (scorers[0] if scorers else "")
        others = [name for name in scorers if name != chosen][:_MOST_STRIPS]
        self.labels = {}
        columns: dict[str, list[float]] = {name: [] for name in ("left", "right", "bottom", "top")}
        colours: list[str] = []
        labels = labels_apart(others, _LABEL_SIZE)
        for place, (name, label) in enumerate(zip(others, labels, strict=True)):
            middle = top - 0.15 - (place + 0.5) * _STRIP
            self.labels[middle] = label
            stages = state.hypnograms.sel(scorer=name)
            onset, length = stages.onset.values, float(stages.epoch_length)
            codes = stages.values
            first = (
                np.flatnonzero(np.r_[True, np.diff(codes) != 0]) if codes.size else np.zeros(0, int)
            )
            left = onset[first]
            columns["left"] += left.tolist()
            columns["right"] += [*left[1:].tolist(), *(onset[-1:] + length).tolist()]
            columns["bottom"] += [middle - _HALF_STRIP] * len(first)
            columns["top"] += [middle + _HALF_STRIP] * len(first)
            colours += [stage_colour(Stage(code), theme) for code in codes[first]]
        self.source.data = {**columns, "colour": colours}
        return top - (0.25 + len(others) * _STRIP if others else 0.1)
