"""Bindings: which trait of the page shows which traits of the state, and what a hand writes back.

The one table of it. A trait of the page is written only where a trait of the state changed: what
did not change is the hand's, which may be further on by now than the state is.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from explorer.app.state import STAGES, ExplorerState
from explorer.app.time_in_bed_words import lights_shown
from explorer.bridge.live_figure import LiveFigure
from explorer.night.clock_words import clock_start
from explorer.vocabulary.bands import named_band
from explorer.vocabulary.stages import Stage

_USUAL_MARGIN = 45.0  # s held on each side of the window
_LONGEST_USUAL = 120.0  # s; longer windows hold half of themselves

SafeCallback = Callable[[Callable[..., None]], Callable[..., None]]


@dataclass(frozen=True)
class Binding:
    """One trait of the page, bound to the state."""

    page: str
    """Trait of `explorer.bridge.live_figure.LiveFigure`."""

    state: frozenset[str]
    """Traits of the state that it is made of."""

    show: Callable[[ExplorerState], Any]
    """What the page's trait is while the state is as it is."""

    take: Callable[[ExplorerState, Any], None] | None = None
    """Writes to the state what a hand made of the page's trait; None where no hand does."""


def _margin(state: ExplorerState) -> float:
    length = state.window_length
    return _USUAL_MARGIN if length <= _LONGEST_USUAL else length / 2


def _take_window_start(state: ExplorerState, start: float) -> None:
    state.window_start = start


def _take_cursor(state: ExplorerState, onset: float) -> None:
    state.cursor_epoch = onset


def _take_band(state: ExplorerState, edges: Sequence[float]) -> None:
    low, high = edges
    state.band = named_band(low, high)


def _take_selection(state: ExplorerState, span: Sequence[float]) -> None:
    state.selection = tuple(span)


def _take_span(state: ExplorerState, span: Sequence[float]) -> None:
    state.overview_span = tuple(span)


def _take_lights(state: ExplorerState, lights: Sequence[float]) -> None:
    if list(lights) != list(lights_shown(state)) and not state.in_lesson:  # else they stay
        state.lights = tuple(lights)


def _take_amplitude(state: ExplorerState, amplitude: float) -> None:
    state.n3_amplitude = amplitude


def stages_message(state: ExplorerState) -> str:
    """Tell the page the stage of each epoch, for the words that follow the hand: JSON."""
    hypnogram = state.hypnogram
    names = {stage.value: stage.name for stage in Stage}
    if state.hides_stages:
        names[Stage.UNSCORED.value] = "hidden"
    return json.dumps(
        {
            "first": state.night.first_onset,
            "length": float(hypnogram.epoch_length),
            "names": names,
            "codes": hypnogram.values.tolist(),
        }
    )


_NIGHT = frozenset({"night"})
_LENGTH = frozenset({"window_length"})

BINDINGS = (
    Binding("total", _NIGHT, lambda state: state.night.duration),
    Binding("clock_start", _NIGHT, lambda state: clock_start(state.night)[0]),
    Binding("has_clock", _NIGHT, lambda state: clock_start(state.night)[1]),
    Binding("clock_moved_at", _NIGHT, lambda state: state.night.clock_change.at),
    Binding("clock_moved_by", _NIGHT, lambda state: state.night.clock_change.by),
    Binding("epoch_length", _NIGHT, lambda state: float(state.night.hypnogram.epoch_length)),
    Binding("epochs", STAGES, stages_message),
    Binding("blind", frozenset({"blind"}), lambda state: state.blind),
    Binding("lesson", frozenset({"sitting"}), lambda state: state.in_lesson),
    Binding("window_length", _LENGTH, lambda state: state.window_length),
    Binding("margin", _LENGTH, _margin),
    Binding(
        "window_start",
        frozenset({"window_start"}),
        lambda state: state.window_start,
        _take_window_start,
    ),
    Binding(
        "cursor_epoch", frozenset({"cursor_epoch"}), lambda state: state.cursor_epoch, _take_cursor
    ),
    Binding(
        "band", frozenset({"band"}), lambda state: [state.band.low, state.band.high], _take_band
    ),
    Binding(
        "selection", frozenset({"selection"}), lambda state: list(state.selection), _take_selection
    ),
    Binding(
        "overview_span",
        frozenset({"overview_span"}),
        lambda state: list(state.overview_span),
        _take_span,
    ),
    Binding(
        "lights",
        frozenset({"night", "lights"}),
        lambda state: list(lights_shown(state)),
        _take_lights,
    ),
    Binding(
        "n3_amplitude",
        frozenset({"n3_amplitude"}),
        lambda state: state.n3_amplitude,
        _take_amplitude,
    ),
)
"""Every trait of the page that stands for the state; those with `Binding.take` go both ways."""


def take_gestures(state: ExplorerState, pane: LiveFigure, safe_callback: SafeCallback) -> None:
    """Let hands on the page write to the state, each callback wrapped by `safe_callback`."""

    def taking(take: Callable[[ExplorerState, Any], None]) -> Callable[[dict[str, Any]], None]:
        return lambda change: take(state, change["new"])

    for binding in BINDINGS:
        if binding.take is not None:
            pane.observe(safe_callback(taking(binding.take)), binding.page)


def show_state(state: ExplorerState, pane: LiveFigure, changed: frozenset[str]) -> None:
    """Bring the page's traits up to date with what changed of the state, in one message.

    A hand may move on between two: the place that came second would be taken from it again.
    """
    with pane.hold_sync():
        for binding in BINDINGS:
            if changed & binding.state:
                setattr(pane, binding.page, binding.show(state))
