"""A view as a short line of text: the page's address, what is shared, what a notebook repeats."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlencode

from traitlets import TraitError

from explorer.metrics.definitions import DEFINITIONS
from explorer.night.montage import AS_RECORDED, montages_of
from explorer.physiology.events import BY_THE_BAND, CHOICES
from explorer.state import NOTCHES, THRESHOLDS, WINDOW_LENGTHS, ExplorerState
from explorer.vocabulary.bands import HIGHEST, LOWEST, NARROWEST, named_band

VERSION = "v1"
LONGEST = 8000
"""Characters of a link that is still read."""

_MOST_FIELDS = 60
_USUAL_THRESHOLD = 75.0
_SAFE = ",:/()µ"  # left readable in an address
_LONGEST_QUOTED = 40
_GAINS = (1 / 64, 64.0)
_PARTS_JOINED = 3  # of what was not followed, said in one sentence


@dataclass(frozen=True)
class Link:
    """A link taken apart; nothing in it has been compared with a night yet."""

    night: str = ""
    """The night's place: see `link_of`."""
    hypnogram: str = ""
    """Place of the scorer's file, where that is not found by its name."""
    tab: str = ""
    """Title of the tab."""
    fields: tuple[tuple[str, str], ...] = ()
    """The other fields and what they say."""


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
    if wanted not in montages_of(state.night.channels):
        state.montage = AS_RECORDED
        return f"this night allows no montage {_quoted(wanted)}"
    state.montage = wanted
    return ""


def _read_channels(state: ExplorerState, text: str) -> str:
    wanted = _items(text)
    known = [name for name in wanted if name in state.night.channels]
    unknown = [name for name in wanted if name not in state.night.channels]
    if known:
        state.channels = tuple(known)
    if not unknown:
        return ""
    return f"this night has no channel {_listed(unknown)}"


def _read_channel(state: ExplorerState, text: str) -> str:
    if text not in state.night.channels:
        return f"this night has no channel {_quoted(text)} to analyse"
    state.channel = text
    return ""


def _read_notch(state: ExplorerState, text: str) -> str:
    wanted = _number(text or "0")
    state.notch = wanted if wanted in NOTCHES else 0.0
    return "" if wanted in NOTCHES else f"there is no mains filter for {wanted:g} Hz"


def _read_band(state: ExplorerState, text: str) -> str:
    low, high = _pair(text)
    cut = sorted(min(max(edge, LOWEST), HIGHEST) for edge in (low, high))
    if cut[1] - cut[0] < NARROWEST:
        return f"no band has the edges {low:g}–{high:g} Hz"
    state.band = named_band(*cut)
    if cut == [low, high]:
        return ""
    return f"the band {low:g}–{high:g} Hz was brought within {LOWEST:g}–{HIGHEST:g} Hz"


def _read_length(state: ExplorerState, text: str) -> str:
    wanted = _number(text)
    nearest = min(WINDOW_LENGTHS, key=lambda length: abs(length - wanted))
    state.length = nearest
    return "" if nearest == wanted else f"a window is {nearest:g} s long, not {wanted:g} s"


def _read_start(state: ExplorerState, text: str) -> str:
    wanted = _number(text)
    state.start = wanted
    if abs(state.start - wanted) < 1e-3:
        return ""
    return f"{wanted:g} s lies outside this night of {state.night.duration:g} s"


def _read_part(state: ExplorerState, text: str) -> str:
    if not text:
        state.selection = ()
        return ""
    wanted = _pair(text)
    state.selection = wanted
    if state.selection == wanted:
        return ""
    return f"the brushed part was brought within this night of {state.night.duration:g} s"


def _read_lights(state: ExplorerState, text: str) -> str:
    state.lights = ()
    if not text:
        return ""
    wanted = _pair(text)
    state.lights = wanted
    return "" if state.lights == wanted else "the marks of lights were brought within this night"


def _read_definitions(state: ExplorerState, text: str) -> str:
    known = {d.name: [key for key, _ in d.variants] for d in DEFINITIONS}
    wanted = [_keyed(item) for item in _items(text)]
    state.definitions = [pair for pair in wanted if pair[1] in known.get(pair[0], ())]
    unknown = [f"{name}:{key}" for name, key in wanted if key not in known.get(name, ())]
    return f"there is no definition {_listed(unknown)}" if unknown else ""


