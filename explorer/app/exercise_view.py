"""Opening the page where an exercise begins: a tab, and what is looked at there."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from explorer.analysis.event_search import AUTO
from explorer.analysis.n3_rule import AASM_LINE
from explorer.app.state import ExplorerState
from explorer.night.first_look import analysis_channel, first_look, stretch_to_step_through
from explorer.night.montage import AS_RECORDED
from explorer.vocabulary.bands import BANDS

_AS_THEY_ARE = MappingProxyType(
    {
        "blind": "blind",
        "length": "window_length",
        "start": "window_start",
        "threshold": "n3_amplitude",
    }
)
"""An exercise's words, and the traits that take their value; the length before the start,
which it clamps."""


def open_exercise_view(
    place: Mapping[str, Any], state: ExplorerState, turn_to: Callable[[str], Any]
) -> None:
    """Turn to a tab, and set what it is to show.

    Parameters
    ----------
    place : Mapping
        Of an exercise: ``tab``, and some of ``start`` and ``length`` in s, ``band`` and ``channel``
        by name, ``threshold`` in uV, ``model`` of the lab, ``claim`` of the evidence and whether it
        is ``graded``, ``blind``, and in place of a start a ``stretch`` of this night. A channel
        that the night on screen does not have, and a time beyond its end, stay as they are. What
        was played with before is taken back.
    state : ExplorerState
        Of the page.
    turn_to : callable of str
        As of `Services`.

    Raises
    ------
    ValueError
        If there is no band of that name.
    """
    with state.batch():
        _begin_anew(state)
        for name in _AS_THEY_ARE:
            if name in place:
                setattr(state, _AS_THEY_ARE[name], place[name])
        if "band" in place:
            bands = {band.name: band for band in BANDS}
            if place["band"] not in bands:
                raise ValueError(f"no band {place['band']!r}, expected one of {list(bands)}")
            state.band = bands[place["band"]]
        if place.get("channel") in state.night.channels:
            state.analysis_channel = place["channel"]
            if place["channel"] not in state.visible_channels:
                state.visible_channels = (*state.visible_channels, place["channel"])
        if "stretch" in place:
            state.window_start = stretch_to_step_through(state.night, place["stretch"])
    page = turn_to(place["tab"])
    if "model" in place:
        page.show(place["model"])
    if "claim" in place:
        page.show(place["claim"], graded=place.get("graded", True))


def _begin_anew(state: ExplorerState) -> None:
    """Take back what was played with, but for the night, who scored it, and its look."""
    state.selection, state.lights, state.definitions = (), (), ()
    state.montage, state.notch, state.detector = AS_RECORDED, 0.0, AUTO
    state.visible_channels = first_look(state.night)
    state.channel_scales, state.inverted, state.display_filters = (), (), ()
    state.analysis_channel = analysis_channel(state.night)
    state.n3_amplitude = AASM_LINE
    state.window_length, state.cursor_epoch = 30.0, -1.0
    state.scoring = state.blind = False
    state.scorer = ""
