"""What a link says of a view, a field each: how it is written, and how it is followed."""

from collections.abc import Callable
from dataclasses import dataclass

from explorer.analysis.event_search import AUTO, CHOICES
from explorer.app.derived_channels import derived_names
from explorer.app.permalink.channel_fields import (
    read_channel,
    read_channels,
    read_derivations,
    read_display_filters,
    read_gains,
    read_inverted,
    read_montage,
    read_notch,
    read_scales,
    write_channels,
)
from explorer.app.permalink.field_text import (
    items,
    joined,
    keyed,
    listed,
    number,
    pair,
    quoted,
    seconds,
)
from explorer.app.permalink.time_fields import (
    read_length,
    read_lights,
    read_part,
    read_span,
    read_start,
)
from explorer.app.spectrogram_display import LEVELS, SPECTROGRAM_TOPS
from explorer.app.state import (
    THRESHOLDS,
    ExplorerState,
)
from explorer.metrics.aliases import FORMER_NAMES
from explorer.metrics.definitions import DEFINITIONS
from explorer.night.montage import AS_RECORDED
from explorer.school.lesson import Lesson
from explorer.school.sitting import Sitting
from explorer.vocabulary.bands import HIGHEST, LOWEST, NARROWEST, named_band

_USUAL_THRESHOLD = 75.0
_SETTINGS = 3  # of a spectrogram: window, step, tapers


COMPARISON = "comparison"
"""Key of what the tab of that name shows: a link to another one has none."""


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


def _read_band(state: ExplorerState, text: str) -> str:
    low, high = pair(text)
    cut = sorted(min(max(edge, LOWEST), HIGHEST) for edge in (low, high))
    if cut[1] - cut[0] < NARROWEST:
        return f"no band has the edges {low:g}–{high:g} Hz"
    state.band = named_band(*cut)
    if cut == [low, high]:
        return ""
    return f"the band {low:g}–{high:g} Hz was brought within {LOWEST:g}–{HIGHEST:g} Hz"


def _read_definitions(state: ExplorerState, text: str) -> str:
    known = {d.name: [key for key, _ in d.variants] for d in DEFINITIONS}
    said = [keyed(item) for item in items(text)]
    wanted = [(name if name in known else FORMER_NAMES.get(name, name), key) for name, key in said]
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


def _read_top(state: ExplorerState, text: str) -> str:
    wanted = number(text) if text else 0.0
    state.spectrogram_top = wanted if wanted in SPECTROGRAM_TOPS else 0.0
    return "" if wanted in SPECTROGRAM_TOPS else f"no spectrogram ends at {wanted:g} Hz"


def _read_settings(state: ExplorerState, text: str) -> str:
    state.spectrogram_settings = ()
    if not text:
        return ""
    wanted = tuple(number(one) for one in text.split(":"))
    if len(wanted) != _SETTINGS:
        return f"a spectrogram has a window, a step and tapers, not {quoted(text)}"
    state.spectrogram_settings = wanted
    if state.spectrogram_settings == wanted:
        return ""
    return "the spectrogram's window, step and tapers were brought within their limits"


def _read_limits(state: ExplorerState, text: str) -> str:
    state.colour_limits = ()
    if not text:
        return ""
    low, high = (number(one) for one in text.split(":", 1)) if ":" in text else (0.0, 0.0)
    if not LEVELS[0] <= low <= high - 1 <= LEVELS[1] - 1:
        return f"colours from {quoted(text)} dB cannot be drawn"
    state.colour_limits = (low, high)
    return ""


def _read_reference(state: ExplorerState, text: str) -> str:
    state.reference_place = text  # the page opens it, and says where it cannot
    return ""


def _read_comparison(state: ExplorerState, text: str) -> str:
    state.comparison = text  # the tab Compare reads it, and says where it cannot
    return ""


def _read_lab(state: ExplorerState, text: str) -> str:
    state.lab = text  # the magnesium lab reads it, and says where it cannot
    return ""


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


def _read_switch(name: str) -> Callable[[ExplorerState, str], str]:
    """Make the reader of a trait that is on or off."""

    def read(state: ExplorerState, text: str) -> str:
        setattr(state, name, text == "1")
        return "" if text in ("", "0", "1") else f"{name} is 1 or 0, not {quoted(text)}"

    return read


FIELDS: tuple[Field, ...] = (
    Field("window_length", lambda s: f"{s.window_length:g}", read_length, kept=True),
    Field("window_start", lambda s: seconds(s.window_start), read_start, kept=True),
    Field("band", lambda s: f"{s.band.low:g}-{s.band.high:g}", _read_band, kept=True),
    # Before all that may name a derived channel.
    Field("derivations", lambda s: joined(derived_names(s)), read_derivations),
    Field("montage", lambda s: "" if s.montage == AS_RECORDED else s.montage, read_montage),
    Field("visible_channels", write_channels, read_channels, kept=True),
    Field("analysis_channel", lambda s: s.analysis_channel, read_channel, kept=True),
    Field("notch", lambda s: f"{s.notch:g}" if s.notch else "", read_notch),
    Field("gains", lambda s: joined(f"{k}:{g:.4g}" for k, g in s.gains if g != 1), read_gains),
    Field(
        "channel_scales",
        lambda s: joined(f"{n}:{g:.4g}" for n, g in s.channel_scales if g != 1),
        read_scales,
    ),
    Field("inverted", lambda s: joined(s.inverted), read_inverted),
    Field(
        "display_filters",
        lambda s: joined(f"{kind}:{'on' if is_on else 'off'}" for kind, is_on in s.display_filters),
        read_display_filters,
    ),
    Field(
        "spectrogram_top",
        lambda s: f"{s.spectrogram_top:g}" if s.spectrogram_top else "",
        _read_top,
    ),
    Field(
        "spectrogram_settings",
        lambda s: ":".join(f"{one:g}" for one in s.spectrogram_settings),
        _read_settings,
    ),
    Field(
        "spectrogram_logarithmic",
        lambda s: "1" if s.spectrogram_logarithmic else "",
        _read_switch("spectrogram_logarithmic"),
    ),
    Field(
        "colour_limits",
        lambda s: ":".join(f"{level:g}" for level in s.colour_limits),
        _read_limits,
    ),
    Field("selection", lambda s: "-".join(map(seconds, s.selection)), read_part),
    Field("overview_span", lambda s: "-".join(map(seconds, s.overview_span)), read_span),
    Field("lights", lambda s: "-".join(map(seconds, s.lights)), read_lights),
    Field("scorer", lambda s: s.scorer, _read_scorer),
    Field("definitions", lambda s: joined(f"{n}:{k}" for n, k in s.definitions), _read_definitions),
    Field(
        "n3_amplitude",
        lambda s: "" if s.n3_amplitude == _USUAL_THRESHOLD else f"{s.n3_amplitude:g}",
        _read_threshold,
    ),
    Field("detector", lambda s: s.detector, _read_detector),
    Field("reference", lambda s: s.reference_place, _read_reference),
    Field(COMPARISON, lambda s: s.comparison, _read_comparison, kept=True),
    Field("lab", lambda s: s.lab, _read_lab),
    Field("lesson", _write_lesson, _read_lesson),
    Field("large_type", lambda s: "1" if s.large_type else "", _read_switch("large_type")),
    Field("dark", lambda s: "1" if s.dark else "", _read_switch("dark")),
)
"""What a link says beside the night and the tab, in the order in which it is followed."""