def _read_threshold(state: ExplorerState, text: str) -> str:
    wanted = _number(text) if text else _USUAL_THRESHOLD
    state.threshold = wanted
    if state.threshold == wanted:
        return ""
    return f"the line of N3 lies within {THRESHOLDS[0]:g}–{THRESHOLDS[1]:g} µV"


def _read_detector(state: ExplorerState, text: str) -> str:
    known = text in [key for _, key in CHOICES]
    state.detector = text if known else BY_THE_BAND
    return "" if known else f"there is no detector {_quoted(text)}"


def _read_scorer(state: ExplorerState, text: str) -> str:
    known = not text or text in state.scorers
    state.scorer = text if known else ""
    return "" if known else f"nobody called {_quoted(text)} has scored this night"


def _read_gains(state: ExplorerState, text: str) -> str:
    kinds = {channel.kind for channel in state.night.channels.values()}
    found, wrong = {}, []
    for item in _items(text):
        kind, gain = _keyed(item)
        if kind in kinds:
            found[kind] = min(max(_number(gain), _GAINS[0]), _GAINS[1])
        else:
            wrong.append(kind)
    state.gains = tuple(sorted(found.items()))
    return f"this night has no {_listed(wrong)} to draw larger" if wrong else ""


def _read_dark(state: ExplorerState, text: str) -> str:
    state.dark = text == "1"
    return ""


FIELDS: tuple[Field, ...] = (
    Field("span", lambda s: f"{s.length:g}", _read_length, kept=True),
    Field("at", lambda s: _seconds(s.start), _read_start, kept=True),
    Field("band", lambda s: f"{s.band.low:g}-{s.band.high:g}", _read_band, kept=True),
    Field("montage", lambda s: "" if s.montage == AS_RECORDED else s.montage, _read_montage),
    Field("channels", lambda s: _joined(s.channels), _read_channels, kept=True),
    Field("channel", lambda s: s.channel, _read_channel, kept=True),
    Field("notch", lambda s: f"{s.notch:g}" if s.notch else "", _read_notch),
    Field("gain", lambda s: _joined(f"{k}:{g:.4g}" for k, g in s.gains if g != 1), _read_gains),
    Field("part", lambda s: "-".join(map(_seconds, s.selection)), _read_part),
    Field("lights", lambda s: "-".join(map(_seconds, s.lights)), _read_lights),
    Field("scorer", lambda s: s.scorer, _read_scorer),
    Field("define", lambda s: _joined(f"{n}:{k}" for n, k in s.definitions), _read_definitions),
    Field(
        "line",
        lambda s: "" if s.threshold == _USUAL_THRESHOLD else f"{s.threshold:g}",
        _read_threshold,
    ),
    Field("events", lambda s: s.detector, _read_detector),
    Field("dark", lambda s: "1" if s.dark else "", _read_dark),
)
"""What a link says beside the night and the tab, in the order in which it is followed."""


def link_of(state: ExplorerState, night: str, tab: str = "", *, hypnogram: str = "") -> str:
    """Write a view as one line.

    Parameters
    ----------
    state : ExplorerState
        The view.
    night : str
        The night's place: a path within the allowed folders, ``simulated/<profile>/<seed>``,
        ``upload/<key>/<file>``, or its title on the page.
    tab : str
        Title of the tab turned to; "" for the first.
    hypnogram : str
        Place of the scorer's file, where that is not found by its name.

    Returns
    -------
    str
        ``v1&night=...&at=...``, to stand behind the ``#`` of an address. Times in s from the start
        of the recording, frequencies in Hz, the line of N3 in uV.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> from explorer.night.night import Night
    >>> state = ExplorerState(Night.make({}, {"me": make_hypnogram(["W", "N2"] * 9)}))
    >>> state.selection, state.threshold = (60, 120), 90
    >>> link_of(state, "night 1.edf", "Signal")
    'v1&night=night+1.edf&tab=Signal&span=30&at=0&band=0.5-4&part=60-120&line=90'
    """
    said = [("night", night), ("hypnogram", hypnogram), ("tab", tab)]
    said += [(field.key, field.write(state)) for field in FIELDS]
    return f"{VERSION}&" + urlencode([pair for pair in said if pair[1]], safe=_SAFE)


