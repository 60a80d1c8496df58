"""Channels derived by hand on the page: added to the night on screen, and taken away."""

from collections.abc import Sequence

from explorer.app.state import ExplorerState
from explorer.night.derivations import read_expression, with_derivations
from explorer.night.first_look import analysis_channel, first_look

MOST_DERIVED = 12
"""Derived channels of a night on the page."""


def derived_names(state: ExplorerState) -> tuple[str, ...]:
    """Name the channels that were derived by hand, in the order in which they were asked for."""
    recorded = state.night.recorded.channels
    return tuple(name for name in state.night.channels if name not in recorded)


def set_derivations(state: ExplorerState, expressions: Sequence[str]) -> None:
    """Let the night on screen have these derived channels and no others.

    New ones are shown above the other traces; what was chosen of one that goes, goes with it.
    Where no trace is left then, those of a first look are shown.

    Raises
    ------
    ValueError
        As `explorer.night.derivations.read_expression`, or if there are too many; the state is then
        as it was.
    """
    if len(expressions) > MOST_DERIVED:
        raise ValueError(f"{MOST_DERIVED} derived channels are the most: take one away first")
    former = state.night
    names = [read_expression(former, one).name for one in expressions]
    if tuple(names) == derived_names(state):
        return
    night = with_derivations(former, names)
    new = [name for name in dict.fromkeys(names) if name not in former.channels]
    gone = set(former.channels) - set(night.channels)
    with state.batch():
        shown = tuple(n for n in state.visible_channels if n not in gone)
        if state.visible_channels and not shown and not new:
            shown = first_look(night)
        state.visible_channels = shown
        state.channel_scales = tuple(one for one in state.channel_scales if one[0] not in gone)
        state.inverted = tuple(name for name in state.inverted if name not in gone)
        if state.analysis_channel in gone:
            state.analysis_channel = analysis_channel(night)
        state.night = night
        state.visible_channels = (*new, *state.visible_channels)


def derive(state: ExplorerState, expression: str) -> str:
    """Derive one more channel, show it, and return its name.

    Raises
    ------
    ValueError
        As `set_derivations`.

    Examples
    --------
    >>> from explorer.models.simulated_night import simulate_night
    >>> state = ExplorerState(simulate_night(hours=0.1))
    >>> derive(state, "F4-C4"), state.visible_channels[0], state.analysis_channel
    ('F4-C4', 'F4-C4', 'F4-M1')
    """
    name = read_expression(state.night, expression).name
    set_derivations(state, [*derived_names(state), name])
    return name


def carry_over(state: ExplorerState, names: Sequence[str]) -> str:
    """Derive of the night on screen what was derived of the one before, where its channels allow.

    Parameters
    ----------
    state : ExplorerState
        With another night on it.
    names : sequence of str
        As `derived_names` gave them before.

    Returns
    -------
    str
        One sentence that names what could not be derived; "" if all could.

    Examples
    --------
    >>> from explorer.models.simulated_night import simulate_night
    >>> state = ExplorerState(simulate_night(hours=0.1))
    >>> carry_over(state, ["F4-C4", "Fz-Cz"]), derived_names(state)
    ('This night does not allow what was derived before: Fz-Cz.', ('F4-C4',))
    """
    recorded = state.night.recorded
    kept, lost = [], []
    for name in names:
        try:
            kept.append(read_expression(recorded, name).name)
        except ValueError:
            if name not in recorded.channels:
                lost.append(name)
    if kept:
        set_derivations(state, list(dict.fromkeys(kept)))
    return f"This night does not allow what was derived before: {', '.join(lost)}." if lost else ""
