"""What a link says of time: the window, a part of the night, the lights."""

from explorer.app.permalink.field_text import (
    number,
    pair_of_times,
    quoted,
)
from explorer.app.state import (
    SHORTEST_SPAN,
    WINDOW_LENGTHS,
    ExplorerState,
)


def read_length(state: ExplorerState, text: str) -> str:
    """Set the length of the window to the nearest that there is, s."""
    wanted = number(text)
    nearest = min(WINDOW_LENGTHS, key=lambda length: abs(length - wanted))
    state.window_length = nearest
    return "" if nearest == wanted else f"a window is {nearest:g} s long, not {wanted:g} s"


def read_start(state: ExplorerState, text: str) -> str:
    """Set where the window starts, s."""
    wanted = number(text)
    state.window_start = wanted
    if abs(state.window_start - wanted) < 1e-3:
        return ""
    return f"{wanted:g} s lies outside this night of {state.night.duration:g} s"


def read_part(state: ExplorerState, text: str) -> str:
    """Select a part of the night, in s."""
    if not text:
        state.selection = ()
        return ""
    wanted = pair_of_times(text)
    state.selection = wanted
    if state.selection == wanted:
        return ""
    return f"the selection was brought within this night of {state.night.duration:g} s"


def read_span(state: ExplorerState, text: str) -> str:
    """Show a part of the night in the panels along it, in s."""
    state.overview_span = ()
    if not text:
        return ""
    wanted, duration = pair_of_times(text), state.night.duration
    if wanted == (0.0, round(duration, 3)):
        return ""  # all of the night, said in numbers
    state.overview_span = wanted
    first, last = (min(max(time, 0.0), duration) for time in wanted)
    if last - first < SHORTEST_SPAN:
        return (
            f"the part shown must be {SHORTEST_SPAN:g} s or more of this night of {duration:g} s, "
            f"found {quoted(text)}: all of it is shown"
        )
    if (first, last) != wanted:
        return f"the part shown was brought within this night of {duration:g} s"
    return _bring_window_into(state, first, last)


def _bring_window_into(state: ExplorerState, first: float, last: float) -> str:
    """Move the window into the part shown, which the page would else move to the window."""
    start, length = state.window_start, state.window_length
    within = min(max(start, first), max(first, last - length))
    state.window_start = within
    if abs(state.window_start - start) < 1e-3:
        return ""
    return (
        f"the window at {start:g} s lay outside the part shown, "
        f"and was brought to {state.window_start:g} s"
    )


def read_lights(state: ExplorerState, text: str) -> str:
    """Set lights off and on, in s."""
    state.lights = ()
    if not text:
        return ""
    wanted = pair_of_times(text)
    state.lights = wanted
    return "" if state.lights == wanted else "the marks of lights were brought within this night"
