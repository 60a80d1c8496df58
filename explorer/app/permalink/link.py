"""A link to a view: written from a state, taken apart, and followed."""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from traitlets import TraitError

from explorer.app.permalink.field_text import PARTS_JOINED, clean, quoted
from explorer.app.permalink.fields import COMPARISON, FIELDS
from explorer.app.permalink.old_keys import OLD_KEYS
from explorer.app.state import ExplorerState
from explorer.school.lesson import Lesson

VERSION = "v1"
COMPARE = "Compare"
LONGEST = 8000
"""Characters of a link that is still read."""

_MOST_FIELDS = 60
_SAFE = ",:/()µ"  # left readable in an address


@dataclass(frozen=True)
class Link:
    """A link taken apart; nothing in it has been compared with a night yet."""

    night: str = ""
    """The night's place: see `write_link`."""
    hypnogram: str = ""
    """Place of the scorer's file, where that is not found by its name."""
    tab: str = ""
    """Title of the tab."""
    fields: tuple[tuple[str, str], ...] = ()
    """The other fields and what they say."""


def write_link(state: ExplorerState, night: str, tab: str = "", *, hypnogram: str = "") -> str:
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
        ``v1&night=...&window_start=...``, to stand behind the ``#`` of an address. Times in s
        from the start of the recording, frequencies in Hz, the amplitude criterion in uV.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> from explorer.night.night import Night
    >>> state = ExplorerState(Night.make({}, {"me": make_hypnogram(["W", "N2"] * 9)}))
    >>> state.selection, state.n3_amplitude = (60, 120), 90
    >>> write_link(state, "night 1.edf", "Signal")
    'v1&night=night+1.edf&tab=Signal&window_length=30&window_start=0&band=0.5-4\
&selection=60-120&n3_amplitude=90'
    """
    said = [("night", night), ("hypnogram", hypnogram), ("tab", tab)]
    said += [
        (field.key, field.write(state))
        for field in FIELDS
        if field.key != COMPARISON or tab == COMPARE
    ]
    return f"{VERSION}&" + urlencode([pair for pair in said if pair[1]], safe=_SAFE)


def lesson_link(lesson: Lesson, night: str, *, hypnogram: str = "") -> str:
    """Write a lesson of the scoring school as one line: an assignment.

    Parameters
    ----------
    lesson : Lesson
    night, hypnogram
        As of `write_link`.

    Returns
    -------
    str
        As of `write_link`; the view is the lesson's own.

    Examples
    --------
    >>> from explorer.school.lesson import Lesson
    >>> lesson_link(Lesson((3, 8), "transitions"), "night 1.edf")
    'v1&night=night+1.edf&lesson=at+the+end:transitions:3.8:'
    """
    said = [("night", night), ("hypnogram", hypnogram), ("lesson", lesson.text)]
    return f"{VERSION}&" + urlencode([pair for pair in said if pair[1]], safe=_SAFE)


def read_link(text: str) -> Link:
    """Take a link apart.

    Parameters
    ----------
    text : str
        As of `write_link`, or a whole address that ends in one.

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
    (('window_start', '30'),)
    >>> read_link("v9&night=a.edf")
    Traceback (most recent call last):
    ValueError: this link is of version 'v9', and this page reads 'v1': nothing of it was followed
    """
    text = str(text).strip()
    if len(text) > LONGEST:
        raise ValueError(f"this link has {len(text)} characters, more than the {LONGEST} allowed")
    begun = text.startswith(f"{VERSION}&")  # an address may be in it: of the night
    whole = not begun and ("://" in text or text[:1] == "#")
    line = text.partition("#")[2] if whole else text
    version, _, rest = line.partition("&")
    if version != VERSION:
        if version[:1] == "v" and version[1:].isascii() and version[1:].isdigit():
            raise ValueError(
                f"this link is of version {quoted(version)}, and this page reads "
                f"{VERSION!r}: nothing of it was followed"
            )
        raise ValueError(f"{quoted(text)} is no link to a view; one begins with {VERSION}&night=")
    try:
        pairs = parse_qsl(rest, max_num_fields=_MOST_FIELDS, keep_blank_values=True)
    except ValueError as error:
        raise ValueError(f"this link has more than the {_MOST_FIELDS} fields allowed") from error
    said = {OLD_KEYS.get(key, key): clean(value) for key, value in pairs}
    own = {key: said.pop(key, "") for key in ("night", "hypnogram", "tab")}
    return Link(**own, fields=tuple(said.items()))


def apply_link(state: ExplorerState, text: str, *, tabs: Collection[str] = ()) -> str:
    """Bring a state to the view that a link describes, as far as its night allows.

    Parameters
    ----------
    state : ExplorerState
        With the link's night on it already. Where it can't follow, it stays valid: numbers are
        brought within their limits, names that this night lacks are left out.
    text : str
        As for `read_link`.
    tabs : collection of str
        Titles of the tabs there are; none where nobody turns to the link's tab.

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
    >>> apply_link(state, "v1&at=90&band=11-16"), state.window_start, state.band.name
    ('', 90.0, 'sigma')
    >>> apply_link(state, "v1&channel=Cz&line=9999"), state.n3_amplitude
    ("The link was followed in part: this night has no channel 'Cz' to analyse; the \
amplitude criterion lies within 10–300 µV.", 300.0)
    """
    link = read_link(text)
    said = dict(link.fields)
    nowhere = bool(tabs) and link.tab not in {"", *tabs}
    problems = [f"there is no tab {quoted(link.tab)}"] * nowhere
    problems += [
        f"{quoted(key)} is no part of a view" for key in said if key not in {f.key for f in FIELDS}
    ]
    with state.batch():
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
    more = len(problems) - PARTS_JOINED
    rest = f"; and {more} more" if more > 0 else ""
    return f"The link was followed in part: {'; '.join(problems[:PARTS_JOINED])}{rest}."
