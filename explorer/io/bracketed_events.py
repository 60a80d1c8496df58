"""Lists of events under a heading in brackets, ``[vis1_Spindles/C3-A1]``, as DREAMS has them."""

import re
from pathlib import Path
from typing import NamedTuple

from explorer.vocabulary.counts import pluralize

_HEADING = re.compile(r"\[\s*([^\[\]\n/]+?)\s*/\s*([^\[\]\n]+?)\s*\]\s*$")
_LINE = re.compile(r"\s*(\d+(?:\.\d+)?)[\s,;]+(\d+(?:\.\d+)?)\s*$")
_LONGEST = 300.0  # s of an event: longer ones are stages, or something else
_KINDS = (
    (re.compile("spindle", re.I), "spindle"),
    (re.compile("complex", re.I), "K-complex"),
    (re.compile("arousal", re.I), "arousal"),
)


class BracketedEvents(NamedTuple):
    """What such a file holds."""

    name: str
    """Before the stroke: who marked what."""
    channel: str
    events: list[dict[str, object]]
    """See `explorer.night.schema.make_events`."""

    @property
    def words(self) -> str:
        """What it holds, in words."""
        return f"{pluralize(len(self.events), 'event')} of {self.name} on {self.channel}"


def bracketed_events(text: str) -> BracketedEvents | None:
    r"""Read a list of events, each an onset and a duration in s, below a heading in brackets.

    Parameters
    ----------
    text : str
        Of the file.

    Returns
    -------
    BracketedEvents or None
        None where the text is none, or says anything else too.

    Examples
    --------
    >>> found = bracketed_events("[vis1_Spindles/C3-A1]\n 500.22\t 1.07\n 891.87\t 1.46\n")
    >>> found.words, found.events[0]["kind"]
    ('2 events of vis1_Spindles on C3-A1', 'spindle')
    >>> bracketed_events("[Hypnogram]\n3\n3\n") is None
    True
    """
    first, *lines = text.lstrip("\ufeff").strip().splitlines() or [""]
    heading = _HEADING.match(first.strip())
    if heading is None:
        return None
    rows = [_LINE.match(line) for line in lines if line.strip()]
    if not rows or not all(rows):
        return None
    name, channel = heading.groups()
    kind = next((kind for pattern, kind in _KINDS if pattern.search(name)), name)
    spans = [(float(row[1]), float(row[2])) for row in rows if row is not None]
    if max(duration for _, duration in spans) > _LONGEST:
        return None
    events: list[dict[str, object]] = [
        {"onset": onset, "duration": duration, "kind": kind, "channel": channel, "source": name}
        for onset, duration in spans
    ]
    return BracketedEvents(name, channel, events)


def refuse_as_hypnogram(path: Path, text: str) -> None:
    """Say of such a list that it has no stages, and what would do.

    Raises
    ------
    ValueError
        If the text is one.
    """
    found = bracketed_events(text)
    if found is not None:
        raise ValueError(
            f"{path}: this is a list of {found.words}, with onset and duration, and holds no "
            "stages: open the recording with its hypnogram, and take this in on the page under "
            "Scoring as a scoring file, which makes marks of it"
        )
