"""What a link says of channels: which are shown, derived, how large and how filtered."""

from explorer.app.channel_display import GAINS
from explorer.app.derived_channels import MOST_DERIVED, set_derivations
from explorer.app.permalink.field_text import (
    items,
    joined,
    keyed,
    listed,
    number,
    quoted,
)
from explorer.app.state import (
    NOTCHES,
    ExplorerState,
)
from explorer.night.derivations import read_expression
from explorer.night.first_look import first_look
from explorer.night.montage import AS_RECORDED, available_montages
from explorer.vocabulary.display_filters import RECOMMENDED

SWITCHES = {"on": True, "off": False}
_NO_CHANNEL = ","  # no name is written so: without a word, the channels would stay as they are


def read_derivations(state: ExplorerState, text: str) -> str:
    """Derive the channels that these expressions say."""
    wanted: dict[str, None] = {}
    problems, failed = [], []
    for item in items(text):
        try:
            wanted[read_expression(state.night, item).name] = None
        except ValueError as error:
            failed.append(item)
            if len(failed) == 1:
                problems.append(str(error))
    if failed[1:]:
        problems.append(f"nor can {listed(failed[1:])} be derived")
    names = list(wanted)
    set_derivations(state, names[:MOST_DERIVED])
    if more := names[MOST_DERIVED:]:
        problems.append(f"{MOST_DERIVED} derived channels are the most, without {listed(more)}")
    return "; ".join(problems)


def read_montage(state: ExplorerState, text: str) -> str:
    """Choose the montage of this name."""
    wanted = text or AS_RECORDED
    if wanted not in available_montages(state.night.channels):
        state.montage = AS_RECORDED
        return f"this night allows no montage {quoted(wanted)}"
    state.montage = wanted
    return ""


def write_channels(state: ExplorerState) -> str:
    """Name the channels that are shown."""
    none_of_some = state.night.channels and not state.visible_channels
    return _NO_CHANNEL if none_of_some else joined(state.visible_channels)


def read_channels(state: ExplorerState, text: str) -> str:
    """Show these channels."""
    wanted = items(text)
    known = [name for name in wanted if name in state.night.channels]
    unknown = [name for name in wanted if name not in state.night.channels]
    if known or text == _NO_CHANNEL:
        state.visible_channels = tuple(known)
    elif not state.visible_channels:
        state.visible_channels = first_look(state.night)
    if not unknown:
        return ""
    return f"this night has no channel {listed(unknown)}"


def read_channel(state: ExplorerState, text: str) -> str:
    """Analyse this channel."""
    if text not in state.night.channels:
        return f"this night has no channel {quoted(text)} to analyse"
    state.analysis_channel = text
    return ""


def read_notch(state: ExplorerState, text: str) -> str:
    """Take out mains hum at this frequency, Hz."""
    wanted = number(text or "0")
    state.notch = wanted if wanted in NOTCHES else 0.0
    return "" if wanted in NOTCHES else f"there is no mains filter for {wanted:g} Hz"


def read_gains(state: ExplorerState, text: str) -> str:
    """Set the gain of each kind of channel."""
    kinds = {channel.kind for channel in state.night.channels.values()}
    found, wrong = {}, []
    for item in items(text):
        kind, gain = keyed(item)
        if kind in kinds:
            found[kind] = min(max(number(gain), GAINS[0]), GAINS[1])
        else:
            wrong.append(kind)
    state.gains = tuple(sorted(found.items()))
    return f"this night has no {listed(wrong)} to draw larger" if wrong else ""


def read_scales(state: ExplorerState, text: str) -> str:
    """Set how large single channels are drawn."""
    every, found, wrong = state.night.channels, {}, []
    for item in items(text):
        name, scale = keyed(item)
        if name in every:
            found[name] = min(max(number(scale), GAINS[0]), GAINS[1])
        else:
            wrong.append(name)
    state.channel_scales = tuple(sorted(found.items()))
    return f"this night has no channel {listed(wrong)} to draw larger" if wrong else ""


def read_inverted(state: ExplorerState, text: str) -> str:
    """Turn these channels around."""
    wanted = items(text)
    wrong = [name for name in wanted if name not in state.night.channels]
    state.inverted = tuple(sorted(set(wanted) - set(wrong)))
    return f"this night has no channel {listed(wrong)} to turn around" if wrong else ""


def read_display_filters(state: ExplorerState, text: str) -> str:
    """Switch the filters for display of kinds of channels."""
    found, wrong = {}, []
    for item in items(text):
        kind, is_on = keyed(item)
        if kind in RECOMMENDED and is_on in SWITCHES:
            found[kind] = SWITCHES[is_on]
        else:
            wrong.append(item)
    state.display_filters = tuple(sorted(found.items()))
    return f"there is no filter of the traces {listed(wrong)}" if wrong else ""
