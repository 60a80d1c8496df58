"""Opening the page where an exercise begins: a tab, and what is looked at there."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from explorer.app.state import ExplorerState
from explorer.vocabulary.bands import BANDS

_AS_THEY_ARE = MappingProxyType(
    {"length": "window_length", "start": "window_start", "threshold": "n3_amplitude"}
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
        by name, ``threshold`` in uV, ``model`` of the lab. A channel that the night on screen does
        not have, and a time beyond its end, stay as they are.
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
    page = turn_to(place["tab"])
    if "model" in place:
        page.show(place["model"])
