"""What a link says of a view, a field each: how it is written, and how it is followed."""

from collections.abc import Callable
from dataclasses import dataclass

from explorer.analysis.event_search import AUTO, CHOICES
from explorer.app.permalink.field_text import (
    items,
    joined,
    keyed,
    listed,
    number,
    pair,
    pair_of_times,
    quoted,
    seconds,
)
from explorer.app.state import NOTCHES, THRESHOLDS, WINDOW_LENGTHS, ExplorerState
from explorer.metrics.definitions import DEFINITIONS
from explorer.night.montage import AS_RECORDED, available_montages
from explorer.school.lesson import Lesson
from explorer.school.sitting import Sitting
from explorer.vocabulary.bands import HIGHEST, LOWEST, NARROWEST, named_band

_USUAL_THRESHOLD = 75.0
_GAINS = (1 / 64, 64.0)
_NO_CHANNEL = ","  # no name is written so: without a word, the channels would stay as they are


@dataclass(frozen=True)
class Field:
    """One field of a link.

    Parameters
    ----------
    key : str
        Its name in the link.
    write : callable of ExplorerState -> str
        What it says; "" is left out.
    read : callable of (ExplorerState, str) -> str
        Sets the state, and returns in a few words what could not be followed; "" for all of it.
    kept : bool
        Whether a link without this field leaves the state as it is; else it means the default, for
        which `read` is given "".
    """

    key: str
    write: Callable[[ExplorerState], str]
    read: Callable[[ExplorerState, str], str]
    kept: bool = False


# ---- one function a field: what the text asks for, within what this night allows ---------------


def _read_montage(state: ExplorerState, text: str) -> str:
    wanted = text or AS_RECORDED
    if wanted not in available_montages(state.night.channels):
        state.montage = AS_RECORDED
        return f"this night allows no montage {quoted(wanted)}"
    state.montage = wanted
    return ""


def _write_channels(state: ExplorerState) -> str:
    none_of_some = state.night.channels and not state.visible_channels
    return _NO_CHANNEL if none_of_some else joined(state.visible_channels)


def _read_channels(state: ExplorerState, text: str) -> str:
    wanted = items(text)
    known = [name for name in wanted if name in state.night.channels]
    unknown = [name for name in wanted if name not in state.night.channels]
    if known or text == _NO_CHANNEL:
        state.visible_channels = tuple(known)
    if not unknown:
        return ""
    return f"this night has no channel {listed(unknown)}"


def _read_channel(state: ExplorerState, text: str) -> str:
    if text not in state.night.channels:
        return f"this night has no channel {quoted(text)} to analyse"
    state.analysis_channel = text
    return ""


def _read_notch(state: ExplorerState, text: str) -> str:
    wanted = number(text or "0")
    state.notch = wanted if wanted in NOTCHES else 0.0
    return "" if wanted in NOTCHES else f"there is no mains filter for {wanted:g} Hz"


def _read_band(state: ExplorerState, text: str) -> str:
    low, high = pair(text)
    cut = sorted(min(max(edge, LOWEST), HIGHEST) for edge in (low, high))
    if cut[1] - cut[0] < NARROWEST:
        return f"no band has the edges {low:g}–{high:g} Hz"
    state.band = named_band(*cut)
    if cut == [low, high]:
        return ""
    return f"the band {low:g}–{high:g} Hz was brought within {LOWEST:g}–{HIGHEST:g} Hz"


def _read_length(state: ExplorerState, text: str) -> str:
    wanted = number(text)
    nearest = min(WINDOW_LENGTHS, key=lambda length: abs(length - wanted))
    state.window_length = nearest
    return "" if nearest == wanted else f"a window is {nearest:g} s long, not {wanted:g} s"


def _read_start(state: ExplorerState, text: str) -> str:
    wanted = number(text)
    state.window_start = wanted
    if abs(state.window_start - wanted) < 1e-3:
        return ""
    return f"{wanted:g} s lies outside this night of {state.night.duration:g} s"


def _read_part(state: ExplorerState, text: str) -> str:
    if not text:
        state.selection = ()
        return ""
    wanted = pair_of_times(text)
    state.selection = wanted
    if state.selection == wanted:
        return ""
    return f"the selection was brought within this night of {state.night.duration:g} s"