def read_link(text: str) -> Link:
    """Take a link apart.

    Parameters
    ----------
    text : str
        As of `link_of`, or a whole address that ends in one.

    Returns
    -------
    Link

    Raises
    ------
    ValueError
        If it is no link, too long, or of another version; in one sentence.

    Examples
    --------
    >>> read_link("http://127.0.0.1:8866/#v1&night=a.edf&at=30").fields
    (('at', '30'),)
    >>> read_link("v9&night=a.edf")
    Traceback (most recent call last):
    ValueError: this link is of version 'v9', and this page reads 'v1': nothing of it was followed
    """
    text = str(text).strip()
    if len(text) > LONGEST:
        raise ValueError(f"this link has {len(text)} characters, more than the {LONGEST} allowed")
    line = text.partition("#")[2] if "://" in text or text[:1] == "#" else text
    version, _, rest = line.partition("&")
    if version != VERSION:
        if version[:1] == "v" and version[1:].isascii() and version[1:].isdigit():
            raise ValueError(
                f"this link is of version {_quoted(version)}, and this page reads "
                f"{VERSION!r}: nothing of it was followed"
            )
        raise ValueError(f"{_quoted(text)} is no link to a view; one begins with {VERSION}&night=")
    try:
        pairs = parse_qsl(rest, max_num_fields=_MOST_FIELDS, keep_blank_values=True)
    except ValueError as error:
        raise ValueError(f"this link has more than the {_MOST_FIELDS} fields allowed") from error
    said = {key: _clean(value) for key, value in pairs}
    own = {key: said.pop(key, "") for key in ("night", "hypnogram", "tab")}
    return Link(**own, fields=tuple(said.items()))


def apply_link(state: ExplorerState, text: str) -> str:
    """Bring a state to the view that a link describes, as far as its night allows.

    Parameters
    ----------
    state : ExplorerState
        With the link's night on it already. Where it can't follow, it stays valid: numbers are
        brought within their limits, names that this night lacks are left out.
    text : str
        As for `read_link`.

    Returns
    -------
    str
        One sentence that says what was not followed; "" if all of it was.

    Raises
    ------
    ValueError
        As `read_link`; the state is then as it was.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> from explorer.night.night import Night
    >>> state = ExplorerState(Night.make({}, {"me": make_hypnogram(["W", "N2"] * 9)}))
    >>> apply_link(state, "v1&at=90&band=11-16"), state.start, state.band.name
    ('', 90.0, 'sigma')
    >>> apply_link(state, "v1&channel=Cz&line=9999"), state.threshold
    ("The link was followed in part: this night has no channel 'Cz' to analyse; the line of N3 \
lies within 10–300 µV.", 300.0)
    """
    said = dict(read_link(text).fields)
    problems = [
        f"{_quoted(key)} is no part of a view" for key in said if key not in {f.key for f in FIELDS}
    ]
    with state.together():
        for field in FIELDS:
            if field.kept and not said.get(field.key):
                continue
            try:
                problem = field.read(state, said.get(field.key, ""))
            except (ValueError, TraitError) as error:
                problem = f"{field.key}: {error}"
            if problem:
                problems.append(problem)
    if not problems:
        return ""
    more = len(problems) - _PARTS_JOINED
    rest = f"; and {more} more" if more > 0 else ""
    return f"The link was followed in part: {'; '.join(problems[:_PARTS_JOINED])}{rest}."


# ---- numbers and names in a link ----------------------------------------------------------------


def _seconds(time: float) -> str:
    # Plus nothing: a time of -0.0 would be written with its sign, which no pair can be read with.
    return f"{time + 0.0:.3f}".rstrip("0").rstrip(".")


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ValueError(f"expected a number, found {_quoted(text)}")
    return value


def _pair(text: str) -> tuple[float, float]:
    low, _, high = text.partition("-")
    first, second = _number(low), _number(high)
    return (first, second) if first <= second else (second, first)


def _joined(names: Iterable[str]) -> str:
    """Names behind one another, with commas of their own kept apart."""
    return ",".join(name.replace("%", "%25").replace(",", "%2C") for name in names)


def _items(text: str) -> list[str]:
    return [unquote(item) for item in text.split(",") if item]


def _keyed(item: str) -> tuple[str, str]:
    name, _, value = item.rpartition(":")
    return name, value


def _clean(text: str) -> str:
    """Text without what no name has: control characters, which would hide something."""
    return "".join(letter for letter in text if letter.isprintable())


def _quoted(text: str) -> str:
    text = _clean(text)
    return repr(text if len(text) <= _LONGEST_QUOTED else text[:_LONGEST_QUOTED] + "…")


def _listed(names: list[str]) -> str:
    more = len(names) - _PARTS_JOINED
    listed = ", ".join(map(_quoted, names[:_PARTS_JOINED]))
    return f"{listed} and {more} more" if more > 0 else listed