def _read_lights(state: ExplorerState, text: str) -> str:
    state.lights = ()
    if not text:
        return ""
    wanted = pair_of_times(text)
    state.lights = wanted
    return "" if state.lights == wanted else "the marks of lights were brought within this night"


def _read_definitions(state: ExplorerState, text: str) -> str:
    known = {d.name: [key for key, _ in d.variants] for d in DEFINITIONS}
    wanted = [keyed(item) for item in items(text)]
    state.definitions = tuple(one for one in wanted if one[1] in known.get(one[0], ()))
    unknown = [f"{name}:{key}" for name, key in wanted if key not in known.get(name, ())]
    return f"there is no definition {listed(unknown)}" if unknown else ""


def _read_threshold(state: ExplorerState, text: str) -> str:
    wanted = number(text) if text else _USUAL_THRESHOLD
    state.n3_amplitude = wanted
    if state.n3_amplitude == wanted:
        return ""
    return f"the amplitude criterion lies within {THRESHOLDS[0]:g}–{THRESHOLDS[1]:g} µV"


def _read_detector(state: ExplorerState, text: str) -> str:
    known = text in [key for _, key in CHOICES]
    state.detector = text if known else AUTO
    return "" if known else f"there is no detector {quoted(text)}"


def _read_scorer(state: ExplorerState, text: str) -> str:
    known = not text or text in state.scorers
    state.scorer = text if known else ""
    return "" if known else f"nobody called {quoted(text)} has scored this night"


def _read_gains(state: ExplorerState, text: str) -> str:
    kinds = {channel.kind for channel in state.night.channels.values()}
    found, wrong = {}, []
    for item in items(text):
        kind, gain = keyed(item)
        if kind in kinds:
            found[kind] = min(max(number(gain), _GAINS[0]), _GAINS[1])
        else:
            wrong.append(kind)
    state.gains = tuple(sorted(found.items()))
    return f"this night has no {listed(wrong)} to draw larger" if wrong else ""


def _write_lesson(state: ExplorerState) -> str:
    return state.sitting.lesson.text if state.sitting else ""


def _read_lesson(state: ExplorerState, text: str) -> str:
    if text == _write_lesson(state):
        return ""  # what was answered stays
    state.sitting = None
    if text:
        lesson = Lesson.from_text(text)
        lesson.check_fits(state.night.hypnogram.sizes["epoch"])
        state.sitting = Sitting.begin(lesson)
    return ""


def _read_dark(state: ExplorerState, text: str) -> str:
    state.dark = text == "1"
    return ""


FIELDS: tuple[Field, ...] = (
    Field("window_length", lambda s: f"{s.window_length:g}", _read_length, kept=True),
    Field("window_start", lambda s: seconds(s.window_start), _read_start, kept=True),
    Field("band", lambda s: f"{s.band.low:g}-{s.band.high:g}", _read_band, kept=True),
    Field("montage", lambda s: "" if s.montage == AS_RECORDED else s.montage, _read_montage),
    Field("visible_channels", _write_channels, _read_channels, kept=True),
    Field("analysis_channel", lambda s: s.analysis_channel, _read_channel, kept=True),
    Field("notch", lambda s: f"{s.notch:g}" if s.notch else "", _read_notch),
    Field("gains", lambda s: joined(f"{k}:{g:.4g}" for k, g in s.gains if g != 1), _read_gains),
    Field("selection", lambda s: "-".join(map(seconds, s.selection)), _read_part),
    Field("lights", lambda s: "-".join(map(seconds, s.lights)), _read_lights),
    Field("scorer", lambda s: s.scorer, _read_scorer),
    Field("definitions", lambda s: joined(f"{n}:{k}" for n, k in s.definitions), _read_definitions),
    Field(
        "n3_amplitude",
        lambda s: "" if s.n3_amplitude == _USUAL_THRESHOLD else f"{s.n3_amplitude:g}",
        _read_threshold,
    ),
    Field("detector", lambda s: s.detector, _read_detector),
    Field("lesson", _write_lesson, _read_lesson),
    Field("dark", lambda s: "1" if s.dark else "", _read_dark),
)
"""What a link says beside the night and the tab, in the order in which it is followed."""
